"""Mails, retention, health."""

from typing import Any

from flask import current_app, redirect, render_template, request, url_for

from noress.blueprints.admin import bp, health
from noress.blueprints.admin.forms import MailFilterForm
from noress.blueprints.admin.present import retention_rows, without_tokens
from noress.core import clock, paging
from noress.core.errors import RuleError
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.outbox import queries, rules
from noress.domain.outbox.models import MailState, OutboxMail
from noress.domain.reviewing import conflicts
from noress.extensions import db
from noress.web import history
from noress.web.flashes import say
from noress.web.identity import current_actor
from noress.web.loaders import hidden_mails
from noress.web.permissions import permission, public


@bp.get("/courriers/")
@permission(P.MAIL_LIST)
def mails() -> str:
    """What left, what waits, what failed."""
    form = MailFilterForm(request.args)
    actor = current_actor()
    assert actor is not None, "the permission asks for somebody"
    hidden = hidden_mails(actor)
    page = paging.paginate(
        queries.list_mails(form.chosen_state(), words=form.q.data or "", hidden=hidden),
        paging.page_number(request.args.get("page")),
    )
    counts: dict[MailState, int] = dict(db.session.execute(queries.count_by_state(hidden)).all())
    return render_template(
        "admin/mails.html",
        page=page,
        form=form,
        counts=[(state, counts.get(state, 0)) for state in MailState],
    )


@bp.get("/courriers/<int:outbox_mail_id>")
@permission(P.MAIL_LIST, loads=OutboxMail)
def mail(mail: OutboxMail) -> str:
    """One mail as it was written, its links made useless."""
    return render_template(
        "admin/mail.html", mail=mail, text=without_tokens(mail.text), calendar=without_tokens(mail.calendar),
        history=history.page_of({"outbox_mail": [mail.id]}, paging.page_number(request.args.get("page"))),
    )  # fmt: skip


@bp.route("/courriers/<int:outbox_mail_id>/renvoyer", methods=["GET", "POST"])
@permission(P.MAIL_RESEND, loads=OutboxMail)
def resend_mail(mail: OutboxMail) -> Any:
    """Ask first, then put it back in the queue."""
    if request.method == "GET":
        return render_template("admin/resend_mail.html", mail=mail)
    actor = current_actor()
    assert actor is not None, "the permission asks for somebody"
    try:
        rules.send_again(mail=mail, actor=actor, now=clock.now())
    except RuleError as error:
        return render_template("admin/resend_mail.html", mail=mail, refusal=error.message), error.status
    db.session.commit()
    say(_("Le courriel est remis en file : il part dans les secondes qui viennent."))
    return redirect(url_for(".mail", outbox_mail_id=mail.id), 303)


@bp.get("/conservation")
@permission(P.RETENTION_SEE)
def retention() -> str:
    """How long each kind of data is kept, how much there is, and what the next purge takes."""
    now, actor = clock.now(), current_actor()
    assert actor is not None, "the permission asks for somebody signed in"
    rows = retention_rows(now, conflicts.recused_ids(actor, conflicts.APPLICATION))
    return render_template("admin/retention.html", rows=rows, **health.purge_times(now))


@bp.get("/healthz")
@public
def healthz() -> Any:
    """The process answers."""
    return {"status": "ok"}


@bp.get("/readyz")
@public
def readyz() -> Any:
    """What the service needs: 503 names what fails."""
    checks = health.run_checks(current_app)
    is_ready = all(answer == "ok" for answer in checks.values())
    return {"status": "ok" if is_ready else "failing", "checks": checks}, 200 if is_ready else 503
