"""How each message of a run ended, why, and what to do: the same words on the screen and in the table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from paminn.failure import Cause, Failure, NextStep
from paminn.reminders.message import ARRIVED, NOT_LEFT, OPEN_QUESTION, Message, Outgoing, Sent, State
from paminn.reminders.model import Reminder
from paminn.reports.sending import Reminded
from paminn.texts.causes import why
from paminn.texts.language import count_word, swedish_list
from paminn.texts.pairs import pairs
from paminn.texts.render import render
from paminn.texts.words import outcome

_NAMED = 4  # so many roles are named in one line; more are counted
_OF_SOME_RECIPIENTS = (Cause.RECIPIENT_REFUSED, Cause.RECIPIENT_REFUSED_FOR_NOW)


@dataclass(frozen=True, slots=True)
class Line:
    """What is told of one message: `ended` in one word, `why` and `step` empty when it went as it should.

    `state` is None where it was not this run's to send. `before`: an earlier run began it, and this one asked its
    mailbox.
    """

    message: Message
    state: State | None
    ended: str
    why: str = ""
    step: NextStep | None = None
    before: bool = False

    @property
    def who(self) -> str:
        """The role, with the day of what is older than this run: "Chef (2026-06-01)"."""
        more = []
        if self.before:
            more.append(self.message.day.isoformat())
        if self.message.is_copy:
            more.append("Teams")
        if not more:
            return self.message.owner
        return f"{self.message.owner} ({', '.join(more)})"

    @property
    def reminders(self) -> Sequence[Reminder]:
        """What it says; of a message that an earlier run worded only the bytes are kept."""
        if isinstance(self.message, Outgoing):
            return self.message.digest.reminders
        return ()

    @property
    def next_step(self) -> str:
        if self.step is None:
            return ""
        return _step_words(self.step, self.message)

    @property
    def rank(self) -> int:
        """0: somebody has something to do; 1: did not arrive, and nothing to do; 2: as it should be."""
        if self.step is None:
            return 2
        if self.step.waits_for_somebody:
            return 0
        return 1


@dataclass(frozen=True, slots=True)
class ToDo:
    """One thing to do, and the messages it is about, as people are told: "Chef och Vice"."""

    what: str
    whom: str


def of_run(report: Reminded) -> list[Line]:
    """Today's messages: those an earlier run began first, then as they were sent."""
    if report.dry_run:
        return [_would_send(message) for message in report.batch.to_send]
    ended = {one.message.key: one for one in report.outcomes}
    lines = []
    for message in report.batch.to_send:
        if message.key in ended:
            line = _line(message, ended[message.key].state, ended[message.key].failure)
        else:
            line = _line(message, None, None)
        # A copy that was tried earlier today has been told then, and is not tried twice.
        if not (message.is_copy and line.state is None):
            lines.append(line)
    return lines


def of_earlier_runs(report: Reminded) -> list[Line]:
    """What earlier runs left open, as it stands now; not what never left, when a message in its place goes today."""
    in_its_place = {(message.channel, message.owner) for message in report.batch.to_send}
    lines = []
    for sent in report.batch.recovered:
        never_left = sent.state is State.FAILED
        if not (never_left and (sent.channel, sent.owner) in in_its_place):
            lines.append(_line(sent, sent.state, sent.failure, before=True))
    return lines


def of_today_before(report: Reminded) -> list[Line]:
    """What an earlier run sent today."""
    return [_line(sent, sent.state, sent.failure) for sent in report.batch.earlier]


def mails(lines: Iterable[Line]) -> list[Line]:
    return [line for line in lines if not line.message.is_copy]


def cards(lines: Iterable[Line]) -> Mapping[tuple[str, str], Sequence[str]]:
    """(how it ended, why) → roles, of the cards that Teams was to have; one in a folder was for nobody."""
    owners: dict[tuple[str, str], list[str]] = {}
    for line in lines:
        in_a_folder = line.state is State.SEEN
        if not line.message.is_copy or in_a_folder:
            continue
        alike = owners.setdefault((line.ended, line.why), [])
        if line.message.owner not in alike:
            alike.append(line.message.owner)
    return owners


def totals(lines: Iterable[Line]) -> Mapping[str, int]:
    """How many mails ended in each way."""
    return Counter(line.ended for line in mails(lines))


def to_do(lines: Iterable[Line]) -> Sequence[ToDo]:
    """What is to be done, and whom it is about; what somebody has to do comes first."""
    whom: dict[str, list[str]] = {}
    waits: dict[str, bool] = {}
    for line in sorted(lines, key=lambda line: line.rank):
        if line.step is None:
            continue
        waits[line.next_step] = line.step.waits_for_somebody
        alike = whom.setdefault(line.next_step, [])
        if line.who not in alike:
            alike.append(line.who)
    rows = []
    for what, names in whom.items():
        # Whom somebody must do something about is never only counted.
        named = swedish_list(names) if waits[what] else several(names)
        rows.append(ToDo(what, named))
    return rows


def several(roles: Sequence[str]) -> str:
    """Their names, as long as they fit in one line."""
    if len(roles) > _NAMED:
        return f"{len(roles)} roller"
    return swedish_list(roles)


def next_step(sent: Sent) -> str:
    """What to do about a message that somebody may have to do something about, else ""."""
    return _line(sent, sent.state, sent.failure).next_step


def waiting(minutes: int) -> str:
    """What is said before a run waits for the mailbox."""
    return render("cli/waiting.txt", minutes=minutes).strip()


def refused(message: Message, state: State, failure: Failure | None) -> str:
    """How many of a role were refused a mail that the others got: "en av två mottagare i rollen"; "" when nobody."""
    if state not in ARRIVED or failure is None or failure.cause not in _OF_SOME_RECIPIENTS:
        return ""
    people = len(message.recipients)
    how_many = "en" if people <= 2 else "någon"
    return f"{how_many} av {count_word(people)} mottagare i rollen"


def _would_send(message: Message) -> Line:
    ended = outcome("would_send")
    if _is_unmet(message):
        return Line(message, None, ended, why(Failure(Cause.NOBODY_IN_THE_ROLE)), NextStep.MISSING)
    return Line(message, None, ended)


def _line(message: Message, state: State | None, failure: Failure | None, *, before: bool = False) -> Line:
    if state is None:
        return Line(message, state, outcome("taken"))
    ended = outcome(state, message.channel, message.door)
    if before and state is State.ACCEPTED and failure is not None:  # the mailbox could not be asked
        return Line(message, state, ended, why(failure), NextStep.LOOK, before)
    some = refused(message, state, failure)
    if some:
        return Line(message, state, ended, f"{some} fick det inte, {why(failure)}", NextStep.REFUSED, before)
    if state in ARRIVED and _is_unmet(message):
        unmet = Failure(Cause.NOBODY_IN_THE_ROLE)
        return Line(message, state, ended, why(unmet), unmet.cause.next_step, before)
    if state in ARRIVED:
        return Line(message, state, ended, why(failure), None, before)
    return Line(message, state, ended, why(failure), _step(message, state, failure, before), before)


def _is_unmet(message: Message) -> bool:
    """Whether nobody in the role can get it, so that it goes to the quality team; a card is only ever a copy."""
    return message.unreachable and not message.is_copy


def _step(message: Message, state: State, failure: Failure | None, before: bool) -> NextStep | None:
    """What follows when a message has not arrived, as far as anybody knows."""
    if message.is_copy:
        return NextStep.COPY
    if message.redirected and state in OPEN_QUESTION:
        return NextStep.TRIAL
    if state is State.ALERT and isinstance(message, Sent):
        return NextStep.ASK_BY_NUMBER
    if state is State.ALERT:
        return NextStep.ASK
    if state in OPEN_QUESTION or state in NOT_LEFT:
        return NextStep.LOOK
    if state is State.BOUNCED:
        return NextStep.BOUNCED
    if state is State.MOVED:
        return None
    by_person = failure is not None and failure.cause is Cause.TOLD_BY_PERSON
    if before or by_person:
        return NextStep.JOINS
    if message.unreachable:
        return NextStep.NOBODY
    if failure is None:
        return NextStep.AGAIN
    return failure.cause.next_step


def _step_words(step: NextStep, message: Message) -> str:
    words = pairs("next_steps.txt")[step]
    if isinstance(message, Sent):
        words = words.replace("{number}", str(message.number))
    return words
