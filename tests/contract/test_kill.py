"""Killed at any moment, run again: nothing is lost, nothing comes twice. Real folders, a real SQLite file, real SIGKILL."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

import pytest

from paminn.cli import main
from paminn.errors import DeliveryError
from paminn.incoming.decision import Action
from paminn.ports.outbox import Note
from paminn.reminders.message import Channel, Message, State
from paminn.usecases.desk.choice import Choice
from paminn.usecases.house import House
from paminn.usecases.sending.remind import remind as remind_all
from tests.support.failing import REFUSED
from tests.support.fakes import Tapped
from tests.support.houses import (
    FIRST_STEP,
    NOW,
    at,
    beside,
    mails,
    on,
    opened,
    plan_files,
    real_house,
    reply,
    text_of,
    tree,
    write_plan,
)
from tests.support.mailroom import with_deputy
from tests.support.other_side import SIGHTED, Graph, Smtp, World, door_of, world
from tests.support.reading import collect, decide
from tests.support.sending import remind

pytestmark = pytest.mark.slow

PLAN = "prov-plan"
FILES = plan_files({"1.1": ("Chef", "Vice")})
DIGESTS = 2


def dying(work: Callable[[], object]) -> None:
    """Do `work` in a process of its own, which must end by SIGKILL and nothing else."""
    child = os.fork()
    if not child:
        try:
            work()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)
    assert os.WTERMSIG(status) == signal.SIGKILL


class Fatal:
    """Kills its own process at the `nth` time that `moment` comes."""

    def __init__(self, moment: str, nth: int) -> None:
        self.moment, self.left = moment, nth

    def comes(self, moment: str) -> None:
        if moment == self.moment:
            self.left -= 1
            if not self.left:
                os.kill(os.getpid(), signal.SIGKILL)

    def tapped(self, port: object) -> Tapped:
        return Tapped(port, lambda name: self.comes(f"before {name}"), lambda name: self.comes(f"after {name}"))

    def house(self, house: House) -> House:
        doors = {name: self.tapped(door) for name, door in house.outboxes.items()}
        return replace(house, dispatch=self.tapped(house.dispatch), outboxes=doors, post=self.tapped(house.post),
                       inbox=self.tapped(house.inbox))  # fmt: skip

    def files(self, home: Path) -> None:
        """From now on in this process: before a file below `home` is opened for writing, or put in place."""

        def event(name: str, arguments: tuple[object, ...]) -> None:
            if name in ("open", "os.rename") and str(arguments[0]).startswith(str(home)):
                self.comes(f"before {name}")

        sys.addaudithook(event)


def remind_once(home: Path, moment: str = "", nth: int = 0) -> None:
    fatal = Fatal(moment, nth)
    with real_house(home, FILES) as house:
        if moment.endswith(("open", "os.rename")):
            fatal.files(home / "outbox")
        remind(fatal.house(house) if nth else house, NOW)


def every_digest_once(home: Path) -> None:
    found = Counter(str(opened(raw)["Message-ID"]) for raw in mails(home))
    assert sorted(found.values()) == [1] * DIGESTS
    with real_house(home, FILES) as house:
        sent = [s for s in house.dispatch.sent(PLAN) if s.channel == Channel.EMAIL]
        assert sorted(raw for s in sent for raw in [s.raw]) == sorted(mails(home))
        # A card that was not begun when its mail had gone is only a copy, and is left out.
        assert {s.state for s in house.dispatch.sent(PLAN)} <= {State.SEEN, State.FAILED}
        assert {s.state for s in sent} == {State.SEEN}
        covered = house.memory.history(PLAN).covered
        assert {owner for owner, occurrence, _ in covered if str(occurrence) == "1.1@2026-06-30"} == {"Chef", "Vice"}
        assert all(
            count == 1 for (_, o), count in house.memory.history(PLAN).sent.items() if str(o) == "1.1@2026-06-30"
        )


# Once for the batch; for each mail and card; and twice for each of those, as it is begun and as it is ended.
TIMES = {"claim": (1,), "send": (2, 3), "advance": (3, 4, 5, 6)}
MOMENTS = [(f"{when} {what}", nth) for what, each in TIMES.items() for when in ("before", "after") for nth in each]
FILES_MOMENTS = [(moment, nth) for moment in ("before open", "before os.rename") for nth in (2, 3)]


@pytest.mark.pain(1)
@pytest.mark.pain(4)
@pytest.mark.parametrize(("moment", "nth"), [*MOMENTS, *FILES_MOMENTS])
def test_a_run_killed_between_any_two_steps_is_made_whole_by_the_next(tmp_path, moment, nth):
    dying(lambda: remind_once(tmp_path, moment, nth))
    remind_once(tmp_path)
    every_digest_once(tmp_path)
    before = tree(tmp_path / "outbox")
    remind_once(tmp_path)
    assert tree(tmp_path / "outbox") == before


@pytest.mark.pain(1)
def test_killed_again_while_making_it_whole(tmp_path):
    """The second time, and the third, it is also killed as it looks for what the one before left."""
    moments = ("after send", "after look", "before advance", "after claim", "before look", "before os.rename",
               "after advance")  # fmt: skip
    for moment in moments:
        dying(lambda moment=moment: remind_once(tmp_path, moment, 1))
    remind_once(tmp_path)
    every_digest_once(tmp_path)


@pytest.mark.pain(1)
def test_the_real_command_killed_at_any_moment(tmp_path, monkeypatch, capsys):
    """`paminn remind` as it is installed, killed at random until it has got through, then run twice."""
    home, plan = tmp_path / "hem", write_plan(tmp_path / "plan", FILES)
    environment = {**os.environ, "PAMINN_HOME": str(home), "PAMINN_SECRET_KEY": "0123456789abcdef" * 2}
    command = [sys.executable, "-m", "paminn.cli", "remind", "--on", FIRST_STEP.isoformat(), "--plan", str(plan)]
    moments, killed = random.Random(7), 0
    for _ in range(4):
        running = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(moments.uniform(0.25, 0.7))
        running.kill()
        killed += running.wait() == -signal.SIGKILL
    assert killed
    monkeypatch.setenv("PAMINN_HOME", str(home))
    monkeypatch.setenv("PAMINN_SECRET_KEY", "0123456789abcdef" * 2)
    for _ in range(2):
        assert main(command[3:]) == 0
    every_digest_once(home)
    capsys.readouterr()


class TestSharedRoles:
    """One person holds two roles and shares one of them: two mails carry the same step."""

    ONE, OTHER = "en@prov.example", "annan@prov.example"
    FILES = plan_files(
        {"1.1": ("Chef", "Vice")},
        {"Chef": (ONE,), "Vice": (ONE, OTHER), "Kvalitetsteamet": ("kvalitet@prov.example",)},
    )

    def run(self, home: Path, moment: str = "", nth: int = 0, day: int = 0) -> None:
        fatal = Fatal(moment, nth)
        with real_house(home, self.FILES) as house:
            remind(fatal.house(house) if nth else house, at(FIRST_STEP + timedelta(day)))

    def check(self, home: Path) -> None:
        """Each has had each of their roles once, and nobody two mails of one day."""
        with real_house(home, self.FILES) as house:
            arrived = [sent for sent in house.dispatch.sent(PLAN) if sent.state is State.SEEN and not sent.is_copy]
            assert {sent.state for sent in house.dispatch.sent(PLAN)} <= {State.SEEN, State.FAILED}
        assert sorted(sent.raw for sent in arrived) == sorted(mails(home))
        had = Counter((box, asked.owner) for sent in arrived for box in sent.mailboxes for asked in sent.asked)
        assert had == {(self.ONE, "Chef"): 1, (self.ONE, "Vice"): 1, (self.OTHER, "Vice"): 1}
        a_day = Counter((box, sent.day) for sent in arrived for box in sent.mailboxes)
        assert set(a_day.values()) == {1}

    @pytest.mark.pain(1)
    @pytest.mark.pain(4)
    @pytest.mark.parametrize("later", [0, 1])
    @pytest.mark.parametrize(("moment", "nth"), MOMENTS)
    def test_killed_between_any_two_steps(self, tmp_path, moment, nth, later):
        dying(lambda: self.run(tmp_path, moment, nth))
        for day in (later, 1, 2):
            self.run(tmp_path, day=day)
        self.check(tmp_path)

    def test_killed_again_while_making_it_whole(self, tmp_path):
        for moment in ("after send", "after look", "before advance", "after claim", "before look", "after advance"):
            dying(lambda moment=moment: self.run(tmp_path, moment, 1))
        for day in (0, 1, 2):
            self.run(tmp_path, day=day)
        self.check(tmp_path)


class TestSeveralPlans:
    """A person has roles in two plans of one committee, and in one of another: a mail of each committee."""

    ONE, OTHER = "en@prov.example", "annan@prov.example"
    PEOPLE: ClassVar = {"Chef": (ONE,), "Vice": (OTHER,), "Kvalitetsteamet": ("kvalitet@prov.example",)}
    PLANS = (
        plan_files({"1.1": ("Chef",)}, PEOPLE, identity="vatten", title="Vattenplanen"),
        plan_files({"1.1": ("Chef", "Vice")}, PEOPLE, identity="vagar", title="Vägplanen"),
        plan_files({"1.1": ("Chef",)}, PEOPLE, identity="skola", title="Skolplanen", committee="Skolnämnden"),
    )

    def run(self, home: Path, moment: str = "", nth: int = 0, day: int = 0) -> None:
        fatal = Fatal(moment, nth)
        first, *more = self.PLANS
        now = at(FIRST_STEP + timedelta(day))
        with real_house(home, first) as house:
            several = beside(fatal.house(house) if nth else house, *more)
            for reminding in several.remindings(now.date()):
                remind_all(reminding, on(now))

    def check(self, home: Path) -> None:
        """Each has had each of their steps once, and of one committee no two mails of one day."""
        committee = {"vatten": "P", "vagar": "P", "skola": "S"}
        had: Counter[tuple[str, str]] = Counter()
        a_day: Counter[tuple[str, str, object]] = Counter()
        with real_house(home, self.PLANS[0]) as house:
            for sent in [sent for plan in committee for sent in house.dispatch.sent(plan)]:
                assert sent.state in (State.SEEN, State.FAILED)
                if sent.state is not State.SEEN or sent.is_copy:
                    continue
                assert len({committee[plan] for plan in sent.plans}) == 1
                for box in sent.mailboxes:
                    a_day[box, committee[sent.plan], sent.day] += 1
                    for asked in sent.asked:
                        had[box, asked.plan or sent.plan] += 1
        assert had == {
            (self.ONE, "vatten"): 1,
            (self.ONE, "vagar"): 1,
            (self.OTHER, "vagar"): 1,
            (self.ONE, "skola"): 1,
        }
        assert set(a_day.values()) == {1}

    @pytest.mark.pain(1)
    @pytest.mark.parametrize("later", [0, 1])
    @pytest.mark.parametrize(("moment", "nth"), MOMENTS)
    def test_killed_between_any_two_steps(self, tmp_path, moment, nth, later):
        dying(lambda: self.run(tmp_path, moment, nth))
        for day in (later, 1, 2):
            self.run(tmp_path, day=day)
        self.check(tmp_path)


class Unknown:
    """A folder's door, but for an address that the server says there is nobody at."""

    def __init__(self, door: object, nobody: str) -> None:
        self._door, self._nobody = door, nobody

    def send(self, message: Message, note: Note) -> State:
        if self._nobody in message.mailboxes:
            raise DeliveryError(REFUSED, dead=frozenset({self._nobody}))
        return self._door.send(message, note)

    def __getattr__(self, name: str) -> object:
        return getattr(self._door, name)


class TestPassedOn:
    """The chief's address is no good: the deputy has the mail by the same run, or by the next if it is killed."""

    FILES = with_deputy()

    def run(self, home: Path, moment: str = "", nth: int = 0) -> None:
        fatal = Fatal(moment, nth)
        with real_house(home, self.FILES) as house:
            door = Unknown(house.outboxes[Channel.EMAIL], "chef@prov.example")
            house = replace(house, outboxes={Channel.EMAIL: door})
            remind(fatal.house(house) if nth else house, NOW)

    def check(self, home: Path) -> None:
        with real_house(home, self.FILES) as house:
            sent = [sent for sent in house.dispatch.sent(PLAN) if sent.owner == "Chef"]
        arrived = [message for message in sent if message.state is State.SEEN]
        assert [message.mailboxes for message in arrived] == [{"ersattare@prov.example"}]
        assert {message.state for message in sent} == {State.SEEN, State.FAILED}
        assert Counter(str(opened(raw)["To"]) for raw in mails(home)).most_common(1)[0][1] == 1

    @pytest.mark.pain(1)
    @pytest.mark.pain(4)
    @pytest.mark.parametrize(
        ("moment", "nth"),
        [
            ("before claim", 2),
            ("after claim", 2),
            ("before send", 1),
            ("before send", 4),
            ("after send", 3),
            *((f"{when} advance", nth) for when in ("before", "after") for nth in (1, 2, 6, 7)),
        ],
    )
    def test_killed_between_any_two_steps(self, tmp_path, moment, nth):
        dying(lambda: self.run(tmp_path, moment, nth))
        self.run(tmp_path)
        self.check(tmp_path)
        self.run(tmp_path)
        self.check(tmp_path)


BLIND = [("smtp", blind) for blind in Smtp.blinds] + [("graph", blind) for blind in Graph.blinds]


class TestABlindMailbox:
    """Killed right after a mail has been let go, before a mailbox that never shows it: one copy, and a question."""

    OWNERS = ("chef@prov.example", "vice@prov.example")

    def run(self, home: Path, there: World, moment: str = "", nth: int = 0, day: int = 0) -> None:
        fatal = Fatal(moment, nth)
        with real_house(home, FILES) as house:
            door = door_of(there.door, home)
            house = replace(house, outboxes={Channel.EMAIL: door})
            remind(fatal.house(house) if nth else house, at(FIRST_STEP + timedelta(day)))
            door.close()

    @pytest.mark.pain(1)
    @pytest.mark.parametrize("mood", [0, 1, 2])
    @pytest.mark.parametrize(("channel", "blind"), BLIND)
    def test_a_run_killed_right_after_a_mail_has_left_sends_it_no_second_time(self, tmp_path, channel, blind, mood):
        with world(channel, tmp_path) as there:
            there.begin(there.moods[mood % len(there.moods)], blind)
            home = tmp_path / "hem"
            dying(lambda: self.run(home, there, "after send", 1))
            for day in (0, 0, 1, 2):
                self.run(home, there, day=day)
            had = Counter(address for _, address in there.delivered(home))
        assert had == dict.fromkeys(self.OWNERS, 1)
        with real_house(home, FILES) as house:
            states = {sent.state for sent in house.dispatch.sent(PLAN)}
        assert State.ALERT in states
        assert states <= {State.ALERT, State.ACCEPTED}

    @pytest.mark.pain(1)
    @pytest.mark.parametrize("again", [400, 404])
    def test_a_draft_that_has_left_and_is_refused_the_second_time_is_seen_in_the_end(self, tmp_path, again):
        """The probe has left Drafts and the doubtful draft has not: the one lie that a mailbox can tell."""
        with world("graph", tmp_path) as there:
            home = tmp_path / "hem"
            there.begin(f"andra gången {again}", "utkasten ligger kvar")
            dying(lambda: self.run(home, there, "after send", 1))
            there.begin(f"andra gången {again}", SIGHTED)
            for _ in range(3):
                self.run(home, there)
            had = Counter(address for _, address in there.delivered(home))
        assert had == dict.fromkeys(self.OWNERS, 1)
        with real_house(home, FILES) as house:
            assert {sent.state for sent in house.dispatch.sent(PLAN)} <= {State.ALERT, State.ACCEPTED, State.SEEN}


def edited(home: Path) -> dict[str, bytes]:
    """The plan after its first run, with an edit that nobody has adopted."""
    remind_once(home)
    changed = FILES["plan.yaml"].replace("är känd".encode(), "är väl känd".encode())
    assert changed != FILES["plan.yaml"]
    return FILES | {"plan.yaml": changed}


def tell_once(home: Path, files: dict[str, bytes], moment: str = "", nth: int = 0) -> None:
    """A run on a day without reminders, whose only mail is the quality team's."""
    fatal = Fatal(moment, nth)
    with real_house(home, files) as house:
        if moment.endswith(("open", "os.rename")):
            fatal.files(home / "outbox")
        remind(fatal.house(house) if nth else house, at(FIRST_STEP + timedelta(1)))


TELLING = [(f"{when} {what}", nth) for what, each in {"claim": (2,), "send": (1,), "advance": (1, 2)}.items()
           for when in ("before", "after") for nth in each]  # fmt: skip


@pytest.mark.pain(1)
@pytest.mark.parametrize(("moment", "nth"), [*TELLING, ("before open", 1), ("before os.rename", 1)])
def test_the_teams_notice_comes_once_wherever_its_run_was_killed(tmp_path, moment, nth):
    files = edited(tmp_path)
    dying(lambda: tell_once(tmp_path, files, moment, nth))
    for _ in range(2):
        tell_once(tmp_path, files)
    subjects = [str(opened(raw)["Subject"]) for raw in mails(tmp_path)]
    assert [subject for subject in subjects if "att göra" in subject] == ["En sak att göra – Prov"]
    with real_house(tmp_path, files) as house:
        (sent,) = [sent for sent in house.dispatch.sent(PLAN) if sent.channel is Channel.NOTICE]
        assert sent.state is State.SEEN
        assert sent.raw in mails(tmp_path)


class TestAskedBack:
    """A question of the team goes once, wherever the run that it goes with was killed."""

    QUESTION = "Vilka mallar gäller det?"

    def asked(self, home: Path) -> None:
        with real_house(home, FILES) as house:
            remind(house, NOW)
            (asked,) = [str(opened(raw)["Subject"]) for raw in mails(home) if "chef@" in str(opened(raw)["To"])]
            (home / "inbox" / "new" / "1.eml").write_bytes(reply("Klar.", asked))
            collect(house, NOW)
            (answer,) = house.memory.answers(PLAN)
            choice = Choice(Action.ASK, "Åsa", question=self.QUESTION)
            decide(house, str(answer.id), choice, NOW)

    def run(self, home: Path, moment: str = "", nth: int = 0) -> None:
        with real_house(home, FILES) as house:
            remind(Fatal(moment, nth).house(house) if nth else house, at(FIRST_STEP + timedelta(1)))

    @pytest.mark.pain(1)
    @pytest.mark.parametrize(
        ("moment", "nth"),
        [(f"{when} {what}", 1) for when in ("before", "after") for what in ("claim", "send", "advance")],
    )
    def test_killed_between_any_two_steps(self, tmp_path, moment, nth):
        self.asked(tmp_path)
        dying(lambda: self.run(tmp_path, moment, nth))
        for _ in range(2):
            self.run(tmp_path)
        assert len([raw for raw in mails(tmp_path) if self.QUESTION in text_of(raw)]) == 1


MAILS = [reply(f"Svar nummer {number}.", message_id=f"<{number}@prov.example>") for number in range(3)]


def collect_once(home: Path, moment: str = "", nth: int = 0) -> dict[str, int]:
    with real_house(home, FILES) as house:
        return collect(Fatal(moment, nth).house(house) if nth else house, at(FIRST_STEP)).counts


@pytest.mark.parametrize("nth", [1, 3])
@pytest.mark.parametrize("moment", ["before keep", "after keep", "before file", "after file"])
def test_a_mailbox_read_half_way_is_read_to_its_end_and_nothing_twice(tmp_path, moment, nth):
    with real_house(tmp_path, FILES):
        for number, raw in enumerate(MAILS):
            (tmp_path / "inbox" / "new" / f"{number}.eml").write_bytes(raw)
    dying(lambda: collect_once(tmp_path, moment, nth))
    collect_once(tmp_path)
    assert sum(collect_once(tmp_path).values()) == 0
    with real_house(tmp_path, FILES) as house:
        texts = sorted(row.text for row in house.desk.waiting(PLAN))
        assert list(house.inbox.unread()) == []
    assert texts == [f"Svar nummer {number}." for number in range(3)]
    assert sorted(tree(tmp_path / "inbox").values()) == sorted(MAILS)
