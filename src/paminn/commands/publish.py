"""`paminn publish`: the calendars and the page to subscribe from, written by hand."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from paminn.commands.as_json import files_as_json
from paminn.commands.options import add_day, add_folder
from paminn.commands.show import Rows, paths, say, say_doubt, say_plan, say_stopped, show_json


def add_arguments(parser: ArgumentParser) -> None:
    add_folder(parser)
    add_day(parser)


def run(asked: Namespace) -> int:
    from paminn.clock import today_in_sweden
    from paminn.home import settings
    from paminn.usecases.telling.doubted_memory import doubt_of
    from paminn.usecases.telling.publish_each import publish_each
    from paminn.wiring import open_house

    chosen = settings()
    out = Path(asked.out) if asked.out else chosen.site
    today = today_in_sweden(asked.on, leaves=chosen.leaves).now.date()
    with open_house(asked.plan, chosen) as house:
        all_of_them = publish_each(house, out, today)
        files: Rows = []
        for done in all_of_them.done:
            published = done.result
            files += files_as_json(published)
            if not asked.json:
                say_plan(done.of, are_several=all_of_them.are_several)
            if house.lineage.remembered(published.plan).mark is None:
                # Where nothing is remembered of any mail, the folder itself may tell of a memory that is gone.
                doubt = doubt_of(house.lineage, house.store, published.folder, published.plan)
                say_doubt(doubt, as_json=asked.json)
            if not asked.json:
                say("files", paths=paths(published.folder, published.files))
    if asked.json:
        show_json({"files": files})
    say_stopped(all_of_them)
    return all_of_them.exit_code()
