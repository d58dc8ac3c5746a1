"""Addresses of signed-in life: signing in, who acts, joining, one's account, one's data."""

from noress.blueprints.accounts.routes import (  # noqa: F401
    account,
    acting,
    calendars,
    join,
    own_data,
    resume,
    second_factor,
    sign_in,
)
