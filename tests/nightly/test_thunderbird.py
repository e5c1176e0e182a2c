"""A real calendar program subscribes to the served feed: Thunderbird in a window that nobody sees.

What it shows is read from its own database, and what it asked for from the server it asked. Takes some minutes,
so `.ci/run nightly` runs it and `.ci/run` does not; docs/dev/thunderbird.md tells what was seen.
"""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import uvicorn

from paminn.calendar.entries import entries
from paminn.plan.load import FILES, read_plan
from paminn.site.app import Site
from paminn.site.etags import etag
from paminn.site.serve import Impatient
from paminn.texts.calendar import worded
from tests.support.paminn_up import bare_environment, until
from tests.support.paths import PLAN
from tests.support.smtpserver import free_port

PREFERENCES = {
    # The calendar, as somebody who has chosen «Ny kalender → På nätverket» has it, asked for every minute.
    "calendar.registry.plan.type": "ics",
    "calendar.registry.plan.name": "Planen",
    "calendar.registry.plan.refreshInterval": "1",
    "calendar.registry.plan.readOnly": True,
    "calendar.registry.plan.cache.enabled": True,
    "calendar.registry.plan.calendar-main-in-composite": True,
    "calendar.list.sortOrder": "plan",
    "calendar.timezone.local": "Europe/Stockholm",
    "calendar.timezone.useSystemTimezone": False,
    # Nothing else: no questions, no news, and every other address is a door on this machine that is shut.
    "mail.provider.suppress_dialog_on_startup": True,
    "mail.spotlight.firstRunDone": True,
    "mail.rights.version": 1,
    "mailnews.start_page.enabled": False,
    "app.update.enabled": False,
    "app.donation.eoy.version.viewed": 99,
    "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.enabled": False,
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "network.proxy.no_proxies_on": "127.0.0.1",
}


@dataclass(frozen=True)
class Asked:
    agent: str
    accept: str
    tag: str
    status: int


class Recording:
    """The real app, with a note of each question about the feed and what it was answered."""

    def __init__(self, folder: Path) -> None:
        self._site, self.asked = Site(folder), []

    async def __call__(self, scope, receive, send) -> None:
        said = {name.decode(): value.decode("latin-1") for name, value in scope["headers"]}

        async def noted(message):
            if message["type"] == "http.response.start" and scope["path"] == "/plan.ics":
                self.asked.append(
                    Asked(
                        said.get("user-agent", ""),
                        said.get("accept", ""),
                        said.get("if-none-match", ""),
                        message["status"],
                    )
                )
            await send(message)

        await self._site(scope, receive, noted)


@contextmanager
def served(app: Recording, port: int) -> Iterator[None]:
    server = uvicorn.Server(
        uvicorn.Config(app, port=port, http=Impatient, ws="none", lifespan="off", log_level="error", access_log=False)
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        until(lambda: server.started, 20, 0.05)
        yield
    finally:
        server.should_exit = True
        thread.join(20)


@contextmanager
def thunderbird(profile: Path, address: str) -> Iterator[None]:
    profile.mkdir()
    chosen = PREFERENCES | {"calendar.registry.plan.uri": address}
    written = {True: "true", False: "false"}
    lines = [
        f'user_pref("{name}", {written[value] if isinstance(value, bool) else value if isinstance(value, int) else repr(value)});'
        for name, value in chosen.items()
    ]
    (profile / "user.js").write_text("\n".join(lines).replace("'", '"'), encoding="utf-8")
    process = subprocess.Popen(
        ["xvfb-run", "-a", "thunderbird", "--no-remote", "--profile", profile, "-calendar"],
        env=bare_environment(profile.parent), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(60)


def shown(profile: Path, work: Path) -> dict[str, tuple[str, date, date]]:
    """UID → title, first day and the day after the last, as Thunderbird remembers them. All are whole days."""
    kept = profile / "calendar-data" / "cache.sqlite"
    if not kept.exists():
        return {}
    copy = work / "copy"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(kept.parent, copy)  # with what has not been written into the main file yet
    with closing(sqlite3.connect(copy / kept.name)) as database:
        rows = database.execute(
            "select id, title, event_start, event_end, event_start_tz, flags from cal_events"
        ).fetchall()
    found = {}
    for uid, title, start, end, zone, flags in rows:
        assert zone == "floating", f"{title} is a time and not a day"
        assert flags & 8, f"{title} is not a whole day"
        days = [(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at)).date() for at in (start, end)]
        found[uid] = (title, *days)
    return found


def expected(folder: Path) -> dict[str, tuple[str, date, date]]:
    """From the plan itself, not from the feed."""
    reading = read_plan({name: (folder / name).read_bytes() for name in FILES}, "plan", date(2025, 10, 1))
    rows = worded(reading.plan, entries(reading.plan, reading.rules, ()))
    return {row.uid: (row.summary, row.day, row.day + timedelta(1)) for row in rows}


@pytest.fixture
def place(tmp_path) -> Path:
    shutil.copytree(PLAN, tmp_path / "plan")
    return tmp_path


def publish(place: Path) -> str:
    """The feed's tag."""
    paminn = Path(sys.executable).parent / "paminn"
    command = [paminn, "publish", "--plan", "plan", "--out", "site"]
    subprocess.run(command, cwd=place, env=bare_environment(place), check=True, capture_output=True)
    return etag((place / "site" / "plan.ics").read_bytes())


def test_thunderbird_shows_the_plan_follows_its_changes_and_fetches_nothing_twice(place):
    first, port = publish(place), free_port()
    app = Recording(place / "site")
    with served(app, port), thunderbird(place / "profile", f"http://127.0.0.1:{port}/plan.ics"):
        wanted = expected(place / "plan")
        assert len(wanted) > 40
        until(lambda: shown(place / "profile", place) == wanted, 120, 1)
        until(lambda: app.asked[-1].status == 304, 150, 1)
        assert app.asked[-1].tag == first

        plan = place / "plan" / "plan.yaml"
        edited = plan.read_text(encoding="utf-8")
        for old, new in (('"Klart ht 2025"', '"Klart vt 2026"'), ("Frågor om våld finns", "Våld efterfrågas")):
            assert edited.count(old) == 1
            edited = edited.replace(old, new)
        plan.write_text(edited, encoding="utf-8")
        second, changed = publish(place), expected(place / "plan")
        assert second != first
        assert changed.keys() == wanted.keys()
        assert len(changed.items() - wanted.items()) == 2, "a day and a title"
        until(lambda: shown(place / "profile", place) == changed, 150, 1)

        until(lambda: app.asked[-1].status == 304 and app.asked[-1].tag == second, 150, 1)
    assert {one.status for one in app.asked} == {200, 304}
    assert [one.status for one in app.asked].count(200) == 2, "each version was fetched once"
    assert "Thunderbird" in app.asked[0].agent
    sys.stdout.write("\n".join(f"{one.status} {one.tag or '-'} {one.accept} {one.agent}" for one in app.asked) + "\n")
