"""What the application refuses to start with: a missing secret, an exposed demonstration, old zone data."""

import struct
import subprocess
import sys
import zoneinfo
from datetime import UTC, datetime

import pytest

from config import Settings, SettingsError
from noress.core import clock
from tests.apps import make_app
from tests.architecture.source import ROOT


@pytest.fixture
def environment(monkeypatch):
    for name in ("SECRET_KEY", "DEMO", "BASE_URL", "PORT", "DATABASE_URL", "MAP_TILES_URL", "MAP_BOX"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def test_a_secret_is_required_outside_the_demonstration(environment):
    with pytest.raises(SettingsError, match="SECRET_KEY is required"):
        Settings.from_environment()


def test_the_secret_has_no_default(environment, tmp_path):
    """With DEMO=1 it is drawn once per machine and kept; nothing in the code can be guessed."""
    environment.setenv("DEMO", "1")
    secrets = []
    for folder in ("one", "two", "two"):
        environment.setenv("INSTANCE_PATH", str(tmp_path / folder))
        secrets.append(Settings.from_environment().secret_key)
    assert len(secrets[0]) >= 48
    assert secrets[0] != secrets[1]
    assert secrets[1] == secrets[2]
    assert (tmp_path / "one/demo-secret").stat().st_mode & 0o077 == 0


def test_a_map_without_a_place_to_take_it_from_is_told_at_the_start(environment):
    environment.setenv("SECRET_KEY", "x")
    tiles, box = "https://tiles.example:8443/osm/{z}/{x}/{y}.png?key=1", "27.5,30,-13.2,-8"
    environment.setenv("MAP_TILES_URL", tiles)
    environment.setenv("MAP_BOX", box)
    settings = Settings.from_environment()
    assert (settings.map_tiles_url, settings.map_box) == (tiles, (27.5, 30.0, -13.2, -8.0))
    wrong = [
        ("MAP_TILES_URL", raw)
        for raw in ("https://tiles.example/{z}/{x}.png", "/tiles/{z}/{x}/{y}", "https://{s}.tiles.example/{z}/{x}/{y}.png",
                    "https://tiles.example; script-src */{z}/{x}/{y}")
    ] + [("MAP_BOX", raw) for raw in ("20,36,-17", "36,20,-17,-1", "a,b,c,d", "nan,36,-17,-1", "20,91,-17,-1")]  # fmt: skip
    for name, raw in wrong:
        environment.setenv("MAP_TILES_URL", tiles)
        environment.setenv("MAP_BOX", box)
        environment.setenv(name, raw)
        with pytest.raises(SettingsError, match=f"{name} must be"):
            Settings.from_environment()


def test_wsgi_says_what_is_missing(environment):
    done = subprocess.run(
        [sys.executable, "-c", "import wsgi"], cwd=ROOT, capture_output=True, text=True, check=False,
        env={"PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert done.returncode == 1
    assert "SECRET_KEY is required outside the demonstration" in done.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    "address",
    ["https://noress.example", "http://192.168.1.4:8000", "http://0.0.0.0:8000", "http://127.0.0.1.example"],
)
def test_the_demonstration_is_refused_beyond_this_machine(tmp_path, address):
    with pytest.raises(SettingsError, match="DEMO=1 is refused"):
        make_app("sqlite://", tmp_path, base_url=address, demo=True)


def test_without_demonstration_its_pages_do_not_exist(app_with, app):
    application = app_with(demo=False)
    demo_rules = [rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/demo")]
    assert [rule.rule for rule in application.url_map.iter_rules() if rule.rule.startswith("/demo")] == []
    browser = application.test_client()
    for address in [
        "/demo/",
        "/demo/courrier",
        "/demo/composants",
        *(rule for rule in demo_rules if "<" not in rule),
    ]:
        assert browser.get(address, base_url="http://127.0.0.1:8000").status_code == 404
    page = browser.get("/", base_url="http://127.0.0.1:8000").get_data(as_text=True)
    assert "demo-band" not in page
    assert "/demo" not in browser.get("/connexion", base_url="http://127.0.0.1:8000").get_data(as_text=True)


# Zone data. A file of tzdata 2025b says: Morocco is at UTC+1, and at UTC+0 during Ramadan, for ever.


def old_zone_file(*, after: int, footer: str) -> bytes:
    """A TZif version 2 file with one change, to `after` seconds from UTC on 2018-10-28, then `footer`."""
    kinds = struct.pack(">lBB", 0, 0, 0) + struct.pack(">lBB", after, 0, 4)
    names = b"+00\0+01\0"
    header = struct.pack(">4sc15x6l", b"TZif", b"2", 0, 0, 0, 0, 1, 1) + struct.pack(">lBB", 0, 0, 0) + b"\0"
    change = int(datetime(2018, 10, 28, 2, tzinfo=UTC).timestamp())
    second = struct.pack(">4sc15x6l", b"TZif", b"2", 0, 0, 0, 1, 2, len(names))
    return header + second + struct.pack(">qB", change, 1) + kinds + names + f"\n{footer}\n".encode()


@pytest.fixture
def zones(tmp_path):
    """zones(...) makes Python read a hand-made zone file; afterwards it reads the right one again."""

    def install(content: bytes) -> str:
        folder = tmp_path / "zoneinfo/Africa"
        folder.mkdir(parents=True)
        (folder / "Casablanca").write_bytes(content)
        zoneinfo.reset_tzpath(to=[str(tmp_path / "zoneinfo")])
        zoneinfo.ZoneInfo.clear_cache()
        return str(tmp_path / "zoneinfo")

    yield install
    zoneinfo.reset_tzpath(to=[])
    zoneinfo.ZoneInfo.clear_cache()


def test_todays_zone_data_is_accepted():
    clock.check_zone_data()
    assert clock.to_utc(datetime(2027, 4, 8, 10)) == datetime(2027, 4, 8, 10, tzinfo=UTC)
    assert clock.to_utc(datetime(2026, 1, 15, 10)) == datetime(2026, 1, 15, 9, tzinfo=UTC)


def test_zone_data_that_keeps_morocco_at_utc_plus_one_is_refused(zones, tmp_path):
    zones(old_zone_file(after=3600, footer="<+01>-1"))
    assert (
        datetime(2026, 12, 1, 12, tzinfo=zoneinfo.ZoneInfo("Africa/Casablanca")).utcoffset().seconds == 3600
    )
    with pytest.raises(clock.ZoneDataError, match="Zone data is too old"):
        make_app("sqlite://", tmp_path / "instance")


def test_zone_data_that_never_left_utc_is_refused(zones):
    """Older still: sessions of January 2026 would be an hour off."""
    zones(old_zone_file(after=0, footer="<+00>0"))
    with pytest.raises(clock.ZoneDataError):
        clock.check_zone_data()


def test_the_systems_old_zone_files_are_not_read(zones):
    """Python prefers them to the `tzdata` package, even named by PYTHONTZPATH: the clock forgets them."""
    folder = zones(old_zone_file(after=3600, footer="<+01>-1"))
    script = "from noress.core import clock; clock.check_zone_data(); print('started')"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False,
        env={"PATH": "/usr/bin:/bin", "PYTHONTZPATH": folder},
    )  # fmt: skip
    assert (done.stdout.strip(), done.stderr) == ("started", "")
