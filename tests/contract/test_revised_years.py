"""Random plans revised at random moments of random years: everything stands with what it was about."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from paminn.standing.answer import Release, Status
from tests.support.revised_years import RevisedYear, Word

SEEDS = st.integers(min_value=0, max_value=9999)
EDITS = st.lists(
    st.sampled_from([
        "insert", "renumber", "close gaps", "punctuate", "reword lightly", "reword heavily", "other cells", "move",
        "swap", "remove", "replace", "split", "carve", "merge", "absorb", "double", "rename area", "come back",
        "rename role", "hand over", "merge roles", "split role",
    ]),
    min_size=1,
    max_size=4,
)  # fmt: skip
LAST_DAY = date(2027, 2, 20)
FORGOTTEN = timedelta(days=400)  # an answer to an older mail is read by a person


class RevisedYears(RuleBasedStateMachine):
    """What can be done in a year; `seed` decides what is left to chance within a step."""

    year: RevisedYear

    @initialize(seed=SEEDS)
    def begin(self, seed):
        self.year = RevisedYear(seed)

    def chance(self, seed: int) -> Random:
        random = self.year.maker.random
        random.seed(seed)
        return random

    @precondition(lambda self: self.year.day < LAST_DAY)
    @rule(days=st.integers(min_value=1, max_value=45), seed=SEEDS)
    def days_pass(self, days, seed):
        self.year.pass_days(days)
        self.year.remind()
        self._answer(self.chance(seed))

    @precondition(lambda self: self.year.mails)
    @rule(seed=SEEDS)
    def somebody_answers_any_earlier_mail(self, seed):
        random = self.chance(seed)
        for _ in range(random.randint(1, 3)):
            self._answer(random)

    def _answer(self, random: Random) -> None:
        """By the numbers of the mail that is answered, in words about it alone, or about what it did not ask."""
        young = [mail for mail in self.year.mails if mail.message.day > self.year.day - FORGOTTEN]
        if not young:
            return
        mail = random.choice(young)
        numbers = {number for adopted in self.year.adopted.values() for number in adopted.side.goals}
        strange = sorted(numbers - set(mail.numbers))
        if strange and random.random() < 0.2:
            self.year.reply_about_another(mail, random.choice(strange))
            return
        said = {}
        for number in random.sample(mail.numbers, random.randint(1, len(mail.numbers))):
            status = random.choice(list(Status))
            new_date = None
            if status is Status.LATE and random.random() < 0.5:
                new_date = self.year.day + timedelta(random.randint(10, 200))
            asked = [item for item in mail.items if item.number == number]
            as_role = ""
            if len(asked) > 1 and random.random() < 0.4:
                as_role = random.choice(asked).called
            said[number] = Word(status, new_date, as_role)
        self.year.reply(mail, said, bare=len(mail.numbers) == 1 and random.random() < 0.5)
        held = [number for number, (_, _, answer) in self.year.said.items() if answer.release is Release.HELD]
        if held and random.random() < 0.7:
            self.year.release(random.choice(held))

    @rule(seed=SEEDS, edits=EDITS)
    def somebody_edits_the_plan(self, seed, edits):
        self.chance(seed)
        self.year.edit(edits)

    @rule(seed=SEEDS, edits=EDITS)
    def a_revision_is_adopted(self, seed, edits):
        self.chance(seed)
        self.year.edit(edits)
        self.year.adopt()

    @precondition(lambda self: not self.year.is_edited)
    @rule(seed=SEEDS)
    def a_name_goes_to_another_role(self, seed):
        self.chance(seed)
        self.year.pass_on_a_name()

    @rule()
    def what_is_written_is_adopted(self):
        self.year.adopt()

    @precondition(lambda self: len(self.year.adopted) > 1)
    @rule(seed=SEEDS)
    def an_adoption_is_taken_back(self, seed):
        self.year.take_back(self.chance(seed).choice(list(self.year.adopted)))

    @rule(seed=SEEDS, days=st.integers(min_value=1, max_value=200))
    def the_team_writes_what_it_may(self, seed, days):
        """Comments, how a time plan is read, what to prepare; and nonsense, which is refused."""
        random = self.chance(seed)
        who = random.choice(sorted(self.year.side.goals.values()))
        if self.year.is_edited:
            self.year.refuse()
            self.year.tidy()
        elif random.random() < 0.4:
            self.year.tidy()
        elif random.random() < 0.2:
            self.year.rewrite_numbers()
        elif random.random() < 0.5:
            self.year.read_as(who, self.year.day + timedelta(days))
        else:
            self.year.prepare_for(who)

    @rule()
    def it_is_told(self):
        self.year.publish()
        self.year.account(self.year.day.year)

    @invariant()
    def everything_stands_with_what_it_was_about(self):
        if hasattr(self, "year"):
            self.year.check()
            self.year.status()


@pytest.mark.parametrize("years", [2, pytest.param(10, marks=pytest.mark.slow)])
def test_whatever_is_revised_and_when(years):
    """A few short years, the same each time; tests/nightly lives many others."""
    live(years=years, steps=20, always_the_same=True)


def live(years: int, steps: int, *, always_the_same: bool = False) -> None:
    how = settings(max_examples=years, stateful_step_count=steps, deadline=None, derandomize=always_the_same)
    run_state_machine_as_test(RevisedYears, settings=how)
