"""The demo, wired: its own folder, Prefect's local engine, and the pages that show what was made."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from paminn.channels.folder import FolderDrop
from paminn.clock import now_in_sweden
from paminn.demo.year import Played, first_day, pages, play
from paminn.engine import enter_demo, run_flow
from paminn.errors import StorageError, UsageError, told_by_disk
from paminn.home import plan_folder
from paminn.reminders.outbox import Channel
from paminn.site.feeds import PLAN_FEED
from paminn.site.store import FolderStore
from paminn.texts.render import render
from paminn.usecases.house import decided
from paminn.wiring import open_house

_MARK = ".paminn-demo"


@dataclass(frozen=True)
class Made:
    played: Played
    paths: list[str]
    open: list[tuple[str, str]]
    complete: bool


def run_demo(last: date, out: Path, plan: str | None) -> Made:
    """Play the year that ends on `last` into the folder `out`. Raises UsageError before anything is written."""
    folder = plan_folder(plan)
    work = decided(folder, last)
    if last < work.plan.decided:
        raise UsageError(f"Planen beslutades {work.plan.decided.isoformat()}. Välj en senare dag med --on.")
    _fresh(out)
    home = (out / "var").resolve()
    # What the plan folder is called must still be true for the flows.
    enter_demo(home, str(folder.folder.resolve()))
    _progress("Startar Prefects motor …")
    drop = FolderDrop(out / "svar", home / "inbox")
    played = play(open_house, run_flow, drop.deliver, _progress, last, now_in_sweden)
    complete = played.complete
    complete &= run_flow("publish", {"on": last, "out": str(out / "kalender")})
    first = first_day(work, last)
    years = range(first.year, last.year + 1)
    for year in years:
        # A year's account is drawn up when its last answers are in, the current one as it stands.
        complete &= run_flow("summarise", {"year": year, "on": min(last, date(year + 1, 2, 1)), "out": str(out)})
    with open_house() as house:
        sent = [s for s in house.dispatch.sent(work.plan.identity) if s.channel is Channel.EMAIL]
    files: dict[str, bytes] = dict(pages(sent))
    listed = [
        {"day": s.day, "owner": s.owner, "goals": s.goals, "page": name.removesuffix(".eml")}
        for s, name in zip(sent, (n for n in files if n.endswith(".eml")), strict=True)
    ]
    files["index.html"] = render(
        "demo/index.html", plan=work.plan, first=first, last=last, years=list(years), played=played,
        sent=listed, owners=len({s.owner for s in sent}), replies=drop.names(),
    ).encode()  # fmt: skip
    FolderStore().write(out, files)
    opened = [
        ("Allt på en sida", str(out / "index.html")),
        *((f"Redovisning {year}", str(out / f"redovisning-{year}.docx")) for year in years),
        ("Kalendern", str(out / "kalender" / PLAN_FEED)),
    ]
    return Made(played, sorted(_paths(out)), opened, complete)


def _fresh(out: Path) -> None:
    """An empty folder of our own; somebody else's files are never overwritten."""
    try:
        if out.exists() and any(out.iterdir()):
            if not (out / _MARK).exists():
                raise UsageError(f"Mappen {out} är inte tom. Välj en annan med --out.")
            shutil.rmtree(out)
        out.mkdir(parents=True, exist_ok=True)
        (out / _MARK).touch()
    except OSError as error:
        raise StorageError(
            f"Mappen {out} går inte att skriva i ({told_by_disk(error)}). Välj en annan med --out."
        ) from error


def _paths(out: Path) -> list[str]:
    return [str(path) for path in out.rglob("*") if path.is_file() and "var" not in path.relative_to(out).parts[:1]
            and not path.name.startswith(".")]  # fmt: skip


def _progress(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
