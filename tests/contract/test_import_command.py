"""`paminn import`: from the decided document to a plan folder that can be worked with, as it is run."""

from __future__ import annotations

import json

import pytest
from ruamel.yaml import YAML

from paminn.cli import main
from tests.support.decided_words import LAYOUTS, opened, saved, tabled
from tests.unit.test_decided_words import PLAN, SHIPPED

pytestmark = pytest.mark.slow


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Runs it in a home of its own: exit code, what it printed, what it complained of."""
    monkeypatch.setenv("PAMINN_HOME", str(tmp_path / "home"))

    def command(*words):
        code = main([str(word) for word in words])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    command.folder = tmp_path
    return command


def document(run, layout="paragraphs"):
    path = run.folder / "beslut.docx"
    path.write_bytes(saved(LAYOUTS[layout](PLAN)))
    return path


def filled_in(folder):
    """Somebody with an address in every role."""
    path = folder / "owners.yaml"
    yaml = YAML()
    owners = yaml.load(path.read_text(encoding="utf-8"))
    for number, role in enumerate(owners["roller"]):
        role["personer"] = [{"namn": "Chef", "epost": f"chef{number}@prov.example"}]
    with path.open("w", encoding="utf-8") as file:
        yaml.dump(owners, file)


def test_what_lies_in_the_folder_we_stand_in_is_no_library(run, monkeypatch):
    (run.folder / "docx.py").write_text("raise SystemExit('run')", encoding="ascii")
    monkeypatch.chdir(run.folder)
    code, _, _ = run("import", document(run), "--out", run.folder / "plan")
    assert code == 0


@pytest.mark.parametrize("layout", ["paragraphs", "one table with banners", "the area in a column", "tracked changes"])
def test_the_folder_says_what_was_decided_in_every_layout(run, layout):
    out = run.folder / "plan"
    assert run("import", document(run, layout), "--out", out)[0] == 0
    filled_in(out)
    assert run("check", "--plan", out)[0] == 0
    assert run("compare", document(run, layout), "--plan", out)[0] == 0
    written = YAML(typ="safe").load((out / "plan.yaml").read_text(encoding="utf-8"))
    goals = [goal for area in written["fokusområden"] for goal in area["delmål"]]
    for goal, decided in zip(goals, SHIPPED.plan.goals(), strict=True):
        assert goal["nr"] == decided.number
        assert goal["lydelse"] == decided.wording
        assert goal["tidplan"] == decided.timeframe.text
        parts = {(part["roll"].casefold(), part["typ"]) for part in goal["ägare"]}
        assert parts == {(part.role.casefold(), part.part.value) for part in decided.parts}


def test_it_can_be_reminded_from_as_soon_as_there_are_addresses(run):
    out = run.folder / "plan"
    run("import", document(run), "--out", out)
    filled_in(out)
    code, told, _ = run("remind", "--on", "2025-12-01", "--plan", out, "--json")
    assert code == 0
    assert json.loads(told)["sent"] > 0


def test_what_is_doubtful_is_printed_and_kept_beside_the_plan(run):
    out = run.folder / "plan"
    code, told, _ = run("import", document(run, "tracked changes"), "--out", out)
    assert code == 0
    assert "spårade ändringar" in told
    assert "spårade ändringar" in (out / "att-kontrollera.txt").read_text(encoding="utf-8")
    again = run.folder / "again"
    doubts = json.loads(run("import", document(run, "tracked changes"), "--out", again, "--json")[1])["doubts"]
    assert doubts[0]["where"] == "dokumentet"


def test_a_plan_that_is_there_is_never_written_over(run):
    out = run.folder / "plan"
    run("import", document(run), "--out", out)
    kept = (out / "plan.yaml").read_bytes()
    code, told, _ = run("import", document(run), "--out", out)
    assert code == 0
    assert "Det finns inget att skriva." in told
    assert (out / "plan.yaml").read_bytes() == kept


def test_several_plans_get_a_folder_each(run):
    word = LAYOUTS["paragraphs"](PLAN)
    word.add_heading("Plan för mötesplatser 2026", 0)
    word.add_heading("A. Mötesplatser", 1)
    headings = ("Mål", "Åtgärder", "Ansvariga", "Tidsplan")
    tabled(word, headings, [("A1. Alla har någonstans att gå.", ("Öppna.",), "Kulturchef", "2026")])
    path = run.folder / "två.docx"
    path.write_bytes(saved(word))
    code, told, _ = run("import", path, "--out", run.folder / "planer", "--json")
    assert code == 0
    assert [(run.folder / "planer" / name / "plan.yaml").exists() for name in ("plan-1", "plan-2")] == [True, True]
    assert len(json.loads(told)["folders"]) == 2


NASTY = "Kampanjen #vågafråga: «100 % – nå alla»"


def test_words_that_yaml_would_take_for_something_else_are_kept(run):
    word = opened(PLAN)
    word.add_heading("1. Område", 2)
    tabled(word, ("Delmål", "Aktiviteter", "Ansvarig", "Tidplan"), [(NASTY, ("- ja", "2026-01-01"), "null", "2026")])
    path = run.folder / "nasty.docx"
    path.write_bytes(saved(word))
    out = run.folder / "plan"
    assert run("import", path, "--out", out)[0] == 0
    written = YAML(typ="safe").load((out / "plan.yaml").read_text(encoding="utf-8"))
    (goal,) = written["fokusområden"][0]["delmål"]
    assert (goal["lydelse"], goal["ägare"][0]["roll"], goal["tidplan"]) == (NASTY, "null", "2026")
    assert goal["aktiviteter"] == ["ja", "2026-01-01"]
    assert run("compare", path, "--plan", out)[0] == 0
