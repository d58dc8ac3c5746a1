"""A choice that a list does not offer is refused in words, also where several may be chosen."""

from werkzeug.datastructures import MultiDict
from wtforms import SelectMultipleField
from wtforms.fields import SelectChoice

from noress.web.forms import BaseForm


class Several(BaseForm):
    kinds = SelectMultipleField("Sortes", choices=[SelectChoice("a", "A"), SelectChoice("b", "B")])


def test_what_a_list_does_not_offer_is_refused_in_words(app):
    with app.test_request_context():
        for posted in (["a", "x"], ["x", "y"]):
            form = Several(MultiDict([("kinds", value) for value in posted]))
            assert not form.validate()
            assert [str(error) for error in form.kinds.errors] == ["Choisissez une des réponses proposées."]
