"""The embargo: nothing is told before the ceremony, everything at once, once; feedback without a mark nor a name."""

from datetime import timedelta

from sqlalchemy import select

from noress.core.i18n import Translated
from noress.domain.applications.models import ApplicationState
from noress.domain.audit.models import AuditEvent
from noress.domain.awards.models import Award, DecisionLetter
from noress.domain.competitions import results
from noress.domain.competitions.outcomes import Outcome
from noress.domain.competitions.rules import feedback, following_up, releasing
from noress.domain.funding.models import CallState
from noress.extensions import db
from noress.jobs.bulk import run_tasks
from tests.domain.applications.conftest import refusals  # noqa: F401 -- a fixture
from tests.factories import NOW, make_person, save
from tests.factories.applications_desk import refused as refused_by
from tests.factories.competitions import Entrant, grid_of, make_decided, make_entry, make_juror
from tests.factories.recusals import acting, make_recusal

S = ApplicationState
HOUR = timedelta(hours=1)


def _chair(competition):
    from noress.domain.juries import panel

    return acting(db.session.scalars(panel.list_jurors(competition.id)).first().person)


def test_everything_is_told_at_one_instant_and_once(app, actor, work, outbox, refusals):  # noqa: F811
    competition, entries = make_decided()
    files = [one.application for one in entries]
    refused = make_entry(competition, state=S.INELIGIBLE)
    release = {"competition": competition, "actor": actor}
    stranger = acting(make_person("Chargée de dossier"))
    assert results.told_results(competition) is None
    assert refusals({
        "an hour before": lambda: releasing.release_results(**release, now=NOW - HOUR),
        "not theirs": lambda: releasing.release_results(competition=competition, actor=stranger, now=NOW),
    }) == {"an hour before": ("embargo", None, 409), "not theirs": ("not_yours", None, 403)}  # fmt: skip
    with work():
        assert releasing.prepare_letters(competition=competition, actor=actor, now=NOW - HOUR) == 4
    assert {one.public_state for one in files} == {S.SUBMITTED}
    assert {one.state for one in files} == {S.ELIGIBLE}
    assert not outbox()
    with work():
        assert releasing.release_results(**release, now=NOW) == 4
    assert [one.public_state for one in files] == [S.SELECTED, S.SELECTED, S.REJECTED, S.REJECTED]
    assert (refused.application.public_state, competition.call.state) == (S.SUBMITTED, CallState.PUBLISHED)
    again = refusals({"twice": lambda: releasing.release_results(**release, now=NOW + HOUR)})
    assert again == {"twice": ("released", None, 409)}
    said = refused_by(lambda: releasing.check_not_released(competition), "released", 409)
    assert actor.name in str(said.message)

    assert run_tasks(app) == 4
    db.session.rollback()  # what another session wrote
    mails = outbox()
    assert [mail.about_id for mail in mails] == [one.id for one in files]
    letters = db.session.scalars(select(DecisionLetter).order_by(DecisionLetter.number)).all()
    assert [one.number for one in letters] == [f"L-2026-000{place}" for place in (1, 2, 3, 4)]
    said = {one.application_id: one.french for one in letters}
    assert "reçoit le prix « Prix 1 »" in said[files[0].id]
    assert "50" in said[files[0].id]
    assert "n'est pas encore fixé" in said[files[1].id]
    assert "mention spéciale" in said[files[2].id]
    assert "n'a pas reçu de prix" in said[files[3].id]
    assert ["Vous pouvez demander" in said[one.id] for one in files] == [False, False, True, True]
    told = results.told_results(competition)
    assert [(line.title, line.amount) for _category, lines in told.categories for line in lines] == [
        ("Séchoir solaire", 50_000_00),
        ("Atelier de laine", None),
    ]
    assert [line.title for line in told.mentions] == ["Ferme école"]


def test_what_stops_a_release_is_said(app, actor, work, refusals):  # noqa: F811
    unset, _entries = make_decided(ceremony_at=None)
    unchecked, _others = make_decided(call={"edition": 2031})
    make_entry(unchecked, state=S.SUBMITTED)
    assert refusals({
        "no ceremony": lambda: releasing.release_results(competition=unset, actor=actor, now=NOW),
        "unchecked": lambda: releasing.release_results(competition=unchecked, actor=actor, now=NOW),
    }) == {"no ceremony": ("no_ceremony", None, 409), "unchecked": ("unchecked", None, 409)}  # fmt: skip


def test_a_letter_follows_what_the_jury_decides_until_it_leaves(app, actor, work, refusals):  # noqa: F811
    competition, entries = make_decided()
    with work():
        releasing.prepare_letters(competition=competition, actor=actor, now=NOW)
    letter = db.session.scalars(
        select(DecisionLetter).where(DecisionLetter.application_id == entries[3].application_id)
    ).one()
    edit = {"letter": letter, "arabic": "نص", "actor": actor, "now": NOW}
    with work():
        releasing.edit_letter(**edit, french="Merci pour {initiative}. {retour}", version=letter.version)
    assert refusals({
        "unknown tag": lambda: releasing.edit_letter(**edit, french="{projet}", version=letter.version),
        "stale": lambda: releasing.edit_letter(**edit, french="x", version=1),
    }) == {"unknown tag": ("tag", "french", 422), "stale": ("stale", None, 409)}  # fmt: skip
    with work():  # the jury takes its decision again: the edited text spoke of something else
        entries[3].is_mention = True
    with work():
        assert releasing.prepare_letters(competition=competition, actor=actor, now=NOW) == 1
    assert (letter.is_edited, "mention spéciale" in letter.french) == (False, True)


def test_feedback_is_chosen_by_who_presides_and_names_nobody(app, actor, work, refusals):  # noqa: F811
    competition, entries = make_decided()
    entry, chair = entries[3], _chair(competition)
    member = acting(make_juror(competition, make_person("Membre Benhaddou")).person)

    def choose(text, by=chair, entry=entry, **values):
        said = Translated(fr=text, **values)
        return lambda: feedback.choose_feedback(
            entry=entry, feedback=said, version=entry.version, actor=by, now=NOW
        )

    assert refusals({
        "a member": choose("Bravo", by=member), "coordination": choose("Bravo", by=actor),
        "mark": choose("Vous avez eu 12/20 au premier critère."), "in words": choose("Une moyenne de 14,5"),
        "arabic digits": choose("جيد: ١٢ / ٢٠"), "of twenty": choose("12 sur 20"),
        "whole name": choose("Testouane Présidence vous félicite."), "family name": choose("M. Benhaddou a aimé."),
        "other language": choose(None, ar="عمل جيد"), "good": choose("Montrez vos 12 partenaires, 50 % de femmes.", ar="عمل جيد"),
    }) == {
        "a member": ("not_yours", None, 403), "coordination": ("not_yours", None, 403),
        "mark": ("mark", "feedback_fr", 422), "in words": ("mark", "feedback_fr", 422),
        "arabic digits": ("mark", "feedback_fr", 422), "of twenty": ("mark", "feedback_fr", 422),
        "whole name": ("juror_named", "feedback_fr", 422), "family name": ("juror_named", "feedback_fr", 422),
        "other language": ("language", "feedback_fr", 422), "good": "done",
    }  # fmt: skip
    # of an entry that the chair stands aside from, the next member chooses
    make_recusal(entries[2].application, db.session.get(type(make_person()), chair.person_id))
    assert refusals({
        "chair in conflict": choose("Bravo", entry=entries[2]), "in their place": choose("Bravo", by=member, entry=entries[2]),
    }) == {"chair in conflict": ("recused", None, 404), "in their place": "done"}  # fmt: skip
    with work():
        releasing.release_results(competition=competition, actor=actor, now=NOW)
    assert refusals({"too late": choose("Trop tard")}) == {"too late": ("released", None, 409)}
    said = {one.application_id: one.french for one in db.session.scalars(select(DecisionLetter))}
    assert "Le jury vous dit :\n\nMontrez vos 12 partenaires" in said[entry.application_id]


def test_comments_are_offered_without_marks_nor_names(app):
    competition, entries = make_decided()
    from noress.domain.reviewing.models import Evaluation

    juror = make_juror(competition, make_person("Membre Benhaddou"))
    texts = {"1": "Idée claire.", "2": "Je mets 15/20.", "3": "Comme dit Benhaddou."}
    save(
        Evaluation(grid_id=grid_of(competition).id, subject_id=entries[3].application_id, person_id=juror.person_id,
                   assigned_at=NOW, sent_at=NOW, comments=texts, comment="Utile.")
    )  # fmt: skip
    assert feedback.comments_of(entries[3]) == ["Idée claire.", "Utile."]


def test_a_person_is_named_with_consent_and_a_photo_too(app, actor, work, refusals):  # noqa: F811
    competition, entries = make_decided()
    quiet, said = entries[0], entries[1]
    with work():
        quiet.entrant, said.entrant, said.shows_name = Entrant.PERSON, Entrant.GROUP, True
    text = {"text": Translated(fr="Un séchoir."), "actor": actor, "now": NOW}
    assert refusals({
        "photo": lambda: releasing.edit_public_text(entry=quiet, photo_id=1, version=quiet.version, **text),
        "not a winner": lambda: releasing.edit_public_text(entry=entries[3], photo_id=None, version=1, **text),
        "text": lambda: releasing.edit_public_text(entry=quiet, photo_id=None, version=quiet.version, **text),
    }) == {"photo": ("no_consent", "photo", 409), "not a winner": ("no_prize", None, 409), "text": "done"}  # fmt: skip
    with work():
        releasing.release_results(competition=competition, actor=actor, now=NOW)
    names = [
        line.name["fr"] for _category, lines in results.told_results(competition).categories for line in lines
    ]
    assert names == [f"Lauréat(e) n° {quiet.application.number}", said.application.structure.name["fr"]]


def test_winners_are_asked_once_a_year_later(app, actor, work, outbox, refusals):  # noqa: F811
    competition, entries = make_decided()
    with work():
        releasing.release_results(competition=competition, actor=actor, now=NOW)
    late = NOW + timedelta(days=366)
    with work():
        assert following_up.ask_due(now=NOW + timedelta(days=300)) == 0
    with work():
        assert (following_up.ask_due(now=late), following_up.ask_due(now=late)) == (2, 0)
    assert len([mail for mail in outbox() if "un an" in mail.subject.lower()]) == 2
    entry, person = entries[0], entries[0].application.people[0]
    answer = lambda text, entry=entry: following_up.answer_follow_up(  # noqa: E731
        entry=entry, person=person, text=text, now=late
    )
    publish = lambda: following_up.publish_follow_up(  # noqa: E731
        entry=entry, is_public=True, version=entry.version, actor=actor, now=late
    )
    assert refusals({
        "nothing yet": publish, "empty": lambda: answer(" "), "not asked": lambda: answer("x", entries[3]),
        "answered": lambda: answer("Douze emplois."), "published": publish, "changed": lambda: answer("Autre"),
    }) == {
        "nothing yet": ("no_answer", None, 409), "empty": ("no_text", "text", 422), "not asked": ("not_asked", None, 409),
        "answered": "done", "published": "done", "changed": ("published", None, 409),
    }  # fmt: skip
    lines = [line for _category, found in results.told_results(competition).categories for line in found]
    assert [(line.outcome, line.follow_up) for line in lines] == [
        (Outcome.WINNER, "Douze emplois."),
        (Outcome.WINNER, None),
    ]


def test_what_is_written_during_the_embargo_stands_in_no_history_of_the_file(app, actor, work):
    competition, entries = make_decided()
    chair = _chair(competition)
    with work():
        feedback.choose_feedback(
            entry=entries[3],
            feedback=Translated(fr="Bravo"),
            version=entries[3].version,
            actor=chair,
            now=NOW,
        )
        releasing.edit_public_text(
            entry=entries[0], text=Translated(fr="Un séchoir."), photo_id=None, version=entries[0].version, actor=actor, now=NOW
        )  # fmt: skip
    about = db.session.scalars(select(AuditEvent.object_type)).all()
    assert "application" not in about
    assert about.count("competition_entry") == 2
    assert db.session.scalars(select(Award)).all() == []
