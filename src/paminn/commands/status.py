"""`paminn status`: how each goal stands."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from paminn.commands.options import add_day
from paminn.commands.show import say_in_words, show_json


def add_arguments(parser: ArgumentParser) -> None:
    add_day(parser)


def run(asked: Namespace) -> int:
    from paminn.clock import now_in_sweden
    from paminn.usecases.telling.status import status
    from paminn.wiring import open_house

    with open_house(asked.plan) as house:
        rows = status(house, now_in_sweden(asked.on).date())
    if asked.json:
        show_json({"status": rows})
    else:
        say_in_words("status", rows=rows)
    return 0
