"""`paminn owners`: a list becomes people in owners.yaml, or what is uncertain is told and the file stands as it was."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from openpyxl import Workbook

from paminn.cli import main
from paminn.plan.load import read_owners

pytestmark = pytest.mark.slow

OWNERS = """\
roller:
  # Här står chefen.
  - roll: Chef
  - roll: Vice
    vakant: ja
  - roll: Teamet
    personer:
      - {namn: Team, epost: team@prov.example}
"""


@pytest.fixture
def folder(tmp_path):
    from tests.support.houses import plan_files

    made = tmp_path / "plan"
    made.mkdir()
    for name, content in (plan_files() | {"owners.yaml": OWNERS.encode()}).items():
        (made / name).write_bytes(content)
    return made


def run(folder, listed: bytes, *more: str, suffix: str = ".csv") -> int:
    path = folder.parent / f"lista{suffix}"
    path.write_bytes(listed)
    return main(["owners", str(path), "--plan", str(folder), *more])


def held(folder, role: str) -> list[str]:
    owners = read_owners((folder / "owners.yaml").read_bytes(), "plan")
    return [person.email for person in owners.people[role]]


LIST = "E-post;Roll;Namn\nåsa@prov.example;Teamet;Åsa Öst\nasa@prov.example;chef;Åsa Öst\nbo@prov.example;Vice;Bo\n"


def test_what_is_certain_is_written_and_the_rest_is_listed(folder, capsys):
    assert run(folder, LIST.encode("cp1252"), "--json") == 3
    told = json.loads(capsys.readouterr().out)
    assert told["written"] == [{"owner": "Chef", "people": ["Åsa Öst"]}, {"owner": "Vice", "people": ["Bo"]}]
    assert [doubt["where"] for doubt in told["doubts"]] == ["rad 2"]
    assert told["missing"] == []
    assert held(folder, "Chef") == ["asa@prov.example"]
    text = (folder / "owners.yaml").read_text("utf-8")
    assert "# Här står chefen." in text
    assert "vakant" not in text


def test_a_workbook_is_read_too(folder):
    book = Workbook()
    for row in (["Roll", "Namn", "E-post"], ["Chef", "Åsa Öst", "asa@prov.example"], ["Vice", "Bo", "bo@prov.example"]):
        book.active.append(row)
    content = BytesIO()
    book.save(content)
    assert run(folder, content.getvalue(), suffix=".xlsx") == 0
    assert held(folder, "Vice") == ["bo@prov.example"]


def test_nobody_is_written_over_unless_that_is_asked_for(folder, capsys):
    listed = b"Roll;Namn;E-post\nTeamet;Ny;ny@prov.example\n"
    before = (folder / "owners.yaml").read_bytes()
    assert run(folder, listed) == 3
    assert "har redan Team" in capsys.readouterr().out
    assert (folder / "owners.yaml").read_bytes() == before
    assert run(folder, listed, "--replace") == 0
    assert held(folder, "Teamet") == ["ny@prov.example"]


def test_a_role_is_written_whole_or_not_at_all(folder, capsys):
    before = (folder / "owners.yaml").read_bytes()
    assert run(folder, b"Roll;Namn;E-post\nChef;Anna;a@prov.example\nchef;Bo;bo(at)prov.example\n") == 3
    assert "Rollen «Chef» väntar, eftersom en annan rad om den är oklar." in capsys.readouterr().out
    assert (folder / "owners.yaml").read_bytes() == before


def test_the_same_list_again_changes_nothing(folder, capsys):
    listed = b"Roll;Namn;E-post\nChef;Anna;a@prov.example\n"
    assert run(folder, listed) == 0
    before = (folder / "owners.yaml").read_bytes()
    capsys.readouterr()
    assert run(folder, listed) == 0
    assert "Stod redan där: Chef." in capsys.readouterr().out
    assert (folder / "owners.yaml").read_bytes() == before


def test_line_breaks_of_another_system_stay(folder):
    path = folder / "owners.yaml"
    path.write_bytes(OWNERS.replace("\n", "\r\n").encode())
    assert run(folder, b"Roll;Namn;E-post\nChef;Anna;a@prov.example\n") == 0
    content = path.read_bytes()
    assert content.count(b"\n") == content.count(b"\r\n")


@pytest.mark.parametrize("listed", [b"", b"hej\n", b"\x00\x01\x02"])
def test_a_list_that_names_nobody_changes_nothing(folder, listed):
    before = (folder / "owners.yaml").read_bytes()
    assert run(folder, listed) in (3, 4)
    assert (folder / "owners.yaml").read_bytes() == before


def test_a_broken_owners_file_is_told_and_left(folder):
    (folder / "owners.yaml").write_text("roller: [", "utf-8")
    assert run(folder, b"Roll;Namn;E-post\nChef;Anna;a@prov.example\n") == 3
    assert (folder / "owners.yaml").read_text("utf-8") == "roller: ["


def test_the_plan_that_ships_is_never_written_in(folder):
    path = folder.parent / "lista.csv"
    path.write_bytes(b"Roll;Namn;E-post\nSoc IT;Anna;a@prov.example\n")
    assert main(["owners", str(path)]) == 2
