"""Members and bodies, for everybody: institutions only, never a person's name."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from wtforms import SelectField
from wtforms.fields import SelectChoice

from noress.blueprints.public import bp
from noress.core import clock, paging
from noress.core.i18n import gettext as _
from noress.core.i18n import lazy
from noress.domain.governance import policy as papers
from noress.domain.governance.models import GoverningPaper, PaperVersion
from noress.domain.governance.wording import adoption_words
from noress.domain.institutions import policy, queries, rules, wording
from noress.domain.institutions.models import Body, Institution, Membership
from noress.extensions import db
from noress.web.forms import BaseForm, line
from noress.web.identity import current_actor
from noress.web.permissions import public
from noress.web.public_cache import cached_public


class MembersForm(BaseForm):
    """The search of the public list; all of it lives in the address."""

    q = line(lazy("Chercher un membre, par son nom ou son sigle"))
    categorie = SelectField(lazy("Catégorie"), choices=[])


@bp.get("/membres/")
@cached_public
@public
def members() -> str:
    """Members by category; what has no seat or no documented membership stands apart, below."""
    form = MembersForm(request.args)
    codes = [
        (category.code, str(category.name)) for category in db.session.scalars(queries.list_categories())
    ]
    form.categorie.choices = [SelectChoice(*choice) for choice in [("", _("Toutes")), *codes]]
    category = form.categorie.data if form.categorie.data in dict(codes) else None
    query = queries.list_institutions(search=form.q.data, category=category)
    page = paging.paginate(query, paging.page_number(request.args.get("page")))
    counts = {
        (state, invented): n for state, invented, n in db.session.execute(queries.count_by_membership())
    }
    invented = counts.get((Membership.MEMBER, True), 0)
    return render_template(
        "public/members.html", form=form, page=page, sections=_by_section(page.items), invented=invented,
        members=counts.get((Membership.MEMBER, False), 0) + invented,
        is_filtered=bool(form.q.data or category),
    )  # fmt: skip


def _by_section(
    institutions: Iterable[Institution],
) -> list[tuple[Membership, list[tuple[Any, list[Institution]]]]]:
    """[(membership, [(category, institutions)])], in the order of the list."""
    return [
        (membership, [(category, list(found)) for category, found in groupby(rows, lambda row: row.category)])
        for membership, rows in groupby(institutions, lambda row: row.membership)
    ]


@bp.get("/membres/<int:institution_id>")
@cached_public
@public
def member(institution_id: int) -> Any:
    """One institution: what is documented about it, and where it sits. Merged into another, it sends on there."""
    institution = db.session.scalars(queries.get_institution(institution_id)).one_or_none()
    if institution is None:
        abort(404)
    if institution.merged_into_id is not None:
        moved = redirect(url_for(".member", institution_id=institution.merged_into_id), 301)
        moved.headers["Cache-Control"] = "no-cache"  # the merge may be taken back
        return moved
    today = clock.today()
    mandates = sorted(institution.mandates, key=lambda mandate: mandate.starts_on, reverse=True)
    return render_template(
        "public/member.html", institution=institution,
        current=[mandate for mandate in mandates if mandate.ends_on is None or mandate.ends_on >= today],
        past=[mandate for mandate in mandates if mandate.ends_on is not None and mandate.ends_on < today],
        shows_contacts=policy.can_see_contacts(current_actor(), institution),
    )  # fmt: skip


def _papers(body: Body) -> list[tuple[GoverningPaper, PaperVersion | None, str]]:
    """(text, its version in force, its adoption in words), those that the reader may see."""
    found = papers.list_papers(current_actor(), [body.id])
    return [
        (paper, paper.in_force, adoption_words(paper.in_force) if paper.in_force else _("pas encore adopté"))
        for paper in found
    ]


@bp.get("/instances/")
@cached_public
@public
def bodies() -> str:
    """The bodies in their tree, with how many sit in each."""
    today = clock.today()
    living = [
        body
        for body in db.session.scalars(queries.list_bodies())
        if not body.dissolved_on or body.dissolved_on >= today
    ]
    page = paging.cut(rules.tree(living), paging.page_number(request.args.get("page")))
    counts = dict(db.session.execute(queries.count_mandates(today)).all())
    return render_template("public/bodies.html", page=page, counts=counts)


@bp.get("/instances/<int:body_id>")
@cached_public
@public
def body(body_id: int) -> str:
    """One body and the institutions that sit in it; a person's place is shown without their name."""
    found = db.session.scalars(queries.get_body(body_id)).one_or_none()
    if found is None:
        abort(404)
    today = clock.today()
    page = paging.paginate(
        queries.list_mandates(found.id, today), paging.page_number(request.args.get("page"))
    )
    return render_template(
        "public/body.html", body=found, page=page, rule_words=wording.rule_lines(found),
        papers=_papers(found),
        current=[mandate for mandate in page.items if mandate.ends_on is None or mandate.ends_on >= today],
        past=[mandate for mandate in page.items if mandate.ends_on is not None and mandate.ends_on < today],
    )  # fmt: skip
