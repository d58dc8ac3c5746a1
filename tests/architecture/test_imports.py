"""What a web worker loads: heavy libraries wait for the function that uses them."""

import json
import os
import subprocess
import sys

import pytest

from tests.architecture.source import ROOT

HEAVY = [
    "typst", "PIL", "pypdf", "pypdfium2", "fontTools", "phonenumbers", "networkx", "apispec", "marshmallow", "xlsxwriter", "python_calamine", "rapidfuzz", "alembic", "flask_migrate", "moto", "boto3",
    "numpy", "pandas", "polars", "weasyprint", "segno", "icalendar", "aiosmtpd", "hypothesis", "babel.messages",
    "noress.demo", "pytest",
]  # fmt: skip
SCRIPT = """
import json, sys, time
started = time.perf_counter()
import wsgi
print(json.dumps({"seconds": time.perf_counter() - started, "modules": sorted(sys.modules)}))
"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """The modules in memory once `wsgi` is imported, as gunicorn imports it."""
    environment = {
        name: value for name, value in os.environ.items()
        if not name.startswith(("COV", "FLASK_", "PYTEST")) and name not in {"DEMO", "DATABASE_URL"}
    }  # fmt: skip
    environment |= {"SECRET_KEY": "x" * 40, "INSTANCE_PATH": str(tmp_path_factory.mktemp("instance"))}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout.splitlines()[-1])
    sys.stdout.write(f"import wsgi: {found['seconds']:.2f} s, {len(found['modules'])} modules\n")
    return set(found["modules"])


@pytest.mark.parametrize("name", HEAVY)
def test_heavy_libraries_are_not_loaded_at_start(loaded, name):
    assert [module for module in sorted(loaded) if module == name or module.startswith(f"{name}.")] == []


def test_the_application_is_loaded(loaded):
    assert {"noress.factory", "noress.web.permissions", "flask"} <= loaded
