"""The product against Postfix and Dovecot: what arrives, what is refused, what comes back, and what a kill leaves."""

from __future__ import annotations

import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import jwt
import pytest

from paminn.channels.imap import ImapMailbox, MailboxError
from paminn.channels.imap_inbox import ImapInbox
from paminn.channels.smtp import SmtpOutbox
from paminn.errors import DeliveryError
from paminn.reminders.message import Channel, Found, State, message_key
from paminn.replies.codes import make_code
from paminn.replies.model import MailKind
from paminn.replies.read import read_mail
from tests.contract.test_inbox import Mailbox
from tests.contract.test_inbox import TestInbox as Contract
from tests.support.houses import (
    FIRST_STEP,
    NOW,
    SECOND_STEP,
    SECRET,
    opened,
    outgoing,
    plan_files,
    real_house,
    write_plan,
)
from tests.support.mailhost import PASSWORD, SHARED, TOKEN_KEY, MailHost, mailhost, trusting
from tests.support.paminn_up import until
from tests.support.sending import remind
from tests.support.smtpserver import Script, serving

PLAN = "prov-plan"


@pytest.fixture(scope="module")
def refusing() -> Iterator[tuple[Script, int]]:
    """A server further on: what it refuses comes back as a report of non-delivery."""
    script = Script()
    with serving(script) as port:
        yield script, port


@pytest.fixture(scope="module")
def running(refusing) -> Iterator[MailHost]:
    with mailhost(routes={"sen": refusing[1]}) as host:
        yield host


@pytest.fixture
def host(running, monkeypatch) -> MailHost:
    monkeypatch.setenv("SSL_CERT_FILE", str(running.authority))
    running.empty()
    return running


@pytest.fixture
def mailbox(host) -> Iterator[ImapMailbox]:
    opened = ImapMailbox(host.imap_url())
    yield opened
    opened.close()


def no_pen(state, trace=None) -> None:
    pass


class TestCommand:
    """`paminn` as it is installed, with nothing but settings."""

    @pytest.fixture
    def paminn(self, host, tmp_path):
        settings = {
            "HOME": str(tmp_path / "hem"), "MAIL": "smtp", "INBOX": "imap", "SENDER": SHARED,
            "SMTP_URL": host.smtp_url(), "IMAP_URL": host.imap_url(tls=True), "SECRET_KEY": "0123456789abcdef" * 2,
        }  # fmt: skip
        environment = trusting(host) | {f"PAMINN_{name}": value for name, value in settings.items()}

        def run(*words, people=None, **changed):
            given = plan_files({"1.1": tuple(people or ("Chef",))}, people={**PEOPLE, **(people or {})})
            plan = write_plan(tmp_path / "plan", given)
            command = [sys.executable, "-m", "paminn.cli", *words, "--plan", str(plan)]
            done = subprocess.run(command, env=environment | changed, capture_output=True, text=True, timeout=120)
            assert PASSWORD not in done.stdout + done.stderr
            until(host.idle, 60, 0.05)
            return done.returncode, done.stdout

        return run

    def test_it_arrives_in_swedish_with_its_calendar_and_the_copy_is_found(self, host, paminn, mailbox):
        code, told = paminn("remind", "--on", FIRST_STEP.isoformat(), "--send", "--json")
        counts = json.loads(told)
        assert (code, counts["sent"], counts["unknown"]) == (0, 1, 0)
        (raw,) = host.mails("chef")
        mail = opened(raw)
        assert "påminn" in str(mail["From"])
        assert "är" in mail.get_body(("plain",)).get_content()
        (calendar,) = [part for part in mail.iter_attachments() if part.get_filename() == "paminnelse.ics"]
        assert calendar.get_content().startswith("BEGIN:VCALENDAR")
        assert b"with ESMTPSA" in raw
        assert mailbox.holds(mail["Message-ID"], "f" * 32)
        assert mailbox.holds("<annat@prov.example>", mail["X-Paminn-Key"])

    def test_the_next_days_run_sees_the_copy_and_sends_nothing_again(self, host, paminn):
        paminn("remind", "--on", FIRST_STEP.isoformat(), "--send")
        assert paminn("collect", "--on", FIRST_STEP.isoformat())[0] == 0
        assert paminn("remind", "--on", FIRST_STEP.replace(day=2).isoformat(), "--send")[0] == 0
        assert len(host.mails("chef")) == 1
        told = paminn("status", "--on", FIRST_STEP.replace(day=2).isoformat(), "--json")[1]
        assert '"seen"' in told

    def test_nobody_there_is_told_no_copy_is_sent_and_the_team_has_it(self, host, paminn):
        code, told = paminn("remind", "--on", FIRST_STEP.isoformat(), "--send", people={"Chef": ["ingen@prov.example"]})
        assert code == 4
        assert "servern nekade mottagaren: 550" in told
        (copy,) = host.mails("paminn")
        assert "kvalitet@prov.example" in str(opened(copy)["To"])

    def test_one_of_two_refused_is_told_and_the_other_has_it(self, host, paminn):
        two = ["ingen@prov.example", "ett@prov.example"]
        code, told = paminn("remind", "--on", FIRST_STEP.isoformat(), "--send", people={"Chef": two})
        assert code == 4
        assert "servern nekade mottagaren: 550" in told
        assert (len(host.mails("ett")), len(host.mails("paminn"))) == (1, 1)

    def test_a_wrong_password_is_told_and_the_plan_is_due_again(self, host, paminn):
        wrong = host.smtp_url().replace(quote(PASSWORD), quote("fel åäö"))
        code, told = paminn("remind", "--on", FIRST_STEP.isoformat(), "--send", PAMINN_SMTP_URL=wrong)
        assert code == 4
        assert "inloggningen nekades (535)" in told
        assert "fel åäö" not in told
        assert paminn("remind", "--on", FIRST_STEP.isoformat(), "--send")[0] == 0
        assert len(host.mails("chef")) == 1

    def test_what_is_read_is_moved_and_nothing_is_read_twice(self, host, paminn):
        host.put("Från: någon\r\nSubject: hej\r\nFrom: chef@prov.example\r\n\r\nText åäö\r\n".encode())
        for count in (1, 0):
            assert sum(json.loads(paminn("collect", "--json")[1]).values()) == count
        with host.opened() as mailbox:
            assert mailbox.select("klart", readonly=True)[1] == [b"1"]
            assert mailbox.fetch("1", "(FLAGS)")[1] in ([b"1 (FLAGS ())"], [rb"1 (FLAGS (\Recent))"])


PEOPLE = {
    "Chef": ("chef@prov.example",),
    "Vice": ("vice@prov.example",),
    "Kvalitetsteamet": ("kvalitet@prov.example",),
}


class TestReports:
    def test_a_late_refusal_comes_back_with_our_key(self, host, refusing):
        script, _ = refusing
        script.rcpt = {"sen@prov.example": "550 5.1.1 No longer here"}
        box = SmtpOutbox(f"smtp://127.0.0.1:{host.smtp}", SHARED)
        message = outgoing(recipients=("sen@prov.example",))
        assert box.send(message, no_pen) is State.ACCEPTED
        box.close()
        until(lambda: len(host.mails("paminn")) == 2, 30, 0.1)
        (report,) = [raw for raw in host.mails("paminn") if b"multipart/report" in raw]
        assert f"Original-Envelope-Id: {message.key}".encode() in report
        assert message.message_id.encode() in report
        assert b"Rutinen" not in report
        assert read_mail(report, own_addresses=(SHARED,)).kind is MailKind.BOUNCE

    def test_mail_for_elsewhere_never_leaves_this_machine(self, host):
        box = SmtpOutbox(f"smtp://127.0.0.1:{host.smtp}", SHARED)
        with pytest.raises(DeliveryError, match="554"):
            box.send(outgoing(recipients=("nagon@annan.example",)), no_pen)
        box.close()


class TestDovecotInbox(Contract):
    """The contract of every inbox, met on Dovecot."""

    @pytest.fixture
    def mailbox(self, host) -> Iterator[Mailbox]:
        def clear() -> None:
            with host.opened() as other:
                other.select()
                other.store("1:*", "+FLAGS", r"(\Deleted)")
                other.expunge()

        opened = ImapMailbox(host.imap_url())
        yield Mailbox(ImapInbox(opened), host.put, lambda folder: sorted(host.filed(folder)), clear)
        opened.close()

    def test_every_mail_is_read_oldest_first_byte_for_byte(self, mailbox):
        """IMAP knows lines that end in CRLF, and no NUL."""
        mails = [b"ett\r\n", b"tv\xc3\xa5\r\n", b"\r\n", b"\xff\xfe\r\n", b")\r\n* BYE\r\n", b"x" * 3_000_000]
        for raw in mails:
            mailbox.put(raw)
        assert [incoming.raw for incoming in mailbox.inbox.unread()] == mails


class TestMailbox:
    def token(self, user: str, key: bytes = TOKEN_KEY) -> str:
        return jwt.encode({"sub": user, "typ": "Bearer", "iat": 0, "exp": 4_000_000_000}, key, "HS256")

    @pytest.mark.parametrize("tls", [False, True], ids=["starttls", "tls"])
    def test_a_token_opens_it_and_a_false_one_does_not(self, host, tls):
        for key, fine in ((TOKEN_KEY, True), (b"en annan nyckel, lika lang som den", False)):
            url = host.imap_url(tls=tls, password="")
            mailbox = ImapMailbox(url, token=lambda key=key: self.token(SHARED, key))
            if fine:
                assert mailbox.holds("<x@prov.example>", "f") is False
            else:
                with pytest.raises(MailboxError, match="nekades"):
                    mailbox.holds("<x@prov.example>", "f")
            mailbox.close()

    def test_a_wrong_password_is_told_without_it(self, host):
        mailbox = ImapMailbox(host.imap_url(password="fel åäö"))
        with pytest.raises(MailboxError, match="nekades") as told:
            mailbox.holds("<x@prov.example>", "f")
        assert "fel" not in str(told.value)

    @pytest.mark.parametrize("folder", ["INBOX", "klart", "Sent", "Trash", '"P&AOU-minn.&AMU-r 1"'])
    def test_a_copy_is_found_wherever_a_person_put_it(self, host, mailbox, folder):
        message = outgoing()
        with host.opened() as other:
            other.create(folder)
        host.put(message.raw, folder)
        assert mailbox.holds(message.message_id, "f" * 32) is True
        assert mailbox.holds("<annat@prov.example>", message.key) is True
        assert mailbox.holds("<annat@prov.example>", "f" * 32) is False

    def test_a_swedish_folder_is_made_and_filled(self, host, mailbox):
        host.put(b"ett\r\n")
        inbox = ImapInbox(mailbox)
        (one,) = inbox.unread()
        inbox.file(one, "Påminn & klart")
        assert host.filed("P&AOU-minn &- klart") == [b"ett\r\n"]

    def test_a_mailbox_that_was_made_anew_has_no_wrong_mail_moved(self, host):
        host.put(b"ett\r\n")
        first = ImapMailbox(host.imap_url())
        (one,) = ImapInbox(first).unread()
        first.close()
        host.empty()
        time.sleep(1.1)  # Dovecot numbers a mailbox by the second it was made
        host.put(b"tva\r\n")
        with host.opened() as other:
            other.select()
            assert other.response("UIDVALIDITY")[1][0].decode() != one.id.partition(".")[0]
        second = ImapMailbox(host.imap_url())
        ImapInbox(second).file(one, "klart")
        second.close()
        assert host.filed("INBOX") == [b"tva\r\n"]


def test_folders_below_the_inbox_are_known_as_such(tmp_path, monkeypatch):
    """As many servers have it: every folder of one's own lies below INBOX."""
    with mailhost(prefix="INBOX.") as host:
        monkeypatch.setenv("SSL_CERT_FILE", str(host.authority))
        host.put(b"ett\r\n")
        mailbox = ImapMailbox(host.imap_url())
        inbox = ImapInbox(mailbox)
        (one,) = inbox.unread()
        inbox.file(one, "klart")
        mailbox.close()
        assert host.filed("INBOX.klart") == [b"ett\r\n"]


# (who speaks, at what, whether that still gets through): the run is killed there.
MOMENTS = {
    "before the sender": ("client", b"mail FROM", False),
    "before the owner": ("client", b"rcpt TO:<chef", False),
    "after the owner": ("client", b"rcpt TO:<chef@prov.example> NOTIFY=FAILURE\r\n", True),
    "after the copy": ("client", b"rcpt TO:<paminn@prov.example> NOTIFY=FAILURE\r\n", True),
    "before the text": ("client", b"data\r\n", False),
    "as the text may come": ("server", b"354 ", True),
    "in the middle of the text": ("client", b"Content-Language", True),
    "before the final dot": ("client", b"\r\n.\r\n", False),
    "after the final dot": ("client", b"\r\n.\r\n", True),
    "before the answer is read": ("server", b"queued as", False),
    "as the answer is read": ("server", b"queued as", True),
}


class Line(threading.Thread):
    """The line between the product and Postfix. At its moment it has the product killed, then breaks."""

    def __init__(self, port: int, moment: tuple[str, bytes, bool]) -> None:
        super().__init__(daemon=True)
        self.target, self.moment, self.kill = port, moment, lambda: None
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]

    def run(self) -> None:
        client, _ = self.door.accept()
        server = socket.create_connection(("127.0.0.1", self.target))
        seen = {"client": b"", "server": b""}
        with client, server, selectors.DefaultSelector() as ready, suppress(OSError):
            ready.register(client, selectors.EVENT_READ, ("client", server))
            ready.register(server, selectors.EVENT_READ, ("server", client))
            while True:
                for key, _ in ready.select():
                    who, other = key.data
                    chunk = key.fileobj.recv(65536)
                    if not chunk:
                        return
                    if who == self.moment[0] and self.moment[1] in seen[who] + chunk:
                        self._end(other, seen[who], chunk)
                        return
                    seen[who] += chunk
                    other.sendall(chunk)

    def _end(self, other: socket.socket, seen: bytes, chunk: bytes) -> None:
        _, what, through = self.moment
        at = (seen + chunk).index(what) - len(seen) + (len(what) if through else 0)
        other.sendall(chunk[: max(at, 0)])
        self.kill()

    @contextmanager
    def up(self) -> Iterator[Line]:
        self.start()
        try:
            yield self
        finally:
            self.door.close()
            self.join(10)


class TestKilled:
    """One digest; the run is killed on the line to a real server, and the next one makes it whole."""

    FILES = plan_files({"1.1": ("Chef",)}, people=PEOPLE)
    CODE = make_code(SECRET, PLAN, "chef@prov.example", FIRST_STEP.isoformat(), "")
    KEY = message_key(PLAN, "chef@prov.example", FIRST_STEP, "email", secret=CODE)

    def once(self, host: MailHost, home: Path, port: int = 0) -> None:
        door = SmtpOutbox(f"smtp://127.0.0.1:{port or host.plain}", SHARED, ImapMailbox(host.imap_url()), settle=4)
        with real_house(home, self.FILES) as house:
            remind(replace(house, outboxes={Channel.EMAIL: door}), NOW)
        door.close()

    def killed(self, host: MailHost, home: Path, moment: str) -> None:
        with Line(host.plain, MOMENTS[moment]).up() as line:
            ready, go = os.pipe()
            child = os.fork()
            if not child:
                try:
                    os.read(ready, 1)
                    self.once(host, home, line.port)
                finally:
                    os._exit(0)
            line.kill = lambda: os.kill(child, signal.SIGKILL)
            os.write(go, b".")
            _, status = os.waitpid(child, 0)
            os.close(ready)
            os.close(go)
        assert os.WIFSIGNALED(status), "the moment never came"

    def exactly_one(self, host: MailHost, home: Path) -> None:
        until(host.idle, 60, 0.05)
        assert [opened(raw)["X-Paminn-Key"] for raw in host.mails("chef")] == [self.KEY]
        with real_house(home, self.FILES) as house:
            (sent,) = house.dispatch.sent(PLAN)
        assert sent.state in (State.ACCEPTED, State.SEEN)

    @pytest.mark.pain(1)
    @pytest.mark.pain(4)
    @pytest.mark.parametrize("moment", MOMENTS)
    def test_the_owner_has_exactly_one_mail(self, host, tmp_path, moment):
        self.killed(host, tmp_path, moment)
        self.once(host, tmp_path)
        self.exactly_one(host, tmp_path)
        self.once(host, tmp_path)
        self.exactly_one(host, tmp_path)

    @pytest.mark.pain(1)
    @pytest.mark.parametrize("again", ["in the middle of the text", "after the final dot"])
    def test_killed_again_while_making_it_whole(self, host, tmp_path, again):
        self.killed(host, tmp_path, "in the middle of the text")
        self.killed(host, tmp_path, again)
        self.once(host, tmp_path)
        self.exactly_one(host, tmp_path)

    def test_without_a_mailbox_a_person_is_asked_and_nothing_goes_twice(self, host, tmp_path):
        self.killed(host, tmp_path, "after the final dot")
        door = SmtpOutbox(f"smtp://127.0.0.1:{host.plain}", SHARED)
        with real_house(tmp_path, self.FILES) as house:
            remind(replace(house, outboxes={Channel.EMAIL: door}), NOW)
            (sent,) = house.dispatch.sent(PLAN)
        door.close()
        until(host.idle, 60, 0.05)
        assert (sent.state, len(host.mails("chef"))) == (State.ALERT, 1)

    def test_a_mailbox_that_is_down_is_asked_the_next_time(self, host, tmp_path):
        self.killed(host, tmp_path, "after the final dot")
        down = SmtpOutbox(f"smtp://127.0.0.1:{host.plain}", SHARED, ImapMailbox("imap://a:b@127.0.0.1:1"), settle=0)
        with real_house(tmp_path, self.FILES) as house:
            remind(replace(house, outboxes={Channel.EMAIL: down}), NOW)
            (sent,) = house.dispatch.sent(PLAN)
        assert sent.state is State.UNKNOWN
        self.once(host, tmp_path)
        self.exactly_one(host, tmp_path)


def test_the_copy_is_looked_for_after_a_person_has_thrown_it_away(host, mailbox):
    box = SmtpOutbox(f"smtp://127.0.0.1:{host.plain}", SHARED, mailbox, settle=30)
    message = outgoing(day=SECOND_STEP)
    box.send(message, no_pen)
    until(host.idle, 60, 0.05)
    with host.opened() as other:
        other.create("Trash")
        other.select()
        other.uid("MOVE", "1:*", "Trash")
    assert box.look(message) is Found.SENT
    box.close()
