"""`paminn summarise`: the year's account as a draft, written by hand."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from paminn.commands.as_json import account_as_json
from paminn.commands.options import add_day, add_folder
from paminn.commands.show import paths, say, show_json
from paminn.errors import UsageError


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("year", type=_year, metavar="ÅR")
    add_folder(parser)
    add_day(parser)


def run(asked: Namespace) -> int:
    from paminn.clock import today_in_sweden
    from paminn.home import settings
    from paminn.usecases.telling.summarise import summarise
    from paminn.wiring import open_house

    chosen = settings()
    out = Path(asked.out) if asked.out else chosen.home / "redovisning"
    with open_house(asked.plan, chosen) as house:
        account = summarise(
            house.plan,
            house.requests,
            house.memory,
            house.store,
            house.write_document,
            asked.year,
            out,
            today_in_sweden(asked.on).day,
            house.lineage,
            house.options.site,
        )
    if asked.json:
        show_json(account_as_json(account))
    else:
        say("summarise", account=account, paths=paths(account.folder, account.files))
    return 0


def _year(text: str) -> int:
    if not text.isdigit() or not 2000 <= int(text) <= 2099:
        raise UsageError(f"«{text}» är inget år. Skriv till exempel 2025.")
    return int(text)
