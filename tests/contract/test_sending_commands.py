"""What the commands say of mails that are only written to a folder, and of steps that go late."""

from __future__ import annotations

import re

import pytest

import paminn.texts
from paminn.cli import main
from tests.support.houses import FIRST_STEP, plan_files, write_plan

DAY = FIRST_STEP.isoformat()


@pytest.fixture
def paminn(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PAMINN_HOME", str(tmp_path / "hem"))
    monkeypatch.setenv("PAMINN_PLAN", str(write_plan(tmp_path / "plan")))

    def run(*arguments: str) -> list[str]:
        main(list(arguments))
        return capsys.readouterr().out.splitlines()

    return run


class TestFolder:
    def test_it_is_said_once_that_nothing_was_sent_and_that_it_counts(self, paminn, tmp_path):
        shown = paminn("remind", "--on", DAY)
        assert [line for line in shown if "PAMINN_HOME" in line] == [
            f"Mejlen ligger i mappen {tmp_path / 'hem' / 'outbox'}. Inget har skickats till någon, men i den här "
            "PAMINN_HOME räknas det som skickat och görs inte om."
        ]
        assert "1 juni 2026. Skrivet till mapp: 3 mejl." in shown
        assert "bekräftat" not in "\n".join(shown).casefold()
        assert "Teams" not in "\n".join(shown)  # the cards are files too, for nobody
        assert not [line for line in paminn("remind", "--on", DAY) if "PAMINN_HOME" in line]

    def test_a_dry_run_and_a_run_that_prints_json_say_nothing_of_it(self, paminn):
        assert "PAMINN_HOME" not in "\n".join(paminn("remind", "--on", DAY, "--dry-run"))
        assert len(paminn("remind", "--on", DAY, "--json")) == 1

    def test_the_status_says_where_it_is(self, paminn):
        paminn("remind", "--on", DAY)
        shown = paminn("status", "--on", DAY)
        assert "     Påmind en gång, senast 2026-06-01 (skrivet till mapp). HAR INTE SVARAT" in shown
        assert "bekräftat" not in "\n".join(shown).casefold()

    def test_a_trial_is_said_to_be_in_the_folder_and_to_count_for_nothing(self, paminn, monkeypatch):
        monkeypatch.setenv("PAMINN_REDIRECT_ALL_TO", "prov@prov.example")
        shown = "\n".join(paminn("remind", "--on", DAY))
        assert "Inget har skickats till någon." in shown
        assert "räknas det som skickat" not in shown
        assert "PROV: mejlen gick" not in shown


def test_a_step_that_goes_later_than_it_should_says_when_that_was(paminn):
    """Otherwise "fem arbetsdagar före" stands beside a day that is not."""
    late = "    1.1  5 arbetsdagar före 30 juni 2026, skulle ha gått 23 juni 2026"
    assert late in paminn("remind", "--on", "2026-06-24", "--dry-run")
    assert late in paminn("forecast", "--from", "2026-06-24", "--until", "2026-06-24")
    assert "skulle ha gått" not in "\n".join(paminn("remind", "--on", "2026-06-23", "--dry-run"))


class TestCheck:
    def test_what_is_only_to_be_read_is_labelled_so(self, tmp_path, capsys):
        plan = write_plan(tmp_path / "plan", plan_files(frames={"1.2": "Årligen"}))
        assert main(["check", "--plan", str(plan)]) == 0
        (line,) = [line for line in capsys.readouterr().out.splitlines() if "Att läsa: " in line]
        assert re.match(r"\S+plan\.yaml:\d+:\d+: Att läsa: [A-ZÅÄÖ«]", line)
