"""One committee's plans in one mail, and committees apart: with fakes, and with folders and SQLite."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from email import message_from_bytes
from email.policy import default as modern
from hashlib import sha256
from itertools import count
from pathlib import Path

import pytest

from paminn.incoming.decision import Action
from paminn.incoming.finding import Finding
from paminn.incoming.waiting import HeldAnswer, UnplacedMail
from paminn.reminders.message import Channel, Outgoing, State
from paminn.replies.codes import show_code
from paminn.reports.reading import Collected
from paminn.standing.answer import Status
from paminn.usecases.desk.another_plan import plan_called
from paminn.usecases.desk.at_hand import DeskDoors
from paminn.usecases.desk.choice import Choice
from paminn.usecases.desk.ruling import decide
from paminn.usecases.house import House
from paminn.usecases.sending.remind import remind
from tests.support.fakes import FakeInbox
from tests.support.houses import (
    FIRST_STEP,
    PEOPLE,
    SECOND_STEP,
    SENDER,
    at,
    beside,
    fake_house,
    on,
    plan_files,
    real_house,
    reply,
)
from tests.support.reading import collect

CHIEF = "chef@prov.example"
WATER, ROADS = "Vattenplanen", "Vägplanen"
TODAY = on(at(FIRST_STEP))


FIRST = plan_files({"1.1": ("Chef", "Vice"), "1.2": ("Chef",)}, identity="vatten", title=WATER)
SECOND = plan_files({"1.1": ("Chef",), "2.1": ("Teamet", "Chef")}, identity="vagar", title=ROADS)
OTHERS = plan_files({"1.1": ("Chef",), "3.1": ("Chef",)}, identity="skola", title="Skolplanen", committee="Skolnämnden")


@pytest.fixture(params=["fake", "real"])
def opened(request: pytest.FixtureRequest, tmp_path: Path):  # type: ignore[no-untyped-def]
    homes = count()

    @contextmanager
    def open_house(*plans: Mapping[str, bytes]) -> Iterator[House]:
        first, *more = plans
        if request.param == "fake":
            yield beside(fake_house(first), *more)
            return
        with real_house(tmp_path / str(next(homes)), first) as house:
            yield beside(house, *more)

    return open_house


def run(house: House, day: date = FIRST_STEP) -> list[Outgoing]:
    """The mails of a day, of all committees."""
    sent: list[Outgoing] = []
    for reminding in house.remindings(day):
        report = remind(reminding, on(at(day)))
        for outcome in report.outcomes:
            if outcome.message.channel is Channel.EMAIL and outcome.state in (State.SEEN, State.ACCEPTED):
                assert isinstance(outcome.message, Outgoing)
                sent.append(outcome.message)
    return sent


def text_of(mail: Outgoing) -> str:
    body = message_from_bytes(mail.raw, policy=modern).get_body(("plain",))
    assert body is not None
    return body.get_content()


def to(mails: Sequence[Outgoing], mailbox: str) -> list[Outgoing]:
    return [mail for mail in mails if mailbox in mail.mailboxes]


def test_a_person_has_one_mail_with_a_part_for_each_plan(opened) -> None:  # type: ignore[no-untyped-def]
    with opened(FIRST, SECOND) as house:
        mails = run(house)
    (mail,) = to(mails, CHIEF)
    text = text_of(mail)
    assert [line for line in text.splitlines() if line in (WATER, ROADS)] == [WATER, ROADS] * 2
    assert "Delmål A1.1" in text
    assert "Delmål B1.1" in text
    assert "B1.1 är delmål 1.1 i den här planen." in " ".join(text.split())
    assert "Delmål 1.2" in text
    assert "Delmål 2.1" in text
    assert "Vattenplanen, Provnämnden, diarienummer P.2025.1." in text
    assert "Vägplanen, Provnämnden, diarienummer P.2025.1." in text
    assert text.index("1.2  Rutinen") < text.index("B1.1  Rutinen")


def test_who_has_one_plan_alone_has_a_mail_as_if_there_were_no_other(opened) -> None:  # type: ignore[no-untyped-def]
    with opened(FIRST) as alone:
        (before,) = to(run(alone), "vice@prov.example")
    with opened(SECOND, FIRST) as both:
        (mail,) = to(run(both), "vice@prov.example")
    assert mail.key == before.key
    assert text_of(mail) == text_of(before)


def test_nothing_is_sent_twice_and_what_was_sent_counts_for_each_plan(opened) -> None:  # type: ignore[no-untyped-def]
    with opened(FIRST, SECOND) as house:
        run(house)
        assert run(house) == []
        for plan, goals in {"vatten": {"1.1", "1.2"}, "vagar": {"1.1", "2.1"}}.items():
            history = house.memory.history(plan)
            assert {occurrence.goal for role, occurrence, _ in history.covered if role == "Chef"} == goals


def test_a_second_plan_waits_for_tomorrow_where_a_person_has_had_the_firsts_mail_today(opened) -> None:  # type: ignore[no-untyped-def]
    with opened(FIRST, SECOND) as house:
        assert to(run(replace(house, further=())), CHIEF)
        later = beside(replace(house, plan=house.further[0]))
        assert to(run(later), CHIEF) == []
        (mail,) = to(run(house, date(2026, 6, 2)), CHIEF)
        assert mail.plan == "vagar"


def test_committees_are_kept_apart(opened) -> None:  # type: ignore[no-untyped-def]
    with opened(FIRST, OTHERS) as house:
        first, second = to(run(house), CHIEF)
    assert "Skol" not in text_of(first)
    assert "Vatten" not in text_of(second)
    assert (first.plans, second.plans) == (("vatten",), ("skola",))


def answered(house: House, mail: Outgoing, text: str, subject: str = "") -> Collected:
    """The run that reads an answer to `mail`, from its reader."""
    code = show_code(mail.code)
    raw = reply(text, f"{subject or 'SV: Påminnelse'} {code}")
    put(house, raw)
    return collect(house, at(date(2026, 6, 2), 9))


def put(house: House, raw: bytes) -> None:
    if isinstance(house.inbox, FakeInbox):
        house.inbox.put(raw)
        return
    folder = house.inbox._folder / "new"  # type: ignore[attr-defined]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{sha256(raw).hexdigest()}.eml").write_bytes(raw)


def said(house: House, plan: str) -> dict[str, Status | None]:
    return {str(answer.goal): answer.status for answer in house.memory.answers(plan)}


def desk_of(house: House, plan: str) -> list[HeldAnswer | UnplacedMail]:
    return list(house.desk.waiting(plan))


ANSWERS = {
    "numbers that one plan has": (
        "1.2 Klar\n2.1 Pågår",
        {"1.2": Status.DONE},
        {"2.1": Status.ONGOING},
    ),
    "the letters of the mail": ("A1.1: Klar\nB1.1: Pågår", {"1.1": Status.DONE}, {"1.1": Status.ONGOING}),
    "the plan before the number": ("Vägplanen 1.1: Klar", {}, {"1.1": Status.DONE}),
    "the plan as a heading": (
        "Vattenplanen\n1.1 Klar\n1.2 Pågår\n\nVägplanen:\n1.1 Försenad\n2.1 Klar",
        {"1.1": Status.DONE, "1.2": Status.ONGOING},
        {"1.1": Status.LATE, "2.1": Status.DONE},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", ANSWERS)
def test_an_answer_is_of_the_plan_that_it_tells(opened, case: str) -> None:  # type: ignore[no-untyped-def]
    text, water, roads = ANSWERS[case]
    with opened(FIRST, SECOND) as house:
        (mail,) = to(run(house), CHIEF)
        answered(house, mail, text)
        assert (said(house, "vatten"), said(house, "vagar")) == (water, roads)


def test_a_button_and_a_form_tell_their_plan(opened) -> None:  # type: ignore[no-untyped-def]
    with opened(FIRST, SECOND) as house:
        (mail,) = to(run(house), CHIEF)
        answered(house, mail, "DELMAL=B1.1 STATUS=KLAR\n", "Svar B1.1 Klar")
        assert (said(house, "vatten"), said(house, "vagar")) == ({}, {"1.1": Status.DONE})


def test_a_form_that_is_filled_in_tells_its_plan(opened) -> None:  # type: ignore[no-untyped-def]
    with opened(FIRST, SECOND) as house:
        (mail,) = to(run(house), CHIEF)
        filled = text_of(mail).replace("\r\n", "\n")
        filled = filled.replace("Delmål B1.1\nStatus:", "Delmål B1.1\nStatus: Försenad")
        filled = filled.replace("Delmål 1.2\nStatus:", "Delmål 1.2\nStatus: Klar")
        quoted = "\n".join(f"> {line}" for line in filled.splitlines())
        answered(house, mail, f"Se nedan.\n\nDen 1 juni 2026 08:00 skrev påminn <{SENDER}>:\n{quoted}\n")
        assert (said(house, "vatten"), said(house, "vagar")) == ({"1.2": Status.DONE}, {"1.1": Status.LATE})


def test_a_number_that_stands_in_two_plans_is_asked_about(opened) -> None:  # type: ignore[no-untyped-def]
    with opened(FIRST, SECOND) as house:
        (mail,) = to(run(house), CHIEF)
        answered(house, mail, "1.1 Klar")
        assert (said(house, "vatten"), said(house, "vagar")) == ({}, {})
        (waiting,) = desk_of(house, "vatten")
        assert isinstance(waiting, UnplacedMail)
        assert waiting.why == Finding.WHICH_PLAN


def test_a_mail_is_moved_to_the_plan_that_it_is_about(opened) -> None:  # type: ignore[no-untyped-def]
    with opened(FIRST, SECOND) as house:
        (mail,) = to(run(house), CHIEF)
        answered(house, mail, "1.1 Klar")
        (waiting,) = desk_of(house, "vatten")
        doors = DeskDoors(
            house.plan, house.memory, house.post, house.desk, house.requests, house.record, house.reader,
            into=plan_called(house.plans, "Vägplanen", FIRST_STEP),
        )  # fmt: skip
        choice = Choice(Action.ASSIGN, "Eva", why="Hen ringde.", goal="1.1", owner="Chef", status="klar")
        decide(doors, [waiting.number], choice, on(at(date(2026, 6, 3))))
        assert (said(house, "vatten"), said(house, "vagar")) == ({}, {"1.1": Status.DONE})
        assert desk_of(house, "vatten") == []
        (answer,) = house.memory.answers("vagar")
        assert str(answer.occurrence) == "1.1@2026-06-30"


def test_done_in_one_plan_ends_nothing_in_the_other(opened) -> None:  # type: ignore[no-untyped-def]
    with opened(FIRST, SECOND) as house:
        (mail,) = to(run(house), CHIEF)
        answered(house, mail, "A1.1 Klar")
        (later,) = to(run(house, SECOND_STEP), CHIEF)
    assert [(asked.plan or later.plan, asked.goal) for asked in later.asked] == [
        ("vatten", "1.2"), ("vagar", "1.1"), ("vagar", "2.1"),
    ]  # fmt: skip


def test_an_absence_holds_for_all_plans_of_the_committee_and_for_no_others(opened) -> None:  # type: ignore[no-untyped-def]
    people = {**PEOPLE, "Teamet": (CHIEF, "ett@prov.example")}
    water = plan_files({"1.1": ("Chef",)}, identity="vatten", title=WATER)
    road = plan_files({"2.1": ("Teamet",)}, people, identity="vagar", title=ROADS)
    school = plan_files({"3.1": ("Teamet",)}, people, identity="skola", title="Skolplanen", committee="Skolnämnden")
    with opened(water, road, school) as house:
        (mail,) = [mail for mail in run(house) if "vatten" in mail.plans]
        away = reply(
            "Jag har slutat på kommunen.",
            f"Autosvar {show_code(mail.code)}",
            headers={"Auto-Submitted": "auto-replied"},
        )
        put(house, away)
        collect(house, at(date(2026, 6, 2), 9))
        later = run(house, SECOND_STEP)
    for each in later:
        is_of_the_committee = not {"vatten", "vagar"}.isdisjoint(each.plans)
        assert (CHIEF in each.mailboxes) is not is_of_the_committee


def test_each_plan_has_its_own_notice_and_what_is_read_is_counted(opened) -> None:  # type: ignore[no-untyped-def]
    with opened(FIRST, SECOND) as house:
        (mail,) = to(run(house), CHIEF)
        assert answered(house, mail, "2.1 Pågår").counts["replies"] == 1
        put(house, reply("1.1 Klar", f"SV: Påminnelse {show_code(mail.code)}", message_id="<svar-2@prov.example>"))
        assert collect(house, at(date(2026, 6, 3), 9)).counts["unmatched"] == 1
        (reminding,) = house.remindings(date(2026, 6, 11))
        report = remind(reminding, on(at(date(2026, 6, 11))))
    assert [outcome.message.plan for outcome in report.notices] == ["vatten", "vagar"]
