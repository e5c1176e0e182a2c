"""`paminn doctor`: every setting and connection tried, harmlessly."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from paminn.commands.show import say, show_json
from paminn.errors import NotCarriedOut, UsageError

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
        say("doctor", findings=findings, title=title, next_step=next_step)
    wrong = {finding.check for finding in findings if finding.ok is False}
    if "settings" in wrong:
        return UsageError.exit_code
    return NotCarriedOut.exit_code if wrong else 0


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
