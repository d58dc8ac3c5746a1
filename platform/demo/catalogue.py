"""The catalogue of the demonstration: what documents say of named institutions, what numbered members answered, and
numbered structures of every province, in every state. Nothing is invented of a real institution."""

from datetime import datetime, timedelta
from typing import Any

from noress.core import clock
from noress.demo import accounts, entries
from noress.demo.questionnaire import NEEDS
from noress.domain.accounts import identity
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import Person
from noress.domain.catalogue import mapping
from noress.domain.catalogue.models import (
    ChangeOrigin,
    Facet,
    HiddenBecause,
    Source,
    Structure,
    StructureState,
)
from noress.domain.catalogue.queries import desk
from noress.domain.catalogue.rules import changes, create_structure, labels, sources, states
from noress.domain.catalogue.vocabulary import read_vocabulary
from noress.domain.institutions.models import Institution
from noress.domain.institutions.queries import list_institutions
from noress.domain.questionnaires import queries as questionnaires
from noress.domain.questionnaires.models import Questionnaire, ResponseState
from noress.domain.questionnaires.received import queries as received
from noress.domain.questionnaires.rules import reviewing
from noress.extensions import db

#: days before the demonstration's own: the catalogue opened; members' answers are read
OPENED_AGO, READ_AGO = 40, 4
#: of members' answers, the last ones still wait to be read
UNREAD = 6
#: numbered structures that are not simply published: {number: state}
TO_CHECK = frozenset({104, 119, 133, 158, 177, 201, 229, 254, 271})
REFUSED = {
    146: "Ce n'est pas une structure d'accompagnement.",
    222: "Aucun moyen de la joindre : téléphone faux.",
}
HIDDEN = {
    127: HiddenBecause.STALE, 163: HiddenBecause.GONE, 194: HiddenBecause.OPPOSED, 240: HiddenBecause.STALE,
    266: HiddenBecause.SECRETARIAT,
}  # fmt: skip
#: agreed that members read them, not everybody
FOR_MEMBERS = frozenset({112, 139, 188, 207, 233, 259})
#: months since they confirmed, where it is long ago: due, grey
UNCONFIRMED = {109: 12, 121: 13, 150: 13, 172: 14, 186: 14, 199: 14, 215: 12, 247: 14, 274: 13}
#: of these, asked for the first time on the demonstration's day
TO_ASK = frozenset({186})
#: what a mail that came back says
BOUNCED = frozenset({121, 199, 247})
#: what answers a need that nobody shares under that name
ANSWERED_BY = {"coaches": "training", "sale": "skills"}
#: entered twice under another writing: {number of the second: number of the first}
TWICE = {281: 140, 282: 175, 283: 212}


def add_catalogue(
    institutions: dict[int, Institution], staff: dict[str, Person], now: datetime
) -> list[Structure]:
    """Everything, in the order of time; returns the numbered structures that are published."""
    opened = now - timedelta(days=OPENED_AGO)
    secretariat = identity.build_actor(staff["secretariat"], seat=None, now=now, method="demo")
    form = db.session.scalars(questionnaires.list_questionnaires()).one()
    _make_source(form, secretariat, opened)
    _add_named(secretariat, opened)
    numbered = {number: _add_numbered(number, secretariat, opened) for number in _numbers()}
    _settle_states(numbered, secretariat, opened + timedelta(days=2))
    _take_answers(form, secretariat, now - timedelta(days=READ_AGO))
    _give_labels(numbered, institutions, secretariat, now - timedelta(days=READ_AGO))
    _propose(numbered, secretariat, now - timedelta(days=2))
    _age(numbered, now)
    return [row for row in numbered.values() if row.listed]


def _numbers() -> list[int]:
    return [*range(entries.FIRST, entries.LAST + 1), *TWICE]


def _make_source(form: Questionnaire, actor: Actor, now: datetime) -> None:
    definition = sources.definition_of_source(form)
    assert definition is not None
    fills = mapping.guess_mapping(definition)
    sources.save_source(questionnaire=form, mapping=fills, version=None, actor=actor, now=now)
    db.session.flush()
    words = read_vocabulary()
    for need, resource in ANSWERED_BY.items():
        term = words.get(Facet.RESOURCE, need)
        if term is not None:
            term.parent = words.get(Facet.RESOURCE, resource)


def _add_named(actor: Actor, now: datetime) -> None:
    """Those that a document names, with nothing but what it says."""
    for institution in db.session.scalars(list_institutions()).all():
        if institution.is_demonstration:
            continue
        values: dict[str, Any] = {
            "name": dict(institution.name), "acronym": institution.acronym, "kind": institution.category_code,
        }  # fmt: skip
        structure = create_structure(
            values={name: value for name, value in values.items() if value}, source=Source.REGISTER,
            said_by=institution.source or "", actor=actor, now=now, institution_id=institution.id, is_open=True,
        )  # fmt: skip
        states.publish_structure(structure=structure, actor=actor, now=now, tells=False)


def _add_numbered(number: int, actor: Actor, now: datetime) -> Structure:
    values = _values(number)
    source = (Source.DECLARED, Source.RELAY, Source.TELEPHONE, Source.DECLARED, Source.VISIT)[number % 5]
    return create_structure(
        values={name: value for name, value in values.items() if value not in (None, [])}, source=source,
        said_by="", actor=actor, now=now + timedelta(minutes=number), is_demonstration=True,
        is_open=number not in FOR_MEMBERS,
    )  # fmt: skip


def _values(number: int) -> dict[str, Any]:
    needs = tuple(choice.key for choice in NEEDS)
    if number not in TWICE:
        return entries.values_of(number, needs)
    first = entries.values_of(TWICE[number], needs)
    # the same one, written by somebody else: in one language, with less, behind the same telephone
    return {
        "name": {"ar": first["name"]["ar"].replace(entries.MARK["ar"], "").strip() + f" {entries.MARK['ar']}"},
        **{name: first[name] for name in ("kind", "province", "commune", "phone", "sectors")},
    }  # fmt: skip


def _settle_states(numbered: dict[int, Structure], actor: Actor, now: datetime) -> None:
    for number, structure in numbered.items():
        if number in TO_CHECK:
            continue
        if number in REFUSED:
            states.refuse_structure(structure=structure, reason=REFUSED[number], actor=actor, now=now)
            continue
        states.publish_structure(structure=structure, actor=actor, now=now, tells=False)
        if HIDDEN.get(number) is HiddenBecause.OPPOSED:
            states.oppose_structure(
                structure=structure, actor=actor, now=now + timedelta(days=9), tells=False
            )
        elif number in HIDDEN:
            states.hide_structure(
                structure=structure, because=HIDDEN[number], actor=actor, now=now + timedelta(days=9), tells=False,
                reason="Fiche vide : à compléter avant de paraître de nouveau.",
            )  # fmt: skip


def _take_answers(form: Questionnaire, actor: Actor, now: datetime) -> None:
    """Members' answers are read, and most of them published."""
    sent = [
        response
        for response in db.session.scalars(received.list_received(form.id, received.Filters())).unique().all()
        if response.state is ResponseState.SUBMITTED and response.institution_id and not response.held_because
    ]
    for response in sorted(sent, key=lambda response: response.id)[:-UNREAD]:
        seen = reviewing.last_seen(response)
        reviewing.validate_response(response=response, seen=seen, actor=actor, now=now)
        for structure in db.session.scalars(desk.list_of_response(response.id)).all():
            structure.is_demonstration = True
            if structure.state is StructureState.TO_CHECK and response.id % 5:
                states.publish_structure(structure=structure, actor=actor, now=now, tells=False)


def _give_labels(
    numbered: dict[int, Structure], institutions: dict[int, Institution], actor: Actor, now: datetime
) -> None:
    words = read_vocabulary().of(Facet.LABEL)
    givers = list(institutions.values())
    for place, number in enumerate(range(103, 280, 11)):
        if number in numbered and numbered[number].listed:
            labels.give_label(
                structure=numbered[number], institution=givers[place % len(givers)], term=words[place % len(words)],
                given_on=clock.today(now) - timedelta(days=60 + place * 9), until=None, actor=actor, now=now,
            )  # fmt: skip


def _propose(numbered: dict[int, Structure], actor: Actor, now: datetime) -> None:
    """Changes that wait for the secretariat."""
    for number in (105, 131, 160, 183, 226):
        changes.propose_change(
            structure=numbered[number], origin=ChangeOrigin.OWNER, source=Source.DECLARED, said_by="",
            values={"phone": f"05 39 01 {number // 100:02d} {number % 100:02d}", "is_free": True},
            email=f"structure{number}@{accounts.DOMAIN}", language="ar" if number % 2 else "fr", actor=actor, now=now,
        )  # fmt: skip


def _age(numbered: dict[int, Structure], now: datetime) -> None:
    """They confirmed at different times; some long ago, one whose mail comes back."""
    today = clock.today(now)
    for number, structure in numbered.items():
        if not structure.listed:
            continue
        ago = timedelta(days=UNCONFIRMED[number] * 30 + 5 if number in UNCONFIRMED else number * 7 % 330)
        structure.confirmed_on = today - ago
        structure.ask_on = states.ask_day(structure, structure.confirmed_on)
        if number in UNCONFIRMED and number not in TO_ASK:
            structure.asks, structure.asked_at = 2, now - timedelta(days=20)
        structure.needs_phone = number in BOUNCED
