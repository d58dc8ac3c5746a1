"""The two forms that every call begins with, in both languages: a short expression of interest, and the full file.

The secretariat changes them in the builder. Names of questions are those that prefilling knows (`title`, `structure_…`).
"""

from datetime import datetime
from typing import Any

from noress.core.i18n import Translated, french_spacing
from noress.domain.accounts.actor import Actor
from noress.domain.funding.models import FundingCall
from noress.domain.questionnaires import rules as questionnaires
from noress.domain.questionnaires.definition import Choice, Definition, Question, Section, Visibility
from noress.domain.questionnaires.models import Questionnaire
from noress.extensions import db

#: whose answers these are: domain/questionnaires/serving.py
SERVES = "application"
Pair = tuple[str, str]
#: of people, and of what is not told to others
INTERNAL: dict[str, Any] = {"visibility": Visibility.INTERNAL}
NEEDED: dict[str, Any] = {"is_required": True, **INTERNAL}


def text(fr: str, ar: str) -> Translated:
    return Translated(fr=french_spacing(fr), ar=ar)


NOTICE = text(
    "Vos réponses servent à examiner votre candidature. Le secrétariat et les personnes chargées du dossier les lisent. "
    "Les pièces qui montrent une carte d'identité sont lues par le seul bureau du dossier, puis effacées. Vous pouvez lire "
    "et corriger vos données, ou vous opposer à leur usage (loi 09-08).",
    "تستعمل أجوبتكم لدراسة ملف ترشيحكم. تطلع عليها الكتابة الدائمة والأشخاص المكلفون بالملف. الوثائق التي تظهر بطاقة هوية "
    "لا يطلع عليها إلا مكتب الملفات، ثم تمحى. يمكنكم الاطلاع على معطياتكم وتصحيحها أو التعرض على استعمالها (القانون 09-08).",
)
DECLARATION = text(
    "Je certifie que les informations de ce dossier sont exactes, que la structure m'autorise à l'envoyer, et que le même "
    "projet n'est pas déjà financé pour les mêmes dépenses.",
    "أصرح بأن معلومات هذا الملف صحيحة، وبأن البنية أذنت لي بإرساله، وبأن المشروع نفسه لا يستفيد من تمويل آخر لنفس المصاريف.",
)
_NAMES = {
    "note": ("Appel n° %s : note d'intention", "طلب إبداء الاهتمام رقم %s: بطاقة الفكرة"),
    "file": ("Appel n° %s : dossier complet", "طلب إبداء الاهتمام رقم %s: الملف الكامل"),
}


def ask(key: str, kind: str, fr: str, ar: str, aid: Pair | None = None, **more: Any) -> Question:
    return Question(key, kind, text(fr, ar), text(*aid) if aid else Translated(), **more)


def _title() -> Question:
    return ask("title", "text", "Nom du projet", "اسم المشروع", is_required=True)


def _places() -> tuple[Question, ...]:
    return (
        ask("province", "province", "Préfecture ou province du projet", "عمالة أو إقليم المشروع", is_required=True),
        ask("commune", "commune", "Commune", "الجماعة"),
    )  # fmt: skip


def _people() -> Question:
    return ask(
        "people", "beneficiaries", "Combien de personnes en profiteront ?", "كم شخصا سيستفيد؟",
        ("Une estimation suffit. Le total se calcule tout seul.", "يكفي تقدير. يحسب المجموع تلقائيا."), is_required=True,
    )  # fmt: skip


def _contact() -> Section:
    return Section(
        "contact", text("Qui répond de la candidature", "من يتابع ملف الترشيح"),
        questions=(
            ask("structure_phone", "phone", "Téléphone de la structure", "هاتف البنية", **INTERNAL),
            ask("contact_role", "text", "Fonction de la personne à appeler", "صفة الشخص الذي نتصل به",
                ("Exemple : présidente de la coopérative.", "مثال: رئيسة التعاونية."), **NEEDED),
            ask("contact_phone", "phone", "Son téléphone", "هاتفه(ا)", identifies=True, **NEEDED),
        ),
    )  # fmt: skip


def note_definition() -> Definition:
    """Two pages: what, for whom, where, with whom. A voice note may say what is hard to write."""
    project = Section(
        "project", text("Le projet en quelques mots", "المشروع في كلمات"),
        questions=(
            _title(),
            ask("summary", "long_text", "Que voulez-vous faire ?", "ماذا تريدون أن تنجزوا؟",
                ("Cinq à dix lignes simples.", "خمسة إلى عشرة أسطر بسيطة."), is_required=True, settings={"max_length": "2000"}),
            ask("need", "long_text", "À quel besoin cela répond-il ?", "ما الحاجة التي يستجيب لها؟",
                is_required=True, settings={"max_length": "1500"}),
            ask("voice", "file", "Message vocal", "رسالة صوتية",
                ("Si vous préférez parler : enregistrez deux ou trois minutes avec votre téléphone.",
                 "إذا كنتم تفضلون الكلام: سجلوا دقيقتين أو ثلاثا بهاتفكم."), settings={"max_files": "1", "audio": True}, **INTERNAL),
        ),
    )  # fmt: skip
    reach = Section("reach", text("Pour qui, et où", "لمن وأين"), questions=(_people(), *_places()))
    return Definition((project, reach, _contact()))


def file_definition() -> Definition:
    """Project, people, territory, calendar of activities, budget, papers."""
    return Definition((_project(), _reach(), _activities(), _budget(), _papers(), _contact()))


def _project() -> Section:
    return Section(
        "project", text("Le projet", "المشروع"),
        questions=(
            _title(),
            ask("summary", "long_text", "Que voulez-vous faire ?", "ماذا تريدون أن تنجزوا؟", is_required=True),
            ask("need", "long_text", "À quel besoin cela répond-il ?", "ما الحاجة التي يستجيب لها؟", is_required=True),
            ask("results", "long_text", "Qu'est-ce qui aura changé à la fin ?", "ما الذي سيكون قد تغير في النهاية؟",
                ("Ce que l'on pourra voir ou compter.", "ما يمكن رؤيته أو عده."), is_required=True),
            ask("after", "long_text", "Comment cela continuera-t-il après le financement ?", "كيف سيستمر المشروع بعد التمويل؟"),
            ask("partners", "long_text", "Avec qui travaillerez-vous ?", "مع من ستعملون؟"),
        ),
    )  # fmt: skip


def _reach() -> Section:
    publics = tuple(
        Choice(key, text(fr, ar))
        for key, fr, ar in (
            ("women", "femmes", "النساء"), ("youth", "jeunes", "الشباب"),
            ("rural", "habitants du milieu rural", "سكان العالم القروي"),
            ("disabled", "personnes en situation de handicap", "الأشخاص في وضعية إعاقة"),
            ("jobless", "personnes sans emploi", "الأشخاص بدون عمل"),
        )
    )  # fmt: skip
    return Section(
        "reach", text("Pour qui, et où", "لمن وأين"),
        questions=(
            _people(),
            ask("publics", "several", "Surtout qui ?", "من هم بالأساس؟", choices=publics, settings={"other": True}),
            *_places(),
            ask("place", "text", "Lieu, quartier ou douar", "المكان أو الحي أو الدوار"),
        ),
    )  # fmt: skip


def _activities() -> Section:
    block = ask(
        "activities", "repeated", "Activités", "الأنشطة",
        ("Une activité par bloc, dans l'ordre.", "نشاط في كل خانة، حسب الترتيب."),
        is_required=True, settings={"max_blocks": "20"},
        questions=(
            ask("what", "text", "Quoi ?", "ماذا؟", is_required=True),
            ask("starts", "date", "Début", "البداية", is_required=True),
            ask("ends", "date", "Fin", "النهاية"),
            ask("who", "text", "Qui s'en charge ?", "من يتكلف به؟"),
        ),
    )  # fmt: skip
    return Section("calendar", text("Calendrier des activités", "الجدول الزمني للأنشطة"), questions=(block,))


def _budget() -> Section:
    return Section(
        "money", text("Budget", "الميزانية"),
        questions=(
            ask("budget", "budget", "Dépenses et financement", "المصاريف والتمويل",
                ("Les deux côtés doivent être égaux. Les sommes se calculent toutes seules.",
                 "يجب أن يتساوى الجانبان. تحسب المجاميع تلقائيا."), **NEEDED),
        ),
    )  # fmt: skip


def _papers() -> Section:
    return Section(
        "papers", text("Pièces", "الوثائق"),
        text("Une photo nette prise avec un téléphone suffit.", "تكفي صورة واضحة ملتقطة بالهاتف."),
        questions=(
            ask("statutes", "file", "Statuts de la structure", "النظام الأساسي للبنية", **NEEDED),
            ask("registration", "file", "Récépissé ou certificat d'immatriculation", "وصل الإيداع أو شهادة التسجيل", **NEEDED),
            ask("decision", "file", "Décision de présenter le projet (procès-verbal)", "قرار تقديم المشروع (محضر)", **INTERNAL),
            ask("identity", "file", "Pouvoir de la personne qui signe", "تفويض الشخص الموقع",
                identifies=True, settings={"restricted": True}, **NEEDED),
            ask("quotes", "file", "Devis", "عروض الأثمان", settings={"max_files": "5"}, **INTERNAL),
            ask("photos", "photo", "Photos du lieu ou de l'activité", "صور المكان أو النشاط", settings={"max_files": "5"}, **INTERNAL),
        ),
    )  # fmt: skip


def make_questionnaires(call: FundingCall, actor: Actor, now: datetime) -> None:
    """Its two forms, in the making: the announcement publishes them."""
    for name, definition in (("note", note_definition()), ("file", file_definition())):
        made = questionnaires.create_questionnaire(
            title=_named(name, call), notice=NOTICE, actor=actor, now=now, definition=definition
        )
        _give(call, name, made)
    db.session.flush()  # the call names them


def copy_questionnaires(source: FundingCall, call: FundingCall, actor: Actor, now: datetime) -> None:
    """Those of the edition before, as they are now; those that it lacks are the usual ones."""
    definitions = {"note": note_definition, "file": file_definition}
    for name, definition in definitions.items():
        before: Questionnaire | None = getattr(source, f"{name}_questionnaire")
        if before is not None:
            made = questionnaires.copy_questionnaire(
                questionnaire=before, title=_named(name, call), actor=actor, now=now
            )
        else:
            made = questionnaires.create_questionnaire(
                title=_named(name, call), notice=NOTICE, actor=actor, now=now, definition=definition()
            )
        _give(call, name, made)
    db.session.flush()  # the call names them


def _named(name: str, call: FundingCall) -> Translated:
    french, arabic = _NAMES[name]
    mark = (" (essai)", " (تجربة)") if call.is_test else ("", "")
    return text(french % call.edition + mark[0], arabic % call.edition + mark[1])


def _give(call: FundingCall, name: str, made: Questionnaire) -> None:
    made.serves = SERVES
    setattr(call, f"{name}_questionnaire", made)
