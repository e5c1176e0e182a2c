"""`paminn collect`: the answers in the mailbox read, by hand."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace

from paminn.commands.options import add_day
from paminn.commands.show import say, say_doubt, say_plan, show_json
from paminn.errors import UsageError


def add_arguments(parser: ArgumentParser) -> None:
    add_day(parser)


def run(asked: Namespace) -> int:
    from paminn.clock import today_in_sweden
    from paminn.home import settings
    from paminn.texts.artifacts import absent_rows
    from paminn.texts.message_lines import read_today
    from paminn.usecases.played import reading_on
    from paminn.usecases.reading.absent import absent
    from paminn.usecases.reading.collect import collect
    from paminn.usecases.reading.receipt import Receipts
    from paminn.usecases.telling.doubted_memory import doubt_of
    from paminn.wiring import open_house

    chosen = settings()
    asked_for = today_in_sweden(asked.on, leaves=chosen.leaves)
    today = reading_on(asked_for, is_real=chosen.reads_real_mail)
    if today != asked_for:  # what was asked for is not done: that is told beside JSON too
        print(read_today(today), file=sys.stderr)
    with open_house(asked.plan, chosen) as house:
        if house.options.are_several and not house.further:
            raise UsageError("Brevlådan är gemensam för alla planer. Läs den utan --plan: paminn collect")
        report = collect(
            house.plans,
            house.memory,
            house.post,
            house.inbox,
            house.reader,
            Receipts(house.delivery, house.options.sender, house.options.receipts),
            house.neighbours,
            today,
        )
        away: list[dict[str, object]] = []
        for alone in house.each:
            if not asked.json:
                say_plan(alone, are_several=False)
            away += absent_rows(absent(alone.plan, alone.memory, today.day))
            if not chosen.redirect_all_to:
                doubt = doubt_of(alone.lineage, alone.store, alone.options.site, alone.identity)
                say_doubt(doubt, as_json=asked.json)
    if asked.json:
        show_json(report.counts)
    else:
        say(
            "collect",
            counts=report.counts,
            refused_us=report.refused_us,
            refused_together=report.refused_together,
            left=report.left,
            own=report.own_copies,
            away=away,
        )
    return 0
