"""`paminn collect` as it is installed, on mails made to break it: each is one record and is moved, none is read twice."""

from __future__ import annotations

import json
import sqlite3
from hashlib import sha256
from pathlib import Path

import pytest

from paminn.cli import main
from tests.support.attacks import LARGE, QUICK
from tests.support.fakegraph.door import RemoteGraph
from tests.support.fakegraph.server import FakeGraph
from tests.support.houses import write_plan

pytestmark = pytest.mark.slow


def records(home: Path) -> dict[str, tuple[str, str, int]]:
    """sha256 → (kind, reason, bytes) of every mail that the ledger holds."""
    with sqlite3.connect(home / "ledger.db") as ledger:
        rows = ledger.execute("select sha256, kind, reason, raw from reply").fetchall()
    ledger.close()
    assert all(sha256(raw).hexdigest() == found for found, _, _, raw in rows)
    return {found: (kind, reason, len(raw)) for found, kind, reason, raw in rows}


@pytest.fixture
def collected(tmp_path, monkeypatch, capsys):
    """`paminn collect`, from the fake Graph."""
    plan = write_plan(tmp_path / "plan")
    with FakeGraph(0, tmp_path / "ca.pem") as fake:
        settings = RemoteGraph(fake.port, fake.ca).settings()
        settings |= {
            "PAMINN_INBOX": "graph",
            "PAMINN_HOME": str(tmp_path / "hem"),
            "PAMINN_SECRET_KEY": "0123456789abcdef" * 2,
        }
        for name, value in settings.items():
            monkeypatch.setenv(name, value)

        def run() -> dict[str, int]:
            assert main(["collect", "--json", "--on", "2026-06-02", "--plan", str(plan)]) == 0
            return json.loads(capsys.readouterr().out)

        yield fake.mailbox, run


def test_each_is_one_record_and_moved_and_the_next_run_reads_nothing(collected, tmp_path):
    mailbox, collect = collected
    mails = [*QUICK.values(), LARGE["20 MB"]]
    for raw in mails:
        mailbox.receive(raw)
    assert sum(collect().values()) == len(mails)
    found = records(tmp_path / "hem")
    assert set(found) == {sha256(raw).hexdigest() for raw in mails}
    assert all(kind and reason is not None for kind, reason, _ in found.values())
    assert found[sha256(LARGE["20 MB"]).hexdigest()][0] == "suspect"
    assert (mailbox.lying("inbox"), len(mailbox.lying("klart"))) == ([], len(mails))
    assert sum(collect().values()) == 0
    assert records(tmp_path / "hem") == found


def test_without_what_graph_needs_it_is_one_sentence(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PAMINN_HOME", str(tmp_path))
    monkeypatch.setenv("PAMINN_INBOX", "graph")
    assert main(["collect", "--plan", str(write_plan(tmp_path / "plan"))]) == 2
    assert "För Microsoft 365 saknas PAMINN_GRAPH_TENANT" in capsys.readouterr().err
