"""`paminn outcomes`: mails whose outcome nobody knows, listed and settled."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from functools import partial
from shlex import quote
from typing import TYPE_CHECKING

from paminn.commands.options import add_day
from paminn.commands.show import Rows, goals_of, of_plan, roles_of, say_in_words, say_plan, say_stopped, show_json
from paminn.errors import PlanError, UsageError

if TYPE_CHECKING:
    from paminn.plan.model import Names
    from paminn.reminders.message import Sent
    from paminn.usecases.house import House
    from paminn.usecases.plans import KeptPlan


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "what",
        choices=("list", "sent", "unsent"),
        metavar="VAD",
        help="list, sent (kom fram) eller unsent (kom inte fram)",
    )
    parser.add_argument("number", nargs="*", metavar="NUMMER", help="ett eller flera nummer ur listan")
    parser.add_argument("--by", help="ditt namn", metavar="…")
    add_day(parser)


def run(asked: Namespace) -> int:
    from paminn.clock import today_in_sweden
    from paminn.home import settings
    from paminn.usecases.each_plan import of_each
    from paminn.usecases.sending.outcomes import tell
    from paminn.wiring import open_house

    chosen = settings()
    today = today_in_sweden(asked.on, leaves=chosen.leaves)
    how_it_went = None if asked.what == "list" else asked.what
    if how_it_went and not asked.number:
        raise UsageError("Vilket mejl? Skriv numret från: paminn outcomes list")
    # A person at the keyboard does not wait for what should have been seen long ago.
    with open_house(asked.plan, chosen, settle=0) as house:
        messages: list[Sent] = []
        if how_it_went:
            for number in asked.number:
                kept = _plan_of(house, number, today.day)
                sent = tell(kept, house.memory, house.delivery, number, how_it_went, asked.by or "", today)
                messages.append(sent)
        listed = of_each(house.each, lambda alone: _listed(alone, messages if how_it_went else None, today.day))
    rows: Rows = []
    for done in listed.done:
        of_this_plan, names = done.result
        if asked.json:
            rows += of_plan(done.of.identity, [_as_json(message, names) for message in of_this_plan])
            continue
        if how_it_went and not of_this_plan:
            continue
        if how_it_went is None or listed.are_several:
            say_plan(done.of, are_several=listed.are_several)
        plan = f" --plan {' --plan '.join(quote(folder) for folder in asked.plan)}" if asked.plan else ""
        say_in_words(
            "outcomes",
            rows=of_this_plan,
            roles=partial(roles_of, names),
            goals=partial(goals_of, names),
            answer=how_it_went,
            plan=plan,
        )
    if asked.json:
        show_json({"outcomes": rows})
    say_stopped(listed)
    return listed.exit_code()


def _plan_of(house: House, number: str, day: date) -> KeptPlan:
    """The plan that a mail with an unknown outcome is about; the first where none knows the number."""
    from paminn.usecases.sending.outcomes import open_outcomes

    for alone in house.each:
        with suppress(PlanError):
            if number in {str(sent.number) for sent in open_outcomes(alone.plan, alone.dispatch, day)}:
                return alone.plan
    return house.plan


def _listed(house: House, told: Sequence[Sent] | None, day: date) -> tuple[list[Sent], Names]:
    """Of one plan those that have been `told` of now, else those that are open; and what its roles are called."""
    from paminn.usecases.plans import decided
    from paminn.usecases.sending.outcomes import open_outcomes

    plan = decided(house.plan, day).plan
    if told is None:
        return list(open_outcomes(house.plan, house.dispatch, day)), plan.names
    return [sent for sent in told if sent.plan == plan.identity], plan.names


def _as_json(message: Sent, names: Names) -> dict[str, object]:
    from paminn.texts.causes import why

    return {
        "number": message.number,
        "owner": names.role(message.owner),
        "channel": message.channel,
        "goals": goals_of(names, message),
        "reason": why(message.failure),
        "day": message.day.isoformat(),
    }
