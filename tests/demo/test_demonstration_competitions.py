"""The prize in the demonstration: what documents say of the first edition, a second one where jurors score."""

import pytest

from noress.domain.competitions import finding, phases
from noress.domain.competitions.phases import Phase
from noress.domain.competitions.queries import editions as queries
from noress.extensions import db
from tests import forms
from tests.factories import NOW

pytestmark = [pytest.mark.usefixtures("demonstration"), pytest.mark.one_engine]


def words(page):
    return " ".join(" ".join(forms.text_of(page)).replace("\u00a0", " ").replace("\u202f", " ").split())


def test_what_is_known_of_the_first_edition_is_shown_and_the_rest_is_said_not_to_be(client):
    _second, first, _over = db.session.scalars(queries.list_public_editions()).unique().all()
    text = words(client.get(f"/concours/{first.id}"))
    assert "2015-2016" in text
    assert "50 000,00 DH" in text
    assert "30 000,00 DH" in text
    assert "montant non connu" in text
    assert "ne disent pas qui a gagné" in text
    assert "Présentation du projet PRESS, 2017" in text
    assert "Résultats publiés" in words(client.get("/concours/"))


def test_the_second_edition_is_being_scored_and_says_that_it_is_a_demonstration(client):
    second = db.session.scalars(queries.list_public_editions()).unique().first()
    assert phases.phase(second, finding.grid_of(second), NOW) is Phase.SCORING
    text = words(client.get(f"/concours/{second.id}"))
    assert "Démonstration : seule l'existence de cette édition est documentée." in text
    assert "Clos, en cours d'examen" in text
    assert "Metrika 79 (2016)" in text
    assert "Article 5. Ex æquo." in words(client.get(f"/concours/{second.id}/reglement"))
