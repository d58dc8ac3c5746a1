"""Settings, read from the environment once. The README documents each with its default."""

import json
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).parent


class SettingsError(RuntimeError):
    """A setting is missing or cannot be used; the application does not start."""


def _flag(name: str) -> bool:
    return os.environ.get(name, "").strip().lower() in {"1", "true", "yes", "on"}


def _texts(name: str, default: dict[str, str]) -> dict[str, str]:
    raw = os.environ.get(name)
    if not raw:
        return default
    if not raw.lstrip().startswith("{"):
        return {"fr": raw}
    try:
        return dict(json.loads(raw))
    except (ValueError, TypeError) as error:
        raise SettingsError(f'{name} must be a text or JSON such as {{"fr": "…", "ar": "…"}}') from error


def _tiles(raw: str) -> str:
    """One host only: pages that show the map allow this one, and no other."""
    if not raw:
        return ""
    parts = urlsplit(raw)
    is_whole = parts.scheme in {"http", "https"} and re.fullmatch(r"[\w.-]+(:\d+)?", parts.netloc)
    if is_whole and all(part in raw for part in ("{z}", "{x}", "{y}")):
        return raw
    raise SettingsError("MAP_TILES_URL must be like https://tiles.example/{z}/{x}/{y}.png")


def _box(raw: str, default: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    if not raw:
        return default
    try:
        south, north, west, east = (float(part) for part in raw.split(","))
    except ValueError:
        south = north = west = east = 0.0
    if -90 <= south < north <= 90 and -180 <= west < east <= 180:
        return south, north, west, east
    raise SettingsError("MAP_BOX must be south,north,west,east in degrees, such as 20.5,36.2,-17.3,-0.9")


@dataclass
class Settings:
    """Every setting of the platform; `from_environment` reads them, tests build them."""

    secret_key: str
    base_url: str = "http://127.0.0.1:8000"
    database_url: str = ""
    redis_url: str = ""
    storage_url: str = ""
    instance_path: str = str(ROOT / "instance")
    demo: bool = False
    mail_server: str = ""
    mail_port: int = 25
    mail_username: str = ""
    mail_password: str = ""
    mail_use_tls: bool = False
    mail_use_ssl: bool = False
    mail_timeout: int = 20
    #: the secretariat's real mailbox: sender of every mail and ORGANIZER of every meeting
    mail_sender: str = "secretariat@noress.example"
    network_name: dict[str, str] = field(default_factory=lambda: {"fr": "NORESS", "ar": "نوريس"})
    network_territory: dict[str, str] = field(
        default_factory=lambda: {"fr": "Région Tanger-Tétouan-Al Hoceïma", "ar": "جهة طنجة-تطوان-الحسيمة",
                                 "en": "Tanger-Tétouan-Al Hoceïma region"}
    )  # fmt: skip
    #: where letters are dated from
    network_city: dict[str, str] = field(default_factory=lambda: {"fr": "Tanger", "ar": "طنجة"})
    zone: str = "Africa/Casablanca"
    #: number of the receipt of the declaration to the CNDP (law 09-08); empty: shown as not yet declared
    cndp_receipt: str = ""
    hosting_country: str = ""
    max_upload_bytes: int = 20_000_000
    #: ready-made public pages kept in each worker's memory; 0 renders every page anew
    public_cache_bytes: int = 16_000_000
    #: where the map of the address question takes its pictures, with {z}, {x} and {y}; empty: no map is offered
    map_tiles_url: str = ""
    #: whose they are, as their licence wants it said; may hold links
    map_tiles_attribution: str = ""
    #: south, north, west, east in degrees: a point outside is refused. Morocco whole, and its coasts
    map_box: tuple[float, float, float, float] = (20.5, 36.2, -17.3, -0.9)
    #: a GeoJSON file that the catalogue's map draws over its ground; empty: no boundary is drawn
    map_boundary_file: str = ""
    proxies: int = 0
    testing: bool = False

    @classmethod
    def from_environment(cls) -> "Settings":
        env = os.environ
        demo = _flag("DEMO")
        secret = env.get("SECRET_KEY", "")
        if not secret:
            if not demo:
                raise SettingsError(
                    "SECRET_KEY is required outside the demonstration. Make one with: "
                    "python -c 'import secrets; print(secrets.token_urlsafe(48))'"
                )
            secret = _demonstration_secret()
        settings = cls(
            secret_key=secret,
            base_url=env.get("BASE_URL") or f"http://127.0.0.1:{env.get('PORT', '8000')}",
            demo=demo,
            **{name: env[name.upper()] for name in _TEXT_SETTINGS if env.get(name.upper())},
        )
        for name in ("mail_use_tls", "mail_use_ssl"):
            setattr(settings, name, _flag(name.upper()))
        for name in ("mail_port", "mail_timeout", "max_upload_bytes", "proxies", "public_cache_bytes"):
            if env.get(name.upper()):
                setattr(settings, name, int(env[name.upper()]))
        settings.map_tiles_url = _tiles(settings.map_tiles_url)
        if settings.map_boundary_file and not Path(settings.map_boundary_file).is_file():
            raise SettingsError(f"MAP_BOUNDARY_FILE is not a file: {settings.map_boundary_file}")
        settings.map_box = _box(env.get("MAP_BOX", ""), settings.map_box)
        settings.network_name = _texts("NETWORK_NAME", settings.network_name)
        settings.network_territory = _texts("NETWORK_TERRITORY", settings.network_territory)
        settings.network_city = _texts("NETWORK_CITY", settings.network_city)
        return settings

    def to_flask(self) -> dict[str, object]:
        """The same, under the names Flask and its extensions read."""
        Path(self.instance_path).mkdir(parents=True, exist_ok=True)
        database = self.database_url or f"sqlite:///{Path(self.instance_path) / 'noress.db'}"
        # "postgresql://" means different drivers in different SQLAlchemy versions: say which.
        if database.startswith(("postgres://", "postgresql://")):
            database = "postgresql+psycopg://" + database.split("://", 1)[1]
        is_secure = self.base_url.startswith("https://")
        return {
            "SETTINGS": self,
            "SECRET_KEY": self.secret_key,
            "TESTING": self.testing,
            "SQLALCHEMY_DATABASE_URI": database,
            # Read further than one file may weigh: a file too heavy is then told beside its field, with what
            # was typed still there. Beyond, the request is refused unread.
            "MAX_CONTENT_LENGTH": 3 * self.max_upload_bytes + 2_000_000,
            # Flask's 500 kB would lose long minutes posted as multipart.
            "MAX_FORM_MEMORY_SIZE": 4_000_000,
            "MAX_FORM_PARTS": 5_000,
            "SESSION_COOKIE_NAME": "__Host-noress" if is_secure else "noress",
            "SESSION_COOKIE_SECURE": is_secure,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "PERMANENT_SESSION_LIFETIME": 60 * 60 * 24 * 60,
            # The token lives as long as the sign-in: a form left open over lunch still posts.
            "WTF_CSRF_TIME_LIMIT": None,
            "WTF_CSRF_SSL_STRICT": True,
            "MAIL_SERVER": self.mail_server,
            "MAIL_PORT": self.mail_port,
            "MAIL_USERNAME": self.mail_username or None,
            "MAIL_PASSWORD": self.mail_password or None,
            "MAIL_USE_TLS": self.mail_use_tls,
            "MAIL_USE_SSL": self.mail_use_ssl,
            "MAIL_TIMEOUT": self.mail_timeout,
            "MAIL_DEFAULT_SENDER": (self.network_name.get("fr", ""), self.mail_sender),
            "MAIL_ASCII_ATTACHMENTS": True,
        }


_TEXT_SETTINGS = (
    "database_url", "redis_url", "storage_url", "mail_server", "mail_username", "mail_password",
    "mail_sender", "zone", "cndp_receipt", "hosting_country", "instance_path",
    "map_tiles_url", "map_tiles_attribution", "map_boundary_file",
)  # fmt: skip


def _demonstration_secret() -> str:
    """A key of this machine's own, kept beside the demonstration's data; nothing is hard-coded."""
    import secrets

    path = Path(os.environ.get("INSTANCE_PATH") or ROOT / "instance") / "demo-secret"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(secrets.token_urlsafe(48))
        path.chmod(0o600)
    return path.read_text().strip()
