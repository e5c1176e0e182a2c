"""What the year came to: one status a goal, from what its owners wrote and nothing else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from paminn.plan.identities import RoleId
from paminn.plan.model import ActionPlan, FocusArea, Goal, Kind, OwnerPart, Owners, Part
from paminn.plan.occurrence import OccurrenceId
from paminn.plan.rules import Rules
from paminn.plan.version import Revision
from paminn.reminders.mark import Restored
from paminn.reminders.message import Door
from paminn.reminders.occurrences import occurrences
from paminn.standing.answer import Answer, Release, Status
from paminn.standing.answerer import Answerer, answerer
from paminn.standing.contradiction import Contradiction, not_asked_anew_about, unsettled
from paminn.standing.goal import deciding
from paminn.standing.going import gravest
from paminn.standing.silence import Silence, unanswered, why_untold
from paminn.standing.word import Key, order
from paminn.summary.goal_status import GoalStatus, status_of
from paminn.summary.occasions import Occasion, days_to_tell, occasions, status_of_all
from paminn.summary.requested import Requested
from paminn.summary.years import Told, belongs, tell


class Unsent(StrEnum):
    """Whether the year's reminders were only written to a folder, where nobody has read them."""

    NONE = "none"
    SOME = "some"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class PartSummary:
    """A role's part of a goal. `answer` is its last word and `silence` why it has none; never both.

    Neither: nobody has asked the role about the goal for this account.
    `answers` are all that the role has said of the goal in this year's account, the newest first; `words_now` those of
    them that are the last word of somebody who answers for it, where the role has not been asked anew since.
    `earlier`: `answer` belongs to an earlier year's account. It said done, so this year nobody had to ask.
    `done_on`: when the role first said that its part is done, of work that happens once.
    `newer_held`: a later answer waits for a person to release it.
    `requests` are those of this year that reached it, `reminded` the days of those after its last answer.
    """

    role: str
    part: Part
    words: str
    decides: bool
    answer: Answer | None = None
    answers: tuple[Answer, ...] = ()
    words_now: tuple[Answer, ...] = ()
    earlier: bool = False
    done_on: date | None = None
    newer_held: bool = False
    silence: Silence | None = None
    requests: tuple[Requested, ...] = ()
    reminded: tuple[date, ...] = ()
    identity: RoleId | None = None

    @property
    def role_id(self) -> RoleId:
        """The role's identity."""
        return self.identity or RoleId(self.role)

    @property
    def said(self) -> Status | None:
        """The status of its answer; None without an answer, and where nobody has found one."""
        if self.answer is None:
            return None
        return self.answer.status

    @property
    def words_before(self) -> tuple[Answer, ...]:
        """What has been said before that, the newest first."""
        now = self.words_now
        return tuple(answer for answer in self.answers if answer not in now)


@dataclass(frozen=True, slots=True)
class GoalSummary:
    """`others` decide nothing: from roles without a part of the goal, or about another year's day.

    `contradiction` is what keeps it from having a status of its own. `occasions` are the days of a goal with several.
    """

    goal: Goal
    status: GoalStatus
    parts: tuple[PartSummary, ...]
    others: tuple[Answer, ...] = ()
    contradiction: Contradiction | None = None
    occasions: tuple[Occasion, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether there is anything to answer about it this year."""
        if self.status is GoalStatus.NOT_YET:
            return False
        return self.goal.timeframe.kind is not Kind.DONE and not self.goal.replaced_by

    @property
    def answers(self) -> tuple[Answer, ...]:
        """All that are told of it, whatever they decide."""
        told: list[Answer] = []
        for part in self.parts:
            told.extend(part.words_now)
            told.extend(part.words_before)
        return (*told, *self.others)

    @property
    def deciding(self) -> tuple[PartSummary, ...]:
        return tuple(part for part in self.parts if part.decides)

    @property
    def silent(self) -> tuple[PartSummary, ...]:
        """The deciding parts without an answer."""
        return tuple(part for part in self.deciding if part.answer is None)

    @property
    def days_unanswered(self) -> tuple[OccurrenceId, ...]:
        """The days that were asked about and that somebody has not answered, where all have answered something."""
        if self.silent:
            return ()
        unanswered_days = []
        for occasion in self.occasions:
            if occasion.asked and occasion.status is GoalStatus.MISSING:
                unanswered_days.append(occasion.about)
        return tuple(unanswered_days)

    @property
    def late(self) -> tuple[PartSummary, ...]:
        """The deciding parts of which somebody's last word is that they are late."""
        late = []
        for part in self.deciding:
            if any(answer.status is Status.LATE for answer in part.words_now):
                late.append(part)
        return tuple(late)

    @property
    def split(self) -> tuple[int, int] | None:
        """In how many of the deciding parts it goes as `status` says, and of how many; None where it is all of them."""
        if self.status not in _OF_PARTS or self.occasions:
            return None
        said = [part.said for part in self.deciding if part.answer]
        _, count = gravest(said)
        if count == len(said):
            return None
        return count, len(said)


_OF_PARTS = (
    GoalStatus.DONE,
    GoalStatus.ONGOING,
    GoalStatus.OVERRUN,
    GoalStatus.LATE,
    GoalStatus.NOT_STARTED,
)


@dataclass(frozen=True, slots=True)
class AreaSummary:
    area: FocusArea
    goals: tuple[GoalSummary, ...]

    def count(self, status: GoalStatus) -> int:
        return sum(goal.status is status for goal in self.goals)


@dataclass(frozen=True, slots=True)
class AnnualSummary:
    """`answers` are all that are told, in the order received; `requests` all that was ever asked of each, likewise."""

    plan: ActionPlan
    year: int
    as_of: date
    areas: tuple[AreaSummary, ...]
    answers: tuple[Answer, ...]
    requests: Mapping[Key, tuple[Requested, ...]] = field(default_factory=dict)
    unsent: Unsent = Unsent.NONE
    revisions: tuple[Revision, ...] = ()
    restored: tuple[Restored, ...] = ()  # of which something of the year was told anew

    @property
    def goals(self) -> tuple[GoalSummary, ...]:
        return tuple(goal for area in self.areas for goal in area.goals)

    @property
    def parts(self) -> tuple[tuple[GoalSummary, PartSummary], ...]:
        """Every part that there may be anything to ask about."""
        return tuple((goal, part) for goal in self.goals if goal.is_open for part in goal.parts)

    @property
    def silent(self) -> tuple[tuple[GoalSummary, PartSummary], ...]:
        """The parts that were asked about, or written about, without a released answer."""
        return tuple((goal, part) for goal, part in self.parts if part.silence is not None)

    @property
    def answered(self) -> tuple[Key, ...]:
        """The (goal, role) pairs that have a released answer in this very account."""
        return _keys(self._answered())

    @property
    def answered_as_asked(self) -> tuple[Key, ...]:
        """Those of `answered` that were asked for."""
        return _keys((goal, part) for goal, part in self._answered() if part.requests)

    @property
    def answered_unasked(self) -> tuple[Key, ...]:
        """Those of `answered` that nobody has asked for in this year's account."""
        return _keys((goal, part) for goal, part in self._answered() if not part.requests)

    @property
    def missing(self) -> tuple[Key, ...]:
        """The (goal, role) pairs that were asked and have no released answer."""
        return _keys(self.silent)

    def missing_because(self, silence: Silence) -> tuple[Key, ...]:
        """The pairs of `missing` that are missing for this reason."""
        return _keys((goal, part) for goal, part in self.silent if part.silence is silence)

    def mail_answered(self, answer: Answer) -> Requested | None:
        """A request of the mail that it answers; None where that is not known."""
        if answer.request is None:
            return None
        for requests in self.requests.values():
            for request in requests:
                if request.mail == answer.request:
                    return request
        return None

    def last_request_before(self, answer: Answer) -> Requested | None:
        """When the role was last asked what it answered; None where nothing is known of that."""
        last = None
        for request in self.requests.get((answer.goal, answer.owner), ()):
            if request.occurrence == answer.occurrence and request.day <= answer.received:
                last = request
        return last

    @property
    def is_past_the_period(self) -> bool:
        """Whether the plan's own period was over, and it holds until further notice."""
        end = self.plan.period_end
        return end is not None and self.year > end.year

    def _answered(self) -> list[tuple[GoalSummary, PartSummary]]:
        return [(goal, part) for goal, part in self.parts if part.answer and not part.earlier]


def summarise(
    plan: ActionPlan,
    rules: Rules,
    owners: Owners,
    year: int,
    answers: Iterable[Answer],
    requests: Iterable[Requested],
    as_of: date,
    revisions: tuple[Revision, ...] = (),
    restored: tuple[Restored, ...] = (),
) -> AnnualSummary:
    """The account of `year` as it stood on `as_of`, of all answers and of all requests that arrived.

    `plan` is the one that held when the year ended, `revisions` what was changed in it during the year,
    `restored` each time that the memory was put back.
    """
    known = [answer for answer in answers if answer.received <= as_of]
    told = tell(plan, year, known, owners.answerers)
    asked = _by_key(request for request in requests if request.day <= as_of)
    sight = _Sight(plan, rules, owners, year, as_of, told, _of_the_year(asked, year, plan))
    areas = []
    for area in plan.areas:
        goals = tuple(_goal(goal, sight) for goal in area.goals)
        areas.append(AreaSummary(area, goals))
    return AnnualSummary(
        plan=plan,
        year=year,
        as_of=as_of,
        areas=tuple(areas),
        answers=told.answers,
        requests=asked,
        unsent=_unsent(sight.requests),
        revisions=revisions,
        restored=tuple(time for time in restored if time.concerns(year)),
    )


def _keys(parts: Iterable[tuple[GoalSummary, PartSummary]]) -> tuple[Key, ...]:
    return tuple((goal.goal.id, part.role_id) for goal, part in parts)


@dataclass(frozen=True, slots=True)
class _Sight:
    """What one year's account can see. `requests` are those that belong to the year."""

    plan: ActionPlan
    rules: Rules
    owners: Owners
    year: int
    as_of: date
    told: Told
    requests: Mapping[Key, tuple[Requested, ...]]

    def days_of(self, goal: Goal) -> tuple[OccurrenceId, ...]:
        """Every day that the goal has, whatever the year."""
        return tuple(occurrence.id for occurrence in occurrences(self.plan, goal, self.rules))


def _by_key(requests: Iterable[Requested]) -> dict[Key, tuple[Requested, ...]]:
    """The requests to each role about each goal, in the order asked."""
    by_key: dict[Key, list[Requested]] = defaultdict(list)
    for request in sorted(requests, key=lambda request: request.day):
        by_key[request.goal, request.role].append(request)
    return {key: tuple(asked) for key, asked in by_key.items()}


def _of_the_year(
    asked: Mapping[Key, Iterable[Requested]], year: int, plan: ActionPlan
) -> dict[Key, tuple[Requested, ...]]:
    of_the_year = {}
    for key, requests in asked.items():
        goal = plan.by_id.get(key[0])
        belonging = (request for request in requests if belongs(request.occurrence, request.day, year, goal))
        of_the_year[key] = tuple(belonging)
    return of_the_year


def _unsent(requests: Mapping[Key, Iterable[Requested]]) -> Unsent:
    doors = {request.door for asked in requests.values() for request in asked}
    if Door.FOLDER not in doors:
        return Unsent.NONE
    if doors == {Door.FOLDER}:
        return Unsent.ALL
    return Unsent.SOME


def _goal(goal: Goal, sight: _Sight) -> GoalSummary:
    deciders = deciding(goal)
    told = _occasions(goal, sight)
    contradiction = None
    if not told:
        contradiction = _contradiction(goal, sight)
    parts = []
    for part in _by_role(goal.parts):
        parts.append(_part(goal, part, part.role_id in deciders, contradiction, sight))
    return GoalSummary(
        goal=goal,
        status=_status(goal, parts, told, contradiction, sight),
        parts=tuple(parts),
        others=_others(goal, parts, sight.told),
        contradiction=contradiction,
        occasions=told,
    )


def _occasions(goal: Goal, sight: _Sight) -> tuple[Occasion, ...]:
    """The days of a goal with several; of work that goes on over the years an earlier day may have been answered."""
    days = days_to_tell(goal, sight.days_of(goal), sight.year)
    answers: list[Answer] = []
    if goal.timeframe.comes_back:
        for (about, _), words in sight.told.words.items():
            if about == goal.id:
                answers.extend(words)
    else:
        answers = [answer for answer in sight.told.until_closing if answer.goal == goal.id]
    requests: list[Requested] = []
    for (about, _), asked in sight.requests.items():
        if about == goal.id:
            requests.extend(asked)
    return occasions(goal, days, answers, requests, sight.as_of, sight.owners)


def _contradiction(goal: Goal, sight: _Sight) -> Contradiction | None:
    """Where those who decide contradict each other as the year ends, though one of them spoke in an earlier year.

    Of what comes back, only in what is told this year.
    """
    deciders = deciding(goal)
    if goal.timeframe.comes_back:
        told = [answer for role in deciders for answer in sight.told.words.get((goal.id, role), ())]
        return unsettled(goal, told, sight.owners)
    known = [answer for answer in sight.told.so_far if answer.goal == goal.id and answer.owner in deciders]
    return unsettled(goal, known, sight.owners)


def _others(goal: Goal, parts: Iterable[PartSummary], told: Told) -> tuple[Answer, ...]:
    """What is told of the goal and decides nothing."""
    roles = {part.role_id for part in parts}
    others = [answer for answer in told.beside if answer.goal == goal.id]
    for (goal_id, role), answers in told.words.items():
        if goal_id == goal.id and role not in roles:
            others.extend(answers)
    return tuple(sorted(others, key=order))


_WEIGHTIEST_FIRST = (Part.RESPONSIBLE, Part.PARTNER, Part.SUPPORT)


def _by_role(parts: Iterable[OwnerPart]) -> tuple[OwnerPart, ...]:
    """One part a role, since a role is asked once: ansvar weighs most, and all its words are kept."""
    merged: dict[RoleId, OwnerPart] = {}
    for part in parts:
        before = merged.get(part.role_id)
        if before is None:
            merged[part.role_id] = part
            continue
        weightier = min(before.part, part.part, key=_WEIGHTIEST_FIRST.index)
        words = [text for text in (before.words, part.words) if text]
        merged[part.role_id] = replace(part, part=weightier, words=", ".join(words))
    return tuple(merged.values())


def _part(
    goal: Goal, owned: OwnerPart, decides: bool, contradiction: Contradiction | None, sight: _Sight
) -> PartSummary:
    told = sight.told
    key = (goal.id, owned.role_id)
    earlier = told.earlier.get(key)
    answer = earlier or told.deciding.get(key)
    newest = told.newest.get(key)
    requests = sight.requests.get(key, ())
    answers = told.words.get(key, ())[::-1]
    silence = None
    if answer is None and (requests or newest):
        silence = why_untold(newest)
    return PartSummary(
        role=owned.role,
        identity=owned.identity,
        part=owned.part,
        words=owned.words,
        decides=decides,
        answer=answer,
        answers=answers,
        words_now=_words_now(goal, owned.role_id, answers, earlier, contradiction, sight.owners),
        earlier=earlier is not None,
        done_on=_done_on(answer, told.done_on.get(key)),
        newer_held=_waits_after(answer, newest),
        silence=silence,
        requests=requests,
        reminded=unanswered(_days(requests), told.heard.get(key)),
    )


def _words_now(
    goal: Goal,
    role: RoleId,
    answers: Sequence[Answer],
    earlier: Answer | None,
    contradiction: Contradiction | None,
    owners: Owners,
) -> tuple[Answer, ...]:
    """The last word of each who answers, of a role's `answers` of the year, the newest first.

    Who contradicts them in an earlier year's account is told again, and so is what such an account says is done.
    """
    disputed = () if contradiction is None else contradiction.answers
    from_before = [answer for answer in disputed if answer.owner == role and answer not in answers]
    if earlier is not None and not from_before:
        return (earlier,)
    standing = not_asked_anew_about(goal, answers, owners)
    now: dict[Answerer, Answer] = {}
    for answer in (*answers, *reversed(from_before)):
        if answer in standing or answer in from_before:
            now.setdefault(answerer(answer), answer)
    return tuple(now.values())


def _done_on(answer: Answer | None, first: date | None) -> date | None:
    """`first` is when the role first said Klar, where it has not taken that back."""
    if answer is None or answer.status is not Status.DONE:
        return None
    if first is None or first > answer.received:
        return None
    return first


def _waits_after(answer: Answer | None, newest: Answer | None) -> bool:
    """Whether the newest answer is later than the one that is told, and waits for a person to release it."""
    if answer is None or newest is None:
        return False
    return newest.release is Release.HELD and order(newest) > order(answer)


def _days(requests: Iterable[Requested]) -> list[date]:
    """The days of these mails, each once: one may have asked about a day and the year."""
    return sorted({request.day for request in requests})


def _status(
    goal: Goal,
    parts: Sequence[PartSummary],
    told: Sequence[Occasion],
    contradiction: Contradiction | None,
    sight: _Sight,
) -> GoalStatus:
    if goal.replaced_by:
        return GoalStatus.REPLACED
    if goal.timeframe.kind is Kind.DONE:
        return GoalStatus.DONE_IN_PLAN
    if _is_not_yet(goal, parts, sight):
        return GoalStatus.NOT_YET
    if told:
        return status_of_all(told, _accounts_of_the_year(parts))
    if contradiction is not None:
        return GoalStatus.CONTRADICTED
    answers = [part.answer for part in parts if part.decides and part.answer]
    deciders = [part for part in parts if part.decides]
    if not answers or len(answers) < len(deciders):
        return GoalStatus.MISSING
    status = status_of(answers)
    if status is GoalStatus.ONGOING and _outlasts(goal, answers, sight):
        return GoalStatus.OVERRUN
    return status


def _is_not_yet(goal: Goal, parts: Iterable[PartSummary], sight: _Sight) -> bool:
    """Whether the goal's time has not come, or does not come this year, and nobody has said anything of it.

    Somebody who was asked is to answer, unless the work cannot have begun.
    """
    was_asked = False
    for part in parts:
        has_been_said = part.answer is not None or part.silence not in (None, Silence.NO_ANSWER)
        if has_been_said:
            return False
        was_asked = was_asked or bool(part.requests)
    start = goal.timeframe.start
    if start and start.year > sight.year:
        return True
    if was_asked:
        return False
    days = sight.days_of(goal)
    if goal.timeframe.comes_back:
        return bool(days) and all(day.year != sight.year for day in days)
    return bool(days) and all(day.year > sight.year for day in days)


def _accounts_of_the_year(parts: Iterable[PartSummary]) -> list[Answer]:
    """The last account of the year of each who decides; none where somebody has given none."""
    accounts = []
    for part in parts:
        if not part.decides:
            continue
        given = [answer for answer in part.answers if answer.occurrence.is_account]
        if not given:
            return []
        accounts.append(given[0])
    return accounts


def _outlasts(goal: Goal, answers: Iterable[Answer], sight: _Sight) -> bool:
    """Work goes on beyond the last day: it has passed, or an owner has given a later one of their own.

    Only a deadline or a period ends; what must have begun by a day goes on after it. A last day of a later year is
    that year's to tell of, however late this account is made.
    """
    frame = goal.timeframe
    if frame.kind not in (Kind.DEADLINE, Kind.PERIOD) or frame.end is None:
        return False
    if frame.end.year <= sight.year and sight.as_of > frame.end:
        return True
    for answer in answers:
        if answer.status is Status.ONGOING and answer.new_date and answer.new_date > frame.end:
            return True
    return False
