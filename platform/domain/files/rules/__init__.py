"""What happens to files: uploads kept, documents asked for and made, contents frozen."""

from noress.domain.files.rules.freezing import freeze
from noress.domain.files.rules.rendering import (
    claim_document,
    discard_documents,
    fail_document,
    finish_document,
    forget_made_documents,
    release_document,
    request_document,
    withdraw_documents,
)
from noress.domain.files.rules.uploads import ACCEPTED, store_file

__all__ = [
    "ACCEPTED", "claim_document", "discard_documents", "fail_document", "finish_document", "forget_made_documents", "freeze",
    "release_document", "request_document", "store_file", "withdraw_documents",
]  # fmt: skip
