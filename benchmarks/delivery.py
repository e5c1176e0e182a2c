"""1 000 digests over SMTP beside a bare loop, and 10 000 mails over IMAP beside a plain loop; needs Postfix and Dovecot.

Both sides talk to the same server on this machine, in one run and by turns; the medians' ratio is the figure.
"""

from __future__ import annotations

import argparse
import gc
import imaplib
import json
import os
import resource
import smtplib
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from houses import NOW, SENDER, TEAM, plan_files, real_house, reply  # noqa: E402

from paminn.channels.imap import ImapMailbox  # noqa: E402
from paminn.channels.imap_inbox import ImapInbox  # noqa: E402
from paminn.channels.smtp import SmtpOutbox  # noqa: E402
from paminn.usecases.collect import collect  # noqa: E402
from paminn.usecases.remind import prepare, remind  # noqa: E402
from tests.system.mailhost import PASSWORD, SHARED, MailHost, mailhost  # noqa: E402
from tests.system.server import until  # noqa: E402


def many_owners(count: int) -> dict[str, bytes]:
    """A plan in which `count` owners have a goal each that is due today."""
    roles = [f"Roll {number}" for number in range(count)]
    people = {role: (f"u{number}@prov.example",) for number, role in enumerate(roles)}
    people |= {"Chef": ("chef@prov.example",), TEAM: ("kvalitet@prov.example",)}
    goals = {f"{n // 50 + 1}.{n % 50 + 1}": (role,) for n, role in enumerate(roles)}
    files = plan_files(goals, people)
    plan = json.loads(files["plan.yaml"])
    (area,) = plan["fokusområden"]
    plan["fokusområden"] = [
        {"nr": at // 50 + 1, "titel": f"Område {at // 50 + 1}", "delmål": area["delmål"][at : at + 50]}
        for at in range(0, count, 50)
    ]
    return files | {"plan.yaml": json.dumps(plan, ensure_ascii=False, indent=1).encode()}


def timed(work: Callable[[], object]) -> float:
    gc.collect()
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def sending(count: int, rounds: int) -> None:
    files = many_owners(count)
    with mailhost(users=["paminn", *(f"u{number}" for number in range(count))]) as host:
        os.environ["SSL_CERT_FILE"] = str(host.authority)
        with tempfile.TemporaryDirectory() as home, real_house(Path(home), files, max_messages=count) as house:
            batch = prepare(house, NOW)
        mails = [([address for address, _ in m.recipients], m.raw) for m in batch.messages if m.channel == "email"]
        ours, bare, gathering = list[float](), list[float](), list[float]()
        for _ in range(rounds):
            bare.append(timed(lambda: bare_loop(host, mails)))
            settled(host, 2 * count)
            with tempfile.TemporaryDirectory() as home:
                ours.append(product(host, files, count, Path(home)))
            settled(host, 2 * count)
        gathering.append(timed(lambda: gather(files, count)))
    ratio = statistics.median(bare) / statistics.median(ours)
    print(f"{count} digests: bare {shown(bare, count)}, paminn {shown(ours, count)}; ratio {ratio:.2f} (at least 0.7)")
    print(f"  of which deciding and wording, the plan read and all: {shown(gathering, count)}")


def bare_loop(host: MailHost, mails: Sequence[tuple[list[str], bytes]]) -> None:
    with smtplib.SMTP("127.0.0.1", host.plain) as connection:
        for recipients, raw in mails:
            connection.sendmail(SENDER, [*recipients, SENDER], raw)


def product(host: MailHost, files: dict[str, bytes], count: int, home: Path) -> float:
    mailbox = ImapMailbox(host.imap_url())
    with closing(SmtpOutbox(f"smtp://127.0.0.1:{host.plain}", SENDER, mailbox)) as door:
        with real_house(home, files, max_messages=count) as house:
            whole = replace(house, outboxes={"email": door})
            took = timed(lambda: remind(whole, NOW))
            assert len(whole.dispatch.sent("prov-plan")) == count
    return took


def gather(files: dict[str, bytes], count: int) -> None:
    with tempfile.TemporaryDirectory() as home, real_house(Path(home), files, max_messages=count) as house:
        prepare(replace(house, outboxes={"email": house.outboxes["email"]}), NOW)


def settled(host: MailHost, copies: int) -> None:
    """Wait until every mail lies in its mailbox, so that one side's deliveries do not burden the other."""
    until(host.idle, 300, 0.1)
    found = sum(len(files) for _, _, files in os.walk(host.place / "mail") if files)
    assert found >= copies, found
    host.empty()


def shown(seconds: Sequence[float], count: int) -> str:
    return f"{statistics.median(seconds):.2f} s ({1000 * statistics.median(seconds) / count:.2f} ms each)"


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--digests", type=int, default=1_000)
    asked.add_argument("--mails", type=int, default=10_000)
    asked.add_argument("--rounds", type=int, default=5)
    chosen = asked.parse_args()
    if chosen.digests:
        sending(chosen.digests, chosen.rounds)


if __name__ == "__main__":
    main()
