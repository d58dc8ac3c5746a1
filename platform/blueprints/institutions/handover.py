"""The hand-over of a seat or of a body: what whoever takes over needs, on paper and as an archive."""

from flask import render_template

from noress.blueprints.institutions import bp
from noress.core import clock
from noress.domain.accounts.permissions import P
from noress.domain.institutions import queries, rules
from noress.domain.institutions.models import Body, Seat
from noress.extensions import db
from noress.web.documents import document_link
from noress.web.permissions import permission


@bp.get("/sieges/<int:seat_id>/passation")
@permission(P.HANDOVER_PREPARE, loads=Seat)
def hand_over_seat(seat: Seat) -> str:
    """What the pack of a seat holds, and the two buttons that make it."""
    return render_template(
        "institutions/hand_over_seat.html", seat=seat, followed=rules.count_followed(seat),
        invitations=len(db.session.scalars(queries.list_coming_invitations(seat.id, clock.now())).all()),
        paper=document_link("handover_pack", seat), archive=document_link("handover_zip", seat),
    )  # fmt: skip


@bp.get("/instances/<int:body_id>/passation")
@permission(P.HANDOVER_PREPARE, loads=Body)
def hand_over_body(body: Body) -> str:
    """The same for a body: its presidency, or the coordination of the secretariat, changes hands."""
    return render_template(
        "institutions/hand_over_body.html", body=body, paper=document_link("body_handover_pack", body),
        archive=document_link("body_handover_zip", body),
    )  # fmt: skip
