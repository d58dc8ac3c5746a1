"""Journeys send their mails through a real server, like the platform does."""

from tests.jobs.conftest import smtp  # noqa: F401
