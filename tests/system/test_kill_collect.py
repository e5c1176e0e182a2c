"""Reading the mailbox, killed at every single outside step, in every kind of mailbox and on Dovecot."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.contract.test_kill_collect import FOLDER, MAILS, WORLDS, World, killed_at, nursery
from tests.support.mailhost import DOMAIN, mailhost

__all__ = ["nursery"]


@pytest.mark.parametrize("kind", WORLDS)
def test_killed_between_any_two_steps_each_mail_is_one_record_and_filed(nursery, tmp_path, kind):
    with WORLDS[kind](tmp_path) as world:
        killed_at(world, nursery, tmp_path, 1)


def test_killed_between_any_two_steps_on_dovecot(nursery, tmp_path, monkeypatch):
    with mailhost() as host:
        monkeypatch.setenv("SSL_CERT_FILE", str(host.authority))

        def fill(_: Path) -> None:
            shutil.rmtree(host.place / "mail" / DOMAIN, ignore_errors=True)
            for raw in MAILS:
                host.put(raw)

        door = {"imap": host.imap_url(), "environment": {"SSL_CERT_FILE": str(host.authority)}}
        world = World(door, fill, lambda _: host.filed("INBOX"), lambda _: host.filed(FOLDER))
        killed_at(world, nursery, tmp_path, 1)
