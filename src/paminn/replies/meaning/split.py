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
    r"\bsamma (?:svar|status|läge|sak)\b.{0,30}\b(?:alla|samtliga|båda|allt)\b"
    r"|\b(?:gäller|avser) (?:för )?(?:alla|samtliga|båda|allt)\b"
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
_LONGEST_POINTER = 60  # characters of "Se mina svar nedan"


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
        """The stems of what these goals ask for."""
        stems: set[str] = set()
        for goal in goals:
            stems |= wording(self.sent, goal)
        return frozenset(stems)

    def read(self, words: str) -> Status | None:
        """The status of words about all of them."""
        return read_status(words, self.written, self.about(self.goals))


def split(text: str, goals: Sequence[str], written: date | None = None, sent: str = "") -> tuple[GoalAnswer, ...]:
    """The answers of one mail, written on that day, to the digest `sent`, which asked about `goals`.

    () when a person must read it.
    """
    if not text.strip() or not goals:
        return ()
    asked = _Asked(tuple(dict.fromkeys(goals)), written, sent)
    try:
        above, of_goals = sections(text, asked.goals)
    except Unclear:
        return ()
    if not of_goals:
        return _undivided(text, asked)

    shared = _shared(above, of_goals)
    answers: list[GoalAnswer] = []
    for section in of_goals:
        answers += _answers(section, shared, asked)
    merged = _merged(answers)
    if among(shared, asked.goals):  # what stands above names a goal too: what it says of it is for a person
        merged = [replace(answer, status=None, new_date=None) for answer in merged]
    elif _is_contradicted(merged, asked.read(shared)):
        return ()
    return (*merged, *_others(text, merged, asked))


def _is_contradicted(answers: Sequence[GoalAnswer], said_of_all: Status | None) -> bool:
    if said_of_all is None:
        return False
    return any(answer.status is not said_of_all for answer in answers)


def speaks_of_others(text: str) -> bool:
    """Something is said of all goals, or of those that are not named."""
    return bool(_ALL.search(text) or _OTHERS.search(text) or _NOT_ALL.search(text))


def _others(text: str, answers: Sequence[GoalAnswer], asked: _Asked) -> list[GoalAnswer]:
    """ "1.1 klar, övriga pågår": something was said of the goals that have no number there; a person reads what."""
    if not answers or not _OTHERS.search(text):
        return []
    answered = {answer.goal for answer in answers}
    return [GoalAnswer(goal, None, text.strip()) for goal in asked.goals if goal not in answered]


def _undivided(text: str, asked: _Asked) -> tuple[GoalAnswer, ...]:
    """No goal is named: the only goal there is, or "samma svar på alla"."""
    if len(asked.goals) > 1 and not _is_of_all(text, asked):
        return ()
    section = Section(asked.goals, text.split("\n"))
    return tuple(_answers(section, "", asked))


def _is_of_all(text: str, asked: _Asked) -> bool:
    if _NOT_ALL.search(text) or among(text, asked.goals):
        return False
    return bool(_ALL.search(text))


def _shared(above: Sequence[str], of_goals: list[Section]) -> str:
    """Words for all: those above the first goal (greetings aside), and those below a mere list."""
    words = [line for line in above if _says_something(line)]
    is_list = len(of_goals) > 1 and all(section.listed for section in of_goals)
    if is_list:
        words += _below_list(of_goals)
    return "\n".join(words)


def _below_list(of_goals: list[Section]) -> list[str]:
    """The words that an empty line parts from the last goal of a list without such lines; taken from that goal."""
    *others, last = of_goals
    if "" not in last.lines or any("" in section.lines[:-1] for section in others):
        return []
    gap = last.lines.index("")
    below = [line for line in last.lines[gap:] if line.strip()]
    del last.lines[gap:]
    return below


def _says_something(line: str) -> bool:
    """More than "Hej!" or "Se mina svar nedan"."""
    if not line.strip() or is_greeting(line):
        return False
    only_points = len(line) <= _LONGEST_POINTER and points_down(line)
    return not only_points or status_of(line) is not None


def _answers(section: Section, shared: str, asked: _Asked) -> list[GoalAnswer]:
    """One answer a goal; an untouched form is none."""
    lines, _ = drop_untouched(section.lines)
    whole = "\n".join(lines).strip()
    if not whole and section.status is None:
        return []
    status = _status(section, whole, asked)
    day = new_date(whole, asked.written)
    if day is None and status is Status.LATE:
        day = _late_date(lines, asked.written)
    if _may_be_of_another(section, whole, asked):
        status = None
        day = None
    text = _text(shared, lines)
    return [GoalAnswer(goal, status, text, day) for goal in section.goals]


def _late_date(lines: Sequence[str], written: date | None) -> date | None:
    """ "Försenad" by a link has its date in the free text; a form's own line has been read already."""
    if not lines:
        return None
    return new_date(f"Nytt datum {lines[0]}", written)


def _may_be_of_another(section: Section, whole: str, asked: _Asked) -> bool:
    """Another goal is named in the words about these."""
    others = [goal for goal in asked.goals if goal not in section.goals]
    if not among(whole, others):
        return False
    return not section.headed or not plainly_said(whole)


def _text(shared: str, lines: Sequence[str]) -> str:
    """The words for all and the words about these, without what is said elsewhere."""
    own: list[str] = []
    for line in lines:
        if not _is_said_elsewhere(line):
            own.append(line)
    words = "\n".join(own).strip()
    if not shared:
        return words
    if not words:
        return shared
    return f"{shared}\n{words}"


def _status(section: Section, whole: str, asked: _Asked) -> Status | None:
    about = asked.about(section.goals)
    linked = section.status
    if linked is not None and contradicts(whole, linked, asked.written, about):
        return None
    if linked is not None:
        return linked
    status = read_status(whole, asked.written, about)
    if status is None and "\n" not in whole:
        return status_of(whole, asked.written, about)
    return status


def _is_said_elsewhere(line: str) -> bool:
    """A field that holds nothing but the status or the new date."""
    field = FIELD.match(line)
    if not field:
        return False
    label = field[1].lower()
    value = field[2].strip()
    if label == "status":
        return fold(value[:40]).strip(" .!*_") in BEGINNINGS
    return label == "nytt datum" and is_only_a_day(value)


def _merged(answers: Sequence[GoalAnswer]) -> list[GoalAnswer]:
    """A goal that is answered twice: both texts; its status and date only if they agree."""
    merged: dict[str, GoalAnswer] = {}
    for answer in answers:
        earlier = merged.get(answer.goal)
        if earlier is not None:
            answer = _both(earlier, answer)
        merged[answer.goal] = answer
    return list(merged.values())


def _both(earlier: GoalAnswer, later: GoalAnswer) -> GoalAnswer:
    status: Status | None = None
    if earlier.status is later.status:
        status = later.status
    day = earlier.new_date or later.new_date
    if earlier.new_date and later.new_date and earlier.new_date != later.new_date:
        day = None
    texts = dict.fromkeys(text for text in (earlier.text, later.text) if text)
    return GoalAnswer(
        goal=later.goal,
        status=status,
        text="\n".join(texts),
        new_date=day,
    )
