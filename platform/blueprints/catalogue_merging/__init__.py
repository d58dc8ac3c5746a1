"""Is it in the catalogue already? Finding entries written twice, making them one, and taking that back."""

from flask import Blueprint

bp = Blueprint("catalogue_merging", __name__)

from noress.blueprints.catalogue_merging import duplicates, exists, merges  # noqa: E402, F401
