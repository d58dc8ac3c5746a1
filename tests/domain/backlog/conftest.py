"""The secretariat and a member at work on proposals, without pages."""

from typing import Any

import pytest
from sqlalchemy import select

from noress.domain.institutions.models import BodyKind
from noress.domain.outbox.models import OutboxMail
from noress.extensions import db
from tests.factories import make_body
from tests.factories.backlog import make_member


@pytest.fixture
def committee(app: Any) -> Any:
    return make_body(BodyKind.COMMITTEE, "Comité financement")


@pytest.fixture
def seat(committee: Any) -> Any:
    return make_member(committee)


@pytest.fixture
def outbox() -> Any:
    """outbox() lists the stored proposal mails, the oldest first."""
    query = select(OutboxMail).where(OutboxMail.template == "proposed_item_answered").order_by(OutboxMail.id)
    return lambda: db.session.scalars(query).all()
