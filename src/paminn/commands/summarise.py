"""`paminn summarise`: the year's account as a draft, written by hand."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from paminn.commands.as_json import accounts_as_json
from paminn.commands.options import add_day, add_folder
from paminn.commands.show import paths, say, say_plan, say_stopped, show_json
from paminn.errors import UsageError


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("year", type=_year, metavar="ÅR")
    add_folder(parser)
    add_day(parser)


def run(asked: Namespace) -> int:
    from paminn.clock import today_in_sweden
    from paminn.home import settings
    from paminn.usecases.each_plan import of_each
    from paminn.usecases.telling.folders import folder_of
    from paminn.usecases.telling.summarise import summarise
    from paminn.wiring import open_house

    chosen = settings()
    out = Path(asked.out) if asked.out else chosen.home / "redovisning"
    today = today_in_sweden(asked.on).day
    with open_house(asked.plan, chosen) as house:
        written = of_each(
            house.each,
            lambda alone: summarise(
                alone.plan,
                alone.requests,
                alone.memory,
                alone.store,
                alone.write_document,
                asked.year,
                folder_of(out, alone.identity, are_several=house.options.are_several),
                today,
                alone.lineage,
                alone.options.site,
            ),
        )
    if asked.json:
        show_json(accounts_as_json(written.results))
    else:
        for done in written.done:
            account = done.result
            say_plan(done.of, are_several=written.are_several)
            say("summarise", account=account, paths=paths(account.folder, account.files))
    say_stopped(written)
    return written.exit_code()


def _year(text: str) -> int:
    if not text.isdigit() or not 2000 <= int(text) <= 2099:
        raise UsageError(f"«{text}» är inget år. Skriv till exempel 2025.")
    return int(text)
