"""The demonstration: one-click accounts, mail box, design system. Exists only with DEMO=1."""

from flask import Blueprint

from noress.demo.accounts import KINDS

bp = Blueprint("demo", __name__, url_prefix="/demo")
# The sign-in page, of another area, lists them.
bp.record_once(lambda state: state.app.jinja_env.globals.update(demo_kinds=KINDS))

from noress.blueprints.demo import routes  # noqa: E402, F401
