"""`paminn adopt`, and the commands that tell of a plan.yaml which nobody has adopted, as they are run."""

from __future__ import annotations

import json
import shlex
import shutil

import pytest

from paminn.cli import main
from tests.contract.test_adoption import edited, insert_first, renamed, with_preparations
from tests.support.houses import TEAM, plan_files, write_plan

pytestmark = pytest.mark.slow

GOALS = {"1.1": ("Chef",), "1.2": ("Vice",)}
NEW_NAME = {"Ny chef": ("chef@prov.example",), "Vice": ("vice@prov.example",), TEAM: ("t@prov.example",)}


@pytest.fixture(scope="module")
def reminded(tmp_path_factory):
    """A home that has reminded once, grown once and copied for each test."""
    home = tmp_path_factory.mktemp("reminded")
    plan = write_plan(tmp_path_factory.mktemp("plan"), plan_files(GOALS))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PAMINN_HOME", str(home))
        assert main(["remind", "--on", "2026-06-01", "--plan", str(plan)]) == 0
    return home


@pytest.fixture
def run(reminded, tmp_path, monkeypatch, capsys):
    """Runs a command on a plan that has been reminded of once: exit code, what it printed, what it complained of."""
    monkeypatch.setenv("PAMINN_HOME", str(tmp_path / "home"))
    plan = write_plan(tmp_path / "plan", plan_files(GOALS))

    def command(*words):
        code = main([*words, "--plan", str(plan)])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    command.edit = lambda files: write_plan(plan, files)
    shutil.copytree(reminded, tmp_path / "home")
    return command


def test_an_edit_is_told_by_check_status_and_doctor(run):
    run.edit(edited(insert_first))
    for command in ("check", "status"):
        code, told, _ = run(command)
        assert code == 0
        assert "plan.yaml är ändrad, men ändringen är inte antagen" in told
    assert "plan.yaml är ändrad, men ändringen är inte antagen" in run("doctor")[1]


def test_an_edit_is_told_by_remind_and_forecast_too(run):
    run.edit(edited(insert_first))
    assert "ändringen är inte antagen" in run("remind", "--on", "2026-06-23", "--dry-run")[1]


def test_the_forecast_follows_the_adopted_plan_and_says_so_first(run):
    before = run("forecast", "--from", "2026-06-23")[1]
    run.edit(edited(insert_first))
    told = run("forecast", "--from", "2026-06-23")[1]
    which_plan, first_line, rest = told.split("\n", 2)
    assert first_line.startswith("plan.yaml är ändrad, men ändringen är inte antagen. Den antagna planen gäller.")
    assert rest.strip() == before.removeprefix(which_plan).strip()
    assert json.loads(run("forecast", "--from", "2026-06-23", "--json")[1])["edited"] is True


def test_the_forecast_and_check_ask_the_database_that_a_setting_names(run, monkeypatch, tmp_path):
    monkeypatch.setenv("PAMINN_HOME", str(tmp_path / "another"))
    monkeypatch.setenv("PAMINN_DATABASE_URL", f"sqlite:///{tmp_path / 'annan.db'}")
    run.edit(edited(insert_first))
    assert "inte antagen" not in run("forecast")[1]
    assert run("remind", "--on", "2026-06-01")[0] == 0  # adopts what is written now
    run.edit(plan_files(GOALS))
    for command in ("forecast", "check", "doctor"):
        assert "ändringen är inte antagen" in run(command)[1]


def test_what_is_missing_for_the_adopted_plan_is_not_told_by_a_line_of_another_file(run):
    """The role stands in the adopted plan alone: nobody finds it on that line of plan.yaml."""
    run.edit(edited(renamed("Chef", "Ny chef"), people=NEW_NAME))
    _, _, complained = run("remind", "--on", "2026-06-23", "--dry-run")
    assert complained.startswith("owners.yaml är också ändrad för Chef. ")
    assert "finns inte" not in complained
    assert "plan.yaml:" not in complained


def test_a_number_that_the_rules_name_and_the_plan_lacks_is_never_guessed(run):
    """The preparations follow the goal meanwhile; a number that is like it is another goal's."""
    files = edited(insert_first)
    rules = json.loads(files["rules.yaml"])
    rules["förberedelser"] = [{"delmål": "1.9", "steg": [{"veckor_före": 2, "text": "Boka lokal"}]}]
    run.edit(files | {"rules.yaml": json.dumps(rules).encode()})
    code, told, _ = run("check")
    assert code == 3
    assert 'Delmål "1.9" finns inte i planen. Skriv det nummer som delmålet har nu.' in told


def test_check_says_what_adopt_says_of_a_number_in_the_rules(run):
    frames = {"1.1": "Årligen, 25 november"}
    run.edit(with_preparations(plan_files(GOALS, frames=frames), "1.2"))
    assert run("remind", "--on", "2026-06-02")[0] == 0
    run.edit(with_preparations(edited(insert_first, frames=frames), "1.2"))
    then = "Delmål 1.2 heter 1.3 när planen antas. Skriv 1.3 i rules.yaml då, inte förr."
    code, told, _ = run("check")
    assert code == 0
    assert f"Att läsa: {then}" in told
    assert "rules.yaml:1:" in told
    assert then in run("adopt")[1]
    assert [row["message"] for row in json.loads(run("adopt", "--json")[1])["rules"]] == [then]
    now = "rules.yaml säger 1.2 om det delmål som nu heter 1.3. Skriv 1.3 där."
    assert now in run("adopt", "--by", "Åsa", "--on", "2026-06-24")[1]
    code, told, _ = run("check")
    assert code == 3
    assert f": {now}" in told
    (problem,) = json.loads(run("check", "--json")[1])["problems"]
    assert problem["message"] == now
    assert "Planen har 1 fel" in run("doctor")[1]
    run.edit(with_preparations(edited(insert_first, frames=frames), "1.3"))
    assert run("check")[0] == 0


def test_what_is_adopted_is_told_by_none_of_them(run):
    for command in ("check", "status", "doctor", "forecast"):
        assert "inte antagen" not in run(command)[1]


def test_a_time_plan_that_is_read_otherwise_is_told_by_status_check_and_doctor(run):
    files = plan_files(GOALS, frames={"1.1": "Klart vt 2026", "1.2": "Löpande"})
    run.edit(files)
    assert run("adopt", "--by", "Åsa", "--on", "2026-06-02")[0] == 0
    rules = json.loads(files["rules.yaml"])
    rules["halvår"]["vt"]["till"] = "05-31"
    run.edit(files | {"rules.yaml": json.dumps(rules).encode()})
    for command in ("status", "check", "doctor"):
        told = run(command)[1]
        assert "Tidplanen för 1.1 «Klart vt 2026» läses på ett nytt sätt." in told
        assert "Den gamla läsningen gäller tills planen antas igen: paminn adopt --by" in told
    (reread,) = json.loads(run("status", "--json")[1])["rereadings"]
    assert reread.startswith("Tidplanen för 1.1")
    assert run("adopt", "--by", "Åsa", "--on", "2026-06-03")[0] == 0
    assert "på ett nytt sätt" not in run("status")[1]


def test_it_shows_without_a_name_and_adopts_with_one(run):
    run.edit(edited(insert_first))
    code, told, _ = run("adopt")
    assert code == 0
    assert "Inget är osäkert. Anta planen: paminn adopt --by" in told
    code, told, _ = run("adopt", "--by", "Åsa", "--on", "2026-06-24")
    assert (code, told.strip().splitlines()[-1]) == (
        0,
        "Planen är antagen som version 2 och gäller från 24 juni 2026.",
    )
    assert "Det finns inget att anta" in run("adopt", "--by", "Åsa")[1]


def test_what_is_uncertain_is_asked_and_nothing_adopted(run):
    run.edit(edited(renamed("Chef", "Ny chef"), people=NEW_NAME))
    code, told, _ = run("adopt", "--by", "Åsa")
    assert code == 3
    assert "Ingenting är antaget" in told
    assert '--same "Chef=Ny chef"' in told
    assert run("adopt", "--by", "Åsa", "--same", "Chef=Ny chef")[0] == 0


def both_renamed(goals):
    """Two roles in other names, so that two things are asked."""
    renamed("Chef", "Ny chef")(goals)
    renamed("Vice", "Ny vice")(goals)


def test_the_line_to_paste_has_what_has_been_said_and_adopts(run):
    people = dict.fromkeys(("Ny chef", "Ny vice", TEAM), ("chef@prov.example",))
    run.edit(edited(both_renamed, people=people))
    half = run("adopt", "--same", "Vice=Ny vice")[1]
    line = half.strip().splitlines()[-1]
    assert line == 'paminn adopt --by DITT-NAMN --same "Vice=Ny vice" --same "Chef=Ny chef"'
    whole = run("adopt", "--same", "Vice=Ny vice", "--same", "Chef=Ny chef")[1]
    assert "Inget är osäkert. Anta planen: " + line in whole
    assert run(*shlex.split(line)[1:])[0] == 0


def test_a_day_that_has_not_come_is_told_before_anybody_adopts(run):
    files = edited(insert_first)
    later = json.loads(files["plan.yaml"]) | {"senast_reviderad": "2026-09-01"}
    run.edit(files | {"plan.yaml": json.dumps(later).encode()})
    code, told, _ = run("adopt", "--on", "2026-08-31")
    sentence = told.strip().splitlines()[-1]
    assert code == 0
    assert sentence.startswith("plan.yaml säger att planen beslutas 2026-09-01, och den dagen har inte kommit än.")
    assert "Inget är osäkert" not in told
    assert run("adopt", "--by", "Åsa", "--on", "2026-08-31") == (2, "", sentence + "\n")
    assert "Inget är osäkert" in run("adopt", "--on", "2026-09-01")[1]


def test_its_json_has_the_keys_that_are_asked_for(run):
    run.edit(edited(renamed("Chef", "Ny chef"), people=NEW_NAME))
    code, printed, _ = run("adopt", "--by", "Åsa", "--json")
    told = json.loads(printed)
    assert (code, told["adopted"], told["version"]) == (3, False, 1)
    assert [question["old"] for question in told["questions"]] == ["Chef"]
    assert (told["example"], told["refusal"], told["faults"]) == (
        'paminn adopt --by DITT-NAMN --same "Chef=Ny chef"', None, [],
    )  # fmt: skip
    (fault,) = json.loads(run("adopt", "--same", "1.1=9.9", "--json")[1])["faults"]
    assert fault["name"] == "9.9"
    code, printed, _ = run("adopt", "--by", "Åsa", "--same", "Chef=Ny chef", "--json")
    told = json.loads(printed)
    assert (code, told["adopted"], told["version"], told["questions"]) == (0, True, 2, [])
    assert told["example"] is None
    assert {"what": "renamed", "old": "Chef", "new": "Ny chef"}.items() <= told["changes"][-1].items()


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("--same", "1.1"), "«1.1» går inte att läsa"),
        (("--same", "1.1=9.9"), "9.9"),
        (("--same", "9.9=1.1"), "9.9"),
        (("--split", "1.1=1.1"), "1.1"),
        (("--same", "1.1=1.2", "--removed", "1.1"), "1.1"),
    ],
)
def test_what_cannot_be_is_one_sentence(run, words, complaint):
    run.edit(edited(insert_first))
    code, _, told = run("adopt", "--by", "Åsa", *words)
    assert code == 2
    assert complaint in told
    assert "Traceback" not in told
    assert run("adopt", "--json")[1].count('"version": 1') == 1


def test_a_plan_emptied_by_mistake_is_never_adopted(run):
    run.edit(edited(lambda goals: goals.clear()))
    code, _, told = run("adopt", "--by", "Åsa")
    assert code == 3
    assert "Traceback" not in told
    assert run("remind", "--on", "2026-06-23")[0] == 0
