"""Step 2: the first wave's program, which looks at no number, stops before a ledger that is newer than it.

It makes the tables that it misses, `message` among them, and trips over the names of that table's indexes, which
stay: in SQLite and PostgreSQL alike an index's name is one in the whole ledger. It writes nothing and ends with
code 4. That the fresh table of `paminn.ledger.tables` bears the same index names is part of the trap.
"""

from __future__ import annotations

from sqlalchemy import Connection

from paminn.ledger.steps.schema_step import SchemaStep, say


def _carry_out(connection: Connection) -> None:
    say(connection, "ALTER TABLE message RENAME TO mail")


STEP = SchemaStep(
    2, 2, "Tabellen över mejl byter namn, så att en äldre version av påminn inte skriver i den.", _carry_out
)
