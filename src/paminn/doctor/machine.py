"""What lies on this machine: the plan and its addresses, the memory, the key, the authorities that are trusted."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from paminn.doctor.diagnosis import Diagnosed, Remedy, Skipped
from paminn.doctor.examine import addresses_are_real, plan_is_whole
from paminn.doctor.probe import behind, certificates_are_there
from paminn.errors import StorageError, UsageError, told_by_disk
from paminn.home import plan_folder, secret_key, trust_named
from paminn.ledger.database import Database
from paminn.reminders.outbox import Door
from paminn.settings import Settings
from paminn.texts.language import swedish_list

_DENIED = (errno.EACCES, errno.EPERM)
_FULL = (errno.ENOSPC, errno.EDQUOT)
# What SQLite says of a file → what it is, and what to do about it.
_LEDGER = {
    "not a database": ("är skadad", Remedy.CORRUPT),
    "malformed": ("är skadad", Remedy.CORRUPT),
    "readonly": ("får inte skrivas i", Remedy.HOME_DENIED),
    "locked": ("är upptagen av en annan körning", Remedy.BUSY),
    "full": ("får inte plats: disken är full", Remedy.DISK_FULL),
}


def plan(chosen: Settings, asked: str | None, now: datetime) -> str:
    return plan_is_whole(plan_folder(asked or chosen.plan), now.date())


def addresses(chosen: Settings, asked: str | None, now: datetime) -> str:
    own = {
        "PAMINN_SENDER": chosen.sender,
        "PAMINN_GRAPH_MAILBOX": chosen.graph_mailbox if chosen.mail is Door.GRAPH else "",
        "PAMINN_QUALITY_TEAM": chosen.quality_team,
        "PAMINN_REDIRECT_ALL_TO": chosen.redirect_all_to,
    }
    try:
        folder = plan_folder(asked or chosen.plan)
    except UsageError:
        raise Skipped("Provas när planen går att läsa.") from None
    return addresses_are_real(folder, now.date(), own, trial=bool(chosen.redirect_all_to))


def memory(chosen: Settings) -> str:
    """The folder first, so that what is wrong with it is not told as the database's fault."""
    home, url = chosen.home, chosen.database_url.get_secret_value()
    new = not url and not (home / "ledger.db").exists()
    _try_folder(home)
    try:
        with closing(Database(url, home)) as database:
            sqlite = database.engine.dialect.name == "sqlite"
            if sqlite:
                with database.begin() as connection:
                    if connection.exec_driver_sql("pragma quick_check(1)").scalar() != "ok":
                        raise Diagnosed("databasen är skadad", Remedy.CORRUPT)
            database.try_to_write()
    except StorageError as error:
        raise _of_database(error, url, home) from error
    if new:
        return f"Minnet i {home} är nytt och tomt, och går att skriva i."
    return f"Minnet går att skriva i ({'SQLite' if sqlite else 'PostgreSQL'})."


def key(chosen: Settings) -> str:
    if not chosen.secret_key.get_secret_value():
        home_needed(chosen)
    with place_explained("PAMINN_HOME"):
        secret_key(chosen)
    return "Nyckeln finns."


def home_needed(chosen: Settings) -> None:
    """Raises Skipped where there is none: the memory's check has told why."""
    if not chosen.home.is_dir():
        raise Skipped("Provas när det finns en mapp i PAMINN_HOME.")


@contextmanager
def place_explained(setting: str) -> Iterator[None]:
    """What the disk says no to, in the folder that `setting` names, is told as Diagnosed."""
    try:
        yield
    except StorageError as error:
        for one in behind(error):
            if isinstance(one, OSError):
                told = f"{one.filename or setting} går inte att använda ({told_by_disk(one)})"
                raise Diagnosed(told, _remedy(one), setting) from error
        raise


def authorities() -> str:
    named = trust_named()
    for name, path in named.items():
        certificates_are_there(Path(path), name)
    return f"Listan i {swedish_list(named)} går att läsa."


def _try_folder(home: Path) -> None:
    try:
        home.mkdir(parents=True, exist_ok=True)
        place = home / ".prov"
        try:
            place.write_bytes(b"prov")
        finally:
            place.unlink(missing_ok=True)
    except OSError as error:
        told = f"mappen {home} går inte att skriva i ({told_by_disk(error)})"
        raise Diagnosed(told, _remedy(error), "PAMINN_HOME") from error


def _remedy(error: OSError) -> Remedy:
    if error.errno in _DENIED:
        return Remedy.HOME_DENIED
    return Remedy.DISK_FULL if error.errno in _FULL else Remedy.HOME_WRONG


def _of_database(error: StorageError, url: str, home: Path) -> Diagnosed:
    setting = "PAMINN_DATABASE_URL" if url else "PAMINN_HOME"
    place = "databasen" if url else str(home / "ledger.db")
    for one in behind(error):
        if isinstance(one, sqlite3.Error):
            for words, (told, remedy) in _LEDGER.items():
                if words in str(one):
                    if url and remedy is Remedy.HOME_DENIED:
                        remedy = Remedy.DATABASE_URL
                    return Diagnosed(f"{place} {told}", remedy, setting)
    if url:
        return Diagnosed("databasen går inte att öppna eller skriva i", Remedy.DATABASE_URL)
    return Diagnosed(f"{place} går inte att öppna", Remedy.HOME_DENIED, setting)
