"""A statement -> an answer: the last step of reading a time plan, which of the kinds it is.

Every rule either answers or raises `Unreadable`; none guesses. What was read but could have been meant
otherwise leaves a warning.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from paminn.plan.model import Kind
from paminn.plan.rrule import Recurrence
from paminn.plan.timeframe.days import BACKWARDS, CHRISTMAS_OR_JULY, MANY, Days, touching
from paminn.plan.timeframe.parts import YEAR, Is
from paminn.plan.timeframe.phrases import Join
from paminn.plan.timeframe.repetition import BEGINNINGS, ENDS, repetition_of
from paminn.plan.timeframe.spans import YEARLONG, Almanac, Span, Unit
from paminn.plan.timeframe.statement import BEGINNING_OR_END, Role, Statement, Time, Unreadable, YearMissing

_PERHAPS_DONE = "Det går inte att se om det är gjort."
_EACH_A_DAY = "Jag läste varje tid som en dag för sig."
_PERHAPS_MOVED = "Det går inte att se om det är till dess eller då."
_YEAR_OF_BEGINNING = "Början har inget år; jag läste den som den sista före slutet."
_NO_TIME = "Det står ingen tid."


@dataclass(frozen=True, slots=True)
class Answer:
    kind: Kind
    start: date | None = None
    end: date | None = None
    recurrence: Recurrence | None = None
    more_days: tuple[date, ...] = ()


class Reading:
    """One statement read against one plan. `warnings` are complete when `answer` has returned."""

    def __init__(self, statement: Statement, almanac: Almanac) -> None:
        self.statement = statement
        self.almanac = almanac
        self.decided = almanac.decided
        self.warnings = list(statement.warnings)
        self.days = Days(almanac, self.warnings)

    def answer(self) -> Answer:
        """How the statement is read. Raises `Unreadable`, or `YearMissing` where only a year is wanting."""
        statement = self.statement
        if Is.WHENEVER in statement.said or (statement.every and not self._names_every_day()):
            answer = self._recurring()
        elif statement.times:
            answer = self._dated()
        else:
            answer = self._timeless()
        self._check_past(answer)
        return self._followed_up(answer)

    def _names_every_day(self) -> bool:
        """ "Årligen senast den 30 april 2025, 2026 och 2027": each of them is said."""
        steps = {every.step for every in self.statement.every}
        if steps != {YEAR} or len(self.statement.times) != 1:
            return False
        when = self.statement.times[0].when
        years = [piece.year for piece in when.pieces]
        same_in_each = len({(piece.unit, piece.number, piece.day) for piece in when.pieces}) == 1
        if when.stretched or when.join is not Join.AND or not when.dated or when.first.unit in YEARLONG:
            return False
        return same_in_each and len(set(years)) == len(years) > 1

    def _check_past(self, answer: Answer) -> None:
        """What nobody here understands and lies before the decision may be done: it is not chased."""
        if answer.kind not in (Kind.DEADLINE, Kind.PERIOD) or answer.end is None:
            return
        last_day = max(answer.end, *answer.more_days, answer.end)
        if last_day < self.decided and self.statement.strays:
            raise Unreadable(_PERHAPS_DONE)

    # --- without a time ----------------------------------------

    def _timeless(self) -> Answer:
        statement = self.statement
        said = statement.said
        continues = statement.ongoing or statement.onward
        if statement.begins_now:
            self.warnings.append("Det ska börja genast; jag läste det som beslutets dag.")
            return Answer(Kind.START, self.decided, self.decided)
        if Is.SOON in said:
            raise Unreadable(_NO_TIME)
        if said & {Is.DONE, Is.DUE}:
            return self._finished()
        if said & {Is.MODAL, Is.BEGIN} and not continues:
            raise Unreadable(_NO_TIME)
        if continues:
            return Answer(Kind.ONGOING)
        if Is.BEGUN in said and all(stray.kind is Is.THING for stray in statement.strays):
            self.warnings.append("Det står att arbetet har börjat, men inte när det ska vara klart.")
            return Answer(Kind.ONGOING)
        raise Unreadable()

    def _finished(self) -> Answer:
        """ "Genomfört", "Klart": no time, but what could be done already."""
        statement = self.statement
        if statement.ongoing or statement.said & {Is.MODAL, Is.ABOUT, Is.EVENT, Is.BEGIN, Is.BEGUN}:
            raise Unreadable(_PERHAPS_DONE)
        if Is.DONE not in statement.said and statement.strays:
            raise Unreadable(_NO_TIME)
        return Answer(Kind.DONE)

    # --- with times ----------------------------------------

    def _dated(self) -> Answer:
        if Is.THEN not in self.statement.said:
            self.statement.times = self.days.finest(self.statement.times)
        self._date_beginning()
        dated = [time.when.dated for time in self.statement.times]
        if not any(dated):
            raise YearMissing("Jag ser inget år.")
        if not all(dated):
            raise YearMissing("En av tiderna saknar år.")
        if self._are_milestones():
            return self._milestones()
        times = self._times_by_role()
        first, *others = times.values()
        if Is.SOON in self.statement.said and Role.BARE in times:
            raise Unreadable("Det går inte att se om tiden är den sista dagen.")
        if Role.DONE in times:
            return self._done(first, alone=not others)
        if Role.DUE in times:
            return self._due(times)
        if Role.BEGIN in times:
            return self._begin(times)
        if times.keys() == {Role.FROM, Role.UNTIL}:
            start = self.days.hull(times[Role.FROM]).first
            end = self.days.hull(times[Role.UNTIL]).last
            return self._stretch(start, end, self._kind_of_stretch())
        if others:
            raise Unreadable(MANY)
        if first.role is Role.SINCE:
            return self._since(first)
        return self._single(first)

    def _date_beginning(self) -> None:
        """ "Påbörjas i oktober, klart i mars 2026": a beginning without a year is the last one before its end."""
        times = self.statement.times
        if len(times) != 2 or times[0].role not in BEGINNINGS or times[1].role not in ENDS:
            return
        begin, end = times
        if begin.when.dated or not end.when.dated:
            return
        times[0] = self.days.last_before(begin, end)
        self.warnings.append(_YEAR_OF_BEGINNING)

    def _are_milestones(self) -> bool:
        """Whether there are several times, each with what is done then: "delredovisas …, slutredovisas …"."""
        times = self._times_of_milestones()
        if len(times) < 2:
            return False
        for time in times:
            due = time.role is Role.DUE or self._is_planned(time)
            if not due and not (time.role is Role.BARE and time.deed):
                return False
        return True

    def _times_of_milestones(self) -> list[Time]:
        """All but the beginning of what has several: "Påbörjas vt 26, beslut ht 26, klart 2027"."""
        times = self.statement.times
        if len(times) > 2 and times[0].role is Role.BEGIN:
            return times[1:]
        return times

    def _milestones(self) -> Answer:
        times = self._times_of_milestones()
        days = {span.last for time in times for span in self.days.spans(time)}
        self.warnings.append(_EACH_A_DAY)
        if len(times) < len(self.statement.times):
            self.warnings.append("Början får ingen egen påminnelse.")
        first, *others = sorted(days)
        return Answer(Kind.DEADLINE, end=first, more_days=tuple(others))

    def _times_by_role(self) -> dict[Role, Time]:
        """The times in the order they were said, each by what it is for."""
        times: dict[Role, Time] = {}
        for time in self.statement.times:
            role = time.role
            if self._is_planned(time):
                role = Role.DUE
            if role not in times:
                times[role] = time
            elif self.days.hull(times[role]) != self.days.hull(time):  # "planperioden 2025–2027" says it twice
                raise Unreadable(MANY)
        return times

    def _is_planned(self, time: Time) -> bool:
        """Whether a "genomfört" says what is to be done: "ska vara genomfört 2026", "senast 2026 genomfört"."""
        if time.role is not Role.DONE or time.finished:
            return False
        if len(self.statement.times) > 1 and self.days.hull(time).first > self.decided:
            return True  # "Rutin klar ht 25, införd vt 26"
        return time.limit or Is.MODAL in self.statement.said

    def _single(self, time: Time) -> Answer:
        """A single time that is not said to be the end, the beginning or done."""
        statement = self.statement
        if time.role is Role.FROM:
            return self._from(time)
        if time.role is Role.BARE and statement.onward:
            return Answer(Kind.ONGOING, start=self.days.hull(time).first)
        planned = statement.loosely and Is.MODAL in statement.said  # "planeras till ht 26"
        if time.role is Role.UNTIL and not planned:
            if statement.loosely and not statement.ongoing:
                if statement.strays:
                    raise Unreadable(_PERHAPS_MOVED)  # "framskjutet till ht 26"
                self.warnings.append("«till» läses som «till och med».")
            return Answer(Kind.ONGOING, end=self.days.hull(time).last)
        if time.when.names(Unit.CHRISTMAS):
            raise Unreadable(CHRISTMAS_OR_JULY)
        if statement.ongoing or Is.WHOLE in statement.said:
            return self._ongoing_in(time)
        return self._plain(time)

    def _from(self, time: Time) -> Answer:
        span = self.days.hull(time)
        if not time.when.stretched:
            return Answer(Kind.ONGOING, start=span.first)
        return self._stretch(span.first, span.last, self._kind_of_stretch())

    def _ongoing_in(self, time: Time) -> Answer:
        """ "Löpande under 2026", "hela 2026"; but "Första gången 2026, sedan löpande" begins then."""
        statement = self.statement
        first_said = Is.THEN in statement.said or time.occasion
        begins_then = statement.ongoing and first_said and not statement.ongoing_first
        if begins_then:
            self.warnings.append("Jag läste tiden som när det ska börja.")
        span = self.days.hull(time)
        if begins_then:
            return Answer(Kind.START, span.first, span.last)
        return Answer(Kind.ONGOING, span.first, span.last)

    def _plain(self, time: Time) -> Answer:
        """A time with nothing said about it: its day, its days, or the whole of it."""
        spans = self.days.spans(time)
        if time.when.join is not Join.OR and not touching(spans):
            if not all(span.single for span in spans):
                self.warnings.append("Jag läste sista dagen i varje period.")
            return self._limits(time, spans)
        span = self.days.hull(time)
        if all(each.single for each in spans):  # "den 15 mars eller den 15 april 2026"
            return Answer(Kind.DEADLINE, end=span.last)
        return Answer(Kind.PERIOD, span.first, span.last)

    def _done(self, time: Time, *, alone: bool) -> Answer:
        if not alone or self.statement.ongoing:
            raise Unreadable(_PERHAPS_DONE)
        span = self.days.hull(time)
        if span.first > self.decided:
            if time.finished or span.single:
                meant = f"Klart senast {span.last.isoformat()}"
                raise Unreadable("Det står som gjort men ligger efter beslutet.", [meant])
            # Plan language: nothing that lies whole months ahead of the decision has happened.
            self.warnings.append("Tiden ligger efter beslutet och läses som när det ska vara klart.")
            return Answer(Kind.DEADLINE, end=span.last)
        if span.last > self.decided and not time.finished:
            self.warnings.append("Tiden är inte slut när planen beslutas; jag läste det som gjort.")
        if time.limit:
            return Answer(Kind.DONE, end=span.last)
        return Answer(Kind.DONE, span.first, span.last)

    def _since(self, time: Time) -> Answer:
        statement = self.statement
        span = self.days.hull(time)
        if not statement.said & {Is.DUE, Is.DONE}:
            return Answer(Kind.ONGOING, start=span.first)
        if statement.ongoing or Is.MODAL in statement.said:
            raise Unreadable(_PERHAPS_DONE)
        if span.first > self.decided:
            self.warnings.append("Det står som klart men ligger efter beslutet.")
        return Answer(Kind.DONE, end=span.last)

    def _due(self, times: dict[Role, Time]) -> Answer:
        due = times[Role.DUE]
        others = [role for role in times if role is not Role.DUE]
        if not others:
            if self.statement.ongoing or self.statement.onward:
                self.warnings.append("Jag läste när det ska vara klart; det löpande får ingen påminnelse.")
            return self._limits(due, self.days.spans(due))
        if len(others) > 1 or others[0] not in (*BEGINNINGS, Role.BARE):
            raise Unreadable(MANY)
        role = others[0]
        first_said, _ = times
        if role is Role.BARE and (first_said is Role.DUE or due.names_deed):
            raise Unreadable(MANY)
        beginning = self.days.hull(times[role])
        if role in BEGINNINGS and not due.deed and self.days.hull(due).last <= beginning.last:
            raise Unreadable(BEGINNING_OR_END)  # "påbörjas ht 2026, senast 1 oktober 2026"
        if role is Role.BARE:
            self.warnings.append("Jag läste den första tiden som början och den andra som slut.")
        kind = Kind.ONGOING if due.ends and self.statement.ongoing_first else Kind.PERIOD
        return self._stretch(beginning.first, self.days.hull(due).last, kind)

    def _begin(self, times: dict[Role, Time]) -> Answer:
        statement = self.statement
        begin = times[Role.BEGIN]
        span = self.days.hull(begin)
        if times.keys() == {Role.BEGIN, Role.UNTIL}:
            kind = Kind.ONGOING if statement.ongoing_first else Kind.PERIOD
            end = self.days.hull(times[Role.UNTIL]).last
            return self._stretch(span.first, end, kind)
        if times.keys() == {Role.BEGIN, Role.BARE} and statement.ongoing and Role.BEGIN is next(iter(times)):
            end = self.days.hull(times[Role.BARE]).last
            return self._stretch(span.first, end, Kind.ONGOING)  # "Påbörjas ht 2025 och fortgår 2026"
        if len(times) > 1:
            raise Unreadable(MANY)
        if statement.ongoing_first or self._has_begun(begin, span):
            return Answer(Kind.ONGOING, start=span.first)
        if any(group.spoken for group in begin.when.groups):
            return Answer(Kind.PERIOD, span.first, span.last)
        if begin.limit:
            return Answer(Kind.START, end=span.last)
        return Answer(Kind.START, span.first, span.last)

    def _has_begun(self, begin: Time, span: Span) -> bool:
        """ "Påbörjat vt 2025" of a time before the decision; "ska vara påbörjat" has not."""
        said = self.statement.said
        if said & {Is.BEGIN, Is.MODAL}:
            return False
        return not begin.limit and span.first <= self.decided

    def _limits(self, time: Time, spans: list[Span]) -> Answer:
        """One deadline, or the first of several with the days of the others."""
        if time.when.join is Join.OR or (time.when.join is Join.SLASH and touching(spans)):
            self.days.hesitate()
            return Answer(Kind.DEADLINE, end=max(span.last for span in spans))
        first, *others = sorted({span.last for span in spans})
        return Answer(Kind.DEADLINE, end=first, more_days=tuple(others))

    def _kind_of_stretch(self) -> Kind:
        if self.statement.ongoing:
            return Kind.ONGOING
        return Kind.PERIOD

    def _stretch(self, start: date, end: date, kind: Kind) -> Answer:
        if end < start:
            raise Unreadable(BACKWARDS)
        return Answer(kind, start, end)

    # --- again and again ----------------------------------------

    def _recurring(self) -> Answer:
        statement = self.statement
        if _says_done(statement) or (statement.first is not None and _says_done(statement.first)):
            raise Unreadable(_PERHAPS_DONE)
        repetition = repetition_of(statement, self.days, self.warnings)
        start, end = repetition.start, repetition.end
        if start and end and end < start:
            raise Unreadable(BACKWARDS)
        kind = Kind.RECURRING
        if statement.ongoing or (statement.first is not None and statement.first.ongoing):
            kind = Kind.ONGOING
        return Answer(kind, start, end, repetition.recurrence)

    def _followed_up(self, answer: Answer) -> Answer:
        """`answer` with what a follow-up adds: how often something ongoing is looked at."""
        follow_up = self.statement.follow_up
        if follow_up is None:
            return answer
        self.statement.strays += follow_up.strays
        if follow_up.every and answer.kind is Kind.ONGOING and answer.recurrence is None:
            reading = Reading(follow_up, self.almanac)
            again = reading.answer()
            self.warnings += reading.warnings
            start = answer.start or again.start
            return replace(answer, recurrence=again.recurrence, start=start, end=answer.end or again.end)
        if follow_up.reports and follow_up.times and not follow_up.every and answer.end is not None:
            return self._reported(answer, follow_up)
        if follow_up.every or follow_up.times:
            self.warnings.append("Uppföljningen får ingen egen påminnelse.")
        return answer

    def _reported(self, answer: Answer, follow_up: Statement) -> Answer:
        """ "Genomförs under 2026 och redovisas senast 31 januari 2027": both of them are days."""
        if answer.kind not in (Kind.DEADLINE, Kind.PERIOD):
            raise Unreadable(MANY)
        reading = Reading(follow_up, self.almanac)
        report = reading.answer()
        self.warnings += reading.warnings
        if report.end is None or answer.end is None:
            raise Unreadable(MANY)
        self.warnings.append(_EACH_A_DAY)
        first, *others = sorted({answer.end, *answer.more_days, report.end, *report.more_days})
        return Answer(Kind.DEADLINE, end=first, more_days=tuple(others))


def _says_done(statement: Statement) -> bool:
    if statement.having(Role.DONE):
        return True
    return Is.DONE in statement.said and not statement.times
