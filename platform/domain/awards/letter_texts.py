"""The letters that tell a decision, as they are before anybody edits them, and the tags that are filled in when they leave.

Tags are French words between braces, the same in both languages: what is typed by hand keeps them.
"""

import re
from collections.abc import Mapping, Sequence

from noress.core import formats
from noress.core.errors import RuleError
from noress.core.i18n import in_language
from noress.core.i18n import lazy as _
from noress.domain.applications.models import Application, ApplicationState

S = ApplicationState
TAGS = ("numero", "projet", "structure", "appel", "montant", "motif", "recours")
_TAG = re.compile(r"\{([^{}\n]{0,40})\}")
_BLANKS = re.compile(r"\n{3,}")

TEXTS: dict[ApplicationState, dict[str, str]] = {
    S.SELECTED: {
        "fr": "Madame, Monsieur,\n\nNous avons le plaisir de vous annoncer que le projet « {projet} », présenté par {structure} "
        "sous le numéro {numero}, est sélectionné dans le cadre de l'appel « {appel} ».\n\nLe montant accordé est de {montant}. "
        "Le secrétariat vous écrira pour la signature de la convention.\n\n{motif}",
        "ar": "سيدتي، سيدي،\n\nيسعدنا أن نخبركم بأن مشروع «{projet}»، المقدم من {structure} تحت رقم {numero}، قد تم انتقاؤه في "
        "إطار «{appel}».\n\nيبلغ المبلغ الممنوح {montant}. ستراسلكم الكتابة الدائمة من أجل توقيع الاتفاقية.\n\n{motif}",
    },
    S.RESERVE: {
        "fr": "Madame, Monsieur,\n\nLe projet « {projet} », présenté par {structure} sous le numéro {numero}, est inscrit sur la "
        "liste d'attente de l'appel « {appel} ». Il pourra être financé si un autre projet renonce à son financement ; nous "
        "vous écrirons dans ce cas.\n\n{motif}\n\n{recours}",
        "ar": "سيدتي، سيدي،\n\nتم تسجيل مشروع «{projet}»، المقدم من {structure} تحت رقم {numero}، في لائحة الانتظار الخاصة بـ«{appel}». "
        "يمكن تمويله إذا تنازل مشروع آخر عن تمويله، وسنراسلكم في هذه الحالة.\n\n{motif}\n\n{recours}",
    },
    S.REJECTED: {
        "fr": "Madame, Monsieur,\n\nNous vous remercions d'avoir présenté le projet « {projet} » de {structure}, sous le numéro "
        "{numero}, à l'appel « {appel} ». Il n'a pas pu être sélectionné.\n\n{motif}\n\n{recours}",
        "ar": "سيدتي، سيدي،\n\nنشكركم على تقديم مشروع «{projet}» من {structure}، تحت رقم {numero}، في إطار «{appel}». "
        "تعذر انتقاؤه.\n\n{motif}\n\n{recours}",
    },
}  # fmt: skip
_REASON = {"fr": "Motif : %s", "ar": "السبب: %s"}
#: of a file that the ranking alone left out: nobody wrote why
_BY_RANK = {
    "fr": "Les projets ont été choisis selon les notes obtenues, dans la limite de l'enveloppe de l'appel.",
    "ar": "تم اختيار المشاريع حسب النقط المحصل عليها، في حدود الغلاف المالي.",
}
_APPEAL = {
    "fr": "Vous pouvez demander que votre dossier soit regardé de nouveau jusqu'au %s, depuis la page de votre candidature.",
    "ar": "يمكنكم طلب إعادة النظر في ملفكم إلى غاية %s، من صفحة ترشيحكم.",
}


def check_tags(text: str, *, field: str, tags: Sequence[str] = TAGS) -> None:
    """A tag that is misspelt would reach the structure as it is."""
    unknown = [name for name in _TAG.findall(text) if name not in tags]
    if unknown:
        message = _("Cette balise n'existe pas : {%(name)s}. Celles qui existent : %(known)s.", name=unknown[0],
                    known=", ".join(f"{{{name}}}" for name in tags))  # fmt: skip
        raise RuleError("tag", message, field=field)


def fill_in(text: str, values: Mapping[str, str]) -> str:
    """The text that is read: what has no value leaves no empty lines."""
    filled = _TAG.sub(lambda found: values.get(found[1], found[0]), text)
    return _BLANKS.sub("\n\n", filled).strip()


def values_of(application: Application, amount: int | None, language: str) -> dict[str, str]:
    """What the tags say of this file, in that language."""
    call = application.call
    with in_language(language):
        until = formats.date_words(call.appeal_until) if call.appeal_until else ""
        return {
            "numero": application.number or "", "projet": application.title,
            "structure": application.structure.name.pick(language)[1], "appel": call.title.pick(language)[1],
            "montant": formats.money(amount) if amount is not None else "",
            "motif": _why(application, language),
            "recours": _APPEAL[language] % until if until else "",
        }  # fmt: skip


def _why(application: Application, language: str) -> str:
    if application.reason:
        return _REASON[language] % application.reason
    return _BY_RANK[language] if application.state is S.REJECTED else ""
