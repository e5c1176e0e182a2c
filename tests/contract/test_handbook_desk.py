"""The quality team's page, followed word for word in the folder of a demo: its numbers are the ones a reader sees."""

from __future__ import annotations

import re
import shlex
from contextlib import nullcontext
from datetime import date
from pathlib import Path

import pytest

from paminn.cli import main
from paminn.demo.stage import Postman
from paminn.demo.year import LAST_DAY, Stage, play
from paminn.plan.load import FILES
from tests.support.houses import at, on, real_house
from tests.support.paths import PLAN
from tests.support.reading import collect
from tests.support.sending import remind

pytestmark = pytest.mark.slow

PAGE = Path(__file__).resolve().parents[2] / "docs" / "handbok" / "kvalitetsteamet.md"
WAITING = re.compile(r"^\s+(m?\d+)  \d{4}-", re.M)


@pytest.fixture
def paminn(tmp_path, monkeypatch, capsys):
    """The command line where `paminn demo` has run, with the reader's own file."""
    home, files = tmp_path / "demo" / "var", {name: (PLAN / name).read_bytes() for name in FILES}
    drop = Postman(tmp_path / "demo" / "svar", home / "inbox")
    with real_house(home, files) as house:

        def run(name: str, day: date) -> bool:
            {"remind": remind, "collect": collect}[name](house, at(day))
            return True

        play(Stage(lambda: nullcontext(house), run, drop.deliver, lambda line: None, lambda day: on(at(day))), LAST_DAY)
    (tmp_path / "rattad.txt").write_text("Pågår. Jag har träffat årskurs 8 på båda skolorna.", encoding="utf-8")
    monkeypatch.setenv("PAMINN_HOME", str(home))
    monkeypatch.setenv("PAMINN_PLAN", str(PLAN))
    monkeypatch.chdir(tmp_path)

    def said(line: str) -> str:
        code = main(shlex.split(line)[1:])
        out, err = capsys.readouterr()
        assert (code, err) == (0, ""), line
        return out

    return said


def test_every_command_of_the_page_does_what_the_page_says(paminn):
    blocks = re.findall(r"```sh\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
    lines = [line for block in blocks for line in block.splitlines() if line.startswith("paminn replies")]
    said = {line: paminn(line) for line in lines}
    listed = [WAITING.findall(words) for line, words in said.items() if line == "paminn replies list"]
    assert WAITING.findall(paminn("paminn replies list")) == []
    (moved,) = [words for line, words in said.items() if "assign m8" in line]
    assert "Nästa steg: paminn replies release 34" in moved
    (shown,) = [words for line, words in said.items() if line.endswith("show 6")]
    assert "Se upp med: personnummer" in shown
    assert listed == [["6", "7", "m8"]]
    for line, words in said.items():
        assert ("Granskning: släppt" in words) == (" release " in line), line
        assert ("Granskning: hålls inne" in words) == (" withhold " in line), line
