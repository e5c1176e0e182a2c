"""`paminn publish`: the calendars and the page to subscribe from, written by hand."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from paminn.commands.as_json import files_as_json
from paminn.commands.options import add_day, add_folder
from paminn.commands.show import paths, say, say_doubt, say_plan, show_json


def add_arguments(parser: ArgumentParser) -> None:
    add_folder(parser)
    add_day(parser)


def run(asked: Namespace) -> int:
    from paminn.clock import today_in_sweden
    from paminn.home import settings
    from paminn.usecases.telling.doubted_memory import doubt_of
    from paminn.usecases.telling.publish import publish
    from paminn.wiring import open_house

    chosen = settings()
    out = Path(asked.out) if asked.out else chosen.site
    today = today_in_sweden(asked.on, leaves=chosen.leaves).now.date()
    with open_house(asked.plan, chosen) as house:
        published = publish(
            house.plan,
            house.memory,
            house.almanac,
            house.store,
            out,
            today,
            house.options.public_url,
            house.lineage,
            house.options.site,
        )
        doubt = ""
        if house.lineage.remembered(published.plan).mark is None:
            # Where nothing is remembered of any mail, the folder itself may tell of a memory that is gone.
            doubt = doubt_of(house.lineage, house.store, out, published.plan)
    if not asked.json:
        say_plan(house, are_several=False)
    say_doubt(doubt, as_json=asked.json)
    if asked.json:
        show_json({"files": files_as_json(published)})
    else:
        say("files", paths=paths(published.folder, published.files))
    return 0
