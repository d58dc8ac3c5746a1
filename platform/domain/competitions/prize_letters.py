"""The letters that tell the results of the prize, as they are before anybody edits them, and their tags."""

from noress.core import formats
from noress.core.i18n import in_language
from noress.domain.awards.letter_texts import fill_in
from noress.domain.competitions.models import Entrant, Entry
from noress.domain.competitions.outcomes import Outcome, outcome_of

TAGS = (
    "numero", "initiative", "candidature", "concours", "categorie", "prix", "montant", "versement", "mention", "retour", "recours",
)  # fmt: skip

TEXTS: dict[Outcome, dict[str, str]] = {
    Outcome.WINNER: {
        "fr": "Madame, Monsieur,\n\nNous avons le plaisir de vous annoncer que « {initiative} », présentée par {candidature} sous "
        "le numéro {numero}, reçoit le prix « {prix} » du concours « {concours} », catégorie « {categorie} ».\n\n{montant}\n\n"
        "{versement}\n\n{retour}",
        "ar": "سيدتي، سيدي،\n\nيسعدنا أن نخبركم بأن «{initiative}»، المقدمة من {candidature} تحت رقم {numero}، قد فازت بجائزة "
        "«{prix}» ضمن مسابقة «{concours}»، فئة «{categorie}».\n\n{montant}\n\n{versement}\n\n{retour}",
    },
    Outcome.MENTION: {
        "fr": "Madame, Monsieur,\n\nLe jury du concours « {concours} » a décerné une mention spéciale à « {initiative} », présentée "
        "par {candidature} sous le numéro {numero}, catégorie « {categorie} ».\n\n{mention}\n\n{retour}\n\n{recours}",
        "ar": "سيدتي، سيدي،\n\nمنحت لجنة تحكيم مسابقة «{concours}» تنويها خاصا لـ«{initiative}»، المقدمة من {candidature} تحت رقم "
        "{numero}، فئة «{categorie}».\n\n{mention}\n\n{retour}\n\n{recours}",
    },
    Outcome.NONE: {
        "fr": "Madame, Monsieur,\n\nNous vous remercions d'avoir présenté « {initiative} », de {candidature}, sous le numéro "
        "{numero}, au concours « {concours} ». Elle n'a pas reçu de prix cette fois-ci.\n\n{retour}\n\n{recours}",
        "ar": "سيدتي، سيدي،\n\nنشكركم على تقديم «{initiative}» من {candidature}، تحت رقم {numero}، في مسابقة «{concours}». "
        "لم تحصل على جائزة هذه المرة.\n\n{retour}\n\n{recours}",
    },
}  # fmt: skip
#: after an appeal that was upheld: what the jury gives in addition to what was told, or nothing more; `{decision}` is the
#: reference of its decision with its day
ANEW: dict[Outcome, dict[str, str]] = {
    Outcome.WINNER: {
        "fr": "Madame, Monsieur,\n\nVous aviez demandé un nouvel examen de « {initiative} », présentée par {candidature} sous le "
        "numéro {numero}, au concours « {concours} ».\n\nLe jury a décidé de nouveau ({decision}) : votre initiative reçoit le "
        "prix « {prix} », catégorie « {categorie} ».\n\n{motif}\n\n{montant}\n\n{versement}",
        "ar": "سيدتي، سيدي،\n\nكنتم قد طلبتم إعادة النظر في «{initiative}»، المقدمة من {candidature} تحت رقم {numero}، في مسابقة "
        "«{concours}».\n\nاتخذت لجنة التحكيم قرارا جديدا ({decision}): فازت مبادرتكم بجائزة «{prix}»، فئة «{categorie}»."
        "\n\n{motif}\n\n{montant}\n\n{versement}",
    },
    Outcome.MENTION: {
        "fr": "Madame, Monsieur,\n\nVous aviez demandé un nouvel examen de « {initiative} », présentée par {candidature} sous le "
        "numéro {numero}, au concours « {concours} ».\n\nLe jury a décidé de nouveau ({decision}) : votre initiative reçoit une "
        "mention spéciale, catégorie « {categorie} ».\n\n{mention}\n\n{motif}",
        "ar": "سيدتي، سيدي،\n\nكنتم قد طلبتم إعادة النظر في «{initiative}»، المقدمة من {candidature} تحت رقم {numero}، في مسابقة "
        "«{concours}».\n\nاتخذت لجنة التحكيم قرارا جديدا ({decision}): حصلت مبادرتكم على تنويه خاص، فئة «{categorie}»."
        "\n\n{mention}\n\n{motif}",
    },
    Outcome.NONE: {
        "fr": "Madame, Monsieur,\n\nVous aviez demandé un nouvel examen de « {initiative} », présentée par {candidature} sous le "
        "numéro {numero}, au concours « {concours} ».\n\nLe jury a décidé de nouveau ({decision}) : le résultat reste le même."
        "\n\n{motif}",
        "ar": "سيدتي، سيدي،\n\nكنتم قد طلبتم إعادة النظر في «{initiative}»، المقدمة من {candidature} تحت رقم {numero}، في مسابقة "
        "«{concours}».\n\nاتخذت لجنة التحكيم قرارا جديدا ({decision}): تبقى النتيجة كما هي.\n\n{motif}",
    },
}  # fmt: skip
_AMOUNT = {"fr": "Le montant de ce prix est de %s.", "ar": "مبلغ هذه الجائزة هو %s."}
_AMOUNT_LATER = {
    "fr": "Le montant de ce prix n'est pas encore fixé : nous vous l'écrirons.",
    "ar": "لم يحدد مبلغ هذه الجائزة بعد: سنكتب إليكم بشأنه.",
}
_PAYMENT = {
    "fr": "Donnez vos coordonnées bancaires depuis la page de votre candidature : le secrétariat vous écrira pour le versement.",
    "ar": "أدلوا بمعلوماتكم البنكية من صفحة ترشيحكم: ستراسلكم الكتابة الدائمة من أجل أداء المبلغ.",
}
_PAYEE = {
    "fr": "Avant le versement, indiquez la structure légale qui recevra le prix, depuis la page de votre candidature.",
    "ar": "قبل أداء المبلغ، حددوا البنية القانونية التي ستتسلم الجائزة، من صفحة ترشيحكم.",
}
_FEEDBACK = {"fr": "Le jury vous dit :\n\n%s", "ar": "تقول لكم لجنة التحكيم:\n\n%s"}
_APPEAL = {
    "fr": "Vous pouvez demander un nouvel examen jusqu'au %s, depuis la page de votre candidature.",
    "ar": "يمكنكم طلب إعادة النظر إلى غاية %s، من صفحة ترشيحكم.",
}


def texts_of(entry: Entry) -> dict[str, str]:
    return TEXTS[outcome_of(entry)]


def anew(entry: Entry, given: Outcome) -> dict[str, str]:
    """What the entrant reads of what was decided after its appeal: {"fr": ..., "ar": ...}."""
    texts = {}
    for code, text in ANEW[given].items():
        with in_language(code):
            day = formats.date_words(entry.reconsidered_on) if entry.reconsidered_on is not None else ""
        because = entry.reconsidered_because.pick(code)[1] if entry.reconsidered_because else ""
        said = {**values_of(entry, code), "decision": f"{entry.reconsidered_by}, {day}", "motif": because}
        texts[code] = fill_in(text, said)
    return texts


def filled(texts: dict[str, str], entry: Entry) -> dict[str, str]:
    """What the entrant will read: {"fr": ..., "ar": ...}."""
    return {code: fill_in(text, values_of(entry, code)) for code, text in texts.items()}


def values_of(entry: Entry, language: str) -> dict[str, str]:
    """What the tags say of this entry, in that language."""
    application, call = entry.application, entry.application.call
    with in_language(language):
        until = formats.date_words(call.appeal_until) if call.appeal_until else ""
        return {
            "numero": application.number or "", "initiative": application.title,
            "candidature": application.structure.name.pick(language)[1], "concours": call.title.pick(language)[1],
            "categorie": application.lot.title.pick(language)[1],
            "prix": entry.prize.title.pick(language)[1] if entry.prize is not None else "",
            "montant": _amount(entry, language), "versement": _payment(entry, language),
            "mention": entry.mention.pick(language)[1] if entry.mention else "",
            "retour": _FEEDBACK[language] % entry.feedback.pick(language)[1] if entry.feedback else "",
            "recours": _APPEAL[language] % until if until and outcome_of(entry) is not Outcome.WINNER else "",
        }  # fmt: skip


def _amount(entry: Entry, language: str) -> str:
    if entry.prize is None:
        return ""
    if entry.prize_amount is None:
        return _AMOUNT_LATER[language]
    return _AMOUNT[language] % formats.money(entry.prize_amount)


def _payment(entry: Entry, language: str) -> str:
    if entry.prize is None:
        return ""
    is_asked = entry.competition.needs_legal_structure and entry.entrant is not Entrant.STRUCTURE
    return (_PAYEE if is_asked and entry.payee_id is None else _PAYMENT)[language]
