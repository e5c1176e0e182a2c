"""Prints the README's n-th sh block, so that CI runs exactly what a reader would paste."""

from __future__ import annotations

import re
import sys
from pathlib import Path

README = Path(__file__).resolve().parents[2] / "README.md"


def blocks(text: str) -> list[str]:
    return re.findall(r"^```sh\n(.*?)^```$", text, re.M | re.S)


if __name__ == "__main__":
    sys.stdout.write(blocks(README.read_text(encoding="utf-8"))[int(sys.argv[1]) - 1])
