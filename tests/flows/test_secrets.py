"""Nothing that a command says, logs or leaves bears a secret, an address or an answer, however it ends.

The commands run against real servers and with every library's log at DEBUG (tests/support/machine.py). Mails, the memory and
what a person asks to read (`replies show`, `explain`) are where addresses and answers belong; passwords belong nowhere.
"""

from __future__ import annotations

import json
import logging
import sqlite3
import zipfile
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import make_url

from paminn.clock import today_in_sweden
from paminn.home import settings
from paminn.incoming.decision import Action, Decision
from paminn.incoming.model import Incoming
from paminn.ledger.database import _engine
from paminn.settings import SECRETS
from paminn.usecases.desk.choice import Choice
from paminn.usecases.plans import decided
from paminn.wiring import open_house
from tests.support import canaries, houses
from tests.support.canaries import ADDRESS, ANSWER, NAMES, found, found_in, secrets
from tests.support.fakegraph.entra import SECRET as GRAPH_SECRET
from tests.support.machine import Done, machine
from tests.support.sending import remind
from tests.support.smtpserver import free_port
from tests.support.town import KINDS, Keys, Town, answer_to, in_files, town

DAY, LATER = houses.FIRST_STEP.isoformat(), "2026-06-02"
MORNING, READING = ("remind", "--on", DAY, "--send"), ("collect", "--on", LATER)
THE_REST = (
    ("remind", "--on", DAY, "--send", "--json"),
    ("status", "--on", LATER),
    ("doctor",),
    ("check",),
    ("forecast", "--from", DAY, "--until", "2026-12-31"),
    ("outcomes", "list", "--on", LATER),
    ("replies", "list", "--on", LATER),
    ("publish", "--on", LATER),
    ("summarise", "2026", "--on", LATER),
)
UPN = canaries.UPN
# What of an installation's canaries must have been used when all is well.
USED = {
    "folder": {"secret.key"},
    "smtp": {canaries.SMTP, ADDRESS, UPN},
    "graph": {ADDRESS, UPN},
    "certificate": {ADDRESS},
    "trial": {canaries.SMTP, canaries.TRIAL},
}
# Where mails and the memory of them lie.
MEANT = ("ledger.db", "outbox/", "inbox/")


class Installation:
    """One home and its settings. What its commands say, log and leave is searched."""

    def __init__(self, run, folder: Path, given: Mapping[str, str], private: str) -> None:
        self.home = folder / "hem"
        self.plan = houses.write_plan(folder / "kanarieplan", canaries.plan_files())
        self.settings = {**given, "PAMINN_HOME": str(self.home), "PAMINN_PLAN": str(self.plan)}
        self.ended: list[Done] = []
        self._run, self._private = run, private

    def __call__(self, *arguments: str, room: int | None = None) -> Done:
        self.ended.append(self._run(*arguments, environment=self.settings, room=room))
        return self.ended[-1]

    def put_in(self, *mails: bytes) -> None:
        place = self.home / "inbox" / "new"
        place.mkdir(parents=True, exist_ok=True)
        for number, raw in enumerate(mails):
            (place / f"{number}").write_bytes(raw)

    def in_ledger(self, statement: str) -> list[Any]:
        with sqlite3.connect(self.home / "ledger.db") as ledger:
            rows = ledger.execute(statement).fetchall()
        ledger.close()
        return rows

    def leaks(self) -> Mapping[str, set[str]]:
        """Where something was found, and whose it is."""
        made = self.home / "secret.key"
        keys = (self._private, *([made.read_text("ascii")] if made.is_file() else []))
        said = {
            f"{number}: {name}": found(getattr(done, name), *keys) - {"kanarieplan"}  # told to who asks for that plan
            for number, done in enumerate(self.ended)
            for name in ("out", "err", "log")
        }
        left = {
            name: secrets(whose) if name.startswith(MEANT) else whose
            for name, whose in found_in(self.home, *keys).items()
            if name != made.name
        }
        return {place: whose for place, whose in (said | left).items() if whose}


@pytest.fixture(scope="module")
def keys(tmp_path_factory) -> Keys:
    return Keys.made(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    stderr = tmp_path_factory.mktemp("machine") / "stderr"
    with machine(stderr) as made:
        yield made.run
    assert stderr.read_bytes() == b""


@pytest.fixture
def place(tmp_path, keys):
    with town(tmp_path, keys) as made:
        yield made


@pytest.fixture
def installed(run, tmp_path, place, keys):
    return lambda kind: Installation(run, tmp_path, place.settings(kind), keys.private)


class TestSearch:
    """Guards the tests below: what is there is found."""

    WORDS = (canaries.DATABASE, canaries.SMTP, ADDRESS, ANSWER, GRAPH_SECRET)

    @pytest.mark.parametrize("word", WORDS)
    def test_a_canary_is_found_in_every_spelling(self, word):
        whose = found(word)
        assert whose
        for spelt in (quote(word, safe=""), json.dumps(word), repr(word.encode()), word.upper()):
            assert found(f"x{spelt}y") & {one.casefold() for one in whose}
        for place in range(4):
            for encode in (b64encode, urlsafe_b64encode):
                assert found(encode(b"\0" * place + word.encode() + b"!")), (place, encode)

    def test_a_private_key_is_found_by_any_of_its_lines(self, keys):
        lines = [line for line in keys.private.splitlines() if not line.startswith("-") and len(line) == 64]
        assert len(lines) > 40
        for line in lines:
            for spelt in (line, json.dumps(f"x\n{line}\n"), b64encode(line.encode()).decode()):
                assert found(spelt, keys.private) == {f"{line[:8]}…"}
        assert found(keys.app.read_text("ascii"), keys.private)

    def test_a_file_is_searched_with_its_name_and_a_word_file_unpacked(self, tmp_path):
        (tmp_path / "kanarienamn.txt").write_bytes(b"")
        with zipfile.ZipFile(tmp_path / "konto.docx", "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr("word/document.xml", ANSWER * 9)
        assert found((tmp_path / "konto.docx").read_bytes()) == set()
        assert found_in(tmp_path) == {"kanarienamn.txt": {"kanarienamn"}, "konto.docx": {"kanariesvar"}}

    def test_what_is_said_logged_and_left_is_all_searched(self, installed):
        paminn = installed("folder")
        assert paminn(*MORNING).code == 0
        assert paminn.leaks() == {}
        (paminn.home / "ledger.db-wal").write_text(canaries.IMAP, "utf-8")
        (paminn.home / "prefect.log").write_text(NAMES[ADDRESS], "utf-8")
        paminn.settings["PAMINN_HOME"] += "/kanarieutskrift"  # commands tell where they write
        assert paminn("publish").code == 0
        assert paminn("publish", "--out", "/proc/kanariefel").code == 4
        leaks = paminn.leaks()
        assert leaks["ledger.db-wal"] == {"kanarieimap"}
        assert leaks["prefect.log"] == {"kanarienamn"}
        assert "kanarieutskrift" in leaks["1: out"]
        assert leaks["2: err"] == {"kanariefel"}


def answers(subject: str) -> list[bytes]:
    """What comes in after a morning: an owner's answer, an outsider's, and what machines and nobody can read."""
    mine, automatic = answer_to(subject), {"Auto-Submitted": "auto-replied"}
    return [
        mine,
        answer_to(subject, "Kanariesvar från en kollega, 19121212-1212", "kanariegranne@annan.example"),
        answer_to("utan kod", "Kanariesvar utan kod"),
        houses.reply(echoed(550), "Undelivered Mail Returned to Sender", sender="MAILER-DAEMON@prov.example"),
        houses.reply(f"Jag är borta. Fråga {NAMES[ADDRESS]}.", "Autosvar: borta", headers=automatic),
        mine[: len(mine) // 2],
        mine.replace(b"Content-Type: text/plain", b'Content-Type: multipart/mixed; boundary="kanariesvar'),
        mine.replace(b"utf-8", b"kanariesvar-9"),
        b"\x00\xff" * 50 + mine,
        f"From: {ADDRESS}".encode() * 2000,
        f"kanariesvar {ANSWER}\n".encode() * 20,
        b"",
    ]


@pytest.mark.parametrize("how", ["plainly", "in files"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_day_when_all_is_well(installed, place, keys, tmp_path, kind, how):
    paminn = installed(kind)
    if kind == "folder":
        del paminn.settings["PAMINN_SECRET_KEY"]  # so that one is made
    if how == "in files":
        paminn.settings = in_files(paminn.settings, tmp_path / "secrets")
    # Entra's token is not the flow's, so the cards of one installation are refused.
    assert paminn(*MORNING).code == (4 if kind == "certificate" else 0)
    mails = answers(*(row[0] for row in paminn.in_ledger("select subject from mail where channel = 'email'")))
    paminn.put_in(*mails)
    place.receive(*mails)
    for command in (READING, *THE_REST) if how == "plainly" else (READING, ("doctor",)):
        # To the doctor, mail to addresses that only are examples is wrong.
        assert paminn(*command).code == (4 if command == ("doctor",) and kind != "folder" else 0), command
    assert paminn.leaks() == {}
    # Who asks for the list is told by whom, but neither the address nor the words.
    names = {"kanarienamn", "kanariegranne"}
    assert found(paminn("replies", "list", "--on", LATER, "--json").out, keys.private) <= names
    # And they were where they belong.
    assert {"kanarieadress", "kanariesvar"} <= found((paminn.home / "ledger.db").read_bytes())
    reached = [*(to for to, _ in place.mail.got), *(one.to for one in place.graph.mailbox.delivered)]
    used = [one for one in (ADDRESS, canaries.TRIAL) if any(one in to for to in reached)]
    used += [password for _, password in place.mail.logins] + [UPN for _ in place.flow.posted]
    used += [key for key in ("secret.key",) if (paminn.home / key).exists()]
    assert set(used) == USED[kind]


Spoil = Callable[[Town, Installation], None]


def echoed(code: int) -> str:
    """A server's words that repeat what it was told, and what it was not."""
    told = f"{code} 5.1.1 <{ADDRESS}> {canaries.TRIAL} {NAMES[ADDRESS]} {ANSWER}"
    return told.encode("ascii", "replace").decode()  # in SMTP


def refusal(code: int) -> str:
    """The same with every password, key and token: an answer may quote what we logged in with."""
    return " ".join((echoed(code), *sorted(canaries.SECRETS)))


def smtp_says(**answers: Any) -> Spoil:
    def spoil(place: Town, paminn: Installation) -> None:
        for name, value in answers.items():
            setattr(place.mail, name, value.copy())

    return spoil


def imap_says(*commands: str) -> Spoil:
    def spoil(place: Town, paminn: Installation) -> None:
        place.receive(answer_to("utan kod"))
        place.mail.post.answers = {name: [f"NO [ALERT] {refusal(500)}", "drop"] * 9 for name in commands}

    return spoil


def graph_says(*operations: str, **fault: Any) -> Spoil:
    inner = {"code": ANSWER, "date": ADDRESS}
    body = json.dumps({"error": {"code": ADDRESS, "message": refusal(500), "innerError": inner}})

    def spoil(place: Town, paminn: Installation) -> None:
        place.graph_says(*operations, **{"body": body, **fault})

    return spoil


def entra_says(code: int) -> Spoil:
    def spoil(place: Town, paminn: Installation) -> None:
        place.graph.entra.refuse = code

    return spoil


def flow_says(answer: Any) -> Spoil:
    def spoil(place: Town, paminn: Installation) -> None:
        place.flow.answers = [answer] * 9

    return spoil


def led_round(place: Town, paminn: Installation) -> None:
    place.flow.answers = [(302, {"Location": place.flow.key()})] * 9


def changed(**given: str) -> Spoil:
    """Settings with {free}, a port where nobody answers, and {place}."""

    def spoil(place: Town, paminn: Installation) -> None:
        paminn.settings |= {name: value.format(free=free_port(), place=place) for name, value in given.items()}

    return spoil


def half_a_certificate(place: Town, paminn: Installation) -> None:
    broken = paminn.home.parent / "halv.pem"
    broken.write_bytes(place.keys.app.read_bytes()[:1200])
    paminn.settings["PAMINN_GRAPH_CERTIFICATE"] = str(broken)


def a_certificate_of_another_kind(place: Town, paminn: Installation) -> None:
    named = paminn.home.parent / "app.pfx"
    named.write_bytes(place.keys.app.read_bytes())
    paminn.settings["PAMINN_GRAPH_CERTIFICATE"] = str(named)


def a_certificate_in_the_setting(place: Town, paminn: Installation) -> None:
    paminn.settings["PAMINN_GRAPH_CERTIFICATE"] = place.keys.app.read_text("ascii")


def anothers_certificate(place: Town, paminn: Installation) -> None:
    place.graph.entra.certificate = None


def in_the_ledger(statement: str) -> Spoil:
    """The memory is not what the code takes it for, and the words of that fault quote every value."""

    def spoil(place: Town, paminn: Installation) -> None:
        assert paminn(*MORNING).code == 0
        paminn.in_ledger(statement)

    return spoil


def at_home(name: str, data: bytes) -> Spoil:
    def spoil(place: Town, paminn: Installation) -> None:
        paminn.settings.pop("PAMINN_SECRET_KEY")
        paminn.home.mkdir()
        (paminn.home / name).write_bytes(data)

    return spoil


def home_is_a_file(place: Town, paminn: Installation) -> None:
    paminn.home.write_bytes(b"")


def owners(old: str, new: str) -> Spoil:
    """A slip of the hand in owners.yaml, in the middle of somebody's address or name."""

    def spoil(place: Town, paminn: Installation) -> None:
        text = (paminn.plan / "owners.yaml").read_text("utf-8")
        assert old in text
        (paminn.plan / "owners.yaml").write_bytes(text.replace(old, new, 1).encode("utf-8", "surrogateescape"))

    return spoil


def fixed(scheme: str, password: str, port: str) -> str:
    return f"{scheme}://paminn:{password}@127.0.0.1:{port}"


FAULTS: dict[str, tuple[str, Spoil]] = {
    "smtp: all refused": ("smtp", smtp_says(rcpt={one: refusal(550) for one in (ADDRESS, canaries.OTHER)})),
    "smtp: one of two refused": ("smtp", smtp_says(rcpt={ADDRESS: refusal(550)})),
    "smtp: sender refused": ("smtp", smtp_says(mail=[refusal(553)] * 9)),
    "smtp: text refused": ("smtp", smtp_says(data=[refusal(554)] * 9)),
    "smtp: cut off": ("smtp", smtp_says(begin=["cut"] * 9)),
    "smtp: down": ("smtp", changed(PAMINN_SMTP_URL=fixed("smtp", "kanariesmtp", "{free}"))),
    "smtp: wrong password": ("smtp", changed(PAMINN_SMTP_URL=fixed("smtp", "kanariesmtp", "{place.ports[0]}"))),
    "smtp: wrong long password": ("smtp", changed(PAMINN_SMTP_URL=fixed("smtp", "kanariesmtp%C3%B6", "{place.ports[0]}"))),
    "smtp: no TLS there": ("smtp", changed(PAMINN_SMTP_URL=fixed("smtps", "kanariesmtp", "{place.ports[0]}"))),
    "smtp, imap: not trusted": ("smtp", changed(SSL_CERT_FILE="{place.graph.ca}")),
    "imap: down": ("smtp", changed(PAMINN_IMAP_URL=fixed("imap", "kanarieimap", "{free}"))),
    "imap: wrong password": ("smtp", changed(PAMINN_IMAP_URL=fixed("imap", "kanarieimap", "{place.ports[1]}"))),
    "imap: login": ("smtp", imap_says("AUTHENTICATE")),
    "imap: folders": ("smtp", imap_says("LIST", "SELECT", "EXAMINE")),
    "imap: mails": ("smtp", imap_says("FETCH", "UID FETCH", "SEARCH")),
    "imap: filing": ("smtp", imap_says("UID MOVE", "CREATE")),
    **{f"graph: {status}": ("graph", graph_says(status=status)) for status in (400, 401, 403, 404, 429, 500)},
    "graph: 504 although sent": ("graph", graph_says(status=504, done=True)),
    "graph: nonsense": ("graph", graph_says(status=200, body=refusal(200))),
    "graph: elsewhere": ("graph", graph_says(status=307, location=f"https://{ADDRESS}/")),
    "graph: broken": ("graph", graph_says(drop=True)),
    "graph: down": ("graph", changed(PAMINN_GRAPH_URL="https://127.0.0.1:{free}/v1.0")),
    "graph: not trusted": ("graph", changed(REQUESTS_CA_BUNDLE="{place.keys.trusted}")),
    "entra: down": ("graph", changed(PAMINN_GRAPH_AUTHORITY="https://127.0.0.1:{free}")),
    "entra: wrong secret": ("graph", changed(PAMINN_GRAPH_SECRET="klienthemlighet~kanarie")),
    "entra: out of order": ("graph", graph_says("token", "discovery", status=500)),
    "entra: busy": ("graph", entra_says(90033)),
    "entra: another's certificate": ("certificate", anothers_certificate),
    "certificate: half": ("certificate", half_a_certificate),
    "certificate: of another kind": ("certificate", a_certificate_of_another_kind),
    "certificate: in the setting itself": ("certificate", a_certificate_in_the_setting),
    "certificate: and a secret": ("certificate", changed(PAMINN_GRAPH_SECRET=GRAPH_SECRET)),
    "teams: refused": ("smtp", flow_says(401)),
    "teams: out of order": ("smtp", flow_says(500)),
    "teams: throttled": ("graph", flow_says((429, {"Retry-After": "60"}))),
    "teams: broken": ("smtp", flow_says("reset unread")),
    "teams: broken late": ("smtp", flow_says("reset read")),
    "teams: down": ("smtp", changed(PAMINN_TEAMS_WEBHOOK="http://127.0.0.1:{free}/?sig=kanariefagel")),
    "teams: no TLS there": ("smtp", changed(PAMINN_TEAMS_WEBHOOK="https://127.0.0.1:{place.ports[0]}/?sig=kanariefagel")),
    "teams: a password in the address": ("smtp", changed(
        PAMINN_TEAMS_WEBHOOK="http://paminn:kanariefagel@127.0.0.1:{free}/")),
    "teams: elsewhere": ("smtp", led_round),
    "teams: no such flow": ("smtp", changed(PAMINN_TEAMS_WEBHOOK="{place.flow.url}/?sig=kanariefagel")),
    "trial: refused": ("trial", smtp_says(rcpt={canaries.TRIAL: refusal(550)})),
    "trial: cut off": ("trial", smtp_says(begin=["cut"] * 9)),
    "trial: a day that is none": ("trial", in_the_ledger(f"update mail set day = '{canaries.TRIAL}'")),
    "database: down": ("folder", changed(PAMINN_DATABASE_URL=canaries.database(1))),
    "database: nowhere": ("folder", changed(PAMINN_DATABASE_URL="sqlite:////finns-inte/kanariedatabas.db")),
    "database: another file": ("folder", at_home("ledger.db", f"{ANSWER} {ADDRESS}".encode() * 200)),
    "database: another shape": ("folder", in_the_ledger("alter table mail rename column recipients to gone")),
    "database: a broken trigger": ("folder", in_the_ledger(
        f"create trigger no before insert on reply begin select none('{ADDRESS}'); end")),
    "database: a day that is none": ("folder", in_the_ledger(f"update mail set day = '{ADDRESS}'")),
    "database: people that are none": ("folder", in_the_ledger(f"update mail set recipients = '{ADDRESS}'")),
    "home: an outbox that is a file": ("folder", at_home("outbox", b"")),
    "home: a key that is too short": ("folder", at_home("secret.key", b"kanarienyckel")),
    "home: a file": ("folder", home_is_a_file),
    "owners: no address": ("folder", owners(ADDRESS, "kanarieadress(at)prov.example")),
    "owners: no user name": ("folder", owners(UPN, "kanarieupn hos oss")),
    "owners: a list": ("folder", owners(f'"{ADDRESS}"', f'["{ADDRESS}"]')),
    "owners: an address for a person": ("folder", owners('"personer": [', f'"personer": ["{ADDRESS}", ')),
    "owners: an address for a key": ("folder", owners('"epost": ', f'"{ADDRESS}": ')),
    "owners: two keys alike": ("folder", owners('"epost": ', f'"{ADDRESS}": 1, "{ADDRESS}": 2, "epost": ')),
    "owners: a quote too few": ("folder", owners(f'"{ADDRESS}"', f'"{ADDRESS}')),
    "owners: another encoding": ("folder", owners("kanarieadress", "kanarieadress\udce5")),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_day_when_something_is_wrong(installed, place, fault):
    kind, spoil = FAULTS[fault]
    paminn = installed(kind)
    spoil(place, paminn)
    if paminn.home.is_dir():
        paminn.put_in(answer_to("utan kod"))
    # What goes out has nothing to do with what comes in, and to read a mail takes a process of its own.
    reading = () if fault.startswith(("smtp:", "teams:", "trial:")) else (READING,)
    ended = [paminn(*command) for command in (MORNING, *reading, ("doctor",))]
    assert paminn.leaks() == {}
    assert any(done.code for done in ended), "nothing was wrong"
    assert not any("Traceback" in done.err for done in ended)


@pytest.mark.parametrize("room", [0, 60_000])
def test_a_day_when_the_disk_is_full(installed, room):
    paminn = installed("folder")
    assert paminn("status").code == 0
    paminn.put_in(*answers("Påminnelse"))
    for command in (MORNING, READING, ("publish",), ("summarise", "2026"), ("doctor",)):
        paminn(*command, room=room)
    assert paminn.leaks() == {}
    assert 4 in {done.code for done in paminn.ended}


# Slips of the hand that put a secret where something else belongs, or spell it so that no program understands it.
WRONG = [
    *(("DATABASE_URL", value) for value in (
        "kanariedatabas", "postgresql+psycopg//paminn:kanariedatabas@db/paminn", "finnsinte://paminn:kanariedatabas@db/x",
        "postgresql+psycopg://paminn:kanariedatabas@db:kanariedatabas/x", "mysql://paminn:kanariedatabas@db/x",
        "postgresql+psycopg://paminn:pw@127.0.0.1:1/x?password=kanariedatabas")),
    *((name, f"{scheme}kanarie{who}{rest}") for name, scheme, who in (
        ("SMTP_URL", "smtp://paminn:", "smtp"), ("IMAP_URL", "imap://paminn:", "imap"),
        ("TEAMS_WEBHOOK", "https://paminn:", "fagel"), ("GRAPH_URL", "https://paminn:", "smtp"),
        ("GRAPH_AUTHORITY", "https://paminn:", "smtp"), ("PUBLIC_URL", "https://paminn:", "smtp"),
    ) for rest in ("℀@host/", "@[::1/", "@host:port/", "@host:99999/", "@/")),
    *((name, "kanariesmtp hej") for name in (
        "SMTP_URL", "IMAP_URL", "TEAMS_WEBHOOK", "GRAPH_URL", "GRAPH_AUTHORITY", "PUBLIC_URL", "MAIL", "INBOX", "SENDER",
        "GRAPH_MAILBOX", "QUALITY_TEAM", "REDIRECT_ALL_TO", "MAX_MESSAGES")),
    *(("SECRET_KEY", value) for value in ("kanarienyckel", "kanarie" * 9)),
    ("SMTP_URLL", "smtp://paminn:kanariesmtp@host"),
]  # fmt: skip


def test_a_setting_that_cannot_be_used_is_told_without_its_value(installed):
    paminn = installed("folder")
    for name, value in WRONG:
        paminn.settings[f"PAMINN_{name}"] = value
        done = paminn("status")
        del paminn.settings[f"PAMINN_{name}"]
        assert done.code in (2, 4), (name, value, done)
        assert name.removesuffix("L") in done.err or "Databasen" in done.err, (name, done.err)
    assert paminn.leaks() == {}


def test_a_secret_file_that_cannot_be_read_is_told_without_its_name_or_words(installed, tmp_path):
    paminn = installed("folder")
    (tmp_path / "kanariesmtp").write_bytes(b"kanariesmtp \xff")
    for secret in SECRETS:
        for path in (tmp_path / "kanariesmtp", tmp_path, tmp_path / "kanarieimap", canaries.SMTP * 40):
            paminn.settings[f"PAMINN_{secret.upper()}_FILE"] = str(path)
            done = paminn("status")
            assert (done.code, done.out) == (2, "")
            assert f"PAMINN_{secret.upper()}_FILE" in done.err
        del paminn.settings[f"PAMINN_{secret.upper()}_FILE"]
    assert paminn.leaks() == {}


def reachable(*roots: object) -> Iterator[object]:
    """Everything that the roots hold, however deep, and what they hold it in."""
    seen: dict[int, object] = {}
    left = list(roots)
    while left:
        one = left.pop()
        if id(one) in seen or isinstance(one, str | bytes | int | float | type | ModuleType | logging.Logger | None):
            continue
        seen[id(one)] = one
        if isinstance(one, dict):
            left += [*one.keys(), *one.values()]
        elif isinstance(one, list | tuple | set | frozenset):
            left += one
        else:
            yield one
            left += getattr(one, "__dict__", {}).values()
            slots = (name for kind in type(one).__mro__ for name in getattr(kind, "__slots__", ()))
            ours = type(one).__module__.startswith("paminn")
            left += [getattr(one, name) for name in slots if ours and hasattr(one, name)]
            left += [cell.cell_contents for cell in getattr(one, "__closure__", None) or ()]
            left += [getattr(one, name) for name in ("__self__", "__wrapped__") if hasattr(one, name)]


class TestRepr:
    """A traceback may show the variables where it happened; what they are called there gives nothing away."""

    @pytest.fixture
    def environment(self, place, tmp_path, monkeypatch):
        def put(kind: str) -> None:
            plan = houses.write_plan(tmp_path / "plan", canaries.plan_files())
            given = place.settings(kind) | {"PAMINN_HOME": str(tmp_path / "hem"), "PAMINN_PLAN": str(plan)}
            for name, value in given.items():
                monkeypatch.setenv(name, value)

        return put

    @pytest.mark.parametrize("kind", KINDS)
    def test_nothing_that_a_house_holds_shows_what_it_keeps(self, environment, keys, kind):
        environment(kind)
        now, chosen = today_in_sweden(houses.FIRST_STEP).now, settings()
        with open_house(chosen=chosen) as house:
            report = remind(house, now)
            plan = decided(house.plan, now.date())
            kept = house.dispatch.sent(plan.plan.identity)
            shown = list(reachable(chosen, house, report, plan, kept))
            assert {type(one).__name__ for one in shown} >= {"Settings", "House", "Options", "Sent", "Person", "Engine"}
            for one in shown:
                assert found(f"{one!r}", keys.private) == set(), type(one)
                if type(one).__module__.startswith("paminn"):
                    assert found(f"{one}", keys.private) == set(), type(one)

    def test_nothing_that_an_answer_becomes_shows_its_words(self, environment):
        from paminn.replies.read import read_mail
        from tests.support.reading import collect

        environment("folder")
        now = today_in_sweden(houses.FIRST_STEP).now
        with open_house() as house:
            remind(house, now)
            (subject,) = {houses.opened(raw)["Subject"] for raw in houses.mails(settings().home)}
            raw = answer_to(str(subject))
            new = settings().inbox_path / "new" / "1"
            new.write_bytes(raw)
            report = collect(house, now)
            plan = decided(house.plan, now.date()).plan.identity
            kept = house.memory.answers(plan)
            assert any(ANSWER in one.text for one in kept)
            read = read_mail(raw, own_addresses=(houses.SENDER,))
            chosen = Choice(Action.RELEASE, "Namn", text=ANSWER), Decision(Action.RELEASE, "Namn", now, text=ANSWER)
            shown = list(reachable(report, kept, read, Incoming("1", raw), chosen))
            assert {type(one).__name__ for one in shown} >= {"Collected", "Answer", "Reply", "Letter", "Decision"}
            for one in shown:
                assert found(f"{one!r} {one}") == set(), type(one)

    def test_the_databases_password_is_not_shown(self):
        """SQLite has none, and Prefect brings a driver for PostgreSQL."""
        engine = _engine(make_url(canaries.database(1).replace("psycopg", "asyncpg")))
        assert all(found(repr(one)) == set() for one in (engine, engine.url, engine.dialect, engine.pool))
