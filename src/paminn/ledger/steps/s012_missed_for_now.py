"""Step 12: whom of a mail's recipients the server refused for the moment, while the others got it."""

from __future__ import annotations

from sqlalchemy import Connection

from paminn.ledger.steps.schema_step import SchemaStep, say


def _carry_out(connection: Connection) -> None:
    say(connection, "ALTER TABLE mail ADD COLUMN missed TEXT DEFAULT '' NOT NULL")


STEP = SchemaStep(12, 12, "Vem som ännu inte har fått ett mejl som andra i rollen har fått skrivs upp.", _carry_out)
