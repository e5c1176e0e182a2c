"""By no door that leaves does anything go to an address which only is an example, and nothing is begun."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from paminn.cli import main
from paminn.errors import UsageError
from tests.support.houses import FIRST_STEP, PEOPLE, at, fake_house, plan_files, write_plan
from tests.support.sending import prepare
from tests.support.smtpserver import Script, serving

REAL_SENDER = "paminn@kommun.test"
DAY = at(FIRST_STEP)


def house(**options: object):
    """A house whose door leaves, with made-up people."""
    return fake_house(**{"leaves": True, "sender": REAL_SENDER, **options})


def test_the_people_of_these_tests_have_addresses_that_only_are_examples():
    assert all(email.endswith(".example") for emails in PEOPLE.values() for email in emails)


def test_nothing_is_prepared_and_nothing_is_adopted():
    refusing = house()
    with pytest.raises(UsageError, match=r"adresser i owners\.yaml slutar på \.example"):
        prepare(refusing, DAY)
    assert list(refusing.plan.versions.adopted("prov-plan")) == []


def test_a_plan_of_examples_alone_is_told_to_be_the_one_that_ships():
    with pytest.raises(UsageError, match="planen som följer med"):
        prepare(house(), DAY)


ALLOWED = {
    "nothing leaves": {"leaves": False},
    "the sender is an example too": {"sender": "paminn@prov.example"},
    "a trial to somebody real": {"redirect_all_to": "it@kommun.test"},
}


@pytest.mark.parametrize("case", ALLOWED)
def test_it_goes_where_nobody_can_be_missed(case):
    assert prepare(house(**ALLOWED[case]), DAY).messages


@pytest.mark.parametrize("setting", ["quality_team", "redirect_all_to"])
def test_a_setting_is_told_by_its_name(setting):
    with pytest.raises(UsageError, match=f"PAMINN_{setting.upper()}"):
        prepare(house(**{setting: "it@kommun.example"}), DAY)


def test_what_would_go_may_be_looked_at():
    assert prepare(house(), DAY, recover_first=False).messages


# --- As it is run ----------------------------------------


@contextmanager
def smtp() -> Iterator[tuple[dict[str, str], Script]]:
    script = Script()
    with serving(script) as port:
        yield {"PAMINN_MAIL": "smtp", "PAMINN_SMTP_URL": f"smtp://127.0.0.1:{port}"}, script


@contextmanager
def graph() -> Iterator[tuple[dict[str, str], Script]]:
    """Nobody answers there: whoever asked would be told so."""
    settings = {
        "PAMINN_MAIL": "graph",
        "PAMINN_GRAPH_URL": "https://127.0.0.1:9/v1.0",
        "PAMINN_GRAPH_AUTHORITY": "https://127.0.0.1:9",
        "PAMINN_GRAPH_TENANT": "prov",
        "PAMINN_GRAPH_CLIENT_ID": "prov",
        "PAMINN_GRAPH_SECRET": "prov",
    }
    yield settings, Script()


@contextmanager
def teams() -> Iterator[tuple[dict[str, str], Script]]:
    yield {"PAMINN_TEAMS_WEBHOOK": "https://127.0.0.1:9/flow?sig=prov"}, Script()


@pytest.mark.slow
@pytest.mark.parametrize("door", [smtp, graph, teams])
def test_each_door_that_leaves_refuses_and_says_what_to_do(door, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PAMINN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PAMINN_SENDER", REAL_SENDER)
    with door() as (settings, script):
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        code = main(["remind", "--json", "--plan", str(write_plan(tmp_path / "plan", plan_files()))])
        told = capsys.readouterr()
        assert (code, told.out) == (2, "")
        assert "slutar på .example" in told.err
        assert script.said == []


@pytest.mark.slow
def test_a_sender_that_nobody_has_named_is_refused(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PAMINN_HOME", str(tmp_path / "home"))
    with smtp() as (settings, script):
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        assert main(["remind", "--plan", str(write_plan(tmp_path / "plan", plan_files()))]) == 2
        assert "PAMINN_SENDER ska ange" in capsys.readouterr().err
        assert script.said == []


@pytest.mark.slow
def test_to_be_shown_is_not_to_be_sent(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PAMINN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PAMINN_SENDER", REAL_SENDER)
    plan = str(write_plan(tmp_path / "plan", plan_files()))
    with smtp() as (settings, script):
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        assert main(["remind", "--on", FIRST_STEP.isoformat(), "--json", "--plan", plan]) == 0
        assert json.loads(capsys.readouterr().out)["sent"] == 0
        assert script.said == []
