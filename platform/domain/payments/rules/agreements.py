"""The agreement of an award: written from a template, sent out to be signed, signed by both, by the carrier's steps."""

from datetime import date, datetime

from noress.core import clock, formats
from noress.core.errors import RuleError
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.core.numbering import next_number
from noress.domain.accounts.actor import Actor
from noress.domain.applications.models import ApplicationPerson
from noress.domain.applications.taking import checked_text
from noress.domain.audit.rules import record
from noress.domain.awards.models import Award, AwardState
from noress.domain.files.models import StoredFile
from noress.domain.payments import built_in, prizes, queries, telling, texts
from noress.domain.payments.models import (
    Agreement,
    AgreementSignature,
    AgreementState,
    AgreementTemplate,
    AwardPaper,
    Instalment,
    InstalmentState,
    Party,
    Procedure,
)
from noress.domain.payments.rules import procedures
from noress.domain.payments.taking import check_version, note, take_award
from noress.domain.reports.rules.planning import plan_reports
from noress.extensions import db

MOST_TEXT = 20_000


def ensure_template(*, actor: Actor, now: datetime) -> None:
    """Everybody's own text, where there is none yet."""
    if db.session.scalars(queries.list_templates(None)).first() is None:
        db.session.add(
            AgreementTemplate(title=built_in.TITLE, french=built_in.FRENCH, arabic=built_in.ARABIC,
                              papers=built_in.PAPERS)
        )  # fmt: skip
        db.session.flush()


def prepare_agreement(
    *, award: Award, actor: Actor, now: datetime, template: AgreementTemplate | None = None
) -> Agreement:
    """The text of the carrier's template, or everybody's; the papers it asks for; the carrier's steps."""
    take_award(award, actor=actor)
    if db.session.scalars(queries.get_agreement(award.id)).one_or_none() is not None:
        raise RuleError("there_is_one", _("Ce projet a déjà sa convention."), status=409)
    carrier = award.call.carrier
    if carrier is None:
        raise RuleError(
            "no_carrier", _("L'appel n'a pas de porteur juridique : nommez-le d'abord."), status=409
        )
    ensure_template(actor=actor, now=now)
    procedures.ensure_steps(carrier=carrier, actor=actor, now=now)
    usable = db.session.scalars(queries.list_templates(carrier.id, for_prizes=prizes.is_prize(award))).all()
    if not usable:
        message = _(
            "Il n'y a pas de modèle de convention pour les prix : un prix se paie alors sans convention."
        )
        raise RuleError("no_template", message, status=409)
    chosen = template if template is not None and template in usable else usable[0]
    agreement = Agreement(
        award_id=award.id, template_id=chosen.id, french=chosen.french, arabic=chosen.arabic, made_at=now,
        state=AgreementState.DRAFT,
    )  # fmt: skip
    db.session.add(agreement)
    if not db.session.scalars(queries.list_papers(award.id)).all():
        db.session.add_all(_papers(award, chosen))
    db.session.flush()  # its line of history names it
    record(actor, "agreement.prepared", agreement, now=now)
    return agreement


def _papers(award: Award, template: AgreementTemplate) -> list[AwardPaper]:
    return [
        AwardPaper(
            award_id=award.id, label=Translated(fr=one["fr"], ar=one["ar"]), position=place,
            category=Translated(one["category"]) if one.get("category") else None,
            is_required=bool(one.get("required")), is_restricted=bool(one.get("restricted")),
        )
        for place, one in enumerate(template.papers, 1)
    ]  # fmt: skip


def edit_agreement(
    *, agreement: Agreement, french: str | None, arabic: str | None, starts_on: date | None, ends_on: date | None,
    version: int, actor: Actor, now: datetime,
) -> None:  # fmt: skip
    """Both texts, until it goes out."""
    take_award(agreement.award, actor=actor)
    check_version(agreement, version)
    _check_state(agreement, AgreementState.DRAFT)
    values = {
        "french": checked_document(french, field="french"), "arabic": checked_document(arabic, field="arabic"),
        "starts_on": starts_on, "ends_on": ends_on,
    }  # fmt: skip
    if starts_on and ends_on and ends_on < starts_on:
        raise RuleError("dates", _("Le projet finit avant de commencer."), field="ends_on")
    note(agreement, "agreement.edited", values, actor=actor, now=now)


def checked_document(text: str | None, *, field: str) -> str:
    """A text with its tags, or why not."""
    text = (text or "").replace("\r\n", "\n").strip()
    if not text:
        raise RuleError("no_text", _("La convention se dit dans les deux langues."), field=field)
    if len(text) > MOST_TEXT:
        raise RuleError("too_long", _("Ce texte est trop long."), field=field)
    texts.check_tags(text, field=field)
    return text


def send_agreement(*, agreement: Agreement, actor: Actor, now: datetime, version: int | None = None) -> None:
    """Out to be signed: it takes its number, its text stops changing, the structure is written to. Its instalments
    make the whole award."""
    award = agreement.award
    take_award(award, actor=actor)
    check_version(agreement, version)
    _check_state(agreement, AgreementState.DRAFT)
    planned = _standing(award)
    total = sum(one.amount for one in planned)
    if total != award.amount:
        message = _(
            "Les tranches prévues font %(total)s : elles doivent faire %(amount)s avant que la convention parte.",
            total=formats.money(total), amount=formats.money(award.amount),
        )  # fmt: skip
        raise RuleError("not_planned", message, status=409)
    if agreement.number is None:
        year = clock.today(now).year
        agreement.number = f"CONV-{year}-{next_number(db.session(), 'CONV', year):03d}"
    values = {
        "state": AgreementState.TO_SIGN, "sent_at": now,
        "sent_french": texts.filled(agreement.french, agreement, planned, "fr"),
        "sent_arabic": texts.filled(agreement.arabic, agreement, planned, "ar"),
    }  # fmt: skip
    note(agreement, "agreement.sent", values, actor=actor, now=now, shown={"number": agreement.number})
    telling.tell(award, telling.agreement_to_sign, agreement, now=now)


def _standing(award: Award) -> list[Instalment]:
    found = db.session.scalars(queries.list_instalments(award.id))
    return [one for one in found if one.state is not InstalmentState.CANCELLED]


def reopen_agreement(*, agreement: Agreement, reason: str | None, actor: Actor, now: datetime) -> None:
    """Back to its preparation, while nobody has signed; it keeps its number."""
    take_award(agreement.award, actor=actor)
    _check_state(agreement, AgreementState.TO_SIGN)
    done = db.session.scalars(queries.list_done(agreement_id=agreement.id)).first()
    if agreement.signatures or done is not None:
        message = _("La convention porte déjà une signature ou une étape : elle ne se reprend plus.")
        raise RuleError("signed", message, status=409)
    text = checked_text(reason, field="reason", missing=_("Écrivez pourquoi elle est reprise."))
    values = {"state": AgreementState.DRAFT, "sent_at": None, "sent_french": None, "sent_arabic": None}
    note(agreement, "agreement.reopened", values, actor=actor, now=now, shown={"reason": text})
    telling.tell(agreement.award, telling.agreement_reopened, agreement, now=now)


def sign_agreement(
    *, agreement: Agreement, party: Party, signed_on: date, file: StoredFile | None, actor: Actor, now: datetime,
    person: ApplicationPerson | None = None,
) -> None:  # fmt: skip
    """The signed scan of one party; by its link (`person`) the structure gives its own, the desk either."""
    award = agreement.award
    take_award(award, actor=actor)
    if person is not None and (
        party is not Party.HOLDER or not person.part.can_send or person.removed_at is not None
    ):
        raise RuleError("reads_only", _("Votre lien ne permet pas de signer."), status=403)
    if signed_on < clock.today(award.decided_at):
        message = _("Cette signature est d'avant la décision : une convention se signe après.")
        raise RuleError("before_decision", message, field="signed_on")
    if signed_on > clock.today(now):
        raise RuleError("future", _("Ce jour n'est pas encore venu."), field="signed_on")
    _check_state(agreement, AgreementState.TO_SIGN)
    if any(one.party is party for one in agreement.signatures):
        message = _("Cette signature est déjà là : retirez-la d'abord si le fichier n'est pas le bon.")
        raise RuleError("already_signed", message, status=409)
    if file is None:
        raise RuleError("no_file", _("Joignez la convention signée."), field="file")
    agreement.signatures.append(
        AgreementSignature(
            party=party, signed_on=signed_on, file_id=file.id, noted_at=now, noted_by_id=actor.person_id
        )
    )
    db.session.flush()
    shown = {"party": party, "signed_on": signed_on}
    note(agreement, "agreement.party_signed", {}, actor=actor, now=now, shown=shown)
    complete_if_ready(agreement, actor=actor, now=now)


def remove_signature(*, agreement: Agreement, party: Party, actor: Actor, now: datetime) -> None:
    """The wrong file: another one is given."""
    take_award(agreement.award, actor=actor)
    _check_state(agreement, AgreementState.TO_SIGN)
    found = next((one for one in agreement.signatures if one.party is party), None)
    if found is None:
        raise RuleError("not_signed", _("Cette signature n'est pas là."), status=409)
    agreement.signatures.remove(found)
    note(agreement, "agreement.signature_removed", {}, actor=actor, now=now, shown={"party": party})


def complete_if_ready(agreement: Agreement, *, actor: Actor, now: datetime) -> None:
    """Signed: both parties have, and the carrier's steps are all taken."""
    award = agreement.award
    steps = db.session.scalars(queries.list_steps(award.call.carrier_id or 0, Procedure.AGREEMENT)).all()
    done = db.session.scalars(queries.list_done(agreement_id=agreement.id)).all()
    if len(agreement.signatures) < len(Party) or procedures.next_step(steps, done) is not None:
        return
    days = [one.signed_on for one in agreement.signatures]
    values = {"state": AgreementState.SIGNED, "signed_on": max(days)}
    note(agreement, "agreement.signed", values, actor=actor, now=now)
    if award.state is AwardState.GRANTED:
        note(award, "award.signed", {"state": AwardState.SIGNED}, actor=actor, now=now)
    if prizes.owes_reports(award):
        plan_reports(award=award, signed_on=max(days), actor=actor, now=now)
    telling.tell(award, telling.agreement_signed, agreement, now=now)


def _check_state(agreement: Agreement, state: AgreementState) -> None:
    if agreement.state is not state:
        message = _(
            "La convention est « %(state)s » : ceci n'est plus possible.", state=str(agreement.state.label)
        )
        raise RuleError("wrong_state", message, status=409)
