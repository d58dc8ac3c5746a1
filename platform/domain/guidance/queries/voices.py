"""Recorded voices of the right door."""

from sqlalchemy import Select, select

from noress.domain.guidance.models import GuidanceVoice

#: built once: it runs with the public pages
_PLACES = select(GuidanceVoice.about, GuidanceVoice.language, GuidanceVoice.file_id)


def list_voices(about: str = "") -> Select[GuidanceVoice]:
    """Of every screen, or of one."""
    query = select(GuidanceVoice).order_by(GuidanceVoice.about, GuidanceVoice.language)
    return query.where(GuidanceVoice.about == about) if about else query


def list_places() -> Select[str, str, int]:
    """(screen, language, stored file)."""
    return _PLACES


def lock_voice(about: str, language: str) -> Select[GuidanceVoice]:
    return (
        select(GuidanceVoice)
        .where(GuidanceVoice.about == about, GuidanceVoice.language == language)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def get_by_file(file_id: int) -> Select[GuidanceVoice]:
    return select(GuidanceVoice).where(GuidanceVoice.file_id == file_id)
