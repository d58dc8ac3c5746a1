"""An address in words, with a point: on a map, or from a link that a map application shares."""

import re
from typing import Any
from urllib.parse import unquote

from noress.core.i18n import lazy as _
from noress.core.numerals import western
from noress.domain.questionnaires.definition import Question
from noress.domain.questionnaires.types.base import Posted, QuestionType, one, refuse, register

POINT = "-point"
#: Morocco and its coasts, generously: south, north, west, east
BOUNDS = (20.5, 36.2, -17.5, -0.9)
_PAIR = re.compile(r"(-?\d{1,3}(?:\.\d+)?)\s*[,;/ ]\s*(-?\d{1,3}(?:\.\d+)?)")
#: in the order of trust: the pin, what was asked for, where the map looks
_IN_LINKS = (
    re.compile(r"!3d(-?\d+\.\d+)!4d(-?\d+\.\d+)"),
    re.compile(
        r"[?&](?:q|ll|query|destination|daddr|center)=(?:loc:)?(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)"
    ),
    re.compile(r"[?&]mlat=(-?\d+\.\d+)&mlon=(-?\d+\.\d+)"),
    re.compile(r"@(-?\d+\.\d+),(-?\d+\.\d+)"),
    re.compile(r"#map=\d+(?:\.\d+)?/(-?\d+\.\d+)/(-?\d+\.\d+)"),
    re.compile(r"geo:(-?\d+\.\d+),(-?\d+\.\d+)"),
)
LONGEST = 300
#: longer than any link that a map shares; what follows is not searched
LONGEST_LINK = 2000


@register
class Address(QuestionType):
    """{"text": ..., "lat": ..., "lon": ...}: either may be missing. The text is always enough."""

    key, label, seconds = "address", _("adresse, avec un point sur la carte"), 40
    fits_groups = False

    def read(self, question: Question, name: str, posted: Posted) -> Any:
        text, point = " ".join(one(posted, name).split()), one(posted, name + POINT)
        if len(text) > LONGEST:
            raise refuse(
                "too_long", _("Cette réponse est trop longue : %(limit)s caractères au plus.", limit=LONGEST)
            )
        answer: dict[str, Any] = {"text": text} if text else {}
        if point:
            answer["lat"], answer["lon"] = read_point(point)
        return answer or None

    def typed(self, question: Question, answer: Any) -> dict[str, list[str]]:
        answer = answer or {}
        point = [f"{answer['lat']}, {answer['lon']}"] if "lat" in answer else []
        return {"": [answer["text"]] if "text" in answer else [], POINT: point}

    def say(self, question: Question, answer: Any) -> str:
        answer = answer or {}
        point = f"({answer['lat']}, {answer['lon']})" if "lat" in answer else ""
        return " ".join(part for part in (answer.get("text", ""), point) if part)


def read_point(raw: str) -> tuple[float, float]:
    """(latitude, longitude) in degrees, of typed coordinates or of a shared map link. RuleError otherwise."""
    text = unquote(western(raw[:LONGEST_LINK])).replace("،", ",").replace("٫", ".").strip()
    found = next((match for pattern in _IN_LINKS if (match := pattern.search(text))), None)
    found = found or _PAIR.fullmatch(text)
    if found is None:
        raise refuse("no_point", _point_message(text))
    lat, lon = float(found[1]), float(found[2])
    south, north, west, east = BOUNDS
    if south <= lat <= north and west <= lon <= east:
        return round(lat, 6), round(lon, 6)
    if south <= lon <= north and west <= lat <= east:
        raise refuse(
            "swapped_point",
            _("Ces coordonnées sont inversées : écrivez d'abord la latitude, comme 35.57, -5.37."),
        )
    raise refuse("far_point", _("Ce point n'est pas au Maroc : vérifiez le lien ou les coordonnées."))


def _point_message(text: str) -> Any:
    if re.match(r"https?://", text):
        return _(
            "Ce lien court ne contient pas le point. Ouvrez-le dans le navigateur, puis copiez l'adresse longue ; "
            "l'adresse écrite en mots suffit aussi."
        )
    return _("Collez un lien de carte, ou des coordonnées comme 35.57, -5.37.")
