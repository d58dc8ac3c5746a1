"""Long forms keep what is typed on the server: the view says `form = draft_form(FormClass, data=...)`, the
template `form_start(..., draft=form.draft)` and `form_end(draft=form.draft)`. See docs/domains/drafts.md.

Opening fills the form from its draft. Posting drops the draft in the view's own transaction: when the view
commits it is gone with what it held, when the form is refused nothing is committed and it stays.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, ClassVar, Final, TypeVar

from flask import current_app, g, request, url_for
from flask import session as cookies
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.datastructures import MultiDict
from werkzeug.routing import BuildError
from wtforms import FileField

from noress.core import clock
from noress.core.i18n import language, lazy
from noress.domain.drafts import queries, rules
from noress.domain.drafts.models import FormDraft
from noress.domain.drafts.queries import Slot
from noress.domain.drafts.rules import Writing
from noress.extensions import db
from noress.web import resume
from noress.web.forms import BaseForm
from noress.web.identity import current_actor, signed_in
from noress.web.merge import same_value

AnyForm = TypeVar("AnyForm", bound=BaseForm)

FIELD: Final = "_draft"
_DONE: Final = "_draft_done"
LONGEST_KEY: Final = 200

#: what the list of drafts calls each form: a long form adds its endpoint here
TITLES: dict[str, Any] = {
    "meetings.create": lazy("Préparer une session"),
    "meetings.edit": lazy("Modifier la session"),
    "meetings.agenda": lazy("Ajouter un point à l'ordre du jour"),
    "meetings.edit_item": lazy("Modifier un point"),
    "meetings.cancel": lazy("Annuler la session"),
    "backlog.propose": lazy("Proposer un point"),
    "backlog.propose_to_body": lazy("Proposer un point"),
    "backlog.edit": lazy("Modifier un point proposé"),
    "backlog.review": lazy("Examiner un point"),
    "meetings.enter_answer": lazy("Saisir une réponse"),
    "institutions.create": lazy("Ajouter une institution"),
    "institutions.edit": lazy("Modifier l'institution"),
    "institutions.create_body": lazy("Ajouter une instance"),
    "institutions.edit_body": lazy("Modifier l'instance"),
    "institutions.open_seat": lazy("Ouvrir un siège"),
    "institutions.edit_seat": lazy("Modifier un siège"),
    "institutions.add_mandate": lazy("Ajouter un mandat"),
    "people.create": lazy("Ajouter une personne"),
    "people.edit": lazy("Modifier une personne"),
    "governance.add_version": lazy("Ajouter une version d'un texte"),
    "governance.edit_version": lazy("Modifier une version d'un texte"),
    "minutes.propose": lazy("Proposer une correction"),
    "minutes.correction": lazy("Répondre à une correction"),
    "minutes.add_outcome": lazy("Ajouter un constat ou une piste"),
    "minutes.edit_finding": lazy("Modifier un constat"),
    "minutes.edit_proposal": lazy("Modifier une piste d'action"),
    "minutes.rectify": lazy("Rectifier un compte rendu"),
    "decisions.add": lazy("Ajouter une décision"),
    "decisions.edit": lazy("Modifier la décision"),
    "decisions.complete": lazy("Ajouter l'autre langue"),
    "actions.create": lazy("Ajouter une action"),
    "actions.edit": lazy("Modifier l'action"),
    "actions.create_plan": lazy("Créer un plan"),
    "actions.edit_plan": lazy("Modifier le plan"),
    "actions.report": lazy("Donner des nouvelles"),
    "duties.answer": lazy("Répondre à l'invitation"),
    "evaluating.grid": lazy("Grille d'évaluation"),
    "evaluating.prize_grid": lazy("Grille de notation"),
    "deliberating.notes": lazy("Notes de délibération"),
    "deliberating.hands": lazy("Vote à main levée"),
    "deliberating.decide": lazy("Rang, mention, décision"),
    "deliberating.leave_prize": lazy("Ne pas attribuer un prix"),
    "evaluating.write": lazy("Évaluer un dossier"),
    "reports.edit_page": lazy("Page publique du projet"),
    "reports.close": lazy("Terminer le projet"),
    "catalogue_desk.edit": lazy("Modifier une fiche du catalogue"),
    "application_desk.check": lazy("Vérifier ce dossier"),
    "application_desk.correct": lazy("Demander une correction"),
    "application_desk.decide": lazy("Décider"),
    "application_desk.thread": lazy("Échanges avec la structure"),
    "application_desk.write_many": lazy("Écrire à plusieurs structures"),
    "application_desk.notes": lazy("Notes"),
    "opinions.ask": lazy("Demander un avis"),
    "accounts.request_about_own_data": lazy("Demande sur mes données"),
    "people.handle_request": lazy("Répondre à une demande sur des données personnelles"),
}


@dataclass(frozen=True)
class OpenDraft:
    """What a page with a draft knows: where the draft lies, the page's own name, and the mark of the draft
    that filled it. With `saved_at`, the form shows that draft."""

    slot: Slot
    base: str = ""
    page: str = field(default_factory=lambda: secrets.token_hex(8))
    saved_at: datetime | None = None
    device_label: str = ""
    #: what is edited was saved by somebody since the draft was begun
    is_behind: bool = False
    #: there is a saved text to go back to; otherwise the form was empty
    has_saved_version: bool = False
    has_files: bool = False
    #: the page shows what was just sent and refused: its draft may be some words behind
    is_refused: bool = False
    is_local: ClassVar[bool] = False

    @property
    def token(self) -> str:
        return _signer().dumps([*self.slot, self.base, self.page])

    @property
    def key(self) -> str:
        """The name of the copy that the device keeps: phones are shared, so it names who writes."""
        return f"{self.slot.person_id}.{self.slot.seat_id or 0}.{self.slot.form_key}"

    @property
    def copy(self) -> str:
        return f"{self.key}:{self.page}"

    @property
    def path(self) -> str:
        """The form's address; the list of drafts when that form is no more."""
        endpoint, _, about = self.slot.form_key.partition(":")
        try:
            values: dict[str, Any] = dict(part.split("=", 1) for part in about.split(",") if part)
            return url_for(endpoint, **values)
        except (BuildError, ValueError):
            return url_for("drafts.index")

    @property
    def script_url(self) -> str:
        return url_for("drafts.keep", token=self.token, lang=language())

    @property
    def keep_url(self) -> str:
        return url_for("drafts.keep", token=self.token)

    @property
    def drop_url(self) -> str:
        return url_for("drafts.drop", token=self.token)

    @property
    def title(self) -> Any:
        return TITLES.get(self.slot.form_key.partition(":")[0], lazy("Un formulaire"))

    @property
    def writing(self) -> Writing:
        return Writing(self.page, self.base)


@dataclass(frozen=True)
class LocalDraft:
    """Of a form behind a mailed link, whose reader has no account: the device alone keeps it, under this key."""

    key: str
    page: str = field(default_factory=lambda: secrets.token_hex(8))
    is_local: ClassVar[bool] = True
    saved_at: ClassVar[None] = None


def draft_form(
    form_class: type[AnyForm], *, data: dict[str, Any] | None = None, is_personal: bool = False,
    about: Iterable[str] = (), **kwargs: Any,
) -> AnyForm:  # fmt: skip
    """The form with the saved values (`data`), or with what this person began to type. `is_personal`: the
    draft is the person's whichever seat they act for, and never passes to a successor. `about`: the names after
    the address's question mark that make another text of it ("plan" of `/actions/nouvelle?plan=7`)."""
    form = form_class(data=data, **kwargs)
    slot = _slot(is_personal, about)
    if slot is None or request.method == "POST":
        return attach_draft(form, is_personal=is_personal)
    draft = db.session.scalars(queries.get_draft(slot)).one_or_none()
    if draft is None:
        form.draft = OpenDraft(slot)
        return form
    begun = form_class(MultiDict((name, value) for name, value in draft.fields), data=data, **kwargs)
    if not _says_more(begun, form):
        form.draft = OpenDraft(slot, base=draft.mark)
        return form
    version = form["version"].data if "version" in form else None
    begun.draft = OpenDraft(
        slot, base=draft.mark, saved_at=draft.saved_at, device_label=draft.device_label,
        is_behind="version" in form and not same_value(begun["version"].data, version),
        has_saved_version=bool(version) and str(version) != "0",
        has_files=any(isinstance(part, FileField) for part in form),
    )  # fmt: skip
    return begun


def attach_draft(form: AnyForm, *, is_personal: bool = False) -> AnyForm:
    """For a posted form that was made elsewhere: it goes on being kept when it is refused, and its draft goes
    with the commit when it is taken."""
    slot = _slot(is_personal)
    if slot is None:
        return form
    form.draft = OpenDraft(slot, is_refused=request.method == "POST")
    if request.method == "POST":
        form.draft = drop_posted_draft(slot) or form.draft
    return form


def drop_posted_draft(slot: Slot | None = None) -> OpenDraft | None:
    """The draft that the posted page wrote goes with the commit. No slot: the person's own, of this address."""
    slot, actor = slot or _slot(is_personal=True), current_actor()
    posted = read_draft_token(request.form.get(FIELD, ""))
    if slot is None or actor is None or posted is None or not _is_of(posted.slot, slot):
        return None
    dropped: OpenDraft = replace(posted, is_refused=True)
    g.posted_draft = dropped
    rules.drop_draft(slot=posted.slot, writing=posted.writing, actor=actor, now=clock.now())
    return dropped


def read_draft_token(token: str) -> OpenDraft | None:
    """The page that a token stands for; None for a token that is not one, or of somebody else."""
    actor = current_actor()
    try:
        person_id, seat_id, form_key, base, page = _signer().loads(token)
    except (BadSignature, ValueError, TypeError):
        return None
    if actor is None or actor.person_id != person_id or seat_id not in {None, actor.seat_id}:
        return None
    return OpenDraft(Slot(person_id, seat_id, form_key), base, page)


def draft_of_row(draft: FormDraft) -> OpenDraft:
    """For the list: as a page that has just read the draft."""
    slot = Slot(draft.person_id, draft.seat_id, draft.form_key)
    return OpenDraft(slot, base=draft.mark, saved_at=draft.saved_at, device_label=draft.device_label)


def posted_text() -> list[list[str]]:
    """What the page holds, without tokens, passwords and what the page itself added."""
    return [pair for pair in resume.posted_fields() if not pair[0].startswith("_")]


def note_done(draft: OpenDraft) -> None:
    """The next page tells the browser that its own copy has served."""
    cookies[_DONE] = draft.copy


def take_done() -> str | None:
    """Once, to a signed-in reader; visitors get no cookie."""
    if _DONE not in cookies or signed_in() is None:
        return None
    done: str = cookies.pop(_DONE)
    return done


def _slot(is_personal: bool, about: Iterable[str] = ()) -> Slot | None:
    """The form of this request, by its own address: nothing that the page says."""
    actor = current_actor()
    if actor is None or actor.person_id is None or request.endpoint is None:
        return None
    values = [f"{name}={value}" for name, value in sorted((request.view_args or {}).items())]
    values += [
        f"{name}={request.args[name]}" for name in sorted(about) if request.args.get(name, "").isalnum()
    ]
    key = f"{request.endpoint}:{','.join(values)}"
    if len(key) > LONGEST_KEY:
        return None
    return Slot(actor.person_id, None if is_personal else actor.seat_id, key)


def _is_of(posted: Slot, here: Slot) -> bool:
    """Whether a page's token is of the form that is posted here. What follows the question mark need not be
    posted again: the token says it."""
    is_same = (posted.person_id, posted.seat_id) == (here.person_id, here.seat_id)
    key, rest = posted.form_key[: len(here.form_key)], posted.form_key[len(here.form_key) :]
    return is_same and key == here.form_key and (not rest or rest[0] == "," or key[-1] == ":")


def _says_more(begun: BaseForm, saved: BaseForm) -> bool:
    """Whether the draft differs from what is saved; a value that cannot be read differs, an empty one can."""
    return any(
        _is_unreadable(part) or not same_value(part.data, saved[name].data)
        for name, part in begun._fields.items()
        if name != "version" and not isinstance(part, FileField)
    )


def _is_unreadable(part: Any) -> bool:
    """Dates and hours say that nothing is no date; where they may be left out, nothing is what was meant."""
    return bool(part.process_errors) and any(str(raw).strip() for raw in part.raw_data or [])


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="form-draft")
