"""`paminn resume`: how the memory stands, and a memory that was gone or old taken into use again by a named person."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from functools import partial
from typing import TYPE_CHECKING

from paminn.commands.options import add_day
from paminn.commands.show import goals_of, roles_of, say, show_json
from paminn.errors import NotCarriedOut

if TYPE_CHECKING:
    from paminn.plan.model import Names
    from paminn.reminders.message import Outgoing
    from paminn.reports.resumed import Resumed


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--by", help="ditt namn, när minnet ska tas i bruk igen", metavar="…")
    add_day(parser)


def run(asked: Namespace) -> int:
    from paminn.clock import today_in_sweden
    from paminn.home import settings
    from paminn.texts import memory_words
    from paminn.usecases.played import refuse_played_decision
    from paminn.usecases.sending.resume import Resuming, how_it_stands, resume
    from paminn.wiring import open_house

    chosen = settings()
    today = today_in_sweden(asked.on, leaves=chosen.leaves)
    # What was sent on earlier days can be seen by now, or never.
    with open_house(asked.plan, chosen, settle=0) as house:
        if asked.by is None:
            report = how_it_stands(house.reminding, today)
        else:
            refuse_played_decision(today)
            doors = Resuming(house.reminding, house.inbox, house.reader, house.post, house.past)
            report = resume(doors, asked.by, today)
    if asked.json:
        show_json(_as_json(report))
    else:
        say(
            "resume",
            report=report,
            words=memory_words,
            roles=partial(roles_of, report.names),
            goals=partial(goals_of, report.names),
        )
    still_stops = report.verdict.standing.stops and report.mark is None
    return NotCarriedOut.exit_code if still_stops else 0


def _as_json(report: Resumed) -> dict[str, object]:
    return {
        "standing": report.verdict.standing,
        "resumed": report.mark is not None,
        "answers": report.answers,
        "sent": [_mail(message, report.names) for message in report.as_sent],
        "otherwise": [_mail(message, report.names) for message in report.otherwise],
        "unsure": [_mail(message, report.names) for message in report.unsure],
    }


def _mail(message: Outgoing, names: Names) -> dict[str, object]:
    return {
        "date": message.day.isoformat(),
        "owner": names.role(message.owner),
        "goals": goals_of(names, message),
    }
