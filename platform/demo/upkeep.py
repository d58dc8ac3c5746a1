"""Keeping the demonstration's catalogue true: mistakes reported and one answered, what neighbours know, an afternoon
of tidying up, half done, and the yearly question of one entry."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from noress.core.i18n import Translated
from noress.domain.accounts.actor import Actor
from noress.domain.catalogue.models import UNLISTED, Structure
from noress.domain.institutions.models import Institution
from noress.domain.upkeep import rules
from noress.domain.upkeep.models import CardOutcome, CardReason, Knowledge, ReportKind, ReportState
from noress.domain.upkeep.rules.cards import Worked
from noress.domain.upkeep.rules.reporting import Told

#: (kind, what the reader wrote, in which language, what the secretariat answered)
REPORTS = (
    (ReportKind.CONTACT, "Le numéro de téléphone n'est plus attribué.", "fr", None),
    (ReportKind.PLACE, "انتقلت الجمعية إلى حي آخر منذ الصيف.", "ar", None),
    (ReportKind.OFFER, "Elle n'accompagne plus les jeunes, seulement les coopératives.", "fr",
     "Nous avons appelé la structure : la fiche dit maintenant qui elle reçoit."),
)  # fmt: skip
SCRIPT = Translated(
    fr="Bonjour, je vous appelle du réseau de l'économie sociale et solidaire. Vous êtes dans notre catalogue des acteurs. "
       "Avez-vous deux minutes ? Je vous lis ce qui est écrit, et vous me dites ce qui a changé.",
    ar="السلام عليكم، أتصل بكم من شبكة الاقتصاد الاجتماعي والتضامني. أنتم في دليل الفاعلين. هل لديكم دقيقتان؟ "
       "سأقرأ عليكم ما هو مكتوب، وتقولون لي ما الذي تغير.",
)  # fmt: skip


def build_upkeep(
    actor: Actor, structures: Sequence[Structure], now: datetime, *, neighbours: Sequence[Institution] = ()
) -> None:
    """`actor` is the secretariat; six listed structures are wanted, fewer give less to see. The rules
    write it all; the caller commits."""
    listed = [one for one in structures if one.listed > UNLISTED]
    for structure, (kind, text, language, answer) in zip(listed, REPORTS, strict=False):
        _report(structure, Told(kind=kind, text=text, language=language), answer, actor, now)
    _vouch(listed[3:6], neighbours, now)
    _tidy(actor, now)
    rules.ask_due(now=now)


def _report(structure: Structure, told: Told, answer: str | None, actor: Actor, now: datetime) -> None:
    reader = Actor(name="", method="visitor", language=told.language)
    report = rules.report_mistake(
        structure=structure, told=told, network="127.0.0.1", actor=reader, now=now - timedelta(days=4)
    )
    if report is not None and answer is not None:
        rules.answer_report(
            report=report, state=ReportState.FIXED, answer=answer, version=report.version, actor=actor,
            now=now - timedelta(days=2),
        )  # fmt: skip


def _vouch(structures: Sequence[Structure], neighbours: Sequence[Institution], now: datetime) -> None:
    for place, structure in enumerate(structures):
        for institution in neighbours[:3]:
            says = Knowledge.GONE if place == 1 and institution is not neighbours[0] else Knowledge.KNOWN
            actor = Actor(name=institution.name.pick("fr")[1], method="code", institution_id=institution.id,
                          institution_name=institution.name)  # fmt: skip
            if rules.is_neighbour(actor, structure) and structure.institution_id != institution.id:
                rules.vouch(structure=structure, says=says, note="", actor=actor, now=now - timedelta(days=9))


def _tidy(actor: Actor, now: datetime) -> None:
    sprint = rules.create_sprint(
        name=Translated(fr="Tri de l'automne", ar="فرز الخريف", en="Autumn clean-up"), script=SCRIPT, province_code=None,
        reasons=[CardReason.BOUNCED, CardReason.UNCONFIRMED, CardReason.REPORTED, CardReason.SAID_GONE], actor=actor,
        now=now - timedelta(days=1),
    )  # fmt: skip
    for outcome, note in ((CardOutcome.NO_REPLY, ""), (CardOutcome.CONFIRMED, "")):
        card = rules.take_card(sprint=sprint, actor=actor, now=now - timedelta(hours=20))
        if card is None:
            return
        worked = Worked(outcome, note=note, structure_version=card.structure.version)
        rules.finish_card(card=card, worked=worked, actor=actor, now=now - timedelta(hours=20))
