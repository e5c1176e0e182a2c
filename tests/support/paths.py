"""Where the checkout and the shipped plan lie."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PLAN = ROOT / "plan_data" / "gnesta"
