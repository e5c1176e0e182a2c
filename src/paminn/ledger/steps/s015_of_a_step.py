"""Step 15: an unread answer to a mail that only told a role to prepare is about that step until a person says more.

An older program would take its name for damage.
"""

from __future__ import annotations

from sqlalchemy import Connection

from paminn.ledger.steps.schema_step import SchemaStep, say


def _carry_out(connection: Connection) -> None:
    say(
        connection,
        """
        UPDATE answer SET occurrence = occurrence || '-' || (
            SELECT MAX(step.weeks) FROM step
            WHERE step.message = answer.request AND step.goal = answer.goal AND step.owner = answer.owner
            AND step.occurrence = answer.occurrence AND step.shown AND step.weeks IS NOT NULL
        ) || 'w'
        WHERE status IS NULL AND release = 'held' AND EXISTS (
            SELECT 1 FROM step
            WHERE step.message = answer.request AND step.goal = answer.goal AND step.owner = answer.owner
            AND step.occurrence = answer.occurrence AND step.shown AND step.weeks IS NOT NULL
        )
        """,
    )


STEP = SchemaStep(
    15, 15, "Svar på mejl om en förberedelse gäller den, tills någon säger att de gäller dagen.", _carry_out
)
