"""The form that every report begins with, in both languages: five plain questions, made for a phone.

The secretariat changes it in the builder; the keys below are those that fill the formal report.
"""

from datetime import datetime
from typing import Any

from noress.core.i18n import Translated, french_spacing
from noress.domain.accounts.actor import Actor
from noress.domain.funding.models import FundingCall
from noress.domain.questionnaires import queries as questionnaire_queries
from noress.domain.questionnaires import rules as questionnaires
from noress.domain.questionnaires.definition import Choice, Definition, Question, Section, Visibility
from noress.domain.questionnaires.models import Questionnaire
from noress.extensions import db

#: whose answers these are: domain/questionnaires/serving.py
SERVES = "report"
DONE, PHOTOS, PHOTOS_ON = "done", "photos", "photos_on"
PEOPLE, PRINTED, SHEETS = "people", "printed_total", "sheets"
SPENT, LINE, LABEL, AMOUNT, DAY, PAPERS = "spent", "line", "label", "amount", "spent_on", "invoices"
HARD, VOICE = "hard", "voice"
#: spent on what the budget does not foresee
UNFORESEEN = "unforeseen"
Pair = tuple[str, str]
INTERNAL: dict[str, Any] = {"visibility": Visibility.INTERNAL}


def text(fr: str, ar: str) -> Translated:
    return Translated(fr=french_spacing(fr), ar=ar)


NOTICE = text(
    "Vos réponses servent à suivre le projet financé et à en rendre compte. Le secrétariat les lit. Les photos que vous "
    "acceptez de montrer peuvent paraître sur la page publique du projet. Vous pouvez lire et corriger vos données (loi 09-08).",
    "تستعمل أجوبتكم لتتبع المشروع الممول وتقديم الحساب عنه. تطلع عليها الكتابة الدائمة. يمكن أن تظهر الصور في الصفحة العمومية "
    "للمشروع. يمكنكم الاطلاع على معطياتكم وتصحيحها (القانون 09-08).",
)
UNFORESEEN_CHOICE = Choice(UNFORESEEN, text("Pas prévue au budget", "غير متوقعة في الميزانية"))


def ask(key: str, kind: str, fr: str, ar: str, aid: Pair | None = None, **more: Any) -> Question:
    return Question(key, kind, text(fr, ar), text(*aid) if aid else Translated(), **more)


def report_definition() -> Definition:
    return Definition((_done(), _photos(), _people(), _spent(), _hard()))


def _done() -> Section:
    return Section(
        "what", text("Ce qui a été fait", "ما أنجز"),
        questions=(
            ask(DONE, "long_text", "Qu'avez-vous fait depuis le dernier rapport ?", "ماذا أنجزتم منذ التقرير السابق؟",
                ("Cinq lignes simples suffisent.", "خمسة أسطر بسيطة تكفي."), is_required=True, settings={"max_length": "3000"},
                **INTERNAL),
        ),
    )  # fmt: skip


def _photos() -> Section:
    return Section(
        "pictures", text("Des photos", "صور"),
        text("Sans visage d'enfant. Demandez leur accord aux personnes que l'on reconnaît.",
             "بدون وجوه أطفال. اطلبوا موافقة الأشخاص الذين يمكن التعرف عليهم."),
        questions=(
            ask(PHOTOS, "photo", "Photos de ce qui a été fait", "صور لما أنجز", settings={"max_files": "5"}, **INTERNAL),
            ask(PHOTOS_ON, "date", "Jour où elles ont été prises", "يوم التقاطها",
                ("Laissez vide si c'est aujourd'hui.", "اتركوه فارغا إذا كان اليوم."), **INTERNAL),
        ),
    )  # fmt: skip


def _people() -> Section:
    return Section(
        "reach", text("Combien de personnes", "كم شخصا"),
        questions=(
            ask(PEOPLE, "beneficiaries", "Combien de femmes et d'hommes en ont profité ?", "كم امرأة وكم رجلا استفادوا؟",
                ("Depuis le dernier rapport. Le total se calcule tout seul.", "منذ التقرير السابق. يحسب المجموع تلقائيا."),
                is_required=True, **INTERNAL),
            ask(PRINTED, "number", "Total écrit sur votre liste, si vous en joignez une", "المجموع المكتوب في لائحتكم، إذا أرفقتموها",
                ("Recopiez-le tel quel, même s'il est différent.", "انقلوه كما هو، حتى إن كان مختلفا."),
                settings={"min": "0", "max": "100000000"}, **INTERNAL),
            ask(SHEETS, "file", "Liste de présence", "لائحة الحضور", settings={"max_files": "3"}, **INTERNAL),
        ),
    )  # fmt: skip


def _spent() -> Section:
    lines = ask(
        SPENT, "repeated", "Dépenses", "المصاريف",
        ("Une dépense par bloc. Les sommes se calculent toutes seules.", "مصروف في كل خانة. تحسب المجاميع تلقائيا."),
        settings={"max_blocks": "50"}, **INTERNAL,
        questions=(
            ask(LINE, "one", "Ligne du budget", "بند الميزانية", is_required=True, choices=(UNFORESEEN_CHOICE,)),
            ask(LABEL, "text", "Quoi ?", "ماذا؟", is_required=True),
            ask(AMOUNT, "money", "Combien ?", "كم؟", is_required=True, settings={"min": "0.01", "max": "100000000"}),
            ask(DAY, "date", "Quel jour ?", "في أي يوم؟", is_required=True),
        ),
    )  # fmt: skip
    return Section(
        "money",
        text("Ce qui a été dépensé", "ما صرف"),
        questions=(
            lines,
            ask(
                PAPERS,
                "file",
                "Photos des factures",
                "صور الفواتير",
                settings={"max_files": "10"},
                **INTERNAL,
            ),
        ),
    )


def _hard() -> Section:
    return Section(
        "trouble", text("Ce qui est difficile", "الصعوبات"),
        questions=(
            ask(HARD, "long_text", "Qu'est-ce qui est difficile ?", "ما الصعوبات؟",
                ("Dites-le simplement : c'est ainsi que le réseau peut aider.", "قولوها ببساطة: هكذا يمكن للشبكة أن تساعد."),
                settings={"max_length": "3000"}, **INTERNAL),
            ask(VOICE, "file", "Message vocal", "رسالة صوتية",
                ("Si vous préférez parler.", "إذا كنتم تفضلون الكلام."), settings={"max_files": "1", "audio": True}, **INTERNAL),
        ),
    )  # fmt: skip


def make_questionnaire(call: FundingCall, *, actor: Actor, now: datetime) -> Questionnaire:
    """Published at once: reports begin with it."""
    mark = (" (essai)", " (تجربة)") if call.is_test else ("", "")
    title = text(
        f"Appel n° {call.edition} : rapport{mark[0]}",
        f"طلب إبداء الاهتمام رقم {call.edition}: تقرير{mark[1]}",
    )
    made = questionnaires.create_questionnaire(
        title=title, notice=NOTICE, actor=actor, now=now, definition=report_definition()
    )
    made.serves = SERVES
    db.session.flush()
    draft = db.session.scalars(questionnaire_queries.get_draft_version(made.id)).one()
    questionnaires.publish_version(draft=draft, version=draft.version, actor=actor, now=now)
    return made
