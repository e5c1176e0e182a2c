"""Hand-written stand-ins for the doors and the ledger. They pass the same contract tests as the real ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from paminn.calendar.revisions import Shown
from paminn.channels.own_mail import own_mails
from paminn.errors import Busy, DeliveryError, StorageError, Unreadable, UsageError
from paminn.failure import Cause, Failure
from paminn.incoming.answer_states import (
    NOTHING,
    AnswerState,
    KeptDecision,
    differences,
    state_after,
    state_of,
    where_words_were_placed,
    who_set_the_status,
)
from paminn.incoming.asked import Request
from paminn.incoming.decision import Action, Decision, PlacedMail, RuledAnswer, SeenTo
from paminn.incoming.model import Clue, Incoming, Item, Received, Reference
from paminn.incoming.waiting import HeldAnswer, UnplacedMail
from paminn.incoming.whole_mail import message_id_of
from paminn.plan.identities import GoalId, RoleId
from paminn.plan.load import PLAN
from paminn.plan.occurrence import OccurrenceId
from paminn.plan.version import PlanVersion
from paminn.ports.outbox import Note
from paminn.ports.post import Origin
from paminn.ports.sources import KeptFile
from paminn.reminders.away import FOR_GOOD, Absence, believed
from paminn.reminders.mark import NEWEST, Mark, OwnMail, Remembered, Replayed, Restored
from paminn.reminders.message import (
    ARRIVED,
    GIVES_BACK,
    TRANSITIONS,
    UNSETTLED,
    Channel,
    Found,
    Message,
    Outgoing,
    Sent,
    SentEnvelope,
    State,
    Tally,
    Trace,
    tally,
)
from paminn.reminders.model import Concern, History, Question, Reminder
from paminn.replies.answering import Answering
from paminn.replies.mail.bodies import attached
from paminn.replies.mail.letter import Attachment, Letter
from paminn.replies.mail.parse import body_of
from paminn.replies.model import LAID_ASIDE, WRITTEN_BY_PEOPLE, Flag
from paminn.replies.read import Reply, read_letter, read_mail
from paminn.site.feeds import MARK, OWNER
from paminn.standing.answer import Answer, Release
from paminn.standing.committee import same_committee
from paminn.standing.word import Key, is_of_the_role
from paminn.summary.requested import Requested


class FakePlan:
    """A plan folder in memory."""

    name = "plan"

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.contents = dict(files)

    def files(self) -> Mapping[str, bytes]:
        return self.contents


class FakeVersions:
    """What has been adopted, in memory."""

    def __init__(self) -> None:
        self.versions: dict[str, list[PlanVersion]] = defaultdict(list)
        self.files: dict[tuple[str, str], list[KeptFile]] = defaultdict(list)
        self.names: set[str] = set()

    def adopted(self, plan: str) -> Sequence[PlanVersion]:
        return list(self.versions[plan])

    def adopt(self, version: PlanVersion, file: bytes, day: date) -> None:
        numbers = [adopted.number for adopted in self.versions[version.plan]]
        if version.number in numbers:
            raise Busy("Någon annan har antagit en version av planen samtidigt.")
        self.versions[version.plan].append(version)
        self.keep(version.plan, PLAN, file, version.content.fingerprint, day)

    def keep(self, plan: str, name: str, content: bytes, fingerprint: str, day: date) -> None:
        files = self.files[plan, name]
        if files and (files[-1].content, files[-1].fingerprint) == (content, fingerprint):
            files[-1] = replace(files[-1], last=max(files[-1].last, day))
        else:
            files.append(KeptFile(name, content, fingerprint, day, day))

    def kept(self, plan: str, name: str) -> Sequence[KeptFile]:
        return list(self.files[plan, name])

    def of_committee(self, committee: str) -> Sequence[str]:
        latest = {plan: versions[-1] for plan, versions in self.versions.items() if versions}
        return [plan for plan, version in latest.items() if same_committee(version.content.committee, committee)]

    def remembered(self, plan: str) -> frozenset[str]:
        return frozenset(self.names)


class FakeLineage:
    """The memory's own mark over plain values, of a ledger that is the fake `ledger`."""

    def __init__(self, ledger: FakeLedger, told_home: Mark | None = None) -> None:
        self.ledger = ledger
        self.told_home = told_home

    def remembered(self, plan: str, fingerprint: str = "", keys: Collection[str] = ()) -> Remembered:
        return Remembered(
            mark=self.ledger.mark,
            known=dict(self.ledger.known_marks),
            is_empty=not self.ledger.messages and not self.ledger.mails,
            keys=frozenset(key for key in keys if key in self.ledger.messages),
            home=self.told_home,
            restored=tuple(restored for of, restored in self.ledger.restored if of == plan),
        )

    def settle(self) -> Mark:
        self.ledger.mark = self.ledger.mark or Mark("f" * 16, 0)
        self.told_home = self.ledger.mark
        return self.ledger.mark

    def renew(
        self, known: Iterable[Mark], by: str, at: datetime, plan: str = "", replayed: Replayed | None = None
    ) -> Mark:
        if replayed is not None:
            self.ledger.restored.append((plan, Restored(at.date(), by, replayed)))
        serial = 0
        if self.ledger.mark is not None:
            serial = self.ledger.mark.serial
            self.ledger.known_marks[self.ledger.mark.lineage] = serial
        for accepted in known:
            known_serial = self.ledger.known_marks.get(accepted.lineage, 0)
            self.ledger.known_marks[accepted.lineage] = max(accepted.serial, known_serial)
        self.ledger.mark = self.told_home = Mark(f"{len(self.ledger.known_marks):016x}", serial)
        return self.ledger.mark


class FakeOutbox:
    """Keeps what it is given. `fails` maps an owner, or a mailbox, to what sending there raises; `blind` cannot look.

    `sees`: what it takes can be seen at once, as in a folder; else it is only accepted.
    """

    def __init__(self, *, fails: Mapping[str, Exception] | None = None, blind: bool = False, sees: bool = True) -> None:
        self.fails = dict(fails or {})
        self.blind, self.sees = blind, sees
        self.messages: list[Message] = []
        self.withdrawn: list[str] = []
        self.closed = 0

    def send(self, message: Message, note: Note) -> State:
        failure = self._failure(message)
        if not isinstance(failure, DeliveryError) or failure.partial:
            note(State.SENDING)
        if failure is None or getattr(failure, "partial", False):
            self.messages.append(message)
        if failure is not None:
            raise failure
        return State.SEEN if self.sees else State.ACCEPTED

    def _failure(self, message: Message) -> Exception | None:
        for mailbox in message.mailboxes:
            if mailbox in self.fails:
                return self.fails[mailbox]
        return self.fails.get(message.owner)

    def look(self, message: Message, *, withdraw: bool = False, half_way: bool = False) -> Found:
        if self.blind:
            return Found.BLIND
        if any(one.key == message.key for one in self.messages):
            return Found.SENT
        if withdraw:
            self.withdrawn.append(message.key)
        return Found.UNSENT

    def own_mails(self, since: date, most: int = NEWEST) -> Sequence[OwnMail]:
        mails = [message for message in self.messages if message.day >= since and message.channel is Channel.EMAIL]
        return [] if self.blind else own_mails(message.raw for message in reversed(mails[-most:]))

    def close(self) -> None:
        self.closed += 1


class FakeInbox:
    """A mailbox in memory: each mail lies in exactly one folder."""

    def __init__(self, *mails: bytes) -> None:
        self.folders: dict[str, dict[str, bytes]] = defaultdict(dict)
        self.threads: dict[str, str] = {}
        for raw in mails:
            self.put(raw)

    def put(self, raw: bytes, conversation: str = "") -> None:
        name = str(sum(len(mails) for mails in self.folders.values()) + 1)
        self.folders[""][name] = raw
        self.threads[name] = conversation

    def unread(self) -> Iterator[Incoming]:
        for name, raw in list(self.folders[""].items()):
            yield Incoming(name, raw, self.threads[name])

    def filed(self, folder: str) -> Iterator[Incoming]:
        for mail, raw in list(self.folders[folder].items()):
            yield Incoming(mail, raw, self.threads.get(mail, ""))

    def named(self, message_id: str, most: int) -> Iterator[bytes]:
        for folder in list(self.folders.values()):
            for raw in folder.values():
                if message_id and message_id_of(raw) == message_id:
                    yield raw[:most]

    def file(self, incoming: Incoming, folder: str) -> None:
        raw = self.folders[""].pop(incoming.id, None)
        if raw is not None:
            self.folders[folder][incoming.id] = raw


class FakeReader:
    """Reads here and now, as the capped one does elsewhere. `breaks` names bytes it cannot read."""

    def __init__(self, own: str, breaks: Sequence[bytes] = (), trusted: Sequence[str] = ()) -> None:
        self.own, self.breaks, self.trusted = (own,), breaks, trusted

    def read(self, raw: bytes) -> Reply:
        if any(piece in raw for piece in self.breaks):
            raise Unreadable("läsningen tog mer än 10 sekunder")
        return read_mail(raw, own_addresses=self.own, trusted=self.trusted)

    def read_again(self, letter: Letter, answering: Answering) -> Reply:
        return read_letter(letter, answering, own_addresses=self.own, trusted=self.trusted)

    def attached(self, raw: bytes) -> Sequence[tuple[Attachment, bytes]]:
        return attached(raw)


class FakeStore:
    """Published files in memory; `written` counts those that were not already there with the same bytes."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.written = 0
        self.owners: dict[Path, str] = {}
        self.marks: dict[Path, str] = {}

    def write(self, folder: Path, files: Mapping[str, bytes], owner: str = "", mark: str = "") -> None:
        if owner and self.owners.setdefault(folder, owner) != owner:
            raise StorageError("I mappen ligger kalendern för en annan plan.")
        for name, content in files.items():
            place = str(folder / name)
            self.written += self.files.get(place) != content
            self.files[place] = content

        if mark:
            self.marks[folder] = mark

    def read(self, folder: Path, name: str) -> bytes:
        if name == MARK:
            return self.marks.get(folder, "").encode()
        if name == OWNER:
            return self.owners.get(folder, "").encode()
        return self.files.get(str(folder / name), b"")


@dataclass
class _Message:
    outgoing: Outgoing
    state: State
    failure: Failure | None = None
    attempts: int = 0
    given_back: tuple[Key, ...] = ()  # what of it is, when not all
    missed: frozenset[str] = frozenset()

    @property
    def had(self) -> frozenset[str]:
        return self.outgoing.mailboxes - self.missed


def _counted(change: Tally, attempts: int) -> int:
    match change:
        case Tally.SAME:
            return attempts
        case Tally.ONE_MORE:
            return attempts + 1
        case Tally.ONE_LESS:
            return attempts - 1
        case Tally.NONE:
            return 0


@dataclass(frozen=True)
class Ruling:
    """A decision as it is kept."""

    what: str
    who: str
    original_sha256: str
    released_sha256: str | None


class FakeLedger:
    """The ports of the memory over plain lists."""

    def __init__(self) -> None:
        self.messages: dict[str, _Message] = {}
        self.mails: list[Received] = []
        self.kept: dict[int, Answer] = {}
        self.mail_of: dict[int, int] = {}
        self.plan_of: dict[int, str] = {}
        self.original: dict[int, str] = {}
        self.edits: dict[int, Decision] = {}
        self.settled: set[int] = set()
        self.rulings: list[Ruling] = []
        self.decided: list[KeptDecision] = []
        self.locks: set[str] = set()
        self.away: list[tuple[str, Absence]] = []
        self.conversations: dict[str, str] = {}
        self.calendars: dict[str, dict[str, Shown]] = {}
        self.mark: Mark | None = None
        self.known_marks: dict[str, int] = {}
        self.left_mails: dict[bytes, date] = {}
        self.restored: list[tuple[str, Restored]] = []

    # Neighbours

    def is_anothers(self, lineage: str) -> bool:
        ours = set(self.known_marks)
        if self.mark is not None:
            ours.add(self.mark.lineage)
        return lineage not in ours

    def left_since(self, raw: bytes, day: date) -> date | None:
        if raw in self.left_mails:
            return self.left_mails[raw]
        self.left_mails[raw] = day
        return None

    def is_our_code(self, code: str) -> bool:
        return any(message.outgoing.code == code for message in self.messages.values())

    # Dispatch

    def claim(self, messages: Sequence[Outgoing], at: datetime) -> frozenset[str]:
        keys = frozenset(message.key for message in messages if self._claim(message))
        if keys and self.mark is not None:
            self.mark = Mark(self.mark.lineage, self.mark.serial + 1)
        return keys

    def take_as_sent(
        self, messages: Sequence[Outgoing], state: State, at: datetime, failure: Failure | None = None
    ) -> frozenset[str]:
        keys = frozenset(message.key for message in messages if self._claim(message))
        for key in keys:
            self.messages[key].state = state
            self.messages[key].failure = failure
        return keys

    def _claim(self, message: Outgoing) -> bool:
        known = self.messages.get(message.key)
        if known and known.state is not State.FAILED:
            return False
        held = set()
        for key, row in self.messages.items():
            if row.state not in GIVES_BACK and key not in message.beside:
                held |= _steps(row.outgoing)
        if held & _steps(message):
            return False
        attempts = known.attempts if known else 0
        self.messages[message.key] = _Message(message, State.CLAIMED, attempts=attempts)
        return True

    def advance(
        self,
        key: str,
        state: State,
        at: datetime,
        failure: Failure | None = None,
        trace: Trace | None = None,
        was: State | None = None,
        dead: Collection[str] = (),
        missed: Collection[str] | None = None,
    ) -> bool:
        known = self.messages.get(key)
        if not known or state not in TRANSITIONS[known.state] or state is State.CLAIMED:
            return False
        if was not in (None, known.state):
            return False
        known.attempts = _counted(tally(known.state, state), known.attempts)
        known.state, known.failure = state, failure
        if missed is not None:
            known.missed = frozenset(missed)
        mail = known.outgoing
        self.away += [
            (mail.plan, Absence(address, mail.day, FOR_GOOD, gone=True, about=key)) for address in sorted(dead)
        ]
        if trace and trace.conversation:
            self.conversations[key] = trace.conversation
        if trace:
            named = trace.message_id or known.outgoing.message_id
            known.outgoing = replace(known.outgoing, remote_id=trace.remote_id, message_id=named)
        return True

    def sent(self, plan: str, since: date | None = None) -> Sequence[Sent]:
        return [
            Sent(
                **{name.name: getattr(row.outgoing, name.name) for name in fields(Message)},
                number=number, state=row.state, failure=row.failure, attempts=row.attempts, missed=row.missed,
            )
            for number, row in enumerate(self.messages.values(), start=1)
            if row.outgoing.plan == plan
            and (since is None or row.outgoing.day >= since or row.state in UNSETTLED)
        ]  # fmt: skip

    def mails_about(self, plan: str, goals: Collection[GoalId]) -> Sequence[SentEnvelope]:
        envelopes = []
        for sent in self.sent(plan):
            asked = tuple(asked for asked in sent.asked if asked.goal in goals)
            if not asked or sent.channel is not Channel.EMAIL or sent.redirected:
                continue
            facts = {name.name: getattr(sent, name.name) for name in fields(SentEnvelope) if name.name != "came"}
            keys = {(each.goal, each.owner) for each in asked}
            came = frozenset(key for key in keys if self._has_come(self.messages[sent.key], sent.number, key))
            envelopes.append(SentEnvelope(**facts | {"asked": asked, "came": came}))
        return envelopes

    def _has_come(self, row: _Message, number: int, key: Key) -> bool:
        if row.state in ARRIVED or (row.state in GIVES_BACK and _holds(row, key)):
            return True
        answers = [answer for answer in self.kept.values() if (answer.goal, answer.owner) == key]
        return any(answer.request == number and is_of_the_role(answer) for answer in answers)

    def _of(self, plan: str, redirected: bool) -> list[_Message]:
        return [
            row for row in self.messages.values()
            if plan in row.outgoing.plans and row.outgoing.redirected == redirected
        ]  # fmt: skip

    # Memory

    def history(self, plan: str, concern: Concern | None = None, *, redirected: bool = False) -> History:
        if concern is not None:
            return self.history(plan, redirected=redirected).about(concern)
        covered: dict[tuple[RoleId, OccurrenceId, date], date] = {}
        asked: dict[tuple[RoleId, OccurrenceId], set[tuple[date, date]]] = defaultdict(set)
        had: dict[tuple[RoleId, str, OccurrenceId, date], date] = {}
        asked_at: dict[tuple[RoleId, str, OccurrenceId], set[tuple[date, date]]] = defaultdict(set)
        introduced: set[tuple[RoleId, str]] = set()
        for row in self._of(plan, redirected):
            if row.outgoing.channel != Channel.EMAIL:
                continue
            for reminder in _of_plan(row.outgoing, plan):
                if not _holds(row, (reminder.goal.id, reminder.owner)):
                    continue
                role, occurrence = reminder.owner, reminder.occurrence.id
                if not (reminder.is_preparation or reminder.is_question or reminder.is_introduction):
                    step = (reminder.due, reminder.step.day)
                    asked[role, occurrence].add(step)
                    for mailbox in {reminder.person} if reminder.person else row.had:
                        asked_at[role, mailbox, occurrence].add(step)
                for claim in reminder.covers:
                    if claim.step.is_introduction:
                        readers = {reminder.person} if reminder.person else row.had
                        introduced.update((role, mailbox) for mailbox in readers)
                        continue
                    key = (role, claim.occurrence, claim.due)
                    covered[key] = max(claim.step.day, covered.get(key, date.min))
                    for mailbox in {reminder.person} if reminder.person else row.had:
                        its = (role, mailbox, claim.occurrence, claim.due)
                        had[its] = max(claim.step.day, had.get(its, date.min))
        sent = defaultdict(int, {key: len(steps) for key, steps in asked.items()})
        sent_to = {key: len(steps) for key, steps in asked_at.items()}
        away = [
            replace(absence, number=f"f{number}")
            for number, (whose, absence) in enumerate(self.away, start=1)
            if whose == plan
        ]
        missed = self._missed(plan, redirected, covered)
        questions = self._questions(plan, redirected)
        answers = self.answers(plan)
        known_away = believed(away)
        return History(covered, sent, answers, known_away, sent_to, missed, had, questions, frozenset(introduced))

    def _questions(self, plan: str, redirected: bool) -> tuple[Question, ...]:
        mails: dict[int, int] = {}
        for number, row in enumerate(self.messages.values(), start=1):
            message = row.outgoing
            if (message.redirected, message.channel) != (redirected, Channel.EMAIL):
                continue
            for reminder in _of_plan(message, plan):
                for claim in reminder.covers:
                    if claim.step.is_question and _holds(row, (reminder.goal.id, reminder.owner)):
                        mails[claim.step.count] = number
        questions = []
        for number, made in enumerate(self.decided, start=1):
            if made.what is Action.ASK and made.answer in {answer.id for answer in self.answers(plan)}:
                questions.append(Question(number, made.answer, made.who, made.day, made.why, mails.get(number)))
        return tuple(questions)

    def _missed(
        self, plan: str, redirected: bool, covered: Mapping[tuple[RoleId, OccurrenceId, date], date]
    ) -> Mapping[tuple[RoleId, OccurrenceId, date], frozenset[str]]:
        missed: dict[tuple[RoleId, OccurrenceId, date], frozenset[str]] = {}
        for key, step_day in covered.items():
            about = [
                row for row in self._of(plan, redirected)
                if row.outgoing.channel == Channel.EMAIL and (*key, step_day) in _claims(row.outgoing, plan)
            ]  # fmt: skip
            had = frozenset[str]().union(*(r.had for r in about if r.state not in GIVES_BACK))
            days = {row.outgoing.day for row in about if row.state not in GIVES_BACK}
            failed = [row.outgoing for row in about if row.state is State.FAILED and row.outgoing.day in days]
            missed_by_some = [row.missed for row in about if row.state not in GIVES_BACK]
            without = frozenset[str]().union(*(message.mailboxes for message in failed), *missed_by_some) - had
            if without:
                missed[key] = without
        return missed

    def answers(self, plan: str) -> tuple[Answer, ...]:
        mine = [a for a in self.kept.values() if self.plan_of[a.id] == plan]
        return tuple(self._as_placed(answer) for answer in sorted(mine, key=lambda a: (a.received, a.id)))

    @contextmanager
    def exclusive(self, what: str) -> Iterator[None]:
        if what in self.locks:
            raise Busy("En annan körning pågår just nu. Vänta tills den är klar och kör sedan igen.")
        self.locks.add(what)
        try:
            yield
        finally:
            self.locks.discard(what)

    # Almanac

    def shown(self, plan: str) -> Mapping[str, Shown]:
        return dict(self.calendars.get(plan, {}))

    def show(self, plan: str, news: Iterable[Shown]) -> None:
        self.calendars.setdefault(plan, {}).update({one.entry.uid: one for one in news})

    # Post

    def references(self, clue: Clue, value: str) -> Sequence[Reference]:
        found = []
        for key, row in self.messages.items():
            message = row.outgoing
            named = {
                Clue.CODE: {message.code}, Clue.KEY: {key}, Clue.CONVERSATION: {self.conversations.get(key, "")},
                Clue.MESSAGE_ID: {message.message_id, value if value.strip("<>").partition("@")[0] == key else ""},
            }[clue]  # fmt: skip
            channels = (Channel.EMAIL, Channel.NOTICE) if clue is Clue.KEY else (Channel.EMAIL,)
            if value and value in named and not message.redirected and message.channel in channels:
                items = tuple(
                    Item(
                        r.goal.number,
                        r.goal.id,
                        r.owner,
                        _asked_about(r),
                        r.person,
                        "" if r.plan == message.plan else r.plan,
                        r.is_introduction,
                    )
                    for r in message.digest.reminders
                )
                found.append(
                    Reference(
                        key, message.plan, message.owner, message.day, message.code, message.subject, items,
                        message.raw, dict(message.recipients),
                    )
                )  # fmt: skip
        return found

    def keep(self, received: Received) -> bool:
        read, letter = received.reply, received.reply.letter
        namesakes = [m for m in self.mails if letter.message_id and m.reply.letter.message_id == letter.message_id]
        what = (letter.from_address, letter.subject, body_of(received.raw))
        same = [m for m in namesakes if (m.reply.letter.from_address, m.reply.letter.subject, body_of(m.raw)) == what]
        if same or any(mail.raw == received.raw for mail in self.mails):
            return False
        if namesakes:
            received = replace(received, reply=replace(read, flags=(*read.flags, Flag.SAME_ID)))
        self.mails.append(received)
        for plan, answers in received.all_answers.items():
            for answer in answers:
                self._add(answer, len(self.mails), plan, received.about)
        self._follow(received)
        return True

    def _follow(self, received: Received) -> None:
        letter = received.reply.letter
        if received.becomes is State.SEEN:
            row = self.messages[received.about]
            self.advance(received.about, State.SEEN, received.at, row.failure)
            row.outgoing = replace(row.outgoing, message_id=letter.message_id or row.outgoing.message_id)
        elif received.becomes:
            why = Failure(Cause.TOLD_BY_MAIL, received.why)
            if self.advance(received.about, received.becomes, received.at, why):
                self.messages[received.about].given_back = received.given_back
        self.away += [(received.plan, absence) for absence in received.absences]
        answers = [answer for of_plan in received.all_answers.values() for answer in of_plan]
        for plan in received.committee | {received.plan}:
            if answers:
                day = min(answer.received for answer in answers)
                self._is_back(plan, letter.from_address.casefold(), day)

    def _is_back(self, whose: str, address: str, day: date) -> None:
        self.away = [
            (plan, replace(a, until=day - timedelta(days=1)))
            if (plan, a.address) == (whose, address) and a.since <= day <= a.until else (plan, a)
            for plan, a in self.away
        ]  # fmt: skip

    def see_to(self, plan: str, seen: SeenTo) -> None:
        self._is_back(plan, seen.address, seen.day)
        if self.mark is not None:
            self.mark = Mark(self.mark.lineage, self.mark.serial + 1)

    def _add(self, answer: Answer, mail: int, plan: str, about: str = "") -> Answer:
        number = len(self.kept) + 1
        numbers = {key: index for index, key in enumerate(self.messages, start=1)}
        asked_on = self.messages[about].outgoing.day if about in self.messages else None
        self.kept[number] = replace(answer, id=number, request=numbers.get(about), asked_on=asked_on)
        self.mail_of[number] = mail
        self.plan_of[number] = plan
        self.original[number] = answer.text
        return self.kept[number]

    # Desk

    def waiting(self, plan: str) -> Sequence[HeldAnswer | UnplacedMail]:
        rows: list[HeldAnswer | UnplacedMail] = []
        for answer in self.kept.values():
            number = self.mail_of[answer.id]
            mail = self.mails[number - 1]
            if answer.release is Release.HELD and self.plan_of[answer.id] == plan:
                asked = [made.day for made in self.decided if (made.answer, made.what) == (answer.id, Action.ASK)]
                placed = self._as_placed(answer)
                rows.append(
                    HeldAnswer(
                        placed,
                        number,
                        mail.reply.flags,
                        asked[-1] if asked else None,
                        mail.reply.alone,
                        mail.reply.text,
                    )
                )
        for number, mail in enumerate(self.mails, start=1):
            is_open = number not in self.mail_of.values() and number not in self.settled
            if mail.plan == plan and is_open and mail.kind in WRITTEN_BY_PEOPLE:
                rows.append(self._unplaced(number))
        return rows

    def _as_placed(self, answer: Answer) -> Answer:
        return replace(answer, placed=where_words_were_placed(self.decided).get(answer.id))

    def _unplaced(self, number: int) -> UnplacedMail:
        mail = self.mails[number - 1]
        # As a ledger does: it is the moment that is kept, not the day that it was here.
        moment = mail.at.astimezone(UTC)
        reply = mail.reply
        text = reply.removed if mail.kind in LAID_ASIDE else reply.text
        return UnplacedMail(number, moment, mail.why, reply.flags, reply.letter.from_name, text, mail.kind)

    def laid_aside(self, plan: str, since: date) -> Sequence[UnplacedMail]:
        rows: list[UnplacedMail] = []
        for number, mail in enumerate(self.mails, start=1):
            is_open = number not in self.mail_of.values() and number not in self.settled
            is_late = mail.at.astimezone(UTC).date() >= since
            if mail.plan == plan and is_open and is_late and mail.kind in LAID_ASIDE:
                rows.append(self._unplaced(number))
        return rows[::-1]

    def answered_mail(self, plan: str, mail: int) -> UnplacedMail | None:
        plans = {self.plan_of[answer] for answer, of in self.mail_of.items() if of == mail}
        if plans and plan in {*plans, self.mails[mail - 1].plan}:
            return self._unplaced(mail)
        return None

    def decide(self, rulings: Sequence[RuledAnswer | PlacedMail]) -> Sequence[Answer | None]:
        for ruling in rulings:
            self._refuse(ruling)
        return [self._decide(one) if isinstance(one, RuledAnswer) else self._place(one) for one in rulings]

    def _refuse(self, ruling: RuledAnswer | PlacedMail) -> None:
        if isinstance(ruling, RuledAnswer):
            number = ruling.before.id
            if number not in self.kept:
                raise UsageError(f"Det finns inget svar med nummer {number}.")
            if self.kept[number] != ruling.before:
                raise Busy("Någon annan hann besluta om det samtidigt.")
        elif not 0 < ruling.mail <= len(self.mails):
            raise UsageError(f"Det finns inget mejl med nummer m{ruling.mail}.")
        elif ruling.mail in self.settled and not ruling.is_further:
            raise Busy("Någon annan hann besluta om det samtidigt.")

    def _decide(self, ruling: RuledAnswer) -> Answer:
        before, change, decision = ruling.before, ruling.change, ruling.decision
        original = self.original[before.id]
        text = original if change.text is None else change.text
        after = replace(
            before,
            goal=change.goal,
            owner=change.owner,
            occurrence=change.occurrence,
            status=change.status,
            status_by_team=change.status_by_team,
            new_date=change.new_date,
            release=change.release,
            released=change.released,
            person=change.person,
            text=text,
            edited=text != original,
        )
        self.kept[before.id] = after
        if not after.edited:
            self.edits.pop(before.id, None)
        elif after.text != before.text:
            self.edits[before.id] = decision
        released = None if change.text is None else _sha(change.text)
        self.rulings.append(Ruling(decision.what, decision.who, _sha(original), released))
        return self._keep(after, decision, differences(state_of(before), state_after(change)))

    def _keep(self, answer: Answer, decision: Decision, changes: tuple[AnswerState, AnswerState]) -> Answer:
        before, after = changes
        at = decision.at.astimezone(UTC)
        reasons = {"why": decision.why, "private_why": decision.private_why, "stranger_why": decision.stranger_why}
        self.decided.append(
            KeptDecision(
                answer.id, decision.what, decision.who, at, decision.played, **reasons, before=before, after=after,
                placed=decision.placed,
            )
        )  # fmt: skip
        set_by = who_set_the_status(self.decided).get(answer.id) if answer.status_by_team else None
        self.kept[answer.id] = replace(answer, set_by=set_by)
        return self._as_placed(self.kept[answer.id])

    def decisions(self, plan: str, answer_number: int | None = None) -> Sequence[KeptDecision]:
        numbers = {answer.id for answer in self.answers(plan)}
        if answer_number is not None:
            numbers &= {answer_number}
        return [decision for decision in self.decided if decision.answer in numbers]

    def _place(self, ruling: PlacedMail) -> Answer | None:
        if not ruling.is_further:
            self.settled.add(ruling.mail)
        if ruling.answer is None:
            return None
        decision = ruling.decision
        self.rulings.append(Ruling(decision.what, decision.who, _sha(ruling.answer.text), None))
        made = self._add(ruling.answer, ruling.mail, ruling.plan or self.mails[ruling.mail - 1].plan)
        return self._keep(made, decision, differences(NOTHING, state_of(made)))

    # Requests

    def requests(self, plan: str, owner: RoleId, goal: GoalId, until: date) -> Sequence[Request]:
        found = []
        for message in sorted((row.outgoing for row in self.messages.values()), key=lambda message: message.day):
            if message.day <= until:
                for reminder in _of_plan(message, plan):
                    if (reminder.goal.id, reminder.owner) == (goal, owner):
                        found.append(Request(message.day, _asked_about(reminder), is_trial=message.redirected))
        return list(dict.fromkeys(found))

    def numbers_in(self, plan: str, mails: Collection[int]) -> Mapping[int, Mapping[GoalId, str]]:
        numbers: dict[int, dict[GoalId, str]] = {mail: {} for mail in mails}
        for number, row in enumerate(self.messages.values(), start=1):
            if number in numbers:
                for reminder in _of_plan(row.outgoing, plan):
                    numbers[number][reminder.goal.id] = reminder.goal.number
        return numbers

    def arrived(self, plan: str, until: date) -> Sequence[Requested]:
        requested = []
        numbers = {key: number for number, key in enumerate(self.messages, start=1)}
        for row in sorted(self._of(plan, redirected=False), key=lambda row: row.outgoing.day):
            mail = row.outgoing
            if mail.channel is not Channel.EMAIL or mail.day > until:
                continue
            for reminder in _of_plan(mail, plan):
                if not self._has_come(row, numbers[mail.key], (reminder.goal.id, reminder.owner)):
                    continue
                for claim in reminder.covers:
                    is_shown = claim.occurrence == reminder.occurrence.id
                    if claim.step.is_preparation or claim.step.is_question or claim.step.is_introduction:
                        continue
                    if not (is_shown or claim.occurrence.is_account):
                        continue
                    asked = claim.occurrence
                    number = numbers[mail.key]
                    requested.append(Requested(reminder.goal.id, reminder.owner, asked, mail.day, mail.door, number))
        return requested

    def origin(self, number: str) -> Origin:
        mail = int(number[1:]) if number.startswith("m") else self.mail_of[int(number)]
        edited = None if number.startswith("m") else self.edits.get(int(number))
        kept = self.mails[mail - 1]
        return Origin(mail, kept.reply.letter.from_address, kept.raw, kept.reply.text, edited)


def _asked_about(reminder: Reminder) -> OccurrenceId:
    if reminder.is_preparation:
        return reminder.occurrence.id.prepared(reminder.step.count)
    return reminder.occurrence.id


def _holds(row: _Message, key: Key) -> bool:
    """Whether a message has its steps about a goal for a role."""
    if row.state not in GIVES_BACK:
        return True
    return bool(row.given_back) and key not in row.given_back


def _steps(message: Outgoing) -> set[tuple[object, ...]]:
    if message.is_copy:
        return set()
    whose = (message.channel, message.redirected)
    return {
        (*whose, r.plan or message.plan, r.owner, r.person, c.occurrence, c.due, c.step.day)
        for r in message.digest.reminders if not r.only
        for c in r.covers
    }  # fmt: skip


def _of_plan(message: Outgoing, plan: str) -> list[Reminder]:
    return [reminder for reminder in message.digest.reminders if (reminder.plan or message.plan) == plan]


def _claims(message: Outgoing, plan: str) -> set[tuple[RoleId, OccurrenceId, date, date]]:
    return {
        (r.owner, c.occurrence, c.due, c.step.day)
        for r in _of_plan(message, plan) if not r.person
        for c in r.covers
    }  # fmt: skip


def _sha(text: str) -> str:
    return sha256(text.encode()).hexdigest()


class Tapped:
    """Any port, with `before` and `after` called with the method's name around each call."""

    def __init__(self, inner: object, before: Callable[[str], None], after: Callable[[str], None]) -> None:
        self._inner, self._before, self._after = inner, before, after

    def __getattr__(self, name: str) -> Callable[..., object]:
        method = getattr(self._inner, name)

        def called(*arguments: object, **named: object) -> object:
            self._before(name)
            result = method(*arguments, **named)
            self._after(name)
            return result

        return called
