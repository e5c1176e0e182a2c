"""Settings in, a working house out: the only place that builds adapters."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from typing import TYPE_CHECKING

from paminn.doors import inbox, mail_door, mail_reader, outboxes, telling
from paminn.home import AskedPlan, plan_folders, secret_key, settings, several_stand

if TYPE_CHECKING:
    from paminn.settings import Settings
    from paminn.summary.blocks import Document
    from paminn.usecases.house import House


@contextmanager
def open_house(
    asked_plan: AskedPlan = None,
    chosen: Settings | None = None,
    settle: float = 600,
    waits: Callable[[int], None] = lambda minutes: None,
) -> Iterator[House]:
    """Everything wired together for one run; `settle` seconds until what has left must be seen in the mailbox.

    `waits` is told once, before the run waits for the mailbox, how many minutes that can take.
    Raises UsageError or StorageError with a sentence for the user.
    """
    from paminn.ledger.almanac import SqlAlmanac
    from paminn.ledger.database import Database
    from paminn.ledger.desk import SqlDesk
    from paminn.ledger.dispatch import SqlDispatch
    from paminn.ledger.lineage import SqlLineage
    from paminn.ledger.memory import SqlMemory
    from paminn.ledger.neighbours import SqlNeighbours
    from paminn.ledger.post import SqlPost
    from paminn.ledger.versions import SqlVersions
    from paminn.patience import Patience
    from paminn.reminders.message import Door
    from paminn.site.store import FolderStore
    from paminn.usecases.house import House, Options
    from paminn.usecases.plans import KeptPlan

    chosen = chosen or settings()
    with ExitStack() as stack:
        database = Database(chosen.database_url.get_secret_value(), chosen.home, _tell)
        stack.callback(database.close)
        post = SqlPost(database)
        desk = SqlDesk(database)
        versions = SqlVersions(database)
        dispatch = SqlDispatch(database)
        patience = Patience(mail=60.0 * chosen.max_minutes_per_mail, run=60.0 * chosen.max_minutes)
        mail = mail_door(chosen, settle, telling(waits, settle), patience)
        doors = outboxes(chosen, mail, patience)
        for door in doors.values():
            stack.callback(door.close)
        first, *further = [KeptPlan(folder, versions, versions) for folder in plan_folders(asked_plan, chosen.plan)]
        yield House(
            plan=first,
            further=tuple(further),
            dispatch=dispatch,
            memory=SqlMemory(database),
            post=post,
            requests=post,
            desk=desk,
            almanac=SqlAlmanac(database),
            outboxes=doors,
            inbox=inbox(chosen, stack, patience),
            reader=stack.enter_context(closing(mail_reader(chosen))),
            store=FolderStore(),
            write_document=_write_document,
            options=Options(
                sender=chosen.sender,
                secret=secret_key(chosen),
                door=chosen.mail,
                leaves=chosen.leaves,
                quality_team=chosen.quality_team,
                public_url=chosen.public_url,
                redirect_all_to=chosen.redirect_all_to,
                max_messages=chosen.max_messages,
                at_once=3 if chosen.mail is Door.SMTP else 1,
                receipts=chosen.receipts,
                site=chosen.site,
                are_several=bool(further) or several_stand(chosen.plan),
            ),
            lineage=SqlLineage(database),
            mailbox=mail,
            past=dispatch,
            record=desk,
            neighbours=SqlNeighbours(database),
            patience=patience,
        )


def _tell(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")


def _write_document(document: Document) -> bytes:
    from paminn.documents.docx import write_docx

    return write_docx(document)
