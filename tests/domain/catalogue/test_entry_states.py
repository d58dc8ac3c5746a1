"""What becomes of an entry: each way in, each way out, who is told."""

from datetime import date

import pytest
from sqlalchemy import select

from noress.core import search
from noress.core.errors import RuleError, StaleVersion
from noress.domain.catalogue.links import structure_of_token, structure_token
from noress.domain.catalogue.models import (
    ChangeOrigin,
    Facet,
    HiddenBecause,
    Source,
    StructureLabel,
    StructureState,
    Term,
)
from noress.domain.catalogue.rules import keeping, labels, states, words
from noress.domain.catalogue.rules.changes import propose_change, settle_change
from noress.domain.catalogue.rules.writing import write_audience
from noress.domain.catalogue.vocabulary import read_vocabulary
from noress.domain.files.models import RenderedDocument
from noress.extensions import db
from tests.factories import NOW, make_institution, make_person, save
from tests.factories.catalogue import make_structure, make_words

S = StructureState


def search_ids(words):
    found = search.matching("structure", words)
    return list(db.session.scalars(select(found.c.object_id)))


def refused(work, rule, **values):
    with pytest.raises(RuleError) as caught, work():
        rule(now=NOW, **values)
    return caught.value.code, caught.value.status


def test_every_way_through_the_states(actor, work, outbox, history):
    told = {"actor": actor}
    entry = make_structure("Annour", state=S.TO_CHECK, email="annour@exemple.ma")
    assert refused(work, states.refuse_structure, structure=entry, reason=" ", **told) == ("no_reason", 422)
    assert refused(work, states.publish_structure, structure=entry, version=99, **told) == ("stale", 409)
    with work():
        states.publish_structure(structure=entry, version=entry.version, now=NOW, **told)
    assert (entry.state, entry.listed, entry.published_at) == (S.PUBLISHED, 2, NOW)
    assert date(2027, 11, 20) <= entry.ask_on <= date(2028, 1, 20)
    assert refused(work, states.publish_structure, structure=entry, **told) == ("wrong_state", 409)
    assert refused(work, states.refuse_structure, structure=entry, reason="x", **told) == ("wrong_state", 409)
    because = HiddenBecause.SECRETARIAT
    assert refused(work, states.hide_structure, structure=entry, because=because, reason="", **told) == (
        "no_reason",
        422,
    )
    with work():
        states.hide_structure(structure=entry, because=because, reason="Doute", now=NOW, **told)
    assert (entry.state, entry.hidden_because, entry.listed, entry.ask_on) == (S.HIDDEN, because, 0, None)
    assert refused(
        work, states.confirm_structure, structure=entry, said_by="x", source=Source.DECLARED, **told
    ) == ("not_published", 409)
    with work():
        states.send_back_to_check(structure=entry, reason=None, now=NOW, **told)
        states.refuse_structure(structure=entry, reason="Hors du champ", now=NOW, **told)
    assert (entry.state, entry.reason) == (S.REFUSED, "Hors du champ")
    assert [(mail.template, mail.to_address) for mail in outbox()] == [
        (name, "annour@exemple.ma")
        for name in ("structure_published", "structure_hidden", "structure_refused")
    ]
    assert "Hors du champ" in outbox()[-1].text
    assert structure_token(entry) in outbox()[-1].text
    assert [action for action, _changes in history()[-4:]] == [
        "structure.published", "structure.hidden", "structure.sent_back", "structure.refused"]  # fmt: skip


def test_opposition_holds_whatever_comes_later(actor, work, outbox):
    told = {"actor": actor, "now": NOW}
    entry = make_structure("Annour", email="annour@exemple.ma")
    fresh = make_structure("Autre", state=S.TO_CHECK, columns={"is_open": False})
    with work():
        states.oppose_structure(structure=entry, **told)
        states.oppose_structure(structure=fresh, tells=False, **told)
    assert (entry.state, entry.hidden_because, entry.listed) == (S.HIDDEN, HiddenBecause.OPPOSED, 0)
    assert [mail.template for mail in outbox()] == ["structure_opposed"]
    assert refused(work, states.publish_structure, structure=entry, actor=actor) == ("opposed", 409)
    assert refused(work, states.oppose_structure, structure=entry, actor=actor) == ("opposed_already", 409)
    with work():
        states.lift_opposition(structure=entry, **told)
        states.lift_opposition(structure=fresh, **told)
    assert [(one.state, one.hidden_because, one.opposed_at) for one in (entry, fresh)] == [
        (S.PUBLISHED, None, None), (S.TO_CHECK, None, None)]  # fmt: skip
    assert refused(work, states.lift_opposition, structure=entry, actor=actor) == ("not_opposed", 409)


def test_opposition_takes_files_of_the_catalogue_away(actor, work):
    kinds = ("catalogue_booklet", "catalogue_sheet", "meeting_pack")
    entry = make_structure("Annour")
    for kind, gone in [*((kind, None) for kind in kinds), (kinds[0], NOW)]:
        save(
            RenderedDocument(
                kind=kind, subject_type="catalogue_export", subject_id=1, language="fr", fingerprint="f", not_before=NOW,
                requested_at=NOW, superseded_at=gone,
            )
        )  # fmt: skip
    with work():
        states.oppose_structure(structure=entry, actor=actor, now=NOW)
    assert [row.kind for row in db.session.query(RenderedDocument)] == ["meeting_pack"]


def test_who_reads_a_field_is_a_change_like_another(app, actor, work):
    entry = make_structure("Annour", phone="0539000000", website="https://annour.exemple.ma")
    before = entry.version
    with work():
        write_audience(entry, {"website": "members"}, now=NOW)
    assert entry.version == before + 1
    assert search_ids("annour.exemple.ma") == []
    with work():
        write_audience(entry, {"website": "members"}, now=NOW)
    assert entry.version == before + 1


def test_confirming_resets_what_was_asked_and_brings_a_stale_one_back(actor, work, outbox):
    entry = make_structure("Annour", columns={"asks": 2, "needs_phone": True, "asked_at": NOW})
    with work():
        states.hide_structure(structure=entry, because=HiddenBecause.STALE, reason=None, actor=actor, now=NOW)
        states.confirm_structure(
            structure=entry, said_by="la gérante", source=Source.TELEPHONE, actor=actor, now=NOW
        )
    assert (entry.state, entry.listed, entry.confirmed_on, entry.confirmed_by) == (
        S.PUBLISHED,
        2,
        date(2026, 11, 20),
        "la gérante",
    )
    assert (entry.asks, entry.asked_at, entry.needs_phone, outbox()) == (0, None, False, [])


def test_changes_are_settled_field_by_field(actor, work, outbox):
    make_words()
    entry = make_structure("Annour", phone="0539000000", acronym="AN")
    proposal = {
        "structure": entry, "origin": ChangeOrigin.OWNER, "source": Source.DECLARED, "said_by": "la structure",
        "email": "annour@exemple.ma", "language": "ar", "actor": actor, "now": NOW,
    }  # fmt: skip
    with work():
        assert propose_change(values={"acronym": "AN"}, **proposal) is None
        first = propose_change(values={"acronym": "ANN"}, **proposal)
        change = propose_change(values={"phone": "0539000009", "sectors": ["financing"]}, **proposal)
    assert change is first
    assert set(change.values) == {
        "acronym",
        "phone",
        "sectors",
    }
    settle = {"change": change, "version": change.version, "actor": actor}
    for values, code in (
        ({"decisions": {"phone": True}, "reason": None}, ("undecided", 422)),
        ({"decisions": dict.fromkeys(change.values, False), "reason": ""}, ("no_reason", 422)),
        ({"decisions": {}, "reason": None, "version": 99}, ("stale", 409)),
        ({"decisions": {}, "reason": None, "structure_version": 99}, ("stale", 409)),
    ):
        assert refused(work, settle_change, **{**settle, **values}) == code, values
    decisions = {"acronym": False, "phone": True, "sectors": True}
    with work():
        settle_change(decisions=decisions, reason="Le sigle est celui des statuts.", now=NOW, **settle)
    assert (entry.acronym, entry.detail.values["sectors"]) == ("AN", ["financing"])
    assert entry.tags
    assert entry.detail.sources["phone"] == ["declared", "2026-11-20", "la structure"]
    (mail,) = outbox()
    assert (mail.language, mail.to_address) == (
        "ar",
        "annour@exemple.ma",
    )
    assert "Le sigle est celui des statuts." in mail.text
    assert refused(
        work, settle_change, decisions=decisions, reason=None, **{**settle, "version": change.version}
    ) == ("settled", 409)


def test_keepers_choose_who_reads_and_propose_the_rest(actor, work, outbox):
    entry = make_structure("Annour", phone="0539000000")
    person = make_person(email="presidente@exemple.ma")
    told = {"structure": entry, "actor": actor, "now": NOW}
    typed = keeping.Typed({"name": {"fr": "Annour"}, "acronym": "AN"}, {"phone": "members"}, False)
    with work():
        change = keeping.propose_entry(
            typed=typed, version=entry.version, email="x@exemple.ma", language="fr", **told
        )
    assert (change.values, entry.is_open, entry.listed, entry.detail.audience) == (
        {"acronym": "AN"},
        False,
        1,
        {"phone": "members"},
    )
    with pytest.raises(StaleVersion), work():
        keeping.propose_entry(typed=typed, version=entry.version - 1, email=None, language="fr", **told)
    # the form shows what the entry says: what waits already is kept, whatever else is typed later
    for address, made in (("12, rue du Port", change), (None, None)):
        later = keeping.Typed({"name": {"fr": "Annour"}, "acronym": None, "address": address}, {}, False)
        with work():
            assert made is keeping.propose_entry(
                typed=later, version=entry.version, email="x@exemple.ma", language="fr", **told
            )
        assert change.values == {"acronym": "AN", "address": "12, rue du Port"}, address
    wrong = keeping.Typed({}, {"phone": "everybody"}, True)
    assert refused(work, keeping.set_readers, structure=entry, typed=wrong, actor=actor) == (
        "unknown_choice",
        422,
    )
    assert refused(work, keeping.send_link, structure=entry, actor=actor) == ("no_address", 409)
    with work():
        keeping.add_keeper(person=person, **told)
    assert refused(work, keeping.add_keeper, structure=entry, person=person, actor=actor) == ("keeps", 409)
    before = structure_token(entry)
    with work():
        keeping.send_link(renews=True, **told)
    assert structure_of_token(before) is None
    assert structure_of_token(structure_token(entry)) is entry
    assert [(mail.template, mail.to_address) for mail in outbox()] == [
        ("structure_link", "presidente@exemple.ma")
    ]
    with work():
        keeping.end_keeper(person=person, **told)
        keeping.add_keeper(person=person, **told)  # again: the same row
        keeping.end_keeper(person=person, **told)
    assert refused(work, keeping.end_keeper, structure=entry, person=person, actor=actor) == (
        "no_keeper",
        409,
    )


def test_labels_are_given_by_a_named_institution(actor, work):
    make_words()
    entry, institution = make_structure(), make_institution("Chambre")
    term, sector = (
        read_vocabulary().get(*key) for key in ((Facet.LABEL, "certified"), (Facet.SECTOR, "financing"))
    )
    given = {"structure": entry, "institution": institution, "actor": actor}
    for values, code in (
        ({"term": sector, "given_on": date(2026, 1, 1), "until": None}, ("no_label", 422)),
        ({"term": term, "given_on": date(2027, 1, 1), "until": None}, ("bad_day", 422)),
        ({"term": term, "given_on": date(2026, 1, 1), "until": date(2026, 2, 1)}, ("ended", 422)),
    ):
        assert refused(work, labels.give_label, **given, **values) == code
    with work():
        labels.give_label(term=term, given_on=date(2026, 1, 1), until=None, now=NOW, **given)
    assert refused(work, labels.give_label, term=term, given_on=date(2026, 1, 2), until=None, **given) == (
        "given",
        409,
    )
    label = db.session.query(StructureLabel).one()
    with work():
        labels.withdraw_label(label=label, actor=actor, now=NOW)
    assert refused(work, labels.withdraw_label, label=label, actor=actor) == ("withdrawn", 409)


def test_words_are_kept_and_never_more_than_are_counted(actor, work, history):
    make_words()
    told = {"actor": actor, "now": NOW}
    both = {"name": {"fr": "Prêt solidaire", "ar": "قرض تضامني"}}
    sector = read_vocabulary().get(Facet.SECTOR, "financing")
    assert refused(work, words.create_word, facet=Facet.SERVICE, values=both, sector=None, actor=actor) == (
        "no_sector",
        422,
    )
    assert refused(
        work, words.create_word, facet=Facet.PUBLIC, values={"name": {"fr": "Seul"}}, sector=None, actor=actor
    ) == ("no_name", 422)
    with work():
        made = words.create_word(facet=Facet.SERVICE, values=both, sector=sector, **told)
    assert (made.code, made.parent.code, made.mask, made.bit) == (
        "financing.pret_solidaire",
        "financing",
        "services",
        3,
    )
    with work():
        words.edit_word(
            term=made,
            values={**both, "plain": {"fr": "Un prêt"}, "essglobal": "A10"},
            version=made.version,
            **told,
        )
        words.move_word(term=made, up=True, **told)
    order = [term.code for term in read_vocabulary().of(Facet.SERVICE, parent=sector)]
    assert order == ["financing.microcredit", "financing.pret_solidaire", "financing.grant"]
    assert made.essglobal == "A10"
    with pytest.raises(StaleVersion), work():
        words.edit_word(term=made, values=both, version=1, **told)
    assert refused(
        work,
        words.edit_word,
        term=made,
        values={**both, "essglobal": "un code !"},
        version=made.version,
        actor=actor,
    ) == ("bad_code", 422)
    with work():
        words.archive_word(term=made, **told)
    assert made not in read_vocabulary().of(Facet.SERVICE)
    assert refused(work, words.archive_word, term=made, actor=actor) == ("archived", 409)
    assert refused(work, words.move_word, term=made, up=True, actor=actor) == ("archived", 409)
    with work():
        words.restore_word(term=made, **told)
    assert refused(work, words.restore_word, term=made, actor=actor) == ("in_use", 409)
    count = db.session.query(Term).count()
    with pytest.raises(RuleError) as full, work():
        _fill_publics(told)
    assert full.value.code == "too_many_words"
    assert db.session.query(Term).count() == count


def _fill_publics(told):
    for place in range(60):
        values = {"name": {"fr": f"Public {place}", "ar": f"فئة {place}"}}
        words.create_word(facet=Facet.PUBLIC, values=values, sector=None, **told)
