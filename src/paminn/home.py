"""What this installation has: its settings, its plan folder, its secret key. The environment is read here."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from paminn.channels.plan_folder import FolderPlan
from paminn.disk import read_file, read_text
from paminn.errors import PaminnError, StorageError, UsageError, told_by_disk
from paminn.plan.load import FILES, PLAN, RULES
from paminn.shipped import shipped

if TYPE_CHECKING:
    from datetime import date

    from paminn.plan.load import Reading
    from paminn.settings import Settings
    from paminn.usecases.plans import Decided, ReadablePlan

# What --plan says: a folder, or several of them.
AskedPlan = str | Path | Sequence[str | Path] | None

_EXAMPLE = ("plan_data", "gnesta")
BETWEEN = tuple(dict.fromkeys((os.pathsep, ";", ",")))  # what parts several folders in one setting
_BETWEEN = re.compile(f"[{re.escape(''.join(BETWEEN))}]")
# A plan's own rules.yaml says what it is called.
_NAMED = re.compile(rb"""(?m)^[ ]*["']?k(?:\xc3\xa4|a\xcc\x88)nnetecken["']?[ ]*:""")
PREFECT_LOGIN = "prefect-inloggning.txt"
_SHORTEST = 32  # letters of a key
_OTHER_LEDGER = ("PAMINN_DATABASE_URL", "PAMINN_DATABASE_URL_FILE")
_NO_SENDER = (
    "PAMINN_SENDER ska ange den delade brevlådans adress när något lämnar datorn. Dit går svaren, och utan den går de "
    "till ett exempel som ingen läser."
)
_HOME_UNCERTAIN = (
    "PAMINN_HOME ska ange hela sökvägen till en mapp, till exempel /var/lib/paminn, när något lämnar datorn. "
    "Annars får varje mapp som ett kommando körs i ett eget minne, och de ansvariga får allt två gånger."
)


def settings() -> Settings:
    """Raises SettingsError, a UsageError with every fault.

    Where something leaves the machine, two of them are a home that another working directory would put elsewhere, and a
    sender that nobody has named.
    """
    from paminn.settings import SettingsError, read_settings

    chosen = read_settings(os.environ)
    faults = []
    if chosen.leaves and not chosen.is_home_certain:
        faults.append(_HOME_UNCERTAIN)
    if chosen.leaves and not chosen.is_sender_named:
        faults.append(_NO_SENDER)
    if faults:
        raise SettingsError(faults)
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


def plan_folders(asked: AskedPlan = None, standing: str | Path | None = None) -> tuple[FolderPlan, ...]:
    """The plans that the work is about, in the order they are named; those in one folder by name.

    `asked` is what --plan says: folders, or of `standing` (else PAMINN_PLAN) those of that kännetecken or folder name.
    Without either the plan in the working directory, else the one that ships. Raises UsageError: there is no such
    folder, a folder is named twice or without a plan, or two plans have the same kännetecken.
    """
    standing = standing or os.environ.get("PAMINN_PLAN")
    if asked is None or asked == "":
        return _without_twins(_folders_in(standing)) if standing else (_example(),)
    chosen: list[FolderPlan] = []
    for named in [asked] if isinstance(asked, str | Path) else asked:
        known = _of_standing(str(named), standing)
        chosen += [known] if known else _folders_in(named, standing)
    return _without_twins(chosen)


def several_stand(standing: str | Path | None) -> bool:
    """Whether this installation has several plans, whichever of them is asked for."""
    try:
        return len(plan_folders(None, standing)) > 1
    except UsageError:  # told where the plans are needed
        return False


def plan_folder(asked: AskedPlan = None, standing: str | Path | None = None) -> FolderPlan:
    """The only plan that the work is about. Raises UsageError as `plan_folders`, and where there are several."""
    from paminn.usecases.plans import only

    return only(plan_folders(asked, standing))


def _example() -> FolderPlan:
    here = Path(*_EXAMPLE)
    folder = here if here.is_dir() else shipped(*_EXAMPLE)
    return FolderPlan(folder, FILES, here.as_posix())


def _folders_in(named: str | Path, standing: str | Path | None = None) -> list[FolderPlan]:
    """The plan folders that one name stands for; `standing` are those that it may choose among."""
    if Path(named).is_dir():  # whatever signs stand in its name
        return [_kept_in(folder) for folder in _plans_below(Path(named)) or [Path(named)]]
    parts = _parts(str(named))
    if len(parts) < 2:
        return [_called(str(named), standing)]
    folders: list[FolderPlan] = []
    for part in parts:
        folder = Path(part)
        if not folder.is_dir():
            folders.append(_called(part, standing))
            continue
        inside = _plans_below(folder)
        if not inside and not _has_any(folder):
            raise UsageError(f"I mappen {folder} ligger ingen plan. Ange en mapp med {PLAN}, eller ta bort den.")
        folders += [_kept_in(place) for place in inside or [folder]]
    return folders


def _parts(named: str) -> list[str]:
    """The folders that are named together. A sign that stands in a folder's own name does not part it."""
    for sign in BETWEEN:
        parts = [part.strip() for part in named.split(sign) if part.strip()]
        if len(parts) > 1 and all(Path(part).is_dir() for part in parts):
            return parts
    return [part.strip() for part in _BETWEEN.split(named) if part.strip()]


def _kept_in(folder: Path) -> FolderPlan:
    return FolderPlan(folder, FILES, folder.as_posix())


def _plans_below(folder: Path) -> list[Path]:
    """The plan folders in a folder that is none itself."""
    try:
        if (folder / PLAN).exists() or _NAMED.search(_own_rules(folder)):
            return []
        return [place for place in sorted(folder.iterdir()) if place.is_dir() and _has_any(place)]
    except OSError as error:
        raise UsageError(f"Mappen {folder} går inte att läsa ({told_by_disk(error)}).") from error


def _own_rules(folder: Path) -> bytes:
    """Its rules.yaml. A plan that has lost its plan.yaml is still a plan."""
    path = folder / RULES
    return read_file(path) if path.is_file() else b""


def _has_any(folder: Path) -> bool:
    return any((folder / name).exists() for name in FILES)


def _of_standing(name: str, standing: str | Path | None) -> FolderPlan | None:
    """Of several standing plans the one with this kännetecken or folder name."""
    if not standing or str(standing) == name or not several_stand(standing):
        return None
    for folder in plan_folders(None, standing):
        if name in (folder.identity, folder.folder.resolve().name):
            return folder
    return None


def _called(name: str, standing: str | Path | None) -> FolderPlan:
    """As `_of_standing`. Raises UsageError where no plan is called so."""
    known = _of_standing(name, standing)
    if known is not None:
        return known
    if not standing or str(standing) == name or not several_stand(standing):
        raise UsageError(f"Det finns ingen mapp {name}. Ange planens mapp med --plan.")
    from paminn.texts.language import swedish_list

    there = swedish_list(folder.identity or folder.name for folder in plan_folders(None, standing))
    raise UsageError(f"Det finns ingen mapp {name}, och ingen plan som heter så. Planerna är {there}.")


def _without_twins(folders: Sequence[FolderPlan]) -> tuple[FolderPlan, ...]:
    if len(folders) == 1:
        return tuple(folders)
    places = Counter(folder.folder.resolve() for folder in folders)
    bearers: dict[str, str] = {}
    for folder in folders:
        if places[folder.folder.resolve()] > 1:
            raise UsageError(f"Planens mapp {folder.name} är angiven två gånger. Ange den en gång.")
        identity = folder.identity
        if identity and identity in bearers:
            raise UsageError(
                f"Planerna i {bearers[identity]} och {folder.name} har samma kännetecken, {identity}. "
                f"Ge en av dem ett eget i {RULES}."
            )
        bearers[identity] = folder.name
    return tuple(folders)


@contextmanager
def plans_at_hand(asked: AskedPlan = None) -> Iterator[tuple[ReadablePlan, ...]]:
    """Each plan with what has been adopted of it, for a command that only tells: nothing is made or written.

    This home's own ledger is only looked at. A database that a setting names is opened as for a run: raises UsageError
    and StorageError.
    """
    from paminn.ledger.peek import Peeked
    from paminn.usecases.plans import ReadablePlan

    if not any(os.environ.get(name) for name in _OTHER_LEDGER):
        home = Path(os.environ.get("PAMINN_HOME") or "var")
        peeked = Peeked(home / "ledger.db")
        yield tuple(ReadablePlan(folder, peeked, peeked) for folder in plan_folders(asked))
        return
    from paminn.ledger.database import Database
    from paminn.ledger.versions import SqlVersions

    chosen = settings()
    with closing(Database(chosen.database_url.get_secret_value(), chosen.home)) as database:
        versions = SqlVersions(database)
        yield tuple(ReadablePlan(folder, versions, versions) for folder in plan_folders(asked))


def followed_here(folder: FolderPlan, written: Reading, today: date) -> Decided | None:
    """What the daily work goes by, for what looks at the files as they are `written`.

    None where plan or memory cannot be read: what is wrong with them is told elsewhere.
    """
    from paminn.usecases.plans import followed

    try:
        with plans_at_hand(folder.folder) as (kept,):
            return followed(replace(kept, folder=folder), written, today)
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
