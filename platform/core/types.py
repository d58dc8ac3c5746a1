"""Column types that mean the same on SQLite and PostgreSQL."""

from datetime import UTC, datetime
from enum import Enum
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, String, TypeDecorator
from sqlalchemy import Enum as EnumColumn
from sqlalchemy.dialects.postgresql import JSONB

from noress.core.i18n import Translated

Json = JSON().with_variant(JSONB(), "postgresql")


class UTCDateTime(TypeDecorator[datetime]):
    """An instant: aware in Python, UTC in the database. Naive values are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class TranslatedText(TypeDecorator[Translated]):
    """Content in several languages, stored as JSON {language: text}."""

    impl = Json
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> dict[str, str] | None:
        return None if value is None else dict(Translated(value))

    def process_result_value(self, value: Any, dialect: Dialect) -> Translated | None:
        return None if value is None else Translated(value)


def enum_column(kind: type[Enum], length: int = 32) -> EnumColumn:
    """An enumeration stored by value in a plain text column, so that adding a value is no migration."""
    return EnumColumn(
        kind, values_callable=lambda members: [member.value for member in members],
        native_enum=False, length=length, create_constraint=False, validate_strings=True,
    )  # fmt: skip


Short = String(200)
