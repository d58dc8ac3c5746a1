"""All the documents of a session in one file, for those who may read them: sizes first, then the files."""

from flask import render_template

from noress.blueprints.meetings import bp
from noress.domain.accounts.permissions import P
from noress.domain.meetings import packs, policy, wording
from noress.domain.meetings.models import Meeting
from noress.domain.meetings.page import load_page
from noress.web import meeting_lines as present
from noress.web.documents import document_link
from noress.web.identity import current_actor
from noress.web.permissions import permission
from noress.web.public_cache import cached_public

#: beyond, a phone is warned
HEAVY = 5_000_000


@bp.get("/<int:meeting_id>/dossier")
@cached_public
@permission(P.MEETING_SEE, loads=Meeting)
def documents_at_once(meeting: Meeting) -> str:
    """One ZIP and one PDF: with everything for the convened and the secretariat, with what is public for all."""
    actor, meeting = current_actor(), load_page(meeting)
    sees_all = policy.sees_everything(actor, meeting)
    documents = present.documents_of(meeting, only_public=not sees_all, sees_internal=sees_all)
    public = present.documents_of(meeting, only_public=True)
    return render_template(
        "meetings/at_once.html", meeting=meeting, title=wording.title(meeting), sees_all=sees_all, heavy=HEAVY,
        documents=documents, total=sum(one.file.size for one in documents),
        public_total=sum(one.file.size for one in public), public_count=len(public),
        packs=[document_link(kind, meeting) for kind in packs.PACKS] if sees_all else [],
        public_packs=[document_link(kind, meeting) for kind in packs.PUBLIC_PACKS] if public else [],
        has_agenda=bool(present.agenda_of(meeting, sees_internal=sees_all)),
    )  # fmt: skip
