"""A run that waits for the mailbox says so before it is silent."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from select import select

import pytest

from paminn.channels.graph.outbox import GraphOutbox
from paminn.doors import telling
from paminn.reminders.message import Channel, Door, Found, State
from paminn.settings import read_settings
from paminn.texts.message_lines import waiting
from paminn.wiring import open_house
from tests.support.fakegraph.door import client
from tests.support.fakegraph.server import FakeGraph
from tests.support.houses import FIRST_STEP, NOW, SENDER, outgoing, real_house, write_plan
from tests.support.imapserver import Post, imap
from tests.support.sending import prepare

pytestmark = pytest.mark.slow


@pytest.fixture
def post():
    with imap(Post(user="paminn", password="x")) as port:
        yield f"imap://paminn:x@127.0.0.1:{port}"


def environ(home: Path, post: str) -> dict[str, str]:
    """A mail server that nobody need reach, and the mailbox that is asked."""
    return {
        "PAMINN_HOME": str(home),
        "PAMINN_MAIL": "smtp",
        "PAMINN_SENDER": SENDER,
        "PAMINN_SMTP_URL": "smtp://127.0.0.1:9",
        "PAMINN_IMAP_URL": post,
    }


def test_it_is_told_once_and_in_whole_minutes(tmp_path, post):
    told: list[int] = []
    with open_house(chosen=read_settings(environ(tmp_path, post)), settle=0.3, waits=told.append) as house:
        door = house.outboxes[Channel.EMAIL]
        assert door.look(outgoing()) is Found.NOT_SEEN
        assert door.look(outgoing("Vice")) is Found.NOT_SEEN
    assert told == [1]


def test_a_wait_of_many_looks_is_told_at_the_first():
    told: list[int] = []
    wait = telling(told.append, 61)
    for _ in range(3):
        wait(0)
    assert told == [2]


def test_nothing_is_told_when_nothing_is_waited_for(tmp_path, post):
    told: list[int] = []
    with open_house(chosen=read_settings(environ(tmp_path, post)), settle=0, waits=told.append) as house:
        assert house.outboxes[Channel.EMAIL].look(outgoing()) is Found.NOT_SEEN
    assert told == []


def test_graph_waits_for_the_mailbox_apart_from_its_pace(tmp_path):
    paced: list[float] = []
    waited: list[float] = []

    def wait(seconds: float) -> None:
        waited.append(seconds)
        time.sleep(seconds)

    with FakeGraph(0, tmp_path / "ca.pem") as fake:
        door = GraphOutbox(client(fake), pace=60, sleep=paced.append, wait=wait)
        for owner in ("Chef", "Vice"):
            door.send(outgoing(owner), lambda state, trace=None: None)
        door.close()
        assert (len(paced), waited) == (1, [])
        door = GraphOutbox(client(fake), settle=0.2, sleep=paced.append, wait=wait)
        assert door.look(outgoing("Teamet")) is Found.NOWHERE
        door.close()
    assert waited
    assert len(paced) == 1


@pytest.mark.parametrize(("minutes", "told"), [(1, "upp till en minut."), (10, "upp till 10 minuter.")])
def test_it_is_a_sentence(minutes, told):
    assert told in waiting(minutes)
    assert waiting(minutes).startswith("Frågar brevlådan om det som är oklart.")


def test_somebody_at_the_keyboard_sees_it_before_the_wait(tmp_path, post):
    """A run was killed while it sent; its copy is not in the mailbox, so the next may wait for ten minutes."""
    home, plan = tmp_path / "hem", write_plan(tmp_path / "plan")
    with real_house(home, door=Door.SMTP) as house:
        left = next(one for one in prepare(house, NOW).messages if one.owner == "Chef" and not one.is_copy)
        house.dispatch.claim([left], NOW)
        house.dispatch.advance(left.key, State.SENDING, NOW)
    command = [
        sys.executable,
        "-m",
        "paminn.cli",
        "remind",
        "--plan",
        str(plan),
        "--on",
        FIRST_STEP.isoformat(),
        "--send",
    ]
    run = subprocess.Popen(
        command, env={**os.environ, **environ(home, post)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert select([run.stderr], [], [], 20)[0], "silent"
        assert run.stderr.readline().rstrip() == waiting(10)
        assert run.poll() is None
    finally:
        run.kill()
        run.communicate()
