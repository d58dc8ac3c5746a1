"""Searching by words, alike on both engines: one index, one way to write it, one way to ask it.

A domain describes what it wants found, once:

    search.describe("decision", Decision, lambda decision: Entry(head=..., body=..., is_public=...))

From then on the index follows the objects: what a transaction changed is indexed again when it commits, in the
same transaction, and forgotten with it. Statements that the session does not see (bulk inserts) call `index`
themselves, or `flask search rebuild` afterwards. A query then joins what `matching` finds:

    found = search.matching("decision", words)
    select(Decision).join(found, found.c.object_id == Decision.id).order_by(found.c.rank)

and adds its own condition on who may see what: the index only knows public from not public.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    MetaData,
    Select,
    Subquery,
    Table,
    Text,
    bindparam,
    cast,
    column,
    delete,
    event,
    func,
    inspect,
    literal_column,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session, SessionTransaction

from noress.core.folding import indexed_words, typed_words
from noress.extensions import db

#: made by a migration per engine; derived from the rest, so neither in backups nor among the models
ENTRIES = Table(
    "search_entry", MetaData(),
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("marks", Text), Column("head", Text), Column("body", Text),
)  # fmt: skip
#: what PostgreSQL makes of them by itself
_WORDS: Any = literal_column("search_entry.words")
#: an entry's id holds its kind above, its object below: finding needs no join
_BITS = 40
_KINDS = {"decision": 1, "structure": 2}
_BATCH = 500


class Entry(NamedTuple):
    """What an object is found by. `head` weighs more; both take texts, or texts in several languages."""

    head: Any
    body: Any = ()
    is_public: bool = False


class _Described(NamedTuple):
    kind: str
    model: type[Any]
    entry: Callable[[Any], Entry]
    loads: Callable[[], tuple[Any, ...]]


_described: dict[type[Any], _Described] = {}


def describe(
    kind: str,
    model: type[Any],
    entry: Callable[[Any], Entry],
    *,
    loads: Callable[[], tuple[Any, ...]] = tuple,
) -> None:
    """Every object of the model is found by what `entry` says of it; a rebuild loads with it what `loads` names,
    asked for only then: naming it at the start would make every process map all tables first."""
    _described[model] = _Described(kind, model, entry, loads)


# --- asking ------------------------------------------------------------------------------------------


def has_words(query: str | None) -> bool:
    """Something was typed; `matching` may still find nothing in it."""
    return bool(query and query.strip())


def matching(kind: str, query: str = "", *, only_public: bool = False) -> Subquery:
    """(object_id, rank) of what holds every word typed, the last one perhaps unfinished; the best match has
    the smallest rank. Whatever was typed is never an error; what holds no word finds nothing.

    A statement that is built once takes `asked(...)` among the values of each run instead of a query here.
    """
    found = _on_sqlite if _dialect() == "sqlite" else _on_postgresql
    binds: dict[str, Any] = {
        name: bindparam(name, value) for name, value in asked(kind, query, only_public=only_public).items()
    }
    return found(kind, **binds).subquery("found")


def asked(kind: str, query: str, *, only_public: bool = False) -> dict[str, str]:
    """What the statement of `matching` is run with. Words hold letters and digits only: quotes are all they
    need, and neither engine finds anything to obey in them."""
    words = typed_words(query)
    unfinished = bool(words) and len(words[-1]) > 1
    if _dialect() != "sqlite":
        marks = ("_public" if only_public else "") if words else "_nothing"
        typed = " & ".join(f"'{word}'" for word in words) + (":*" if unfinished else "")
        return {"search_words": typed, "search_marks": marks}
    typed = " AND ".join(f'"{word}"' for word in words) + ("*" if unfinished else "")
    if not words:
        return {"search_words": "marks : _nothing"}
    # the kind is in the rowids: a mark that every entry has would be ranked too, one entry at a time
    return {"search_words": ("marks : _public AND " if only_public else "") + f"{{head body}} : ({typed})"}


def sampled(kind: str, percent: float) -> Select[int]:
    """How many entries of so small a part of PostgreSQL's table, taken block by block, hold the words: a statement to
    run with `asked(...)`. It always reads the same blocks."""
    part: Any = ENTRIES.tablesample(
        func.system(literal_column(str(percent))), name="search_entry", seed=literal_column("0")
    )
    binds = {name: bindparam(name, type_=Text) for name in ("search_words", "search_marks")}
    return select(func.count()).select_from(part).where(*_held_on_postgresql(kind, part.c.id, **binds))


def _on_sqlite(kind: str, search_words: Any) -> Select[Any]:
    found = table("search_words", column("rowid", BigInteger))
    itself: Any = literal_column("search_words")
    first = _KINDS[kind] << _BITS
    rank = func.bm25(itself, 0.0, 10.0, 1.0, type_=Float)
    return (
        select((found.c.rowid - first).label("object_id"), rank.label("rank"))
        .select_from(found)
        .where(itself.op("MATCH")(search_words), found.c.rowid.between(first, first + (1 << _BITS) - 1))
    )


def _on_postgresql(kind: str, search_words: Any, search_marks: Any) -> Select[Any]:
    # subqueries run once, here and below: a plan kept for other words too would read the typed ones again for each entry it ranks
    typed = select(func.to_tsquery("simple", search_words)).scalar_subquery()
    rank = -func.ts_rank(_WORDS, typed, type_=Float)
    return select((ENTRIES.c.id - (_KINDS[kind] << _BITS)).label("object_id"), rank.label("rank")).where(
        *_held_on_postgresql(kind, ENTRIES.c.id, search_words, search_marks)
    )


def _held_on_postgresql(kind: str, key: Any, search_words: Any, search_marks: Any) -> tuple[Any, Any]:
    read = func.to_tsquery("simple", search_words)
    wanted = select(cast(search_marks, TSQUERY).op("&&")(read)).scalar_subquery()
    # no range, which the ids' index would take for itself: the words' index finds far fewer
    return _WORDS.op("@@")(wanted), key.op(">>")(literal_column(str(_BITS))) == _KINDS[kind]


# --- writing -----------------------------------------------------------------------------------------


def index(kind: str, entries: Mapping[int, Entry], *, session: Session | None = None) -> None:
    """Write what these objects ({id: entry}) are found by, in the transaction at hand."""
    rows = [_row(kind, key, entry) for key, entry in entries.items()]
    for start in range(0, len(rows), _BATCH):
        (session or db.session()).connection().execute(_upsert(), rows[start : start + _BATCH])


def index_again(rows: Iterable[Any]) -> None:
    """Of described objects that did not change themselves: what they are found by did."""
    entries: dict[str, dict[int, Entry]] = {}
    for row in rows:
        described = _described[type(row)]
        entries.setdefault(described.kind, {})[row.id] = described.entry(row)
    for kind, found in entries.items():
        index(kind, found)


def remove(kind: str, ids: Iterable[int], *, session: Session | None = None) -> None:
    """These objects are no longer found."""
    keys = [_key(kind, key) for key in ids]
    if keys:
        (session or db.session()).connection().execute(delete(ENTRIES).where(ENTRIES.c.id.in_(keys)))


def clear(session: Session | None = None) -> None:
    """Nothing is found any more: what was indexed is gone too."""
    (session or db.session()).connection().execute(delete(ENTRIES))


def rebuild(session: Session | None = None) -> dict[str, int]:
    """Forget everything and index every described object again; how many of each kind."""
    session = session or db.session()
    clear(session)
    counts: dict[str, int] = {}
    for described in _described.values():
        counts[described.kind] = 0
        for batch in _batches(session, described):
            index(described.kind, {row.id: described.entry(row) for row in batch}, session=session)
            counts[described.kind] += len(batch)
    if session.get_bind().dialect.name == "sqlite":
        session.connection().exec_driver_sql("INSERT INTO search_words(search_words) VALUES ('optimize')")
    return counts


def _batches(session: Session, described: _Described) -> Iterator[list[Any]]:
    model, last = described.model, 0
    rows = select(model).options(*described.loads()).order_by(model.id).limit(_BATCH)
    while batch := session.scalars(rows.where(model.id > last)).all():
        last = batch[-1].id
        yield list(batch)
        session.expunge_all()


def _row(kind: str, key: int, entry: Entry) -> dict[str, Any]:
    return {
        "id": _key(kind, key), "marks": f"_{kind} _public" if entry.is_public else f"_{kind}",
        "head": indexed_words(*_texts(entry.head)), "body": indexed_words(*_texts(entry.body)),
    }  # fmt: skip


def _key(kind: str, key: int) -> int:
    return (_KINDS[kind] << _BITS) + key


def _texts(value: Any) -> Iterator[str]:
    """A text, one in several languages, or any number of both."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from value.values()
    else:
        for part in value or ():
            yield from _texts(part)


def _upsert() -> Any:
    if _dialect() == "postgresql":
        from sqlalchemy.dialects.postgresql import insert
    else:
        from sqlalchemy.dialects.sqlite import insert  # type: ignore[assignment]
    statement = insert(ENTRIES)
    new = statement.excluded
    return statement.on_conflict_do_update(
        index_elements=["id"], set_={"marks": new.marks, "head": new.head, "body": new.body}
    )


def _dialect() -> str:
    return db.engine.dialect.name


# --- following the session ---------------------------------------------------------------------------


def _note_change(session: Session, context: Any, instances: Any) -> None:
    for row in (*session.new, *session.dirty, *session.deleted):
        if type(row) in _described:
            session.info.setdefault("search_due", {})[id(row)] = row


def _write(session: Session) -> None:
    """Before the commit, so that what is found and what is true change together."""
    if session.in_nested_transaction():
        return
    session.flush()  # what is still to be written counts too
    due: dict[str, dict[int, Entry]] = {}
    gone: dict[str, list[int]] = {}
    for row in session.info.pop("search_due", {}).values():
        described, state = _described[type(row)], inspect(row)
        if state.persistent:
            due.setdefault(described.kind, {})[row.id] = described.entry(row)
        elif state.identity is not None:
            gone.setdefault(described.kind, []).append(state.identity[0])
    for kind, ids in gone.items():
        remove(kind, ids, session=session)
    for kind, entries in due.items():
        index(kind, entries, session=session)


def _forget(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop("search_due", None)


def listen(session_factory: Any) -> None:
    event.listen(session_factory, "before_flush", _note_change)
    event.listen(session_factory, "before_commit", _write)
    event.listen(session_factory, "after_transaction_end", _forget)
