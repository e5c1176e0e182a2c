"""Step 5: a mail may be for several roles, so each of its steps says whose it is, and under which number it was shown.

Until now a mail had one role, which was that of all its steps, and a goal was its number. `person` is the mailbox of
somebody who answers for themselves; nobody did.
"""

from __future__ import annotations

from sqlalchemy import Connection

from paminn.ledger.steps.schema_step import SchemaStep, say


def _carry_out(connection: Connection) -> None:
    say(connection, "ALTER TABLE step ADD COLUMN number VARCHAR(16) NOT NULL DEFAULT ''")
    say(connection, "ALTER TABLE step ADD COLUMN owner TEXT NOT NULL DEFAULT ''")
    say(connection, "ALTER TABLE step ADD COLUMN person TEXT NOT NULL DEFAULT ''")
    say(
        connection,
        "UPDATE step SET number = goal, owner = (SELECT mail.owner FROM mail WHERE mail.id = step.message)",
    )
    say(connection, "ALTER TABLE answer ADD COLUMN person TEXT NOT NULL DEFAULT ''")


STEP = SchemaStep(
    5, 5, "Varje del av ett mejl får den roll som den är till, så att ett mejl kan gälla flera roller.", _carry_out
)
