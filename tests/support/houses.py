"""Small plans as files, messages, mails and whole houses for tests: one of fakes, one of folders and SQLite."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from email.policy import default as modern
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from paminn.documents.docx import write_docx
from paminn.documents.mime import write_mail
from paminn.plan.occurrence import OccurrenceId
from paminn.ports.outbox import Outbox
from paminn.reminders.message import Channel, Door, Outgoing, asked_of, message_key
from paminn.reminders.model import Claim, Digest, Occurrence, Purpose, Reminder, Step, StepKind
from paminn.replies.codes import make_code
from paminn.texts.mail.digest import Context, word_digest
from paminn.today import Today
from paminn.usecases.house import House, Options
from paminn.usecases.plans import KeptPlan, begin, decided
from tests.support import plans
from tests.support.fakes import (
    FakeInbox,
    FakeLedger,
    FakeLineage,
    FakeOutbox,
    FakePlan,
    FakeReader,
    FakeStore,
    FakeVersions,
)

SWEDEN = ZoneInfo("Europe/Stockholm")
SENDER = "paminn@prov.example"
SECRET = b"en hemlighet som bara proven har"
# Twenty working days before DUE: the first step.
FIRST_STEP, SECOND_STEP, DUE = date(2026, 6, 1), date(2026, 6, 23), date(2026, 6, 30)
NOW = datetime(2026, 6, 1, 8, tzinfo=SWEDEN)
TEAM = "Kvalitetsteamet"

PEOPLE: Mapping[str, Sequence[str]] = {
    "Chef": ("chef@prov.example",),
    "Vice": ("vice@prov.example",),
    "Teamet": ("ett@prov.example", "tva@prov.example"),
    TEAM: ("kvalitet@prov.example",),
}
GOALS: Mapping[str, Sequence[str]] = {"1.1": ("Chef", "Vice"), "1.2": ("Chef", "Teamet")}


def at(day: date, hour: int = 8) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=SWEDEN)


def on(moment: datetime) -> Today:
    """The real day of this moment."""
    return Today(moment.date(), moment)


def plan_files(
    goals: Mapping[str, Sequence[str]] = GOALS,
    people: Mapping[str, Sequence[str]] = PEOPLE,
    *,
    frames: Mapping[str, str] | None = None,
    identity: str = "prov-plan",
    title: str = "Handlingsplan Prov",
    committee: str = "Provnämnden",
) -> dict[str, bytes]:
    """The three plan files. `goals` maps a number to its roles, `people` a role to addresses. JSON is YAML too."""
    plan = {
        "titel": title, "period": "2025-2027", "beslutsinstans": committee,
        "beslutad": "2025-09-03", "dokumentansvarig": "Chef", "diarienummer": "P.2025.1",
        "definitioner": {"VINR": "Våld i nära relation."},
        "nivåer": {"område": "Fokusområde", "mål": "Delmål"},
        "följs_upp_av": "kvalitetsteamet",
        "fokusområden": [
            {
                "nr": 1,
                "titel": "Område",
                "delmål": [
                    {
                        "nr": number,
                        "lydelse": f"Rutinen {number} för VINR är känd. VINR nämns här igen.",
                        "aktiviteter": ["Gör det."],
                        "ansvarig": ", ".join(roles),
                        "ägare": [{"roll": role, "typ": "ansvar"} for role in roles],
                        "tidplan": (frames or {}).get(number, "Klart senast 30 juni 2026"),
                    }
                    for number, roles in goals.items()
                ],
            }
        ],
    }  # fmt: skip
    owners = {
        "roller": [
            {"roll": role, "personer": [{"namn": a.partition("@")[0].title(), "epost": a} for a in addresses]}
            for role, addresses in people.items()
        ]
    }
    rules = {
        "kännetecken": identity,
        "halvår": {"vt": {"från": "01-01", "till": "06-30"}, "ht": {"från": "07-01", "till": "12-31"}},
        "påminnelser": {
            "frist": {"före": [20, 5, 1], "efter": [1, 6]},
            "start": {"före": [20, 5], "efter": [1, 6]},
            "återkommande": {"före": [20, 5], "efter": [1]},
        },
        "årlig_redovisning": {"svar_senast": "12-31", "före": [20, 5], "efter": [6]},
        "kalender": {"horisont": 2027},
    }
    shaped = {"plan.yaml": plan, "owners.yaml": owners, "rules.yaml": rules}
    return {name: json.dumps(value, ensure_ascii=False, indent=1).encode() for name, value in shaped.items()}


def write_plan(folder: Path, files: Mapping[str, bytes] | None = None) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in (files or plan_files()).items():
        (folder / name).write_bytes(content)
    return folder


def kept(files: Mapping[str, bytes], versions: FakeVersions | None = None) -> KeptPlan:
    """A plan in memory. Without `versions` nothing has been adopted before, so what the files say holds."""
    versions = versions or FakeVersions()
    return KeptPlan(FakePlan(files), versions, versions)


def beside(house: House, *more: Mapping[str, bytes]) -> House:
    """The same house with more plans."""
    further = tuple(KeptPlan(FakePlan(files), house.plan.versions, house.plan.sources) for files in more)
    return replace(house, further=further)


def adopted(house: House) -> House:
    """The same house, its plan adopted as it is written: no mail is asked what the plan was."""
    begin(house.plan, decided(house.plan, NOW.date()), on(NOW))
    return house


def fake_house(files: Mapping[str, bytes] | None = None, *, box: Outbox | None = None, cards: Outbox | None = None, notices: Outbox | None = None,
               ledger: FakeLedger | None = None, inbox: FakeInbox | None = None, lineage: FakeLineage | None = None,
               **options: object) -> House:  # fmt: skip
    """A house that touches nothing outside. Given the same ledger and box, a second house is the next run."""
    ledger = ledger or FakeLedger()
    boxes = {"email": box or FakeOutbox()}
    boxes["notice"] = notices or FakeOutbox()
    if cards is not None:
        boxes["teams"] = cards
    chosen = replace(Options(SENDER, SECRET, Door.SMTP), **options)
    if chosen.receipts:
        boxes["receipt"] = boxes["email"]
    return House(
        kept(files or plan_files()), ledger, ledger, ledger, ledger, ledger, ledger, boxes, inbox or FakeInbox(),
        FakeReader(SENDER), FakeStore(), write_docx, chosen, lineage or FakeLineage(ledger), boxes["email"], ledger,
        ledger, ledger,
    )  # fmt: skip


@contextmanager
def real_house(home: Path, files: Mapping[str, bytes] | None = None, **options: object) -> Iterator[House]:
    """Folders and SQLite under `home`, as the embedded default has them."""
    from paminn.channels.folder import FolderCards, FolderInbox, FolderOutbox
    from paminn.ledger.almanac import SqlAlmanac
    from paminn.ledger.database import Database
    from paminn.ledger.desk import SqlDesk
    from paminn.ledger.dispatch import SqlDispatch
    from paminn.ledger.lineage import SqlLineage
    from paminn.ledger.memory import SqlMemory
    from paminn.ledger.neighbours import SqlNeighbours
    from paminn.ledger.post import SqlPost
    from paminn.ledger.versions import SqlVersions
    from paminn.site.store import FolderStore

    database = Database("", home)
    versions = SqlVersions(database)
    try:
        yield House(
            KeptPlan(FakePlan(files or plan_files()), versions, versions), SqlDispatch(database), SqlMemory(database), SqlPost(database), SqlPost(database),
            SqlDesk(database), SqlAlmanac(database),
            {"email": FolderOutbox(home / "outbox"), "notice": FolderOutbox(home / "outbox"), "teams": FolderCards(home / "outbox" / "teams")},
            FolderInbox(home / "inbox"), FakeReader(SENDER), FolderStore(), write_docx, replace(Options(SENDER, SECRET, Door.SMTP), **options),
            SqlLineage(database), FolderOutbox(home / "outbox"), SqlDispatch(database),
            SqlDesk(database), SqlNeighbours(database),
        )  # fmt: skip
    finally:
        database.close()


def digest(owner: str = "Chef", *numbers: str, day: date = FIRST_STEP, before: int = 20) -> Digest:
    """A digest of made-up goals; the first goal's reminder also takes the year's account with it."""
    reminders = []
    step = Step(StepKind.BEFORE, before, day)
    for number in numbers or ("1.1",):
        goal = plans.goal(number, plans.deadline(DUE), owner)
        occurrence = Occurrence(OccurrenceId.on(number, DUE), Purpose.DEADLINE, DUE)
        covers = (
            Claim(occurrence.id, DUE, step),
            Claim(OccurrenceId.account(number, 2026), date(2026, 12, 31), step),
        )
        reminders.append(Reminder(goal, goal.parts[0], occurrence, step, DUE, 1, covers))
    return Digest(owner, day, tuple(reminders))


def unmet(day: Digest) -> Digest:
    """The same where nobody can be reached in its roles."""
    return replace(day, reminders=tuple(replace(reminder, unmet=True) for reminder in day.reminders))


@cache
def outgoing(owner: str = "Chef", *numbers: str, day: date = FIRST_STEP, channel: Channel = Channel.EMAIL, redirect: str = "",
             plan: str = "prov-plan", recipients: tuple[str, ...] = ("chef@prov.example",)) -> Outgoing:  # fmt: skip
    """One message as the remind use case would make it."""
    made = digest(owner, *numbers, day=day)
    key = message_key(plan, owner, day, channel, redirect)
    code = make_code(SECRET, plan, owner, day.isoformat(), redirect)
    people = tuple((address, address.partition("@")[0].title()) for address in recipients)
    goals = [reminder.goal for reminder in made.reminders]
    mail = word_digest(made, code, Context(plans.plan(*goals), SENDER, "Kvalitetsteamet"))
    message_id = f"<{key}@prov.example>"
    raw = write_mail(
        mail, key=key, sender=SENDER, sender_name="påminn – Prov", recipients=people, message_id=message_id, at=at(day),
        plan=plan,
    )  # fmt: skip
    return Outgoing(
        key=key, plan=plan, channel=channel, owner=owner, day=day, asked=asked_of(made),
        message_id=message_id, recipients=people, raw=raw, redirected=bool(redirect), door=Door.SMTP, digest=made, code=code,
        subject=mail.subject,
    )  # fmt: skip


def opened(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw, policy=modern)


def text_of(raw: bytes) -> str:
    return str(opened(raw).get_body(("plain",)).get_content())


def html_of(raw: bytes) -> str:
    return str(opened(raw).get_body(("html",)).get_content())


def reply(
    text: str,
    subject: str = "SV: Påminnelse",
    *,
    sender: str = "Chef <chef@prov.example>",
    message_id: str = "<svar-1@prov.example>",
    headers: Mapping[str, str] | None = None,
) -> bytes:
    """An answer as an honest mail program makes it."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = SENDER
    message["Subject"] = subject
    message["Message-ID"] = message_id
    message["Date"] = "Tue, 02 Jun 2026 09:00:00 +0200"
    for name, value in (headers or {}).items():
        message[name] = value
    message.set_content(text)
    return message.as_bytes()


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below `folder` with its bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def mails(home: Path) -> list[bytes]:
    """What has left through the folder channel, whichever part of the Maildir it lies in."""
    return [path.read_bytes() for part in ("new", "cur") for path in sorted((home / "outbox" / part).glob("*.eml"))]
