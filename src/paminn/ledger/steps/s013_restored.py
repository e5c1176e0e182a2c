"""Step 13: when a memory was put back, from which copy, and what it was told anew."""

from __future__ import annotations

from sqlalchemy import Connection

from paminn.ledger.steps.schema_step import SchemaStep, say


def _carry_out(connection: Connection) -> None:
    say(
        connection,
        """
        CREATE TABLE restored (
            id {number}, plan VARCHAR(64) NOT NULL, day DATE NOT NULL, who TEXT NOT NULL, last DATE,
            answers INTEGER NOT NULL, sent INTEGER NOT NULL, questions INTEGER NOT NULL
        )""",
    )
    say(connection, "CREATE INDEX restored_plan ON restored (plan)")


STEP = SchemaStep(13, 13, "När databasen har lagts tillbaka, och vad som då lästes om, skrivs upp.", _carry_out)
