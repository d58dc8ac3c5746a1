"""What a sheet would write, against what is known: created, completed, left, with the reasons."""

import pytest

from noress.core.i18n import Translated
from noress.domain.imports import rules
from noress.domain.institutions.models import BodyKind, MandateRole, Membership, SeatKind
from noress.domain.merging.likeness import Reason
from noress.extensions import db
from tests.factories import NOW, make_body, make_institution, make_mandate, make_person, make_seat
from tests.factories.member_sheets import COORDINATOR, SECRETARY, keep, plan_of, row
from tests.factories.twins import plain

pytestmark = pytest.mark.usefixtures("app")
TITULAR, MAIL, PHONE = "Titulaire : prénom et nom", "Titulaire : courriel", "Titulaire : téléphone"


def choose(pending, **deeds):
    """choose(pending, **{"1": {"institution": "skip"}})"""
    rules.choose_deeds(pending=pending, choices=deeds, actor=SECRETARY, now=NOW)
    db.session.commit()
    return plan_of(pending)


def told(plan):
    """[(deed, reasons, fields it fills, fields that stay)] of each line."""
    return [
        (p.deed, [like.reasons for like in p.likes], sorted(p.fills), p.differs) for p in plan.lines
    ]  # fmt: skip


def people(plan):
    return [
        (p.deed, [(like.id, like.reasons) for like in p.likes], [plain(note) for note in p.notes])
        for line in plan.lines
        for p in line.people
    ]


def test_what_nobody_knows_is_created():
    plan = plan_of(keep(row("Une", **{TITULAR: "Titulaire A", MAIL: "a@exemple.ma"}), row("Deux")))
    assert told(plan) == [("create", [], [], []), ("create", [], [], [])]
    assert plan.counts() == {"institutions": 2, "filled": 0, "persons": 1, "seats": 1}
    assert (plan.unsure, plan.left, plan.wrong, plan.to_look_at) == (0, [], [], [])


def test_the_same_name_completes_what_is_empty_and_keeps_the_rest():
    known = make_institution(
        "Réseau des Femmes", phone="05 39 00 00 01", head_title=Translated(ar="السيدة الرئيسة")
    )
    plan = plan_of(keep(row("RESEAU des femmes", Téléphone="05 39 99 99 99", Courriel="r@exemple.ma",
                            **{"Titre du responsable": "Madame la Présidente"})))  # fmt: skip
    assert told(plan) == [
        (f"use:{known.id}", [(Reason.SAME_NAME,)], ["email", "head_title"], ["phone"]),
    ]  # fmt: skip
    assert plan.lines[0].fills["head_title"] == {"ar": "السيدة الرئيسة", "fr": "Madame la Présidente"}
    assert plan.counts() == {"institutions": 0, "filled": 1, "persons": 0, "seats": 0}


def test_a_category_is_asked_of_what_is_new_only():
    known = make_institution("Réseau des Femmes")
    pending = keep(row("Réseau des femmes", Sigle="RF", Catégorie=""), row("Nouvelle", Catégorie=""))
    plan = plan_of(pending)
    assert [(p.deed, sorted(p.fills), p.may_create) for p in plan.lines] == [
        (f"use:{known.id}", ["acronym"], False), ("skip", [], False),
    ]  # fmt: skip
    assert [(p.line.number, [plain(problem.message) for problem in p.line.problems]) for p in plan.wrong] == [
        (3, ["Dites la catégorie, ou choisissez plus haut celle des lignes qui n'en donnent pas."])
    ]
    assert [p.deed for p in choose(pending, **{"1": {"institution": "create"}}).lines] == [
        f"use:{known.id}",
        "skip",
    ]


def test_a_record_that_says_all_of_it_is_left():
    make_institution("Réseau")
    plan = plan_of(keep(row("Réseau")))
    assert [(p.writes, p.why_left) for p in plan.lines] == [(False, "complete")]


@pytest.mark.parametrize(
    ("values", "said", "reason"),
    [
        ({"email": "R@exemple.ma"}, {"Courriel": "r@exemple.ma"}, Reason.SAME_EMAIL),
        ({"phone": "05 39 00 00 01"}, {"Téléphone": "+212539000001"}, Reason.SAME_PHONE),
        ({"acronym": "RF"}, {"Sigle": "rf"}, Reason.SAME_ACRONYM),
    ],
)
def test_another_name_at_the_same_place_is_left_until_somebody_says(values, said, reason):
    known = make_institution("Ancien nom", **values)
    pending = keep(row("Nouveau nom", **said))
    plan = plan_of(pending)
    assert told(plan) == [("skip", [(reason,)], [], [])]
    assert (plan.unsure, plan.to_look_at, plan.lines[0].why_left) == (1, plan.lines, "skipped")
    assert choose(pending, **{"1": {"institution": "create"}}).counts()["institutions"] == 1
    plan = choose(pending, **{"1": {"institution": f"use:{known.id}"}})
    assert (plan.lines[0].used_id, plan.unsure) == (known.id, 0)


def test_two_of_the_same_name_are_left_until_somebody_says():
    first, second = make_institution("Réseau"), make_institution("Réseau")
    plan = plan_of(keep(row("Réseau", Courriel="r@exemple.ma")))
    assert (plan.lines[0].deed, plan.lines[0].is_unsure) == ("skip", True)
    assert [like.id for like in plan.lines[0].likes] == [first.id, second.id]


def test_a_record_that_was_merged_is_not_proposed():
    kept = make_institution("Gardée")
    make_institution("Réseau", merged_into_id=kept.id)
    assert told(plan_of(keep(row("Réseau")))) == [("create", [], [], [])]


def test_choices_that_a_line_does_not_offer_are_none():
    pending = keep(row("Une"))
    plan = choose(pending, **{"1": {"institution": "use:999"}, "9": {"institution": "skip"}, "x": {"a": "b"}})
    assert (told(plan), list(pending.choices)) == ([("create", [], [], [])], ["1"])


@pytest.mark.parametrize(
    ("second", "message"),
    [
        (row("UNE"), "Même nom qu'à la ligne 2."), (row("Autre", **{"Nom en arabe": "واحدة"}), "Même nom qu'à la ligne 2."),
        (row("Autre", Sigle="un"), "Même sigle qu'à la ligne 2."),
    ],
)  # fmt: skip
def test_twice_in_the_sheet_is_an_error(second, message):
    plan = plan_of(keep(row("Une", Sigle="UN", **{"Nom en arabe": "واحدة"}), second))
    assert [[plain(p.message) for p in line.line.problems] for line in plan.lines] == [[], [message]]
    assert plan.counts()["institutions"] == 1


# --- people -----------------------------------------------------------------------------------------


def test_the_same_name_at_the_same_address_is_the_same_person():
    known = make_person("Titulaire Connu", email="t@exemple.ma", phone="0600000001")
    for values in ({MAIL: "T@exemple.ma"}, {PHONE: "+212 600 000 001"}):
        plan = plan_of(keep(row("Une", **{TITULAR: "TITULAIRE connu"}, **values)))
        assert people(plan)[0][0] == f"use:{known.id}"
        assert plan.counts() == {"institutions": 1, "filled": 0, "persons": 0, "seats": 1}


def test_another_name_at_the_same_address_is_a_mailbox_that_several_read():
    known = make_person("Quelqu'un", email="contact@exemple.ma")
    pending = keep(row("Une", **{TITULAR: "Titulaire", MAIL: "contact@exemple.ma"}))
    plan = plan_of(pending)
    assert people(plan) == [("create", [(known.id, (Reason.SAME_EMAIL,))], [])]
    assert plan.unsure == 1
    assert people(choose(pending, **{"1": {"titular": f"use:{known.id}"}}))[0][0] == f"use:{known.id}"
    assert choose(pending, **{"1": {"titular": "skip"}}).counts()["seats"] == 0


def test_the_same_name_alone_may_be_anybody():
    known = make_person("Titulaire", email="autre@exemple.ma")
    plan = plan_of(keep(row("Une", **{TITULAR: "Titulaire"})))
    assert (people(plan), plan.unsure) == ([("create", [(known.id, (Reason.SAME_NAME,))], [])], 1)


def test_two_people_of_the_sheet_may_share_a_mailbox():
    plan = plan_of(
        keep(
            row(
                "Une",
                **{
                    TITULAR: "A",
                    MAIL: "c@exemple.ma",
                    "Suppléant : prénom et nom": "B",
                    "Suppléant : courriel": "c@exemple.ma",
                },
            )
        )
    )
    note = "Même courriel qu'une autre personne de la feuille : boîte lue à plusieurs."
    assert people(plan) == [("create", [], []), ("create", [], [note])]


def test_one_person_in_two_lines_is_one():
    both = {TITULAR: "Même personne", MAIL: "m@exemple.ma"}
    plan = plan_of(keep(row("Une", **both), row("Deux", **both)))
    assert [p.again for line in plan.lines for p in line.people] == [None, (1, "titular")]
    assert plan.counts() == {"institutions": 2, "filled": 0, "persons": 1, "seats": 2}


def test_whoever_sits_there_already_needs_nothing():
    institution = make_institution("Une")
    make_seat(institution, make_person("Titulaire", email="t@exemple.ma"))
    plan = plan_of(keep(row("Une", **{TITULAR: "Titulaire"})))
    ((deed, _likes, notes),) = people(plan)
    assert (deed, notes, plan.writing) == ("", ["A déjà un siège ouvert dans cette institution."], [])


def test_a_seat_that_somebody_holds_is_left_until_somebody_says():
    institution = make_institution("Une")
    make_seat(institution, make_person("Titulaire actuel"))
    pending = keep(row("Une", **{TITULAR: "Nouveau titulaire"}))
    note = "Cette institution a déjà un siège de ce type : Titulaire actuel."
    plan = plan_of(pending)
    assert (people(plan), plan.unsure) == ([("skip", [], [note])], 1)
    assert people(choose(pending, **{"1": {"titular": "create"}})) == [("create", [], [note])]


def test_an_institution_that_is_no_member_has_no_seat():
    make_institution("Une", membership=Membership.SERVICE)
    plan = plan_of(keep(row("Une", **{TITULAR: "Titulaire"})))
    assert people(plan) == [
        (
            "skip",
            [],
            ["Seule une institution membre a des sièges. Celle-ci : service rattaché, sans siège ni voix."],
        )
    ]


def test_seats_of_the_institution_that_coordinates_are_for_the_coordination():
    institution = make_institution("Une")
    make_mandate(make_body(BodyKind.SECRETARIAT), role=MandateRole.COORDINATOR, institution_id=institution.id)
    pending = keep(row("Une", **{TITULAR: "Titulaire"}))
    note = "Cette institution coordonne le secrétariat : la coordination ouvre elle-même ses sièges."
    assert people(plan_of(pending)) == [("skip", [], [note])]
    assert people(plan_of(pending, COORDINATOR)) == [("create", [], [])]


# --- what was read is what is confirmed -------------------------------------------------------------


def test_the_plan_that_was_read_changes_with_what_it_would_write():
    pending = keep(row("Une", **{TITULAR: "Titulaire"}), row("Deux"))
    seen = plan_of(pending).seen
    assert plan_of(pending).seen == seen
    make_institution("Étrangère")
    assert plan_of(pending).seen == seen
    make_seat(make_institution("Deux"), kind=SeatKind.ALTERNATE)
    assert plan_of(pending).seen != seen


def test_a_sheet_is_planned_with_few_statements(count_queries):
    counts = []
    for size in (1, 3):
        pending = keep(*(row(f"Institution {size} {n}", **{TITULAR: f"T {n}"}) for n in "abc"[:size]))
        pending_id = pending.id
        with count_queries() as statements:
            plan = plan_of(db.session.get(type(pending), pending_id))
        counts.append((len(plan.lines), len(statements)))
    assert counts == [(1, 5), (3, 5)]
