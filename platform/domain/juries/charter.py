"""The charter of confidentiality of juries, in French and in Arabic. A text that was accepted never changes: another one is
added at the end, and jurors of later editions accept that one. Its fingerprint is taken over both languages."""

import hashlib

from noress.core.i18n import Translated

_FIRST = Translated(
    fr="""Je siège dans ce jury pour juger des initiatives, pas des personnes ni des institutions.

- **Je garde le secret.** Ce que je lis, les notes, les échanges du jury et les résultats ne sortent pas du jury avant leur annonce. Après l'annonce, les notes et les avis de chacun restent secrets.
- **Je juge seul(e).** Je lis chaque candidature moi-même, avec la grille du prix, et je ne demande pas leurs notes aux autres avant d'avoir envoyé les miennes.
- **Je dis mes liens.** Si mon institution, un proche, un partenaire ou moi-même avons un lien avec une candidature, je le déclare dès que je m'en aperçois. Je ne vois alors plus rien de cette candidature et je ne participe pas à ce qui la concerne.
- **Je ne cherche pas qui est derrière une candidature** tant que les noms sont cachés.
- **Je n'accepte rien** des candidats : ni cadeau, ni invitation, ni contact au sujet de leur candidature.
- **Je ne garde pas les dossiers.** Je ne les copie pas, je ne les transmets à personne, ni à un service en ligne, et j'efface ce que j'ai téléchargé une fois le prix remis.

Si je ne peux plus respecter cette charte, je préviens la présidence et le secrétariat du jury, et je laisse ma place.""",
    ar="""أجلس في لجنة التحكيم هذه لأحكم على المبادرات، لا على الأشخاص ولا على المؤسسات.

- **أحفظ السر.** ما أقرؤه والنقط ومداولات اللجنة والنتائج لا تخرج من اللجنة قبل إعلانها. وبعد الإعلان تبقى نقط كل عضو وآراؤه سرية.
- **أحكم بنفسي.** أقرأ كل ترشيح بنفسي، بشبكة التنقيط الخاصة بالجائزة، ولا أسأل الآخرين عن نقطهم قبل أن أرسل نقطي.
- **أصرح بروابطي.** إذا كانت لمؤسستي أو لأحد أقاربي أو لشريك أو لي شخصيا صلة بترشيح، أصرح بها بمجرد أن أنتبه إليها. عندئذ لا أرى شيئا من هذا الترشيح ولا أشارك في كل ما يتعلق به.
- **لا أبحث عمن يقف وراء ترشيح** ما دامت الأسماء محجوبة.
- **لا أقبل شيئا** من المترشحين: لا هدية ولا دعوة ولا اتصالا بشأن ترشيحهم.
- **لا أحتفظ بالملفات.** لا أنسخها، ولا أسلمها لأي شخص ولا لأي خدمة على الإنترنت، وأمسح ما حملته بعد تسليم الجائزة.

إذا لم أعد قادرا على احترام هذا الميثاق، أخبر رئاسة لجنة التحكيم وكتابتها، وأترك مكاني.""",
)
#: the last one is the one that is accepted now
TEXTS: tuple[Translated, ...] = (_FIRST,)


def sha256_of(text: Translated) -> str:
    """Over the French text, an empty line, the Arabic text, in UTF-8."""
    return hashlib.sha256(f"{text['fr']}\n\n{text['ar']}".encode()).hexdigest()


def current() -> Translated:
    return TEXTS[-1]


def accepted(sha256: str | None) -> Translated | None:
    """The text as somebody accepted it."""
    return next((text for text in TEXTS if sha256_of(text) == sha256), None)
