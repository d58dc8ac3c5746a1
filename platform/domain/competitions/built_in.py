"""What an edition of the prize begins with, in both languages: its form and what jurors judge by. The secretariat changes
both. Questions that tell who enters say so (`identifies`): jurors do not read them in the blind phase."""

from datetime import datetime
from typing import Any

from noress.core.i18n import Translated
from noress.domain.accounts.actor import Actor
from noress.domain.competitions.models import Competition
from noress.domain.funding.built_in import INTERNAL, NEEDED, SERVES, ask, text
from noress.domain.funding.models import FundingCall
from noress.domain.questionnaires import rules as questionnaires
from noress.domain.questionnaires.definition import Choice, Definition, Section
from noress.domain.reviewing.conflicts import APPLICATION
from noress.domain.reviewing.grids import usual_scale
from noress.domain.reviewing.models import Grid, GridCriterion
from noress.extensions import db

_WHO: dict[str, Any] = {"identifies": True, **INTERNAL}
NOTICE = text(
    "Vos réponses servent à juger votre dossier. Le secrétariat et le jury les lisent ; le jury ne lit pas ce qui dit qui vous "
    "êtes tant qu'il note à l'aveugle. Vous pouvez lire et corriger vos données, ou vous opposer à leur usage (loi 09-08).",
    "تستعمل أجوبتكم لتقييم ملفكم. تطلع عليها الكتابة الدائمة ولجنة التحكيم؛ ولا تطلع اللجنة على ما يكشف هويتكم ما دام التنقيط "
    "بدون أسماء. يمكنكم الاطلاع على معطياتكم وتصحيحها أو التعرض على استعمالها (القانون 09-08).",
)
DECLARATION = text(
    "Je certifie que les informations de ce dossier sont exactes et que j'ai le droit de présenter cette initiative et ses photos.",
    "أصرح بأن معلومات هذا الملف صحيحة، وبأن لي الحق في تقديم هذه المبادرة وصورها.",
)
_NAME = ("Concours, édition %s : dossier", "المسابقة، الدورة %s: الملف")
_CRITERIA = (
    ("Nouveauté pour le territoire", "الجدة بالنسبة للمجال الترابي", 30,
     "Ce que personne ne faisait ainsi, ici.", "ما لم يكن أحد يقوم به هنا بهذه الطريقة."),
    ("Utilité pour les gens", "الفائدة للناس", 30,
     "Combien de personnes, quel changement dans leur vie.", "عدد الأشخاص، والتغيير الذي يحدث في حياتهم."),
    ("Solidité", "المتانة", 20,
     "Cela marche déjà, ou peut marcher, avec les moyens décrits.", "تعمل المبادرة فعلا، أو يمكن أن تعمل، بالوسائل الموصوفة."),
    ("Reprise par d'autres", "إمكانية تبنيها من طرف آخرين", 20,
     "D'autres structures de la région peuvent s'en servir.", "يمكن لبنيات أخرى بالجهة أن تستفيد منها."),
)  # fmt: skip


def entry_definition() -> Definition:
    """Three pages: the initiative, what shows it, who presents it."""
    return Definition((_initiative(), _shown(), _people()))


def _initiative() -> Section:
    return Section(
        "initiative", text("L'initiative", "المبادرة"),
        text("N'écrivez ici ni votre nom ni celui de votre structure : le jury note sans savoir qui présente.",
             "لا تكتبوا هنا اسمكم ولا اسم بنيتكم: تنقط اللجنة دون معرفة صاحب المبادرة."),
        questions=(
            ask("title", "text", "Nom de l'initiative", "اسم المبادرة", is_required=True),
            ask("summary", "long_text", "Que faites-vous ?", "ماذا تفعلون؟",
                ("Cinq à dix lignes simples.", "خمسة إلى عشرة أسطر بسيطة."), is_required=True, settings={"max_length": "2000"}),
            ask("novelty", "long_text", "Qu'est-ce qui est nouveau ?", "ما الجديد؟",
                ("Ce qui se faisait avant, ce que vous faites autrement.", "ما كان عليه الأمر، وما تفعلونه بشكل مختلف."),
                is_required=True, settings={"max_length": "2000"}),
            ask("effects", "long_text", "Qu'est-ce que cela a changé, et pour qui ?", "ما الذي تغير، ولفائدة من؟",
                is_required=True, settings={"max_length": "2000"}),
            ask("next", "long_text", "À quoi servirait le prix ?", "فيم ستستعمل الجائزة؟", settings={"max_length": "1500"}),
            ask("province", "province", "Préfecture ou province", "العمالة أو الإقليم", is_required=True),
            ask("stage", "one", "Où en est l'initiative ?", "أين وصلت المبادرة؟", is_required=True, choices=_stages()),
        ),
    )  # fmt: skip


def _stages() -> tuple[Choice, ...]:
    return tuple(
        Choice(key, text(fr, ar))
        for key, fr, ar in (
            ("idea", "une idée", "فكرة"), ("trial", "un essai", "تجربة"), ("works", "elle marche", "تعمل"),
            ("spreads", "d'autres la reprennent", "تبناها آخرون"),
        )
    )  # fmt: skip


def _shown() -> Section:
    return Section(
        "shown", text("Photos, vidéo, fichiers", "صور وفيديو وملفات"),
        text("Une photo prise avec un téléphone suffit. Évitez les visages et les logos.",
             "تكفي صورة ملتقطة بالهاتف. تجنبوا الوجوه والشعارات."),
        questions=(
            ask("photos", "photo", "Photos", "صور", settings={"max_files": "5"}, **INTERNAL),
            ask("video", "url", "Lien vers une vidéo", "رابط فيديو",
                ("Deux ou trois minutes au plus.", "دقيقتان أو ثلاث على الأكثر."), **_WHO),
            ask("papers", "file", "Autres fichiers", "ملفات أخرى", settings={"max_files": "3"}, **INTERNAL),
        ),
    )  # fmt: skip


def _people() -> Section:
    return Section(
        "people", text("Qui présente l'initiative", "من يقدم المبادرة"),
        text("Le jury ne lit pas cette page tant qu'il note.", "لا تطلع اللجنة على هذه الصفحة ما دامت تنقط."),
        questions=(
            ask("presenter", "text", "Votre nom, ou celui du groupe ou de la structure", "اسمكم أو اسم المجموعة أو البنية",
                identifies=True, **NEEDED),
            ask("contact_phone", "phone", "Téléphone", "الهاتف", identifies=True, **NEEDED),
            ask("place", "text", "Commune, quartier ou douar", "الجماعة أو الحي أو الدوار", **_WHO),
            ask("story", "long_text", "Quelques mots sur vous", "كلمات عنكم", **_WHO),
        ),
    )  # fmt: skip


def make_form(call: FundingCall, source: FundingCall | None, actor: Actor, now: datetime) -> None:
    """Its one form, in the making: that of the edition before, as it is now, or the usual one. The announcement publishes it."""
    mark = (" (essai)", " (تجربة)") if call.is_test else ("", "")
    title = text(_NAME[0] % call.edition + mark[0], _NAME[1] % call.edition + mark[1])
    before = source.file_questionnaire if source is not None else None
    if before is not None:
        made = questionnaires.copy_questionnaire(questionnaire=before, title=title, actor=actor, now=now)
    else:
        made = questionnaires.create_questionnaire(
            title=title, notice=NOTICE, actor=actor, now=now, definition=entry_definition()
        )
    made.serves = SERVES
    call.file_questionnaire = made


def make_grid(competition: Competition, source: Grid | None, lots: dict[int, int]) -> Grid:
    """What jurors judge by: as the edition before, or the usual criteria; every juror reads everything. `lots`: {category of the
    edition before: category of this one}."""
    grid = Grid(
        subject_type=APPLICATION, call_id=competition.call_id, stage=1, by_everybody=source is None or source.by_everybody,
        per_file=source.per_file if source is not None else 3, version=1,
    )  # fmt: skip
    grid.criteria = _copied(source, lots) if source is not None and source.criteria else _usual()
    db.session.add(grid)
    return grid


def _copied(source: Grid, lots: dict[int, int]) -> list[GridCriterion]:
    names = (
        "title",
        "guidance",
        "weight",
        "scale",
        "minimum",
        "needs_comment",
        "is_outside_total",
        "position",
    )
    return [
        GridCriterion(lot_id=lots.get(one.lot_id or 0), **{name: getattr(one, name) for name in names})
        for one in source.criteria
    ]


def _usual() -> list[GridCriterion]:
    return [
        GridCriterion(
            title=text(fr, ar), guidance=text(what_fr, what_ar), weight=weight, scale=usual_scale(), position=place,
            needs_comment=False,
        )
        for place, (fr, ar, weight, what_fr, what_ar) in enumerate(_CRITERIA)
    ]  # fmt: skip


def usual_prizes() -> list[Translated]:
    """Names of the first three; their amounts are written by the secretariat."""
    return [
        text("Premier prix", "الجائزة الأولى"), text("Deuxième prix", "الجائزة الثانية"), text("Troisième prix", "الجائزة الثالثة"),
    ]  # fmt: skip
