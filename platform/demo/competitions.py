"""The two documented editions of the prize. Of the first its years and two of its three amounts are known, not who won.

Of the second only that it was being launched. It is what visitors try out here, so its dates, categories, amounts, criteria and
rules are the demonstration's; its pages say so (`is_demonstration`). Entries and jurors come from elsewhere: entries between
`add_editions`, after which they are taken, and `close_entries`, after which jurors score."""

from datetime import datetime, time, timedelta
from typing import Any

from noress.core import clock
from noress.core.i18n import Translated
from noress.demo.coming import send_waiting_mails
from noress.demo.facts import SOURCES, both, facts
from noress.demo.questionnaire import text
from noress.domain.accounts.actor import Actor
from noress.domain.competitions import finding
from noress.domain.competitions.models import Competition, Prize
from noress.domain.competitions.rules import dates, editions, parts, rulebook, running, settings
from noress.domain.funding import rules as calls
from noress.domain.funding.models import CallKind, CallState, FundingCall
from noress.domain.notifications.rules.sending import send_news
from noress.domain.reviewing.grids import usual_scale
from noress.domain.reviewing.models import GridCriterion
from noress.extensions import db

DAY = timedelta(days=1)
NOON = time(12)
#: days around the day of the demonstration
BEGUN, ANNOUNCED, OPENED, FROZEN, CLOSED, SCORES, SCORED, DELIBERATES, CEREMONY = (
    -80,
    -72,
    -65,
    -40,
    -25,
    -12,
    9,
    16,
    30,
)
TITLES = {
    1: ("Concours de l'innovation, première édition", "مسابقة الابتكار، الدورة الأولى"),
    2: ("Concours de l'innovation, deuxième édition", "مسابقة الابتكار، الدورة الثانية"),
}
RANKS = (
    ("Premier prix", "الجائزة الأولى"), ("Deuxième prix", "الجائزة الثانية"), ("Troisième prix", "الجائزة الثالثة"),
)  # fmt: skip
#: of the demonstration: what the first edition is known to have given
AMOUNTS = (50_000_00, 30_000_00, None)
CATEGORIES = (
    ("Produits et services", "المنتوجات والخدمات"), ("Vie collective et territoire", "الحياة الجماعية والمجال الترابي"),
)  # fmt: skip
AUDIENCE = text((
    "Les structures de l'économie sociale et solidaire de la région, les groupes qui n'ont pas encore de statut et les personnes. "
    "Une initiative est présentée une fois, dans une seule catégorie.",
    "بنيات الاقتصاد الاجتماعي والتضامني بالجهة، والمجموعات التي ليس لها وضع قانوني بعد، والأشخاص. تقدم كل مبادرة مرة واحدة، في صنف واحد.",
))  # fmt: skip
CONTACT = text((
    "L'équipe d'animation du réseau répond du lundi au vendredi. Posez vos questions sur la page des questions : tout le monde "
    "lit la même réponse.",
    "يجيب فريق تنشيط الشبكة من الاثنين إلى الجمعة. اطرحوا أسئلتكم في صفحة الأسئلة: يقرأ الجميع الجواب نفسه.",
))  # fmt: skip
PLACE = ("Tanger (lieu de démonstration)", "طنجة (مكان العرض التجريبي)")
CONDITION = (
    "L'initiative se fait-elle dans la région ?", "هل تنجز المبادرة داخل الجهة؟", "yes",
    "Le concours récompense seulement des initiatives faites dans la région.", "تكافئ المسابقة المبادرات المنجزة داخل الجهة فقط.",
)  # fmt: skip
OUTSIDE = ("Portée par des femmes", "تحملها نساء")
QUESTION = (
    "Peut-on présenter une initiative qui a déjà reçu un financement ?", "هل يمكن تقديم مبادرة سبق أن استفادت من تمويل؟",
    "Oui. Le prix récompense ce qui a été fait, il ne finance pas un budget.", "نعم. الجائزة تكافئ ما أنجز ولا تمول ميزانية.",
)  # fmt: skip
RULES = (
    ("**Article 1. Objet.** Le concours récompense des initiatives nouvelles et utiles de l'économie sociale et solidaire.",
     "**المادة 1. الموضوع.** تكافئ المسابقة مبادرات جديدة ومفيدة في الاقتصاد الاجتماعي والتضامني."),
    ("**Article 2. Participation.** Une structure, un groupe ou une personne majeure peut participer. Un membre du réseau peut "
     "proposer une initiative ; la personne proposée confirme.",
     "**المادة 2. المشاركة.** يمكن لبنية أو مجموعة أو شخص راشد المشاركة. ويمكن لعضو في الشبكة اقتراح مبادرة، ويؤكد صاحبها."),
    ("**Article 3. Jury.** Le jury a une présidence, des membres et un secrétariat qui ne note pas. Qui a un lien avec un dossier ne "
     "le voit pas et n'en parle pas.",
     "**المادة 3. لجنة التحكيم.** للجنة رئاسة وأعضاء وكتابة لا تنقط. من له صلة بملف لا يراه ولا يتحدث عنه."),
    ("**Article 4. Notation.** Chaque membre note seul, sans savoir qui présente. Un dossier est classé à partir de trois notes.",
     "**المادة 4. التنقيط.** ينقط كل عضو وحده دون معرفة صاحب الملف. يرتب الملف ابتداء من ثلاث نقط."),
    ("**Article 5. Ex æquo.** La meilleure note au premier critère départage, puis au suivant ; sinon la présidence tranche et dit pourquoi.",
     "**المادة 5. التعادل.** يفصل أعلى تنقيط في المعيار الأول ثم الذي يليه؛ وإلا تحسم الرئاسة وتبين السبب."),
    ("**Article 6. Sévérité.** Le jury lit comme un avis la sévérité de chaque membre, estimée par moindres carrés selon Kuhlisch et "
     "autres, Metrika 79 (2016), à partir de huit dossiers notés. Elle ne change pas le classement.",
     "**المادة 6. الصرامة.** تطلع اللجنة، على سبيل الرأي فقط، على صرامة كل عضو، مقدرة بطريقة المربعات الصغرى حسب Kuhlisch وآخرين، "
     "Metrika 79 (2016)، ابتداء من ثمانية ملفات منقطة. لا يغير ذلك الترتيب."),
    ("**Article 7. Résultats.** Rien n'est dit avant la remise des prix. Qui n'a pas gagné reçoit un retour utile, jamais une note par nom.",
     "**المادة 7. النتائج.** لا يعلن شيء قبل حفل توزيع الجوائز. يتوصل من لم يفز بملاحظات مفيدة، دون أي نقطة باسم صاحبها."),
    ("**Article 8. Versement.** Un groupe ou une personne qui gagne indique la structure légale qui reçoit le prix.",
     "**المادة 8. الأداء.** تحدد المجموعة الفائزة أو الشخص الفائز البنية القانونية التي تتسلم الجائزة."),
)  # fmt: skip


def add_editions(carrier_id: int, actor: Actor, now: datetime) -> Competition:
    """Both editions; the second is given back, announced and open since `OPENED`. `carrier_id`: an institution of the
    demonstration."""
    first, second = facts()["prizes"]
    _add_first(first, now)
    return _add_second(second, carrier_id, actor, now)


def close_entries(competition: Competition) -> None:
    """Past their closing, as the worker writes it down; jurors score from `SCORES` on."""
    last = competition.call.closes_at
    assert last is not None, "announced with its dates"
    calls.turn_by_date(now=last + timedelta(minutes=competition.call.grace_minutes + 1))
    _send_news(last + timedelta(hours=1))


def at(now: datetime, days: int) -> datetime:
    """Noon in Morocco, that many days around the day of the demonstration."""
    return clock.to_utc(datetime.combine(clock.today(now + days * DAY), NOON))


def _add_first(row: dict[str, Any], now: datetime) -> None:
    """Facts alone: no date, no winner, no jury are documented."""
    call = FundingCall(
        kind=CallKind.COMPETITION, edition=row["edition"], title=text(TITLES[1]), objective=both(facts()["prizes_for"]),
        audience=Translated(), contact=Translated(), declaration=Translated(), stages=1, needs_affiliation=False, eligibility=[],
        state=CallState.CLOSED, source=SOURCES["press"], created_at=now, version=1,
    )  # fmt: skip
    db.session.add(call)
    db.session.flush()  # the edition names it
    competition = Competition(
        call_id=call.id, years=row["years"], entrants=[], tie_rules=[], takes_nominations=False, minimum_age=0,
        needs_legal_structure=False, is_blind=False, version=1,
    )  # fmt: skip
    competition.prizes = [
        Prize(title=text(title), rank=rank, amount=amount * 100 if amount else None, winners=1, position=rank)
        for rank, (title, amount) in enumerate(zip(RANKS, row["amounts"], strict=True), 1)
    ]
    db.session.add(competition)
    db.session.flush()


def _add_second(row: dict[str, Any], carrier_id: int, actor: Actor, now: datetime) -> Competition:
    """Prepared and announced by the same rules as any edition, then opened by its date."""
    began = at(now, BEGUN)
    competition = editions.create_edition(
        edition=row["edition"], title=text(TITLES[2]), actor=actor, now=began
    )
    call = competition.call
    call.is_demonstration, call.source = True, SOURCES["press"]
    act: dict[str, Any] = {"competition": competition, "actor": actor, "now": began}
    editions.edit_texts(
        values={
            "title": call.title, "objective": both(facts()["prizes_for"]), "audience": AUDIENCE, "contact": CONTACT,
            "declaration": call.declaration, "contact_email": "concours@demo.example", "contact_phone": "05 39 00 00 00",
            "carrier_id": carrier_id,
        },
        version=call.version, **act,
    )  # fmt: skip
    _set_dates(competition, act, now)
    values = {name: getattr(competition, name) for name in editions.SETTINGS}
    settings.edit_settings(
        values=values | {"severity_from": 8, "special_mentions": 2}, version=call.version, **act
    )
    _say(competition, act)
    running.announce(competition=competition, actor=actor, now=at(now, ANNOUNCED))
    _send_news(at(now, ANNOUNCED))
    calls.turn_by_date(now=at(now, OPENED))
    _send_news(at(now, OPENED))
    _add_question(call, actor, now)
    return competition


def _set_dates(competition: Competition, act: dict[str, Any], now: datetime) -> None:
    dates.edit_dates(
        values={
            "opens_at": at(now, OPENED), "questions_until": at(now, FROZEN), "closes_at": at(now, CLOSED),
            "scoring_opens_at": at(now, SCORES), "scoring_closes_at": at(now, SCORED),
            "deliberation_on": clock.today(at(now, DELIBERATES)), "ceremony_at": at(now, CEREMONY),
            "ceremony_place": text(PLACE), "appeal_until": clock.today(at(now, CEREMONY)) + timedelta(days=15), "grace_minutes": 10, "correction_days": 7,
        },
        version=competition.call.version, **act,
    )  # fmt: skip


def _say(competition: Competition, act: dict[str, Any]) -> None:
    """Its categories, their prizes, its rules, what jurors judge by."""
    call = competition.call
    rows = [
        parts.CategoryRow(f"categorie_n{place}", None, text(pair)) for place, pair in enumerate(CATEGORIES, 1)
    ]
    parts.save_categories(rows=rows, version=call.version, **act)
    prizes = [
        parts.PrizeRow(f"prix_n{lot.id}_{rank}", None, text(title), rank, amount, 1, lot.id)
        for lot in call.lots
        for rank, (title, amount) in enumerate(zip(RANKS, AMOUNTS, strict=True), 1)
    ]
    parts.save_prizes(rows=prizes, version=call.version, **act)
    french, arabic = ("\n\n".join(one[place] for one in RULES) for place in (0, 1))
    rulebook.publish_rules(text=text((french, arabic)), version=call.version, **act)
    fr, ar, expects, why_fr, why_ar = CONDITION
    calls.save_eligibility(
        call=call, rows=[calls.ConditionRow("condition_n1", None, text((fr, ar)), expects, text((why_fr, why_ar)))],
        version=call.version, actor=act["actor"], now=act["now"],
    )  # fmt: skip
    grid = finding.grid_of(competition)
    assert grid is not None, "made with the edition"
    grid.criteria[0].needs_comment = True
    grid.criteria.append(
        GridCriterion(
            title=text(OUTSIDE), weight=0, scale=usual_scale(), is_outside_total=True, position=len(grid.criteria), needs_comment=False
        )
    )  # fmt: skip
    db.session.flush()


def _add_question(call: FundingCall, actor: Actor, now: datetime) -> None:
    fr, ar, answer_fr, answer_ar = QUESTION
    visitor = Actor(name="", method="visitor", language="fr")
    question = calls.ask_question(
        call=call, asked=calls.Asked(text=fr, language="fr"), network="demonstration prix", actor=visitor,
        now=at(now, FROZEN - 10),
    )  # fmt: skip
    calls.answer_question(
        question=question, text=text((fr, ar)), answer=text((answer_fr, answer_ar)), version=question.version, actor=actor,
        now=at(now, FROZEN - 8),
    )  # fmt: skip


def _send_news(when: datetime) -> None:
    """Members were told, as the worker would have left it."""
    while send_news(now=when):
        pass
    send_waiting_mails(when + timedelta(seconds=20))
