"""Tables that the quality team reads in the Prefect UI."""

from __future__ import annotations

from collections.abc import Sequence

from prefect.artifacts import create_table_artifact

from paminn.texts.artifacts import TITLES


def leave_table(kind: str, rows: Sequence[dict[str, object]], plan: str) -> None:
    """One version of the table "<kind>-<plan>"; an empty table says so in its description."""
    create_table_artifact(key=f"{kind}-{plan}", table=list(rows), description=TITLES[kind](len(rows)))
