"""The daily run with a ledger of ten years, twenty plans and a million steps, beside the same with an empty one.

Both send the same mails, in one run and by turns; the medians' ratio is the figure. Gnesta's plan is one of the twenty.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, redirect_stderr
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from sqlalchemy import Table, delete, func, insert, select  # noqa: E402

from paminn.home import plan_folder  # noqa: E402
from paminn.ledger.database import Database  # noqa: E402
from paminn.ledger.tables import answer, message, reply, step  # noqa: E402
from paminn.plan.identities import GoalId, RoleId  # noqa: E402
from paminn.plan.occurrence import OccurrenceId  # noqa: E402
from paminn.reminders.message import Channel, Door, State  # noqa: E402
from paminn.replies.model import MailKind  # noqa: E402
from paminn.settings import read_settings  # noqa: E402
from paminn.standing.answer import Release, Status  # noqa: E402
from paminn.today import Today  # noqa: E402
from paminn.usecases.plans import as_written  # noqa: E402
from paminn.usecases.sending.remind import remind  # noqa: E402
from paminn.wiring import open_house  # noqa: E402

SWEDEN = ZoneInfo("Europe/Stockholm")
DAY = date(2026, 12, 1)  # the month's first, and the first step of the year's account: six mails
DAYS = 3_652
PLANS, STEPS_A_MAIL, MAILS_AN_ANSWER = 20, 5, 4
OTHER_GOALS, OTHER_ROLES = 40, 14  # what earlier plans of the same key had beside today's
TOGETHER = 2_000
# What one of our mails weighs. Nothing that is measured reads the mails of the other plans.
OURS, OTHERS = b"x" * 25_000, b"x" * 1_500

Row = dict[str, object]
Part = tuple[GoalId, RoleId]


@dataclass
class Ledger:
    """A home with a ledger in it."""

    home: Path

    @property
    def environment(self) -> Mapping[str, str]:
        return {"PAMINN_HOME": str(self.home)}

    def run(self) -> int:
        """How many mails one daily run sends."""
        with redirect_stderr(StringIO()), open_house(None, read_settings(self.environment)) as house:
            done = remind(house.reminding, Today(DAY, datetime.now(SWEDEN)))
        return len(done.outcomes)

    def command(self) -> int:
        paminn = str(Path(sys.executable).with_name("paminn"))
        words = (paminn, "remind", "--on", DAY.isoformat(), "--json")
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PAMINN_")}
        done = subprocess.run(words, check=True, capture_output=True, cwd=ROOT, env={**environment, **self.environment})
        return len(json.loads(done.stdout)["digests"])

    def forget_the_day(self) -> None:
        """As it was before the run."""
        of_the_day = select(message.c.id).where(message.c.day == DAY)
        with closing(Database("", self.home)) as database, database.begin() as connection:
            connection.execute(delete(step).where(step.c.message.in_(of_the_day)))
            connection.execute(delete(message).where(message.c.day == DAY))
        for mail in (self.home / "outbox").rglob("*.*"):
            mail.unlink()


def fill(home: Path, steps: int) -> None:
    """Ten years of mails until the day, the same number of each plan, and an answer to every fourth."""
    work = as_written(plan_folder(), DAY)
    parts = [(goal.id, part.role_id) for goal in work.plan.goals() for part in goal.parts]
    for number in range(OTHER_GOALS):
        goal = GoalId(f"{number // 10 + 5}.{number % 10 + 1}")
        parts += [(goal, RoleId(f"Roll {(number + more) % OTHER_ROLES}")) for more in (0, 1)]
    plans = [work.plan.identity, *(f"plan-{number}" for number in range(1, PLANS))]
    history = Made(plans, parts, steps // STEPS_A_MAIL)
    with closing(Database("", home)) as database:
        for table, rows in (
            (message, history.mails()),
            (step, history.steps()),
            (reply, history.replies()),
            (answer, history.answers()),
        ):
            store(database, table, rows)
        with database.begin() as connection:
            counts = [connection.scalar(select(func.count()).select_from(t)) for t in (message, step, answer)]
    print("{} mails, {} steps, {} answers".format(*counts), flush=True)


def store(database: Database, table: Table, rows: Iterator[Row]) -> None:
    together: list[Row] = []
    with database.begin() as connection:
        for row in rows:
            together.append(row)
            if len(together) == TOGETHER:
                connection.execute(insert(table), together)
                together = []
        if together:
            connection.execute(insert(table), together)


class Made:
    """What twenty plans have sent and been answered in ten years, row by row, each plan's mails among the others'."""

    def __init__(self, plans: Sequence[str], parts: Sequence[Part], mails: int) -> None:
        self._plans = plans
        self._mails = mails
        self._roles = list(dict.fromkeys(role for _, role in parts))
        self._goals = {role: [goal for goal, holder in parts if holder == role] for role in self._roles}

    def _mail(self, number: int) -> tuple[str, RoleId, date, int]:
        """(plan, role, day, its number among that role's in the plan)."""
        of_plan, plan = divmod(number, len(self._plans))
        of_role, role = divmod(of_plan, len(self._roles))
        day = DAY - timedelta(1) - timedelta(DAYS * (self._mails - 1 - number) // self._mails)
        return self._plans[plan], self._roles[role], day, of_role

    def _raw(self, plan: str) -> bytes:
        return OURS if plan == self._plans[0] else OTHERS

    def _state(self, number: int) -> State:
        if number // len(self._plans) % 100 == 7:
            return State.FAILED
        return State.SEEN

    def mails(self) -> Iterator[Row]:
        for number in range(self._mails):
            plan, role, day, _ = self._mail(number)
            key = sha256(b"mail %d" % number).hexdigest()[:32]
            moment = datetime(day.year, day.month, day.day, 8, tzinfo=SWEDEN)
            holder = f"{self._roles.index(role)}-{day.year // 4}@prov.example"
            yield {
                "id": number + 1, "key": key, "plan": plan, "channel": Channel.EMAIL, "owner": role, "day": day,
                "code": key[:8], "message_id": f"<{key}@prov.example>", "door": Door.FOLDER, "subject": "Påminnelse",
                "recipients": json.dumps([[holder, "Någon"]]), "raw": self._raw(plan),
                "redirected": False, "unreachable": False, "state": self._state(number),
                "attempts": 1, "claimed_at": moment, "settled_at": moment, "detail": "",
            }  # fmt: skip

    def steps(self) -> Iterator[Row]:
        for number in range(self._mails):
            plan, role, day, of_role = self._mail(number)
            is_failed = self._state(number) is State.FAILED
            for item in range(STEPS_A_MAIL):
                goal, occurrence = self._asked(role, day, of_role * STEPS_A_MAIL + item)
                taken = sha256(b"step %d %d" % (number, item)).hexdigest()
                yield {
                    "message": number + 1, "plan": plan, "goal": goal, "number": goal, "owner": role,
                    "occurrence": occurrence, "due": occurrence.last_day, "step": f"{day:%Y-%m}", "step_day": day,
                    "weeks": None, "shown": item % 2 == 0, "taken": None if is_failed else taken,
                }  # fmt: skip

    def _asked(self, role: RoleId, day: date, turn: int) -> tuple[GoalId, OccurrenceId]:
        """The goals of a role by turns, each with its account of the year and its day in it."""
        goals = self._goals[role]
        goal = goals[turn // 2 % len(goals)]
        if turn % 2:
            return goal, OccurrenceId.account(goal, day.year)
        return goal, OccurrenceId.on(goal, date(day.year, 12, 31))

    def _answered(self) -> Iterator[tuple[int, str, RoleId, date, int]]:
        # The plans lie one after the other, so every fourth mail would be of the same few.
        for number in range(self._mails):
            plan, role, day, of_role = self._mail(number)
            if (number // len(self._plans)) % MAILS_AN_ANSWER == 0:
                yield number, plan, role, day, of_role

    def replies(self) -> Iterator[Row]:
        for number, plan, role, day, _ in self._answered():
            moment = datetime(day.year, day.month, day.day, 10, tzinfo=SWEDEN)
            yield {
                "id": number + 1, "plan": plan, "sha256": sha256(b"reply %d" % number).hexdigest(), "body_sha256": "",
                "message_id": f"<svar-{number}@prov.example>", "at": moment,
                "sender_name": role, "sender_address": "nagon@prov.example", "subject": "SV: Påminnelse",
                "kind": MailKind.REPLY, "reason": "", "text": "Försenad. Det drar ut på tiden.", "removed": "",
                "signature": "", "flags": "[]", "raw": OTHERS,
            }  # fmt: skip

    def answers(self) -> Iterator[Row]:
        for number, plan, role, day, of_role in self._answered():
            goal, occurrence = self._asked(role, day, of_role * STEPS_A_MAIL)
            yield {
                "reply": number + 1, "plan": plan, "goal": goal, "occurrence": occurrence, "owner": role,
                "status": Status.LATE, "text": "Det drar ut på tiden.", "answered_by": "Någon", "received": day,
                "release": Release.RELEASED, "released": day, "released_text": "Det drar ut på tiden.",
            }  # fmt: skip


def compared(what: str, ledgers: Sequence[Ledger], run: str, rounds: int) -> None:
    """A round more than is counted: what is read for the first time is not what a run costs."""
    times: list[list[float]] = [[] for _ in ledgers]
    processor: list[list[float]] = [[] for _ in ledgers]
    sent = set()
    for counted in range(-1, rounds):
        for ledger, of_ledger, processor_of_it in zip(ledgers, times, processor, strict=True):
            gc.collect()
            begun, processor_before = time.perf_counter(), _processor_time()
            sent.add(getattr(ledger, run)())
            took, took_of_processor = time.perf_counter() - begun, _processor_time() - processor_before
            ledger.forget_the_day()
            if counted >= 0:
                of_ledger.append(took)
                processor_of_it.append(took_of_processor)
    assert len(sent) == 1, sent
    empty, full = (statistics.median(of_ledger) for of_ledger in times)
    print(f"{what}, {sent.pop()} mails: empty {empty:.3f} s, full {full:.3f} s; ratio {full / empty:.2f} (at most 1.3)")
    empty, full = (statistics.median(of_ledger) for of_ledger in processor)
    print(f"  processor time alone: empty {empty:.3f} s, full {full:.3f} s; ratio {full / empty:.2f}")


def _processor_time() -> float:
    """Seconds that this process and those it has waited for have used."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--steps", type=int, default=1_000_000)
    asked.add_argument("--rounds", type=int, default=9)
    asked.add_argument("--place", type=Path, help="where the ledgers are kept from one time to the next")
    chosen = asked.parse_args()
    with tempfile.TemporaryDirectory() as fresh:
        place = chosen.place or Path(fresh)
        empty, full = Ledger(place / "empty"), Ledger(place / "full")
        if not full.home.exists():
            for ledger in (empty, full):  # the first run adopts the plan
                ledger.run()
                ledger.forget_the_day()
            fill(full.home, chosen.steps)
        compared("the daily run", (empty, full), "run", chosen.rounds)
        compared("the whole command", (empty, full), "command", chosen.rounds)


if __name__ == "__main__":
    main()
