"""Step 6: an address that a server refuses is remembered, and who has left is gone until a person has seen to the role.

Until now that was believed for thirty days: what still is goes on, and what had ended has ended.
"""

from __future__ import annotations

from sqlalchemy import Connection

from paminn.ledger.steps.schema_step import SchemaStep, say


def _carry_out(connection: Connection) -> None:
    say(
        connection,
        """
        CREATE TABLE refusal (
            id {number}, plan VARCHAR(64) NOT NULL, address TEXT NOT NULL, since DATE NOT NULL, until DATE NOT NULL,
            about VARCHAR(32) NOT NULL
        )""",
    )
    say(connection, "CREATE INDEX ix_refusal_plan ON refusal (plan)")
    say(connection, "UPDATE absence SET until = '9999-12-31' WHERE gone AND until >= CURRENT_DATE")


STEP = SchemaStep(
    6, 6, "Den som har slutat räknas som borta tills någon har sett över rollen, inte i trettio dagar.", _carry_out
)
