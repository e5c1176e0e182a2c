"""`paminn preview`: the mails to come as they will look, in files."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from paminn.commands.options import add_folder, day
from paminn.commands.show import paths, say, say_plan, show_json

_FOLDER = "forhandsvisning"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--on", type=day, metavar="DAG", help="mejlen den här dagen (annars nästa dag med något)")
    parser.add_argument("--owner", default="", metavar="ROLL", help="bara mejlen till den här rollen")
    add_folder(parser, f"mapp att skriva i (annars {_FOLDER})")


def run(asked: Namespace) -> int:
    from paminn.clock import today_in_sweden
    from paminn.home import settings
    from paminn.usecases.plans import only
    from paminn.usecases.telling.preview import Wanted, preview
    from paminn.wiring import open_house

    out = Path(asked.out or _FOLDER)
    with open_house(asked.plan, settings()) as house:
        only(house.plans)
        previewed = preview(house.reminding, Wanted(asked.on, asked.owner), out, today_in_sweden())
    files = paths(previewed.folder, previewed.files)
    if asked.json:
        day_shown = previewed.day.isoformat() if previewed.day else None
        show_json({"date": day_shown, "mails": len(previewed.mails), "files": files})
    else:
        say_plan(house, are_several=False)
        say("preview", previewed=previewed, owner=asked.owner, page=out / "index.html")
    return 0
