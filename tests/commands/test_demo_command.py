"""`flask demo` fills an empty platform, and only a demonstration."""

import pytest
from sqlalchemy import func, select

from noress.domain.institutions.models import Institution
from noress.domain.meetings.models import Meeting, MeetingState
from noress.extensions import db
from noress.factory import create_app
from tests.conftest import make_settings
from tests.factories import make_institution


def run(application, *args):
    result = application.test_cli_runner().invoke(args=["demo", *args])
    return result.exit_code, result.output.strip()


def count():
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Institution))


@pytest.mark.one_engine  # tests/demo builds it on both
def test_builds_the_data_of_a_day(app):
    assert run(app, "--today", "2027-03-01") == (0, "The demonstration is ready.")
    draft = db.session.scalars(select(Meeting).where(Meeting.state == MeetingState.DRAFT)).one()
    assert (count(), str(draft.starts_wall)) == (41, "2027-03-22 10:00:00")


@pytest.mark.one_engine
def test_refuses_where_there_is_data_unless_reset(app):
    make_institution("Vraie institution")
    refusal = "Error: there is data already; --reset deletes it and starts again"
    assert run(app) == (1, refusal)
    assert count() == 1
    assert run(app, "--reset") == (0, "The demonstration is ready.")
    assert count() == 41


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
