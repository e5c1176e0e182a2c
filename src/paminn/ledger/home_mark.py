"""The mark as HOME remembers it, in a file of its own: it tells that a ledger has been put back, or is gone."""

from __future__ import annotations

import json
import os
from pathlib import Path

from paminn.disk import read_text
from paminn.reminders.mark import Mark

NAME = "minne.json"


class HomeMark:
    def __init__(self, home: Path) -> None:
        self._file = home / NAME

    def read(self) -> Mark | None:
        """None where there is none, and where nobody can read it: then the ledger's own is written there again."""
        try:
            kept = json.loads(read_text(self._file))
            return Mark(str(kept["lineage"]), int(kept["serial"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def write(self, mark: Mark) -> None:
        """The whole file, or nothing of it. Raises OSError."""
        unfinished = self._file.with_name(f"{NAME}.{os.getpid()}.part")
        content = json.dumps({"lineage": mark.lineage, "serial": mark.serial})
        with unfinished.open("w", encoding="utf-8") as file:
            file.write(f"{content}\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, self._file)
