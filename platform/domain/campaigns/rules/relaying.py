"""A structure that has answered passes the questionnaire on: by its own link, or by giving a name and one address."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from noress.core.errors import RuleError
from noress.core.folding import fold
from noress.core.i18n import LANGUAGES
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts import limits
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import record
from noress.domain.campaigns import queries, relay_mails
from noress.domain.campaigns.addresses import hashes_of, one_email, one_phone
from noress.domain.campaigns.mails import Address
from noress.domain.campaigns.models import CampaignLink, Means, Participant
from noress.domain.campaigns.naming import call_by, name_given
from noress.domain.campaigns.open_links import head_of
from noress.domain.campaigns.participation_links import why_closed
from noress.domain.campaigns.queries import relay
from noress.domain.campaigns.rules.holding import is_held
from noress.domain.campaigns.rules.inviting import asking, minutes_of
from noress.domain.campaigns.rules.joining import open_link
from noress.domain.campaigns.rules.participants import MOST_NAME
from noress.domain.campaigns.rules.running import check_open
from noress.domain.campaigns.states import is_finished
from noress.domain.institutions.models import Institution
from noress.domain.outbox.rules import enqueue
from noress.domain.questionnaires.listening import after_sending
from noress.domain.questionnaires.models import Response, ResponseState
from noress.domain.questionnaires.rules.answering import definition_of
from noress.extensions import db

#: contacts that one structure may type
MOST_CONTACTS = 10
#: in a day, those that were known already included: nobody finds out by trying who is asked here
MOST_TRIES, DAY = 40, timedelta(days=1)
_TRY = "relay_try"


class Contact(NamedTuple):
    """What is typed about a structure: its name and one address, mail or telephone."""

    name: str
    address: str
    language: str = "fr"
    #: a person looked at those of the same name: it is another
    is_other: bool = False


@after_sending
def welcome_answer(response: Response, now: datetime) -> None:
    """Who came by a link gets its name from its answers, and its own link to forward."""
    participant = db.session.scalars(queries.get_of_response(response.id)).one_or_none()
    if participant is None:
        return
    call_by(participant, name_given(definition_of(response), response.answers or {}))
    campaign = participant.campaign
    may = participant.depth < campaign.most_depth and why_closed(campaign, now) is None
    if may and forward_link_of(participant) is None:
        open_link(campaign=campaign, participant=participant, actor=Actor.system(), now=now)
    if not is_held(response):
        send_waiting_mails(participant, now=now)


def why_not(passer: Participant, now: datetime) -> RuleError | None:
    """Why it cannot pass the questionnaire on, if there is a reason."""
    response = passer.response
    if not is_finished(passer):
        message = _("Envoyez d'abord vos réponses : vous pourrez ensuite transmettre le questionnaire.")
        return RuleError("not_sent", message, status=409)
    if response is not None and response.state is ResponseState.REFUSED:
        return RuleError("refused", _("Le questionnaire ne se transmet pas d'ici."), status=409)
    if passer.depth >= passer.campaign.most_depth:
        message = _(
            "Le questionnaire a déjà été transmis de structure en structure autant qu'il peut l'être."
        )
        return RuleError("too_deep", message, status=409)
    return None


def pass_on(*, passer: Participant, contact: Contact, actor: Actor, now: datetime) -> Participant | None:
    """One more structure, and the one mail that says who gave its address; by telephone alone, nothing leaves and it
    waits to be called. None when it is asked already or wants no mail: the two look the same."""
    lock(passer.campaign)  # two passers may be typing the same one
    lock(passer)
    _check_may(passer, now)
    _count_try(passer, now)
    name = _clean_name(contact.name)
    email, phone = _clean_address(contact.address)
    _check_chain(passer, name, email, phone)
    if _is_known(passer, email, phone):
        return None
    _check_alike(passer, name, contact)
    if (db.session.scalar(relay.count_typed(passer.id)) or 0) >= MOST_CONTACTS:
        message = _(
            "Vous avez donné %(most)s contacts, le plus possible. Votre lien, lui, se transmet sans limite.", most=MOST_CONTACTS
        )  # fmt: skip
        raise RuleError("too_many", message, status=409)
    participant = Participant(
        campaign=passer.campaign, name=name, name_folded=fold(name)[:600], email=email, phone=phone,
        language=contact.language if contact.language in LANGUAGES else "fr", means=Means.RELAY, passed_on_by=passer,
        through_id=head_of(passer), depth=passer.depth + 1, reminders=0, link_generation=1, created_at=now,
    )  # fmt: skip
    db.session.add(participant)
    db.session.flush()
    record(actor, "participant.relayed", participant, now=now, changes={"name": (None, name)})
    if email and not is_held(passer.response):
        _write_to(participant, passer, now)
    return participant


def name_passer(*, passer: Participant, name: str) -> None:
    """Its own name, where nobody has given it: the mail says who gave the address."""
    call_by(passer, _clean_name(name, field="own_name"))


def send_waiting_mails(passer: Participant, *, now: datetime) -> None:
    """Contacts typed while its answers were held back are written to once somebody has let them in."""
    for participant in db.session.scalars(relay.list_waiting_mails(passer.id)):
        _write_to(participant, passer, now)


def _write_to(participant: Participant, passer: Participant, now: datetime) -> None:
    participant.invited_at = now
    address = Address(participant.email or "", participant.language)
    asked = asking(participant, address, minutes_of(participant.campaign))
    enqueue(relay_mails.passed_on(participant, asked, passer.name or ""), now=now)


# --- checks ------------------------------------------------------------------------------------------


def _check_may(passer: Participant, now: datetime) -> None:
    refusal = why_not(passer, now)
    if refusal is not None:
        raise refusal
    check_open(passer.campaign, now)
    if not passer.name:
        message = _("Écrivez le nom de votre structure : il est dit à celles que vous désignez.")
        raise RuleError("no_own_name", message, field="own_name")


def _count_try(passer: Participant, now: datetime) -> None:
    subject = limits.by_link(f"relay {passer.id}")
    limits.check([limits.Limit(_TRY, subject, MOST_TRIES, window=DAY)], "too_many", now=now)
    limits.note(_TRY, subject, succeeded=True, now=now)


def _clean_name(raw: str, field: str = "name") -> str:
    name = " ".join(raw.split())
    if not name:
        raise RuleError("no_name", _("Écrivez le nom de la structure."), field=field)
    if len(name) > MOST_NAME:
        message = _("Ce nom est trop long : %(limit)s caractères au plus.", limit=MOST_NAME)
        raise RuleError("too_long", message, field=field)
    return name


def _clean_address(raw: str) -> tuple[str | None, str | None]:
    """(mail, telephone): one of the two."""
    try:
        email, phone = (one_email(raw), None) if "@" in raw else (None, one_phone(raw))
    except RuleError as refused:
        message = _(
            "Écrivez un courriel (nom@exemple.ma) ou un téléphone (06 00 00 00 00 ; pour un autre pays, + et son indicatif)."
        )
        raise RuleError(refused.code, message, field="address") from refused
    if email is None and phone is None:
        raise RuleError("no_address", _("Écrivez un courriel ou un téléphone."), field="address")
    return email, phone


def _check_chain(passer: Participant, name: str, email: str | None, phone: str | None) -> None:
    """Neither itself, nor anybody from whom it came."""
    above: Participant | None = passer
    folded = fold(name)[:600]
    while above is not None:
        if _is_that(above, folded, email, phone):
            if above is passer:
                message = _("C'est votre propre structure : indiquez-en une autre.")
                raise RuleError("itself", message, field="name" if folded == above.name_folded else "address")
            message = _(
                "C'est par cette structure que le questionnaire vous est arrivé : indiquez-en une autre."
            )
            raise RuleError("circle", message, field="name" if folded == above.name_folded else "address")
        above = above.passed_on_by
    head = db.session.get(Institution, passer.through_id) if passer.through_id else None
    if head is not None and folded in {fold(text)[:600] for text in head.name.values()}:
        message = _("C'est par cette structure que le questionnaire vous est arrivé : indiquez-en une autre.")
        raise RuleError("circle", message, field="name")


def _is_that(one: Participant, folded: str, email: str | None, phone: str | None) -> bool:
    emails = {one.email, one.response.email if one.response else None}
    phones = {one.phone}
    if one.institution is not None:
        emails.add(_or_none(one_email, one.institution.email))
        phones.add(_or_none(one_phone, one.institution.phone))
    return (
        bool(one.name_folded and one.name_folded == folded)
        or (email is not None and email in emails)
        or (phone is not None and phone in phones)
    )


def _or_none(clean: Callable[[str | None], str | None], raw: str | None) -> str | None:
    try:
        return clean(raw)
    except RuleError:
        return None


def _is_known(passer: Participant, email: str | None, phone: str | None) -> bool:
    """Asked already by that address, or its holder asked to be left alone."""
    same = queries.list_same(passer.campaign_id, email=email, phone=phone, institution_id=None)
    if db.session.scalars(same).first() is not None:
        return True
    return db.session.scalars(queries.list_unwanted(hashes_of(email, phone))).first() is not None


def _check_alike(passer: Participant, name: str, contact: Contact) -> None:
    if contact.is_other:
        return
    alike = queries.list_alike(passer.campaign_id, fold(name)[:600], passer.province)
    if db.session.scalars(alike).first() is not None:
        message = _(
            "Une structure de ce nom est déjà sollicitée. Si c'est une autre, cochez la case et ajoutez-la."
        )
        raise RuleError("alike", message, field="is_other", status=409)


def forward_link_of(passer: Participant) -> CampaignLink | None:
    query = relay.get_link(passer.campaign_id, participant_id=passer.id)
    return db.session.scalars(query).one_or_none()
