"""Step 3: every adopted version of a plan is kept whole, and the plan's files by day as they were used."""

from __future__ import annotations

from sqlalchemy import Connection

from paminn.ledger.steps.schema_step import SchemaStep, say


def _carry_out(connection: Connection) -> None:
    say(
        connection,
        """
        CREATE TABLE version (
            id {number}, plan VARCHAR(64) NOT NULL, number INTEGER NOT NULL, fingerprint VARCHAR(64) NOT NULL,
            in_force DATE NOT NULL, adopted_at {moment} NOT NULL, adopted_by TEXT NOT NULL, document TEXT NOT NULL
        )""",
    )
    say(connection, "CREATE UNIQUE INDEX version_plan_number ON version (plan, number)")
    say(
        connection,
        """
        CREATE TABLE source (
            id {number}, plan VARCHAR(64) NOT NULL, name VARCHAR(32) NOT NULL, fingerprint VARCHAR(64) NOT NULL,
            content {bytes} NOT NULL, first DATE NOT NULL, last DATE NOT NULL
        )""",
    )
    say(connection, "CREATE INDEX source_plan_name ON source (plan, name)")


STEP = SchemaStep(
    3, 3, "Varje antagen version av planen, och planens filer dag för dag, får en plats i databasen.", _carry_out
)
