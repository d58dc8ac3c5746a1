"""What the cast holds of sheets and of records that were merged: [imported] was confirmed."""

from datetime import date
from typing import Any

from noress.core import clock
from noress.domain.actions.models import ImportState
from noress.domain.imports.models import InstitutionImport
from noress.domain.merging.models import InstitutionDistinct, InstitutionMerge, PersonDistinct, PersonMerge
from tests.factories import make_institution, make_person, save

_HEADINGS = ["Institution", "Catégorie"]


def make_members(cast: Any, places: dict[str, Any]) -> None:
    now, own = clock.now(), places["own"]
    waiting = _sheet(now, rows=[_HEADINGS, ["Nouvelle venue", "Association"]], numbers=[1, 2])
    done = _sheet(now, rows=[_HEADINGS], numbers=[1], state=ImportState.DONE, confirmed_at=now,
                  written={"institutions": [], "persons": [], "seats": [], "filled": [], "left": []})  # fmt: skip
    hidden = make_institution("Ancienne fiche", merged_into_id=own.id)
    merge = save(InstitutionMerge(kept_id=own.id, merged_id=hidden.id, moved={}, left={}, changes={}, membership="member",
                                  merged_at=now))  # fmt: skip
    pair = save(InstitutionDistinct(first_id=own.id, second_id=places["other"].id, decided_at=now))
    cast.ids["usual"] |= {
        "institution_import_id": waiting.id, "institution_merge_id": merge.id, "institution_distinct_id": pair.id,
        "other_id": places["other"].id,
    }  # fmt: skip
    _people(cast, now)
    cast.ids["unknown"]["institution_import_id"] = 999_999
    cast.ids["imported"] = {"institution_import_id": done.id}
    cast.ids["merged"] = {"institution_id": hidden.id}


def _people(cast: Any, now: Any) -> None:
    """Two records of one person, one of them merged; [a pair of persons] are two who look alike."""
    kept, other = (make_person(name, email=None) for name in ("Une fiche", "Autre fiche"))
    hidden = make_person("Fiche cachée", email=None, merged_into_id=kept.id)
    nothing: dict[str, Any] = {
        "account_id": None,
        "account_email": None,
        "suspended": None,
        "invitations": [],
    }
    merge = save(
        PersonMerge(
            kept_id=kept.id, merged_id=hidden.id, moved={}, left={}, changes={}, was=nothing, merged_at=now
        )
    )
    pair = save(PersonDistinct(first_id=kept.id, second_id=other.id, decided_at=now))
    cast.ids["usual"] |= {"person_merge_id": merge.id, "person_distinct_id": pair.id}
    cast.ids["a pair of persons"] = {"person_id": kept.id, "other_id": other.id}
    cast.ids["a merged person"] = {"person_id": hidden.id}


def _sheet(now: Any, **values: Any) -> InstitutionImport:
    return save(
        InstitutionImport(filename="membres.csv", headings_key="0" * 64, mapping={"0": "name", "1": "category"},
                          seats_from=date(2026, 11, 20), created_at=now, **values)
    )  # fmt: skip
