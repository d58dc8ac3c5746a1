"""Plus codes, which map applications show for a place without an address: "8C8QGJ9M+XQ", or "GJ9M+XQ Tétouan"."""

import re

from noress.core import territories
from noress.core.folding import fold

SIGNS = "23456789CFGHJMPQRVWX"
_CODE = re.compile(rf"([{SIGNS}]{{4}})?([{SIGNS}]{{4}})\+([{SIGNS}]{{2,3}})(?:[\s,]+(.+))?", re.IGNORECASE)
#: roughly where the seat of each prefecture or province of the region stands: a short code means the nearest place
#: of that code, within half a degree
CENTRES = {
    "01.051": (35.25, -3.94), "01.151": (35.17, -5.27), "01.227": (35.77, -5.55), "01.331": (35.19, -6.15),
    "01.405": (34.80, -5.58), "01.511": (35.77, -5.82), "01.571": (35.57, -5.37), "01.573": (35.69, -5.33),
}  # fmt: skip


def is_plus_code(text: str) -> bool:
    return bool(_CODE.fullmatch(text))


def read_plus_code(text: str) -> tuple[float, float] | None:
    """(latitude, longitude) of the middle of its square; None for a short code whose place is not known."""
    found = _CODE.fullmatch(text)
    if found is None:
        return None
    area, near, last, place = found.groups()
    if area:
        return _middle((area + near + last).upper())
    centre = _centre_of(place or "")
    return _nearest((near + last).upper(), centre) if centre else None


def _middle(code: str) -> tuple[float, float]:
    lat, lon, step = -90.0, -180.0, 20.0
    for place in range(0, 10, 2):
        lat += SIGNS.index(code[place]) * step
        lon += SIGNS.index(code[place + 1]) * step
        step /= 20
    step *= 20
    if len(code) == 10:
        return lat + step / 2, lon + step / 2
    row, column = divmod(SIGNS.index(code[10]), 4)  # five rows of four
    return lat + (row + 0.5) * step / 5, lon + (column + 0.5) * step / 4


def _nearest(code: str, centre: tuple[float, float]) -> tuple[float, float]:
    """The square of that short code nearest to the centre: the area of four signs is one degree wide."""
    lat, lon = centre[0] + 90, centre[1] + 180
    area = "".join(SIGNS[int(part)] for part in (lat // 20, lon // 20, lat % 20, lon % 20))
    here = _middle(area + code)
    return here[0] + round(centre[0] - here[0]), here[1] + round(centre[1] - here[1])


def _centre_of(place: str) -> tuple[float, float] | None:
    """Where the named prefecture, province or commune is: what stands before the first comma, in either language."""
    wanted = fold(re.split("[,،]", place)[0].strip())
    for level in ("commune", "province"):
        for territory in territories.of_level(level):
            if wanted and wanted in {fold(name) for name in territory.name.values()}:
                code = territory.code if level == "province" else territory.parent
                if code in CENTRES:
                    return CENTRES[code]
    return None
