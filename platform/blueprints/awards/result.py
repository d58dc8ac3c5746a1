"""What the structure reads of the decision, by its personal link: the letter, its paper, the appeal."""

from typing import Any

from flask import abort, redirect, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from noress.blueprints.awards import bp
from noress.blueprints.awards.forms import AppealForm
from noress.core import clock
from noress.core.i18n import gettext as _
from noress.core.i18n import language
from noress.domain.applications.links import actor_of
from noress.domain.applications.models import ApplicationPerson
from noress.domain.applications.standing import standing_of
from noress.domain.applications.wording import wording_of
from noress.domain.applications.words import public_words
from noress.domain.awards import queries
from noress.domain.awards.models import Appeal, DecisionLetter
from noress.domain.awards.rules import appealing
from noress.domain.awards.rules.telling import LETTER
from noress.domain.competitions import certificates, finding
from noress.domain.competitions.outcomes import outcome_of
from noress.domain.payments import queries as payment_queries
from noress.extensions import db
from noress.web import files
from noress.web.application_links import open_link
from noress.web.flashes import say
from noress.web.headers import private_page
from noress.web.link_papers import WaitingWords, link_paper
from noress.web.permissions import public
from noress.web.submitting import attempt


def page(
    template: str, token: str, person: ApplicationPerson, status: int = 200, **values: Any
) -> BaseResponse:
    """With what was told, on every page."""
    application = person.application
    label, kind = public_words(application, standing_of(application, clock.now()))
    shown = render_template(
        template, token=token, person=person, application=application, call=application.call, state_label=label,
        state_kind=kind, words=wording_of(application.call), **values,
    )  # fmt: skip
    return private_page(shown, status)


def _letter_of(person: ApplicationPerson) -> DecisionLetter:
    """404 before the release: nothing says that there is one."""
    application = person.application
    found = db.session.scalars(queries.get_letter_of(application.id, application.call.stages)).first()
    if found is None or found.release_id is None:
        abort(404)
    return found


@bp.get("/candidature/<token>/resultat")
@public
def result(token: str) -> BaseResponse:
    person = open_link(token)
    letter = _letter_of(person)
    appeal = db.session.scalars(queries.get_appeal(person.application_id)).first()
    is_arabic = language() == "ar"
    entry = finding.entry_of(person.application)
    return page(
        "awards/result.html", token, person, letter=letter, appeal=appeal, entry=entry,
        outcome=outcome_of(entry) if entry is not None else None,
        has_payment=entry is not None and _has_payment(person),
        has_certificate=entry is not None and certificates.is_told(entry),
        text=letter.arabic if is_arabic else letter.french, other=letter.french if is_arabic else letter.arabic,
        is_arabic=is_arabic,
        takes_appeals=appeal is None and person.part.can_send and appealing.takes_appeals(person.application, clock.now()),
    )  # fmt: skip


def _has_payment(person: ApplicationPerson) -> bool:
    told = payment_queries.get_told_award(person.application_id)
    return db.session.scalars(told).first() is not None


@bp.route("/candidature/<token>/resultat.pdf", methods=["GET", "POST"])
@public
def result_pdf(token: str) -> BaseResponse:
    """Once it is made; POST asks for it."""
    person = open_link(token)
    words = WaitingWords(
        title=_("La lettre en PDF"), lead=person.application.title, ask=_("Préparer la lettre"),
        waiting=_("La lettre se prépare. Elle se télécharge dès qu'elle est prête."),
        back=(url_for(".result", token=token), _("Revenir au résultat")),
    )  # fmt: skip
    return link_paper(LETTER, _letter_of(person), words, actor=actor_of(person))


@bp.route("/candidature/<token>/recours", methods=["GET", "POST"])
@public
def appeal(token: str) -> BaseResponse:
    """Asks for the decision to be looked at again."""
    person = open_link(token)
    _letter_of(person)
    form = AppealForm()
    tried = attempt(form, lambda: _file(person, form))
    if tried.status:
        person = open_link(token)
        is_taken = appealing.takes_appeals(person.application, clock.now())
        filed = db.session.scalars(queries.get_appeal(person.application_id)).first()
        return page(
            "awards/appeal.html", token, person, tried.status, form=form, is_taken=is_taken and filed is None
        )
    say(_("Votre recours est reçu. La réponse viendra ici et par courriel."))
    db.session.commit()
    return private_page(redirect(url_for(".result", token=token), 303))


def _file(person: ApplicationPerson, form: AppealForm) -> Appeal:
    now = clock.now()
    file = files.take_upload(form.file.data, actor=actor_of(person), now=now)
    return appealing.file_appeal(person=person, text=form.text.data, file=file, now=now)
