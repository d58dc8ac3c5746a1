"""Mails of conversations and of mutual aid. None of them holds the other side's address."""

from collections.abc import Mapping, Sequence

from noress.core.i18n import Translated
from noress.domain.guidance.models import ASKED_KEY, AidMatch, ContactMessage, ContactRequest
from noress.domain.outbox.rules import Mail

Address = tuple[str, str]


def asked(request: ContactRequest, text: str, to: Address, *, url: str, reminder: int = 0) -> Mail:
    """To the structure: somebody asks for help. The same again, as a reminder."""
    return Mail(
        template="contact_asked", to_address=to[0], to_name="", language=to[1],
        key=f"{ASKED_KEY}{request.id}" + (f"-{reminder}" if reminder else ""), about=_about(request),
        values={
            "number": request.number, "structure": request.structure.name, "name": request.name or "", "text": text,
            "phone": request.phone if request.shows_phone else None, "has_mail": bool(request.email),
            "need": request.need.name if request.need else None, "reminder": reminder,
            "url": url,
        },
    )  # fmt: skip


def received(request: ContactRequest, text: str, *, url: str) -> Mail:
    """To who asked: it has left, with the way back to it."""
    return _to_asker(request, "contact_received", "received", {"text": text, "url": url})


def said(message: ContactMessage, request: ContactRequest, to: Address, *, url: str) -> Mail:
    """To the other side: what was written."""
    values = {"text": message.text, "is_from_structure": message.is_from_structure, "name": request.name or "",
              "structure": request.structure.name, "number": request.number}  # fmt: skip
    return Mail(
        template="contact_said", to_address=to[0], to_name="", language=to[1], key=f"contact-said-{message.id}",
        about=_about(request),
        values={**values, "url": url},
    )  # fmt: skip


def unanswered(
    request: ContactRequest, others: Sequence[tuple[Translated, str]], *, search_url: str, url: str
) -> Mail:
    """To who asked: no answer came; who else fits."""
    values = {"others": list(others), "search_url": search_url, "url": url}
    return _to_asker(request, "contact_unanswered", "unanswered", values)


def _to_asker(request: ContactRequest, template: str, key: str, values: Mapping[str, object]) -> Mail:
    return Mail(
        template=template, to_address=request.email or "", to_name=request.name or "", language=request.language,
        key=f"contact-{key}-{request.id}", about=_about(request),
        values={"number": request.number, "structure": request.structure.name, **values},
    )  # fmt: skip


def _about(request: ContactRequest) -> tuple[str, int]:
    return "contact_request", request.id


def proposed(match: AidMatch, to: Address, *, url: str, is_giver: bool) -> Mail:
    """One has what the other needs: do both want to be put in touch?"""
    return Mail(
        template="aid_proposed", to_address=to[0], to_name="", language=to[1],
        key=f"aid-proposed-{match.id}-{'giver' if is_giver else 'taker'}", about=("aid_match", match.id),
        values={**_sides(match, is_giver), "is_giver": is_giver, "url": url},
    )  # fmt: skip


def agreed(
    match: AidMatch, to: Address, contacts: Sequence[tuple[str, str]], *, url: str, is_giver: bool
) -> Mail:
    """Both said yes: the other's contacts that members may read, or a request for contact."""
    return Mail(
        template="aid_agreed", to_address=to[0], to_name="", language=to[1],
        key=f"aid-agreed-{match.id}-{'giver' if is_giver else 'taker'}", about=("aid_match", match.id),
        values={**_sides(match, is_giver), "contacts": list(contacts), "url": url},
    )  # fmt: skip


def _sides(match: AidMatch, is_giver: bool) -> dict[str, Translated]:
    own, other = (match.giver, match.taker) if is_giver else (match.taker, match.giver)
    return {"own": own.name, "other": other.name, "resource": match.term.name}
