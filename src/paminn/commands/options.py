"""Options that several commands share, and the words they take."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date

from paminn.errors import UsageError


def add_shared(parser: ArgumentParser) -> None:
    """What every command takes."""
    parser.add_argument("-h", "--help", action="help", help="visa den här hjälpen")
    parser.add_argument(
        "--plan",
        action="append",
        metavar="MAPP",
        help="planens mapp, eller av flera planer en planens kännetecken; kan anges flera gånger",
    )
    parser.add_argument("--json", action="store_true", help="svara med JSON")


def add_day(parser: ArgumentParser) -> None:
    """--on: the day that the command is to take for today. `asked.on` is None where nothing was said."""
    parser.add_argument("--on", type=day, metavar="DAG", help="gör som om det vore den här dagen")


def add_said(parser: ArgumentParser) -> None:
    """What a person says of old and new, as `usecases.deciding.said.said_by` reads it."""
    parser.add_argument("--same", action="append", default=[], help="samma delmål eller roll", metavar="GAMMALT=NYTT")
    parser.add_argument("--split", action="append", default=[], help="delat i flera", metavar="GAMMALT=NYTT,NYTT")
    parser.add_argument("--merge", action="append", default=[], help="flera till ett", metavar="GAMMALT,GAMMALT=NYTT")
    parser.add_argument("--removed", action="append", default=[], help="borttaget", metavar="GAMMALT")


def add_folder(parser: ArgumentParser, help_text: str = "mapp att skriva i") -> None:
    """--out: where files are written."""
    parser.add_argument("--out", metavar="MAPP", help=help_text)


def day(text: str) -> date:
    """A day written as 2025-12-01. Raises UsageError."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"«{text}» är ingen dag. Skriv dagen som ÅÅÅÅ-MM-DD, till exempel 2025-12-01.") from None
