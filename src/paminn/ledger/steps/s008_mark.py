"""Step 8: the ledger bears a mark of its own, so that one that is gone, old or another's is noticed.

The mark itself is given by the first run that remembers anything: an upgraded ledger gets it without a word.
"""

from __future__ import annotations

from sqlalchemy import Connection

from paminn.ledger.steps.schema_step import SchemaStep, say


def _carry_out(connection: Connection) -> None:
    say(
        connection,
        """
        CREATE TABLE mark (
            id {number}, lineage VARCHAR(32) NOT NULL, serial INTEGER NOT NULL, is_current BOOLEAN NOT NULL,
            accepted_by TEXT NOT NULL, accepted_at {moment}, UNIQUE (lineage)
        )""",
    )


STEP = SchemaStep(
    8, 8, "Databasen får ett eget märke, så att det märks om den är borta, gammal eller någon annans.", _carry_out
)
