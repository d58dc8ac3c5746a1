"""Sheets of institutions and people: sent, understood, checked line by line, written, taken back."""

from flask import Blueprint

bp = Blueprint("imports", __name__)

from noress.blueprints.imports import checking, sending, writing  # noqa: E402, F401
