"""The tables in the Prefect UI: roles, goals and outcomes, never an address or a word of an answer."""

from __future__ import annotations

import json

import houses
import pytest
from fakes import FakeLedger, FakeOutbox

from paminn.channels.folder import FolderDrop
from paminn.errors import DeliveryError, UnknownOutcome
from paminn.reminders.outbox import State
from paminn.texts.artifacts import (
    TITLES,
    file_rows,
    missing_rows,
    received_rows,
    sent_rows,
    silent_rows,
    waiting_rows,
)
from paminn.usecases.collect import collect
from paminn.usecases.desk import waiting
from paminn.usecases.publish import publish
from paminn.usecases.remind import prepare, remind
from paminn.usecases.status import status
from paminn.usecases.summarise import summarise

LATER = houses.at(houses.SECOND_STEP)
ANSWER = "Vi har pratat med Ulla i hemtjänsten om saken"


def words(rows: object) -> str:
    return json.dumps(rows, ensure_ascii=False)


def test_what_went_wrong_comes_first_with_its_reason():
    fails = {
        "Vice": DeliveryError("servern nekade mottagaren: 550", permanent=True),
        "Teamet": UnknownOutcome("förbindelsen bröts under sändningen"),
    }
    rows = sent_rows(remind(houses.fake_house(box=FakeOutbox(fails=fails)), houses.NOW))
    assert [(row["Roll"], row["Utfall"]) for row in rows] == [
        ("Vice", "ej skickat"),
        ("Teamet", "okänt utfall"),
        ("Chef", "bekräftat"),
    ]
    assert rows[0]["Att göra"] == "servern nekade mottagaren: 550"
    assert rows[2] == {"Roll": "Chef", "Delmål": "1.1, 1.2", "Kanal": "e-post", "Utfall": "bekräftat", "Att göra": ""}


@pytest.mark.parametrize(("sees", "told"), [(True, "bekräftat"), (False, "skickat")])
def test_what_was_taken_in_is_told_from_what_has_been_seen_there(sees, told):
    rows = sent_rows(remind(houses.fake_house(box=FakeOutbox(sees=sees)), houses.NOW))
    assert {row["Utfall"] for row in rows} == {told}


def test_a_dry_run_says_that_nothing_left():
    rows = sent_rows(remind(houses.fake_house(), houses.NOW, dry_run=True))
    assert {row["Utfall"] for row in rows} == {"skulle skickas"}


def test_a_second_run_the_same_day_still_shows_what_the_first_one_sent():
    ledger, box = FakeLedger(), FakeOutbox()
    remind(houses.fake_house(ledger=ledger, box=box), houses.NOW)
    again = sent_rows(remind(houses.fake_house(ledger=ledger, box=box), houses.NOW))
    assert {row["Utfall"] for row in again} == {"bekräftat tidigare i dag"}


def test_a_trial_earlier_in_the_day_is_nothing_that_was_sent():
    ledger = FakeLedger()
    remind(houses.fake_house(ledger=ledger, redirect_all_to="prov@prov.example"), houses.NOW)
    rows = sent_rows(remind(houses.fake_house(ledger=ledger), houses.NOW))
    assert [row["Utfall"] for row in rows] == ["bekräftat"] * 3


def test_a_role_that_nobody_holds_is_shown_as_gone_to_the_quality_team():
    files = houses.plan_files(people={role: who for role, who in houses.PEOPLE.items() if role != "Vice"})
    (row,) = [row for row in sent_rows(remind(houses.fake_house(files), houses.NOW)) if row["Roll"] == "Vice"]
    assert row["Utfall"] == "bekräftat"
    assert row["Att göra"].startswith("Ingen kan nås i rollen. Gick till kvalitetsteamet.")


def test_what_an_interrupted_run_left_is_told():
    ledger = FakeLedger()
    left = houses.outgoing("Vice", "1.1")
    ledger.claim([left], houses.NOW)
    ledger.advance(left.key, State.SENDING, houses.NOW)
    house = houses.fake_house(ledger=ledger, box=FakeOutbox(blind=True))
    (row,) = [row for row in sent_rows(remind(house, LATER)) if "från" in str(row["Utfall"])]
    assert row["Utfall"] == f"okänt utfall (från {houses.FIRST_STEP})"
    assert row["Att göra"] == (
        "Brevlådan visar inte om mejlet gick: fråga mottagaren. Kom det fram: paminn outcomes sent 1 --by NAMN. "
        "Kom det inte fram: paminn outcomes unsent 1 --by NAMN, så påminns det om igen."
    )


@pytest.mark.parametrize("gone", [True, False])
def test_what_an_interrupted_run_began_today_is_told_with_how_it_ended(gone):
    ledger, box = FakeLedger(), FakeOutbox()
    left = prepare(houses.fake_house(ledger=ledger), houses.NOW).messages[0]
    ledger.claim([left], houses.NOW)
    ledger.advance(left.key, State.SENDING, houses.NOW)
    if gone:
        box.send(left, lambda state, trace=None: None)
    rows = sent_rows(remind(houses.fake_house(ledger=ledger, box=box), houses.NOW))
    (row,) = [row for row in rows if row["Roll"] == left.owner]
    assert row["Utfall"] == (f"bekräftat (från {houses.FIRST_STEP})" if gone else "bekräftat")


@pytest.fixture
def year(tmp_path):
    """Every table after a run of everything, with an answer from an owner and a mail from a stranger."""
    tables = {}
    drop = FolderDrop(tmp_path / "kept", tmp_path / "inbox")
    with houses.real_house(tmp_path) as house:
        tables["utskick"] = sent_rows(remind(house, houses.NOW))
        code = next(s for s in house.dispatch.sent("prov-plan") if s.owner == "Vice").raw
        subject = f"SV: {houses.opened(code)['Subject']}"
        drop.deliver(
            houses.FIRST_STEP, "1", houses.reply(f"Klar\n\n{ANSWER}", subject, sender="Vice <vice@prov.example>")
        )
        stray = houses.reply(ANSWER, "Hej", sender="Sven <sven@annan.example>", message_id="<2@annan.example>")
        drop.deliver(houses.FIRST_STEP, "2", stray)
        tables["svar"] = received_rows(collect(house, LATER))
        tables["granska"] = waiting_rows(waiting(house, LATER))
        tables["obesvarade"] = silent_rows(status(house, LATER.date()))
        tables["kalender"] = file_rows(publish(house, tmp_path / "site", LATER.date()).as_json())
        tables["saknade-svar"] = missing_rows(summarise(house, 2026, tmp_path / "out", LATER.date()).missing)
    return tables


def test_no_table_is_empty_here(year):
    assert set(year) == set(TITLES) - {"franvaro"}  # nobody is away in it
    assert all(year.values())


def test_no_table_holds_an_address_or_an_answer(year):
    """Promise 7."""
    shown = words(year)
    assert "@" not in shown
    assert "Ulla" not in shown
    assert "hemtjänst" not in shown
    assert "Sven" not in shown


def test_the_answered_goal_is_no_longer_unanswered(year):
    assert ("Vice", "1.1") not in {(row["Roll"], row["Delmål"]) for row in year["obesvarade"]}
    assert ("Chef", "1.1") in {(row["Roll"], row["Delmål"]) for row in year["obesvarade"]}
    assert {row["Varför"] for row in year["svar"]} >= {"svaret saknar kod"}


def test_every_cell_is_a_word_or_a_number(year):
    cells = [cell for rows in year.values() for row in rows for cell in row.values()]
    assert {type(cell) for cell in cells} <= {str, int}


@pytest.mark.parametrize("kind", TITLES)
def test_a_table_says_what_it_is_also_when_it_is_empty(kind):
    assert TITLES[kind](0).endswith(".")
    assert TITLES[kind](3).endswith(".")
