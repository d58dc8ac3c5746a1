"""The committee's meeting: files on its agenda, who leaves, what is decided flows back, the record writes itself."""

from datetime import timedelta

from sqlalchemy import select

from noress.domain.applications.models import ApplicationState
from noress.domain.awards import queries
from noress.domain.awards.cautions import Shared, find_cautions
from noress.domain.awards.conflicts import hidden_items
from noress.domain.awards.models import Award, BulkTask, SelectionItem
from noress.domain.awards.rules import bulk, committee, telling
from noress.domain.meetings.models import MeetingState, MeetingType
from noress.domain.minutes import policy as minutes_policy
from noress.domain.minutes.models import BlockKind, Minutes, MinutesBlock
from noress.domain.payments.models import BankAccount
from noress.domain.reviewing.models import Recusal, RecusalNature
from noress.extensions import db
from noress.jobs.bulk import run_tasks
from tests.factories import NOW, make_meeting, save
from tests.factories.awards import make_award, make_call_to_decide, make_eligible
from tests.factories.calls import AMOUNT
from tests.factories.recusals import acting, make_coordinator

S = ApplicationState


def test_what_is_decided_in_the_meeting_is_decided_in_the_file(actor, work, refusals, history):
    call = make_call_to_decide(envelope=AMOUNT)
    one, two = make_eligible(call), make_eligible(call)
    elsewhere = make_eligible(make_call_to_decide())
    meeting = make_meeting(type=MeetingType.MEETING, state=MeetingState.CONVENED)
    who = {"actor": actor, "now": NOW}
    with work():
        selection = committee.choose_meeting(call=call, meeting=meeting, **who)

    def add(*ids):
        return lambda: committee.add_files(selection=selection, application_ids=ids, **who)

    assert refusals({
        "again": lambda: committee.choose_meeting(call=call, meeting=meeting, **who), "of another": add(elsewhere.id),
        "added": add(one.id, two.id), "twice": add(one.id),
    }) == {
        "again": ("chosen", "meeting", 409), "of another": ("wrong_state", "files", 409), "added": "done", "twice": "done",
    }  # fmt: skip
    first, second = db.session.scalars(queries.list_items(selection.id)).all()
    agenda = [(item.agenda_item.title["fr"], item.agenda_item.is_internal) for item in (first, second)]
    assert agenda == [(f"Dossier {one.number}", True), (f"Dossier {two.number}", True)]
    aside = make_coordinator("Deuxième personne")
    save(Recusal(subject_type="application", subject_id=one.id, person_id=aside.id, nature=RecusalNature.DECLARED,
                 made_at=NOW))  # fmt: skip
    assert committee.list_who_leave([first, second], [actor.person_id, aside.id]) == {
        first.id: [aside.id],
        second.id: [],
    }
    assert hidden_items(acting(aside), meeting.id) == {first.agenda_item_id}

    day = meeting.starts_at + timedelta(minutes=5)

    def note(item, outcome, reason=None, version=1, now=day, by=actor):
        return lambda: committee.note_outcome(
            item=item, outcome=outcome, reason=reason, version=version, actor=by, now=now
        )

    assert refusals({
        "early": note(first, S.SELECTED, now=meeting.starts_at - timedelta(days=2)), "nonsense": note(first, S.DRAFT),
        "recused": note(first, S.SELECTED, by=acting(aside)), "selected": note(first, S.SELECTED),
        "stale": note(first, S.RESERVE), "full": note(second, S.SELECTED), "reserve": note(second, S.RESERVE),
        "changed": note(second, S.REJECTED, "Hors région", version=2),
    }) == {
        "early": ("too_early", None, 409), "nonsense": ("outcome", "outcome", 422), "recused": ("recused", None, 404),
        "selected": "done", "stale": ("stale", None, 409), "full": ("envelope", None, 409), "reserve": "done",
        "changed": "done",
    }  # fmt: skip
    assert [(one.state, two.state, two.reason)] == [(S.SELECTED, S.REJECTED, "Hors région")]
    assert db.session.scalars(select(Award.amount)).all() == [AMOUNT]
    blocks = db.session.scalars(select(MinutesBlock).order_by(MinutesBlock.id)).all()
    assert [(row.agenda_item_id, row.kind, row.is_confidential) for row in blocks] == [
        (first.agenda_item_id, BlockKind.DECISION, True), (second.agenda_item_id, BlockKind.DECISION, True),
    ]  # fmt: skip
    assert (
        blocks[0]
        .text["fr"]
        .startswith(f"Le dossier {one.number}, «\u202fAtelier de couture\u202f», est sélectionné pour 60")
    )
    assert blocks[1].text["fr"].endswith("n'est pas sélectionné.\n\nMotif\xa0: Hors région")
    assert blocks[0].text["ar"].startswith(f"تم انتقاء الملف {one.number}")
    assert blocks[1].version == 2
    assert db.session.scalars(select(Minutes.meeting_id)).all() == [meeting.id]
    assert [minutes_policy.can_read_block(acting(aside), block) for block in blocks] == [False, True]
    assert one.public_state is S.SUBMITTED
    with work():
        telling.release_letters(call=call, **who)
    assert refusals({"told": note(second, S.RESERVE, "x", version=3)}) == {"told": ("released", None, 409)}
    assert [row.outcome for row in db.session.scalars(select(SelectionItem).order_by(SelectionItem.id))] == [
        S.SELECTED, S.REJECTED,
    ]  # fmt: skip


def test_what_files_share_is_said_with_its_reason(actor, work):
    """Structure, leader, telephone, bank account; funded first; nothing of a file that the reader may not know of."""
    past, call = make_call_to_decide(), make_call_to_decide()
    funded = make_eligible(past)
    make_award(funded, actor=actor, work=work)
    same = make_eligible(call, structure=funded.structure)
    led = make_eligible(call, sent_by="La présidente Amal")
    other = make_eligible(past, sent_by="la PRESIDENTE  amal")
    phone = make_eligible(call, answers={"contact_phone": "+212 539 00 00 01"})
    ring = make_eligible(past, answers={"structure_phone": "0539000001"})
    paid = make_eligible(call)
    for number, one in enumerate((paid, ring)):
        save(
            BankAccount(
                structure_id=one.structure_id,
                rib="007640000000000000000012",
                holder=f"H{number}",
                proposed_at=NOW,
            )
        )
    alone = make_eligible(call)
    ids = [one.id for one in (same, led, phone, paid, alone)]
    found = find_cautions(ids, actor)
    assert {key: [(one.shared, one.application_id, one.is_funded) for one in rows] for key, rows in found.items()} == {
        same.id: [(Shared.STRUCTURE, funded.id, True)], led.id: [(Shared.LEADER, other.id, False)],
        phone.id: [(Shared.PHONE, ring.id, False)], paid.id: [(Shared.ACCOUNT, ring.id, False)],
    }  # fmt: skip
    assert str(found[same.id][0].words) == f"même structure que {funded.number}, déjà financé"
    reader = make_coordinator("Autre coordination")
    save(Recusal(subject_type="application", subject_id=ring.id, person_id=reader.id, nature=RecusalNature.DECLARED,
                 made_at=NOW))  # fmt: skip
    assert sorted(find_cautions(ids, acting(reader))) == sorted([same.id, led.id])


def test_many_files_at_once_one_after_the_other(app, actor, work, refusals, outbox):
    """Each is committed by itself; what cannot be done is said; nothing is done to a file that the reader may not know of."""
    call = make_call_to_decide()
    one, two, gone = (make_eligible(call) for _n in range(3))
    hidden = make_eligible(call)
    save(Recusal(subject_type="application", subject_id=hidden.id, person_id=actor.person_id,
                 nature=RecusalNature.DECLARED, made_at=NOW))  # fmt: skip
    ids = [one.id, gone.id, two.id, hidden.id]

    def ask(kind="outcome", files=ids, **settings):
        return lambda: bulk.ask_bulk(
            call=call, kind=kind, settings=settings, application_ids=files, actor=actor, now=NOW
        )

    assert refusals({
        "what": ask("x"), "nobody": ask(files=[hidden.id], outcome="reserve"), "why": ask(outcome="rejected", text=" "),
        "money": ask(outcome="selected"), "words": ask("message", text=""), "whom": ask("opinion", text="x"),
        "asked": ask(outcome="rejected", text="Hors sujet"),
    }) == {
        "what": ("kind", "kind", 422), "nobody": ("no_file", "files", 422), "why": ("no_text", "text", 422),
        "money": ("outcome", "outcome", 422), "words": ("no_text", "text", 422), "whom": ("no_address", "email", 422),
        "asked": "done",
    }  # fmt: skip
    task = db.session.scalars(select(BulkTask)).one()
    assert task.waiting == [one.id, gone.id, two.id]
    with work():
        gone.state = S.WITHDRAWN
    assert run_tasks(app) == 3
    db.session.expire_all()
    assert (task.done, task.waiting, task.ended_at is not None) == ([one.id, two.id], [], True)
    assert [(key, why["fr"]) for key, why in task.failures] == [
        (gone.id, "Cette candidature a été retirée par la structure\u00a0: rien n'y change plus."),
    ]  # fmt: skip
    assert [row.state for row in (one, two, gone, hidden)] == [
        S.REJECTED,
        S.REJECTED,
        S.WITHDRAWN,
        S.ELIGIBLE,
    ]
    assert (run_tasks(app), outbox()) == (0, [])
    with work():
        ask("message", files=[one.id], text="Merci d'avoir attendu")()
        ask("opinion", files=[two.id], text="Est-ce faisable ?", email="avis@exemple.ma")()
    assert run_tasks(app) == 2
    db.session.expire_all()
    assert [row.failures for row in db.session.scalars(select(BulkTask).order_by(BulkTask.id))][1:] == [
        [],
        [],
    ]
    assert [mail.to_address for mail in outbox()] == [one.people[0].email, "avis@exemple.ma"]
