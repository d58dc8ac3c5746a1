"""A validated answer becomes an entry, or changes proposed for the entry that it is about."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from noress.core.errors import RuleError
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import record
from noress.domain.campaigns.queries import get_of_response
from noress.domain.catalogue.fields import FIELDS
from noress.domain.catalogue.likeness import Likely, find_likely
from noress.domain.catalogue.links import kept_of
from noress.domain.catalogue.mapping import consent_in, read_values
from noress.domain.catalogue.models import (
    CatalogueSource,
    ChangeOrigin,
    HiddenBecause,
    Source,
    Structure,
    StructureKeeper,
    StructureState,
)
from noress.domain.catalogue.queries import Reader, desk
from noress.domain.catalogue.rules.changes import propose_change
from noress.domain.catalogue.rules.states import confirm_structure, publish_structure
from noress.domain.catalogue.rules.writing import create_structure, list_again, write_audience, write_values
from noress.domain.catalogue.values import clean_value, clean_values
from noress.domain.catalogue.vocabulary import Vocabulary, read_vocabulary
from noress.domain.questionnaires.definition import Definition, Visibility
from noress.domain.questionnaires.listening import after_validating
from noress.domain.questionnaires.models import Channel, Response
from noress.domain.questionnaires.rules.answering import definition_of
from noress.domain.questionnaires.rules.reviewing import address_of
from noress.extensions import db

Fills = Mapping[str, list[str]]
_ORDER = (Visibility.PUBLIC, Visibility.MEMBERS, Visibility.INTERNAL)
#: not checked by the secretariat yet: what was validated since is simply written
_UNCHECKED = {StructureState.DRAFT, StructureState.TO_CHECK}


@after_validating
def take_answer(response: Response, actor: Actor, now: datetime) -> None:
    """Of a questionnaire that the catalogue is made from; any other says nothing here."""
    source = db.session.get(CatalogueSource, response.questionnaire_version.questionnaire_id)
    if source is not None:
        enter_answer(response=response, mapping=source.mapping, actor=actor, now=now)


def enter_answer(*, response: Response, mapping: Fills, actor: Actor, now: datetime) -> Structure | None:
    """The entry that these answers are about; None when they do not even name a structure."""
    values = values_from(response, mapping)
    structure = find_entry(response)
    if structure is None:
        return _create(response, mapping, values, actor, now)
    told: dict[str, Any] = {
        "source": source_of(response),
        "said_by": said_by(response),
        "actor": actor,
        "now": now,
    }
    values = {
        name: value
        for name, value in values.items()
        if value is not None or name in _emptied(response, mapping)
    }
    if structure.state in _UNCHECKED:
        write_values(structure=structure, values=values, **told)
        structure.response_id = response.id
    else:
        change = propose_change(
            structure=structure, values=values, origin=ChangeOrigin.RESPONSE, email=address_of(response),
            language=response.language, response_id=response.id, **told,
        )  # fmt: skip
        if change is None and _may_confirm(structure):
            confirm_structure(structure=structure, **told)
    _consent(structure, consent_in(response.answers or {}, mapping), actor, now)
    _narrow(structure, definition_of(response), mapping, now)
    return structure


def publish_answer(*, response: Response, actor: Actor, now: datetime) -> tuple[Structure | None, bool]:
    """(the entry of answers just validated, whether it went out at once). It waits for somebody to look when it
    resembles another one, when it asked not to be listed, and where it had been checked already."""
    structure = find_entry(response)
    if structure is None or structure.state not in _UNCHECKED or structure.opposed_at is not None:
        return structure, False
    if find_likely(structure.detail.values, but=structure.id, limit=1):
        return structure, False
    publish_structure(structure=structure, actor=actor, now=now)
    return structure, True


def values_from(response: Response, mapping: Fills) -> dict[str, Any]:
    """{field: value as it is kept}; None where a question was not answered. What cannot be kept, such as a choice that
    is no word of the catalogue, is left out: an answer is never refused for it."""
    return _clean(read_values(response.answers or {}, definition_of(response), mapping))


def list_likely(response: Response, *, reader: Reader | None) -> list[Likely]:
    """Entries that may be the structure that is being described, as far as it is; none where nothing of the catalogue
    is filled, or where it is known already which entry these answers are of."""
    source = db.session.get(CatalogueSource, response.questionnaire_version.questionnaire_id)
    if source is None or find_entry(response) is not None:
        return []
    values = _clean(read_values(response.values, definition_of(response), source.mapping))
    return find_likely(values, reader=reader) if values.get("name") else []


def find_entry(response: Response) -> Structure | None:
    """The entry that it was taken into before, or that of its institution, or the only one that its author keeps."""
    found = db.session.scalars(desk.list_of_response(response.id)).first()
    if found is None and response.institution_id is not None:
        found = db.session.scalars(desk.list_of_institution(response.institution_id)).first()
    elif found is None and (person_id := _author(response)) is not None:
        kept = db.session.scalars(desk.list_kept_by(person_id).limit(2)).all()
        found = kept[0] if len(kept) == 1 else None
    return kept_of(found) if found is not None else None


def source_of(response: Response) -> Source:
    """Declared, unless it was said on the telephone or came through a structure that passed the questionnaire on."""
    if response.channel is Channel.PHONE:
        return Source.TELEPHONE
    participant = db.session.scalars(get_of_response(response.id)).one_or_none()
    is_relayed = response.through_id is not None or (
        participant is not None and participant.passed_on_by_id is not None
    )
    return Source.RELAY if is_relayed else Source.DECLARED


def said_by(response: Response) -> str:
    """Its number, and who filled it in for the structure."""
    parts = (response.number, f"({response.filled_by})" if response.filled_by else None)
    return " ".join(part for part in parts if part)[:200]


# --- inside ------------------------------------------------------------------------------------------


def _create(
    response: Response, mapping: Fills, values: dict[str, Any], actor: Actor, now: datetime
) -> Structure | None:
    if not values.get("name") and response.institution is not None:
        values["name"] = dict(response.institution.name)
    if not values.get("name"):
        return None
    structure = create_structure(
        values={name: value for name, value in values.items() if value is not None}, source=source_of(response),
        said_by=said_by(response), actor=actor, now=now, institution_id=response.institution_id,
        response_id=response.id, is_open=bool(consent_in(response.answers or {}, mapping)),
    )  # fmt: skip
    person_id = _author(response)
    if person_id is not None and response.institution_id is None:
        db.session.add(StructureKeeper(structure=structure, person_id=person_id, since=now))
    _narrow(structure, definition_of(response), mapping, now)
    return structure


def _author(response: Response) -> int | None:
    """Who filled it in for themselves; whoever helped keeps nothing."""
    return response.person_id if response.channel is Channel.SELF else None


def _may_confirm(structure: Structure) -> bool:
    """The same said again, and validated, is a confirmation."""
    is_stale = structure.hidden_because is HiddenBecause.STALE
    return structure.opposed_at is None and (structure.state is StructureState.PUBLISHED or is_stale)


def _clean(raw: Mapping[str, Any]) -> dict[str, Any]:
    words, cleaned = read_vocabulary(), {}
    for name, value in raw.items():
        try:
            cleaned[name] = clean_value(FIELDS[name], _known(name, value, words), words)
        except RuleError:
            continue
    try:
        clean_values(cleaned, words)
    except RuleError as refused:  # each is right, but not beside the others
        cleaned.pop(refused.field or "", None)
    return cleaned


def _known(name: str, value: Any, words: Vocabulary) -> Any:
    """Of several words, those that the catalogue has."""
    facet = FIELDS[name].facet
    if facet is None or not isinstance(value, list):
        return value
    return [code for code in value if words.get(facet, code) is not None]


def _emptied(response: Response, mapping: Fills) -> set[str]:
    """Fields that the sending before this one filled: what is not answered any more was taken back."""
    if len(response.snapshots) < 2:
        return set()
    before = json.loads(response.snapshots[-2].content)["answers"]
    return {
        name
        for name, value in _clean(read_values(before, definition_of(response), mapping)).items()
        if value is not None
    }


def _consent(structure: Structure, is_open: bool | None, actor: Actor, now: datetime) -> None:
    """Its own choice: it holds at once, without anybody's agreement."""
    if is_open is None or is_open == structure.is_open:
        return
    record(
        actor,
        "structure.consent_given",
        structure,
        now=now,
        changes={"is_open": (structure.is_open, is_open)},
    )
    structure.is_open = is_open
    structure.version += 1
    list_again(structure, now=now)


def _narrow(structure: Structure, definition: Definition, mapping: Fills, now: datetime) -> None:
    """What was asked with the promise that few read it is read by no more; what its keepers chose stays."""
    chosen = dict(structure.detail.audience)
    for name, keys in mapping.items():
        asked = [question for key in keys if (question := definition.question(key))]
        if name not in FIELDS or name in chosen or not asked:
            continue
        narrowest = max((question.visibility for question in asked), key=_ORDER.index)
        if _ORDER.index(narrowest) > _ORDER.index(FIELDS[name].audience):
            chosen[name] = narrowest.value
    write_audience(structure, chosen, now=now)
