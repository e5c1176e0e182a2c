"""One mail about several goals, taken apart goal by goal. Where that would be a guess there is no answer at all.

No word changes its place: each goal has the words that stand at its number. What stands by itself, above several
answers or below them, is nobody's for certain, and a person reads it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from paminn.replies.lexicon.comparing import fold
from paminn.replies.lexicon.pleasantries import is_pleasantry
from paminn.replies.lexicon.statuses import BEGINNINGS
from paminn.replies.meaning.goals import among, plainly_said
from paminn.replies.meaning.new_date import new_date
from paminn.replies.meaning.one_status import contradicts, is_greeting, read_status, status_of
from paminn.replies.meaning.other_goals import names_another
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
    """What was said about one goal. `status` is None when a person must read it.

    `set_aside` is the status that is certain at the goal's number, where words below all the answers may take it back.
    """

    goal: str
    status: Status | None
    text: str
    new_date: date | None = None
    set_aside: Status | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Divided:
    """The answers of one mail, () when a person must read it, and the words in it that are no goal's for certain."""

    answers: tuple[GoalAnswer, ...] = ()
    alone: str = ""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the mail answers, and the day it was written. `plan` are the numbers of all goals, where they are known."""

    goals: tuple[str, ...]
    written: date | None
    sent: str
    plan: Collection[str] = ()

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
    """The answers of one mail, as in `divide`."""
    return divide(text, goals, written, sent).answers


def divide(
    text: str,
    goals: Sequence[str],
    written: date | None = None,
    sent: str = "",
    plan: Collection[str] = (),
    *,
    placed: bool = False,
) -> Divided:
    """One mail, written on that day, to the digest `sent`, which asked about `goals`.

    `plan` holds the numbers of all the plan's goals, where they are known. `placed`: each word is known to be about
    the goal that it stands below, the last ones too.
    """
    if not text.strip() or not goals:
        return Divided()
    asked = _Asked(tuple(dict.fromkeys(goals)), written, sent, plan)
    try:
        above, of_goals = sections(text, asked.goals, asked.plan)
    except Unclear:
        return Divided()
    if not of_goals:
        return Divided(_undivided(text, asked))

    around = _Around([line for line in above if _says_something(line)])
    if len({goal for section in of_goals for goal in section.goals}) > 1 and not placed:
        around.below = _below(of_goals)
    answers: list[GoalAnswer] = []
    for section in of_goals:
        answers += _answers(section, asked)
    merged = _merged(answers)
    if around.contradicts(merged, asked):
        return Divided()

    is_foreign = any(section.foreign for section in of_goals)
    if len(merged) == 1 and not is_foreign:
        (only,) = merged
        return Divided((_with_words_above(only, around, asked), *_others(text, merged, asked)))
    if is_foreign or around.names_a_goal(asked):
        # What was said of which is for a person.
        merged = [replace(answer, status=None, new_date=None) for answer in merged]
    else:
        merged = [around.left_standing(answer, asked) for answer in merged]
        if around.below:
            # What was added to which is for a person; what stands at a number was read all the same.
            merged = [replace(answer, status=None, set_aside=answer.status) for answer in merged]
    return Divided((*merged, *_others(text, merged, asked)), around.words)


@dataclass(slots=True)
class _Around:
    """The words that stand above the first answer and below the last."""

    above: list[str]
    below: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        return "\n".join([*self.above, *self.below])

    def names_a_goal(self, asked: _Asked) -> bool:
        return among(self.words, asked.goals) or names_another(self.words, asked.goals, asked.plan)

    def contradicts(self, answers: Sequence[GoalAnswer], asked: _Asked) -> bool:
        """Whether something else is said of all than of one of them."""
        if self.names_a_goal(asked):
            return False
        said_of_all = asked.read(self.words)
        if said_of_all is None:
            return False
        return any(answer.status is not said_of_all for answer in answers)

    def left_standing(self, answer: GoalAnswer, asked: _Asked) -> GoalAnswer:
        """The answer, without its status where the words above leave it in doubt."""
        if answer.status is None:
            return answer
        if contradicts("\n".join(self.above), answer.status, asked.written, asked.about((answer.goal,))):
            return replace(answer, status=None, new_date=None)
        return answer


def _with_words_above(only: GoalAnswer, around: _Around, asked: _Asked) -> GoalAnswer:
    """The only answer there is, with what stands above its number: it may be about nothing else."""
    if around.names_a_goal(asked):
        only = replace(only, status=None, new_date=None)
    texts = [words for words in (around.words, only.text) if words]
    return replace(only, text="\n".join(texts))


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
    return tuple(_answers(section, asked))


def _is_of_all(text: str, asked: _Asked) -> bool:
    if _NOT_ALL.search(text) or among(text, asked.goals):
        return False
    return bool(_ALL.search(text))


def _below(of_goals: Sequence[Section]) -> list[str]:
    """The words that an empty line parts from the last of several answers; taken from it.

    Where every other answer goes on below an empty line too, the last words are the last goal's. What only rounds off
    the mail says nothing of any goal.
    """
    *others, last = of_goals
    start = _standing_alone(last)
    if start is None:
        return []
    if others and all(_standing_alone(section) is not None for section in others):
        return []
    below = [line for line in last.lines[start:] if line.strip()]
    del last.lines[start:]
    if is_pleasantry("\n".join(below)):
        return []
    return below


def _standing_alone(section: Section) -> int | None:
    """The line of a section from which its words are parted from the answer by an empty line, if any."""
    start = 0
    for index, line in enumerate(section.lines):
        if FIELD.match(line):
            start = index + 1
    for index in range(start, len(section.lines)):
        has_answer = any(line.strip() for line in section.lines[:index]) or section.status is not None
        if not section.lines[index].strip() and has_answer:
            if any(line.strip() for line in section.lines[index:]):
                return index
            return None
    return None


def _says_something(line: str) -> bool:
    """More than "Hej!" or "Se mina svar nedan"."""
    if not line.strip() or is_greeting(line):
        return False
    only_points = len(line) <= _LONGEST_POINTER and points_down(line)
    return not only_points or status_of(line) is not None


def _answers(section: Section, asked: _Asked) -> list[GoalAnswer]:
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
    text = _text(lines)
    return [GoalAnswer(goal, status, text, day) for goal in section.goals]


def _late_date(lines: Sequence[str], written: date | None) -> date | None:
    """ "Försenad" by a link has its date in the free text; a form's own line has been read already."""
    if not lines:
        return None
    return new_date(f"Nytt datum {lines[0]}", written)


def _may_be_of_another(section: Section, whole: str, asked: _Asked) -> bool:
    """Another goal is named in the words about these."""
    if section.foreign or names_another(whole, asked.goals, asked.plan):
        return True
    others = [goal for goal in asked.goals if goal not in section.goals]
    if not among(whole, others):
        return False
    return not section.headed or not plainly_said(whole)


def _text(lines: Sequence[str]) -> str:
    """The words about these goals, without what is said elsewhere."""
    own: list[str] = []
    for line in lines:
        if not _is_said_elsewhere(line):
            own.append(line)
    return "\n".join(own).strip()


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
