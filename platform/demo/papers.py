"""Texts of bodies: the two acts of 2015 that a document names, without their papers, which no document holds; and what
is invented for the numbered committees: a charter that waits for signatures, working papers with a draft."""

import io
from datetime import date, datetime, timedelta

from flask import current_app

from noress.core import clock
from noress.core.i18n import Translated
from noress.demo.facts import SOURCES, facts
from noress.domain.accounts import identity
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import Person
from noress.domain.files.models import StoredFile
from noress.domain.files.rules import store_file
from noress.domain.governance import queries, rules
from noress.domain.governance.models import GoverningPaper, PaperKind, PaperVersion
from noress.domain.governance.rules import PaperValues, VersionValues
from noress.domain.institutions.models import Body, BodyKind, QuorumKind
from noress.domain.institutions.queries import list_bodies
from noress.extensions import db

MEMORANDUM = Translated(
    fr="Mémorandum d'entente de NORESS", ar="مذكرة تفاهم نوريس", en="NORESS memorandum of understanding"
)
INTERNAL_RULES = Translated(
    fr="Règlement intérieur de NORESS", ar="النظام الداخلي لنوريس", en="NORESS internal rules"
)
UNDER_WAY = Translated(
    fr="Le document cite cet acte parmi ceux de la session ; son texte et sa date exacte n'y sont pas.",
    ar="تذكر الوثيقة هذا الإجراء ضمن أعمال الدورة؛ أما نصه وتاريخه المضبوط فغير واردين فيها.",
    en="The document names this act among those of the session; it gives neither its text nor its exact date.",
)
CHARTER = "Charte de fonctionnement du comité {n} (démonstration)", "ميثاق عمل اللجنة {n} (عرض تجريبي)"
NOTE = "Note de cadrage du comité {n} (démonstration)", "مذكرة تأطيرية للجنة {n} (عرض تجريبي)"
TEXT = """{fr}

1. Le comité se réunit au moins une fois par trimestre.
2. Il rend compte à la plénière.
3. Ses documents sont remis en français et en arabe.

{ar}

1. تجتمع اللجنة مرة كل ثلاثة أشهر على الأقل.
2. تقدم حصيلة عملها إلى الجمع العام.
3. تسلم وثائقها بالعربية والفرنسية.
"""
#: how many of the first committee's institutions have signed its charter
SIGNED = 3


def add_papers(plenary: Body, staff: dict[str, Person], now: datetime) -> None:
    actor = identity.build_actor(staff["secretariat"], seat=None, now=now, method="demo")
    _add_facts(plenary, actor, now)
    committees = [body for body in db.session.scalars(list_bodies()) if body.kind is BodyKind.COMMITTEE]
    for number, committee in enumerate(committees, 1):
        committee.quorum_kind, committee.max_proxies, committee.notice_days = QuorumKind.MAJORITY, 1, 15
        db.session.flush()  # the rules read the body anew
        _add_working_paper(committee, number, actor, now)
    if committees:
        _add_charter(committees[0], 1, actor, now)


def _add_facts(plenary: Body, actor: Actor, now: datetime) -> None:
    """Both named among the acts of 18 March 2015; their texts are in no source."""
    day: date = facts()["mandates_from"]
    found = db.session.scalars(queries.list_meetings_of_body(plenary.id, now))
    meeting = next(row for row in found if row.starts_wall.date() == day)
    for kind, title in ((PaperKind.MEMORANDUM, MEMORANDUM), (PaperKind.INTERNAL_RULES, INTERNAL_RULES)):
        paper = rules.create_paper(body=plenary, values=PaperValues(kind, title), actor=actor, now=now)
        paper.is_public = True
        db.session.add(
            PaperVersion(
                paper_id=paper.id, number=1, meeting_id=meeting.id, note=UNDER_WAY, source=SOURCES["press"], created_at=now,
                version=1,
            )
        )  # fmt: skip
    db.session.flush()  # the next texts come after these


def _add_working_paper(committee: Body, number: int, actor: Actor, now: datetime) -> None:
    title = _title(NOTE, number)
    paper = _create(committee, PaperKind.COMMITTEE_PAPER, title, actor, now)
    adopted = VersionValues(adopted_on=clock.today(now - timedelta(days=40)), act=_act())
    rules.add_version(
        paper=paper, values=adopted, file=_file(title, number, actor, now), actor=actor, now=now
    )
    if number == 1:
        draft = VersionValues(
            note=Translated(fr="Un article de plus sur les permanences.", ar="مادة إضافية حول المداومات.")
        )
        rules.add_version(
            paper=paper, values=draft, file=_file(title, number, actor, now), actor=actor, now=now
        )


def _add_charter(committee: Body, number: int, actor: Actor, now: datetime) -> None:
    title = _title(CHARTER, number)
    paper = _create(committee, PaperKind.CHARTER, title, actor, now, asks_signatures=True)
    adopted_on = clock.today(now - timedelta(days=30))
    version = rules.add_version(
        paper=paper, values=VersionValues(adopted_on=adopted_on, act=_act()), file=_file(title, number, actor, now),
        actor=actor, now=now,
    )  # fmt: skip
    for institution in db.session.scalars(queries.list_signatories(committee, clock.today(now))).all()[
        :SIGNED
    ]:
        rules.note_signature(
            paper_version=version,
            institution=institution,
            signed_on=adopted_on,
            scan=None,
            actor=actor,
            now=now,
        )


def _create(
    body: Body, kind: PaperKind, title: Translated, actor: Actor, now: datetime, *, asks_signatures: bool = False
) -> GoverningPaper:  # fmt: skip
    return rules.create_paper(
        body=body, values=PaperValues(kind, title, asks_signatures), actor=actor, now=now
    )


def _title(texts: tuple[str, str], number: int) -> Translated:
    return Translated(fr=texts[0].format(n=number), ar=texts[1].format(n=number))


def _act() -> Translated:
    return Translated(fr="Réunion du comité (démonstration)", ar="اجتماع اللجنة (عرض تجريبي)")


def _file(title: Translated, number: int, actor: Actor, now: datetime) -> StoredFile:
    content = TEXT.format(fr=title["fr"], ar=title["ar"]).encode()
    return store_file(
        name=f"comite-{number}.txt", stream=io.BytesIO(content), storage=current_app.extensions["storage"],
        max_bytes=len(content), actor=actor, now=now,
    )  # fmt: skip
