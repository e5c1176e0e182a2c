"""Tables that the quality team reads in the Prefect UI."""

from __future__ import annotations

from collections.abc import Sequence

from prefect.artifacts import create_table_artifact

from paminn.texts.artifacts import Table, description


def leave_table(table: Table, rows: Sequence[dict[str, object]], plan: str) -> None:
    """One version of the table "<table>-<plan>"; an empty table says so in its description."""
    create_table_artifact(key=f"{table}-{plan}", table=list(rows), description=description(table, len(rows)))
