"""The two documented editions of the call. Of the first only its amount, its two projects and that it is over are known.

The second is under way: its amount per project alone is documented. It is what visitors try out here, so its dates, texts,
criteria and papers are the demonstration's; its pages say so (`is_demonstration`)."""

from datetime import datetime, time, timedelta
from typing import Any

from noress.core import clock
from noress.core.i18n import Translated
from noress.demo.call_models import add_models
from noress.demo.coming import send_waiting_mails
from noress.demo.facts import SOURCES, both, facts
from noress.demo.questionnaire import text
from noress.domain.accounts.actor import Actor
from noress.domain.funding import rules
from noress.domain.funding.models import CallQuestion, CallState, FundingCall, Lot
from noress.domain.funding.rules.preparing import create_call
from noress.domain.notifications.rules.sending import send_news
from noress.extensions import db

DAY = timedelta(days=1)
NOON = time(12)
#: days around the day of the demonstration
ANNOUNCED, OPENED, FROZEN, CLOSES, FILES = -20, -9, 12, 21, 60
TITLES = {
    1: ("Appel à manifestation d'intérêt, première édition", "طلب إبداء الاهتمام، الدورة الأولى"),
    2: ("Appel à manifestation d'intérêt, deuxième édition", "طلب إبداء الاهتمام، الدورة الثانية"),
}
OBJECTIVE = text((
    "Le réseau cofinance des projets qui renforcent l'économie sociale et solidaire de la région : vendre ensemble, "
    "former, partager des moyens, accueillir de nouveaux membres.",
    "تساهم الشبكة في تمويل مشاريع تقوي الاقتصاد الاجتماعي والتضامني بالجهة: البيع الجماعي، التكوين، تقاسم الوسائل، واستقبال "
    "أعضاء جدد.",
))  # fmt: skip
AUDIENCE = text((
    "Coopératives, unions de coopératives, associations, groupements d'intérêt économique et mutuelles de la région. "
    "Une structure présente un seul projet.",
    "التعاونيات واتحادات التعاونيات والجمعيات والمجموعات ذات النفع الاقتصادي والتعاضديات بالجهة. تقدم كل بنية مشروعا واحدا.",
))  # fmt: skip
CONTACT = text((
    "L'équipe d'animation du réseau répond du lundi au vendredi. Posez vos questions sur la page des questions : tout le monde "
    "lit la même réponse.",
    "يجيب فريق تنشيط الشبكة من الاثنين إلى الجمعة. اطرحوا أسئلتكم في صفحة الأسئلة: يقرأ الجميع الجواب نفسه.",
))  # fmt: skip
CONDITIONS = (
    ("Le projet se fait-il dans la région ?", "هل ينجز المشروع داخل الجهة؟", "yes",
     "L'appel finance seulement des projets faits dans la région.", "يمول الطلب المشاريع المنجزة داخل الجهة فقط."),
    ("La structure existe-t-elle légalement (récépissé ou immatriculation) ?", "هل للبنية وجود قانوني (وصل أو تسجيل)؟", "yes",
     "Une structure sans existence légale peut être présentée par une structure du réseau : demandez-lui.",
     "يمكن لبنية من الشبكة أن تقدم مشروع مجموعة غير مسجلة قانونا: اتصلوا بها."),
    ("Les mêmes dépenses sont-elles déjà payées par un autre financement ?", "هل تغطي تمويلات أخرى المصاريف نفسها؟", "no",
     "Une même dépense ne peut pas être payée deux fois. Présentez les dépenses qui restent à financer.",
     "لا يمكن أداء المصروف نفسه مرتين. قدموا المصاريف التي ما زالت بدون تمويل."),
)  # fmt: skip
CRITERIA = (
    ("Utilité pour les membres et la région", "الفائدة للأعضاء وللجهة", 30),
    ("Femmes, jeunes et milieu rural", "النساء والشباب والعالم القروي", 25),
    ("Sérieux du budget et du calendrier", "جدية الميزانية والجدول الزمني", 25),
    ("Travail avec d'autres acteurs du réseau", "العمل مع فاعلين آخرين في الشبكة", 20),
)  # fmt: skip
QUESTIONS = (
    ("Une association peut-elle présenter un projet avec une coopérative ?", "هل يمكن لجمعية تقديم مشروع مع تعاونية؟",
     "Oui. Une seule des deux dépose la candidature ; l'autre est déclarée comme partenaire.",
     "نعم. تودع إحداهما الملف وتصرح بالأخرى كشريكة."),
    ("L'apport propre peut-il être du travail bénévole ?", "هل يمكن أن تكون المساهمة الذاتية عملا تطوعيا؟",
     "Oui, l'apport en nature compte. Dites dans le budget comment vous l'avez compté.",
     "نعم، تحتسب المساهمة العينية. بينوا في الميزانية كيف قدرتموها."),
)  # fmt: skip
WAITING = "Peut-on acheter du matériel d'occasion ?"


def add_calls(carrier_id: int, actor: Actor, now: datetime) -> FundingCall:
    """Both editions; the second, open, is given back. `carrier_id`: an institution of the demonstration."""
    first, second = facts()["calls"]
    _add_first(first, now)
    call = _add_second(second, carrier_id, actor, now)
    _add_questions(call, actor, now)
    return call


def _add_first(row: dict[str, Any], now: datetime) -> None:
    """Facts alone: no date, no holder of a project, no carrier are documented."""
    call = FundingCall(
        edition=row["edition"], title=text(TITLES[1]), objective=Translated(), audience=both(facts()["calls_for"]),
        contact=Translated(), declaration=Translated(), stages=1, needs_affiliation=True, eligibility=[], state=CallState.CLOSED,
        amount_wording=row["amount_wording"], projects_funded=row["projects"], source=SOURCES["press"], created_at=now,
    )  # fmt: skip
    amount = row["cofinancing_per_project"] * 100
    call.lots = [
        Lot(
            title=text(("Projets cofinancés", "مشاريع ممولة بشراكة")),
            amount=amount,
            most_projects=row["projects"],
        )
    ]
    db.session.add(call)
    db.session.flush()  # the second one is numbered after it


def _add_second(row: dict[str, Any], carrier_id: int, actor: Actor, now: datetime) -> FundingCall:
    """Prepared and announced by the same rules as any call, then opened by its date."""
    began = now + (ANNOUNCED - 5) * DAY
    call = create_call(edition=row["edition"], title=text(TITLES[2]), stages=2, actor=actor, now=began)
    call.is_demonstration, call.amount_wording, call.source = True, row["amount_wording"], SOURCES["press"]
    call.objective, call.audience, call.contact = OBJECTIVE, AUDIENCE, CONTACT
    call.contact_email, call.contact_phone, call.carrier_id = (
        "appel@demo.example",
        "05 39 00 00 00",
        carrier_id,
    )
    _say(call, row, actor, began)
    add_models(call, actor, began)
    dates = {
        name: _noon(now, days)
        for name, days in (
            ("opens_at", OPENED),
            ("questions_until", FROZEN),
            ("closes_at", CLOSES),
            ("files_close_at", FILES),
        )
    }
    rules.edit_calendar(
        call=call, version=call.version, actor=actor, now=began,
        values={**dates, "results_on": clock.today(now + 80 * DAY), "appeal_until": clock.today(now + 95 * DAY),
                "grace_minutes": 10, "correction_days": 7},
    )  # fmt: skip
    rules.announce_call(call=call, actor=actor, now=now + ANNOUNCED * DAY)
    _send_news(now + ANNOUNCED * DAY)
    rules.turn_by_date(now=dates["opens_at"])
    _send_news(dates["opens_at"])
    return call


def _send_news(at: datetime) -> None:
    """Members were told, as the worker would have left it."""
    while send_news(now=at):
        pass
    send_waiting_mails(at + timedelta(seconds=20))


def _say(call: FundingCall, row: dict[str, Any], actor: Actor, began: datetime) -> None:
    """Its lot is the documented amount; how many projects and what envelope are not documented."""
    lot = rules.LotRow(
        row="lot", id=None, title=text(("Projets de structures du réseau", "مشاريع بنيات الشبكة")),
        amount=row["cofinancing_per_project"] * 100, own_percent=10, own_in_kind=True,
    )  # fmt: skip
    rules.save_money(
        call=call, envelope=None, lots=[lot], funders=[], version=call.version, actor=actor, now=began
    )
    rules.save_criteria(
        call=call, version=call.version, actor=actor, now=began,
        rows=[
            rules.CriterionRow(f"critere_{place}", None, text((fr, ar)), Translated(), weight)
            for place, (fr, ar, weight) in enumerate(CRITERIA)
        ],
    )  # fmt: skip
    rules.save_eligibility(
        call=call, version=call.version, actor=actor, now=began,
        rows=[
            rules.ConditionRow(f"condition_{place}", None, text((fr, ar)), expects, text((why_fr, why_ar)))
            for place, (fr, ar, expects, why_fr, why_ar) in enumerate(CONDITIONS)
        ],
    )  # fmt: skip


def _noon(now: datetime, days: int) -> datetime:
    return clock.to_utc(datetime.combine(clock.today(now + days * DAY), NOON))


def _add_questions(call: FundingCall, actor: Actor, now: datetime) -> None:
    """Two with their public answer, one that waits."""
    for place, (fr, ar, answer_fr, answer_ar) in enumerate(QUESTIONS):
        question = _ask(call, fr, now - (7 - place) * DAY)
        rules.answer_question(
            question=question, text=text((fr, ar)), answer=text((answer_fr, answer_ar)), version=question.version,
            actor=actor, now=now - (5 - place) * DAY,
        )  # fmt: skip
    _ask(call, WAITING, now - DAY)


def _ask(call: FundingCall, words: str, at: datetime) -> CallQuestion:
    asked = rules.Asked(text=words, language="fr")
    visitor = Actor(name="", method="visitor", language="fr")
    return rules.ask_question(call=call, asked=asked, network=f"demonstration {at:%d}", actor=visitor, now=at)
