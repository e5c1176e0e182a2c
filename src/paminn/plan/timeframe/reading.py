"""A statement -> an answer: the last step of reading a time plan, which of the kinds it is.

Every rule either answers or raises `Unreadable`; none guesses. What was read but could have been meant
otherwise leaves a warning.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from paminn.plan.model import Kind
from paminn.plan.rrule import Recurrence
from paminn.plan.timeframe.days import MANY, Days, touching
from paminn.plan.timeframe.parts import Is
from paminn.plan.timeframe.phrases import Group, Join
from paminn.plan.timeframe.recurrence import frequency, rule, without_years
from paminn.plan.timeframe.spans import Almanac, Span, Unit
from paminn.plan.timeframe.statement import Role, Statement, Time, Unreadable

_YEARLONG = (Unit.YEAR, Unit.SCHOOL_YEAR, Unit.PLAN)


class YearMissing(Unreadable):
    """A time that only lacks its year."""


@dataclass(frozen=True, slots=True)
class Answer:
    kind: Kind
    start: date | None = None
    end: date | None = None
    recurrence: Recurrence | None = None
    more_days: tuple[date, ...] = ()


class Reading:
    """One statement read against one plan. `warnings` are complete when `answer` has returned."""

    def __init__(self, statement: Statement, almanac: Almanac, decided: date) -> None:
        self.statement = statement
        self.almanac = almanac
        self.decided = decided
        self.warnings = list(statement.warnings)
        self.days = Days(almanac, self.warnings)

    def answer(self) -> Answer:
        """How the statement is read. Raises `Unreadable`, or `YearMissing` where only a year is wanting."""
        statement = self.statement
        if statement.every or Is.WHENEVER in statement.said:
            answer = self._recurring()
        elif statement.times:
            answer = self._dated()
        else:
            answer = self._timeless()
        return self._followed_up(answer)

    # --- without a time ----------------------------------------

    def _timeless(self) -> Answer:
        statement, said = self.statement, self.statement.said
        finished = said & {Is.DONE, Is.DUE}
        if finished and (statement.ongoing or said & {Is.MODAL, Is.ABOUT, Is.EVENT, Is.BEGIN, Is.BEGUN}):
            raise Unreadable("Det går inte att se om det är gjort.")
        if Is.DONE in said or (finished and not statement.strays):
            return Answer(Kind.DONE)
        if finished or (said & {Is.MODAL, Is.BEGIN} and not (statement.ongoing or statement.onward)):
            raise Unreadable("Det står ingen tid.")
        if statement.ongoing or statement.onward:
            return Answer(Kind.ONGOING)
        if Is.BEGUN in said and not statement.strays:
            self.warnings.append("Det står att arbetet har börjat, men inte när det ska vara klart.")
            return Answer(Kind.ONGOING)
        raise Unreadable()

    # --- with times ----------------------------------------

    def _dated(self) -> Answer:
        statement = self.statement
        if not any(time.when.dated for time in statement.times):
            raise YearMissing("Jag ser inget år.")
        if not all(time.when.dated for time in statement.times):
            raise YearMissing("En av tiderna saknar år.")
        times: dict[Role, Time] = {}
        for time in statement.times:
            planned = time.role is Role.DONE and not time.finished and (Is.MODAL in statement.said or time.limit)
            role = Role.DUE if planned else time.role
            if role in times and self.days.hull(times[role]) == self.days.hull(time):
                continue  # "planperioden 2025–2027" says it twice
            if role in times:
                raise Unreadable(MANY)
            times[role] = time
        first = next(iter(times.values()))
        if Role.DONE in times:
            return self._done(first, alone=len(times) == 1)
        if Role.DUE in times:
            return self._due(times)
        if Role.BEGIN in times:
            return self._begin(times)
        if times.keys() == {Role.SINCE}:
            return self._since(first)
        if times.keys() == {Role.FROM, Role.UNTIL}:
            start, end = self.days.hull(times[Role.FROM]).first, self.days.hull(times[Role.UNTIL]).last
            return self._stretch(start, end, Kind.ONGOING if statement.ongoing else Kind.PERIOD)
        if len(times) > 1:
            raise Unreadable(MANY)
        return self._one(first)

    def _one(self, time: Time) -> Answer:
        """A single time that is not said to be the end, the beginning or done."""
        statement = self.statement
        if time.role is Role.FROM and any(group.last for group in time.when.groups):
            span = self.days.hull(time)
            return self._stretch(span.first, span.last, Kind.ONGOING if statement.ongoing else Kind.PERIOD)
        if time.role is Role.FROM or (time.role is Role.BARE and statement.onward):
            return Answer(Kind.ONGOING, start=self.days.hull(time).first)
        planned = statement.loosely and Is.MODAL in statement.said  # "planeras till ht 26"
        if time.role is Role.UNTIL and not planned:
            if statement.loosely and not statement.ongoing:
                self.warnings.append("«till» läses som «till och med».")
            return Answer(Kind.ONGOING, end=self.days.hull(time).last)
        if any(piece.unit is Unit.CHRISTMAS for piece in time.when.pieces):
            raise Unreadable("«Jul» kan vara både jul och juli.")
        if statement.ongoing and Is.THEN in statement.said and not statement.ongoing_first:
            self.warnings.append("Jag läste tiden som när det ska börja.")
            span = self.days.hull(time)
            return Answer(Kind.START, span.first, span.last)
        if statement.ongoing or Is.WHOLE in statement.said:
            span = self.days.hull(time)
            return Answer(Kind.ONGOING, span.first, span.last)
        spans = self.days.spans(time)
        if time.when.join is Join.AND and not touching(spans):
            if not all(span.single for span in spans):
                self.warnings.append("Jag läste sista dagen i varje period.")
            return self._limits(time, spans)
        span = self.days.hull(time)
        return Answer(Kind.DEADLINE, end=span.last) if span.single else Answer(Kind.PERIOD, span.first, span.last)

    def _done(self, time: Time, *, alone: bool) -> Answer:
        if not alone or self.statement.ongoing:
            raise Unreadable("Det går inte att se om det är gjort.")
        span = self.days.hull(time)
        if span.first > self.decided:
            if not (time.finished or span.single):
                # Plan language: nothing that lies whole months ahead of the decision has happened.
                self.warnings.append("Tiden ligger efter beslutet och läses som när det ska vara klart.")
                return Answer(Kind.DEADLINE, end=span.last)
            self.warnings.append("Det står som genomfört men ligger efter beslutet.")
        return Answer(Kind.DONE, None if time.limit else span.first, span.last)

    def _since(self, time: Time) -> Answer:
        span = self.days.hull(time)
        if not self.statement.said & {Is.DUE, Is.DONE}:
            return Answer(Kind.ONGOING, start=span.first)
        if Is.MODAL in self.statement.said or self.statement.ongoing:
            raise Unreadable("Det går inte att se om det är gjort.")
        if span.first > self.decided:
            self.warnings.append("Det står som klart men ligger efter beslutet.")
        return Answer(Kind.DONE, end=span.last)

    def _due(self, times: dict[Role, Time]) -> Answer:
        due = times[Role.DUE]
        beginnings = [time for role, time in times.items() if role in (Role.BEGIN, Role.FROM, Role.SINCE, Role.BARE)]
        if len(times) != 1 + len(beginnings) or len(beginnings) > 1:
            raise Unreadable(MANY)
        if beginnings and next(iter(times)) is Role.DUE and beginnings[0].role is Role.BARE:
            raise Unreadable(MANY)
        if not beginnings:
            if self.statement.ongoing or self.statement.onward:
                self.warnings.append("Jag läste när det ska vara klart; det löpande får ingen påminnelse.")
            return self._limits(due, self.days.spans(due))
        beginning = self.days.hull(beginnings[0])
        if beginnings[0].role is Role.BARE:
            self.warnings.append("Jag läste den första tiden som början och den andra som slut.")
        return self._stretch(beginning.first, self.days.hull(due).last, Kind.PERIOD)

    def _begin(self, times: dict[Role, Time]) -> Answer:
        statement = self.statement
        begin = times[Role.BEGIN]
        span = self.days.hull(begin)
        if times.keys() == {Role.BEGIN, Role.UNTIL}:
            kind = Kind.ONGOING if statement.ongoing_first else Kind.PERIOD
            return self._stretch(span.first, self.days.hull(times[Role.UNTIL]).last, kind)
        if len(times) > 1:
            raise Unreadable(MANY)
        begun = Is.BEGUN in statement.said and not statement.said & {Is.BEGIN, Is.MODAL}
        if statement.ongoing_first or (begun and not begin.limit and span.first <= self.decided):
            return Answer(Kind.ONGOING, start=span.first)
        if any(group.spoken for group in begin.when.groups):
            return Answer(Kind.PERIOD, span.first, span.last)
        return Answer(Kind.START, None if begin.limit else span.first, span.last)

    def _limits(self, time: Time, spans: list[Span]) -> Answer:
        """One deadline, or the first of several with the others as more days."""
        if time.when.join is Join.OR:
            self.days.hesitate(spans)
            return Answer(Kind.DEADLINE, end=max(span.last for span in spans))
        first, *others = sorted({span.last for span in spans})
        return Answer(Kind.DEADLINE, end=first, more_days=tuple(others))

    def _stretch(self, start: date, end: date, kind: Kind) -> Answer:
        if end < start:
            raise Unreadable("Tiden slutar innan den börjar.")
        return Answer(kind, start, end)

    # --- again and again ----------------------------------------

    def _recurring(self) -> Answer:
        statement = self.statement
        if statement.having(Role.DONE) or (Is.DONE in statement.said and not statement.times):
            raise Unreadable("Det går inte att se om det är gjort.")
        kind = Kind.ONGOING if statement.ongoing else Kind.RECURRING
        steps = {every.step for every in statement.every}
        if len(steps) > 1:
            raise Unreadable("Det står på två sätt hur ofta.")
        step = steps.pop() if steps else None
        if step == 0:
            self.warnings.append(f"«{statement.every[0].text}» ger inga jämna steg; ange dagarna.")
        recurrence = frequency(step) if step else None
        start = end = None
        yearless = False
        for time in statement.times:
            if not time.when.dated:
                if yearless or step is None:
                    raise Unreadable(MANY)
                yearless = True
                recurrence, warnings = rule(step, time.when, self.almanac, before=time.before)
                self.warnings += warnings
                continue
            begins, ends, own = self._bounds(time, step or 0)
            if (start and begins) or (end and ends) or (own and yearless):
                raise Unreadable(MANY)
            start, end, recurrence = start or begins, end or ends, own or recurrence
            yearless = yearless or own is not None
        if start and end and end < start:
            raise Unreadable("Tiden slutar innan den börjar.")
        return Answer(kind, start, end, recurrence)

    def _bounds(self, time: Time, step: int) -> tuple[date | None, date | None, Recurrence | None]:
        """What a dated time says of a recurrence: its first day, its last, and a rule of its own."""
        groups = time.when.groups
        last = groups[0].last
        if len(groups) == 1 and last and last.unit is Unit.YEAR and groups[0].first.unit not in _YEARLONG:
            # "25 november 2025–2027": a day that comes back in those years
            single = replace(time.when, groups=(Group(groups[0].first),))
            own = self._own_rule(replace(time, when=single), step)
            end = self.almanac.span(last)
            return self.days.hull(replace(time, when=single)).first, end.last if end else None, own
        span = self.days.hull(time)
        if time.role in (Role.FROM, Role.BEGIN, Role.SINCE):
            return span.first, span.last if any(group.last for group in groups) else None, None
        if time.role is Role.UNTIL:
            return None, span.last, None
        within = any(piece.unit in _YEARLONG for piece in time.when.pieces) or last is not None
        then = Is.THEN in self.statement.said
        if within or (step % 12 and not then):
            return span.first, None if then else span.last, None
        if not then:
            self.warnings.append("Jag läste det som återkommande från det året.")
        return span.first, None, self._own_rule(time, step) if step % 12 == 0 else None

    def _own_rule(self, time: Time, step: int) -> Recurrence:
        own, warnings = rule(step, without_years(time.when), self.almanac, before=time.before)
        self.warnings += warnings
        return own

    def _followed_up(self, answer: Answer) -> Answer:
        follow_up = self.statement.follow_up
        if follow_up is None:
            return answer
        self.statement.strays += follow_up.strays
        if follow_up.every and answer.kind is Kind.ONGOING and answer.recurrence is None:
            reading = Reading(follow_up, self.almanac, self.decided)
            again = reading.answer()
            self.warnings += reading.warnings
            return replace(answer, recurrence=again.recurrence, start=answer.start or again.start)
        if follow_up.every or follow_up.times:
            self.warnings.append("Uppföljningen får ingen egen påminnelse.")
        return answer
