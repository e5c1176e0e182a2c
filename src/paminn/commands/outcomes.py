"""`paminn outcomes`: mails whose outcome nobody knows, listed and settled."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from functools import partial
from shlex import quote
from typing import TYPE_CHECKING

from paminn.commands.options import add_day
from paminn.commands.show import goals_of, roles_of, say_in_words, show_json
from paminn.errors import UsageError

if TYPE_CHECKING:
    from paminn.plan.model import Names
    from paminn.reminders.message import Sent


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
    from paminn.usecases.plans import decided
    from paminn.usecases.sending.outcomes import open_outcomes, tell
    from paminn.wiring import open_house

    chosen = settings()
    today = today_in_sweden(asked.on, leaves=chosen.leaves)
    how_it_went = None if asked.what == "list" else asked.what
    if how_it_went and not asked.number:
        raise UsageError("Vilket mejl? Skriv numret från: paminn outcomes list")
    # A person at the keyboard does not wait for what should have been seen long ago.
    with open_house(asked.plan, chosen, settle=0) as house:
        if how_it_went:
            messages = []
            for number in asked.number:
                sent = tell(house.plan, house.memory, house.delivery, number, how_it_went, asked.by or "", today)
                messages.append(sent)
        else:
            messages = list(open_outcomes(house.plan, house.dispatch, today.day))
        names = decided(house.plan, today.day).plan.names
    if asked.json:
        show_json({"outcomes": [_as_json(message, names) for message in messages]})
    else:
        plan = f" --plan {quote(asked.plan)}" if asked.plan else ""
        say_in_words(
            "outcomes",
            rows=messages,
            roles=partial(roles_of, names),
            goals=partial(goals_of, names),
            answer=how_it_went,
            plan=plan,
        )
    return 0


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
