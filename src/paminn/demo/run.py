"""The demo, wired: the year played through Prefect's local engine, and the pages that show what was made."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from paminn.clock import SWEDEN, stopped_at, today_in_sweden
from paminn.demo.stage import Postman, empty_folder, enter_demo
from paminn.demo.year import Played, Stage, first_day, play
from paminn.documents.mail_files import as_files, file_name
from paminn.engine import run_flow
from paminn.errors import UsageError
from paminn.home import plan_folder
from paminn.reminders.message import Channel, Sent
from paminn.site.feeds import PLAN_FEED
from paminn.site.store import FolderStore
from paminn.texts.render import render
from paminn.today import Today
from paminn.usecases.plans import Decided, as_written
from paminn.wiring import open_house


@dataclass(frozen=True)
class Made:
    """`paths` are all files, `open` those to begin with (what it is, path). `complete`: every flow ended green."""

    played: Played
    paths: list[str]
    open: list[tuple[str, str]]
    complete: bool


def run_demo(last: date, out: Path, plan: str | None, says: Callable[[str], None]) -> Made:
    """Play the year that ends on `last` into the folder `out`; `says` is told how far it has come.

    Raises UsageError before anything is written.
    """
    folder = plan_folder(plan)
    work = as_written(folder, last)
    if last < work.plan.decided:
        raise UsageError(f"Planen beslutades {work.plan.decided.isoformat()}. Välj en senare dag med --on.")
    empty_folder(out)
    home = (out / "var").resolve()
    # What the plan folder is called must still be true for the flows.
    enter_demo(home, str(folder.folder.resolve()))
    says("Startar Prefects motor …")
    postman = Postman(out / "svar", home / "inbox")
    stage = Stage(open_house, _run_on, postman.deliver, says, _at)
    played = play(stage, last)
    years = range(first_day(work, last).year, last.year + 1)
    told_green = _tell(out, last, years)
    with open_house() as house:
        messages = house.dispatch.sent(work.plan.identity)
    mails = [message for message in messages if message.channel is Channel.EMAIL]
    files = _pages(mails)
    files["index.html"] = _index(work, last, years, played, mails, postman.delivered()).encode()
    FolderStore().write(out, files)
    return Made(
        played,
        sorted(_paths(out)),
        _to_open(out, years),
        complete=played.complete and told_green,
    )


def _tell(out: Path, last: date, years: Sequence[int]) -> bool:
    """The calendar and each year's account. True when every flow ended green."""
    home = out / "var"
    is_green = _run_on("publish", last)
    if is_green:
        shutil.move(home / "site", out / "kalender")
    for year in years:
        # A year's account is drawn up when its last answers are in, the current one as it stands.
        answers_are_in = date(year + 1, 2, 1)
        day = min(last, answers_are_in)
        if not _run_on("summarise", day, year=year):
            is_green = False
    for account in (home / "redovisning").glob("*.docx"):
        shutil.copy(account, out)
    return is_green


def _run_on(flow: str, day: date, **parameters: object) -> bool:
    """One flow, as if it were the morning of that day. True when it ended green."""
    with stopped_at(_morning(day)):
        return run_flow(flow, parameters)


def _at(day: date) -> Today:
    with stopped_at(_morning(day)):
        return today_in_sweden()


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(8), SWEDEN)


def _index(
    work: Decided,
    last: date,
    years: Sequence[int],
    played: Played,
    mails: Sequence[Sent],
    replies: Sequence[str],
) -> str:
    """The page that leads to all the others."""
    rows = []
    for message in mails:
        rows.append(
            {
                "day": message.day,
                "owner": message.owner,
                "goals": message.goals,
                "page": _page_name(message),
            }
        )
    owners = {message.owner for message in mails}
    return render(
        "demo/index.html",
        plan=work.plan,
        first=first_day(work, last),
        last=last,
        years=list(years),
        played=played,
        sent=rows,
        owners=len(owners),
        replies=replies,
    )


def _pages(mails: Sequence[Sent]) -> dict[str, bytes]:
    """Each mail as it was sent, and its words as pages."""
    files: dict[str, bytes] = {}
    for message in mails:
        files |= as_files(_page_name(message), message.raw)
    return files


def _page_name(message: Sent) -> str:
    day = message.day.isoformat()
    owner = file_name(message.owner)
    return f"mejl/{day}-{owner}"


def _to_open(out: Path, years: Sequence[int]) -> list[tuple[str, str]]:
    files = [("Allt på en sida", out / "index.html")]
    for year in years:
        account = out / f"redovisning-{year}.docx"
        files.append((f"Redovisning {year}", account))
    files.append(("Kalendern", out / "kalender" / PLAN_FEED))
    return [(name, str(path)) for name, path in files]


def _paths(out: Path) -> list[str]:
    """What there is to look at: nothing hidden, and nothing of what the run itself keeps."""
    paths = []
    for path in out.rglob("*"):
        top, *_ = path.relative_to(out).parts
        is_hidden = path.name.startswith(".")
        if path.is_file() and top != "var" and not is_hidden:
            paths.append(str(path))
    return paths
