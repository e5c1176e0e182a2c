"""Several plans in one installation: which they are, how one of them is chosen, and what each command makes of them."""

from __future__ import annotations

import json
import os
from types import SimpleNamespace

import pytest

from paminn.cli import main
from paminn.errors import UsageError
from paminn.home import plan_folder, plan_folders, settings
from paminn.site.app import Site
from paminn.up.environment import environment_of_parts
from tests.support.houses import DUE, FIRST_STEP, plan_files, write_plan

DAY = FIRST_STEP.isoformat()
OTHER_GOALS = {"A1": ("Rektor",), "A2": ("Rektor",)}
OTHER_PEOPLE = {"Rektor": ("rektor@prov.example",), "Kvalitetsteamet": ("kvalitet@prov.example",)}


def other_files(**changes: object) -> dict[str, bytes]:
    """Another committee's plan: goals with letters, another role, another name."""
    files = plan_files(OTHER_GOALS, OTHER_PEOPLE, identity="skolplan", frames={"A2": "Klart senast 31 mars 2027"})
    plan = json.loads(files["plan.yaml"]) | {"titel": "Skolplan Prov", "beslutsinstans": "Skolnämnden"} | changes
    return files | {"plan.yaml": json.dumps(plan, ensure_ascii=False).encode()}


@pytest.fixture
def town(tmp_path, monkeypatch, capsys):
    """Runs a command on the two plans of a folder, in a home of their own."""
    plans = tmp_path / "planer"
    write_plan(plans / "prov")
    write_plan(plans / "skola", other_files())
    monkeypatch.setenv("PAMINN_HOME", str(tmp_path / "hem"))
    monkeypatch.setenv("PAMINN_PLAN", str(plans))

    def run(*arguments: str) -> SimpleNamespace:
        try:
            code = main(list(arguments))
        except SystemExit as end:
            code = end.code
        out, err = capsys.readouterr()
        told = json.loads(out) if "--json" in arguments and out else None
        return SimpleNamespace(code=code, out=out, err=err, told=told)

    run.plans, run.home = plans, tmp_path / "hem"
    return run


def names(folders) -> list[str]:
    return [folder.folder.name for folder in folders]


class TestWhichTheyAre:
    @pytest.mark.parametrize("between", [",", ";", os.pathsep, " , "])
    def test_several_are_named_in_one_setting_and_stand_in_that_order(self, town, between):
        both = between.join((str(town.plans / "skola"), str(town.plans / "prov")))
        assert names(plan_folders(None, both)) == ["skola", "prov"]

    def test_those_of_a_folder_stand_by_name_and_what_is_no_plan_is_none(self, town):
        (town.plans / "anteckningar").mkdir()
        assert names(plan_folders(town.plans)) == ["prov", "skola"]

    def test_a_path_that_exists_is_one_folder_whatever_stands_in_its_name(self, town):
        odd = write_plan(town.plans.parent / "plan, ny; 2", other_files())
        assert names(plan_folders(odd)) == ["plan, ny; 2"]

    def test_a_plan_that_lost_its_file_is_still_that_plan_and_no_folder_of_others(self, town):
        write_plan(town.plans / "prov" / "gammal", plan_files(identity="gammal"))
        (town.plans / "prov" / "plan.yaml").unlink()
        assert names(plan_folders(town.plans / "prov")) == ["prov"]

    @pytest.mark.parametrize("chosen", ["skolplan", "skola"])
    def test_one_is_chosen_by_its_kannetecken_or_its_folder(self, town, chosen):
        assert names(plan_folders([chosen], town.plans)) == ["skola"]

    def test_what_cannot_be_meant_is_one_sentence(self, town):
        twin = write_plan(town.plans.parent / "tvilling")
        empty = town.plans.parent / "tom"
        empty.mkdir()
        prov = town.plans / "prov"
        for asked, sentence in (
            ((prov, prov), f"Planens mapp {prov} är angiven två gånger. Ange den en gång."),
            ((prov, twin), f"Planerna i {prov} och {twin} har samma kännetecken, prov-plan. Ge en av dem ett eget"),
            ((f"{prov},{empty}",), f"I mappen {empty} ligger ingen plan."),
            (
                ("finns/inte",),
                "Det finns ingen mapp finns/inte, och ingen plan som heter så. Planerna är prov-plan och",
            ),
        ):
            with pytest.raises(UsageError) as told:
                plan_folders(asked, town.plans)
            assert str(told.value).startswith(sentence)

    def test_what_is_done_with_one_plan_asks_which(self, town):
        with pytest.raises(UsageError) as told:
            plan_folder(None, town.plans)
        assert f"prov-plan ({town.plans / 'prov'}) och skolplan (" in str(told.value)
        assert str(told.value).endswith("Välj en, till exempel --plan prov-plan.")
        for command in (("adopt", "--by", "Åsa"), ("compare", "plan.docx"), ("timeframe", "Löpande")):
            result = town(*command)
            assert (result.code, result.out) == (2, ""), command
            assert "--plan prov-plan" in result.err


class TestEveryCommand:
    @pytest.mark.parametrize(
        ("words", "key"),
        [
            (("forecast", "--from", DAY, "--until", DUE.isoformat()), "digests"),
            (("status", "--on", DAY), "status"),
            (("remind", "--on", DAY), "digests"),
        ],
    )
    def test_one_document_holds_the_rows_of_all_each_with_its_plan(self, town, words, key):
        result = town(*words, "--json")
        assert (result.code, result.err) == (0, "")
        assert {row["plan"] for row in result.told[key]} == {"prov-plan", "skolplan"}
        alone = town(*words, "--plan", "skolplan", "--json")
        if key == "status":
            assert alone.told[key] == [row for row in result.told[key] if row["plan"] == "skolplan"]

    def test_what_is_counted_is_counted_together(self, town):
        assert town("check", "--json").told == {"problems": [], "warnings": [], "goals": 4}
        sent = town("remind", "--on", DAY, "--json").told
        assert (sent["sent"], len(sent["digests"])) == (4, 4)
        assert town("remind", "--on", DAY, "--json").told["sent"] == 0

    def test_a_plan_with_faults_is_told_and_the_others_are_served(self, town):
        (town.plans / "prov" / "plan.yaml").write_text("titel: [", "utf-8")
        result = town("remind", "--on", DAY, "--json")
        assert (result.code, result.told["sent"]) == (3, 1)
        assert "prov-plan:" in result.err
        assert "plan.yaml:1:" in result.err
        shown = town("check")
        assert shown.code == 3
        assert "skolplan" in shown.out
        assert "Planen har inga fel. Den har 2 delmål." in shown.out
        assert town("status", "--on", DAY, "--json").code == 3

    def test_a_person_is_told_which_plan_is_which(self, town):
        shown = town("status", "--on", DAY).out
        assert shown.index(f"prov-plan ({town.plans / 'prov'})") < shown.index("1.1  Chef")
        assert shown.index("1.1  Chef") < shown.index(f"skolplan ({town.plans / 'skola'})") < shown.index("A1  Rektor")
        assert "skolplan" not in town("status", "--on", DAY, "--plan", "prov").out

    def test_each_account_has_a_folder_of_its_own(self, town):
        told = town("summarise", "2026", "--on", DAY, "--json").told
        folder = town.home / "redovisning"
        assert [row["plan"] for row in told["files"]] == ["prov-plan", "skolplan"]
        assert {row["path"] for row in told["files"]} == {
            str(folder / plan / "redovisning-2026.docx") for plan in ("prov-plan", "skolplan")
        }

    def test_what_is_to_be_adopted_is_shown_of_all_and_adopted_of_one(self, town):
        town("remind", "--on", DAY)
        assert [row["plan"] for row in town("adopt", "--json").told["plans"]] == ["prov-plan", "skolplan"]
        assert town("adopt", "--plan", "skolplan", "--json").told["plan"] == "skolplan"


def lying(folder) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


class TestPublished:
    def test_the_plan_that_stood_keeps_its_addresses_and_others_get_a_folder(self, town, monkeypatch):
        site = town.home / "site"
        monkeypatch.setenv("PAMINN_PLAN", str(town.plans / "skola"))
        assert town("publish", "--on", DAY).code == 0
        before = {name: (site / name).read_bytes() for name in lying(site)}
        assert "planer.html" not in before
        monkeypatch.setenv("PAMINN_PLAN", str(town.plans))
        told = town("publish", "--on", DAY, "--json")
        assert (told.code, told.err) == (0, "")
        assert {row["plan"] for row in told.told["files"]} == {"prov-plan", "skolplan"}
        feeds = [name for name in before if name.endswith(".ics")]
        assert len(feeds) > 2
        assert {name: (site / name).read_bytes() for name in feeds} == {name: before[name] for name in feeds}
        assert {name for name in lying(site) if name.endswith("plan.ics")} == {"plan.ics", "prov-plan/plan.ics"}
        page = (site / "planer.html").read_text("utf-8")
        assert page.index('href="prov-plan/index.html"') < page.index('href="index.html"')
        assert 'href="planer.html"' in (site / "index.html").read_text("utf-8")
        assert 'href="../planer.html"' in (site / "prov-plan" / "index.html").read_text("utf-8")

    def test_publishing_again_in_another_order_or_one_at_a_time_changes_nothing(self, town, monkeypatch):
        site = town.home / "site"
        town("publish", "--on", DAY)
        first = {name: (site / name).read_bytes() for name in lying(site)}
        assert "skolplan/plan.ics" in first
        monkeypatch.setenv("PAMINN_PLAN", f"{town.plans / 'skola'},{town.plans / 'prov'}")
        town("publish", "--on", DAY, "--plan", "skolplan")
        town("publish", "--on", DAY, "--plan", "prov-plan")
        assert {name: (site / name).read_bytes() for name in lying(site)} == first

    def test_the_address_of_a_plan_in_a_folder_is_told_as_its_own(self, town, monkeypatch):
        monkeypatch.setenv("PAMINN_PUBLIC_URL", "https://kommun.example/planer")
        town("publish", "--on", DAY)
        page = (town.home / "site" / "skolplan" / "index.html").read_text("utf-8")
        assert "https://kommun.example/planer/skolplan/plan.ics" in page
        assert "https://kommun.example/planer/plan.ics" in (town.home / "site" / "index.html").read_text("utf-8")

    def test_the_mark_of_a_plan_in_a_folder_tells_of_a_memory_that_is_gone(self, town):
        town("remind", "--on", DAY)
        town("publish", "--on", DAY)
        assert (town.home / "site" / "skolplan" / ".minne").is_file()
        (town.home / "ledger.db").unlink()
        result = town("status", "--on", DAY, "--plan", "skolplan")
        assert "minne" in result.out.casefold()
        assert town("publish", "--on", DAY).code == 4

    def test_the_server_answers_for_the_folder_of_a_plan(self, town):
        town("publish", "--on", DAY)
        site = Site(town.home / "site")
        for path in ("/", "/planer.html", "/skolplan/", "/skolplan/index.html", "/skolplan/plan.ics", "/plan.ics"):
            assert site.answer("GET", path, ()).status == 200, path
        for path in ("/skolplan", "/skolplan/.plan", "/.plan", "/skolplan/../plan.ics", "/a/b/plan.ics", "//plan.ics"):
            assert site.answer("GET", path, ()).status == 404, path
        (town.home / "site" / "lank").symlink_to(town.home / "site" / "skolplan", target_is_directory=True)
        assert site.answer("GET", "/lank/plan.ics", ()).status == 404


def test_the_doctor_names_each_plan_with_its_folder_and_the_faults_of_one(town):
    town("remind", "--on", DAY)
    told = {row["check"]: row for row in town("doctor", "--json").told["checks"]}
    assert f"prov-plan ({town.plans / 'prov'}): 2 delmål" in told["plan"]["detail"]
    assert f"skolplan ({town.plans / 'skola'}): 2 delmål" in told["plan"]["detail"]
    assert told["lineage"]["detail"].count("skolplan: ") == 1
    (town.plans / "skola" / "plan.yaml").write_text("titel: [", "utf-8")
    result = town("doctor", "--json")
    told = {row["check"]: row for row in result.told["checks"]}
    assert (result.code, told["plan"]["ok"]) == (4, False)
    assert told["plan"]["detail"].startswith(f"Skolplan ({town.plans / 'skola'}): ")
    assert "prov-plan (" in told["plan"]["detail"]


def test_the_parts_of_up_are_told_of_every_plan_by_its_whole_path(town, monkeypatch):
    monkeypatch.chdir(town.plans)
    monkeypatch.setenv("PAMINN_PLAN", "skola,prov")
    told = environment_of_parts(settings(), None, 4200)["PAMINN_PLAN"]
    monkeypatch.chdir(town.home)
    assert [folder.folder for folder in plan_folders(None, told)] == [town.plans / "skola", town.plans / "prov"]


def test_the_one_mailbox_is_read_for_all_plans_and_never_for_one_of_them(town):
    town("remind", "--on", DAY)
    refused = town("collect", "--on", DAY, "--plan", "skolplan")
    assert (refused.code, refused.out) == (2, "")
    assert refused.err == "Brevlådan är gemensam för alla planer. Läs den utan --plan: paminn collect\n"
    told = town("collect", "--on", DAY, "--json")
    assert (told.code, told.err) == (0, "")
    assert set(told.told) == {"replies", "automatic", "unmatched", "quarantined", "duplicates"}
    listed = town("replies", "list", "--on", DAY, "--json")
    assert (listed.code, listed.told["replies"]) == (0, [])
