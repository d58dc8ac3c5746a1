"""The right door: one plain question a screen, all answers in the address, then the structures that fit.

Opening a page counts nothing, so that a shared address, a preview or a robot leaves no trace. The last answer is
posted, counted once without saying who, and leads on to the address of the results, which can be kept and shared.
"""

from collections.abc import Mapping
from typing import Any

from flask import redirect, render_template, request, url_for

from noress.blueprints.guidance import bp, present
from noress.core import clock, paging
from noress.core.i18n import language
from noress.domain.catalogue.vocabulary import Vocabulary, read_vocabulary
from noress.domain.guidance import finding, rules
from noress.domain.guidance.asking import LAST_STEP, STEPS, Asked, Question, questions_left, read_asked
from noress.domain.guidance.links import is_page_token, page_token
from noress.domain.guidance.voices import RESULTS
from noress.extensions import db
from noress.web.csrf import open_to_machines
from noress.web.permissions import public
from noress.web.public_cache import brings_stamp, cached_public
from noress.web.vocabulary import read as read_words

PER_PAGE = 10
#: the name of the field that nobody sees
TRAP = "website"
#: the pages of this door share one secret
DOOR = 0


@bp.route("/aiguillage/", methods=["GET", "POST"])
@cached_public
@public
@open_to_machines
@brings_stamp
def index() -> Any:
    if request.method == "POST":
        return _count_and_lead_on(read_vocabulary())
    vocabulary, kinds = read_words()
    asked = read_asked(request.args, vocabulary)
    left = questions_left(asked, vocabulary)
    return _question(left, asked, vocabulary) if left else _results(asked, vocabulary, kinds)


def _count_and_lead_on(vocabulary: Vocabulary) -> Any:
    """Whatever is wrong with what was posted, who searches goes on: only the count is left out."""
    asked, now = read_asked(request.form, vocabulary), clock.now()
    is_ours = is_page_token(DOOR, request.form.get("csrf_token"), now) and not present.is_elsewhere()
    if is_ours and not questions_left(asked, vocabulary):
        rules.note_search(
            asked=asked, vocabulary=vocabulary, language=language(), network=request.remote_addr or "",
            trap=request.form.get(TRAP, ""), now=now,
        )  # fmt: skip
    target = url_for(".index", **asked.address())  # type: ignore[arg-type]
    db.session.commit()
    return redirect(target, 303)


def _question(left: list[Question], asked: Asked, vocabulary: Vocabulary) -> Any:
    question = left[0]
    return render_template(
        "guidance/question.html", question=question, title=present.TITLES[question],
        choices=present.choices_of(question, asked, vocabulary), hidden=asked.address(), asked=asked,
        is_last=len(left) == 1, is_first=not asked.answers, step=STEPS[question], steps_total=LAST_STEP,
        page_token=page_token(DOOR, clock.now()), trap=TRAP, is_list=question is Question.COMMUNE,
        sound=present.sound_of(question.value),
        back=asked.address(but=(asked.answers[-1][0],)) if asked.answers else None,
    )  # fmt: skip


def _results(asked: Asked, vocabulary: Vocabulary, kinds: Mapping[str, Any]) -> Any:
    found = finding.find(asked, vocabulary)
    page = paging.cut(found.ids, paging.page_number(request.args.get("page")), per_page=PER_PAGE)
    ids = [*page.items, *(key for circle in found.circles for key in circle.ids)]
    rows = {row.structure.id: row for row in present.shown(finding.load(ids), asked, vocabulary, kinds)}
    need = asked.need
    return render_template(
        "guidance/results.html", asked=asked, recalled=present.recalled(asked), page=page, is_cut=found.is_cut,
        sound=present.sound_of(RESULTS),
        rows=[rows[key] for key in page.items if key in rows],
        circles=[(circle.words, [rows[key] for key in circle.ids if key in rows]) for circle in found.circles]
        if page.number == page.pages else [],
        contact=present.contact(), at={"province": asked.province or None, "besoin": need.code if need else None},
        shared=url_for(".index", _external=True, **asked.address()),  # type: ignore[arg-type]
        catalogue={"province": asked.province or None, "commune": asked.commune or None,
                   "secteur": asked.sector.code if asked.sector else None,
                   "service": asked.service.code if asked.service else None},
    )  # fmt: skip
