"""The rules of a body on its form and on its public page; an institution's letters on its form."""

import pytest
import time_machine

from noress.domain.institutions.models import BodyKind, QuorumKind
from tests.factories import NOW, make_body, make_institution, make_mandate, make_secretary
from tests.forms import errors_of, post, text_of


@pytest.fixture
def secretariat(login_as):
    with time_machine.travel(NOW, tick=False):
        yield login_as(make_secretary())


def test_rules_are_typed_and_shown_to_everybody(secretariat, client):
    body = make_body(BodyKind.COMMITTEE, "Comité 1")
    assert text_of(client.get(f"/instances/{body.id}"), "#regles dd")[0] == "pas de quorum"
    sent = post(
        secretariat,
        f"/instances/{body.id}/modifier",
        quorum_kind="majority",
        max_proxies="1",
        notice_days="15",
    )
    assert (sent.status_code, body.quorum_kind, body.max_proxies, body.notice_days) == (
        303, QuorumKind.MAJORITY, 1, 15,
    )  # fmt: skip
    assert text_of(client.get(f"/instances/{body.id}"), "#regles dd")[:3] == [
        "plus de la moitié des institutions", "une procuration au plus par institution", "15 jours avant",
    ]  # fmt: skip
    history = text_of(secretariat.get(sent.location), ".changes dt")
    assert {"Quorum", "Procurations par institution", "Délai de convocation, en jours"} <= set(history)


@pytest.mark.parametrize("typed, field, message", [
    ({"quorum_kind": "percent", "quorum_value": "101"}, "quorum_value",
     "Écrivez un pourcentage de 1 à 100. Exemple : 60."),
    ({"quorum_kind": "percent", "quorum_value": ""}, "quorum_value",
     "Écrivez un pourcentage de 1 à 100. Exemple : 60."),
    ({"quorum_kind": "count", "quorum_value": "beaucoup"}, "quorum_value", "Écrivez un nombre entier. Exemple : 20."),
    ({"max_proxies": "11"}, "max_proxies", "Un nombre de 0 à 10."),
    ({"notice_days": "91"}, "notice_days", "Un nombre de jours, de 0 à 90."),
    ({"proposers": "chat"}, "proposers", "Choisissez une des réponses proposées."),
])  # fmt: skip
def test_bad_rules_are_refused_beside_their_field(secretariat, typed, field, message):
    body = make_body(BodyKind.COMMITTEE, "Comité 1")
    refused = post(secretariat, f"/instances/{body.id}/modifier", **typed)
    assert refused.status_code == 422
    assert " ".join(errors_of(refused)[field].split()) == message


def test_a_quorum_out_of_reach_is_told_not_refused(secretariat):
    body = make_body(BodyKind.COMMITTEE, "Comité 1")
    make_mandate(body, institution_id=make_institution().id)
    sent = post(secretariat, f"/instances/{body.id}/modifier", quorum_kind="count", quorum_value="2")
    assert (sent.status_code, body.quorum_value) == (303, 2)
    assert text_of(secretariat.get(sent.location), ".notice")[1] == (
        "Attention Le quorum demande 2 institutions, et 1 seule a une voix aujourd'hui."
    )
    sent = post(secretariat, f"/instances/{body.id}/modifier", quorum_kind="count", quorum_value="1")
    assert len(text_of(secretariat.get(sent.location), ".notice")) == 1


def test_letters_of_an_institution_go_by_way_of_somebody(secretariat):
    institution = make_institution("Réseau")
    path = f"/institutions/{institution.id}/modifier"
    sent = post(
        secretariat, path, through_fr="Monsieur le Wali", through_ar="السيد الوالي", copied_to_fr="Archives"
    )
    assert (sent.status_code, institution.through, institution.copied_to) == (
        303, {"fr": "Monsieur le Wali", "ar": "السيد الوالي"}, {"fr": "Archives"},
    )  # fmt: skip
    assert {"Sous couvert de (s/c de)", "Ampliation"} <= set(
        text_of(secretariat.get(sent.location), ".changes dt")
    )
    refused = post(secretariat, path, through_fr="a" * 201)
    assert (refused.status_code, errors_of(refused)["through_fr"]) == (422, "200 caractères au plus.")
