"""How each message of a run ended, why, and what to do: the same words on the screen and in the table."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from paminn.reminders.model import Reminder
from paminn.reminders.outbox import ARRIVED, NOT_LEFT, OPEN_QUESTION, Message, Outgoing, Sent, State
from paminn.texts.language import count_word, swedish_list
from paminn.texts.pairs import pairs
from paminn.texts.render import render
from paminn.texts.words import outcome

# What a person has told of a message is kept as its reason: "enligt Eva".
BY_PERSON = "enligt"
# A no that begins with 4 is only for now.
_BAD_ADDRESS = ("servern nekade mottagaren: 5", "adressen har tecken", "mottagarens adress")
_NAMED = 4


@dataclass(frozen=True, slots=True)
class Line:
    """What is told of one message: `ended` in one word, `why` and `next_step` empty when it went as it should.

    `before`: an earlier run began it, and this one asked its mailbox.
    """

    message: Message
    ended: str
    why: str = ""
    next_step: str = ""
    before: bool = False

    @property
    def who(self) -> str:
        """The role, with the day of what is older than this run: "Chef (2026-06-01)"."""
        day = self.message.day.isoformat() if self.before else ""
        more = ", ".join(filter(None, (day, "Teams" if self.message.is_copy else "")))
        return f"{self.message.owner} ({more})" if more else self.message.owner

    @property
    def reminders(self) -> Sequence[Reminder]:
        """What it says; of a message that an earlier run worded only the bytes are kept."""
        return self.message.digest.reminders if isinstance(self.message, Outgoing) else ()

    @property
    def rank(self) -> int:
        """0: somebody has something to do; 1: did not arrive, and nothing to do; 2: as it should be."""
        return 2 if not self.next_step else 1 if self.next_step.startswith("Inget") else 0


def of_run(report: Any) -> list[Line]:
    """Today's messages of a usecases.remind.Report: those an earlier run began first, then as they were sent."""
    ends = {one.message.key: (one.state, one.reason) for one in report.outcomes}
    batch = (*report.batch.again, *report.batch.messages)
    if report.dry_run:
        return [Line(one, "skulle skickas", *_unmet(one, "missing")) for one in batch]
    told = [_line(one, *ends.get(one.key, (None, ""))) for one in batch]
    # A copy that was tried earlier today has been told then, and is not tried twice.
    return [line for line in told if not (line.message.is_copy and line.ended == outcome("taken"))]


def of_earlier_runs(report: Any) -> list[Line]:
    """What earlier runs left open, as it stands now; not what never left, when a message in its place goes today."""
    today = {(one.channel, one.owner) for one in (*report.batch.again, *report.batch.messages)}
    return [
        _line(one, one.state, one.reason, before=True)
        for one in report.batch.recovered
        if one.state is not State.FAILED or (one.channel, one.owner) not in today
    ]


def of_today_before(report: Any) -> list[Line]:
    """What an earlier run sent today."""
    return [_line(one, one.state, one.reason) for one in report.batch.earlier]


def mails(lines: Iterable[Line]) -> list[Line]:
    return [line for line in lines if not line.message.is_copy]


def cards(lines: Iterable[Line]) -> Mapping[tuple[str, str], Sequence[str]]:
    """(how it ended, why) → roles, of the cards that Teams was to have; one in a folder was for nobody."""
    found = defaultdict(list)
    for line in lines:
        if line.message.is_copy and line.ended != outcome(State.SEEN, line.message.channel):
            found[line.ended, line.why].append(line.message.owner)
    return {ending: list(dict.fromkeys(owners)) for ending, owners in found.items()}


def totals(lines: Iterable[Line]) -> Mapping[str, int]:
    """How many mails ended in each way."""
    return Counter(line.ended for line in mails(lines))


def to_do(lines: Iterable[Line]) -> Mapping[str, Sequence[str]]:
    """Next step → whom it is about, with what somebody has to do first."""
    found = defaultdict(list)
    for line in sorted(lines, key=lambda line: line.rank):
        if line.next_step:
            found[line.next_step].append(line.who)
    return {step: list(dict.fromkeys(whom)) for step, whom in found.items()}


def several(roles: Sequence[str]) -> str:
    """Their names, as long as they fit in one line."""
    return swedish_list(roles) if len(roles) <= _NAMED else f"{len(roles)} roller"


def next_step(sent: Sent) -> str:
    """What to do about a message that somebody may have to do something about, else ""."""
    return _line(sent, sent.state, sent.reason).next_step


def waiting(minutes: int) -> str:
    """What is said before a run waits for the mailbox."""
    return render("cli/waiting.txt", minutes=minutes).strip()


def refused(message: Message, state: State, reason: str) -> str:
    """How many of a role were refused a mail that the others got: "en av två mottagare i rollen"; "" when nobody."""
    if state not in ARRIVED or not reason or reason.startswith(BY_PERSON):
        return ""
    people = len(message.recipients)
    return f"{'en' if people <= 2 else 'någon'} av {count_word(people)} mottagare i rollen"


def _line(message: Message, state: State | None, reason: str, *, before: bool = False) -> Line:
    if state is None:
        return Line(message, outcome("taken"))
    ended, why = outcome(state, message.channel, message.door), reason
    if before and state is State.ACCEPTED and reason:  # the mailbox could not be asked
        return Line(message, ended, why, _steps()["look"], before)
    some = refused(message, state, reason)
    if some:
        return Line(message, ended, f"{some} fick det inte, {why}", _steps()["refused"], before)
    if state in ARRIVED:
        unmet = _unmet(message, "unreachable")
        return Line(message, ended, unmet[0] or why, unmet[1], before)
    return Line(message, ended, why, _next_step(message, state, reason, before), before)


def _unmet(message: Message, step: str) -> tuple[str, str]:
    """(why, next step) of a mail that nobody in the role can get."""
    if not message.unreachable or message.is_copy:
        return "", ""
    return "ingen kan nås i rollen, mejlet går till kvalitetsteamet", _steps()[step]


def _next_step(message: Message, state: State, reason: str, before: bool) -> str:
    if message.is_copy:
        return _steps()["copy"]
    if message.redirected and state in OPEN_QUESTION:
        return _steps()["trial"]
    if state is State.ALERT and isinstance(message, Sent):
        return render("outcome_question.txt", sent=message).strip()
    if state is State.ALERT:
        return _steps()["ask"]
    if state in OPEN_QUESTION or state in NOT_LEFT:
        return _steps()["look"]
    if state is State.BOUNCED:
        return _steps()["bounced"]
    if state is State.MOVED:
        return ""
    if before or reason.startswith(BY_PERSON):
        return _steps()["joins"]
    if message.unreachable:
        return _steps()["nobody"]
    return _steps()["address" if reason.startswith(_BAD_ADDRESS) else "again"]


def _steps() -> Mapping[str, str]:
    return pairs("next_steps.txt")
