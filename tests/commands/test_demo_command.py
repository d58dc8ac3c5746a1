"""`flask demo` fills an empty platform, and only a demonstration."""

from datetime import UTC, datetime

from sqlalchemy import func, select

from noress.domain.institutions.models import Institution
from noress.domain.meetings.models import Meeting, MeetingState
from noress.domain.questionnaires.models import Response
from noress.extensions import db
from noress.factory import create_app
from tests.conftest import make_settings
from tests.factories import make_institution


def run(application, *args):
    result = application.test_cli_runner().invoke(args=["demo", *args])
    return result.exit_code, result.output.strip()


def count():
    db.session.rollback()
    found = db.session.scalar(select(func.count()).select_from(Institution))
    db.session.rollback()  # on PostgreSQL emptying waits for whoever reads
    return found


def test_builds_the_data_of_a_day_and_refuses_where_there_is_data_unless_reset(app):
    """Once for all three: the first build of an empty platform is that of `flask start`, and of tests/demo."""
    make_institution("Vraie institution")
    refusal = "Error: there is data already; --reset deletes it and starts again"
    assert run(app, "--today", "2027-03-01") == (1, refusal)
    assert count() == 1
    assert run(app, "--today", "2027-03-01", "--reset") == (0, "The demonstration is ready.")
    assert count() == 41
    draft = db.session.scalars(select(Meeting).where(Meeting.state == MeetingState.DRAFT)).one()
    assert str(draft.starts_wall) == "2027-03-22 10:00:00"
    # a Monday: weekends were stepped over, and still nothing happened after the hour it is built for
    given = db.session.scalars(select(Response).where(Response.institution_id.is_not(None))).all()
    built_at = datetime(2027, 3, 1, 9, tzinfo=UTC)
    assert (len(given), [one.number for one in given if one.saved_at >= built_at]) == (29, [])


def test_refuses_a_real_network(tmp_path):
    real = create_app(make_settings(f"sqlite:///{tmp_path}/x.db", tmp_path, demo=False))
    code, output = run(real, "--reset")
    assert code == 1
    assert output == "Error: the demonstration is for DEMO=1 only: this would fill a real network's data"


def test_refuses_what_is_no_date(app):
    code, output = run(app, "--today", "demain")
    assert code == 2
    assert count() == 0
    assert "Invalid value for '--today'" in output
