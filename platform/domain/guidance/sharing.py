"""What answers what in mutual aid: a resource answers itself, and the needs that stand under it."""

from noress.domain.accounts.actor import Actor
from noress.domain.catalogue.audience import visible_values
from noress.domain.catalogue.models import Facet, Structure, Term
from noress.domain.catalogue.vocabulary import Vocabulary
from noress.domain.guidance.models import AidMatch
from noress.domain.questionnaires.definition import Visibility

#: what a member reads of another structure
OF_MEMBERS = frozenset({Visibility.PUBLIC, Visibility.MEMBERS})
CONTACTS = ("phone", "email", "contact", "address")


def list_needs(vocabulary: Vocabulary) -> list[Term]:
    """Words that can be needed, and compared: those that have a bit."""
    return [term for term in vocabulary.of(Facet.RESOURCE) if term.bit is not None]


def list_resources(vocabulary: Vocabulary) -> list[Term]:
    """What structures share: the needs under a resource are not shared by themselves."""
    return [term for term in list_needs(vocabulary) if term.parent is None]


def bit_of(term: Term) -> int:
    return 1 << term.bit if term.bit is not None else 0


def answering(term: Term) -> int:
    """The bits of what answers this need."""
    return bit_of(term) | (bit_of(term.parent) if term.parent is not None else 0)


def answered_by(term: Term, vocabulary: Vocabulary) -> int:
    """The bits of the needs that this resource answers."""
    return sum(bit_of(one) for one in list_needs(vocabulary) if one.id == term.id or one.parent_id == term.id)


def contacts_of(structure: Structure) -> list[tuple[str, str]]:
    """(field, value) of the contacts that members may read."""
    values = visible_values(structure, OF_MEMBERS)
    return [(name, str(values[name])) for name in CONTACTS if values.get(name)]


def sides_of(actor: Actor, match: AidMatch, keeps: set[int]) -> list[bool]:
    """For which sides a person speaks: True the giver's, False the taker's."""
    found = []
    for is_giver, side in ((True, match.giver), (False, match.taker)):
        is_own = side.institution_id is not None and side.institution_id == actor.institution_id
        if is_own or side.id in keeps:
            found.append(is_giver)
    return found
