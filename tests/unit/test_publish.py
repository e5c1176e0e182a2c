"""The calendar and its page: from the plan and released answers alone, the same bytes until something changes."""

from __future__ import annotations

import re
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from icalendar import Calendar

from paminn.commands.as_json import files_as_json
from paminn.incoming.model import Received
from paminn.plan.occurrence import OccurrenceId
from paminn.replies.read import read_mail
from paminn.standing.answer import Answer, Status
from tests.support.deciding import release
from tests.support.fakes import FakeLedger
from tests.support.houses import FIRST_STEP, NOW, PEOPLE, at, fake_house, outgoing, plan_files, reply
from tests.support.telling import publish

OUT = Path("ut")


def heard(ledger: FakeLedger, owner: str = "Vice", goal: str = "1.1", status: Status = Status.DONE) -> None:
    raw = reply(f"Klar säger {owner} om {goal}.")
    answer = Answer(0, goal, OccurrenceId.parse(f"{goal}@2026-06-30"), owner, status, "HEMLIGT", FIRST_STEP, owner)
    ledger.keep(Received("prov-plan", raw, NOW, read_mail(raw, own_addresses=()), answers=(answer,)))


@pytest.mark.pain(20)
def test_the_same_plan_is_the_same_bytes_on_any_day():
    house = fake_house()
    days = [publish(house, OUT, FIRST_STEP + timedelta(days)).files for days in (0, 1, 200)]
    assert days[0] == days[1] == days[2]
    assert house.store.written == len(days[0])


@pytest.mark.pain(20)
def test_identities_stay_when_a_role_changes_hands_and_a_wording_is_mended():
    before = publish(fake_house(), OUT, FIRST_STEP).files["plan.ics"]
    files = plan_files(people={**PEOPLE, "Chef": ("ny@prov.example",)})
    mended = {name: content.replace(b"Rutinen 1.1", b"Rutinen, nummer 1.1,") for name, content in files.items()}
    after = publish(fake_house(mended), OUT, FIRST_STEP).files["plan.ics"]
    uids = [[str(event["UID"]) for event in Calendar.from_ical(raw).walk("VEVENT")] for raw in (before, after)]
    assert uids[0] == uids[1]
    assert before != after
    assert len(set(uids[0])) == len(uids[0])


@pytest.mark.pain(21)
def test_a_done_goal_stays_in_the_calendar_and_is_marked_once_released():
    ledger = FakeLedger()
    heard(ledger)
    heard(ledger, "Chef")
    alone = plan_files({"1.1": ("Chef", "Vice")}, PEOPLE)
    unreleased = publish(fake_house(alone, ledger=ledger), OUT, FIRST_STEP).files["plan.ics"]
    assert "✓".encode() not in unreleased
    for number in (1, 2):
        release(fake_house(alone, ledger=ledger), number, at(FIRST_STEP))
    marked = publish(fake_house(alone, ledger=ledger), OUT, FIRST_STEP).files["plan.ics"]
    summaries = [str(event["SUMMARY"]) for event in Calendar.from_ical(marked).walk("VEVENT")]
    assert any(summary.startswith("✓ 1.1") for summary in summaries)
    assert len(summaries) == len(Calendar.from_ical(unreleased).walk("VEVENT"))
    assert b"HEMLIGT" not in b"".join(publish(fake_house(alone, ledger=ledger), OUT, FIRST_STEP).files.values())


def test_no_address_is_published():
    ledger = FakeLedger()
    ledger.claim([outgoing()], NOW)
    files = publish(fake_house(ledger=ledger), OUT, FIRST_STEP).files
    for address in (address for people in PEOPLE.values() for address in people):
        assert not [name for name, content in files.items() if address.encode() in content]


@pytest.mark.pain(17)
@pytest.mark.pain(18)
def test_days_are_whole_days_without_zones():
    raw = publish(fake_house(), OUT, FIRST_STEP).files["plan.ics"]
    events = Calendar.from_ical(raw).walk("VEVENT")
    assert all(type(event.decoded("DTSTART")) is date for event in events)
    assert date(2026, 6, 30) in {event.decoded("DTSTART") for event in events}


def test_what_is_told_is_what_was_written():
    house = fake_house()
    told = files_as_json(publish(house, OUT, FIRST_STEP))
    assert {row["path"]: row["sha256"] for row in told} == {
        path: sha256(content).hexdigest() for path, content in house.store.files.items()
    }


@pytest.mark.pain(19)
def test_the_calendar_says_how_often_to_ask_again_and_the_page_says_what_to_expect():
    files = publish(fake_house(), OUT, FIRST_STEP).files
    calendar = Calendar.from_ical(files["plan.ics"])
    asked = {str(calendar["REFRESH-INTERVAL"].to_ical(), "ascii"), str(calendar["X-PUBLISHED-TTL"])}
    (every,) = asked
    assert re.fullmatch(r"PT([1-9]|1\d|2[0-4])H", every)
    page = files["index.html"].decode()
    assert "en importerad fil uppdateras aldrig" in page
    assert "Ändringar syns efter" in page


@pytest.mark.pain(22)
def test_the_address_to_subscribe_to_needs_no_login():
    page = publish(fake_house(public_url="https://prov.example/plan/"), OUT, FIRST_STEP).files["index.html"].decode()
    assert "webcal://prov.example/plan/plan.ics" in page
    assert "token" not in page.casefold()
