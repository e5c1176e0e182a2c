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
    "lists as keys": "[a, b]: 1\n? [c]\n: 2\n",
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


_TAB = "Här står ett tabbtecken. Använd mellanslag för indrag."
_COLON = "Kolon mitt i en text. Sätt texten inom citattecken, eller kontrollera indraget."
_NO_COLON = 'Raden saknar kolon efter nyckeln, till exempel «tidplan: "Klart ht 2025"».'
_QUOTE = "Ett citattecken öppnas men stängs aldrig."
_BRACKET = "En klammer eller hakparentes är inte riktigt skriven. Sätt texten inom citattecken."
_OPEN_BRACKET = "En hakparentes eller klammer öppnas men stängs inte."
_INDENT = "Indraget stämmer inte med raderna ovanför."
_LINE = "Raden går inte att läsa som YAML. Kontrollera kolon, citattecken och indrag."
_CONTROL = "Filen innehåller ett osynligt styrtecken. Skriv om raden."
_NO_KEYS = "Filen är tom eller saknar nycklar av formen «titel: …»."


@pytest.mark.parametrize(
    ("text", "line", "column", "sentence"),
    [
        ("a:\n\tb: 1\n", 2, 1, _TAB),
        ("a: %x\n", 1, 4, "Texten börjar med %. Sätt den inom citattecken."),
        ("a: @x\n", 1, 4, "Texten börjar med @. Sätt den inom citattecken."),
        ("a: `x\n", 1, 4, "Texten börjar med `. Sätt den inom citattecken."),
        ("a: *x\n", 1, 4, "Texten börjar med *. Sätt den inom citattecken."),
        ("a: b: c\n", 1, 5, _COLON),
        ("a: 1\nb\nc: 2\n", 3, 1, _NO_COLON),  # the parser misses the colon where the next key has one
        ('a: "x\n', 1, 4, _QUOTE),
        ('a: "x"\nb: "y\nc: "z"\nd: 1\n', 2, 4, _QUOTE),  # where it was opened, not where the parser stumbled
        ('- "x\nb: 1\n', 1, 3, _QUOTE),
        ("a: 'x\nb: 1\n", 2, 1, _QUOTE),
        ("a: [1, 2\nb: 1\n", 1, 4, _OPEN_BRACKET),
        ("a: {x: 1\nb: 2\n", 1, 4, _OPEN_BRACKET),
        ("a: ]\n", 1, 4, _BRACKET),
        ("a: }\n", 1, 4, _BRACKET),
        ("a:\n  - 1\n - 2\n", 3, 2, _INDENT),
        ("a: 1\n- b\n", 2, 1, _INDENT),
        ("a: |x\n  b\n", 1, 5, _LINE),
        ("a: 1\nb: 2\x01\n", 2, 5, _CONTROL),
        ("\x07a: 1\n", 1, 1, _CONTROL),
        ("a: 1\nå: 2\na: 3\n", 3, 1, 'Nyckeln "a" står två gånger. Ta bort den ena.'),
        ("a: 1\nb: {från: 2025-12-31, till: 2025-09-31}\n", 2, 29,
         '"2025-09-31" är inget datum som finns. Skriv ÅÅÅÅ-MM-DD.'),
        ("a: 12025-09-31\nb: !!int x\n", 1, 1, "Filen går inte att läsa som YAML. Kontrollera tecken och indrag."),
        ("", 1, 1, _NO_KEYS),
        ("- a\n- b\n", 1, 1, _NO_KEYS),
        ("bara ord\n", 1, 1, _NO_KEYS),
    ],
)  # fmt: skip
def test_a_slip_of_the_hand_is_told_at_its_place(text, line, column, sentence):
    _, (problem,) = parse("plan.yaml", text.encode())
    assert (problem.line, problem.column, problem.message) == (line, column, sentence)


def test_what_is_not_utf_8_is_told_on_its_line():
    _, (problem,) = parse("plan.yaml", "a: 1\nb: å\n".encode("latin-1"))
    sentence = "Filen är inte sparad som UTF-8. Spara om den med kodningen UTF-8."
    assert (problem.line, problem.column, problem.message) == (2, 1, sentence)


def test_a_mark_of_byte_order_is_no_part_of_the_text():
    source, problems = parse("plan.yaml", "\ufeffa: 1\n".encode())
    assert problems == []
    assert source.tree == {"a": 1}


@pytest.mark.parametrize(
    ("path", "at_key", "line", "column"),
    [
        (("a", "b"), False, 3, 6),
        (("a", "b"), True, 3, 3),
        (("a", "c", 1), False, 6, 5),
        (("a", "c", 2), False, 5, 3),  # there is no third item: its list
        (("a", "d"), False, 3, 3),  # nor that key: its mapping
        (("a", "b", "e"), False, 3, 6),
        (("x",), True, 1, 1),
        ((), False, 1, 1),
    ],
)
def test_a_path_leads_to_the_nearest_place_known(path, at_key, line, column):
    source, _ = parse("plan.yaml", b"# f\na:\n  b: 1\n  c:\n  - 2\n  - 3\n")
    problem = source.problem(path, "Fel.", at_key=at_key)
    assert (problem.line, problem.column) == (line, column)


def test_a_place_beyond_the_text_is_its_end():
    source, _ = parse("plan.yaml", b"a: 1\nb: 2\n")
    assert str(source.at(7, 9, "Fel.")) == "plan.yaml:2:5: Fel."
    assert source.at(0, 2, "Fel.").source == "a: 1"
    nothing, _ = parse("plan.yaml", b"")
    assert str(nothing.at(3, 3, "Fel.")) == "plan.yaml:1:1: Fel."
