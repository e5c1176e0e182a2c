"""The house itself: shown, examined, started."""

from __future__ import annotations

import argparse
from pathlib import Path

from paminn.commands.show import say, show_json
from paminn.errors import NotCarriedOut, UsageError


def demo(asked: argparse.Namespace) -> int:
    from paminn.demo.run import run_demo
    from paminn.demo.year import LAST_DAY

    made = run_demo(asked.on or LAST_DAY, Path(asked.out or "demo"), asked.plan)
    show_json({"paths": made.paths}) if asked.json else say("demo", made=made)
    return 0 if made.complete else NotCarriedOut.exit_code


def doctor(asked: argparse.Namespace) -> int:
    from paminn.doctor.checks import checks
    from paminn.doctor.examine import examine
    from paminn.doctor.wording import next_step, title

    with checks(asked.plan) as known:
        findings = list(examine(known))
    if asked.json:
        rows = [
            {
                "check": found.check,
                "ok": found.ok,
                "detail": found.detail,
                "next": next_step(found.check, found.step, found.setting) if found.ok is False else None,
            }
            for found in findings
        ]
        show_json({"checks": rows})
    else:
        say("doctor", findings=findings, title=title, next_step=next_step)
    wrong = {found.check for found in findings if found.ok is False}
    if "settings" in wrong:
        return UsageError.exit_code
    return NotCarriedOut.exit_code if wrong else 0


def up(asked: argparse.Namespace) -> int:
    from paminn.up import run_up

    return run_up(asked.port, plan=asked.plan)
