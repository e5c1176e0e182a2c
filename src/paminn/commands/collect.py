"""`paminn collect`: the answers in the mailbox read, by hand."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from paminn.commands.options import add_day
from paminn.commands.show import say, show_json


def add_arguments(parser: ArgumentParser) -> None:
    add_day(parser)


def run(asked: Namespace) -> int:
    from paminn.clock import now_in_sweden
    from paminn.texts.artifacts import absent_rows
    from paminn.usecases.reading.absent import absent
    from paminn.usecases.reading.collect import collect
    from paminn.usecases.reading.receipt import Receipts
    from paminn.wiring import open_house

    now = now_in_sweden(asked.on)
    with open_house(asked.plan) as house:
        report = collect(
            house.plan,
            house.memory,
            house.post,
            house.inbox,
            house.reader,
            Receipts(house.delivery, house.options.sender, house.options.receipts),
            now,
        )
        away = absent_rows(absent(house.plan, house.memory, now))
    if asked.json:
        show_json(report.counts)
    else:
        say("collect", counts=report.counts, own=report.own_copies, away=away)
    return 0
