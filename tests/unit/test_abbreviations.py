"""Abbreviations are spelt out once, where a reader first meets them."""

from __future__ import annotations

import pytest

from paminn.texts.abbreviations import SpellOut

WORDS = {"VINR": "Våld i nära relation.", "HRV": "Hedersrelaterat våld", "Våldsutsatt": "Barn och vuxna"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("om VINR här", "om VINR (våld i nära relation) här"),
        ("VINR och VINR", "VINR (våld i nära relation) och VINR"),
        ("VINR, HRV", "VINR (våld i nära relation), HRV (hedersrelaterat våld)"),
        ("våld i nära relation (VINR)", "våld i nära relation (VINR)"),
        ("VINR (våld i nära relation)", "VINR (våld i nära relation)"),
        ("VINRA och xVINR", "VINRA och xVINR"),
        ("VINR-samordnare", "VINR (våld i nära relation)-samordnare"),
        ("Våldsutsatt", "Våldsutsatt"),
        ("inget", "inget"),
        ("", ""),
    ],
)
def test_the_first_is_spelt_out_unless_it_stands_explained(text, told):
    assert SpellOut(WORDS)(text) == told


def test_it_remembers_from_one_text_to_the_next_and_not_from_one_mail_to_another():
    spell = SpellOut(WORDS)
    assert "(" in spell("VINR")
    assert spell("VINR") == "VINR"
    assert "(" in SpellOut(WORDS)("VINR")


def test_what_the_text_itself_explains_is_not_explained_again():
    spell = SpellOut(WORDS)
    spell("våld i nära relation (VINR)")
    assert spell("VINR") == "VINR"


def test_a_plan_without_definitions_is_left_as_it_is():
    assert SpellOut({})("VINR") == "VINR"


def test_the_definitions_are_not_used_up():
    words = dict(WORDS)
    SpellOut(words)("VINR HRV")
    assert words == WORDS
