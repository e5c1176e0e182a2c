"""Step 11: who of the quality team has said that somebody reads their mail all the same, and why."""

from __future__ import annotations

from sqlalchemy import Connection

from paminn.ledger.steps.schema_step import SchemaStep, say


def _carry_out(connection: Connection) -> None:
    say(
        connection,
        """
        CREATE TABLE seen_to (
            id {number}, plan VARCHAR(64) NOT NULL, address TEXT NOT NULL, at {moment} NOT NULL, played DATE,
            who TEXT NOT NULL, why TEXT NOT NULL
        )""",
    )
    say(connection, "CREATE INDEX ix_seen_to_plan ON seen_to (plan)")


STEP = SchemaStep(11, 11, "Vem som har sett till att någon nås igen, och varför, skrivs upp.", _carry_out)
