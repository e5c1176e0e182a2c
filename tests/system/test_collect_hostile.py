"""`paminn collect` on every mail that the tests know, from Graph and from Dovecot: one record each, moved, read once."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.contract.test_collect_hostile import records
from tests.support.attacks import LARGE, QUICK, SLOW
from tests.support.fakegraph.door import RemoteGraph
from tests.support.fakegraph.server import FakeGraph
from tests.support.houses import write_plan
from tests.support.mailhost import DOMAIN, SHARED, mailhost, trusting
from tests.support.mails.corpus import CASES
from tests.support.mails.hostile import in_full

MAILS = tuple(
    dict.fromkeys(
        [
            *QUICK.values(),
            *LARGE.values(),
            *SLOW.values(),
            *(case.raw for case in CASES),
            *in_full().values(),
        ]
    )
)


@dataclass
class Box:
    """A mailbox with every mail in it: the settings that lead there, and how many lie in a folder."""

    settings: dict[str, str]
    lying: Callable[[str], int]


@contextmanager
def graph(place: Path, mails: Sequence[bytes]) -> Iterator[Box]:
    with FakeGraph(0, place / "ca.pem") as fake:
        for one in mails:
            fake.mailbox.receive(one)
        settings = RemoteGraph(fake.port, fake.ca).settings() | {"PAMINN_INBOX": "graph"}
        yield Box(os.environ | settings, lambda folder: len(fake.mailbox.lying(folder)))


@contextmanager
def dovecot(_: Path, mails: Sequence[bytes]) -> Iterator[Box]:
    """Laid in the Maildir as they are: over IMAP some of them cannot be."""
    with mailhost() as host:
        host.put(b"den som skapar brevladan\r\n")
        new = host.place / "mail" / DOMAIN / "paminn" / "Maildir" / "new"
        for number, one in enumerate(mails[1:]):
            path = new / f"{number:04}.prov"
            path.write_bytes(one)
            shutil.chown(path, "mail", "mail")
        settings = {"PAMINN_INBOX": "imap", "PAMINN_SENDER": SHARED, "PAMINN_IMAP_URL": host.imap_url(tls=True)}
        names = {"inbox": "INBOX", "klart": "klart"}
        yield Box(trusting(host) | settings, lambda folder: len(host.filed(names[folder])))


@pytest.mark.parametrize("kind", [graph, dovecot])
def test_each_mail_is_one_record_and_moved_and_the_next_run_reads_nothing(kind, tmp_path):
    home, plan = tmp_path / "hem", write_plan(tmp_path / "plan")

    def collect(box: Box) -> dict[str, int]:
        environment = box.settings | {"PAMINN_HOME": str(home), "PAMINN_SECRET_KEY": "0123456789abcdef" * 2}
        command = [sys.executable, "-m", "paminn.cli", "collect", "--json", "--plan", str(plan)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=500)
        assert (done.returncode, done.stderr) == (0, "")
        return json.loads(done.stdout)

    with kind(tmp_path, MAILS) as box:
        told = collect(box)
        # What bears a code that this home never gave may be another home's, and is left for it to find.
        left = len(MAILS) - sum(told.values())
        assert 0 < left < len(MAILS)
        found = records(home)
        # The same words with the same Message-ID from the same sender are one mail, whatever servers put at its head.
        assert len(found) == len(MAILS) - left - told["duplicates"]
        assert told["duplicates"] < 10
        assert (box.lying("inbox"), box.lying("klart")) == (left, len(MAILS) - left)
        assert sum(collect(box).values()) == 0
        assert records(home) == found
