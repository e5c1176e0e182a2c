"""What this installation has: its settings, its plan folder, its secret key. The environment is read here."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from paminn.channels.plan_folder import FolderPlan
from paminn.disk import read_text
from paminn.errors import PaminnError, StorageError, UsageError, told_by_disk
from paminn.plan.load import FILES
from paminn.shipped import shipped

if TYPE_CHECKING:
    from datetime import date

    from paminn.plan.load import Reading
    from paminn.settings import Settings
    from paminn.usecases.plans import Decided, ReadablePlan

_EXAMPLE = ("plan_data", "gnesta")
PREFECT_LOGIN = "prefect-inloggning.txt"
_SHORTEST = 32  # letters of a key
_OTHER_LEDGER = ("PAMINN_DATABASE_URL", "PAMINN_DATABASE_URL_FILE")
_HOME_UNCERTAIN = (
    "PAMINN_HOME ska ange hela sökvägen till en mapp, till exempel /var/lib/paminn, när något lämnar datorn. "
    "Annars får varje mapp som ett kommando körs i ett eget minne, och de ansvariga får allt två gånger."
)


def settings() -> Settings:
    """Raises SettingsError, a UsageError with every fault.

    One of them is a home that another working directory would put elsewhere, where something leaves the machine.
    """
    from paminn.settings import SettingsError, read_settings

    chosen = read_settings(os.environ)
    if chosen.leaves and not chosen.is_home_certain:
        raise SettingsError([_HOME_UNCERTAIN])
    return chosen


def refuse_unknown_settings() -> None:
    """A misspelt setting is told whatever was asked for. Raises UsageError."""
    named = [name for name in os.environ if name.startswith("PAMINN_") and name != "PAMINN_PLAN"]
    if named:
        from paminn.settings import read_settings

        read_settings(os.environ)


def load_no_plugins() -> None:
    """Pydantic would read what every installed package says of itself, in search of plugins that we do not use."""
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


def plan_folder(asked: str | Path | None = None) -> FolderPlan:
    """The plan asked for, else PAMINN_PLAN, else the one in the working directory, else the one that ships."""
    named = asked or os.environ.get("PAMINN_PLAN")
    if named:
        folder = Path(named)
        if not folder.is_dir():
            raise UsageError(f"Det finns ingen mapp {folder}. Ange planens mapp med --plan.")
        return FolderPlan(folder, FILES, folder.as_posix())
    here = Path(*_EXAMPLE)
    folder = here if here.is_dir() else shipped(*_EXAMPLE)
    return FolderPlan(folder, FILES, here.as_posix())


@contextmanager
def plan_at_hand(asked: str | Path | None = None) -> Iterator[ReadablePlan]:
    """The plan with what has been adopted of it, for a command that only tells: nothing is made or written.

    This home's own ledger is only looked at. A database that a setting names is opened as for a run: raises UsageError
    and StorageError.
    """
    from paminn.ledger.peek import Peeked
    from paminn.usecases.plans import ReadablePlan

    if not any(os.environ.get(name) for name in _OTHER_LEDGER):
        home = Path(os.environ.get("PAMINN_HOME") or "var")
        peeked = Peeked(home / "ledger.db")
        yield ReadablePlan(plan_folder(asked), peeked, peeked)
        return
    from paminn.ledger.database import Database
    from paminn.ledger.versions import SqlVersions

    chosen = settings()
    with closing(Database(chosen.database_url.get_secret_value(), chosen.home)) as database:
        versions = SqlVersions(database)
        yield ReadablePlan(plan_folder(asked), versions, versions)


def followed_here(asked: str | Path | None, written: Reading, today: date) -> Decided | None:
    """What the daily work goes by, for what looks at the files as they are `written`.

    None where plan or memory cannot be read: what is wrong with them is told elsewhere.
    """
    from paminn.usecases.plans import followed

    try:
        with plan_at_hand(asked) as kept:
            return followed(kept, written, today)
    except PaminnError:
        return None


def team_is_set() -> bool:
    """Whether a setting names the quality team's address, for what only reads the plan."""
    return bool(os.environ.get("PAMINN_QUALITY_TEAM"))


def trust_named() -> dict[str, str]:
    """The variables by which other libraries are told whom to trust, where they are set."""
    names = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR")
    return {name: os.environ[name] for name in names if os.environ.get(name)}


def secret_key(chosen: Settings) -> bytes:
    """The key to the reply codes; made once, readable by this user alone. Raises StorageError."""
    given = chosen.secret_key.get_secret_value()
    if given:
        return given.encode()
    path = chosen.home / "secret.key"
    try:
        _make_once(path, _new_secret())
        key = read_text(path).strip()
    except OSError as error:
        raise StorageError(f"Filen {path} går inte att använda ({told_by_disk(error)}).") from error
    if len(key) < _SHORTEST:
        raise StorageError(
            f"Filen {path} är trasig. Återställ den från säkerhetskopian, eller ta bort den så skapas en ny."
        )
    return key.encode()


def prefect_login(home: Path) -> str:
    """What one signs in to Prefect's pages with, "name:password"; made once, in a file that this user alone can read.

    Raises StorageError.
    """
    path = home / PREFECT_LOGIN
    try:
        home.mkdir(parents=True, exist_ok=True)
        _make_once(path, f"paminn:{_new_secret()}\n")
        login = read_text(path).strip()
    except OSError as error:
        raise StorageError(f"Filen {path} går inte att använda ({told_by_disk(error)}).") from error
    name, _, password = login.partition(":")
    if not name or len(password) < _SHORTEST:
        raise StorageError(f"Filen {path} är trasig. Ta bort den så skapas en ny.")
    return login


def _new_secret() -> str:
    import secrets

    return secrets.token_hex(32)


def _make_once(path: Path, content: str) -> None:
    """Write it, unless there is a file already: one that is broken is never replaced."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(content)
