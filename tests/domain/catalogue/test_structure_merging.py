"""Two entries become one: what is said field by field, every row that named either, and all of it taken back."""

from functools import partial

import pytest
from sqlalchemy import select

from noress.core.database import writing
from noress.core.errors import RuleError
from noress.core.references import key_of
from noress.domain.accounts.actor import Actor
from noress.domain.audit.models import AuditEvent
from noress.domain.catalogue.models import (
    FOR_ALL,
    ChangeOrigin,
    Source,
    Structure,
    StructureChange,
    StructureKeeper,
    StructureKey,
    StructureMerge,
    StructureState,
)
from noress.domain.catalogue.rules.changes import propose_change
from noress.domain.catalogue.rules.merging import merge_structures, plan_structure_merge
from noress.domain.catalogue.rules.merging_rows import APART, links
from noress.domain.catalogue.rules.merging_undo import undo_structure_merge
from noress.domain.catalogue.rules.writing import write_values
from noress.domain.guidance.models import AidMatch
from noress.domain.merging.wording import WORDS
from noress.domain.upkeep.models import Knowledge, StructureVouch
from noress.extensions import db
from tests.factories import NOW, make_institution, make_person, save
from tests.factories.catalogue import TANGER, make_structure, make_words

SYSTEM = Actor.system()
COLUMNS = [
    column.key for column in Structure.__mapper__.column_attrs if column.key not in ("version", "updated_at")
]


def merge(kept, merged, choices=None, versions=None):
    kept, merged = (
        db.session.get_one(Structure, row if isinstance(row, int) else row.id) for row in (kept, merged)
    )
    with writing():
        merge_structures(
            kept=kept, merged=merged, choices=choices or {}, versions=versions or (kept.version, merged.version),
            actor=SYSTEM, now=NOW,
        )  # fmt: skip
        db.session.commit()
    return db.session.scalars(select(StructureMerge).order_by(StructureMerge.id.desc())).first()


def undo(done):
    with writing():
        undo_structure_merge(merge=done, actor=SYSTEM, now=NOW)
        db.session.commit()


def refusal(work):
    with pytest.raises(RuleError) as refused:
        work()
    db.session.rollback()
    return refused.value.code, refused.value.status, str(refused.value.message).replace("\u202f", " ")


def state_of(row):
    db.session.expire_all()
    keys = db.session.scalars(select(StructureKey.key).where(StructureKey.structure_id == row.id))
    return (
        {name: getattr(row, name) for name in COLUMNS}, dict(row.detail.values), dict(row.detail.sources),
        dict(row.detail.audience), set(keys),
    )  # fmt: skip


def propose(structure):
    return propose_change(
        structure=structure, values={"phone": "0539000009"}, origin=ChangeOrigin.OWNER, source=Source.DECLARED,
        said_by="la structure", email=None, language="fr", actor=SYSTEM, now=NOW,
    )  # fmt: skip


def make_two():
    """Two entries with rows of their own, and rows that would collide."""
    make_words()
    kept = make_structure("Coopérative Annour", phone="0539000001")
    merged = make_structure(
        {"fr": "Annour", "ar": "تعاونية النور"}, phone="0539000002", email="annour@exemple.ma", contact="Titulaire",
        columns={"institution_id": make_institution("Institution").id},
    )  # fmt: skip
    other, member, person = make_structure("Autre"), make_institution("Membre"), make_person()
    term = db.session.scalars(select(Structure.id)).all() and _term()
    save(StructureKeeper(structure_id=merged.id, person_id=person.id, since=NOW))
    for row in (kept, merged):
        save(StructureVouch(structure_id=row.id, institution_id=member.id, says=Knowledge.KNOWN, said_at=NOW))
    save(AidMatch(giver_id=merged.id, taker_id=other.id, term_id=term, proposed_at=NOW))
    save(AidMatch(giver_id=kept.id, taker_id=merged.id, term_id=term, proposed_at=NOW))
    return kept, merged


def _term():
    from noress.domain.catalogue.vocabulary import read_vocabulary

    return read_vocabulary().terms[0].id


def test_every_table_that_names_an_entry_is_moved_or_said_to_stay(app):
    """A table that comes later is moved too; its page needs the words."""
    assert [column.table.name for column in links() if len(column.table.primary_key.columns) != 1] == []
    assert [str(key_of(column.table)) for column in links()]
    assert [f"{c.table.name}.{c.name}" for c in links() if f"{c.table.name}.{c.name}" not in WORDS] == []
    written = {"structure_detail", "structure_key", "structure_area"}
    assert written | {"structure_merge", "structure_distinct"} == APART


def test_a_merge_gives_the_values_chosen_moves_the_rows_and_goes_back(app):
    kept, merged = make_two()
    before = state_of(kept), state_of(merged)
    done = merge(kept, merged, {"phone": "other", "name_fr": "kept"})
    assert kept.detail.values == {
        **before[0][1], "name": {"fr": "Coopérative Annour", "ar": "تعاونية النور"}, "phone": "0539000002",
        "email": "annour@exemple.ma", "contact": "Titulaire",
    }  # fmt: skip
    assert kept.detail.sources["phone"] == before[1][2]["phone"]
    assert set(done.changes) == {"name", "phone", "email", "contact"}
    assert (merged.state, merged.merged_into_id, merged.listed) == (StructureState.MERGED, kept.id, 0)
    assert (kept.listed, kept.institution_id) == (FOR_ALL, before[1][0]["institution_id"])
    assert state_of(merged)[4] == set()
    assert "t:539000002" in state_of(kept)[4]
    assert {name: len(keys) for name, keys in done.moved.items()} == {
        "aid_match.giver_id": 1, "structure_keeper.structure_id": 1,
    }  # fmt: skip
    assert {name: len(keys) for name, keys in done.left.items()} == {
        "aid_match.taker_id": 1, "structure_vouch.structure_id": 1,
    }  # fmt: skip
    assert db.session.scalars(select(StructureKeeper.structure_id)).all() == [kept.id]
    told = [event.action for event in db.session.scalars(select(AuditEvent).order_by(AuditEvent.id))]
    assert told[-3:] == ["structure.edited", "structure.merged_into", "structure.merged"]
    undo(done)
    assert (state_of(kept), state_of(merged)) == before
    assert db.session.scalars(select(StructureKeeper.structure_id)).all() == [merged.id]
    assert refusal(lambda: undo(done))[:2] == ("obstacles", 409)


def test_what_is_refused_and_why(app):
    one, other, third = (make_structure(name) for name in ("Une", "Autre", "Troisième"))
    opposed = make_structure("Opposée", columns={"opposed_at": NOW})
    with writing():
        propose(third)
        db.session.commit()
    said = {
        "itself": refusal(lambda: merge(one, one)),
        "open changes": refusal(lambda: merge(one, third)),
        "open changes of the kept one": refusal(lambda: merge(third, one)),
        "opposed": refusal(lambda: merge(one, opposed)),
        "stale": refusal(lambda: merge(one, other, versions=(one.version, other.version + 1))),
        "choice": refusal(lambda: merge(one, other, {"acronym": "neither"})),
        "unknown": refusal(lambda: merge(one, other, {"listed": "other"})),
    }
    waits = "Des modifications proposées pour « Troisième » attendent une décision. Décidez-en d'abord."
    assert said == {
        "itself": ("refused", 409, "Choisissez deux fiches différentes."),
        "open changes": ("refused", 409, waits),
        "open changes of the kept one": ("refused", 409, waits),
        "opposed": ("refused", 409, "« Opposée » a demandé à ne plus paraître. Gardez plutôt cette fiche-là, ou levez "
                    "d'abord son opposition."),
        "stale": ("stale", 409, "Une des deux fiches vient de changer. Relisez-les, puis confirmez de nouveau."),
        "choice": ("unknown_choice", 422, "Choisissez une des réponses proposées."),
        "unknown": ("unknown_choice", 422, "Choisissez une des réponses proposées."),
    }  # fmt: skip
    merge(one, other)
    assert refusal(lambda: merge(third, other))[2] == "« Autre » est déjà fusionnée avec une autre fiche."
    assert refusal(lambda: write(other))[:2] == ("merged", 409)
    with pytest.raises(RuleError) as refused:
        merge_structures(
            kept=one,
            merged=third,
            choices={},
            versions=(1, 1),
            actor=Actor(name="Membre", method="password"),
            now=NOW,
        )
    assert refused.value.status == 403


def write(structure, phone="0539000009"):
    write_values(structure=structure, values={"phone": phone}, source=Source.TELEPHONE, said_by="le secrétariat",
                 actor=SYSTEM, now=NOW)  # fmt: skip


def test_what_keeps_a_merge_from_being_undone(app):
    kept, merged = make_two()
    done = merge(kept, merged, {"phone": "other"})
    with writing():
        write(kept)
        db.session.delete(db.session.scalars(select(StructureKeeper)).one())
        db.session.commit()
    assert (
        refusal(lambda: undo(done))[2] == "Les valeurs choisies lors de la fusion ont été modifiées depuis."
    )
    last = make_structure("Dernière")
    merge(last, kept)
    assert "a depuis été fusionnée à son tour" in refusal(lambda: undo(done))[2]


def test_a_merge_opens_nothing_that_was_closed(app):
    """What an entry for members says is not read by everybody because it was merged; a field taken keeps its
    readers; places that do not go together are refused whole."""
    kept = make_structure("Une")
    merged = make_structure("Autre", phone="0539000002", email="a@exemple.ma", columns={"is_open": False})
    with writing():
        merged.detail.audience = {"email": "internal"}
        db.session.commit()
    done = merge(kept, merged)
    assert kept.detail.audience == {"phone": "members", "email": "internal"}
    assert kept.is_open is True
    undo(done)
    assert kept.detail.audience == {}
    far = make_structure("Loin", province=TANGER, commune="01.511.01.01")
    before = state_of(kept), state_of(far)
    code = refusal(lambda: merge(kept, far, {"commune": "other", "province": "kept"}))[0]
    assert code in {"wrong_commune", "unknown_place"}
    assert (state_of(kept), state_of(far)) == before


def test_a_false_and_a_zero_are_said(app):
    kept, merged = make_structure("Une", is_free=False, members=0), make_structure("Autre", is_free=True)
    plan = plan_structure_merge(kept=kept, merged=merged)
    assert plan.refusals == []
    merge(kept, merged)
    assert kept.detail.values["is_free"] is False
    assert kept.detail.values["members"] == 0


# --- at the same instant ----------------------------------------------------------------------------

ROUNDS = 3


def merging(kept_id, merged_id, versions=None):
    kept, merged = (db.session.get_one(Structure, key) for key in (kept_id, merged_id))
    merge_structures(
        kept=kept,
        merged=merged,
        choices={},
        versions=versions or (kept.version, merged.version),
        actor=SYSTEM,
        now=NOW,
    )


def test_two_merges_of_one_pair_at_once(at_once):
    for number in range(ROUNDS):
        one, other = (make_structure(f"{name} {number}").id for name in ("Une", "Autre"))
        assert at_once(partial(merging, one, other), partial(merging, other, one)) == ["done", "refused"]
        into = [db.session.get_one(Structure, key).merged_into_id for key in (one, other)]
        assert sorted(key is None for key in into) == [False, True]


def test_a_merge_while_somebody_edits_or_proposes(at_once):
    """Whoever comes second is told; nothing is lost."""
    from noress.core.locking import lock

    for number in range(ROUNDS):
        one, other = (make_structure(f"{name} {number}").id for name in ("Une", "Autre"))

        def edit(key=other):
            row = db.session.get_one(Structure, key)
            lock(row)
            write(row)

        results = at_once(partial(merging, one, other, (1, 1)), edit)
        phone = db.session.get_one(Structure, other).detail.values.get("phone")
        assert (results, phone) in ((["done", "merged"], None), (["done", "stale"], "0539000009"))

        third, fourth = (make_structure(f"{name} {number}").id for name in ("Trois", "Quatre"))

        def change(key=fourth):
            propose(db.session.get_one(Structure, key))

        results = at_once(partial(merging, third, fourth), change)
        into = db.session.get_one(Structure, fourth).merged_into_id
        asked = select(StructureChange.structure_id).where(StructureChange.structure_id.in_((third, fourth)))
        outcome = (results, into, db.session.scalars(asked).all())
        assert outcome in ((["done", "done"], third, [third]), (["done", "refused"], None, [fourth]))
