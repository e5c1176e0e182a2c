"""Settings in, a working house out. The only place that builds adapters, reads the environment or asks the clock."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from paminn.channels.folder import FolderPlan
from paminn.errors import StorageError, UsageError, told_by_disk
from paminn.plan.load import FILES
from paminn.shipped import shipped

if TYPE_CHECKING:
    from paminn.ports import Outbox
    from paminn.settings import Settings
    from paminn.summary.blocks import Document
    from paminn.usecases.house import House

SWEDEN = ZoneInfo("Europe/Stockholm")
_EXAMPLE = ("plan_data", "gnesta")


def now_in_sweden(on: date | None = None) -> datetime:
    """This moment, or eight in the morning of the day somebody asked for."""
    return datetime.combine(on, time(8), SWEDEN) if on else datetime.now(SWEDEN)


def plan_folder(asked: str | Path | None = None) -> FolderPlan:
    """The plan asked for, else PAMINN_PLAN, else the one in the working directory, else the one that ships."""
    named = asked or os.environ.get("PAMINN_PLAN")
    if named:
        folder = Path(named)
        if not folder.is_dir():
            raise UsageError(f"Det finns ingen mapp {folder}. Ange planens mapp med --plan.")
        return FolderPlan(folder, FILES, folder.as_posix())
    here = Path(*_EXAMPLE)
    return FolderPlan(here if here.is_dir() else shipped(*_EXAMPLE), FILES, here.as_posix())


def settings() -> Settings:
    from paminn.settings import read_settings

    return read_settings(os.environ)


@contextmanager
def open_house(asked_plan: str | Path | None = None, chosen: Settings | None = None) -> Iterator[House]:
    """Everything wired together for one run. Raises UsageError or StorageError with a sentence for the user."""
    from paminn.channels.folder import FolderInbox
    from paminn.ledger.database import Database
    from paminn.ledger.desk import SqlDesk
    from paminn.ledger.dispatch import SqlDispatch
    from paminn.ledger.memory import SqlMemory
    from paminn.ledger.post import SqlPost
    from paminn.site.folder import FolderStore
    from paminn.usecases.house import House, Options

    chosen = chosen or settings()
    database = Database(chosen.database_url.get_secret_value(), chosen.home)
    outboxes: dict[str, Outbox] = {}
    try:
        outboxes = _outboxes(chosen)
        yield House(
            plan=plan_folder(asked_plan or chosen.plan),
            dispatch=SqlDispatch(database),
            memory=SqlMemory(database),
            post=SqlPost(database),
            desk=SqlDesk(database),
            outboxes=outboxes,
            inbox=FolderInbox(chosen.inbox_path),
            store=FolderStore(),
            write_document=_write_document,
            options=Options(
                sender=chosen.sender,
                secret=_secret(chosen),
                quality_team=chosen.quality_team,
                public_url=chosen.public_url,
                redirect_all_to=chosen.redirect_all_to,
                max_messages=chosen.max_messages,
            ),
        )
    finally:
        for door in outboxes.values():
            door.close()
        database.close()


def _write_document(document: Document) -> bytes:
    from paminn.documents.docx import write_docx

    return write_docx(document)


def _outboxes(chosen: Settings) -> dict[str, Outbox]:
    if chosen.mail == "smtp":
        from paminn.channels.smtp import SmtpOutbox

        return {"email": SmtpOutbox(chosen.smtp_url.get_secret_value(), chosen.sender)}
    from paminn.channels.folder import FolderCards, FolderOutbox

    return {"email": FolderOutbox(chosen.outbox), "teams": FolderCards(chosen.outbox / "teams")}


def _secret(chosen: Settings) -> bytes:
    """The key to the reply codes; made once, readable by this user alone."""
    given = chosen.secret_key.get_secret_value()
    if given:
        return given.encode()
    path = chosen.home / "secret.key"
    try:
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            pass
        else:
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(secrets.token_hex(32))
        key = path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise StorageError(f"Filen {path} går inte att använda ({told_by_disk(error)}).") from error
    if len(key) < 32:
        raise StorageError(
            f"Filen {path} är trasig. Återställ den från säkerhetskopian, eller ta bort den så skapas en ny."
        )
    return key.encode()
