"""An address in words, with a point: on a map, or from a link that a map application shares."""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import unquote

from noress.core.i18n import lazy as _
from noress.core.numerals import western
from noress.domain.questionnaires.definition import Question
from noress.domain.questionnaires.types.base import Posted, QuestionType, one, refuse, register
from noress.domain.questionnaires.types.plus_codes import is_plus_code, read_plus_code

POINT = "-point"
Box = tuple[float, float, float, float]
_PAIR = re.compile(r"(-?\d{1,3}(?:\.\d+)?)\s*[,;/ ]\s*(-?\d{1,3}(?:\.\d+)?)")
#: as people write them, and as pages show them: 35,76 / −5,83
_COMMA_PAIR = re.compile(r"(-?\d{1,3},\d+)(?:\s*[;/]\s*|,?\s+)(-?\d{1,3},\d+)")
#: in the order of trust: the pin, what was asked for, where the map looks
_IN_LINKS = (
    re.compile(r"!3d(-?\d+\.\d+)!4d(-?\d+\.\d+)"),
    re.compile(
        r"[?&](?:q|ll|query|destination|daddr|center)=(?:loc:)?(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)"
    ),
    re.compile(r"[?&]mlat=(-?\d+\.\d+)&mlon=(-?\d+\.\d+)"),
    re.compile(r"@(-?\d+\.\d+),(-?\d+\.\d+)"),
    re.compile(r"#map=\d+(?:\.\d+)?/(-?\d+\.\d+)/(-?\d+\.\d+)"),
    re.compile(r"/maps/(?:search|place|dir/?)/(-?\d+\.\d+),[\s+]*(-?\d+\.\d+)"),
    re.compile(r"geo:(-?\d+\.\d+),(-?\d+\.\d+)"),
)
LONGEST = 300
#: longer than any link that a map shares; what follows is not searched
LONGEST_LINK = 2000
#: south, north, west, east: Morocco whole, until the setting MAP_BOX is read
_box: Box = (20.5, 36.2, -17.3, -0.9)


def set_box(box: Box) -> None:
    """Where points may be; `factory.py` gives the setting."""
    global _box  # one box a process, read once at the start
    _box = box


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

    def point(self, answer: Any) -> str:
        return f"{answer['lat']},{answer['lon']}" if answer and "lat" in answer else ""


def read_point(raw: str) -> tuple[float, float]:
    """(latitude, longitude) in degrees, of typed coordinates or of a shared map link. RuleError otherwise."""
    text = unquote(western(raw[:LONGEST_LINK])).replace("،", ",").replace("٫", ".").replace("−", "-").strip()
    found = next((match for pattern in _IN_LINKS if (match := pattern.search(text))), None)
    found = found or _PAIR.fullmatch(text) or _COMMA_PAIR.fullmatch(text)
    point = _coordinates(found.groups()) if found else read_plus_code(text)
    if point is None:
        raise refuse("no_point", _point_message(text))
    lat, lon = point
    if _is_inside(lat, lon):
        return round(lat, 6), round(lon, 6)
    if _is_inside(lon, lat):
        raise refuse(
            "swapped_point",
            _("Ces coordonnées sont inversées : écrivez d'abord la latitude, comme 35.57, -5.37."),
        )
    raise refuse(
        "far_point", _("Ce point est en dehors du territoire : vérifiez le lien ou les coordonnées.")
    )


def _coordinates(parts: Sequence[str]) -> tuple[float, float]:
    lat, lon = (float(part.replace(",", ".")) for part in parts)
    return lat, lon


def _is_inside(lat: float, lon: float) -> bool:
    south, north, west, east = _box
    is_nothing = lat == lon == 0  # what devices say that do not know where they are
    return south <= lat <= north and west <= lon <= east and not is_nothing


def _point_message(text: str) -> Any:
    if is_plus_code(text):
        return _("Ce code court a besoin du nom de la commune : écrivez par exemple HJCH+2Q Tétouan.")
    if re.match(r"https?://", text):
        return _(
            "Ce lien court ne contient pas le point. Ouvrez-le dans le navigateur, puis copiez l'adresse longue ; "
            "l'adresse écrite en mots suffit aussi."
        )
    return _("Collez un lien de carte, ou des coordonnées comme 35.57, -5.37.")
