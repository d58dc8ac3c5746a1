"""A field that waits for the secretariat, taken back by those who keep the entry."""

from types import SimpleNamespace

import pytest
import time_machine
from sqlalchemy import select

from noress.domain.audit.models import AuditEvent
from noress.domain.catalogue.links import structure_token
from noress.domain.catalogue.models import ChangeOrigin, Source, StructureChange
from noress.extensions import db
from tests.factories import NOW, make_institution, make_person, make_seat, make_secretary, save
from tests.factories.catalogue import make_structure, make_words
from tests.pages import parse
from tests.posting import post


@pytest.fixture
def world(app, login_as, client):
    with time_machine.travel(NOW, tick=False):
        make_words()
        own = make_institution("La nôtre")
        seat = make_seat(own, make_person("Titulaire"))
        yield SimpleNamespace(
            own=own, secretary=login_as(make_secretary()), member=login_as(seat.person, seat), visitor=client
        )


def change_of(structure, origin=ChangeOrigin.REPORT, **values):
    values = values or {"acronym": "NEUF"}
    return save(
        StructureChange(
            structure_id=structure.id, origin=origin, source=Source.DECLARED, language="fr", created_at=NOW,
            values=values, before=dict.fromkeys(values), email="lecteur@exemple.ma",
        )
    )  # fmt: skip


def fields(page):
    return {"version": parse(page).select_one("main form [name=version]")["value"]}


def fresh(model, key):
    db.session.rollback()
    db.session.expire_all()
    return db.session.get(model, key)


def text(page):
    return " ".join(parse(page).get_text(" ").split())


def test_what_waits_is_taken_back_by_those_who_keep_the_entry(world):
    entry = make_structure("Annour", columns={"institution_id": world.own.id})
    ours_id = change_of(entry, ChangeOrigin.OWNER, acronym="AN", access="Le matin").id
    theirs_id = change_of(entry).id
    link = f"/ma-structure/{structure_token(entry)}"
    retire = f"{link}/changements/{ours_id}/retirer"
    offered = [one["href"] for one in parse(world.visitor.get(link)).select(".changes a")]
    assert offered == [f"{retire}/acronym", f"{retire}/access"]  # never what a reader reported
    page = world.visitor.get(f"{retire}/acronym")
    assert ("AN" in text(page), "Le matin" in text(page), page.headers["Cache-Control"]) == (
        True,
        False,
        "no-store",
    )
    sent = fields(page)
    done = post(world.visitor, f"{retire}/acronym", sent)
    assert (done.status_code, done.location) == (303, f"{link}?fait=retire")
    change = fresh(StructureChange, ours_id)
    assert (change.values, change.before, change.version) == ({"access": "Le matin"}, {"access": None}, 2)
    assert "Le changement est retiré" in text(world.visitor.get(done.location))
    event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc()).limit(1)).one()
    assert (event.action, event.changes) == ("structure.change_withdrawn", {"fields": [["acronym"], None]})

    again = post(world.visitor, f"{retire}/acronym", fields(world.visitor.get(f"{retire}/acronym")))
    assert (again.status_code, "n'attend plus" in text(again)) == (409, True)
    stale = post(world.visitor, f"{retire}/access", sent)
    assert (stale.status_code, "relisez-la" in text(stale)) == (409, True)

    signed_in = f"/catalogue/{entry.id}/changements/{ours_id}/retirer/access"
    edit = f"/catalogue/{entry.id}/modifier"
    assert [one["href"] for one in parse(world.member.get(edit)).select(".changes a")] == [signed_in]
    assert parse(world.secretary.get(edit)).select(".changes a") == []
    assert (
        post(world.secretary, signed_in, {"version": "2"}).status_code == 303
    )  # settles it, takes nothing back
    sent = fields(world.member.get(signed_in))
    assert fresh(StructureChange, ours_id) is not None
    assert post(world.member, signed_in, sent).location == f"/catalogue/{entry.id}"
    assert (fresh(StructureChange, ours_id), fresh(StructureChange, theirs_id) is None) == (None, False)
    assert post(world.member, signed_in, sent).location == f"/catalogue/{entry.id}"
    foreign = f"{link}/changements/{theirs_id}/retirer/acronym"
    assert post(world.visitor, foreign, {"version": "1"}).location == link
    assert fresh(StructureChange, theirs_id).values == {"acronym": "NEUF"}
