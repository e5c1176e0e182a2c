"""Step 14: of a mail, what stands by itself above its answers or below them is kept, so that a person can place it.

Of mails from before it is not known: their answers are read one at a time.
"""

from __future__ import annotations

from sqlalchemy import Connection

from paminn.ledger.steps.schema_step import SchemaStep, say


def _carry_out(connection: Connection) -> None:
    say(connection, "ALTER TABLE reply ADD COLUMN alone TEXT NOT NULL DEFAULT ''")


STEP = SchemaStep(
    14, 14, "Det som står för sig i ett mejl med flera svar sparas, så att en person kan placera det.", _carry_out
)
