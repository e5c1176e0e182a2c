"""`paminn doctor`: every setting and connection tried, harmlessly."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from contextlib import suppress
from typing import TYPE_CHECKING

from paminn.commands.show import say, show_json
from paminn.errors import NotCarriedOut, PaminnError, UsageError

if TYPE_CHECKING:
    from paminn.doctor.examine import Finding


def add_arguments(parser: ArgumentParser) -> None:
    """Nothing but what every command takes."""


def run(asked: Namespace) -> int:
    from paminn.doctor.all_checks import checks
    from paminn.doctor.examine import examine
    from paminn.doctor.wording import next_step, title

    with checks(asked.plan) as to_try:
        findings = list(examine(to_try))
    if asked.json:
        show_json({"checks": [_as_json(finding) for finding in findings]})
    else:
        _say_which_plan(asked.plan)
        say("doctor", findings=findings, title=title, next_step=next_step)
    wrong = {finding.check for finding in findings if finding.ok is False}
    if "settings" in wrong:
        return UsageError.exit_code
    return NotCarriedOut.exit_code if wrong else 0


def _say_which_plan(asked_plan: str | None) -> None:
    """Of a plan that is not there, or settings that cannot be read, a check tells."""
    from paminn.clock import today_in_sweden
    from paminn.home import plan_folders, settings
    from paminn.usecases.telling.which_plan import which_plan

    with suppress(PaminnError):
        for folder in plan_folders(asked_plan or settings().plan):
            print(which_plan(folder, today_in_sweden().day))


def _as_json(finding: Finding) -> dict[str, object]:
    from paminn.doctor.wording import next_step

    what_to_do = None
    if finding.ok is False:
        what_to_do = next_step(finding.check, finding.remedy, finding.setting)
    return {
        "check": finding.check,
        "ok": finding.ok,
        "detail": finding.detail,
        "next": what_to_do,
    }
