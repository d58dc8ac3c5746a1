"""Words that the network has decided, whatever its questionnaire asks; and how people with a project say some."""

from noress.core.i18n import Translated
from noress.domain.catalogue.models import Facet

#: (facet, code, name)
SEEDS: tuple[tuple[Facet, str, dict[str, str]], ...] = (
    (Facet.LEGAL_FORM, "association", {"fr": "Association", "ar": "جمعية", "en": "Association"}),
    (Facet.LEGAL_FORM, "cooperative", {"fr": "Coopérative", "ar": "تعاونية", "en": "Cooperative"}),
    (Facet.LEGAL_FORM, "union", {"fr": "Union de coopératives", "ar": "اتحاد تعاونيات", "en": "Union of cooperatives"}),
    (Facet.LEGAL_FORM, "gie", {"fr": "GIE", "ar": "مجموعة ذات نفع اقتصادي", "en": "Economic interest group"}),
    (Facet.LEGAL_FORM, "mutuelle", {"fr": "Mutuelle", "ar": "تعاضدية", "en": "Mutual society"}),
    (Facet.LEGAL_FORM, "syndicate", {"fr": "Syndicat professionnel", "ar": "نقابة مهنية", "en": "Professional union"}),
    (Facet.LEGAL_FORM, "foundation", {"fr": "Fondation", "ar": "مؤسسة", "en": "Foundation"}),
    (Facet.LEGAL_FORM, "enterprise", {
        "fr": "Entreprise sociale ou TPE", "ar": "مقاولة اجتماعية أو مقاولة صغيرة جدا", "en": "Social or very small enterprise"}),
    (Facet.LEGAL_FORM, "informal", {"fr": "Groupe informel", "ar": "مجموعة غير مهيكلة", "en": "Informal group"}),
    (Facet.LEGAL_FORM, "holder", {"fr": "Porteur de projet", "ar": "حامل مشروع", "en": "Person with a project"}),
    (Facet.LANGUAGE, "darija", {"fr": "Darija", "ar": "الدارجة", "en": "Darija"}),
    (Facet.LANGUAGE, "amazigh", {"fr": "Amazighe", "ar": "الأمازيغية", "en": "Amazigh"}),
    (Facet.LANGUAGE, "arabic", {"fr": "Arabe", "ar": "العربية", "en": "Arabic"}),
    (Facet.LANGUAGE, "french", {"fr": "Français", "ar": "الفرنسية", "en": "French"}),
    (Facet.LANGUAGE, "spanish", {"fr": "Espagnol", "ar": "الإسبانية", "en": "Spanish"}),
    (Facet.LABEL, "accompanied", {"fr": "Accompagnée par", "ar": "بمواكبة من", "en": "Supported by"}),
    (Facet.LABEL, "certified", {"fr": "Certifiée par", "ar": "معتمدة من طرف", "en": "Certified by"}),
    (Facet.LABEL, "affiliated", {"fr": "Membre de", "ar": "عضو في", "en": "Member of"}),
)  # fmt: skip

#: how somebody with a project says it, until the secretariat writes better
PLAIN: dict[tuple[Facet, str], Translated] = {
    (facet, code): Translated(fr=fr, ar=ar)
    for facet, code, fr, ar in (
        (Facet.SECTOR, "financing", "J'ai besoin d'argent", "أحتاج إلى المال"),
        (Facet.SECTOR, "management", "J'ai besoin d'aide pour mes comptes et mes prévisions",
         "أحتاج إلى مساعدة في الحسابات والتوقعات"),
        (Facet.SECTOR, "functioning", "J'ai besoin d'aide pour les papiers, un local, la vie de ma structure",
         "أحتاج إلى مساعدة في الوثائق والمقر وتسيير بنيتي"),
        (Facet.SECTOR, "communication", "Je veux me faire connaître", "أريد التعريف بمشروعي"),
        (Facet.SECTOR, "marketing", "Je veux vendre mieux", "أريد أن أبيع بشكل أفضل"),
        (Facet.STAGE, "idea", "J'ai une idée", "لدي فكرة"),
        (Facet.STAGE, "creation", "Je crée mon activité", "أنا بصدد إحداث نشاطي"),
        (Facet.STAGE, "growth", "Mon activité marche, je veux la développer", "نشاطي قائم وأريد تطويره"),
        (Facet.STAGE, "trouble", "Mon activité est en difficulté", "نشاطي يعرف صعوبات"),
    )
}  # fmt: skip
