"""One mail about several goals, taken apart goal by goal. Where that would be a guess there is no answer at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from paminn.replies.lexicon.comparing import fold
from paminn.replies.lexicon.statuses import BEGINNINGS
from paminn.replies.meaning.goals import among, plainly_said
from paminn.replies.meaning.new_date import new_date
from paminn.replies.meaning.one_status import contradicts, is_greeting, read_status, status_of
from paminn.replies.meaning.sections import Section, Unclear, sections
from paminn.replies.meaning.whole import wording
from paminn.replies.words.form import FIELD, drop_untouched
from paminn.replies.words.form_day import is_only_a_day
from paminn.replies.words.inline import points_down
from paminn.standing.answer import Status

_ALL = re.compile(
    r"\bsamma (?:svar|status|läge|sak)\b.{0,30}\b(?:alla|samtliga|båda|allt)\b|\b(?:gäller|avser) (?:för "
    r")?(?:alla|samtliga|båda|allt)\b"
    r"|^\W{0,4}(?:alla|samtliga|båda)(?: (?:två|tre|fyra|fem|sex|\d))?(?: mina| våra| de)?"
    r"(?: delmål\w*| mål\w*| aktivitet\w*)?\s?(?::|är\b|=|klara\b|pågår\b|försenade\b)"
    r"|\b(?:på|för) (?:alla|samtliga|båda|allihop)(?: (?:två|tre|fyra|fem|sex|\d))?"
    r"(?: delmål\w*| mål\w*| aktivitet\w*| punkter\w*)?\s?[.!]*$"
    r"|^\W{0,4}allt(?: är)?(?: nu)? klart\s?[.!]*$",
    re.I | re.M,
)
_OTHERS = re.compile(
    r"(?:^|[,.;!])\W{0,4}(?:övriga|de andra|dom andra)(?: delmål\w*| mål\w*)?\s?"
    r"(?:[:=–-]|är\b|pågår\b|klara?\b|försenade\b|ej\b|inte\b)",
    re.I | re.M,
)
_NOT_ALL = re.compile(r"\b(?:utom|förutom|undantag|inte alla|inte samtliga|inte båda|bortsett)\b", re.I)


@dataclass(frozen=True, slots=True, repr=False)
class GoalAnswer:
    """What was said about one goal. `status` is None when a person must read it."""

    goal: str
    status: Status | None
    text: str
    new_date: date | None = None


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the mail answers, and the day it was written."""

    goals: tuple[str, ...]
    written: date | None
    sent: str

    def about(self, goals: Sequence[str]) -> frozenset[str]:
        return frozenset[str]().union(*(wording(self.sent, goal) for goal in goals))

    def read(self, words: str) -> Status | None:
        """The status of words about all of them."""
        return read_status(words, self.written, self.about(self.goals))


def split(text: str, goals: Sequence[str], written: date | None = None, sent: str = "") -> tuple[GoalAnswer, ...]:
    """The answers of one mail, written on that day, to the digest `sent`, which asked about `goals`.

    () when a person must read it.
    """
    asked = _Asked(tuple(dict.fromkeys(goals)), written, sent)
    if not text.strip() or not goals:
        return ()
    try:
        before, found = sections(text, asked.goals)
    except Unclear:
        return ()
    if not found:
        return _undivided(text, asked)
    shared = _shared(before, found)
    vague = among(shared, asked.goals)
    answers = _merged([answer for section in found for answer in _answers(section, shared, asked)])
    if vague:
        answers = tuple(replace(answer, status=None, new_date=None) for answer in answers)
    said = None if vague else asked.read(shared)
    if said is not None and any(answer.status is not said for answer in answers):
        return ()
    return answers + _others(text, answers, asked)


def speaks_of_others(text: str) -> bool:
    """Something is said of all goals, or of those that are not named."""
    return bool(_ALL.search(text) or _OTHERS.search(text) or _NOT_ALL.search(text))


def _others(text: str, answers: Sequence[GoalAnswer], asked: _Asked) -> tuple[GoalAnswer, ...]:
    """ "1.1 klar, övriga pågår": something was said of the goals that have no number there; a person reads what."""
    if not answers or not _OTHERS.search(text):
        return ()
    named = {answer.goal for answer in answers}
    return tuple(GoalAnswer(goal, None, text.strip()) for goal in asked.goals if goal not in named)


def _undivided(text: str, asked: _Asked) -> tuple[GoalAnswer, ...]:
    """No goal is named: the only goal there is, or "samma svar på alla"."""
    of_all = _ALL.search(text) and not _NOT_ALL.search(text) and not among(text, asked.goals)
    if len(asked.goals) == 1 or of_all:
        return tuple(_answers(Section(asked.goals, text.split("\n")), "", asked))
    return ()


def _shared(before: Sequence[str], sections: list[Section]) -> str:
    """Words for all: those above the first goal (greetings aside), and those below a mere list."""
    words = [line for line in before if line.strip() and not is_greeting(line) and not _only_points(line)]
    if len(sections) > 1 and all(section.listed for section in sections):
        last = sections[-1].lines
        if "" in last and not any("" in section.lines[:-1] for section in sections[:-1]):
            at = last.index("")
            words += [line for line in last[at:] if line.strip()]
            del last[at:]
    return "\n".join(words)


def _only_points(line: str) -> bool:
    """Se mina svar nedan."""
    return len(line) <= 60 and points_down(line) and status_of(line) is None


def _answers(section: Section, shared: str, asked: _Asked) -> list[GoalAnswer]:
    """One answer a goal; an untouched form is none."""
    lines, _ = drop_untouched(section.lines)
    whole = "\n".join(lines).strip()
    if not whole and section.status is None:
        return []
    status = _status(section, whole, asked)
    day = new_date(whole, asked.written) or _late_date(lines, status, asked.written)
    others = [goal for goal in asked.goals if goal not in section.goals]
    if among(whole, others) and not (section.headed and plainly_said(whole)):
        status = day = None
    words = [line for line in lines if not _said_elsewhere(line)]
    text = "\n".join(part for part in (shared, "\n".join(words).strip()) if part)
    return [GoalAnswer(goal, status, text, day) for goal in section.goals]


def _status(section: Section, whole: str, asked: _Asked) -> Status | None:
    about = asked.about(section.goals)
    if section.status:
        return None if contradicts(whole, section.status, asked.written, about) else section.status
    status = read_status(whole, asked.written, about)
    return status if status or "\n" in whole else status_of(whole, asked.written, about)


def _late_date(lines: Sequence[str], status: Status | None, written: date | None) -> date | None:
    """A form's own line for the date has been read already; "Försenad" by link has its date in the free text."""
    return new_date("Nytt datum " + lines[0], written) if status is Status.LATE and lines else None


def _said_elsewhere(line: str) -> bool:
    """A field that holds nothing but the status or the new date."""
    match = FIELD.match(line)
    if not match:
        return False
    value = match[2].strip()
    if match[1].lower() == "status":
        return fold(value[:40]).strip(" .!*_") in BEGINNINGS
    return match[1].lower() == "nytt datum" and is_only_a_day(value)


def _merged(answers: Sequence[GoalAnswer]) -> tuple[GoalAnswer, ...]:
    """A goal that is answered twice: both texts; its status and date only if they agree."""
    merged: dict[str, GoalAnswer] = {}
    for answer in answers:
        other = merged.get(answer.goal)
        if other is None:
            merged[answer.goal] = answer
            continue
        statuses = {other.status, answer.status}
        days = {day for day in (other.new_date, answer.new_date) if day is not None}
        merged[answer.goal] = GoalAnswer(
            answer.goal,
            statuses.pop() if len(statuses) == 1 else None,
            "\n".join(dict.fromkeys(text for text in (other.text, answer.text) if text)),
            days.pop() if len(days) == 1 else None,
        )
    return tuple(merged.values())
