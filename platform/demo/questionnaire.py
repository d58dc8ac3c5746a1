"""The common questionnaire that the members decided together: sectors of intervention with services, publics and
territories, means to share, needs. Its parts are those of the documents; its wording is the demonstration's."""

from typing import Any

from noress.core import territories
from noress.core.i18n import Translated, french_spacing
from noress.demo.facts import facts
from noress.domain.questionnaires.conditions import Clause, Condition, Operator
from noress.domain.questionnaires.definition import Choice, Definition, Question, Section, Visibility

REGION = "01"
Pair = tuple[str, str]
IN_REGION = {"region": REGION}
#: those whose members can be counted
WITH_MEMBERS = ("association", "cooperative", "union", "reseau", "mutuelle", "microcredit")


def text(pair: Pair) -> Translated:
    """A French text, with its spaces, and its Arabic one."""
    french, arabic = pair
    return Translated(fr=french_spacing(french), ar=arabic)


def choices(*rows: tuple[str, ...]) -> tuple[Choice, ...]:
    """(key, French, Arabic) and sometimes a pictogram."""
    return tuple(Choice(key, text((fr, ar)), *pictogram) for key, fr, ar, *pictogram in rows)


def ask(key: str, kind: str, fr: str, ar: str, aid: Pair | None = None, **more: Any) -> Question:
    return Question(key, kind, text((fr, ar)), text(aid) if aid else Translated(), **more)


def when(question: str, operator: Operator, *values: str) -> Condition:
    """Any of these values, or the test alone."""
    return Condition(tuple(Clause(question, operator, value) for value in values or ("",)), is_all=False)


def does(sector: str) -> Condition:
    return when("sectors", Operator.HOLDS, sector)


def shares(what: str) -> Condition:
    return when("shares", Operator.HOLDS, what)


CORE: dict[str, Any] = {"is_locked": True}
NEEDED: dict[str, Any] = {"is_locked": True, "is_required": True}
OTHER = {"other": True}
INTERNAL, MEMBERS = Visibility.INTERNAL, Visibility.MEMBERS
TITLE = Translated(
    fr="Questionnaire commun des acteurs de l'accompagnement", ar="الاستمارة المشتركة للفاعلين في المواكبة",
    en="Common questionnaire of support organisations",
)  # fmt: skip
NOTICE = text((
    "Vos réponses servent à établir le catalogue des acteurs de l'accompagnement de l'économie sociale et solidaire. "
    "Le secrétariat permanent les reçoit ; ce qui est marqué « membres » ou « interne » n'est pas publié. Vous pouvez "
    "les lire, les corriger et vous opposer à leur publication, comme le prévoit la loi 09-08.",
    "تستعمل أجوبتكم لإعداد دليل الفاعلين في مواكبة الاقتصاد الاجتماعي والتضامني. تتوصل بها الكتابة الدائمة، ولا ينشر "
    "ما هو مخصص للأعضاء أو للاستعمال الداخلي. يمكنكم الاطلاع عليها وتصحيحها والتعرض على نشرها، طبقا للقانون 09-08.",
))  # fmt: skip


def general() -> tuple[Question, ...]:
    kinds = choices(*((row["code"], row["fr"], row["ar"]) for row in facts()["categories"]))
    return (
        ask("purpose", "note",
            "Ce questionnaire prépare le catalogue des acteurs. Il aide les porteurs de projets à trouver l'information "
            "et le bon interlocuteur. Il met aussi en réseau les structures qui travaillent de façon proche ou "
            "complémentaire.",
            "تهدف هذه الاستمارة إلى إعداد دليل الفاعلين. فهي تساعد حاملي المشاريع على الوصول إلى المعلومة وإلى المخاطب "
            "المناسب، وتربط أيضا بين البنيات التي تشتغل بطرق متقاربة أو متكاملة.", **CORE),
        ask("name", "text", "Nom de la structure", "اسم البنية",
            ("Écrivez-le comme sur vos papiers officiels, en français ou en arabe.",
             "اكتبوه كما هو في وثائقكم الرسمية، بالعربية أو بالفرنسية."), identifies=True, **NEEDED),
        ask("name_second", "text", "Nom dans l'autre langue", "الاسم باللغة الأخرى", identifies=True, **CORE),
        ask("acronym", "text", "Sigle", "الاسم المختصر", settings={"max_length": 30}, identifies=True, **CORE),
        ask("kind", "one", "Quelle sorte de structure êtes-vous ?", "ما نوع بنيتكم؟",
            ("Si vous hésitez, choisissez la réponse la plus proche.", "إذا ترددتم، فاختاروا الجواب الأقرب."),
            choices=kinds, settings=OTHER, **NEEDED),
        ask("created_on", "date", "Date de création", "تاريخ التأسيس",
            ("Si vous ne connaissez que l'année, écrivez le premier jour de l'année, par exemple 01/01/2012.",
             "إذا كنتم لا تعرفون إلا السنة، فاكتبوا أول يوم منها، مثلا 01/01/2012."), **CORE),
        ask("members", "number", "Combien de membres ou d'adhérents avez-vous ?", "كم عدد أعضائكم أو منخرطيكم؟",
            ("Un nombre approché suffit.", "يكفي عدد تقريبي."), settings={"min": "0", "max": "1000000"},
            condition=when("kind", Operator.IS, *WITH_MEMBERS), **CORE),
        ask("women", "number", "Parmi ces personnes, combien de femmes ?", "كم عدد النساء من بينهم؟",
            settings={"min": "0", "max": "1000000"}, condition=when("members", Operator.MORE, "0"), **CORE),
        *contacts(),
    )  # fmt: skip


def contacts() -> tuple[Question, ...]:
    return (
        ask("province", "province", "Préfecture ou province de votre siège", "العمالة أو الإقليم الذي يوجد به مقركم",
            settings=IN_REGION, **NEEDED),
        ask("commune", "commune", "Commune de votre siège", "الجماعة التي يوجد بها مقركم",
            ("Si elle n'est pas dans la liste, écrivez son nom.", "إذا لم تكن في اللائحة، فاكتبوا اسمها."),
            settings=IN_REGION, **CORE),
        ask("address", "address", "Adresse", "العنوان",
            ("L'adresse en mots suffit. Si vous le pouvez, ajoutez le point : un lien de carte convient.",
             "يكفي العنوان مكتوبا. وإن أمكن، أضيفوا موقعكم على الخريطة: يكفي رابط خريطة."), identifies=True, **CORE),
        ask("phone", "phone", "Téléphone de la structure", "هاتف البنية", identifies=True, **CORE),
        ask("email", "email", "Courriel de la structure", "البريد الإلكتروني للبنية", identifies=True, **CORE),
        ask("website", "url", "Site web ou page sur un réseau social", "الموقع الإلكتروني أو الصفحة على شبكة اجتماعية",
            ("Copiez l'adresse de la page.", "انسخوا رابط الصفحة."), identifies=True, **CORE),
        ask("contact", "text", "Personne à contacter : nom et fonction", "الشخص الذي يمكن الاتصال به: الاسم والصفة",
            ("Seuls les membres du réseau le lisent.", "لا يطلع عليه إلا أعضاء الشبكة."),
            visibility=MEMBERS, identifies=True, **CORE),
        ask("contact_phone", "phone", "Téléphone de cette personne", "هاتف هذا الشخص",
            ("Seul le secrétariat permanent le lit, pour vous joindre au sujet de ce questionnaire.",
             "لا تطلع عليه إلا الكتابة الدائمة، للاتصال بكم بشأن هذه الاستمارة."),
            condition=when("contact", Operator.ANSWERED), visibility=INTERNAL, identifies=True, **CORE),
    )  # fmt: skip


SECTORS = choices(
    ("financing", "Financement", "التمويل", "💰"), ("management", "Gestion", "التدبير", "📊"),
    ("functioning", "Fonctionnement", "التسيير", "⚙️"), ("communication", "Communication", "التواصل", "📣"),
    ("marketing", "Marketing", "التسويق", "🛒"),
)  # fmt: skip
#: {sector: (question in French, in Arabic, its services)}
SERVICES: dict[str, tuple[str, str, tuple[Choice, ...]]] = {
    "financing": ("Financement : que proposez-vous ?", "التمويل: ماذا تقترحون؟", choices(
        ("microcredit", "Microcrédit", "سلفات صغيرة"), ("grant", "Subvention ou prix", "منحة أو جائزة"),
        ("loan", "Prêt d'honneur ou avance", "قرض شرف أو تسبيق"), ("guarantee", "Garantie", "ضمان"),
        ("file", "Aide à monter un dossier de financement", "المساعدة على إعداد ملف التمويل"),
        ("funders", "Mise en relation avec des bailleurs", "الربط مع الممولين"))),
    "management": ("Gestion : que proposez-vous ?", "التدبير: ماذا تقترحون؟", choices(
        ("study", "Étude de l'idée ou du marché", "دراسة الفكرة أو السوق"),
        ("plan", "Plan d'affaires", "مخطط الأعمال"), ("accounts", "Comptabilité", "المحاسبة"),
        ("taxes", "Impôts et couverture sociale", "الضرائب والتغطية الاجتماعية"),
        ("follow_up", "Suivi après la création", "التتبع بعد الإحداث"))),
    "functioning": ("Fonctionnement : que proposez-vous ?", "التسيير: ماذا تقترحون؟", choices(
        ("papers", "Aide pour les papiers de création", "المساعدة على وثائق التأسيس"),
        ("governance", "Tenue des assemblées et du conseil", "تسيير الجموع العامة والمجلس"),
        ("seat", "Portage du siège social", "احتضان المقر الاجتماعي"),
        ("land", "Recherche d'un local ou d'un terrain", "البحث عن محل أو بقعة"),
        ("computing", "Aide en informatique", "المساعدة في المعلوميات"))),
    "communication": ("Communication : que proposez-vous ?", "التواصل: ماذا تقترحون؟", choices(
        ("papers", "Affiches et dépliants", "ملصقات ومطويات"), ("web", "Site et réseaux sociaux", "المواقع والشبكات الاجتماعية"),
        ("events", "Rencontres et portes ouvertes", "لقاءات وأيام مفتوحة"), ("press", "Relations avec la presse", "العلاقة مع الصحافة"))),
    "marketing": ("Marketing : que proposez-vous ?", "التسويق: ماذا تقترحون؟", choices(
        ("fairs", "Salons et marchés", "معارض وأسواق"), ("packaging", "Emballage et étiquettes", "التلفيف والعنونة"),
        ("label", "Label ou certification", "علامة جودة أو شهادة"), ("shop", "Point de vente ou vente en ligne", "نقطة بيع أو بيع عبر الإنترنت"),
        ("tenders", "Réponse aux marchés publics", "المشاركة في الصفقات العمومية"))),
}  # fmt: skip


def services() -> tuple[Question, ...]:
    offers = tuple(
        ask(f"{sector}_services", "several", fr, ar, choices=offered, settings=OTHER, condition=does(sector), **CORE)
        for sector, (fr, ar, offered) in SERVICES.items()
    )  # fmt: skip
    most = ask("financing_most", "money", "Quel montant donnez-vous au plus à un projet ?",
               "ما هو أكبر مبلغ تقدمونه لمشروع واحد؟",
               ("En dirhams. Laissez vide si cela dépend du projet.", "بالدرهم. اتركوا الخانة فارغة إذا كان ذلك يختلف حسب المشروع."),
               settings={"min": "0"}, condition=when("financing_services", Operator.HOLDS, "microcredit", "grant", "loan"))  # fmt: skip
    return (
        ask("sectors", "several", "Dans quels secteurs aidez-vous les porteurs de projets ?",
            "في أي مجالات تساعدون حاملي المشاريع؟",
            ("Vous pouvez en choisir plusieurs. La suite dépend de votre réponse.",
             "يمكنكم اختيار أكثر من مجال. الأسئلة الموالية تتوقف على جوابكم."),
            choices=SECTORS, **NEEDED),
        offers[0], most, *offers[1:],
        ask("stages", "several", "À quel moment aidez-vous un projet ?", "في أي مرحلة تساعدون المشروع؟",
            choices=choices(
                ("idea", "Dès l'idée", "منذ الفكرة"), ("creation", "À la création", "عند الإحداث"),
                ("growth", "Pendant le développement", "خلال التطوير"), ("trouble", "En cas de difficulté", "عند الصعوبة"),
            ), **CORE),
        ask("is_free", "yes_no", "Vos services sont-ils gratuits ?", "هل خدماتكم مجانية؟", **CORE),
        ask("schemes", "repeated", "Vos dispositifs", "البرامج التي تقدمونها",
            ("Décrivez chaque dispositif : programme, fonds, guichet, cycle de formation.",
             "صفوا كل برنامج: برنامج دعم أو صندوق أو شباك أو سلسلة تكوين."),
            settings={"max_blocks": 10}, questions=(
                ask("title", "text", "Nom du dispositif", "اسم البرنامج", is_required=True),
                ask("offer", "long_text", "Ce qu'il apporte, en deux phrases", "ما يقدمه، في جملتين", settings={"max_length": 600}),
                ask("places", "number", "Nombre de projets aidés par an", "عدد المشاريع المستفيدة في السنة", settings={"min": "0"}),
            )),
    )  # fmt: skip


def provinces() -> tuple[Choice, ...]:
    found = territories.children(REGION)
    return tuple(Choice("p" + place.code.replace(".", "_"), place.name) for place in found)


def publics() -> tuple[Question, ...]:
    count = {"min": "0", "max": "1000000"}
    return (
        ask("publics", "several", "Qui peut venir vous voir ?", "من يمكنه أن يقصدكم؟", choices=choices(
            ("holders", "Porteurs de projets", "حاملو المشاريع"), ("women", "Femmes", "النساء"),
            ("youth", "Jeunes", "الشباب"), ("cooperatives", "Coopératives", "التعاونيات"),
            ("associations", "Associations", "الجمعيات"), ("small", "Très petites entreprises", "المقاولات الصغيرة جدا"),
            ("craft", "Artisans", "الصناع التقليديون"), ("farmers", "Agriculteurs et pêcheurs", "الفلاحون والصيادون"),
            ("disabled", "Personnes en situation de handicap", "الأشخاص في وضعية إعاقة"),
        ), settings=OTHER, **NEEDED),
        ask("access", "long_text", "Que faut-il pour être reçu ?", "ما المطلوب للاستفادة من خدماتكم؟",
            ("Par exemple : un rendez-vous, des papiers, un âge, un lieu d'habitation.",
             "مثلا: موعد أو وثائق أو سن أو مكان السكنى."), settings={"max_length": 1500}),
        ask("languages", "several", "Dans quelles langues recevez-vous ?", "بأي لغات تستقبلون؟", choices=choices(
            ("darija", "Darija", "الدارجة"), ("amazigh", "Amazighe", "الأمازيغية"), ("arabic", "Arabe", "العربية"),
            ("french", "Français", "الفرنسية"), ("spanish", "Espagnol", "الإسبانية"),
        ), settings=OTHER),
        ask("scope", "one", "Sur quel territoire travaillez-vous ?", "ما هو مجال تدخلكم الترابي؟", choices=choices(
            ("commune", "Notre commune", "جماعتنا"), ("provinces", "Une ou plusieurs provinces", "إقليم واحد أو أكثر"),
            ("region", "Toute la région", "الجهة كلها"), ("country", "Tout le pays", "المغرب كله"),
        ), **CORE),
        ask("provinces", "several", "Dans quelles préfectures ou provinces ?", "في أي عمالات أو أقاليم؟",
            choices=provinces(), condition=when("scope", Operator.IS, "provinces"), **CORE),
        ask("helped", "table", "Combien de personnes avez-vous aidées l'an dernier ?", "كم شخصا ساعدتم خلال السنة الماضية؟",
            ("Des nombres approchés suffisent. Un jeune compte aussi parmi les femmes ou les hommes.",
             "تكفي أعداد تقريبية. يحتسب الشباب أيضا ضمن النساء أو الرجال."),
            choices=choices(("women", "Femmes", "النساء"), ("men", "Hommes", "الرجال"),
                            ("youth", "Jeunes de moins de 35 ans", "الشباب أقل من 35 سنة")),
            questions=(ask("received", "number", "Personnes reçues", "الأشخاص المستقبلون", settings=count),
                       ask("started", "number", "Activités créées", "الأنشطة المحدثة", settings=count)),
            visibility=MEMBERS),
    )  # fmt: skip


def means() -> tuple[Question, ...]:
    return (
        ask("shares", "several", "Que pouvez-vous partager avec d'autres structures ?",
            "ماذا يمكنكم أن تتقاسموا مع بنيات أخرى؟",
            ("Même un peu : une salle un jour par mois compte.", "ولو القليل: قاعة ليوم واحد في الشهر لها فائدتها."),
            choices=choices(("premises", "Des locaux", "محلات"), ("equipment", "Du matériel", "معدات"),
                            ("skills", "Des compétences", "كفاءات"), ("training", "Des formations", "تكوينات"),
                            ("nothing", "Rien pour le moment", "لا شيء في الوقت الحالي")), **CORE),
        ask("premises", "repeated", "Vos locaux à partager", "المحلات التي يمكن تقاسمها", condition=shares("premises"),
            settings={"max_blocks": 10}, visibility=MEMBERS, questions=(
                ask("use", "one", "Sorte de local", "نوع المحل", choices=choices(
                    ("office", "Bureau", "مكتب"), ("meeting", "Salle de réunion", "قاعة اجتماعات"),
                    ("class", "Salle de formation", "قاعة تكوين"), ("workshop", "Atelier", "ورشة عمل"),
                    ("shop", "Espace de vente", "فضاء للبيع")), settings=OTHER, is_required=True),
                ask("seats", "number", "Nombre de places", "عدد المقاعد", settings={"min": "0", "max": "5000"}),
                ask("price", "money", "Prix par jour", "الثمن في اليوم", ("Écrivez 0 si c'est gratuit.", "اكتبوا 0 إذا كان مجانيا.")),
                ask("province", "province", "Préfecture ou province", "العمالة أو الإقليم", settings=IN_REGION),
            )),
        ask("premises_photo", "photo", "Une photo de ces locaux", "صورة لهذه المحلات", condition=shares("premises"),
            settings={"max_files": 3}, visibility=MEMBERS),
        *lendings(),
    )  # fmt: skip


def lendings() -> tuple[Question, ...]:
    return (
        ask("equipment", "table", "Votre matériel à partager", "المعدات التي يمكن تقاسمها",
            ("Laissez vides les lignes qui ne vous concernent pas.", "اتركوا السطور التي لا تعنيكم فارغة."),
            condition=shares("equipment"), visibility=MEMBERS, choices=choices(
                ("projector", "Vidéoprojecteur", "جهاز عرض"), ("computers", "Ordinateurs", "حواسيب"),
                ("vehicle", "Véhicule", "سيارة"), ("stand", "Stand ou tente de foire", "رواق أو خيمة للمعارض"),
                ("sound", "Sonorisation", "معدات الصوت")),
            questions=(
                ask("count", "number", "Nombre", "العدد", settings={"min": "0", "max": "1000"}),
                ask("terms", "one", "À quelle condition", "بأي شرط", choices=choices(
                    ("free", "Gratuit", "مجانا"), ("costs", "Contre les frais", "مقابل المصاريف"),
                    ("talk", "À discuter", "حسب الاتفاق"))))),
        ask("skills", "several", "Vos compétences à partager", "الكفاءات التي يمكن تقاسمها", condition=shares("skills"),
            choices=choices(
                ("coach", "Accompagner un groupe", "مواكبة مجموعة"), ("law", "Droit et statuts", "القانون والأنظمة الأساسية"),
                ("accounts", "Comptabilité", "المحاسبة"), ("design", "Graphisme et vidéo", "التصميم والفيديو"),
                ("sale", "Vente", "البيع"), ("translation", "Traduction", "الترجمة")), settings=OTHER, visibility=MEMBERS),
        ask("training", "repeated", "Vos formations ouvertes à d'autres", "تكوينات مفتوحة في وجه بنيات أخرى",
            condition=shares("training"), settings={"max_blocks": 10}, questions=(
                ask("title", "text", "Sujet", "الموضوع", is_required=True),
                ask("days", "number", "Durée en jours", "المدة بالأيام", ("Une demi-journée s'écrit 0,5.", "نصف يوم يكتب 0,5."),
                    settings={"min": "0", "max": "365", "decimals": "1"}),
                ask("next", "date", "Prochaine date, si elle est connue", "التاريخ المقبل، إن كان معروفا"),
                ask("is_free", "yes_no", "Gratuite", "مجانية"))),
    )  # fmt: skip


NEEDS = choices(
    ("financing", "Des financements adaptés au démarrage", "تمويلات ملائمة للانطلاق"),
    ("coaches", "Former nos accompagnateurs", "تكوين المواكبين لدينا"), ("premises", "Un local", "محل"),
    ("information", "Une information plus facile à trouver", "معلومة يسهل الوصول إليها"),
    ("network", "Connaître les autres structures", "التعرف على البنيات الأخرى"),
    ("sale", "Mieux vendre nos produits", "تسويق أفضل لمنتوجاتنا"),
    ("simple", "Des démarches plus simples", "مساطر أبسط"),
)  # fmt: skip
EXPECTED = choices(
    ("catalogue", "Un catalogue tenu à jour", "دليل محين"), ("training", "Une formation commune", "تكوين مشترك"),
    ("watch", "Une veille des appels à projets", "تتبع طلبات المشاريع"), ("fairs", "Des salons régionaux", "معارض جهوية"),
    ("news", "Des nouvelles régulières", "مستجدات منتظمة"), ("label", "Un label régional", "علامة جودة جهوية"),
)  # fmt: skip


def needs() -> tuple[Question, ...]:
    return (
        ask("needs", "several", "De quoi avez-vous le plus besoin ?", "ما الذي تحتاجون إليه أكثر؟",
            ("Choisissez trois réponses au plus.", "اختاروا ثلاثة أجوبة على الأكثر."),
            choices=NEEDS, settings={"other": True, "max_choices": "3"}, visibility=MEMBERS, **CORE),
        ask("needs_words", "long_text", "Expliquez en quelques mots", "اشرحوا في بضع كلمات",
            condition=when("needs", Operator.ANSWERED), settings={"max_length": 2000}, visibility=MEMBERS),
        ask("expectations", "several", "Qu'attendez-vous du réseau ?", "ماذا تنتظرون من الشبكة؟",
            choices=EXPECTED, settings=OTHER, visibility=MEMBERS, **CORE),
        ask("takes_part", "yes_no", "Voulez-vous être invités aux rencontres du réseau ?", "هل ترغبون في الدعوة إلى لقاءات الشبكة؟",
            visibility=INTERNAL),
    )  # fmt: skip


#: what the second version adds to the needs
WATCH = ask(
    "calls_news", "yes_no", "Voulez-vous recevoir les nouvelles des appels à projets ?", "هل ترغبون في التوصل بمستجدات طلبات المشاريع؟",
    ("Un courriel par appel, pas davantage.", "رسالة إلكترونية واحدة عن كل طلب، لا أكثر."), visibility=INTERNAL,
)  # fmt: skip


def ending() -> tuple[Question, ...]:
    return (
        ask("brochure", "file", "Un document qui présente votre structure", "وثيقة تعرف ببنيتكم",
            ("Un dépliant ou un rapport, en PDF si possible.", "مطوية أو تقرير، بصيغة PDF إن أمكن."), settings={"max_files": 2}),
        ask("is_published", "yes_no", "Acceptez-vous que votre fiche paraisse dans le catalogue public ?",
            "هل توافقون على نشر بطاقتكم في دليل الفاعلين المفتوح للعموم؟",
            ("Si vous répondez non, seuls les membres et le secrétariat permanent lisent vos réponses.",
             "إذا أجبتم بلا، فلن يطلع على أجوبتكم إلا الأعضاء والكتابة الدائمة."), visibility=INTERNAL, **NEEDED),
        ask("remarks", "long_text", "Autre chose à nous dire ?", "هل تودون إضافة شيء؟", visibility=INTERNAL),
    )  # fmt: skip


def build_definition() -> Definition:
    """The first version."""
    parts: tuple[tuple[str, Pair, Pair | None, tuple[Question, ...]], ...] = (
        ("general", ("Informations générales", "معلومات عامة"),
         ("Qui vous êtes et comment vous joindre.", "من أنتم وكيف يمكن الاتصال بكم."), general()),
        ("services", ("Secteurs d'intervention et services", "مجالات التدخل والخدمات"), None, services()),
        ("publics", ("Publics et territoires", "الفئات المستهدفة والمجال الترابي"), None, publics()),
        ("means", ("Moyens à partager", "وسائل للتقاسم"),
         ("Locaux, matériel, compétences, formations.", "محلات ومعدات وكفاءات وتكوينات."), means()),
        ("needs", ("Besoins et attentes", "الحاجيات والانتظارات"), None, needs()),
        ("ending", ("Pour finir", "في الختام"), None, ending()),
    )  # fmt: skip
    return Definition(
        tuple(
            Section(key, text(title), text(intro) if intro else Translated(), questions, is_locked=True)
            for key, title, intro, questions in parts
        )
    )


def build_second_version() -> Definition:
    """The first one with a question more, last among the needs."""
    first = build_definition()
    return first.with_sections(
        tuple(
            Section(part.key, part.title, part.intro, (*part.questions, WATCH), is_locked=True)
            if part.key == "needs"
            else part
            for part in first.sections
        )
    )
