"""What gunicorn reads by itself where it is started: what its workers share, and how long an address may be.

Beyond 4 kB web/errors.py answers with a page in the reader's language; a search of 10,000 Arabic letters, 60 kB as it
travels, must come that far. gunicorn itself stops at 8 kB, or nowhere.
"""

import gc
from typing import Any

from gunicorn.http import message

message.MAX_REQUEST_LINE = 65_536
limit_request_line = 65_536

# The application is made once, and its workers are copies that share its memory: one that replaces another answers at once.
# New code needs a restart: HUP only makes new workers of the same.
preload_app = True


def when_ready(server: Any) -> None:
    """Before the first worker: SQLAlchemy joins the tables here, or the first page of each worker would wait 0.4 s for it."""
    from sqlalchemy.orm import configure_mappers

    gc.disable()
    configure_mappers()
    gc.freeze()
    gc.enable()
