"""What happens to files: uploads kept, documents asked for and made, contents frozen."""

from noress.domain.files.rules.freezing import freeze
from noress.domain.files.rules.pieces import (
    PIECE,
    OutOfStep,
    add_piece,
    begin_upload,
    drop_upload,
    finish_upload,
)
from noress.domain.files.rules.rendering import (
    claim_document,
    discard_documents,
    fail_document,
    finish_document,
    forget_made_documents,
    release_document,
    request_document,
    withdraw_documents,
    withdraw_kinds,
)
from noress.domain.files.rules.uploads import ACCEPTED, drop_files, store_file

__all__ = [
    "ACCEPTED", "PIECE", "OutOfStep", "add_piece", "begin_upload", "claim_document", "discard_documents", "drop_files",
    "drop_upload", "fail_document", "finish_document", "finish_upload", "forget_made_documents", "freeze", "release_document",
    "request_document", "store_file", "withdraw_documents", "withdraw_kinds",
]  # fmt: skip
