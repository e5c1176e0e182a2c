"""How each message of a run ended, why, and what to do: the same words on the screen and in the table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from paminn.failure import NextStep
from paminn.plan.model import Names
from paminn.reminders.message import Channel, Envelope, Outgoing, Sent, State
from paminn.reminders.model import Reminder
from paminn.reports.ending import Ending
from paminn.texts.causes import why
from paminn.texts.language import count_word, swedish_list
from paminn.texts.pairs import pairs
from paminn.texts.render import render
from paminn.texts.words import outcome
from paminn.today import Today

_NAMED = 4  # so many roles are named in one line; more are counted


@dataclass(frozen=True, slots=True)
class Line:
    """An ending in words: `ended` is the one word of it; `why` and `next_step` are "" when it went as it should."""

    ending: Ending
    ended: str
    why: str
    next_step: str
    names: Names

    @property
    def message(self) -> Envelope:
        return self.ending.message

    @property
    def roles(self) -> Sequence[str]:
        """What the roles are called that it is for."""
        roles = {self.names.role(self.message.owner): None}
        for asked in self.message.asked:
            roles[self.names.of(asked.plan).role(asked.owner)] = None
        return list(roles)

    @property
    def goals(self) -> Sequence[str]:
        """What the goals are called that it is about."""
        goals = {(asked.plan, asked.goal): None for asked in self.message.asked}
        return [self.names.of(plan).goal(goal) for plan, goal in goals]

    @property
    def who(self) -> str:
        """The roles, with the day of what is older than this run: "Chef och Vice (2026-06-01)"."""
        roles = swedish_list(self.roles)
        more = []
        if self.ending.earlier:
            more.append(self.message.day.isoformat())
        if self.message.channel is Channel.TEAMS:
            more.append("Teams")
        if self.message.channel is Channel.NOTICE:
            more.append("dagens besked")
        if not more:
            return roles
        return f"{roles} ({', '.join(more)})"

    @property
    def reminders(self) -> Sequence[Reminder]:
        """What it says; of a message that an earlier run worded only the bytes are kept."""
        if isinstance(self.message, Outgoing):
            return self.message.digest.reminders
        return ()


@dataclass(frozen=True, slots=True)
class ToDo:
    """One thing to do, and the messages it is about, as people are told: "Chef och Vice"."""

    what: str
    whom: str


def worded(endings: Iterable[Ending], names: Names) -> list[Line]:
    return [Line(ending, _ended(ending), _why(ending), _next_step(ending), names) for ending in endings]


def mails(of_run: Iterable[Line]) -> list[Line]:
    return [line for line in of_run if not line.message.is_copy]


def cards(of_run: Iterable[Line]) -> Mapping[tuple[str, str], Sequence[str]]:
    """(how it ended, why) → roles, of the cards that Teams was to have; one in a folder was for nobody."""
    owners: dict[tuple[str, str], list[str]] = {}
    for line in of_run:
        is_card = line.message.channel is Channel.TEAMS
        in_a_folder = line.ending.state is State.SEEN
        if not is_card or in_a_folder:
            continue
        alike = owners.setdefault((line.ended, line.why), [])
        for role in line.roles:
            if role not in alike:
                alike.append(role)
    return owners


def notices(of_run: Iterable[Line]) -> list[Line]:
    """The quality team's own mail of the day, where it had one."""
    return [line for line in of_run if line.message.channel is Channel.NOTICE]


def totals(of_run: Iterable[Line]) -> Mapping[str, int]:
    """How many mails ended in each way."""
    return Counter(line.ended for line in mails(of_run))


def to_do(of_run: Iterable[Line]) -> Sequence[ToDo]:
    """What is to be done, and whom it is about; what somebody has to do comes first."""
    whom: dict[str, list[str]] = {}
    waits: dict[str, bool] = {}
    for line in sorted(of_run, key=lambda line: line.ending.rank):
        step = line.ending.next_step
        if step is None:
            continue
        waits[line.next_step] = step.waits_for_somebody
        alike = whom.setdefault(line.next_step, [])
        name = _unmet(line) or line.who
        if name not in alike:
            alike.append(name)
    rows = []
    for what, names in whom.items():
        # Whom somebody must do something about is never only counted.
        named = swedish_list(names) if waits[what] else several(names)
        rows.append(ToDo(what, named))
    return rows


def _unmet(line: Line) -> str:
    """The roles that nobody can be reached in, where that is what there is to do something about."""
    is_about_them = line.ending.next_step in (NextStep.UNREACHABLE, NextStep.MISSING, NextStep.NOBODY)
    if not is_about_them or not isinstance(line.message, Outgoing):
        return ""
    digest = line.message.digest
    return swedish_list(digest.called(digest.unmet))


def several(roles: Sequence[str]) -> str:
    """Their names, as long as they fit in one line."""
    if len(roles) > _NAMED:
        return f"{len(roles)} roller"
    return swedish_list(roles)


def waiting(minutes: int) -> str:
    """What is said before a run waits for the mailbox."""
    return render("cli/waiting.txt", minutes=minutes).strip()


def read_today(today: Today) -> str:
    """What is said when another day was asked for, and the mailbox is read by today's date all the same."""
    return render("cli/read_today.txt", day=today.day).strip()


def left_to_another(mails: int) -> str:
    """That so many mails were left where they lie, since they seem to be another home's."""
    return render("left_to_another.txt", left=mails).strip()


def refused_us(mails: int) -> str:
    """That so many of our mails were refused for our own side: one alarm to IT."""
    return render("refused_us.txt", mails=mails).strip()


def refused_together(addresses: int) -> str:
    """That so many addresses of a domain were refused as unknown on one day: one alarm to IT."""
    return render("refused_together.txt", addresses=addresses).strip()


def some_of(people: int) -> str:
    """How many of a role's `people` were refused what the others got, as far as that is known."""
    how_many = "en" if people <= 2 else "någon"
    return f"{how_many} av {count_word(people)} mottagare i rollen"


def step_words(step: NextStep, number: int | None = None) -> str:
    """`number`: what the message is called by, where somebody is to answer about it."""
    words = pairs("next_steps.txt")[step]
    if number is not None:
        words = words.replace("{number}", str(number))
    return words


def _ended(ending: Ending) -> str:
    if ending.dry_run:
        return outcome("would_send")
    if ending.state is None:
        return outcome("taken")
    return outcome(ending.state, ending.message.channel, ending.message.door)


def _why(ending: Ending) -> str:
    if ending.state is None and not ending.dry_run:
        return ""  # another run has it, and that is said by how it ended
    if ending.missed_some:
        return f"{some_of(len(ending.message.recipients))} fick det inte, {why(ending.failure)}"
    return why(ending.failure)


def _next_step(ending: Ending) -> str:
    if ending.next_step is None:
        return ""
    number = ending.message.number if isinstance(ending.message, Sent) else None
    return step_words(ending.next_step, number)
