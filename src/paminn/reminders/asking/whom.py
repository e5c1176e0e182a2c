"""Who is asked about a goal, and what they have said of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from paminn.plan.identities import RoleId
from paminn.plan.model import Goal, OwnerPart, Owners
from paminn.reminders.model import Occurrence
from paminn.standing.answer import Answer
from paminn.standing.contradiction import last_undisputed
from paminn.standing.done import is_done, promised_day
from paminn.standing.each import last_words, said_by
from paminn.standing.goal import happens_once, reminded, responsible
from paminn.standing.word import says_how_it_goes

_ONE_FOR_ALL = ("",)


@dataclass(frozen=True, slots=True)
class Whom:
    """A role, or one `person` of it where each answers for themselves; `people` are all of those, else one empty name.

    `said` is what they have answered about the goal. `asked_back` are the numbers of all answers that the quality team
    has asked back about.
    """

    goal: Goal
    part: OwnerPart
    person: str
    people: Sequence[str]
    said: Sequence[Answer]
    owners: Owners
    asked_back: frozenset[int] = frozenset()

    @property
    def role(self) -> RoleId:
        return self.part.role_id

    @property
    def last_answer(self) -> date | None:
        """The day of their last answer."""
        return max((answer.received for answer in self.said), default=None)

    @property
    def settled(self) -> Sequence[Answer]:
        """What they have said, but for what nobody could read and they have been asked about: it is their turn."""
        if not self.asked_back:
            return self.said
        return [answer for answer in self.said if answer.status is not None or answer.id not in self.asked_back]

    def due(self, occurrence: Occurrence) -> date:
        """Their own last new day for an instance of the goal, else the decided one."""
        return promised_day(self.goal, occurrence.id, self.said) or occurrence.due


def all_asked(goal: Goal, answers: Iterable[Answer], owners: Owners, asked_back: frozenset[int]) -> Iterator[Whom]:
    """Everybody who has a part in the goal, in the plan's order; `answers` are all about it."""
    given = list(answers)
    answerers = owners.answerers
    for part in reminded(goal):
        of_role = [answer for answer in given if answer.owner == part.role_id]
        people = answerers.get(part.role_id) or _ONE_FOR_ALL
        for person in people:
            said = said_by(person, of_role) if person else of_role
            yield Whom(goal, part, person, people, said, owners, asked_back)


def is_over(goal: Goal, answers: Sequence[Answer], owners: Owners) -> bool:
    """Whether every responsible role has said Klar of what happens once: then nobody is asked about it.

    A role whose own people contradict each other has not.
    """
    if not answers or not happens_once(goal):
        return False
    read = [answer for answer in answers if says_how_it_goes(answer)]
    deciders = responsible(goal)
    if not is_done(deciders, last_words(read, owners.answerers)):
        return False
    # Whether anybody contradicts it is asked only where it matters.
    return is_done(deciders, last_undisputed(goal, read, owners))
