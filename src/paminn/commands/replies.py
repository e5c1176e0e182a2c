"""`paminn replies`: the quality team's desk, where answers are read, released, withheld and put right."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from paminn.commands.options import add_day, day
from paminn.commands.show import say_in_words, show_json
from paminn.errors import UsageError

if TYPE_CHECKING:
    from paminn.usecases.house import House
    from paminn.usecases.reading.desk import Choice


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "what",
        choices=("list", "show", "release", "withhold", "assign"),
        metavar="VAD",
        help="list, show (läs), release (släpp), withhold (håll inne) eller assign (ändra)",
    )
    parser.add_argument("number", nargs="*", metavar="NUMMER", help="ett eller flera nummer ur listan")
    parser.add_argument("--by", help="ditt namn", metavar="…")
    parser.add_argument("--why", help="skäl", metavar="…")
    parser.add_argument("--text-file", help="granskad text som ska gälla", metavar="…")
    parser.add_argument("--status", help='klar, pågår, försenad eller "ej påbörjad"', metavar="…")
    parser.add_argument("--goal", help="delmål", metavar="…")
    parser.add_argument("--owner", help="roll", metavar="…")
    parser.add_argument("--date", type=day, metavar="DAG", help="ny dag som svaret lovar")
    add_day(parser)


def run(asked: Namespace) -> int:
    from paminn.clock import now_in_sweden
    from paminn.wiring import open_house

    with open_house(asked.plan) as house:
        now = now_in_sweden(asked.on)
        if asked.what == "list":
            _list(house, now, as_json=asked.json)
        else:
            _show_or_decide(house, now, asked)
    return 0


def _list(house: House, now: datetime, *, as_json: bool) -> None:
    from paminn.texts.artifacts import absent_rows
    from paminn.usecases.reading.absent import absent
    from paminn.usecases.reading.desk import waiting

    # What the mail says is read one answer at a time, never in a list that may be logged.
    rows = [_without_words(row) for row in waiting(house, now)]
    away = absent_rows(absent(house, now))
    if as_json:
        show_json({"replies": rows})
    else:
        say_in_words("replies_list", rows=rows, away=away)


def _without_words(row: Mapping[str, object]) -> dict[str, object]:
    """A stranger's name is a word of the mail too."""
    shown = dict(row)
    shown.pop("text", None)
    if not row["known_sender"]:
        shown["answered_by"] = None
    return shown


def _show_or_decide(house: House, now: datetime, asked: Namespace) -> None:
    from paminn.replies.model import PERSONAL
    from paminn.usecases.reading.desk import decide, show

    if not asked.number:
        raise UsageError("Vilket svar? Skriv numret från: paminn replies list")
    if asked.text_file and len(asked.number) > 1:
        raise UsageError("En granskad text hör till ett svar. Skriv ett nummer i taget.")
    if asked.what == "show":
        answers = [show(house, number, now) for number in asked.number]
    else:
        choice = _choice(asked)
        answers = [decide(house, number, choice, now) for number in asked.number]
    if asked.json:
        show_json({"replies": answers})
        return
    for answer in answers:
        say_in_words("replies_show", row=answer, what=asked.what, personal=PERSONAL)


def _choice(asked: Namespace) -> Choice:
    from paminn.usecases.reading.desk import Choice

    text = Path(asked.text_file).read_text(encoding="utf-8") if asked.text_file else None
    return Choice(
        asked.what,
        asked.by or "",
        asked.why or "",
        text,
        asked.status,
        asked.goal,
        asked.owner,
        asked.date,
    )
