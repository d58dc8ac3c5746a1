"""An institution that paid another project of the same structure: said to the desk where it looks at ties; hides nothing."""

import pytest
import time_machine

from noress.core.i18n import Translated
from noress.domain.awards.models import Award, AwardShare, AwardState
from noress.domain.funding.models import Funder
from noress.domain.institutions.models import Function
from tests.desk_pages import change, text
from tests.factories import (
    NOW,
    make_assignment,
    make_institution,
    make_person,
    make_seat,
    make_secretary,
    save,
)
from tests.factories.calls import make_call
from tests.factories.evaluating import make_eligible, make_evaluation, make_grid
from tests.factories.recusals import make_recusal
from tests.pages import parse
from tests.posting import post

pytestmark = pytest.mark.one_engine
SAID = "son institution l'a déjà financé"


def make_funded(structure, institution):
    """A project of that structure, of another call, that the institution paid for."""
    past = make_call(title=Translated(fr="Appel passé", ar="دعوة سابقة"))
    done = make_eligible(past, structure=structure)
    funder = save(
        Funder(call_id=past.id, name=Translated(fr="Bailleur"), amount=10_00, institution_id=institution.id)
    )
    share = AwardShare(funder_id=funder.id, amount=10_00)
    return save(
        Award(
            application_id=done.id, call_id=past.id, lot_id=done.lot_id, structure_id=structure.id, amount=10_00, decided_at=NOW,
            published_at=NOW, state=AwardState.GRANTED, number="F-2025-001", shares=[share],
        )
    )  # fmt: skip


def test_the_desk_reads_it_on_the_file_and_where_the_file_is_given(app, login_as):
    with time_machine.travel(NOW, tick=False):
        payer, call = make_institution("Bailleur"), make_call()
        officer, judge, aside = (
            make_person(name) for name in ("Chargée qui paya", "Experte qui paya", "Agent en déport")
        )
        lead = make_secretary()
        for person in (officer, judge, aside):
            make_seat(payer, person)
        for person in (officer, aside):
            make_assignment(person, Function.DESK_OFFICER)
        one, other = make_eligible(call), make_eligible(call)
        grid = make_grid(call)
        make_evaluation(grid, one, judge)
        make_recusal(one, aside)
        browser, same = login_as(lead), login_as(officer)
        address, give = f"/candidatures/{one.id}", f"/appels/gestion/evaluations/dossiers/{one.id}"
        assert SAID not in text(browser.get(address)) + text(browser.get(give))
        award = make_funded(one.structure, payer)
        for page in (browser.get(address), same.get(address)):  # nothing is hidden from whom it is about
            listed = [row.get_text(" ", strip=True) for row in parse(page).select("#liens li")]
            assert listed == [f"Chargée qui paya · {SAID}", f"Experte qui paya · {SAID}"]
        assert login_as(aside).get(address).status_code == 404
        assert f"Experte qui paya pas commencée {SAID}" in text(browser.get(give))
        assert SAID not in text(browser.get(f"/candidatures/{other.id}"))
        found = post(browser, give, {"words": "Chargée", "look": "oui"})
        assert f"Chargée qui paya ({SAID})" in text(found)
        change(award, state=AwardState.CANCELLED)
        assert SAID not in text(browser.get(address))
