"""What an entry is called and numbered as the plan changes, over either memory: calendars take the highest number."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from icalendar import Calendar

from paminn.errors import Implausible, StorageError
from paminn.incoming.decision import Action
from paminn.incoming.model import Received
from paminn.plan.occurrence import OccurrenceId
from paminn.reminders.message import Channel
from paminn.replies.read import read_mail
from paminn.standing.answer import Answer, Status
from tests.support.calendar_lint import lint
from tests.support.deciding import decide, release
from tests.support.fakes import FakeLedger, FakeStore
from tests.support.houses import (
    FIRST_STEP,
    NOW,
    PEOPLE,
    TEAM,
    at,
    fake_house,
    kept,
    opened,
    plan_files,
    real_house,
    reply,
    tree,
)
from tests.support.sending import prepare
from tests.support.telling import publish

OUT = Path("ut")


UID = "prov-plan-1.1-deadline@paminn"


def events(content: bytes) -> dict[str, bytes]:
    """Each entry's own bytes, by UID."""
    found = re.findall(rb"BEGIN:VEVENT\r\n.*?END:VEVENT\r\n", content, re.S)
    return {re.search(rb"UID:(\S+)", one)[1].decode(): one for one in found}


def edited(files: dict[str, bytes], **values: object) -> dict[str, bytes]:
    plan = json.loads(files["plan.yaml"])
    return files | {"plan.yaml": json.dumps(plan | values).encode()}


def without(files: dict[str, bytes], number: str) -> dict[str, bytes]:
    plan = json.loads(files["plan.yaml"])
    (area,) = plan["fokusområden"]
    area["delmål"] = [goal for goal in area["delmål"] if goal["nr"] != number]
    return files | {"plan.yaml": json.dumps(plan).encode()}


def numbers(house, files=None) -> dict[str, tuple[int, str]]:
    """UID → (SEQUENCE, STATUS) of the plan's calendar as it is published now."""
    if files is not None:
        house = replace(house, plan=kept(files))
    raw = publish(house, OUT, FIRST_STEP).files["plan.ics"]
    assert lint(raw) == []
    return {
        str(e["UID"]): (int(e["SEQUENCE"]), str(e.get("STATUS", ""))) for e in Calendar.from_ical(raw).walk("VEVENT")
    }


@pytest.fixture(params=["fake", pytest.param("sqlite", marks=pytest.mark.slow)])
def house(request, tmp_path):
    if request.param == "fake":
        yield fake_house()
        return
    with real_house(tmp_path) as real:
        yield replace(real, store=fake_house().store)


def test_a_wording_mended_without_a_word_about_it_raises_its_own_entry(house):
    files = plan_files()
    before = numbers(house, files)
    assert set(before.values()) == {(0, "")}
    mended = files | {"plan.yaml": files["plan.yaml"].replace(b"Rutinen 1.1 ", b"Den nya rutinen 1.1 ")}
    after = numbers(house, mended)
    assert after == before | {UID: (1, "")}
    assert numbers(house, mended) == after
    assert numbers(house, files) == before | {UID: (2, "")}


def test_a_goal_that_is_struck_out_is_cancelled_until_the_plan_is_revised_again(house):
    files = plan_files({"1.1": ("Chef", "Vice"), "1.2": ("Chef", "Vice")})
    before = numbers(house, files)
    shorter = edited(without(files, "1.1"), senast_reviderad="2026-02-03")
    gone = numbers(house, shorter)
    assert gone == before | {UID: (1, "CANCELLED")}
    assert numbers(house, shorter) == gone
    later = edited(without(files, "1.1"), senast_reviderad="2026-09-02")
    assert numbers(house, later) == {uid: row for uid, row in before.items() if uid != UID}


def test_a_replaced_goal_is_cancelled_in_the_feeds_of_those_who_had_it(house):
    files = plan_files()
    numbers(house, files)
    plan = json.loads(files["plan.yaml"])
    plan["fokusområden"][0]["delmål"][0] |= {"ersatt_av": "1.2", "tidplan": "Klart ht 2027"}
    published = publish(replace(house, plan=kept(files | {"plan.yaml": json.dumps(plan).encode()})), OUT, FIRST_STEP)
    event = events(published.files["plan.ics"])[UID]
    assert b"STATUS:CANCELLED" in event
    assert "Utgår: 1.1".encode() in event
    assert b"Det har ersatts av 1.2." in event.replace(b"\r\n ", b"")
    assert b"DTSTART;VALUE=DATE:20260630\r\n" in event  # where everybody has seen it
    assert b"SEQUENCE:1\r\n" in event
    for name in ("roll-chef.ics", "roll-vice.ics", "fokusomrade-1.ics"):
        assert events(published.files[name])[UID] == event
    assert UID not in published.files["index.html"].decode()
    assert UID not in events(published.files["roll-teamet.ics"])


def answered(house, owner: str, words: str = "Klart.") -> int:
    """An answer about 1.1 that the desk can decide on; its number."""
    raw = reply(f"{words} säger {owner}")
    said = Answer(0, "1.1", OccurrenceId.parse("1.1@2026-06-30"), owner, Status.DONE, "HEMLIGT", FIRST_STEP, owner)
    assert house.post.keep(Received("prov-plan", raw, NOW, read_mail(raw, own_addresses=()), answers=(said,)))
    return max(row.answer.id for row in house.desk.waiting("prov-plan"))


def test_whatever_the_desk_decides_the_number_never_falls(house):
    day = at(FIRST_STEP)
    assert numbers(house)[UID] == (0, "")
    one, two = answered(house, "Chef"), answered(house, "Vice")
    assert numbers(house)[UID] == (0, "")
    release(house, one, day)
    assert numbers(house)[UID] == (0, "")
    release(house, two, day)
    assert numbers(house)[UID] == (1, "")
    decide(house, two, Action.WITHHOLD, day)
    assert numbers(house)[UID] == (2, "")
    release(house, two, day, status=Status.ONGOING)
    assert numbers(house)[UID] == (2, "")
    release(house, two, day, status=Status.DONE)
    assert numbers(house)[UID] == (3, "")
    decide(house, one, Action.ASSIGN, day, goal="1.2")
    assert numbers(house)[UID] == (4, "")


def test_a_done_mark_is_a_revision_even_when_it_is_the_first_thing_shown(house):
    for owner in ("Chef", "Vice"):
        release(house, answered(house, owner), at(FIRST_STEP))
    event = events(publish(house, OUT, FIRST_STEP).files["plan.ics"])[UID]
    assert b"SEQUENCE:1\r\n" in event
    assert b"DTSTAMP:20260531T220000Z" in event


def attached(raw: bytes) -> dict[str, int]:
    """UID → SEQUENCE of the calendar that a mail carries."""
    (part,) = (part for part in opened(raw).walk() if part.get_content_type() == "text/calendar")
    return {str(e["UID"]): int(e["SEQUENCE"]) for e in Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")}


def test_a_mail_carries_the_number_that_the_calendar_shows_or_will_show(house):
    files = plan_files()
    mended = files | {"plan.yaml": files["plan.yaml"].replace(b"Rutinen 1.1 ", b"Den nya rutinen 1.1 ")}
    numbers(house, files)
    changed = replace(house, plan=kept(mended))
    sent = [attached(message.raw) for message in prepare(changed, NOW).messages if message.channel == Channel.EMAIL]
    assert {row[UID] for row in sent if UID in row} == {1}
    assert numbers(changed)[UID] == (1, "")


def test_a_new_name_in_a_role_raises_nothing(house):
    before = numbers(house, plan_files())
    assert numbers(house, plan_files(people={**PEOPLE, TEAM: ("ny@prov.example",)})) == before


def test_two_plans_in_one_ledger_number_their_own_entries():
    ledger = FakeLedger()
    numbers(fake_house(ledger=ledger))
    other = numbers(fake_house(plan_files(identity="annan-plan"), ledger=ledger))
    assert set(other.values()) == {(0, "")}
    assert all(uid.startswith("annan-plan-") for uid in other)


def test_a_second_plan_does_not_take_the_firsts_calendars_away(tmp_path):
    with real_house(tmp_path) as house:
        publish(house, tmp_path / "site", FIRST_STEP)
        before = tree(tmp_path / "site")
        other = replace(house, plan=kept(plan_files(identity="annan-plan")))
        with pytest.raises(StorageError, match="ligger kalendern för en annan plan, «prov-plan»"):
            publish(other, tmp_path / "site", FIRST_STEP)
        assert tree(tmp_path / "site") == before
        publish(other, tmp_path / "annan", FIRST_STEP)
        publish(house, tmp_path / "site", FIRST_STEP)
        assert tree(tmp_path / "site") == before


def test_a_plan_that_has_suddenly_shrunk_strikes_nothing_out_of_the_calendars(house):
    many = {f"1.{n}": ("Chef", "Vice") for n in range(1, 6)}
    files = plan_files(many)
    before = numbers(house, files)
    shrunken = without(without(without(files, "1.1"), "1.2"), "1.3")
    with pytest.raises(Implausible, match="tappat 3 av 5 delmål"):
        numbers(house, shrunken)
    assert numbers(house, files) == before
    fewer = without(without(files, "1.1"), "1.2")
    assert [status for _, status in numbers(house, fewer).values()].count("CANCELLED") == 2
    # Those that have been taken away, and said so, are not missed again.
    assert numbers(house, without(fewer, "1.3"))["prov-plan-1.3-deadline@paminn"] == (1, "CANCELLED")


def test_whoever_is_killed_before_the_files_are_written_has_used_no_number_twice():
    files, ledger = plan_files(), FakeLedger()

    class Full(FakeStore):
        def write(self, folder, files, owner="", mark=""):
            raise OSError("no space")

    numbers(fake_house(files, ledger=ledger))
    mended = files | {"plan.yaml": files["plan.yaml"].replace(b"Rutinen 1.1 ", b"Regeln 1.1 ")}
    with pytest.raises(OSError, match="space"):
        publish(replace(fake_house(mended, ledger=ledger), store=Full()), OUT, FIRST_STEP)
    assert numbers(fake_house(mended, ledger=ledger))[UID] == (1, "")
    assert numbers(fake_house(files, ledger=ledger))[UID] == (2, "")


class TestMemoryGoneOrOld:
    """The feed that lies published is what everybody has seen, whatever the ledger remembers."""

    MENDED = (b"Rutinen 1.1 ", b"Den nya rutinen 1.1 ")

    def test_a_deleted_one_changes_nothing_and_counts_on(self):
        files, first = plan_files(), fake_house()
        mended = files | {"plan.yaml": files["plan.yaml"].replace(*self.MENDED)}
        numbers(first, files)
        before = numbers(first, mended)
        assert before[UID] == (1, "")
        raw = dict(first.store.files)
        gone = replace(fake_house(), store=first.store)
        assert numbers(gone, mended) == before
        assert first.store.files == raw
        assert numbers(gone, files) == before | {UID: (2, "")}

    def test_one_from_yesterday_goes_on_from_what_was_shown_since(self, tmp_path):
        files, store = plan_files(), fake_house().store
        mended = files | {"plan.yaml": files["plan.yaml"].replace(*self.MENDED)}
        with real_house(tmp_path) as house:
            numbers(replace(house, store=store), files)
        copy = (tmp_path / "ledger.db").read_bytes()
        with real_house(tmp_path) as house:
            before = numbers(replace(house, store=store), mended)
        (tmp_path / "ledger.db").write_bytes(copy)
        with real_house(tmp_path) as house:
            assert numbers(replace(house, store=store), files) == before | {UID: (2, "")}

    def test_a_goal_that_was_taken_away_since_is_still_told_as_cancelled(self):
        files, first = plan_files({"1.1": ("Chef", "Vice"), "1.2": ("Chef", "Vice")}), fake_house()
        numbers(first, files)
        shorter = edited(without(files, "1.1"), senast_reviderad="2026-02-03")
        gone = replace(fake_house(), store=first.store)
        assert numbers(gone, shorter)[UID] == (1, "CANCELLED")
        # And one that comes back is the next change of it, not the first.
        assert numbers(gone, files)[UID] == (2, "")

    def test_a_feed_that_cannot_be_read_stops_nothing_and_says_so(self, tmp_path):
        with real_house(tmp_path) as house:
            publish(house, tmp_path / "site", FIRST_STEP)
            (tmp_path / "site" / "plan.ics").unlink()
            (tmp_path / "site" / "plan.ics").mkdir()
            with pytest.raises(StorageError, match="går inte att skriva i"):
                publish(house, tmp_path / "site", FIRST_STEP)
