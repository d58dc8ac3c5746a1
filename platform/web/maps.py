"""The map on which an address is shown: its settings and words for the script, its tiles for the page's policy."""

from typing import Any
from urllib.parse import urlsplit

from flask import current_app, g, url_for

from noress.core.i18n import lazy
from noress.web.assets import asset_url

#: beyond it most servers of tiles have none
MAX_ZOOM = 19
WORDS = {
    "label": lazy(
        "Carte : les flèches la déplacent, + et - changent l'échelle, Entrée pose le point sous la croix."
    ),
    "hint": lazy("Amenez la croix sur le lieu, puis posez le point."),
    "put": lazy("Poser le point ici"),
    "chosen": lazy("Point choisi : {point}"),
    "remove": lazy("Enlever le point"),
    "removed": lazy("Le point est enlevé."),
    "outside": lazy("La croix est en dehors du territoire : le point n'est pas posé."),
    "close": lazy("Fermer la carte"),
    "closer": lazy("Agrandir la carte"),
    "farther": lazy("Réduire la carte"),
    "no_tiles": lazy("Les images de la carte n'arrivent pas. Un lien collé ou l'adresse en mots suffit."),
    "failed": lazy("La carte ne s'ouvre pas sans réseau. Un lien collé ou l'adresse en mots suffit."),
}  # fmt: skip


#: of the catalogue's map
CATALOGUE_WORDS = {
    "label": lazy("Carte des structures : les flèches la déplacent, + et - changent l'échelle, Tab passe d'un point à l'autre."),
    "close": WORDS["close"], "closer": WORDS["closer"], "farther": WORDS["farther"],
    "close_point": lazy("Fermer"), "group": lazy("{count} structures : rapprocher"),
    "no_tiles": lazy("Les images de la carte n'arrivent pas : les points restent à leur place."),
    "failed": lazy("La carte ne s'ouvre pas. La liste dit la même chose."),
    "shown": lazy("{shown} structures sur la carte, sur {total} trouvées : les autres n'ont pas de point public."),
    "most": lazy("La carte montre les {shown} premières structures, sur {total} trouvées : précisez la recherche pour voir les autres."),
    "none": lazy("Aucune des structures trouvées n'a de point public sur la carte."),
}  # fmt: skip


def offered_map() -> dict[str, Any] | None:
    """What the script of the map needs, when the settings name tiles; this page may then load them."""
    settings = current_app.config["SETTINGS"]
    if not settings.map_tiles_url:
        return None
    parts = urlsplit(settings.map_tiles_url)
    g.image_origin = f"{parts.scheme}://{parts.netloc}"
    return {
        "tiles": settings.map_tiles_url, "attribution": settings.map_tiles_attribution, "box": settings.map_box,
        "max_zoom": MAX_ZOOM, "host": parts.hostname, "script": asset_url("map.js"), "style": asset_url("map.css"),
        "words": {name: str(text) for name, text in WORDS.items()},
    }  # fmt: skip


def allow_tiles() -> None:
    """The pictures of the map may be loaded by the page answered, kept or not."""
    if tiles := current_app.config["SETTINGS"].map_tiles_url:
        parts = urlsplit(tiles)
        g.image_origin = f"{parts.scheme}://{parts.netloc}"


def catalogue_map(points_url: str) -> dict[str, Any]:
    """What the script of the catalogue's map needs. Without tiles the points stand on a plain ground."""
    settings = current_app.config["SETTINGS"]
    return {
        "tiles": settings.map_tiles_url, "attribution": settings.map_tiles_attribution, "box": settings.map_box,
        "max_zoom": MAX_ZOOM, "script": asset_url("catalogue-map.js"), "style": asset_url("catalogue-map.css"),
        "points": points_url, "entry": url_for("catalogue.index"),
        "boundary": url_for("catalogue.boundary") if settings.map_boundary_file else "",
        "words": {name: str(text) for name, text in CATALOGUE_WORDS.items()},
    }  # fmt: skip
