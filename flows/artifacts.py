"""Tables that the quality team reads in the Prefect UI."""

from __future__ import annotations

from collections.abc import Sequence

from prefect.artifacts import create_table_artifact

from paminn.texts.artifacts import Table, description


def leave_table(table: Table, rows: Sequence[dict[str, object]], plan: str, about: str = "") -> None:
    """One version of the table "<table>-<plan>"; `about` stands above it, else what it shows or that it is empty."""
    above = about or description(table, len(rows))
    create_table_artifact(key=f"{table}-{plan}", table=list(rows), description=above)
