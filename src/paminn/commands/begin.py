"""`paminn begin`: what happens on the first day, and a named person's yes to the first mails."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from typing import TYPE_CHECKING

from paminn.commands.options import add_day
from paminn.commands.show import say, say_plan, show_json

if TYPE_CHECKING:
    from paminn.reports.beginning import Beginning


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--by", help="ditt namn: säg ja till de första mejlen", metavar="…")
    add_day(parser)


def run(asked: Namespace) -> int:
    from paminn.clock import today_in_sweden
    from paminn.home import settings
    from paminn.usecases.deciding.begin import begin, how_it_begins
    from paminn.usecases.plans import only
    from paminn.wiring import open_house

    chosen = settings()
    today = today_in_sweden(asked.on, leaves=chosen.leaves)
    with open_house(asked.plan, chosen) as house:
        plan = only(house.plans)
        if asked.by is None:
            beginning = how_it_begins(plan, house.memory, today)
        else:
            beginning = begin(plan, house.memory, today, asked.by)
    if asked.json:
        show_json(_as_json(beginning))
    else:
        say_plan(plan, are_several=False)
        say("begin", beginning=beginning, today=today)
    return 0


def _as_json(beginning: Beginning) -> dict[str, object]:
    approval = None
    if beginning.approval is not None:
        approval = {"by": beginning.approval.who, "date": beginning.approval.day.isoformat()}
    return {
        "first_day": beginning.first_day.isoformat(),
        "has_begun": beginning.has_begun,
        "approval": approval,
        "mails": [asdict(mail) for mail in beginning.mails],
    }
