"""Addresses of people: the list and each person's page, what may be done with an account, personal data."""

from noress.blueprints.people.routes import (  # noqa: F401
    accounts,
    functions,
    persons,
    requests,
)
