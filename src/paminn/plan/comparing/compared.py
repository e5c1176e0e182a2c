"""Old plan, new plan and what a person said of them -> who is who, what differs and what must be asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from paminn.plan.comparing.matching.activities import same_activities
from paminn.plan.comparing.matching.hearing import NOTHING_HEARD, hear
from paminn.plan.comparing.matching.model import WhoIsWho
from paminn.plan.comparing.matching.who import who_is_who
from paminn.plan.comparing.model import Called, Comparison, Retired, RetiredRole, Said
from paminn.plan.comparing.questions.of_goals import goal_questions
from paminn.plan.comparing.questions.of_roles import role_questions
from paminn.plan.comparing.telling.differences import changes_of
from paminn.plan.decided import DecidedPlan

_NOTHING = Said()


def compare(
    old: DecidedPlan,
    new: DecidedPlan,
    said: Said = _NOTHING,
    retired: Sequence[Retired] = (),
    retired_roles: Sequence[RetiredRole] = (),
) -> Comparison:
    """Hold the new plan against the adopted one. `retired` and `retired_roles`: what earlier versions removed.

    Each gone, changed, doubled or returning goal, and each role that is gone or returning or whose name another may
    bear, that nothing said settles is a question. A new one is none.
    """
    hearing = hear(said, old, new, retired, retired_roles)
    who = who_is_who(old, new, hearing, retired, retired_roles)
    activities = {}
    for number, before in who.goals.same.items():
        activities[number] = same_activities(old.by_number[before], new.by_number[number])
    return Comparison(
        changes=changes_of(who),
        same_goals=who.goals.same,
        same_roles=who.roles.same,
        origins=who.goals.heard.origins(),
        role_origins=who.roles.heard.origins(),
        returns=who.returns,
        role_returns=who.role_returns,
        same_activities=activities,
        open_new=tuple(_still_open(who)),
        questions=(*goal_questions(who), *role_questions(who)),
        faults=hearing.faults,
        said=_NOTHING if hearing.faults else said,
    )


def certainly_the_same(old: DecidedPlan, new: DecidedPlan) -> Mapping[str, str]:
    """New number -> old number of the goals that go on, whatever a person will say of the others."""
    return who_is_who(old, new, NOTHING_HEARD, (), ()).goals.same


def _still_open(who: WhoIsWho) -> Iterator[Called]:
    for number in who.goals.open_new:
        if number not in who.new_goals:
            yield Called(number, who.new.by_number[number].wording)
    for role in who.roles.open_new:
        if role not in who.new_roles:
            yield Called(role)
