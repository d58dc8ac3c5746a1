"""One paper, made as the worker makes it, in a process of its own so that its memory can be told apart.

`python -m bench.paper <minutes id>` with the environment of the product; prints one line of JSON.
"""

import io
import json
import resource
import sys
import time


def main(minutes_id: int) -> None:
    from noress.core import clock
    from noress.core.database import writing
    from noress.domain.accounts.actor import Actor
    from noress.domain.files.models import RenderedDocument
    from noress.domain.files.rules import request_document
    from noress.domain.minutes.models import Minutes
    from noress.extensions import db
    from noress.jobs.documents import drain
    from wsgi import app

    drain(app)  # papers that earlier rows asked for
    with app.app_context(), writing():
        subject = db.session.get(Minutes, minutes_id)
        row = request_document(
            kind="minutes", subject=subject, language="fr", actor=Actor.system(), now=clock.now()
        )
        key = row.id
        db.session.commit()
    begun = time.perf_counter()
    ready = drain(app)
    seconds = time.perf_counter() - begun
    assert ready == 1, "the paper could not be made"
    with app.app_context():
        document = db.session.get(RenderedDocument, key)
        assert document is not None
        assert document.file is not None
        content = app.extensions["storage"].get(document.file.key)
    from pypdf import PdfReader  # after the clock has stopped

    child = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(
        json.dumps(
            {
                "pages": len(PdfReader(io.BytesIO(content)).pages), "seconds": seconds, "bytes": len(content),
                "child_mb": child.ru_maxrss / 1000, "child_cpu": child.ru_utime + child.ru_stime,
            }
        )
    )  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]))
