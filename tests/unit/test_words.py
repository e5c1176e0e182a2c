"""What the replies room says in short words, a person reads in Swedish."""

from __future__ import annotations

import re
from pathlib import Path

import paminn.replies
from paminn.texts.words import all_told, told


def test_words_and_pairs_are_told_and_sentences_stay():
    assert told("tomt_svar") == "ingen egen text"
    assert told("person (tomt_svar)") == "en person behöver läsa: ingen egen text"
    assert told("svaret saknar kod") == "svaret saknar kod"
    assert all_told(["personnummer", "epost"]) == "personnummer, e-postadress"


def test_every_flag_the_room_can_raise_has_its_words():
    rooms = Path(paminn.replies.__file__).parent.rglob("*.py")
    flags = {flag for room in rooms for flag in re.findall(r'^[A-Z_]+ = "([a-z_]+)"$', room.read_text("utf-8"), re.M)}
    assert {"svar_i_citatet", "tomt_svar"} <= flags
    assert [flag for flag in flags if told(flag) == flag and "_" in flag] == []
