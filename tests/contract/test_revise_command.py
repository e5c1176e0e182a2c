"""`paminn import` over a plan folder that is there, as it is run: shown first, written whole, handed over to adopt."""

from __future__ import annotations

import json
import shutil
from datetime import date

import pytest

from paminn.channels.plan_folder import FolderPlan
from paminn.cli import main
from paminn.errors import NotCarriedOut
from paminn.ledger.peek import Peeked
from paminn.plan.comparing import Said
from paminn.plan.load import FILES
from paminn.shipped import shipped
from paminn.usecases.deciding.revise_plan import revise_plan
from paminn.usecases.plans import ReadablePlan
from tests.support.decided_words import numbered_goals, plainly, saved
from tests.unit.test_revising import PLAN_TEXT, REWORDED, SHIPPED, renumbered, with_goal, with_goals

pytestmark = pytest.mark.slow
FOLDER = shipped("plan_data", "gnesta")
TODAY = date(2026, 11, 28)
RETIMED = with_goal("1.3", timeframe="Klart ht 27")


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Runs it on a copy of the shipped plan in a home of its own: exit code, what it printed, what it complained of."""
    monkeypatch.setenv("PAMINN_HOME", str(tmp_path / "home"))
    shutil.copytree(FOLDER, tmp_path / "plan")

    def command(*words):
        code = main([*(str(word) for word in words), "--plan", str(tmp_path / "plan")])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    command.folder = tmp_path
    return command


def document(run, plan, layout=plainly):
    path = run.folder / "reviderad plan.docx"
    path.write_bytes(saved(layout(plan)))
    return path


def written(run, name="plan.yaml"):
    return (run.folder / "plan" / name).read_text(encoding="utf-8")


def names(run):
    return sorted(path.name for path in (run.folder / "plan").iterdir())


def test_it_is_shown_and_nothing_is_written(run):
    code, told, complained = run("import", document(run, RETIMED))
    assert (code, complained) == (0, "")
    assert "* 1.3 har ny tidplan. Förut: «Klart vt 26». Nu: «Klart ht 27».\n" in told
    assert "Ingenting är skrivet." in told
    assert "--write" in told
    assert written(run) == PLAN_TEXT
    assert names(run) == sorted(FILES)


def test_the_command_that_it_offers_writes_and_the_old_file_lies_beside(run):
    code, told, _ = run("import", document(run, RETIMED), "--write", "--on", "2026-11-28")
    assert code == 0
    assert written(run) == PLAN_TEXT.replace('"Klart vt 26"', '"Klart ht 27"')
    assert written(run, "plan.yaml.tidigare-2026-11-28") == PLAN_TEXT
    assert "plan.yaml.tidigare-2026-11-28" in told
    assert run("check")[0] == 0
    assert run("compare", run.folder / "reviderad plan.docx")[0] == 0
    # Once more there is nothing to write, and a second copy takes no other's place.
    code, told, _ = run("import", run.folder / "reviderad plan.docx", "--write", "--on", "2026-11-28")
    assert "Det finns inget att skriva." in told
    run("import", document(run, SHIPPED), "--write", "--on", "2026-11-28")
    assert written(run) == PLAN_TEXT
    assert "plan.yaml.tidigare-2026-11-28-2" in names(run)


def test_out_may_name_the_folder_too(run):
    code = main(["import", str(document(run, RETIMED)), "--out", str(run.folder / "plan")])
    assert code == 0
    assert written(run) == PLAN_TEXT


def test_adopt_shows_the_same_difference_and_compare_says_nothing_when_it_is_adopted(run):
    assert run("remind", "--on", "2026-06-01")[0] == 0
    path = document(run, renumbered(), numbered_goals)
    shown = json.loads(run("import", path, "--json")[1])
    assert (shown["written"], shown["backup"], shown["questions"]) == (False, None, [])
    assert json.loads(run("import", path, "--write", "--json")[1])["written"]
    adopted = json.loads(run("adopt", "--json")[1])
    assert adopted["changes"] == shown["changes"]
    code, told, _ = run("compare", path)
    assert code == 3
    assert "plan.yaml säger redan det beslutade. Anta den: paminn adopt" in told
    assert run("adopt", "--by", "Kim")[0] == 0
    assert run("compare", path)[0] == 0


def test_what_is_uncertain_is_listed_and_a_person_says_it_here_or_when_adopting(run):
    assert run("remind", "--on", "2026-06-01")[0] == 0
    path = document(run, REWORDED)
    _, told, _ = run("import", path)
    assert "Ingenting gissas" in told
    assert "     --same 3.3=3.3\n" in told
    assert "3.3: läsning följer inte med, eftersom det inte är säkert" in told
    code, told, _ = run("import", path, "--write", "--same", "3.3=3.3")
    assert code == 0
    assert "* 3.3 har ny lydelse." in told
    assert 'varje_år: "11-25"' in written(run)
    assert "--by DITT-NAMN --same 3.3=3.3" in told
    assert run("adopt", "--by", "Kim")[0] == 3
    assert run("adopt", "--by", "Kim", "--same", "3.3=3.3")[0] == 0


def test_an_edit_that_nobody_has_adopted_is_told_when_it_is_lost(run):
    assert run("remind", "--on", "2026-06-01")[0] == 0
    path = run.folder / "plan" / "plan.yaml"
    edited = PLAN_TEXT.replace('tidplan: "Påbörjas ht 25"', 'tidplan: "Påbörjas ht 27"')
    path.write_text(edited, encoding="utf-8")
    _, told, _ = run("import", document(run, RETIMED), "--write", "--on", "2026-11-28")
    assert "utan att vara antaget" in told
    assert "* 2.1 har ny tidplan. Förut: «Påbörjas ht 25». Nu: «Påbörjas ht 27».\n" in told
    assert written(run, "plan.yaml.tidigare-2026-11-28") == edited


def test_an_edit_that_the_document_has_too_is_not_lost(run):
    assert run("remind", "--on", "2026-06-01")[0] == 0
    path = run.folder / "plan" / "plan.yaml"
    path.write_text(PLAN_TEXT.replace('"Klart vt 26"', '"Klart ht 27"'), encoding="utf-8")
    _, told, _ = run("import", document(run, RETIMED))
    assert "utan att vara antaget" not in told
    assert "Det finns inget att skriva. Se vad som är kvar att anta" in told


@pytest.mark.parametrize("adopted", [False, True])
def test_a_number_in_the_rules_of_a_goal_that_is_gone_is_told_and_the_rules_are_left(run, adopted):
    if adopted:
        assert run("remind", "--on", "2026-06-01")[0] == 0
    goals = [goal for goal in SHIPPED.areas[2].goals if goal.number != "3.3"]
    before = written(run, "rules.yaml")
    _, told, _ = run("import", document(run, with_goals(2, goals)), "--write")
    assert "3.3" in told.partition("De andra filerna:")[2]
    assert written(run, "rules.yaml") == before


def test_a_file_that_somebody_saves_meanwhile_is_not_written_over(run):
    """What was read is no longer what lies there."""

    class Earlier(FolderPlan):
        def files(self):
            return {**super().files(), "plan.yaml": PLAN_TEXT.encode()}

    folder = run.folder / "plan"
    saved_meanwhile = PLAN_TEXT + "# sparat nyss\n"
    (folder / "plan.yaml").write_text(saved_meanwhile, encoding="utf-8")
    peeked = Peeked(run.folder / "home" / "ledger.db")
    kept = ReadablePlan(Earlier(folder, FILES), peeked, peeked)
    with pytest.raises(NotCarriedOut, match="har sparats av någon annan"):
        revise_plan(kept, folder, document(run, RETIMED), Said(), TODAY, write=True)
    assert written(run) == saved_meanwhile
    assert [name for name in names(run) if name.startswith(".")] == []


def test_a_plan_that_is_a_link_is_written_where_it_lies(run):
    (run.folder / "plan" / "plan.yaml").unlink()
    (run.folder / "plan" / "plan.yaml").symlink_to(run.folder / "elsewhere.yaml")
    (run.folder / "elsewhere.yaml").write_text(PLAN_TEXT, encoding="utf-8")
    code, _, _ = run("import", document(run, RETIMED), "--write", "--on", "2026-11-28")
    assert code == 0
    assert (run.folder / "plan" / "plan.yaml").is_symlink()
    assert not (run.folder / "plan" / "plan.yaml.tidigare-2026-11-28").is_symlink()
    assert "Klart ht 27" in (run.folder / "elsewhere.yaml").read_text(encoding="utf-8")


FIRST_GOAL = '      - nr: "1.1"\n'
IN_BRACES = (
    '      - {nr: "1.0", lydelse: Ett, ansvarig: Kvalitetsteamet, ägare: [{roll: Kvalitetsteamet, typ: ansvar}], '
    'tidplan: "2027"}\n'
)
BROKEN = {
    "a plan that cannot be read": (PLAN_TEXT.replace("titel: Handlingsplan", "titel Handlingsplan"), 3),
    "a plan in braces": (PLAN_TEXT.replace(FIRST_GOAL, IN_BRACES + FIRST_GOAL), 4),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_file_that_is_broken_is_told_and_left(run, case):
    text, expected = BROKEN[case]
    (run.folder / "plan" / "plan.yaml").write_text(text, encoding="utf-8")
    code, told, complained = run("import", document(run, RETIMED), "--write")
    assert (code, told) == (expected, "")
    assert complained
    assert written(run) == text


def test_what_is_said_that_cannot_be_is_told_and_nothing_is_written(run):
    code, _, complained = run("import", document(run, RETIMED), "--write", "--same", "9.9=1.3")
    assert code == 2
    assert "9.9" in complained
    assert written(run) == PLAN_TEXT


def test_a_folder_without_a_plan_takes_no_answers(run):
    empty = run.folder / "tom"
    assert main(["import", str(document(run, RETIMED)), "--out", str(empty), "--write"]) == 2
    assert main(["import", str(document(run, RETIMED)), "--plan", str(empty)]) == 2
    assert main(["import", str(document(run, RETIMED))]) == 2
    assert not empty.exists()
