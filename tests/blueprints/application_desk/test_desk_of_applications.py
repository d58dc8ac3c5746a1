"""The desk of applications: the list of a call, one file, what is checked, asked, decided and told."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from noress.domain.applications.models import (
    Application,
    ApplicationMessage,
    ApplicationState,
    CorrectionKind,
    CorrectionRequest,
)
from noress.domain.audit.models import AuditEvent
from noress.domain.outbox.models import OutboxMail
from noress.extensions import db
from tests.desk_pages import DESK, change, fields, fresh, text, tie, url
from tests.factories import (
    NOW,
    save,
)
from tests.factories.applications_desk import make_received, send
from tests.factories.calls import make_application, make_call, make_lot
from tests.factories.catalogue import make_structure
from tests.factories.documents import make_file
from tests.factories.received import join_file
from tests.pages import parse
from tests.posting import post

pytestmark = pytest.mark.both_engines  # searched, sorted or added up by the engine

S = ApplicationState


def test_the_list_is_narrowed_counted_and_costs_the_same(world, count_queries):
    assert "Aucun appel annoncé" in text(world.officer.get(DESK))
    call = make_call()
    assert "Elles paraîtront ici" in text(world.officer.get(DESK))
    first = make_received(
        call, structure=make_structure("Coopérative Alpha"), answers={"title": "Miel"}, province_code="01.571"
    )  # fmt: skip
    world.officer.get(DESK)
    with count_queries() as one:
        world.officer.get(DESK)
    lot = make_lot(call, title={"fr": "Grands projets"})
    second = make_received(
        call, answers={"title": "Argan"}, lot_id=lot.id, officer_id=world.person.id, labels=["été, 100 %"],
        complete_at=NOW,
    )  # fmt: skip
    third = make_received(call, answers={"title": "Tapis"}, state=S.ELIGIBLE, officer_id=world.person.id)
    make_application(call, title="Brouillon secret", late_until=NOW + timedelta(days=1), late_reason="Panne")
    hidden = make_received(call, answers={"title": "Caché"})
    tie(hidden, world.person)
    with count_queries() as many:
        page = world.officer.get(DESK)
    assert len(one) == len(many)
    assert "3 candidatures" in text(page)
    assert "Caché" not in text(page)
    assert "Brouillon 1" in text(page)
    save(
        ApplicationMessage(application_id=first.id, author_id=first.people[0].id, text="Bonjour", sent_at=NOW)
    )
    save(ApplicationMessage(application_id=second.id, person_id=world.person.id, text="?", awaits_answer=True,
                            sent_at=NOW - timedelta(days=8)))  # fmt: skip
    save(CorrectionRequest(application_id=third.id, stage=1, kind=CorrectionKind.OUTDATED, reason="x", asked_at=NOW,
                           due_at=NOW + timedelta(days=2)))  # fmt: skip
    wrong = []
    for query, names in (
        ("q=alpha", {"Miel"}), ("q=argan", {"Argan"}), (f"q={third.number}", {"Tapis"}), ("q=%25", set()), ("etat=eligible", {"Tapis"}),
        ("etat=draft", {"Brouillon secret"}), ("marque=late_door", {"Brouillon secret"}), ("province=01.571", {"Miel"}),
        (f"lot={lot.id}", {"Argan"}), ("charge=0", {"Miel"}), ("charge=moi", {"Argan", "Tapis"}), ("etiquette=été%2C 100 %25", {"Argan"}),
        ("marque=to_check", {"Miel"}), ("marque=answered", {"Miel"}), ("marque=awaits", {"Argan", "Tapis"}), ("marque=overdue", {"Argan"}),
        ("marque=to_tell", {"Tapis"}), ("etape=2", set()), ("q=caché", set()), ("charge=x&lot=9999999999&etat=x&etape=3&page=-1", {"Miel", "Argan", "Tapis"}),
        ("appel=999999999999999999999&page=99999999999999", {"Miel", "Argan", "Tapis"}),
    ):  # fmt: skip
        rows = parse(world.officer.get(f"{DESK}?{query}")).select("tbody th a")
        if {row.get_text(strip=True) for row in rows} != names:
            wrong.append((query, [row.get_text(strip=True) for row in rows]))
    assert wrong == []
    sheet = world.officer.get(f"{DESK}liste.csv?etat=eligible").get_data(as_text=True).splitlines()
    assert [len(sheet), third.number in sheet[1], "Caché" in sheet[1], "@" in sheet[1]] == [
        2,
        True,
        False,
        False,
    ]
    book = world.officer.get(f"{DESK}liste.xlsx")
    assert (book.status_code, book.data[:2]) == (200, b"PK")
    assert world.member.get(DESK).status_code == 403


def test_a_file_is_read_with_its_papers_and_the_restricted_ones_are_noted(app, world, count_queries):
    call = make_call(stages=1)
    plain, secret, draft = (
        make_file("statuts.pdf"),
        make_file("carte.pdf"),
        make_file("brouillon.pdf"),
    )
    said = {
        "title": "Miel <b>", "summary": "=1+1", "statutes": [{"file": plain.id, "name": "statuts.pdf", "size": 8}],
        "identity": [{"file": secret.id, "name": "carte.pdf", "size": 8}],
        "budget": {"lines": [{"label": "Ruches", "amount": 66_000_00}], "requested": 60_000_00, "own_cash": 5_000_00,
                   "own_in_kind": 0, "partners": []},
        "people": {"women": 4, "men": 2, "not_stated": 1},
    }  # fmt: skip
    one = make_received(call, answers=said)
    for question, file in (("statutes", plain), ("identity", secret), ("statutes", draft)):
        join_file(one.response, question, file.id)
    page = world.officer.get(url(one))
    shown = text(page)
    for words in (
        "Miel <b>",
        "=1+1",
        "statuts.pdf",
        "pièce protégée",
        "Seuls le secrétariat",
        "écart entre dépenses et ressources",
    ):
        assert words in shown, words
    assert "carte.pdf" not in shown
    file = url(one, "/fichiers/{}").format
    got = [world.officer.get(file(key.id)).status_code for key in (plain, secret, draft)]
    assert got == [200, 403, 404]
    restricted = url(one, f"/pieces-protegees/{secret.id}")
    assert post(world.officer, restricted).status_code == 403
    change(fresh(Application, one.id), officer_id=world.person.id)
    answer = post(world.officer, restricted)
    assert (answer.status_code, answer.data, answer.headers["Content-Disposition"]) == (
        200,
        b"%PDF-1.4 contenu",
        "attachment; filename=carte.pdf",
    )
    assert post(world.secretary, restricted).status_code == 200
    assert "Pièce protégée téléchargée" in text(world.officer.get(url(one)))
    events = db.session.scalars(
        select(AuditEvent).where(AuditEvent.action == "application.restricted_read").order_by(AuditEvent.id)
    ).all()
    assert [event.person_id for event in events] == [world.person.id, world.coordinator.id]
    tie(one, world.person)
    found = [
        world.officer.get(url(one, at)).status_code
        for at in ("", "/echanges", f"/fichiers/{plain.id}", "/envois", "/verification")
    ]
    assert found == [404] * 5
    assert post(world.officer, restricted).status_code == 404
    unsent = make_application(call, title="Brouillon", answers={"summary": "Secret du brouillon"})
    page = text(world.secretary.get(url(unsent)))
    assert "Secret du brouillon" not in page
    assert "pas encore envoyé" in page
    assert world.member.get(url(unsent)).status_code == 404


def test_two_sendings_are_compared(world):
    one = make_received()
    first = one.response.snapshots[0].sha256
    send(
        fresh(Application, one.id).response,
        {"title": "Atelier de couture", "summary": "Deux ateliers"},
        at=NOW + timedelta(hours=1),
    )
    last = fresh(Application, one.id).response.snapshots[1].sha256
    page = text(world.officer.get(url(one, "/envois")))
    for words in (first, last, "Un atelier", "Deux ateliers"):
        assert words in page, words
    assert "Atelier de couture →" not in page
    assert "ne se comparent pas" in text(world.officer.get(url(one, "/envois?de=x&vers=y")))


def test_what_is_missing_is_asked_and_what_is_complete_is_judged_and_told(world):
    one = make_received(make_call(correction_days=3))
    form = fields(world.officer.get(url(one, "/verification")))
    assert post(world.officer, url(one, "/verification"), form).status_code == 422
    bad = post(world.officer, url(one, "/verification"), {**form, "part_0": "missing"})
    assert (bad.status_code, "Écrivez ce qui est à corriger" in text(bad)) == (422, True)
    done = post(
        world.officer,
        url(one, "/verification"),
        {**form, "part_0": "missing", "note_0": "Le résumé est court"},
    )
    assert (done.status_code, done.location) == (303, url(one))
    asked = db.session.scalars(select(CorrectionRequest)).one()
    assert (asked.kind, asked.questions) == (CorrectionKind.INCOMPLETE, ["title", "summary", "province"])
    assert "Le résumé est court" in asked.reason
    page = text(world.officer.get(url(one)))
    assert "Une correction est demandée à la structure" in page
    again = post(world.officer, url(one, "/verification"), {**form, "part_0": "ok"})
    assert again.status_code == 409
    page = world.officer.get(url(one, "/correction/reprendre"))
    assert post(world.officer, url(one, "/correction/reprendre"), fields(page)).status_code == 303
    page = world.officer.get(url(one, "/correction"))
    assert post(world.officer, url(one, "/correction"), fields(page)).status_code == 422
    sent = {**fields(page), "kind": "outdated", "questions": ["summary"], "reason": "Trop vieux"}
    assert post(world.officer, url(one, "/correction"), sent).status_code == 303
    assert "périmé" in text(world.officer.get(url(one)))
    post(
        world.officer,
        url(one, "/correction/reprendre"),
        fields(world.officer.get(url(one, "/correction/reprendre"))),
    )
    form = fields(world.officer.get(url(one, "/verification")))
    done = post(world.officer, url(one, "/verification"), {**form, "part_0": "ok"})
    assert done.location == url(one, "/decider")
    page = world.officer.get(url(one, "/decider"))
    form = fields(page)
    assert post(world.officer, url(one, "/decider"), form).status_code == 422
    refused = post(world.officer, url(one, "/decider"), {**form, "decision": "ineligible"})
    assert (refused.status_code, "Écrivez pourquoi" in text(refused)) == (422, True)
    assert post(world.officer, url(one, "/decider"), {**form, "decision": "eligible"}).status_code == 303
    stale = post(
        world.secretary, url(one, "/decider"), {**form, "decision": "ineligible", "reason": "Hors région"}
    )
    assert stale.status_code == 409
    for words in (
        "Quelqu'un d'autre a enregistré",
        "Leur texte, enregistré Recevable",
        "Votre texte, dans le formulaire Non recevable",
    ):
        assert words in text(stale), words
    form = fields(world.officer.get(url(one, "/decider")))
    assert post(world.officer, url(one, "/decider"), {**form, "decision": "retained"}).status_code == 303
    assert "retenue pour le dossier complet. La structure ne le sait pas encore" in text(
        world.officer.get(url(one))
    )
    page = world.officer.get(f"{DESK}annoncer?appel={one.call_id}")
    assert "retenue pour le dossier complet" in text(page)
    to_tell = fields(page)
    assert (
        post(world.officer, f"{DESK}annoncer?appel={one.call_id}", {**to_tell, "told": []}).status_code == 422
    )
    stamp = to_tell["told"][0]
    late = post(
        world.officer,
        f"{DESK}annoncer?appel={one.call_id}",
        {"told": [stamp.replace("retained", "eligible")]},
    )
    assert (late.status_code, "annoncer" in late.location) == (303, True)
    assert fresh(Application, one.id).stage == 1
    before = db.session.query(OutboxMail).count()
    done = post(world.officer, f"{DESK}annoncer?appel={one.call_id}", to_tell)
    assert done.status_code == 303
    row = fresh(Application, one.id)
    assert (row.stage, row.state, row.public_state) == (2, S.DRAFT, S.DRAFT)
    assert db.session.query(OutboxMail).count() == before + 1
    assert "Rien à annoncer" in text(world.officer.get(f"{DESK}annoncer?appel={one.call_id}"))
    assert "retenu, dossier complet en cours" in text(world.officer.get(url(one)))
    assert world.officer.get(f"{DESK}annoncer").status_code == 404
    assert world.member.get(f"{DESK}annoncer?appel={one.call_id}").status_code == 403
