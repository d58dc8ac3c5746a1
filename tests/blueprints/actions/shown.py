"""What pages of plans show, read back; and the line that most tests speak of."""

from tests import forms
from tests.factories.actions import make_action


def texts(response, selector):
    return [plain(text) for text in forms.text_of(response, selector)]


def plain(text):
    return text.replace("\xa0", " ").replace("\u202f", " ")


def mine(world, what="Tenir un atelier", **values):
    return make_action(what, **{"plan_id": world.plan.id, "owner_institution_id": world.own.id, **values})
