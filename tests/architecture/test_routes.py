"""Addresses: written down, in French and kebab-case, typed, each with a declared permission."""

import re
from pathlib import Path

import pytest
from flask import Blueprint, Flask

from noress.commands.pages import list_addresses, list_pages
from noress.domain.accounts.permissions import P
from noress.web.permissions import UndeclaredRoute, check_routes, permission, public
from tests.apps import make_app

pytestmark = pytest.mark.no_database

LIST = Path(__file__).with_name("routes.txt")
HOW = "flask pages --addresses > tests/architecture/routes.txt"
#: English words that would betray an address not written in French
ENGLISH = {
    "edit", "new", "create", "delete", "update", "meeting", "meetings", "institution-s", "login", "logout",
    "settings", "members", "people", "person", "mail", "mails", "answer", "answers", "invite", "agenda", "show",
    "history", "preview", "send", "download", "cancel", "convene", "seat", "seats", "body", "bodies", "search",
}  # fmt: skip
#: addresses whose last part others chose
GIVEN = {"/healthz", "/readyz", "/static/<path:filename>"}


def rules(app: Flask) -> list:
    return [rule for rule in app.url_map.iter_rules() if rule.rule not in GIVEN]


def test_an_address_is_removed_on_purpose_or_not_at_all(app):
    """People bookmark them, mails and papers carry them. Removing a line below is the purpose."""
    written, real = LIST.read_text(encoding="utf-8").splitlines(), list_addresses(app)
    assert sorted(set(written) - set(real)) == [], (
        "these addresses are gone: redirect them, or take them off the list"
    )
    assert sorted(set(real) - set(written)) == [], f"new addresses: {HOW}"


def test_addresses_are_kebab_case(app):
    wrong = [
        rule.rule
        for rule in rules(app)
        if not re.fullmatch(r"/|(/([a-z0-9.-]+|[a-z0-9-]*<[^>]+>[a-z.]*))+/?", rule.rule)
    ]
    assert wrong == []


def test_addresses_are_french(app):
    wrong = [
        rule.rule
        for rule in rules(app)
        if set(re.split(r"[/.<>:_-]", re.sub(r"<[^>]+>", "", rule.rule))) & ENGLISH
    ]
    assert wrong == []


def test_numbers_in_addresses_are_typed(app):
    """An identifier is `<int:meeting_id>`; a bare `<…>` is a token, a code of a closed list or a language."""
    wrong = []
    for rule in rules(app):
        for part in re.findall(r"<([^>]+)>", rule.rule):
            is_typed = part.startswith(("int:", "path:", "date:", "uuid:"))
            if part.endswith("_id") != part.startswith("int:") or not (is_typed or part in TEXTS):
                wrong.append(rule.rule)
    assert wrong == []


TEXTS = {"token", "lang", "code", "kind", "sha", "name", "section", "section_key", "question_name"}


def test_every_address_says_where_its_code_is(app):
    lines = list(list_pages(app))
    assert [line.address for line in lines if not re.search(r"\.py:\d+$", line.code)] == []
    assert [line.address for line in lines if line.permission == "?"] == []
    home = next(line for line in lines if line.address == "/")
    assert (home.methods, home.permission) == ("GET", "public")
    assert home.code.startswith("platform/blueprints/public/routes.py:")
    assert home.template == "public/home.html"


def test_pages_command_prints_them(app):
    printed = app.test_cli_runner().invoke(args=["pages"]).output
    assert [line.address for line in list_pages(app) if line.address not in printed] == []
    addresses = app.test_cli_runner().invoke(args=["pages", "--addresses"]).output.splitlines()
    assert addresses == list_addresses(app)


def throwaway(view) -> Flask:
    """The smallest application with one page."""
    blueprint = Blueprint("throwaway", __name__)
    blueprint.get("/jetable")(view)
    application = Flask(__name__)
    public(application.view_functions["static"])
    application.register_blueprint(blueprint)
    return application


def page() -> str:
    return "x"


def test_a_page_without_permission_is_refused():
    with pytest.raises(UndeclaredRoute, match=r"throwaway\.page"):
        check_routes(throwaway(page))


@pytest.mark.parametrize("declare", [public, permission(P.MAIL_LIST)], ids=["public", "permission"])
def test_a_page_with_permission_is_accepted(declare):
    def page() -> str:
        return "x"

    check_routes(throwaway(declare(page)))


def test_the_application_does_not_start_with_such_a_page(tmp_path, monkeypatch):
    """The same, through the real factory: one forgotten decorator and nothing starts."""
    from noress import blueprints

    register = blueprints.register

    def register_and_forget(application: Flask) -> None:
        register(application)
        application.add_url_rule("/oubliee", "forgotten", page)

    monkeypatch.setattr(blueprints, "register", register_and_forget)
    with pytest.raises(UndeclaredRoute, match="forgotten"):
        make_app("sqlite://", tmp_path)


def test_every_permission_has_a_policy_and_every_loaded_object_a_loader(app):
    from noress.web.loaders import LOADERS
    from noress.web.policy import POLICY

    views = app.view_functions.values()
    assert {view.declared_permission for view in views} - {"public"} <= set(POLICY)
    assert {view.loads for view in views if getattr(view, "loads", None)} <= set(LOADERS)


def test_views_that_change_things_are_never_opened_by_get(app):
    """A link in a mail, a preview robot, a browser that reads ahead: none of them may act."""
    acting = re.compile(
        r"(annuler|supprimer|retirer|envoyer|convoquer|publier|revoquer|suspendre|fermer|relancer|renvoyer)$"
    )
    only_get = [
        rule.rule for rule in rules(app)
        if acting.search(rule.rule) and "POST" not in (rule.methods or ())
    ]  # fmt: skip
    assert only_get == []
