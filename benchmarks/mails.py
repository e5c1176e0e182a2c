"""How many mails the shipped plan comes to in sixteen months, by how people answer and by who holds which role."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from paminn.plan.model import QUALITY_TEAM  # noqa: E402
from tests.support.budget import WEB, Budget  # noqa: E402

ANSWERED = {"never answered": None, "answered 10 days late": 10, "answered the day after": 1}


def main() -> None:
    print(f"{'mails, 3 Sep 2025–31 Dec 2026':30} {'a person a role':>16} {'one for two roles':>18}")
    for words, days in ANSWERED.items():
        apart = len(Budget().mails(days))
        shared = len(Budget(QUALITY_TEAM, WEB).mails(days))
        print(f"{words:30} {apart:16} {shared:18}")


if __name__ == "__main__":
    main()
