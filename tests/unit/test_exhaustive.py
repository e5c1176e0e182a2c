"""A table over an enum has a row for every member: a new member shows every table that must know it, at once."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator, Mapping
from enum import Enum
from importlib import import_module

import pytest

import paminn

# Tables that mean to leave members out, and why.
PARTIAL = {
    "paminn.documents.docx.TONES": "a style is a tone or a kind of paragraph",
    "paminn.documents.docx._PARAGRAPHS": "a style is a tone or a kind of paragraph",
    "paminn.plan.timeframe.phrases._JOINTS": "the few words that join two times",
    "paminn.plan.timeframe.phrases._LENGTHS": "a number alone is asked about before, and has no length",
    "paminn.plan.timeframe.pieces._HIGHEST": "the units that are counted within a year",
    "paminn.plan.timeframe.recurrence._IN_A_YEAR": "the parts that a year is wholly made of",
    "paminn.plan.timeframe.vocabulary._PHRASES": "signs and figures are no words",
    "paminn.usecases.desk.shut_gates._PERSONAL": "the flags about somebody's private matters",
}


def tables() -> Iterator[tuple[str, type[Enum], set[Enum]]]:
    """(name, enum, the members that have a row) of every module's mappings whose keys are of one enum, each once."""
    seen = []
    for module in pkgutil.walk_packages(paminn.__path__, "paminn."):
        if module.name.endswith("__main__"):
            continue
        for name, value in vars(import_module(module.name)).items():
            if not isinstance(value, Mapping) or not value or any(value is known for known in seen):
                continue
            seen.append(value)
            kinds = {type(key) for key in value}
            if len(kinds) == 1 and issubclass(kind := kinds.pop(), Enum):
                yield f"{module.name}.{name}", kind, set(value)


TABLES = list(tables())


@pytest.mark.parametrize(
    ("enum", "known"),
    [pytest.param(enum, known, id=name) for name, enum, known in TABLES if name not in PARTIAL],
)
def test_every_member_has_a_row(enum, known):
    assert set(enum) - known == set()


def test_what_is_said_to_be_partial_is():
    names = {name: set(enum) - known for name, enum, known in TABLES}
    assert {name for name in PARTIAL if not names.get(name)} == set()


def test_the_tables_are_seen():
    assert "paminn.replies.lexicon.statuses.OFFERED" in {name for name, _, _ in TABLES}
