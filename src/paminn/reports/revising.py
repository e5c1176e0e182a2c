"""What a decided document changes of a plan folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from paminn.plan.comparing.model import Change, Comparison
from paminn.plan.model import Problem
from paminn.plan.revising.revised import Revised


@dataclass(frozen=True)
class Revision:
    """What a document changes of a plan folder, and whether that was written.

    `comparison` holds the document against the adopted version (`version`, its number) or else the file, as an adoption
    will. `lost` are edits of plan.yaml that nobody has adopted and that the document does not have. `problems` are
    those that the files did not have before; `rules` says what rules.yaml's numbers come to. `backup` is where the
    plan.yaml that was there lies, None where nothing was written.
    """

    folder: Path
    document: str
    version: int | None
    comparison: Comparison
    revised: Revised
    lost: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()
    rules: tuple[str, ...] = ()
    backup: Path | None = None

    @property
    def differs(self) -> bool:
        """Whether the document says something else than the files."""
        return bool(self.revised.files)
