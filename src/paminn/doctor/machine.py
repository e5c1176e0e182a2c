"""What lies on this machine: the plan and its addresses, the memory, the key, the authorities that are trusted."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime
from pathlib import Path

from paminn.channels.plan_folder import FolderPlan
from paminn.doctor.diagnosis import Diagnosed, Remedy, Skipped, behind
from paminn.doctor.probe import certificates_are_there
from paminn.errors import StorageError, UsageError, told_by_disk
from paminn.home import AskedPlan, followed_here, plan_folders, secret_key, trust_named
from paminn.ledger.database import Database
from paminn.ledger.envelopes import unreadable
from paminn.plan.checks import NO_TEAM, without_team
from paminn.plan.example_addresses import examples_in, is_example
from paminn.plan.load import OWNERS, Reading, read_plan
from paminn.plan.outside import with_outside
from paminn.plan.validity import ended
from paminn.reminders.message import Door
from paminn.settings import Settings
from paminn.texts.adoption import holders_told, rereadings_told
from paminn.texts.language import swedish_list
from paminn.usecases.plans import as_checked

_HOME = "PAMINN_HOME"
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


def plan(chosen: Settings, asked: AskedPlan, now: datetime) -> str:
    """That no plan has a fault, and what of them is not adopted. Each of several is named with its folder."""
    folders = plan_folders(asked, chosen.plan)
    if len(folders) == 1:
        return _one_plan(folders[0], chosen, now)
    told = []
    faults = []
    for folder in folders:
        which = f"{folder.identity or '?'} ({folder.name})"
        try:
            told.append(f"{which}: {_one_plan(folder, chosen, now)}")
        except Diagnosed as fault:
            faults.append(f"{which}: {fault.reason}")
    if faults:
        raise Diagnosed("\n".join([*faults, *told]))
    return "\n".join(told)


def _one_plan(folder: FolderPlan, chosen: Settings, now: datetime) -> str:
    reading = read_plan(folder.files(), folder.name, now.date())
    work = followed_here(folder, reading, now.date())
    checked = as_checked(reading, work)
    whole = plan_is_whole(checked, now.date())
    if not chosen.quality_team and any(without_team(OWNERS, checked.owners, now.date())):
        whole = f"{whole} {NO_TEAM}"
    if work is None:
        return whole
    sentences = [whole]
    over = ended(work.plan, now.date())
    if over:
        sentences.append(over)
    if work.edited:
        sentences.append("plan.yaml är ändrad, men ändringen är inte antagen. Se vad som skiljer: paminn adopt")
    sentences += holders_told(work.awaiting, work.left_over, work.old_names)
    if work.rereadings:
        sentences += rereadings_told(work.rereadings)
        sentences.append("Den gamla läsningen gäller tills planen antas igen: paminn adopt --by DITT-NAMN")
    return " ".join(sentences)


def plan_is_whole(reading: Reading, day: date) -> str:
    """How much of it there is, and whom it waits for on the day. Raises Diagnosed when it has problems."""
    if reading.problems:
        raise Diagnosed(f"Planen har {len(reading.problems)} fel.")
    goals = len(reading.plan.by_number) if reading.plan else 0
    vacant = _vacant(reading, day)
    if not vacant:
        return f"{goals} delmål, och varje roll har någon som innehar den."
    roles = "rollen" if len(vacant) == 1 else "rollerna"
    are = "är vakant" if len(vacant) == 1 else "är vakanta"
    return f"{goals} delmål. Det som gäller {roles} {swedish_list(vacant)}, som {are}, går till kvalitetsteamet."


def _vacant(reading: Reading, day: date) -> list[str]:
    """The roles that owners.yaml says nobody has yet."""
    if reading.plan is None or reading.owners is None:
        return []
    roles = with_outside(reading.plan, reading.owners).roles_in_use
    return [name for role, name in roles.items() if reading.owners.awaits_somebody(role, day)]


def addresses(chosen: Settings, asked: AskedPlan, now: datetime) -> str:
    """That nothing is sent to an address that only is an example."""
    try:
        folders = plan_folders(asked, chosen.plan)
    except UsageError:
        raise Skipped("Provas när planen går att läsa.") from None
    in_plan = 0
    for folder in folders:
        owners = read_plan(folder.files(), folder.name, now.date()).owners
        in_plan += len(examples_in(owners)) if owners else 0
    wrong = [setting for setting, address in _own_addresses(chosen).items() if is_example(address)]
    if in_plan:
        word = "adress" if in_plan == 1 else "adresser"
        wrong.append(f"{in_plan} {word} i owners.yaml")
    if not wrong:
        return "Ingen adress är bara ett exempel."
    reason = f"{swedish_list(wrong)} slutar på .example, som inte går till någon"
    only_in_plan = in_plan and len(wrong) == 1
    if chosen.redirect_all_to and only_in_plan:
        raise Skipped(f"{reason}. Byt före den första riktiga körningen.")
    raise Diagnosed(reason, Remedy.ADDRESSES)


def _own_addresses(chosen: Settings) -> dict[str, str]:
    """Setting → the address it holds, or ""."""
    own = {"PAMINN_SENDER": chosen.sender}
    if chosen.mail is Door.GRAPH:
        own["PAMINN_GRAPH_MAILBOX"] = chosen.graph_mailbox
    own["PAMINN_QUALITY_TEAM"] = chosen.quality_team
    own["PAMINN_REDIRECT_ALL_TO"] = chosen.redirect_all_to
    return own


def memory(chosen: Settings) -> str:
    """That the ledger is whole and can be written in.

    The folder first, so that what is wrong with it is not told as the database's fault.
    """
    home = chosen.home
    url = chosen.database_url.get_secret_value()
    is_new = not url and not (home / "ledger.db").exists()
    upgraded: list[str] = []
    _try_folder(home)
    try:
        with closing(Database(url, home, upgraded.append)) as database:
            is_sqlite = database.engine.dialect.name == "sqlite"
            if is_sqlite:
                _refuse_damaged(database)
            _refuse_unreadable(database)
            database.try_to_write()
    except StorageError as error:
        raise _of_database(error, url, home) from error
    if is_new:
        return f"Minnet i {home} är nytt och tomt, och går att skriva i."
    kind = "SQLite" if is_sqlite else "PostgreSQL"
    return " ".join([f"Minnet går att skriva i ({kind}).", *upgraded])


def _refuse_damaged(database: Database) -> None:
    with database.begin() as connection:
        verdict = connection.exec_driver_sql("pragma quick_check(1)").scalar()
    if verdict != "ok":
        raise Diagnosed("databasen är skadad", Remedy.CORRUPT)


def _refuse_unreadable(database: Database) -> None:
    numbers = unreadable(database)
    if numbers:
        which = swedish_list(str(number) for number in numbers)
        reason = f"raden för mejl {which} är skadad, eller skriven av en nyare version av påminn"
        raise Diagnosed(reason, Remedy.CORRUPT)


def _of_database(error: StorageError, url: str, home: Path) -> Diagnosed:
    """What SQLite said, as what is wrong. `url` is "" where the ledger lies in `home`."""
    setting = "PAMINN_DATABASE_URL" if url else _HOME
    place = "databasen" if url else str(home / "ledger.db")
    for cause in behind(error):
        if not isinstance(cause, sqlite3.Error):
            continue
        for said, (what, remedy) in _LEDGER.items():
            if said in str(cause):
                if url and remedy is Remedy.HOME_DENIED:
                    remedy = Remedy.DATABASE_URL
                return Diagnosed(f"{place} {what}", remedy, setting)
    if url:
        return Diagnosed("databasen går inte att öppna eller skriva i", Remedy.DATABASE_URL)
    return Diagnosed(f"{place} går inte att öppna", Remedy.HOME_DENIED, setting)


def key(chosen: Settings) -> str:
    """That there is a key to the codes, or can be."""
    if not chosen.secret_key.get_secret_value():
        home_needed(chosen)
    with place_explained(_HOME):
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
        for cause in behind(error):
            if isinstance(cause, OSError):
                place = cause.filename or setting
                reason = f"{place} går inte att använda ({told_by_disk(cause)})"
                raise Diagnosed(reason, _remedy(cause), setting) from error
        raise


def authorities() -> str:
    """That the certificates to trust, where somebody has named them, can be read."""
    named = trust_named()
    for variable, path in named.items():
        certificates_are_there(Path(path), variable)
    return f"Listan i {swedish_list(named)} går att läsa."


def _try_folder(home: Path) -> None:
    trial = home / ".prov"
    try:
        home.mkdir(parents=True, exist_ok=True)
        try:
            trial.write_bytes(b"prov")
        finally:
            trial.unlink(missing_ok=True)
    except OSError as error:
        reason = f"mappen {home} går inte att skriva i ({told_by_disk(error)})"
        raise Diagnosed(reason, _remedy(error), _HOME) from error


def _remedy(error: OSError) -> Remedy:
    if error.errno in _DENIED:
        return Remedy.HOME_DENIED
    if error.errno in _FULL:
        return Remedy.DISK_FULL
    return Remedy.HOME_WRONG
