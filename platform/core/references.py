"""What points at a table, read from the tables themselves: one that comes later is not forgotten."""

from typing import Any

from sqlalchemy import Column, MetaData, Table, UniqueConstraint


def columns_to(metadata: MetaData, table: str) -> list[Column[Any]]:
    """Every column that holds a key of this table, in the order of their names."""
    found = {
        key.parent
        for each in metadata.tables.values()
        for key in each.foreign_keys
        if key.column.table.name == table
    }
    return sorted(found, key=name_of)


def name_of(column: Column[Any]) -> str:
    return f"{column.table.name}.{column.name}"


def column_named(metadata: MetaData, name: str) -> Column[Any]:
    table, _dot, column = name.partition(".")
    return metadata.tables[table].c[column]


def key_of(table: Table) -> Column[Any]:
    """The one column that tells its rows apart."""
    (key,) = table.primary_key.columns
    return key


def unique_with(column: Column[Any]) -> list[list[Column[Any]]]:
    """For each rule of uniqueness that the column is part of, the other columns of the rule."""
    rules = [
        *(list(rule.columns) for rule in column.table.constraints if isinstance(rule, UniqueConstraint)),
        *(list(index.columns) for index in column.table.indexes if index.unique),
    ]
    return [[other for other in rule if other is not column] for rule in rules if column in rule]
