import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from noress.core.i18n import Translated, in_language
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import Visibility
from noress.domain.audit.models import AuditEvent
from noress.domain.audit.rules import record
from noress.domain.institutions.models import Membership
from noress.extensions import db
from noress.web import history
from noress.web.history_words import ACTIONS
from tests.factories import make_institution, make_person, make_seat

pytestmark = pytest.mark.usefixtures("app")
AT = datetime(2026, 11, 20, 9, 15, tzinfo=UTC)
DOMAIN = Path(history.__file__).parent.parent / "domain"


def actor(**values):
    return Actor(**{"name": "Médiatrice", "method": "code", **values})


def shown(subject, action="institution.edited", *, who=None, **changes):
    record(who or actor(), action, subject, now=AT, changes=changes)
    db.session.commit()
    [entry] = history.page_of({subject.__tablename__: [subject.id]}, 1).items
    return entry


def test_every_action_that_rules_record_has_its_word(app):
    tables = {*db.metadata.tables, "personal_data", "mail"}
    recorded = {
        action
        for path in DOMAIN.rglob("*.py")
        if "rules" in (path.parent.name, path.stem)
        for action in re.findall(r'"([a-z_]+\.[a-z_]+)"', path.read_text(encoding="utf-8"))
        if action.split(".")[0] in tables
    }
    assert sorted(recorded - set(ACTIONS) - set(app.view_functions)) == []


def test_an_entry_says_what_when_and_who():
    entry = shown(make_institution())
    assert (entry.what, entry.when, str(entry.who)) == (
        "Institution modifiée", "vendredi 20 novembre 2026 à 9\u202fh\u202f15", "<bdi>Médiatrice</bdi>",
    )  # fmt: skip
    assert entry.details == []


@pytest.mark.parametrize("who, text", [
    ({"institution_name": Translated(fr="Réseau")}, "<bdi>Médiatrice</bdi>, au nom de <bdi>Réseau</bdi>"),
    ({"method": "link"}, "<bdi>Médiatrice</bdi> (par le lien d&#39;un courriel)"),
    ({"name": "", "method": "visitor"}, "<bdi>visiteur</bdi> (par un formulaire ouvert à tous)"),
    ({"name": "NORESS", "method": "system"}, "<bdi>NORESS</bdi> (automatiquement)"),
    ({"name": "<b>x</b>"}, "<bdi>&lt;b&gt;x&lt;/b&gt;</bdi>"),
])  # fmt: skip
def test_who_acted_and_how(who, text):
    assert str(shown(make_institution(), who=actor(**who)).who) == text


def test_before_and_after_are_words():
    entry = shown(
        make_institution(),
        membership=(Membership.MEMBER, Membership.LEFT), visibility=(Visibility.PUBLIC, Visibility.INTERNAL),
        member_since=(None, AT.date()), closed_at=(None, AT), is_shared=(False, True), acronym=("<b>", ""),
        name=(Translated(fr="Réseau", ar="شبكة"), Translated(fr="Réseau")), unknown_field=(1, 2),
    )  # fmt: skip
    assert [(label, str(before), str(after)) for label, before, after in entry.details] == [
        ("Nom", '<bdi lang="fr-MA" dir="ltr">Réseau</bdi> / <bdi lang="ar-MA" dir="rtl">شبكة</bdi>',
         '<bdi lang="fr-MA" dir="ltr">Réseau</bdi>'),
        ("Sigle", "<bdi>&lt;b&gt;</bdi>", "None"),
        ("Appartenance", "membre", "ancien membre"),
        ("Membre depuis", "None", "20 novembre 2026"),
        ("Coordonnées visibles par", "tout le monde", "le secrétariat"),
        ("Fermé le", "None", "20 nov. 2026, 9\u202fh\u202f15"),
        ("Boîte partagée", "non", "oui"),
        ("unknown_field", "<bdi>1</bdi>", "<bdi>2</bdi>"),
    ]  # fmt: skip


def test_what_did_not_change_is_not_shown():
    assert shown(make_institution(), acronym=("R", "R")).details == []


def test_other_rows_are_called_by_their_name_of_today():
    institution, parent = make_institution(), make_institution("Conseil")
    seat = make_seat(institution, make_person("Animatrice"))
    entry = shown(
        institution,
        part_of_id=(None, parent.id),
        person_id=(seat.person_id, 987_654),
        successor_id=(None, seat.id),
    )
    assert [(label, str(before), str(after)) for label, before, after in entry.details] == [
        ("Fait partie de", "None", "<bdi>Conseil</bdi>"),
        ("Personne", "<bdi>Animatrice</bdi>", "<bdi>n° 987654</bdi>"),
        ("Successeur", "None", "<bdi>Animatrice, titulaire</bdi>"),
    ]
    seat.person.name = "Personne effacée"
    db.session.commit()
    [entry] = history.page_of({"institution": [institution.id]}, 1).items
    assert str(entry.details[1][1]) == "<bdi>Personne effacée</bdi>"


def test_a_seats_line_says_whose_it_is():
    seat = make_seat(person=make_person("Animatrice <b>"))
    assert (
        str(shown(seat, "seat.closed").what)
        == "Siège fermé, accès terminé\u00a0: <bdi>Animatrice &lt;b&gt;, titulaire</bdi>"
    )


def test_an_unknown_action_is_shown_as_it_is():
    assert shown(make_institution(), "institution.painted").what == "institution.painted"


def test_history_is_paged_newest_first_and_costs_the_same_for_one_and_three(count_queries):
    institution = make_institution()
    counts = []
    for wanted in (1, 3):
        while len(db.session.scalars(select(AuditEvent)).all()) < wanted:
            seat = make_seat(institution)
            record(
                actor(),
                "institution.edited",
                institution,
                now=AT,
                changes={"person_id": (None, seat.person_id)},
            )
            db.session.commit()
        with count_queries() as statements:
            page = history.page_of({"institution": [institution.id]}, 1)
        counts.append(len(statements))
        assert (len(page.items), page.total) == (wanted, wanted)
    assert counts[0] == counts[1]
    page = history.page_of({"institution": [institution.id]}, 2, per_page=2)
    assert (len(page.items), page.number, page.pages) == (1, 2, 2)
    assert history.page_of({"institution": []}, 1).items == []


def test_history_speaks_the_readers_language():
    record(actor(), "institution.edited", make_institution(), now=AT)
    db.session.commit()
    with in_language("ar"):
        [entry] = history.entries(db.session.scalars(select(AuditEvent)).all())
        assert entry.when.startswith("الجمعة")
