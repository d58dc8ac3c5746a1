"""What a legal carrier begins with: its steps to sign and to pay, and the text of the agreement. All of it is data that
the secretariat edits afterwards."""

from typing import Any, NamedTuple

from noress.core.i18n import Translated
from noress.domain.payments.models import Procedure

A, P = Procedure.AGREEMENT, Procedure.PAYMENT


class Step(NamedTuple):
    """`other_than`: places, in the same list, of steps that somebody else must have taken."""

    procedure: Procedure
    label: Translated
    actor_title: Translated
    needs_paper: bool = False
    is_payment: bool = False
    other_than: tuple[int, ...] = ()


def _t(fr: str, ar: str) -> Translated:
    return Translated(fr=fr, ar=ar)


#: a region, a province, a commune
PUBLIC = (
    Step(A, _t("Délibération du conseil", "مداولة المجلس"), _t("Conseil de la collectivité", "مجلس الجماعة الترابية"), needs_paper=True),
    Step(A, _t("Signature du président", "توقيع الرئيس"), _t("Président du conseil", "رئيس المجلس")),
    Step(A, _t("Visa de la convention", "التأشير على الاتفاقية"), _t("Autorité chargée du visa", "السلطة المكلفة بالتأشير"), needs_paper=True),
    Step(P, _t("Engagement de la dépense", "الالتزام بالنفقة"), _t("Service chargé du budget", "المصلحة المكلفة بالميزانية")),
    Step(P, _t("Ordonnancement", "الأمر بالصرف"), _t("Ordonnateur", "الآمر بالصرف"), needs_paper=True),
    Step(P, _t("Paiement", "الأداء"), _t("Trésorier payeur", "الخازن المكلف بالأداء"), needs_paper=True, is_payment=True, other_than=(3, 4)),
)  # fmt: skip
ASSOCIATION = (
    Step(A, _t("Signature du président", "توقيع الرئيس"), _t("Président(e) de l'association", "رئيس(ة) الجمعية")),
    Step(P, _t("Ordre de paiement", "الأمر بالأداء"), _t("Président(e) de l'association", "رئيس(ة) الجمعية")),
    Step(P, _t("Paiement", "الأداء"), _t("Trésorier(ère) de l'association", "أمين(ة) مال الجمعية"), needs_paper=True, is_payment=True, other_than=(1,)),
)  # fmt: skip
#: by the category of the carrier; any other pays as an association does
BY_CATEGORY = {"collectivite": PUBLIC, "service_deconcentre": PUBLIC, "etablissement_public": PUBLIC}


def steps_for(category: str) -> tuple[Step, ...]:
    return BY_CATEGORY.get(category, ASSOCIATION)


TITLE = _t("Convention de cofinancement", "اتفاقية التمويل المشترك")

FRENCH = """Entre :

**{porteur_juridique}**, porteur juridique de l'appel « {appel} », représenté par {blanc}, en qualité de {blanc},

et **{structure}**, représentée par {blanc}, en qualité de {blanc}, identifiant commun de l'entreprise (ICE) : {blanc},

il est convenu ce qui suit.

**Article 1. Objet.** La présente convention, n° {numero}, fixe les conditions du cofinancement du projet « {projet} » (candidature {candidature}, lot « {lot} »).

**Article 2. Montant.** Le montant accordé est de {montant} ({montant_lettres}). Il ne peut pas être dépassé.

**Article 3. Versements.** Le montant est versé en {nombre_tranches} :

{tranches}

Chaque tranche est versée sur le compte bancaire que la structure a donné, après vérification de sa condition.

**Article 4. Durée.** La convention prend effet à sa signature par les deux parties. Le projet se déroule du {debut} au {fin}.

**Article 5. Engagements de la structure.** Elle réalise le projet tel que sa candidature le décrit, garde les pièces de dépenses pendant dix ans, remet les rapports demandés et fait connaître les financeurs : {financeurs}.

**Article 6. Fin avant terme.** Si le projet n'est pas réalisé, les tranches qui restent ne sont pas versées et ce qui n'a pas été dépensé est rendu.

**Article 7. Annexes.** La candidature {candidature}, son budget, et les papiers de la structure sont annexés à la présente convention.

Fait à {blanc}, le {blanc}, en deux exemplaires."""

ARABIC = """بين:

**{porteur_juridique}**، الحامل القانوني لطلب إبداء الاهتمام «{appel}»، في شخص {blanc}، بصفته(ها) {blanc}،

و**{structure}**، في شخص {blanc}، بصفته(ها) {blanc}، التعريف الموحد للمقاولة: {blanc}،

تم الاتفاق على ما يلي.

**المادة 1. الموضوع.** تحدد هذه الاتفاقية، رقم {numero}، شروط التمويل المشترك لمشروع «{projet}» (ملف الترشيح {candidature}، الحصة «{lot}»).

**المادة 2. المبلغ.** المبلغ الممنوح هو {montant} ({montant_lettres}). ولا يمكن تجاوزه.

**المادة 3. الأداء.** يؤدى المبلغ في {nombre_tranches}:

{tranches}

يؤدى كل شطر في الحساب البنكي الذي أدلت به البنية، بعد التحقق من شرطه.

**المادة 4. المدة.** تسري الاتفاقية ابتداء من توقيعها من الطرفين. ينجز المشروع من {debut} إلى {fin}.

**المادة 5. التزامات البنية.** تنجز المشروع كما ورد في ملف ترشيحها، وتحتفظ بوثائق النفقات عشر سنوات، وتقدم التقارير المطلوبة، وتعرّف بالممولين: {financeurs}.

**المادة 6. الإنهاء قبل الأجل.** إذا لم ينجز المشروع، لا تؤدى الأشطر المتبقية ويُرد ما لم يُصرف.

**المادة 7. الملاحق.** ملف الترشيح {candidature} وميزانيته ووثائق البنية ملحقة بهذه الاتفاقية.

حرر بـ {blanc}، في {blanc}، في نظيرين."""

_LEGAL = {"fr": "La structure", "ar": "البنية"}
_BANK = {"fr": "La banque", "ar": "البنك"}
_SIGNS = {"fr": "Qui signe", "ar": "من يوقع"}
PAPERS: list[dict[str, Any]] = [
    {"fr": "Statuts à jour", "ar": "القانون الأساسي المحين", "category": _LEGAL, "required": True, "restricted": False},
    {"fr": "Récépissé ou registre de commerce", "ar": "وصل الإيداع أو السجل التجاري", "category": _LEGAL, "required": True, "restricted": False},
    {"fr": "Attestation de RIB", "ar": "شهادة التعريف البنكي", "category": _BANK, "required": True, "restricted": False},
    {"fr": "Décision qui donne pouvoir de signer", "ar": "قرار التفويض بالتوقيع", "category": _SIGNS, "required": True, "restricted": False},
    {"fr": "Pièce d'identité de qui signe", "ar": "وثيقة هوية الموقع(ة)", "category": _SIGNS, "required": False, "restricted": True},
]  # fmt: skip

PROJECT: dict[str, Any] = {"title": TITLE, "french": FRENCH, "arabic": ARABIC, "papers": PAPERS}

_PRIZE_FRENCH = """Entre :

**{porteur_juridique}**, porteur juridique du concours « {appel} », représenté par {blanc}, en qualité de {blanc},

et **{structure}**, représentée par {blanc}, en qualité de {blanc}, identifiant commun de l'entreprise (ICE) : {blanc},

il est convenu ce qui suit.

**Article 1. Objet.** La présente convention, n° {numero}, fixe les conditions de versement du prix reçu par « {projet} » (candidature {candidature}, catégorie « {lot} »).

**Article 2. Montant.** Le prix est de {montant} ({montant_lettres}), versé en {nombre_tranches} :

{tranches}

**Article 3. Versement.** Il est fait sur le compte bancaire que la structure a donné.

Fait à {blanc}, le {blanc}, en deux exemplaires."""

_PRIZE_ARABIC = """بين:

**{porteur_juridique}**، الحامل القانوني لمسابقة «{appel}»، في شخص {blanc}، بصفته(ها) {blanc}،

و**{structure}**، في شخص {blanc}، بصفته(ها) {blanc}، التعريف الموحد للمقاولة: {blanc}،

تم الاتفاق على ما يلي.

**المادة 1. الموضوع.** تحدد هذه الاتفاقية، رقم {numero}، شروط أداء الجائزة التي فازت بها «{projet}» (ملف الترشيح {candidature}، فئة «{lot}»).

**المادة 2. المبلغ.** مبلغ الجائزة هو {montant} ({montant_lettres})، ويؤدى في {nombre_tranches}:

{tranches}

**المادة 3. الأداء.** يؤدى المبلغ في الحساب البنكي الذي أدلت به البنية.

حرر بـ {blanc}، في {blanc}، في نظيرين."""

PRIZE: dict[str, Any] = {
    "title": _t("Convention de versement d'un prix", "اتفاقية أداء جائزة"), "french": _PRIZE_FRENCH, "arabic": _PRIZE_ARABIC,
    "papers": [one for one in PAPERS if one["category"] in (_BANK, _SIGNS)],
}  # fmt: skip

#: what a text of an agreement may hold between braces
TAGS = (
    "numero", "porteur_juridique", "structure", "projet", "appel", "lot", "candidature", "montant", "montant_lettres",
    "nombre_tranches", "tranches", "debut", "fin", "financeurs", "blanc",
)  # fmt: skip
