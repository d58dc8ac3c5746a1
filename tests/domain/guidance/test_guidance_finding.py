"""Which structures fit a search, in which order, why; wider circles; what is counted; the board."""

from datetime import timedelta

from sqlalchemy import select

from noress.core import clock
from noress.domain.accounts.actor import Actor
from noress.domain.catalogue.models import Source, Structure
from noress.domain.catalogue.rules.writing import write_values
from noress.domain.catalogue.vocabulary import read_vocabulary
from noress.domain.guidance import rules
from noress.domain.guidance.asking import list_communes, questions_left, read_asked
from noress.domain.guidance.board import read_board
from noress.domain.guidance.finding import find, load
from noress.domain.guidance.models import ContactState, Guidance
from noress.domain.guidance.reasons import reasons_for
from noress.extensions import db
from tests.factories import save
from tests.factories.catalogue import TANGER, TETOUAN, make_structure, make_words
from tests.factories.guidance import make_request

MICROCREDIT = {"sectors": ["financing"], "services": ["financing.microcredit"]}
LARACHE, HOCEIMA = "01.331", "01.051"


def search(**args):
    words = read_vocabulary()
    asked = read_asked(args, words)
    return asked, find(asked, words), words


def names(ids):
    return [row.name["fr"] for row in load(list(ids))]


def plain(texts):
    return [text.replace("\u202f", " ").replace("\xa0", " ") for text in texts]


def test_the_best_come_first_each_with_its_reasons(app):
    make_words()
    make_structure(
        "Région", province=TANGER, scope="region", stages=["idea"], publics=["women"], **MICROCREDIT
    )
    make_structure("Sans rien dire", **MICROCREDIT)
    make_structure("Toute faite", stages=["idea"], publics=["women"], is_free=True, **MICROCREDIT)
    make_structure("Croissance seulement", stages=["growth"], publics=["women"], **MICROCREDIT)
    make_structure("Autre service", sectors=["financing"], services=["financing.grant"], stages=["idea"])
    make_structure(
        "Pour les membres", columns={"is_open": False}, stages=["idea"], publics=["women"], **MICROCREDIT
    )
    make_structure(
        "Couvre",
        province=LARACHE,
        provinces=[TETOUAN, LARACHE],
        stages=["idea"],
        publics=["women"],
        **MICROCREDIT,
    )
    asked, found, words = search(
        province=TETOUAN, commune="-", moment="idea", service="financing.microcredit", public="women"
    )
    assert (names(found.ids), found.is_cut, found.circles) == (
        ["Toute faite", "Couvre", "Région", "Sans rien dire"],
        False,
        [],
    )
    assert [plain(reasons_for(row, asked, words)) for row in load(found.ids)] == [
        ["Dans votre province", "Propose : microcrédit", "Reçoit : femmes", "Aide dès l'idée", "Gratuit"],
        ["Travaille dans votre province", "Propose : microcrédit", "Reçoit : femmes", "Aide dès l'idée"],
        ["Travaille dans toute la région", "Propose : microcrédit", "Reçoit : femmes", "Aide dès l'idée"],
        ["Dans votre province", "Propose : microcrédit"],
    ]
    assert [question.value for question in questions_left(asked, words)] == []
    assert asked.address()["secteur"] == "financing"  # the service brings it


def test_wider_circles_are_said_until_there_is_something(app):
    make_words()
    make_structure("Voisine", province=TANGER, **MICROCREDIT)
    make_structure("Loin dans la région", province=HOCEIMA, **MICROCREDIT)
    make_structure("Même domaine", sectors=["financing"], services=["financing.grant"])
    make_structure("Autre chose", sectors=["marketing"])
    _asked, found, words = search(province=TETOUAN, service="financing.microcredit", moment="idea")
    assert found.ids == []
    assert [(str(one.words), names(one.ids)) for one in found.circles] == [
        ("Ailleurs dans la région", ["Loin dans la région", "Voisine"]),
        ("D'autres services dans le même domaine", ["Même domaine"]),
    ]
    asked = read_asked({"province": "-", "moment": "growth"}, words)
    assert [names(one.ids) for one in find(asked, words).circles] == []  # silent ones fit: nothing says no
    nothing = read_asked({"province": "00.000", "secteur": "inconnu", "page": "x"}, words)
    assert (nothing.is_empty, len(find(nothing, words).ids)) == (True, 4)
    first = [question.value for question in questions_left(nothing, words)]
    assert first == ["province", "moment", "secteur", "public"]


def test_who_serves_the_place_comes_by_nearness_and_nobody_else(app):
    make_words()
    here, beside = list_communes(TETOUAN)[:2]
    for name, values in {
        "Tout le pays": {"province": "06.141", "scope": "country"},
        "Toute la région": {"province": HOCEIMA, "scope": "region"},
        "Autre région": {"province": "06.141", "scope": "region"},
        "Vient de Larache": {"province": LARACHE, "scope": "provinces", "provinces": [TETOUAN]},
        "Seulement à côté": {"commune": beside.code, "scope": "commune"},
        "Seulement ici": {"commune": here.code, "scope": "commune"},
        "Installée ici": {"commune": here.code},
        "Pour les membres": {"commune": here.code, "columns": {"is_open": False}},
    }.items():
        make_structure(name, **MICROCREDIT, **values)
    far = ["Vient de Larache", "Toute la région", "Tout le pays"]
    cases = (
        ({"province": TETOUAN, "commune": here.code}, ["Installée ici", "Seulement ici", *far]),
        ({"province": TETOUAN}, ["Vient de Larache", "Installée ici", "Seulement ici", "Seulement à côté", *far[1:]]),
        ({"province": LARACHE}, far),
    )  # fmt: skip
    for place, expected in cases:
        for need in ({"service": "financing.microcredit"}, {"secteur": "financing"}, {}):
            _asked, found, _words = search(**place, **need)
            assert (place, need, names(found.ids), found.circles) == (place, need, expected, [])
    _asked, everywhere, _words = search(service="financing.microcredit")
    assert len(everywhere.ids) == 7  # all but those for members
    _asked, found, _words = search(province="06.141", service="financing.grant", moment="idea")
    shown = {name for circle in found.circles for name in names(circle.ids)}
    assert (found.ids, shown) == ([], {*far, "Autre région", "Installée ici"})
    asked, found, words = search(province=TETOUAN)
    assert [reasons_for(row, asked, words)[0].replace("\xa0", " ") for row in load(found.ids)] == [
        "Travaille dans votre province", "Dans votre province",
        f"Travaille dans une seule commune : {here.name['fr']}",
        f"Travaille dans une seule commune : {beside.name['fr']}",
        "Travaille dans toute la région", "Travaille dans tout le pays",
    ]  # fmt: skip


def test_a_service_taken_away_is_found_no_more(app, work, now):
    make_words()
    row = make_structure("Change", **MICROCREDIT)
    asks = [{"province": TETOUAN, "service": f"financing.{name}"} for name in ("microcredit", "grant")]
    assert [names(search(**ask)[1].ids) for ask in asks] == [["Change"], []]
    with work():
        write_values(structure=db.session.get(Structure, row.id), values={"services": ["financing.grant"]},
                     source=Source.DECLARED, said_by="la structure", actor=Actor.system(), now=now)  # fmt: skip
    assert [names(search(**ask)[1].ids) for ask in asks] == [[], ["Change"]]


def test_what_was_looked_for_is_counted_without_saying_who(app, work, now):
    make_words()
    make_structure("Tout près", **MICROCREDIT)
    words = read_vocabulary()
    cases = (({"province": TETOUAN, "secteur": "financing"}, ""), ({"province": TANGER, "secteur": "marketing"}, ""),
             ({"province": TANGER}, "http://spam"), ({}, ""))  # fmt: skip
    with work():
        for args, trap in cases:
            rules.note_search(
                asked=read_asked(args, words),
                vocabulary=words,
                language="ar",
                network="10.0.0.1",
                trap=trap,
                now=now,
            )
    lines = db.session.scalars(select(Guidance).order_by(Guidance.id)).all()
    assert [(one.asked_on, one.province_code, one.need.code, one.found, one.language) for one in lines] == [
        (clock.today(now), TETOUAN, "financing", 1, "ar"), (clock.today(now), TANGER, "marketing", 0, "ar"),
    ]  # fmt: skip
    with work():
        asked = read_asked({"province": TANGER}, words)
        made = [
            rules.note_search(
                asked=asked, vocabulary=words, language="fr", network="10.0.0.1", trap="", now=now
            )
            for _n in range(rules.searching.MOST_BY_NETWORK)
        ]
    assert (made[0] is None, made[-1]) == (False, None)  # in bulk, counted no more


def test_the_board_says_which_needs_find_no_answer(app, now):
    make_words()
    words = {term.code: term for term in read_vocabulary().terms}
    asked = make_structure("Demandée", **MICROCREDIT)
    day, credit, fairs = clock.today(now), words["financing.microcredit"].id, words["marketing.fairs"].id
    for need, found, days in ((credit, 2, 1), (credit, 0, 1), (fairs, 0, 1), (fairs, 0, 400)):
        save(
            Guidance(
                asked_on=day - timedelta(days=days),
                province_code=TETOUAN,
                need_id=need,
                language="fr",
                found=found,
            )
        )
    for waited in (2, 5, None):
        answered = {"state": ContactState.ANSWERED, "answered_at": now - timedelta(days=20 - waited)} if waited else {
            "state": ContactState.UNANSWERED}  # fmt: skip
        make_request(
            asked, need_id=credit, province_code=TETOUAN, sent_at=now - timedelta(days=20), **answered
        )
    told = [(one.need_id, one.asked, one.empty, one.sent, one.answered, one.unanswered, one.days, one.is_empty)
            for one in read_board(since=day - timedelta(days=90))]  # fmt: skip
    assert told == [(fairs, 1, 1, 0, 0, 0, None, True), (credit, 2, 1, 3, 2, 1, 3.5, False)]
    assert [one.asked for one in read_board(since=None)] == [2, 2]
    assert read_board(since=None, province=TANGER) == []


def test_the_demonstration_shows_every_state(app, work, now, outbox):
    from noress.demo.guidance import build_guidance
    from noress.domain.accounts.actor import Actor
    from noress.domain.guidance.models import AidMatch, ContactRequest

    make_words()
    made = [
        make_structure(f"Structure {n} (démonstration)", shares=["premises"] if n % 2 else None,
                       needs=None if n % 2 else ["premises", "training"], email=f"s{n}@demo.example", **MICROCREDIT)
        for n in range(6)
    ]  # fmt: skip
    with work():
        build_guidance(Actor.system(), made, now)
    states = {one.state for one in db.session.scalars(select(ContactRequest))}
    counts = [len(db.session.scalars(select(model)).all()) for model in (Guidance, ContactRequest, AidMatch)]
    assert (states, counts) == (set(ContactState), [120, 15, 2])
    assert all(mail.to_address.endswith("@demo.example") for mail in outbox())
