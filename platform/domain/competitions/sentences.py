"""Sentences that help whoever did not win, ready to be chosen and edited: (French, Arabic)."""

READY: tuple[tuple[str, str], ...] = (
    ("L'idée répond à un besoin réel du territoire.", "تستجيب الفكرة لحاجة حقيقية في المجال الترابي."),
    ("Dites plus précisément ce qui est nouveau par rapport à ce qui existe déjà.",
     "وضحوا بدقة أكبر ما هو جديد مقارنة مع ما هو موجود."),
    ("Montrez les premiers résultats : quelques chiffres, des témoignages, des photos.",
     "بينوا النتائج الأولى: بعض الأرقام والشهادات والصور."),
    ("Expliquez comment l'activité vivra sans subvention.", "اشرحوا كيف سيستمر النشاط بدون دعم."),
    ("Décrivez mieux qui fait quoi dans l'équipe.", "صفوا بشكل أوضح دور كل واحد وواحدة في الفريق."),
    ("Dites à combien de personnes l'initiative profite, femmes et jeunes compris.",
     "اذكروا عدد المستفيدين من المبادرة، بمن فيهم النساء والشباب."),
    ("Cherchez un partenaire local qui vous aide à grandir.", "ابحثوا عن شريك محلي يساعدكم على التطور."),
    ("Présentez-vous de nouveau à la prochaine édition.", "شاركوا من جديد في الدورة المقبلة."),
)  # fmt: skip
