"""The cast's requests for contact and proposals of mutual aid, around an entry that our own institution keeps."""

from typing import Any

from noress.domain.catalogue.models import Facet
from noress.domain.catalogue.vocabulary import read_vocabulary
from noress.domain.guidance.links import conversation_token, match_token
from tests.factories.catalogue import make_structure, make_words
from tests.factories.guidance import make_match, make_request, make_voice


def make_guidance(cast: Any, places: Any) -> None:
    make_words()
    own = make_structure("Porte de la nôtre", columns={"institution_id": places["own"].id})
    other = make_structure("Autre porte")
    contact = make_request(own, sent_at=_now())
    term = read_vocabulary().get(Facet.RESOURCE, "premises")
    assert term is not None, "make_words has made it"
    match = make_match(own, other, term.id, proposed_at=_now())
    cast.ids["usual"] |= {"contact_request_id": contact.id, "aid_match_id": match.id}
    cast.ids["open entry"] = {"structure_id": other.id}
    cast.ids["asker"] = {"token": conversation_token(contact, is_structure=False)}
    cast.ids["screen"] = {"name": "province", "stored_file_id": make_voice("province", "fr").file_id}
    cast.ids["aid link"] = {"token": match_token(match, is_giver=True)}


def _now() -> Any:
    from noress.core import clock

    return clock.now()
