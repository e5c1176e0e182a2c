"""Step 9: what has been sent about an instance, and what is not settled yet, is found without reading all mails."""

from __future__ import annotations

from sqlalchemy import Connection

from paminn.ledger.steps.schema_step import SchemaStep, say


def _carry_out(connection: Connection) -> None:
    say(connection, "ALTER TABLE step ADD COLUMN plan VARCHAR(64) NOT NULL DEFAULT ''")
    say(connection, "UPDATE step SET plan = (SELECT mail.plan FROM mail WHERE mail.id = step.message)")
    say(connection, "CREATE INDEX step_plan_occurrence ON step (plan, occurrence)")
    say(connection, "CREATE INDEX mail_plan_state ON mail (plan, state)")


STEP = SchemaStep(9, 9, "Det som behövs en vanlig dag hittas lika fort hur mycket databasen än minns.", _carry_out)
