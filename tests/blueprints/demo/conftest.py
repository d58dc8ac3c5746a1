"""The demonstration, on a fixed day."""

from tests.demonstration import demonstration

__all__ = ["demonstration"]
