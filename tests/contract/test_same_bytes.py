"""Calendar, page and Word file are the same bytes in every time zone, with every hash seed, and without assertions."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from hashlib import sha256

import pytest

from paminn.documents.docx import write_docx
from paminn.texts.calendar import feed
from tests.unit import test_calendar_entries, test_docx, test_ics, test_site_page

pytestmark = pytest.mark.slow


def made() -> dict[str, str]:
    """The SHA-256 of each."""
    entries = test_calendar_entries
    found = entries.entries(entries.PLAN, entries.RULES, [entries.FIRST, entries.SECOND])
    files = {
        "a plan's calendar": feed([(entries.PLAN, found)]),
        "a calendar of hostile texts": test_ics.hostile_feed(),
        "the page": test_site_page.page(*test_site_page.ANSWERS).encode(),
        "the account in Word": write_docx(test_docx.document()),
    }
    return {name: sha256(content).hexdigest() for name, content in files.items()}


@pytest.mark.pain(17)
@pytest.mark.parametrize(
    ("flags", "zone", "seed"), [(["-O"], "Pacific/Auckland", "1"), ([], "America/Los_Angeles", "2")]
)
def test_another_process_makes_the_same(flags, zone, seed):
    paths = os.pathsep.join(sys.path)
    environment = {**os.environ, "TZ": zone, "PYTHONHASHSEED": seed, "PYTHONPATH": paths, "PYTHONUTF8": "1"}
    run = subprocess.run([sys.executable, *flags, __file__], env=environment, capture_output=True, check=True)
    assert json.loads(run.stdout) == made()


if __name__ == "__main__":
    print(json.dumps(made()))  # noqa: T201 - what the test above reads
