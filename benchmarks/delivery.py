"""1 000 digests over SMTP beside a bare loop, 10 000 mails over IMAP beside a plain one. Needs Postfix and Dovecot.

Both sides talk to the same server on this machine, in one run and by turns; the medians' ratio is the figure.
"""

from __future__ import annotations

import argparse
import gc
import imaplib
import os
import re
import resource
import smtplib
import sqlite3
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from multiprocessing import get_context
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from paminn.channels.imap import ImapMailbox  # noqa: E402
from paminn.channels.imap_inbox import ImapInbox  # noqa: E402
from paminn.channels.smtp import SmtpOutbox  # noqa: E402
from paminn.reminders.message import Channel  # noqa: E402
from tests.support.houses import NOW, SENDER, TEAM, outgoing, plan_files, real_house  # noqa: E402
from tests.support.mailhost import DOMAIN, PASSWORD, SHARED, MailHost, mailhost  # noqa: E402
from tests.support.mails.corpus import CASES  # noqa: E402
from tests.support.mails.corpus.sent import CODE, ONE  # noqa: E402
from tests.support.paminn_up import until  # noqa: E402
from tests.support.reading import collect  # noqa: E402
from tests.support.sending import prepare, remind  # noqa: E402


def many_owners(count: int) -> dict[str, bytes]:
    """A plan in which `count` owners are reminded today, ten to a goal."""
    roles = [f"Roll {number}" for number in range(count)]
    people = {role: (f"u{number}@prov.example",) for number, role in enumerate(roles)}
    people |= {"Chef": ("chef@prov.example",), TEAM: ("kvalitet@prov.example",)}
    goals = {f"1.{n + 1}": roles[n * 10 : n * 10 + 10] for n in range(-(-count // 10))}
    return plan_files(goals, people)


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
        mails = [
            ([address for address, _ in m.recipients], m.raw) for m in batch.messages if m.channel == Channel.EMAIL
        ]
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
    door = SmtpOutbox(f"smtp://127.0.0.1:{host.plain}", SENDER, mailbox)
    with closing(door), real_house(home, files, max_messages=count, at_once=3) as house:
        whole = replace(house, outboxes={Channel.EMAIL: door})
        took = timed(lambda: remind(whole, NOW))
        assert len(whole.dispatch.sent("prov-plan")) == count
    return took


def gather(files: dict[str, bytes], count: int) -> None:
    with tempfile.TemporaryDirectory() as home, real_house(Path(home), files, max_messages=count) as house:
        prepare(replace(house, outboxes={Channel.EMAIL: house.outboxes[Channel.EMAIL]}), NOW)


def settled(host: MailHost, copies: int) -> None:
    """Wait until every mail lies in its mailbox, so that one side's deliveries do not burden the other."""
    until(host.idle, 300, 0.1)
    found = sum(len(files) for _, _, files in os.walk(host.place / "mail") if files)
    assert found >= copies, found
    host.empty()


def reading(count: int, rounds: int) -> None:
    """Each side in a process of its own, so that its peak of memory is its own."""
    with mailhost() as host:
        os.environ["SSL_CERT_FILE"] = str(host.authority)
        ours, bare = list[float](), list[float]()
        _, small = apart(collected, host, max(count // 10, 1))
        for _ in range(rounds):
            seconds, peak = apart(plainly_read, host, count)
            bare.append(seconds)
            seconds, peak = apart(collected, host, count)
            ours.append(seconds)
    ratio = statistics.median(bare) / statistics.median(ours)
    print(f"{count} mails: plain {shown(bare, count)}, paminn {shown(ours, count)}; ratio {ratio:.2f} (at least 0.5)")
    print(f"  at most {peak:.0f} MB of memory, and {small:.0f} MB for a tenth of the mails")


def apart(work: Callable[[MailHost], float], host: MailHost, count: int) -> tuple[float, float]:
    """(seconds, peak of megabytes) of `work` with a full inbox."""
    host.empty()
    fill(host, count)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(measured, work, host).result()


def measured(work: Callable[[MailHost], float], host: MailHost) -> tuple[float, float]:
    seconds = work(host)
    peaks = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return seconds, sum(peaks) / 1024


def fill(host: MailHost, count: int) -> None:
    """The tests' corpus over and over, each mail with a Message-ID of its own, one in twenty grown to 180 kB."""
    inbox = host.place / "mail" / DOMAIN / "paminn" / "Maildir" / "new"
    inbox.mkdir(parents=True)
    attachment = b"X-Bilaga: " + b"x" * 900 + b"\r\n"
    for number in range(count):
        raw = CASES[number % len(CASES)].raw
        head = b"X-Nummer: %d\r\n" % number + attachment * (200 if number % 20 == 0 else 0)
        raw = re.sub(rb"(?im)^message-id: <", b"Message-ID: <%d." % number, raw, count=1)
        (inbox / f"{1_700_000_000 + number}.prov.x").write_bytes(raw.replace(b"\r\n\r\n", b"\r\n" + head + b"\r\n", 1))
    subprocess.run(["chown", "-R", "mail:mail", str(host.place / "mail")], check=True)
    with host.opened() as mailbox:  # the mailbox's index is made here, not in anybody's time
        assert mailbox.select()[1] == [b"%d" % count]
        mailbox.create("klart")


def collected(host: MailHost) -> float:
    mailbox = ImapMailbox(host.imap_url())
    with tempfile.TemporaryDirectory() as home, closing(mailbox), real_house(Path(home)) as house:
        asked = replace(outgoing("Enhetschef Vuxen", *ONE.goals), code=CODE, plan="prov-plan")
        house.dispatch.claim([asked], NOW)
        whole = replace(house, inbox=ImapInbox(mailbox))
        return timed(lambda: collect(whole, NOW))


def plainly_read(host: MailHost) -> float:
    context = ssl.create_default_context()
    with tempfile.TemporaryDirectory() as home, imaplib.IMAP4("127.0.0.1", host.imap) as mailbox:
        mailbox.starttls(context)
        mailbox.authenticate("PLAIN", lambda _: f"\0{SHARED}\0{PASSWORD}".encode())
        with closing(sqlite3.connect(Path(home) / "mails.db")) as kept:
            kept.execute("create table mail (id integer primary key, subject text, raw blob)")
            return timed(lambda: plain_loop(mailbox, kept))


def plain_loop(mailbox: imaplib.IMAP4, kept: sqlite3.Connection) -> None:
    mailbox.select()
    for uid in mailbox.uid("SEARCH", "ALL")[1][0].split():
        raw = mailbox.uid("FETCH", uid.decode(), "(BODY.PEEK[])")[1][0][1]
        mail = message_from_bytes(raw, policy=default)
        kept.execute("insert into mail (subject, raw) values (?, ?)", (str(mail["Subject"]), raw))
        kept.commit()
        mailbox.uid("MOVE", uid.decode(), "klart")


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
    if chosen.mails:
        reading(chosen.mails, chosen.rounds)


if __name__ == "__main__":
    main()
