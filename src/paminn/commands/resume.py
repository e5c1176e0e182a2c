"""`paminn resume`: how the memory stands, and a memory that was gone or old taken into use again by a named person."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from functools import partial
from typing import TYPE_CHECKING

from paminn.commands.options import add_day
from paminn.commands.show import goals_of, roles_of, say, say_plan, say_stopped, show_json
from paminn.errors import NotCarriedOut

if TYPE_CHECKING:
    from paminn.plan.model import Names
    from paminn.reminders.message import Outgoing
    from paminn.reports.resumed import Resumed
    from paminn.usecases.house import House
    from paminn.usecases.sending.resume import Resuming


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--by", help="ditt namn, när minnet ska tas i bruk igen", metavar="…")
    add_day(parser)


def run(asked: Namespace) -> int:
    from paminn.clock import today_in_sweden
    from paminn.home import settings
    from paminn.texts import memory_words
    from paminn.usecases.each_plan import of_each
    from paminn.usecases.played import refuse_played_decision
    from paminn.usecases.sending.resume import how_it_stands, resume
    from paminn.wiring import open_house

    chosen = settings()
    today = today_in_sweden(asked.on, leaves=chosen.leaves)
    # What was sent on earlier days can be seen by now, or never.
    with open_house(asked.plan, chosen, settle=0) as house:
        if asked.by is None:
            stands = of_each(house.each, lambda alone: how_it_stands(alone.reminding, today))
        else:
            refuse_played_decision(today)
            stands = of_each(house.each, lambda alone: resume(_doors(alone), asked.by, today))
    documents = []
    for done in stands.done:
        report = done.result
        if asked.json:
            documents.append({"plan": done.of.identity, **_as_json(report)})
            continue
        say_plan(done.of, are_several=stands.are_several)
        say(
            "resume",
            report=report,
            words=memory_words,
            roles=partial(roles_of, report.names),
            goals=partial(goals_of, report.names),
        )
    if asked.json:
        show_json({"plans": documents} if stands.are_several else documents[0])
    say_stopped(stands)
    still_stops = any(report.verdict.standing.stops and report.mark is None for report in stands.results)
    return stands.exit_code(otherwise=NotCarriedOut.exit_code if still_stops else 0)


def _doors(house: House) -> Resuming:
    from paminn.usecases.sending.resume import Resuming

    return Resuming(house.reminding, house.inbox, house.reader, house.post, house.past)


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
