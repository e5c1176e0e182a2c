"""What `paminn adopt` prints to paste says the same when it is read again, whatever the roles are called."""

from __future__ import annotations

import shlex
from argparse import ArgumentParser
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paminn.commands.adopt import add_arguments
from paminn.errors import UsageError
from paminn.plan.comparing import Said, several_in, sides_in
from paminn.plan.comparing.questions.answer_options import flag
from paminn.usecases.deciding.said import said_by, said_in_words
from tests.support.examples import examples

PIECES = st.sampled_from(
    [
        ",",
        "=",
        "-",
        '"',
        "'",
        "$",
        "`",
        "!",
        "\\",
        "å",
        " ",
        "ö ",
        ";",
        "*",
        "#",
        "@3",
        "--same",
        "Chef",
        "IT",
        "–",
        "2.1",
    ]
)
NAMES = st.lists(PIECES, min_size=1, max_size=6).map(lambda pieces: " ".join("".join(pieces).split())).filter(bool)
SEVERAL = st.lists(NAMES, min_size=2, max_size=3).map(tuple)
SAID = st.builds(
    Said,
    same=st.lists(st.tuples(NAMES, NAMES), max_size=2).map(tuple),
    split=st.lists(st.tuples(NAMES, SEVERAL), max_size=2).map(tuple),
    merge=st.lists(st.tuples(SEVERAL, NAMES), max_size=2).map(tuple),
    removed=st.lists(NAMES, max_size=2).map(tuple),
)


@examples(400)
@given(SAID)
def test_every_answer_is_read_as_it_was_meant(said):
    assert said_in_words(flag(said)) == said


@examples(200)
@given(SAID)
def test_and_so_it_is_by_the_command_line(said):
    parser = ArgumentParser()
    add_arguments(parser)
    asked = parser.parse_args(shlex.split(flag(said)))
    assert said_by(asked.same, asked.split, asked.merge, asked.removed) == said


@pytest.mark.parametrize(
    ("said", "written"),
    [
        (Said(same=(("2.1", "2.2"),)), "--same 2.1=2.2"),
        (Said(same=(("Soc IT", "Digitalisering"),)), '--same "Soc IT=Digitalisering"'),
        (Said(split=(("Chef, vuxen", ("Chef, barn", "MAS")),)), '--split "Chef, vuxen=Chef,, barn,MAS"'),
        (Said(merge=((("MAS", "Chef, barn"), "Chef, alla"),)), '--merge "MAS,Chef,, barn=Chef, alla"'),
        (Said(same=(("A=B", "C=D"),)), "--same A==B=C==D"),
        (Said(removed=("-Chef",)), "--removed=-Chef"),
        (Said(removed=("$HOME",)), "--removed '$HOME'"),
        (Said(removed=('Chef "vuxen"',)), "--removed 'Chef \"vuxen\"'"),
    ],
)
def test_an_answer_is_written_as_plainly_as_it_can_be(said, written):
    assert flag(said) == written
    assert said_in_words(written) == said


def test_what_people_write_themselves_is_read_as_before():
    assert several_in(" 2.1, 2.2 ,") == ("2.1", "2.2")
    assert sides_in("A=B=C") == ("A=B", "C")
    assert sides_in("2.1") == ("", "2.1")
    decomposed = normalize("NFD", "Enhetschef ÄO")
    assert said_by(same=[f"{decomposed}=MAS"]).same == (("Enhetschef ÄO", "MAS"),)
    with pytest.raises(UsageError, match="går inte att läsa"):
        said_by(same=["2.1="])
