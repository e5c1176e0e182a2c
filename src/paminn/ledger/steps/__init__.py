"""The ledger's shape as numbered steps, a file each: a step is never changed once a release has taken it.

`paminn.ledger.opening` takes them. A new ledger is made whole from `paminn.ledger.tables` instead, and
tests/contract/test_ledger_steps.py holds the two against each other.
"""

from __future__ import annotations

from paminn.ledger.steps import (
    s001_first_wave,
    s002_mail,
    s003_versions,
    s004_day_played,
    s005_roles_of_a_mail,
    s006_gone,
    s007_decisions,
    s008_mark,
    s009_found_at_once,
    s010_left_mail,
    s011_seen_to,
    s012_missed_for_now,
    s013_restored,
    s014_alone,
    s015_of_a_step,
)
from paminn.ledger.steps.schema_step import SchemaStep

STEPS: tuple[SchemaStep, ...] = (
    s001_first_wave.STEP,
    s002_mail.STEP,
    s003_versions.STEP,
    s004_day_played.STEP,
    s005_roles_of_a_mail.STEP,
    s006_gone.STEP,
    s007_decisions.STEP,
    s008_mark.STEP,
    s009_found_at_once.STEP,
    s010_left_mail.STEP,
    s011_seen_to.STEP,
    s012_missed_for_now.STEP,
    s013_restored.STEP,
    s014_alone.STEP,
    s015_of_a_step.STEP,
)
# What this program makes and reads.
VERSION = STEPS[-1].number
READABLE_FROM = STEPS[-1].readable_from
