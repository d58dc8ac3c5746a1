"""Refusals of several rules, read together."""

from tests.domain.applications.conftest import refusals  # noqa: F401 -- a fixture
