"""One committee's plans in one mail, and committees apart: with fakes, and with folders and SQLite."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from email import message_from_bytes
from email.policy import default as modern
from itertools import count
from pathlib import Path

import pytest

from paminn.reminders.message import Channel, Outgoing, State
from paminn.usecases.house import House
from paminn.usecases.plans import KeptPlan
from paminn.usecases.sending.remind import remind
from tests.support.fakes import FakePlan
from tests.support.houses import FIRST_STEP, PEOPLE, at, fake_house, on, plan_files, real_house

CHIEF = "chef@prov.example"
WATER, ROADS = "Vattenplanen", "Vägplanen"
TODAY = on(at(FIRST_STEP))


def files(
    identity: str,
    title: str,
    goals: Mapping[str, Sequence[str]],
    committee: str = "Provnämnden",
    people: Mapping[str, Sequence[str]] = PEOPLE,
) -> dict[str, bytes]:
    made = plan_files(goals, people, identity=identity)
    plan = json.loads(made["plan.yaml"])
    plan |= {"titel": title, "beslutsinstans": committee, "diarienummer": f"P.{title}"}
    return made | {"plan.yaml": json.dumps(plan, ensure_ascii=False).encode()}


FIRST = files("vatten", WATER, {"1.1": ("Chef", "Vice"), "1.2": ("Chef",)})
SECOND = files("vagar", ROADS, {"1.1": ("Chef",), "2.1": ("Teamet", "Chef")})
OTHERS = files("skola", "Skolplanen", {"1.1": ("Chef",), "3.1": ("Chef",)}, "Skolnämnden")


def beside(house: House, *more: Mapping[str, bytes]) -> House:
    """The same house with more plans."""
    versions = house.plan.versions
    further = tuple(KeptPlan(FakePlan(each), versions, house.plan.sources) for each in more)
    return replace(house, further=further)


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
    assert "P.Vattenplanen" in text
    assert "P.Vägplanen" in text
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
