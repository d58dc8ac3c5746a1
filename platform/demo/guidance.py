"""What people look for and ask in the demonstration, and what structures are proposed to share."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from noress.core import clock
from noress.domain.accounts.actor import Actor
from noress.domain.catalogue.models import UNLISTED, Facet, Structure
from noress.domain.catalogue.vocabulary import Vocabulary, read_vocabulary
from noress.domain.guidance import rules
from noress.domain.guidance.links import actor_of_asker
from noress.domain.guidance.models import AidMatch, ContactRequest, Guidance
from noress.domain.guidance.places import provinces_around
from noress.domain.guidance.rules.aid import Pair, propose_match
from noress.domain.guidance.rules.contact import Sent
from noress.domain.guidance.sharing import answering, bit_of, list_needs
from noress.extensions import db

SEARCHES, REQUESTS, MATCHES = 120, 15, 8
DAY = timedelta(days=1)
TEXTS = (
    ("fr", "Bonjour, je veux ouvrir un petit atelier de couture. Comment trouver un premier financement ?"),
    ("ar", "السلام عليكم، نحن خمس نساء نريد تأسيس تعاونية. من أين نبدأ؟"),
    ("fr", "Bonjour, j'ai une idée de projet et je cherche une formation gratuite."),
)
ANSWERS = {
    "fr": "Bonjour, venez nous voir : nous en parlons ensemble.", "ar": "أهلا وسهلا، مرحبا بكم في مقرنا لنتحدث في الموضوع.",
}  # fmt: skip
#: days since it was sent; what became of it
REQUESTED = tuple(enumerate((80, 70, 62, 55, 48, 40, 33, 30, 26, 21, 18, 12, 8, 3, 1)))


def build_guidance(actor: Actor, structures: Sequence[Structure], now: datetime) -> None:
    """Searches of three months, requests in every state, proposals of mutual aid. `structures`: those of the
    demonstration, published."""
    listed = [one for one in structures if one.listed != UNLISTED]
    words = read_vocabulary()
    _add_searches(listed, words, now)
    if listed:
        _add_requests(listed, words, now)
    _add_matches(listed, words, actor, now)


def _add_searches(structures: Sequence[Structure], words: Vocabulary, now: datetime) -> None:
    """Steady, more of them lately; some find nothing."""
    provinces = provinces_around("01.571")
    needs = [*words.of(Facet.SERVICE), *words.of(Facet.SECTOR)]
    stages, publics = words.of(Facet.STAGE), words.of(Facet.PUBLIC)
    if not needs:
        return
    for number in range(SEARCHES):
        need = needs[number * 7 % len(needs)]
        province = provinces[number * 5 % len(provinces)]
        column = "services" if need.facet is Facet.SERVICE else "tags"
        found = sum(
            one.province_code == province and bool(getattr(one, column) & bit_of(need)) for one in structures
        )
        db.session.add(
            Guidance(
                asked_on=clock.today(now) - timedelta(days=(SEARCHES - number) ** 2 * 90 // SEARCHES**2),
                province_code=province, need_id=need.id, language="ar" if number % 3 else "fr", found=found,
                stage_id=stages[number % len(stages)].id if stages and number % 4 else None,
                public_id=publics[number % len(publics)].id if publics and number % 3 else None,
            )
        )  # fmt: skip


def _add_requests(structures: Sequence[Structure], words: Vocabulary, now: datetime) -> None:
    needs = words.of(Facet.SECTOR)
    for number, days in REQUESTED[:REQUESTS]:
        language, text = TEXTS[number % len(TEXTS)]
        sent_at, has_mail = now - days * DAY, number % 4 != 3
        sent = Sent(
            key=f"demonstration-contact-{number:02d}", name=f"Demande {number + 1} (démonstration)", text=text,
            email=f"demande{number + 1}@demo.example" if has_mail else "", phone="" if has_mail else "06 00 00 00 00",
            shows_phone=not has_mail, language=language, need_id=needs[number % len(needs)].id if needs else None,
        )  # fmt: skip
        structure = structures[number * 3 % len(structures)]
        request = rules.send_request(
            structure=structure,
            sent=sent,
            network=f"demonstration {number}",
            actor=Actor.system(),
            now=sent_at,
        )
        _continue(request, number, days, now)


def _continue(request: ContactRequest, number: int, days: int, now: datetime) -> None:
    """One in five stays without answer; the recent ones wait; half of the answered are ended."""
    if days <= 4:
        return
    if number % 5 == 4 or days in {8, 12}:
        for after in (5, 10, 15):
            if after <= days:
                rules.follow_requests(actor=Actor.system(), now=request.sent_at + after * DAY)
        return
    answered_at = request.sent_at + (1 + number % 4) * DAY
    system, asker = Actor.system(), actor_of_asker(request)
    rules.write_message(
        request=request, is_from_structure=True, text=ANSWERS[request.language], actor=system, now=answered_at
    )
    if number % 2:
        rules.close_request(request=request, helped=number % 3 != 0, actor=asker, now=answered_at + 3 * DAY)


def _add_matches(structures: Sequence[Structure], words: Vocabulary, actor: Actor, now: datetime) -> None:
    """The first pairs that fit; some have been answered."""
    made: list[AidMatch] = []
    for term in list_needs(words):
        takers = [one for one in structures if one.needs & bit_of(term)][:2]
        for taker in takers:
            giver = next(
                (one for one in structures if one is not taker and one.shares & answering(term)), None
            )
            if giver is not None and len(made) < MATCHES:
                pair = Pair(giver, taker, term)
                made.append(propose_match(pair=pair, actor=actor, now=now - (len(made) + 1) * DAY))
    for number, match in enumerate(made):
        answers = {0: (True, True), 1: (True,), 2: (False,), 5: (True, True)}.get(number, ())
        for is_giver, agrees in zip((True, False), answers, strict=False):
            rules.settle_match(match=match, is_giver=is_giver, agrees=agrees, actor=Actor.system(), now=now)
