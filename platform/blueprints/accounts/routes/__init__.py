"""Addresses of signed-in life, in the order a person meets them."""

from noress.blueprints.accounts.routes import (  # noqa: F401
    sign_in,
    second_factor,
    acting,
    join,
    resume,
    account,
    calendars,
    own_data,
)  # isort: skip
