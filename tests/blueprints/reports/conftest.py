"""A transaction for what happens before a page is opened; a browser of the desk."""

import pytest

from tests.domain.conftest import work  # noqa: F401 -- a fixture
from tests.factories.reports import make_officer


@pytest.fixture
def officer(login_as):
    return login_as(make_officer())
