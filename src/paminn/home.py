"""What this installation has: its settings, its plan folder, its secret key. The environment is read here."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from paminn.channels.plan_folder import FolderPlan
from paminn.errors import StorageError, UsageError, told_by_disk
from paminn.plan.load import FILES
from paminn.shipped import shipped

if TYPE_CHECKING:
    from paminn.plan.load import Reading
    from paminn.settings import Settings

_EXAMPLE = ("plan_data", "gnesta")
_SHORTEST = 32  # letters of a key


def settings() -> Settings:
    """Raises SettingsError, a UsageError with every fault."""
    from paminn.settings import read_settings

    return read_settings(os.environ)


def refuse_unknown_settings() -> None:
    """A misspelt setting is told whatever was asked for. Raises UsageError."""
    named = [name for name in os.environ if name.startswith("PAMINN_") and name != "PAMINN_PLAN"]
    if named:
        settings()


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


def is_edited(reading: Reading) -> bool:
    """Whether plan.yaml says something else than what has been adopted here, as far as a look at this home's own ledger
    tells. A plan that cannot be read is told by its problems.
    """
    from paminn.ledger.peek import adopted_fingerprint

    if reading.content is None or reading.rules is None:
        return False
    home = Path(os.environ.get("PAMINN_HOME") or "var")
    adopted = adopted_fingerprint(home / "ledger.db", reading.rules.identity)
    return adopted is not None and adopted != reading.content.fingerprint


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
        _make_key(path)
        key = path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise StorageError(f"Filen {path} går inte att använda ({told_by_disk(error)}).") from error
    if len(key) < _SHORTEST:
        raise StorageError(
            f"Filen {path} är trasig. Återställ den från säkerhetskopian, eller ta bort den så skapas en ny."
        )
    return key.encode()


def _make_key(path: Path) -> None:
    """Write a new key, unless there is a file already: one that is broken is never replaced."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    import secrets

    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32))
