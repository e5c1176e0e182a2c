"""Whatever plans and committees there are: every step in one mail, one mail a day for a committee and person."""

from __future__ import annotations

from collections import Counter
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from paminn.reminders.message import Channel, Outgoing
from paminn.usecases.sending.remind import remind
from tests.support.examples import examples
from tests.support.houses import FIRST_STEP, SECOND_STEP, at, beside, fake_house, on, plan_files

BOXES = ("a@prov.example", "b@prov.example", "c@prov.example")
ROLES = ("Chef", "Vice", "Ledare")
NUMBERS = ("1.1", "1.2", "A1", "1.1.2")
COMMITTEES = ("Provnämnden", "provnämnden ", "Skolnämnden")
DAYS = (FIRST_STEP, date(2026, 6, 2), SECOND_STEP)

Step = tuple[str, str, str, date, date]


@st.composite
def plan(draw: st.DrawFn, identity: str) -> tuple[str, dict[str, bytes]]:
    """(its committee, its files)."""
    numbers = draw(st.lists(st.sampled_from(NUMBERS), min_size=1, max_size=3, unique=True))
    goals = {}
    for number in numbers:
        goals[number] = draw(st.lists(st.sampled_from(ROLES), min_size=1, max_size=2, unique=True))
    people = {role: (draw(st.sampled_from(BOXES)),) for role in ROLES}
    people["Kvalitetsteamet"] = ("kvalitet@prov.example",)
    committee = draw(st.sampled_from(COMMITTEES))
    return committee.strip().casefold(), plan_files(
        goals, people, identity=identity, title=f"Planen {identity}", committee=committee
    )


def sent_by(*files: dict[str, bytes]) -> list[Outgoing]:
    """The mails of some days."""
    first, *more = files
    house = beside(fake_house(first), *more)
    mails = []
    for day in DAYS:
        for reminding in house.remindings(day):
            for outcome in remind(reminding, on(at(day))).outcomes:
                if outcome.message.channel is Channel.EMAIL and outcome.arrived:
                    assert isinstance(outcome.message, Outgoing)
                    mails.append(outcome.message)
    return mails


def steps(mails: list[Outgoing]) -> Counter[Step]:
    taken: Counter[Step] = Counter()
    for mail in mails:
        for reminder in mail.digest.reminders:
            for claim in reminder.covers:
                step = (reminder.plan, reminder.owner, str(claim.occurrence), claim.due, claim.step.day)
                taken[step] += 1
    return taken


@given(st.tuples(plan("ett"), plan("tva"), plan("tre"), plan("fyra")))
@examples(60)
def test_every_step_of_every_plan_goes_once_and_a_committee_writes_once_a_day(
    plans: tuple[tuple[str, dict[str, bytes]], ...],
) -> None:
    committee_of = {name: plan[0] for name, plan in zip(("ett", "tva", "tre", "fyra"), plans, strict=True)}
    mails = sent_by(*[files for _, files in plans])

    alone: Counter[Step] = Counter()
    for _, files in plans:
        alone += steps(sent_by(files))
    assert steps(mails) == alone
    assert set(alone.values()) == {1}

    a_day = Counter((committee_of[mail.plan], mail.day, box) for mail in mails for box in mail.mailboxes)
    assert set(a_day.values()) == {1}
    for mail in mails:
        assert len({committee_of[plan] for plan in mail.plans}) == 1
        numbers = {(reminder.plan, reminder.goal.id): reminder.goal.number for reminder in mail.digest.reminders}
        assert len(set(numbers.values())) == len(numbers)
