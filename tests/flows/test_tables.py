"""The tables in the Prefect UI: roles, goals and outcomes, never an address or a word of an answer."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from paminn.demo.stage import Postman
from paminn.errors import DeliveryError, UnknownOutcome
from paminn.reminders.message import State
from paminn.texts.artifacts import (
    Table,
    description,
    file_rows,
    missing_rows,
    received_rows,
    sent_rows,
    silent_rows,
    waiting_rows,
)
from tests.support import houses
from tests.support.failing import BROKE, NO_ANSWER, REFUSED
from tests.support.fakes import FakeLedger, FakeOutbox
from tests.support.reading import collect, waiting
from tests.support.sending import prepare, remind
from tests.support.telling import publish, status_of, summarise

LATER = houses.at(houses.SECOND_STEP)
ANSWER = "Vi har pratat med Ulla i hemtjänsten om saken"


def words(rows: object) -> str:
    return json.dumps(rows, ensure_ascii=False)


def test_what_went_wrong_comes_first_with_its_reason():
    fails = {
        "Vice": DeliveryError(REFUSED),
        "Teamet": UnknownOutcome(BROKE),
    }
    rows = sent_rows(remind(houses.fake_house(box=FakeOutbox(fails=fails)), houses.NOW))
    assert [(row["Roll"], row["Utfall"]) for row in rows] == [
        ("Vice", "ej skickat"),
        ("Teamet", "okänt utfall"),
        ("Chef", "bekräftat"),
    ]
    assert [row["Varför"] for row in rows] == [
        "servern nekade mottagaren: 550", "förbindelsen bröts under sändningen", "",
    ]  # fmt: skip
    assert [row["Att göra"] for row in rows] == [
        "Rätta adressen eller skriv in en ny innehavare i owners.yaml. Har ingen annan fått mejlet skickar nästa körning det.",
        "Inget. Nästa körning frågar brevlådan igen.",
        "",
    ]
    assert list(rows[2].items()) == [
        ("Utfall", "bekräftat"), ("Att göra", ""), ("Roll", "Chef"), ("Kanal", "e-post"), ("Delmål", "1.1, 1.2"),
        ("Varför", ""),
    ]  # fmt: skip


def test_what_somebody_has_to_do_comes_before_what_only_went_wrong():
    fails = {
        "Chef": DeliveryError(NO_ANSWER),
        "Teamet": DeliveryError(REFUSED, partial=True),
    }
    rows = sent_rows(remind(houses.fake_house(box=FakeOutbox(fails=fails)), houses.NOW))
    assert [(row["Roll"], row["Utfall"], row["Varför"]) for row in rows] == [
        ("Teamet", "skickat", "en av två mottagare i rollen fick det inte, servern nekade mottagaren: 550"),
        ("Chef", "ej skickat", "e-postservern mejl.example:25 svarar inte"),
        ("Vice", "bekräftat", ""),
    ]
    assert rows[0]["Att göra"].startswith("Rätta adressen i owners.yaml och tala med den som inte fick mejlet.")
    assert rows[1]["Att göra"].startswith("Inget. Nästa körning försöker igen.")


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
    assert row["Varför"] == "ingen kan nås i rollen, mejlet går till kvalitetsteamet"
    assert row["Att göra"].startswith("Lägg till en person i owners.yaml.")


def test_what_an_interrupted_run_left_is_told():
    ledger = FakeLedger()
    left = houses.outgoing("Vice", "1.1")
    ledger.claim([left], houses.NOW)
    ledger.advance(left.key, State.SENDING, houses.NOW)
    house = houses.adopted(houses.fake_house(ledger=ledger, box=FakeOutbox(blind=True)))
    (row,) = [row for row in sent_rows(remind(house, LATER)) if "från" in str(row["Utfall"])]
    assert row["Utfall"] == f"okänt utfall (från {houses.FIRST_STEP})"
    assert row["Varför"] == "vi kan inte se om mejlet gick, för ingen brevlåda visar det"
    assert row["Att göra"] == (
        "Fråga mottagaren. Kom det fram: paminn outcomes sent 1 --by NAMN. "
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


@pytest.mark.parametrize("day", [houses.NOW, LATER])
def test_what_never_left_is_not_shown_beside_what_went_in_its_place(day):
    """A run was cut off before the mail left; today's mail has its steps, and nothing remains to be done."""
    ledger = FakeLedger()
    left = prepare(houses.fake_house(ledger=ledger), houses.NOW).messages[0]
    ledger.claim([left], houses.NOW)
    report = remind(houses.fake_house(ledger=ledger), day)
    assert [one.state for one in report.batch.recovered] == [State.FAILED]
    assert [(row["Utfall"], row["Att göra"]) for row in sent_rows(report) if row["Roll"] == left.owner] == [
        ("bekräftat", "")
    ]


def test_what_never_left_is_shown_when_nothing_goes_in_its_place():
    """On a Saturday nothing is sent; its steps come again."""
    ledger = FakeLedger()
    left = houses.outgoing("Vice", "1.1")
    ledger.claim([left], houses.NOW)
    saturday = houses.at(houses.FIRST_STEP + timedelta(5))
    (row,) = sent_rows(remind(houses.adopted(houses.fake_house(ledger=ledger)), saturday))
    assert row["Utfall"] == f"ej skickat (från {houses.FIRST_STEP})"
    assert row["Att göra"] == "Inget. Det påminns om igen, om det fortfarande behövs."


@pytest.fixture
def year(tmp_path):
    """Every table after a run of everything, with an answer from an owner and a mail from a stranger."""
    tables = {}
    drop = Postman(tmp_path / "kept", tmp_path / "inbox")
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
        tables["obesvarade"] = silent_rows(status_of(house, LATER.date()))
        tables["kalender"] = file_rows(publish(house, tmp_path / "site", LATER.date()))
        tables["saknade-svar"] = missing_rows(summarise(house, 2026, tmp_path / "out", LATER.date()).missing)
    return tables


def test_no_table_is_empty_here(year):
    # Nobody is away in it, and its plan is not revised.
    assert set(year) == set(Table) - {Table.AWAY, Table.DIFFERENCES}
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


@pytest.mark.parametrize("table", Table)
def test_a_table_says_what_it_is_also_when_it_is_empty(table):
    assert description(table, 0).endswith(".")
    assert description(table, 3).endswith(".")
