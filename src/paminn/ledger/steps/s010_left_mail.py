"""Step 10: a mail that seems to be another home's is left where it lies, and it is remembered since when."""

from __future__ import annotations

from sqlalchemy import Connection

from paminn.ledger.steps.schema_step import SchemaStep, say


def _carry_out(connection: Connection) -> None:
    say(
        connection,
        "CREATE TABLE left_mail (id {number}, sha256 VARCHAR(64) NOT NULL, since DATE NOT NULL, UNIQUE (sha256))",
    )


STEP = SchemaStep(
    10, 10, "Mejl som hör till en annan installation får ligga kvar, och sedan när skrivs upp.", _carry_out
)
