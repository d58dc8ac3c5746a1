"""From the sheets of an XLSForm to a definition. Everything that stands in the way is said at once."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from noress.core.errors import RuleError
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.core.tables import in_its_language, read_book
from noress.domain.questionnaires import types
from noress.domain.questionnaires.definition import Choice, Definition, Question, Section
from noress.domain.questionnaires.xlsform import conditions, details
from noress.domain.questionnaires.xlsform.names import Names
from noress.domain.questionnaires.xlsform.sheets import Problems, Row, read_rows
from noress.domain.questionnaires.xlsform.words import CHOICES, SETTINGS, SURVEY, XlsformRefused, language_of

MAX_ROWS = 5_000
#: sheets of XLSForm that have no equivalent; sheets of any other name are the author's own notes
_UNKNOWN_SHEETS = ("external_choices", "entities", "osm")
#: what the settings say to other tools only
_THEIR_SETTINGS = {
    "form_title", "form_id", "id_string", "version", "style", "default_language", "instance_name",
    "allow_choice_duplicates", "noress::title_fr", "noress::title_ar", "noress::title_en",
}  # fmt: skip
_GROUP = {
    "type",
    "name",
    "noress::key",
    "label",
    "hint",
    "relevant",
    "appearance",
    "noress::locked",
    "noress::condition",
}
_TABLE_ROW = {"type", "name", "label", "appearance", "noress::type", "noress::key", "noress::pictogram"}
_BEGINS, _ENDS = ("begin_group", "begin_repeat"), ("end_group", "end_repeat")


def read_xlsform(
    name: str, stream: BinaryIO, *, recordings: Collection[int] = ()
) -> tuple[Translated, Definition]:
    """(title, definition). Raises XlsformRefused with every problem, RuleError on `file` when it is no workbook.

    `recordings` are the stored files that its voices may name: a sheet gives nobody access to other files.
    """
    book = read_book(name, stream, {SURVEY, CHOICES, SETTINGS, *_UNKNOWN_SHEETS}, max_rows=MAX_ROWS)
    if len(book.get(SURVEY, [])) < 2:
        message = _("Ce fichier n'a pas de questions : un XLSForm a une feuille « survey ».")
        raise RuleError("no_survey", message, field="file")
    problems = Problems()
    for sheet in _UNKNOWN_SHEETS:
        if book.get(sheet):
            problems.note(0, sheet, _("Cette feuille n'est pas prise en charge."))
    title, default = _read_settings(read_rows(book.get(SETTINGS, []), SETTINGS, None, problems), problems)
    lists = details.read_lists(read_rows(book.get(CHOICES, []), CHOICES, default, problems), problems)
    rows = read_rows(book[SURVEY], SURVEY, default, problems)
    definition = _Reader(problems, lists, recordings).read(rows, title)
    if problems:
        order = [SURVEY, CHOICES, SETTINGS, *_UNKNOWN_SHEETS]
        raise XlsformRefused(sorted(problems, key=lambda found: (order.index(found.sheet), found.row)))
    return title, definition


def _read_settings(rows: list[Row], problems: Problems) -> tuple[Translated, str | None]:
    """(title, the language of texts that name none)."""
    if not rows:
        return Translated(), None
    row = rows[0]
    for more in rows[1:]:
        problems.note(more.number, SETTINGS, _("Cette feuille n'a qu'une ligne sous ses titres."))
    problems.check_columns(row, SETTINGS, _THEIR_SETTINGS)
    default = language_of(row.get("default_language")) if row.get("default_language") else None
    ours = Translated({code: row.get(f"noress::title_{code}") for code in ("fr", "ar", "en")})
    said = row.get("form_title")
    if not said or said in ours.values():
        return ours, default
    plain = Translated({default: said}) if default else in_its_language(said)
    return Translated({**ours, **plain}), default


@dataclass
class Node:
    """One row of the survey, and what stands between it and its end."""

    row: Row
    word: str
    list_name: str = ""
    has_other: bool = False
    inner: list["Node"] = field(default_factory=list)

    @property
    def is_group(self) -> bool:
        return self.word == "begin_group" and self.row.get("noress::type") != "table"


class _Reader:
    def __init__(self, problems: Problems, lists: dict[str, tuple[Choice, ...]], recordings: Collection[int]):
        self.problems, self.lists, self.recordings = problems, lists, recordings
        self.names = Names(problems)
        #: (place of the section, key of the question or None for the section itself): its row
        self.conditions: list[tuple[int, str | None, Row]] = []

    def read(self, rows: list[Row], title: Translated) -> Definition:
        tree = self.tree(rows)
        asked = [node for top in tree for node in (top.inner if top.is_group else [top])]
        self.names.learn([node for node in asked if not node.is_group])
        sections = [
            self.section(place, group, nodes, title) for place, (group, nodes) in enumerate(_parts(tree))
        ]
        found = {
            (place, key): conditions.read(row, self.names, self.problems)
            for place, key, row in self.conditions
        }
        sections = [
            replace(
                section,
                condition=found.get((place, None)),
                questions=tuple(
                    replace(question, condition=found.get((place, question.key)))
                    for question in section.questions
                ),
            )
            for place, section in enumerate(sections)
        ]
        return Definition(tuple(sections))

    def tree(self, rows: list[Row]) -> list[Node]:
        top: list[Node] = []
        open_nodes: list[Node] = []
        for row in rows:
            word, list_name, has_other = details.read_type(row.get("type"))
            node = Node(row, word, list_name, has_other)
            if word in _ENDS:
                if open_nodes and open_nodes[-1].word == word.replace("end", "begin"):
                    open_nodes.pop()
                else:
                    message = _("« %(type)s » ne ferme rien qui soit ouvert.", type=row.get("type"))
                    self.problems.note(row.number, SURVEY, message)
                continue
            (open_nodes[-1].inner if open_nodes else top).append(node)
            if word in _BEGINS:
                open_nodes.append(node)
        for node in open_nodes:
            message = _("« %(type)s » n'est pas fermé.", type=node.row.get("type"))
            self.problems.note(node.row.number, SURVEY, message)
        return top

    def section(self, place: int, group: Node | None, nodes: list[Node], title: Translated) -> Section:
        questions = []
        for node in nodes:
            question = self.question(node)
            if question:
                questions.append(question)
                if node.row.get("relevant") or node.row.get("noress::condition"):
                    self.conditions.append((place, question.key, node.row))
        if group is None:
            return Section(self.names.section(f"partie_{place + 1}"), title, questions=tuple(questions))
        row = group.row
        self.problems.check_columns(row, SURVEY, _GROUP)
        details.check_appearance(row, self.problems)
        self.names.check_present(row)
        if row.get("relevant") or row.get("noress::condition"):
            self.conditions.append((place, None, row))
        is_locked = self.problems.read_flag(row, SURVEY, "noress::locked")
        key = self.names.section(row.get("name"), row)
        return Section(key, row.text("label"), row.text("hint"), tuple(questions), None, is_locked)

    def question(self, node: Node, group: Node | None = None, key: str = "") -> Question | None:
        """A question, with those it holds; `group` is what it stands in."""
        if node.is_group:
            message = _(
                "« %(name)s » : un groupe dans un groupe n'est pas pris en charge.", name=node.row.get("name")
            )
            self.problems.note(node.row.number, SURVEY, message)
            return None
        kind = details.read_kind(node.row, node.word, self.problems)
        if kind is None:
            return None
        row, holds = node.row, kind in ("table", "repeated")
        if group and not types.get(kind).fits_groups:
            message = _(
                "Une question « %(type)s » ne peut pas être dans un bloc ou un tableau.", type=row.get("type")
            )
            self.problems.note(row.number, SURVEY, message)
            return None
        if group and (row.get("relevant") or row.get("noress::condition")):
            message = _(
                "Une question d'un bloc ou d'un tableau ne peut pas avoir de condition (« relevant »)."
            )
            self.problems.note(row.number, SURVEY, message)
        choices = self.choices(node, kind)
        inner: tuple[Question, ...] = ()
        if kind == "repeated":
            inner = self.inside(node)
        elif kind == "table":
            choices, inner = self.table(node)
        question = details.read_question(row, node.word, kind, self.problems, self.recordings)
        if node.has_other and kind in ("one", "several"):
            question = replace(question, settings={"other": True} | question.settings)
        self.problems.check_columns(row, SURVEY, details.GROUP_COLUMNS if holds else details.COLUMNS)
        key = key or self.names.question(row)
        return replace(question, key=key, choices=choices, questions=inner)

    def inside(self, group: Node) -> tuple[Question, ...]:
        keys = self.names.inner([node.row for node in group.inner])
        found = (self.question(node, group, key) for node, key in zip(group.inner, keys, strict=True))
        return tuple(question for question in found if question)

    def table(self, node: Node) -> tuple[tuple[Choice, ...], tuple[Question, ...]]:
        """Its rows, each a group that holds the same questions: the columns."""
        rows, columns = [], None
        for group in node.inner:
            row = group.row
            if not group.is_group:
                message = _("Dans un tableau, chaque ligne est un groupe qui contient les colonnes.")
                self.problems.note(row.number, SURVEY, message)
                continue
            self.problems.check_columns(row, SURVEY, _TABLE_ROW)
            found = self.inside(group)
            if columns is not None and found != columns:
                message = _(
                    "« %(name)s » : les lignes d'un tableau ont toutes les mêmes questions.",
                    name=row.get("name"),
                )
                self.problems.note(row.number, SURVEY, message)
            columns = found if columns is None else columns
            if row.get("noress::type") != "columns":
                self.names.check_present(row)
                key = row.get("noress::key") or row.get("name")
                rows.append(Choice(key, row.text("label"), row.get("noress::pictogram")))
        return tuple(rows), columns or ()

    def choices(self, node: Node, kind: str) -> tuple[Choice, ...]:
        if kind not in ("one", "several"):
            return ()
        if node.list_name not in self.lists:
            message = _("La liste « %(name)s » n'est pas dans la feuille « choices ».", name=node.list_name)
            self.problems.note(node.row.number, SURVEY, message)
        found = self.lists.get(node.list_name, ())
        if any(choice.key == "other" for choice in found):
            message = _(
                "Le choix « other » a un sens à part : remplacez-le par « or_other » après le nom de la liste."
            )
            self.problems.note(node.row.number, SURVEY, message)
        return found


def _parts(tree: list[Node]) -> Iterator[tuple[Node | None, list[Node]]]:
    """Groups, and between them runs of questions that stand in none."""
    run: list[Node] = []
    for node in tree:
        if not node.is_group:
            run.append(node)
            continue
        if run:
            yield None, run
            run = []
        yield node, node.inner
    if run:
        yield None, run
