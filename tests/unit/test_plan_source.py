"""The fast reading of YAML gives what the careful one gives: the same values at the same places."""

from __future__ import annotations

from typing import Any

import pytest
from ruamel.yaml import YAML

from paminn.plan.load import FILES
from paminn.plan.source import load, parse
from tests.support.houses import plan_files
from tests.support.paths import PLAN as SHIPPED

WORDS = {
    "scalars": "a: yes\nb: 010\nc: 12:30\nd: 2025-09-01\ne: 2025-09-01 12:00:00\nf: ~\ng: 0o17\nh: 1_000\ni: .inf\n"
    "j: 1e3\nk: 0x1F\nl: on\nm: No\nn: 1.50\no: 3.10\np: '2025'\nq: \"å\\n\"\nr:\n",
    "blocks": "a: |\n  ett\n  två\nb: >\n  ett\n  två\nc: flera\n  rader\n",
    "anchors": "a: &x {b: 1}\nc: *x\n",
    "merged": "a: &x {b: 1}\nc:\n  <<: *x\n  d: 2\n",
    "keys": "7: 2\n2025-01-01: x\nå ä ö: y\n",
    "lists": "- a\n- [b, {c: d}]\n-\n  - e\n",
    "tagged": "a: !!str 4\nb: !eget 5\n",
    "directive": "%YAML 1.1\n---\na: yes\n",
    "empty": "# bara en kommentar\n",
}
TEXTS = (
    {f"shipped-{name}": (SHIPPED / name).read_text("utf-8") for name in FILES}
    | {f"small-{name}": data.decode() for name, data in plan_files().items()}
    | WORDS
)


def _place(tree: Any, key: Any) -> tuple[int, ...]:
    """Of what is not there, that is of no value and of what an anchor brings along, only the key's place counts."""
    place = tuple(tree.lc.data.get(key, ()))
    return place if tree[key] is not None else place[:2]


def placed(tree: Any) -> Any:
    """Every value with its type and, in a mapping or list, the places of its keys and items."""
    if isinstance(tree, dict):
        return [(key, _place(tree, key), placed(value)) for key, value in tree.items()]
    if isinstance(tree, list):
        return [(tuple(tree.lc.data[number]), placed(value)) for number, value in enumerate(tree)]
    # The careful reader also keeps how a number or text was written, in a class of its own.
    plain = next((kind for kind in (bool, int, float, str) if isinstance(tree, kind)), type(tree))
    return plain, str(getattr(tree, "value", tree))


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_values_and_places_are_as_the_careful_reader_gives_them(text):
    assert placed(load(text)) == placed(YAML().load(text))


@pytest.mark.parametrize("text", ["a: 1\n---\nb: 2\n", "a: {x: 1, x: 2}\n", "a: *okänd\n", "a: [1\n"])
def test_what_it_cannot_read_is_told_and_not_guessed(text):
    _, problems = parse("plan.yaml", text.encode())
    assert problems
