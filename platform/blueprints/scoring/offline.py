"""A juror without a network: the script that answers for the list and the files that their browser keeps."""

from flask import Response

from noress.blueprints.scoring import bp
from noress.web.assets import worker_script
from noress.web.permissions import public


@bp.get("/jury/sw.js")
@public
def worker() -> Response:
    """Answers for pages under /jury/ only: a worker rules over the folder of its address."""
    return worker_script("jury-worker.js")
