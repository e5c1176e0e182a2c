"""Step 4: what a person decides bears the day it was decided on, where that was played and not the real one."""

from __future__ import annotations

from sqlalchemy import Connection

from paminn.ledger.steps.schema_step import SchemaStep, say


def _carry_out(connection: Connection) -> None:
    say(connection, "ALTER TABLE decision ADD COLUMN played DATE")
    say(connection, "ALTER TABLE reply ADD COLUMN settled_played DATE")


STEP = SchemaStep(4, 4, "Beslut som fattas en annan dag än den riktiga får en plats för den dagen.", _carry_out)
