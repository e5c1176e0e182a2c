"""owners.yaml with people written into it, and every comment where it stood."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import CommentMark
from ruamel.yaml.tokens import CommentToken

from paminn.plan.staffing.listed_people import ListedPerson, Named

_WIDTH = 4096  # characters of a line: none is broken that was not before
_LIST_SIGN = re.compile(r"^( *)- ", re.MULTILINE)
_ROLES = "roller"
_ROLE = "roll"
_PEOPLE = "personer"
_VACANT = "vakant"
_DEPUTY = "ersättare"


def with_people(text: str, people: Mapping[str, Sequence[ListedPerson]], today: date) -> str:
    """The file with these people in these roles, by name, in place of whoever has them there `today` or later.

    Somebody who stays keeps what else the file says of them, and who has left stands where they stood. A role that the
    file does not have comes last. `text` is a file without faults.
    """
    yaml = _round_trip(text)
    tree = yaml.load(text)
    entries = {str(entry[_ROLE]): entry for entry in tree[_ROLES]}
    for role, listed in people.items():
        if role in entries:
            _fill(entries[role], listed, today)
        else:
            entry = CommentedMap({_ROLE: role})
            tree[_ROLES].append(entry)
            _fill(entry, listed, today)
    written = StringIO()
    yaml.dump(tree, written)
    return written.getvalue()


def _round_trip(text: str) -> YAML:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = _WIDTH
    yaml.allow_unicode = True
    sign = _LIST_SIGN.search(text)
    before = len(sign[1]) if sign else 2
    yaml.indent(mapping=2, sequence=before + 2, offset=before)
    return yaml


def _fill(entry: CommentedMap, listed: Sequence[ListedPerson], today: date) -> None:
    below = _taken_from_below(entry)
    people = CommentedSeq()
    staying = {}
    for person in entry.get(_PEOPLE) or ():
        if has_left(person.get("till"), today):
            people.append(person)
        else:
            staying[str(person["epost"]).casefold()] = person
    for row in listed:
        person = staying.get(row.person.email.casefold())
        if person is None:
            person = CommentedMap({"namn": row.person.name, "epost": row.person.email})
        else:
            _taken_from_below(person)
        if row.deputy is not None:
            person[_DEPUTY] = _as_map(row.deputy)
        people.append(person)
    entry.pop(_VACANT, None)
    entry[_PEOPLE] = people
    if entry.fa.flow_style():
        people.fa.set_flow_style()
    if below:
        _put_below(entry, below)


def has_left(until: date | None, today: date) -> bool:
    """Whether somebody's last day with a role has been."""
    return until is not None and until < today


def _as_map(person: Named) -> CommentedMap:
    written = CommentedMap({"namn": person.name, "epost": person.email})
    written.fa.set_flow_style()
    return written


# --- Comments belong to the value before them, wherever that is nested ----------------------------------------


def _taken_from_below(node: Any) -> str:
    """What stands between the last value of a node and what follows it: blank lines and comments. It is taken away."""
    while isinstance(node, CommentedMap | CommentedSeq) and node:
        if node.ca.end:
            return _cut_from_end(node)
        last: Any = len(node) - 1 if isinstance(node, CommentedSeq) else list(node)[-1]
        place = 0 if isinstance(node, CommentedSeq) else 2
        tokens = node.ca.items.get(last)
        if tokens and tokens[place] is not None:
            return _cut(tokens, place)
        node = node[last]
    return ""


def _cut(tokens: Any, place: int) -> str:
    """A remark on the line of the value itself stays there."""
    words = str(tokens[place].value)
    beside, _, below = words.partition("\n")
    if not beside:
        tokens[place] = None
        return words
    tokens[place] = CommentToken(beside + "\n", tokens[place].start_mark, None)
    if not below:
        return ""
    return "\n" + below


def _cut_from_end(node: Any) -> str:
    """What follows a list or a mapping whose last value is one on a single line."""
    below = "\n"
    for token in node.ca.end:
        below += " " * token.start_mark.column + str(token.value)
    node.ca.end = []
    return below


def _put_below(entry: CommentedMap, words: str) -> None:
    node: Any = entry
    while True:
        last: Any = len(node) - 1 if isinstance(node, CommentedSeq) else list(node)[-1]
        inner = node[last]
        is_block = isinstance(inner, CommentedMap | CommentedSeq) and inner and not inner.fa.flow_style()
        if not is_block:
            break
        node = inner
    place = 0 if isinstance(node, CommentedSeq) else 2
    tokens = node.ca.items.setdefault(last, [None, None, None, None])
    tokens[place] = CommentToken(words, CommentMark(0), None)
