"""Names of roles change in plan.yaml and owners.yaml, adopted and not: nobody gets what is another role's.

Roles are numbers here, that only the one who writes the files knows. Every file is written whole, in the names of the
moment, when a run has used the one before it. Names change in both files at once, or in plan.yaml first; put back they
may be in plan.yaml alone.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from paminn.plan.comparing import Said
from paminn.plan.model import Owners
from paminn.usecases.deciding.adopt import adopt
from paminn.usecases.plans import decided, remember
from tests.support.houses import FIRST_STEP, adopted, at, fake_house, on, plan_files

ROLES = range(4)
NAMES = ("Avdelning Norr", "Byggenheten", "Centrum", "Drift", "Ekonomi", "Familj")
# What each role does: goals of its own and some that it shares. No two do just the same.
DUTIES = {0: ("1.1", "1.5"), 1: ("1.2", "1.5"), 2: ("1.3",), 3: ("1.4", "1.5")}


class RenamedRoles(RuleBasedStateMachine):
    """Whoever writes the files, with a memory of who was ever written as a holder of what."""

    def __init__(self) -> None:
        super().__init__()
        self.names = {who: NAMES[who] for who in ROLES}
        self.holders = {who: (f"p{who}@prov.example",) for who in ROLES}
        self.written: dict[int, set[str]] = defaultdict(set)
        self.edits = 0
        self.newcomers = len(ROLES)
        self.day = FIRST_STEP
        self.plan_says = self.owners_say = dict(self.names)
        self.house = fake_house(self.files())
        self.folder = self.house.plan.folder
        adopted(self.house)
        self.versions = [(dict(self.names), self.edits)]
        self.identities = dict(self.names)
        self.write_owners()
        self.run()

    def files(self) -> dict[str, bytes]:
        goals = defaultdict(list)
        for who, numbers in DUTIES.items():
            for number in numbers:
                goals[number].append(self.names[who])
        people = {self.names[who]: holders for who, holders in self.holders.items()}
        frames = {"1.1": f"Klart senast den {self.edits % 28 + 1} juni 2027"}
        return plan_files(dict(sorted(goals.items())), people, frames=frames)

    def write_names(self, together: bool) -> None:
        adopted_names, _ = self.versions[-1]
        self.run()
        self.write_plan()
        is_put_back = self.names == adopted_names
        if together or (self.owners_say != adopted_names and not is_put_back):
            self.write_owners()

    def write_plan(self) -> None:
        self.plan_says = dict(self.names)
        self.folder.contents = {**self.folder.contents, "plan.yaml": self.files()["plan.yaml"]}

    def write_owners(self) -> None:
        self.owners_say = dict(self.names)
        self.folder.contents = {**self.folder.contents, "owners.yaml": self.files()["owners.yaml"]}
        for who, holders in self.holders.items():
            self.written[who].update(holders)

    def run(self) -> None:
        remember(self.house.plan, decided(self.house.plan, self.day), self.day)

    @property
    def held(self) -> dict[int, tuple[str, ...]]:
        """Who gets the mails of each role today."""
        owners: Owners = decided(self.house.plan, self.day).owners
        reached = {}
        for who, identity in self.identities.items():
            reached[who] = tuple(person.email for person in owners.holders(identity, self.day))
        return reached

    @property
    def is_renamed(self) -> bool:
        """Whether plan.yaml has other names than the adopted plan."""
        return self.plan_says != self.versions[-1][0]

    @rule()
    def a_day_passes(self):
        self.day += timedelta(days=1)
        self.run()

    @rule(names=st.permutations(NAMES), several=st.booleans(), together=st.booleans())
    def names_change(self, names, several, together):
        """Swapped, passed on, new: of all roles or of two. owners.yaml at once, or some other day."""
        if several:
            self.names = {who: names[who] for who in ROLES}
        else:
            self.names[0], self.names[1] = self.names[1], self.names[0]
        self.write_names(together)

    @rule()
    def owners_follows(self):
        self.write_owners()

    @rule()
    def something_else_of_the_plan_changes(self):
        self.edits += 1
        self.write_plan()

    @rule(who=st.sampled_from(ROLES))
    def somebody_else_takes_over(self, who):
        self.holders[who] = (f"p{self.newcomers}@prov.example",)
        self.newcomers += 1
        self.write_owners()
        if not self.is_renamed:
            assert self.held[who] == self.holders[who]

    @rule(owners_too=st.booleans())
    def it_is_adopted(self, owners_too):
        if owners_too:
            self.write_owners()
        before, _ = self.versions[-1]
        said = Said(same=tuple((before[who], self.names[who]) for who in ROLES))
        proposed = adopt(self.house.adopting, on(at(self.day)), "Åsa", said)
        if proposed.adopted is None:
            assert not proposed.differs
            return
        self.versions.append((dict(self.names), self.edits))
        assert {proposed.adopted.roles[name]: who for who, name in self.names.items()} == {
            identity: who for who, identity in self.identities.items()
        }
        assert self.owners_say != self.names or set(proposed.old_names) == set()
        if self.owners_say == self.names:
            assert self.held == self.holders

    @precondition(lambda self: len(self.versions) > 1)
    @rule(data=st.data(), owners_too=st.booleans())
    def it_is_taken_back(self, data, owners_too):
        names, edits = data.draw(st.sampled_from(self.versions))
        self.names, self.edits = dict(names), edits
        self.write_names(owners_too)
        self.it_is_adopted(owners_too)

    @invariant()
    def nobody_gets_what_is_another_roles(self):
        for who, reached in self.held.items():
            assert reached
            assert set(reached) <= self.written[who]


@pytest.mark.parametrize("lives", [30, pytest.param(400, marks=pytest.mark.slow)])
def test_whatever_is_renamed_and_when(lives):
    how = settings(max_examples=lives, stateful_step_count=15, deadline=None, derandomize=True)
    run_state_machine_as_test(RenamedRoles, settings=how)
