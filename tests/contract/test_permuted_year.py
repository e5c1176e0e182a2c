"""The same year with the goals in another order and under other numbers: the same mails, but for the numbers in them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

import pytest

from paminn.usecases.deciding.adopt import adopt
from tests.support.fakes import FakeLedger, FakeOutbox
from tests.support.houses import TEAM, at, fake_house, on, plan_files
from tests.support.sending import remind

pytestmark = pytest.mark.slow

FRAMES = {
    "1.1": "Klart 31 mars 2026",
    "1.2": "Klart 30 juni 2026",
    "1.3": "Årligen, 25 november",
    "1.4": "Kvartalsvis",
    "1.5": "Påbörjas 1 september 2026",
    "1.6": "Löpande",
}
ROLES: dict[str, Sequence[str]] = {
    "1.1": ("Chef",), "1.2": ("Chef", "Vice"), "1.3": ("Teamet",), "1.4": ("Vice",), "1.5": ("Chef",), "1.6": ("Vice", "Teamet"),
}  # fmt: skip
PEOPLE = {
    "Chef": ("chef@prov.example",), "Vice": ("vice@prov.example",), "Teamet": ("ett@prov.example", "tva@prov.example"),
    TEAM: ("kvalitet@prov.example",),
}  # fmt: skip
FIRST, LAST = date(2026, 1, 12), date(2026, 12, 31)
WORDS_OF = {number: f"Mål {letter} är nått i hela kommunen." for number, letter in zip(FRAMES, "ABCDEF", strict=True)}


def files(seed: int | None = None) -> dict[str, bytes]:
    """The plan; with a seed its goals in another order and under each other's numbers."""
    made = plan_files(ROLES, PEOPLE, frames=FRAMES)
    plan = json.loads(made["plan.yaml"])
    (area,) = plan["fokusområden"]
    for goal in area["delmål"]:
        goal["lydelse"] = WORDS_OF[goal["nr"]]
        goal["aktiviteter"] = [f"Ordna {goal['lydelse'][4]}."]
    if seed is not None:
        random = Random(seed)
        random.shuffle(area["delmål"])
        numbers = random.sample(list(FRAMES), len(FRAMES))
        for goal, number in zip(area["delmål"], numbers, strict=True):
            goal["nr"] = number
    return made | {"plan.yaml": json.dumps(plan, ensure_ascii=False).encode()}


def year(
    first: dict[str, bytes], then: dict[str, bytes] | None = None, from_day: date = LAST
) -> list[tuple[object, ...]]:
    """All mails of a year: the day, to whom, and for each goal by its words why, in any order.

    Nobody answers. `then` is adopted on a day.
    """
    ledger, box = FakeLedger(), FakeOutbox()
    house = fake_house(first, ledger=ledger, box=box)
    told: list[tuple[object, ...]] = []
    day = FIRST
    while day <= LAST:
        if day == from_day and then is not None:
            house.plan.folder.contents = then
            assert adopt(house.adopting, on(at(day)), "Åsa").adopted is not None
        before = len(box.messages)
        remind(house, at(day))
        for message in box.messages[before:]:
            told.append(_told(message))
        day += timedelta(1)
    return sorted(told, key=repr)


def _told(message) -> tuple[object, ...]:
    items = []
    for reminder in message.digest.reminders:
        items.append((reminder.goal.wording, reminder.owner, reminder.step.label, reminder.due, reminder.number))
    return message.day, frozenset(message.mailboxes), frozenset(items)


@pytest.fixture(scope="module")
def plain():
    return year(files())


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_another_order_and_other_numbers_from_the_beginning(plain, seed):
    assert len(plain) > 20
    assert year(files(seed)) == plain


@pytest.mark.parametrize(("seed", "day"), [(4, date(2026, 2, 20)), (5, date(2026, 6, 10)), (6, date(2026, 10, 1))])
def test_another_order_and_other_numbers_adopted_in_the_middle_of_the_year(plain, seed, day):
    assert year(files(), files(seed), day) == plain
