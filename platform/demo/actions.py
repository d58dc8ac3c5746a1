"""Plans: the documented one of Bouanane, and two invented ones whose owners are numbered members and bodies."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from noress.core import clock, spans
from noress.core.i18n import Translated
from noress.demo.facts import SOURCES, both, facts
from noress.domain.accounts import identity
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import Person
from noress.domain.actions import rules
from noress.domain.actions.due import Due
from noress.domain.actions.due_reading import read_due
from noress.domain.actions.models import Action, ActionPlan, ActionState, DuePrecision, PlanKind
from noress.domain.institutions import queries as members
from noress.domain.institutions.models import Body, Institution
from noress.domain.meetings import queries as meetings
from noress.extensions import db

REGION = ("Toute la région", "كل الجهة")
TANGER, TETOUAN = ("Tanger", "طنجة"), ("Tétouan", "تطوان")
#: the strategic plan was adopted that long ago; its first line has not been heard of since
ADOPTED_BEFORE, BEGUN_BEFORE = timedelta(days=90), timedelta(days=217)


@dataclass(frozen=True)
class Word:
    """What an owner said, how long ago."""

    days: int
    state: ActionState
    progress: int
    comment: str = ""
    channel: str = "site"


@dataclass(frozen=True)
class Row:
    """A line: texts in French and Arabic, when (in days from today, with its precision), who, and its news."""

    what: tuple[str, str]
    where: tuple[str, str]
    due: tuple[int, DuePrecision] | None
    owner: int | str
    how: tuple[str, str]
    deliverables: tuple[str, str]
    proposal: str = ""
    starts: int | None = None
    created: timedelta = ADOPTED_BEFORE
    words: tuple[Word, ...] = ()


OPEN, BLOCKED, DONE, DROPPED = ActionState
DAY, WEEK, MONTH, MINUTE = DuePrecision.DAY, DuePrecision.WEEK, DuePrecision.MONTH, DuePrecision.MINUTE

STRATEGIC = (
    Row(("Recenser l'offre d'accompagnement de chaque institution membre", "جرد عرض المواكبة لدى كل مؤسسة عضو"), REGION,
        (-45, MONTH), 9, ("Fiche commune remplie par chaque institution", "بطاقة مشتركة تملؤها كل مؤسسة"),
        ("Trente-cinq fiches", "خمس وثلاثون بطاقة"), "Catalogue des offres des acteurs de l'appui", -80,
        words=(Word(60, OPEN, 40, "Dix-neuf fiches reçues."), Word(20, DONE, 100, "Toutes les fiches sont là."))),
    Row(("Publier la première version du catalogue", "نشر الصيغة الأولى من الدليل"), REGION, (75, MONTH), "secretariat",
        ("Relecture par les membres, mise en ligne", "مراجعة من طرف الأعضاء ثم النشر على الإنترنت"),
        ("Catalogue en ligne, en français et en arabe", "دليل على الإنترنت بالعربية والفرنسية"),
        "Catalogue des offres des acteurs de l'appui", 5, words=(Word(10, OPEN, 30, "Modèle de page adopté."),)),
    Row(("Écrire une convention cadre de partenariat", "صياغة اتفاقية إطار للشراكة"), TANGER, (-12, DAY), 14,
        ("Trois rencontres, relecture juridique", "ثلاثة لقاءات ومراجعة قانونية"), ("Projet de convention", "مشروع اتفاقية"),
        "Convention cadre de partenariat entre structures", -60,
        words=(Word(30, BLOCKED, 55, "L'avis juridique demandé n'est pas arrivé."),)),
    Row(("Tenir une journée avec les associations de microcrédit", "تنظيم يوم مع جمعيات السلفات الصغيرة"), TETOUAN,
        (9, MINUTE), 12, ("Invitations, préparation avec deux associations", "توجيه الدعوات والتحضير مع جمعيتين"),
        ("Compte rendu, carte des zones couvertes", "تقرير، خريطة المناطق المغطاة"),
        "Complémentarité entre associations de microcrédit (territoire, thématique, taille, type d'intervention)", -20,
        words=(Word(15, OPEN, 60, "Salle réservée, neuf réponses sur douze."),)),
    Row(("Étudier une pépinière de très petites entreprises", "دراسة إحداث مشتل للمقاولات الصغيرة جدا"), TETOUAN, None, 17,
        ("Visites, estimation des coûts", "زيارات وتقدير التكاليف"), ("Note d'étude", "مذكرة دراسة"), "Pépinières de TPE",
        created=BEGUN_BEFORE),
    Row(("Préparer un salon régional de produits locaux", "التحضير لمعرض جهوي للمنتوجات المحلية"), TANGER, (120, MONTH), 18,
        ("Groupe de travail, recherche de partenaires", "فريق عمل وبحث عن الشركاء"), ("Programme, budget", "برنامج، ميزانية"),
        "Salons régionaux de produits locaux", 40),
    Row(("Demander une page sur le site de la Région", "طلب صفحة للمنصة على موقع الجهة"), TANGER, (-30, WEEK), "plenary",
        ("Lettre, texte de présentation", "رسالة ونص تقديمي"), ("Page en ligne", "صفحة على الإنترنت"),
        "Page de la plateforme sur le site de la Région",
        words=(Word(40, DROPPED, 10, "Remplacée par une adresse propre au réseau."),)),
    Row(("Imprimer une affiche commune", "طبع ملصق مشترك"), REGION, (20, WEEK), "Imprimerie partenaire (démonstration)",
        ("Maquette fournie par le secrétariat", "تصميم تعده الكتابة الدائمة"), ("Cinq cents affiches", "خمسمائة ملصق"),
        "Message unifié", created=timedelta(days=30)),
)  # fmt: skip

THEMATIC = (
    Row(("Réunir les calendriers de formation de chaque institution", "جمع برامج التكوين لدى كل مؤسسة"), REGION, (-40, DAY), 6,
        ("Tableau partagé", "جدول مشترك"), ("Tableau des formations", "جدول التكوينات"),
        "Formation commune des accompagnateurs avec planning partagé", -70,
        words=(Word(45, DONE, 100, "Seize institutions sur trente-cinq ont répondu."),)),
    Row(("Choisir l'outil du planning partagé", "اختيار أداة البرمجة المشتركة"), TANGER, (6, DAY), 11,
        ("Essai de deux outils libres", "تجربة أداتين حرتين"), ("Note de choix", "مذكرة الاختيار"),
        "Formation commune des accompagnateurs avec planning partagé", -15,
        words=(Word(12, OPEN, 50, "Deux outils essayés, il reste à comparer les prix."),)),
    Row(("Former à la réponse aux appels d'offres", "التكوين على المشاركة في طلبات العروض"), TETOUAN, (50, MONTH), 26,
        ("Deux journées, exercices sur de vrais dossiers", "يومان وتمارين على ملفات حقيقية"),
        ("Vingt personnes formées", "تكوين عشرين شخصا"), "Former à la réponse aux appels d'offres", 25),
    Row(("Écrire la grille d'un label des formateurs", "صياغة شبكة علامة المكونين"), REGION, (34, WEEK), "committee",
        ("Lecture de labels existants, atelier", "قراءة العلامات الموجودة وورشة"), ("Grille, règlement du label", "شبكة، نظام العلامة"),
        "Labellisation des formateurs", words=(Word(5, BLOCKED, 20, "Il manque un expert du domaine."),)),
    Row(("Sensibiliser les lycéens à l'entrepreneuriat", "تحسيس التلاميذ بروح المقاولة"), TETOUAN, (-8, MONTH), 31,
        ("Interventions en classe", "تدخلات في الأقسام"), ("Six classes visitées", "زيارة ستة أقسام"), "Sensibilisation à l'entrepreneuriat", -70,
        words=(Word(25, DONE, 100, "Sept classes visitées.", "phone"),)),
    Row(("Tenir une veille des appels à projets", "تتبع طلبات المشاريع"), REGION, (100, DAY), 21,
        ("Lettre mensuelle aux membres", "نشرة شهرية للأعضاء"), ("Trois lettres", "ثلاث نشرات"),
        "Veille des appels à projets régionaux, nationaux et internationaux",
        words=(Word(8, OPEN, 30, "Première lettre envoyée."),)),
)  # fmt: skip


def add_plans(
    bodies: dict[str, Body], institutions: dict[int, Institution], staff: dict[str, Person], now: datetime
) -> None:
    """Three plans; every line through the rules, by whoever would have written it."""
    secretariat = identity.build_actor(staff["secretariat"], seat=None, now=now, method="demo")
    _add_bouanane(secretariat, now - BEGUN_BEFORE)
    today = clock.today(now)
    years = f"{today.year}-{today.year + 2}"
    strategic = _add_plan(
        rules.PlanValues(
            kind=PlanKind.STRATEGIC, body_id=bodies["plenary"].id, starts_on=clock.today(now - BEGUN_BEFORE),
            ends_on=date(today.year + 2, 12, 31),
            title=Translated(fr=f"Plan d'action stratégique {years} (démonstration)",
                             ar=f"مخطط العمل الاستراتيجي {years} (عرض تجريبي)"),
            description=Translated(
                fr="Ce que la plateforme entreprend à partir des propositions de ses sessions.",
                ar="ما تنجزه المنصة انطلاقا من مقترحات دوراتها.",
            ),
        ), secretariat, now - BEGUN_BEFORE, is_public=True,
    )  # fmt: skip
    thematic = _add_plan(
        rules.PlanValues(
            kind=PlanKind.THEMATIC, body_id=bodies["committee"].id, starts_on=clock.today(now - ADOPTED_BEFORE),
            ends_on=date(today.year + 1, 12, 31),
            title=Translated(fr="Plan du comité thématique 1 : former et accompagner (démonstration)",
                             ar="مخطط اللجنة الموضوعاتية 1: التكوين والمواكبة (عرض تجريبي)"),
        ), secretariat, now - ADOPTED_BEFORE, is_public=False,
    )  # fmt: skip
    for plan, rows in ((strategic, STRATEGIC), (thematic, THEMATIC)):
        for row in rows:
            _add_row(row, plan, bodies, institutions, secretariat, now)


def _add_plan(values: rules.PlanValues, actor: Actor, now: datetime, *, is_public: bool) -> ActionPlan:
    plan = rules.create_plan(values=values, actor=actor, now=now)
    if is_public:
        rules.publish_plan(plan=plan, is_public=True, actor=actor, now=now)
    return plan


def _add_bouanane(actor: Actor, now: datetime) -> None:
    """Restated line by line from the guide; over for years, its outcome in no source."""
    told = facts()["action_plan_bouanane"]
    values = rules.PlanValues(
        kind=PlanKind.THEMATIC, title=both(told["title"]), body_words=both(told["body"]), starts_on=told["starts_on"],
        ends_on=told["ends_on"], source=SOURCES[told["source"]],
    )  # fmt: skip
    plan = _add_plan(values, actor, now, is_public=True)
    for row in told["rows"]:
        line = rules.ActionValues(
            what=both(row["what"]), where=both(row["where"]), how=both(row["how"]),
            deliverables=both(row["deliverables"]), due=read_due(row["when"]), owner_words=told["owner"],
        )  # fmt: skip
        rules.create_action(values=line, plan=plan, actor=actor, now=now)
    rules.close_plan(plan=plan, is_over=True, actor=actor, now=now)


def _add_row(
    row: Row,
    plan: ActionPlan,
    bodies: dict[str, Body],
    institutions: dict[int, Institution],
    actor: Actor,
    now: datetime,
) -> None:
    today = clock.today(now)
    values = rules.ActionValues(
        what=_pair(row.what), where=_pair(row.where), how=_pair(row.how), deliverables=_pair(row.deliverables),
        due=_due(row, today), starts_on=today + timedelta(days=row.starts) if row.starts is not None else None,
    )  # fmt: skip
    if isinstance(row.owner, int):
        values = replace(values, owner_institution_id=institutions[row.owner].id)
    elif row.owner in bodies:
        values = replace(values, owner_body_id=bodies[row.owner].id)
    else:
        values = replace(values, owner_words=row.owner, owner_email="imprimerie@demo.example")
    proposals = {proposal.text["fr"]: proposal for proposal in db.session.scalars(meetings.list_proposals())}
    action = rules.create_action(
        values=values, plan=plan, proposal=proposals[row.proposal], actor=actor, now=now - row.created
    )
    for word in row.words:
        at = now - timedelta(days=word.days)
        rules.report_progress(
            action=action, state=word.state, progress=word.progress, comment=word.comment or None, files=[],
            channel=word.channel, actor=_speaker(action, word, actor, at), now=at,
        )  # fmt: skip


def _due(row: Row, today: date) -> Due | None:
    if row.due is None:
        return None
    days, precision = row.due
    day = today + timedelta(days=days)
    if days < 0 and precision is MONTH:
        # the whole month must be past, or what is late would not be late
        day = min(day, spans.months_before(today, 1))
    return Due.within(day, precision, wall="10:00" if precision is MINUTE else None)


def _speaker(action: Action, word: Word, secretariat: Actor, now: datetime) -> Actor:
    """The owner's representative; the secretariat for bodies, and for what it was told by telephone."""
    if word.channel != "site" or action.owner_institution_id is None:
        return secretariat
    seat = db.session.scalars(members.list_open_seats_of(action.owner_institution_id)).first()
    assert seat is not None, "numbered members have a representative"
    return identity.build_actor(seat.person, seat=seat, now=now, method="demo")


def _pair(texts: tuple[str, str]) -> Translated:
    return Translated(fr=texts[0], ar=texts[1])
