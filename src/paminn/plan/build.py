"""Shapes -> values: what the files' models say, as the nouns of the house."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from paminn.plan import schema
from paminn.plan.checks import month_day
from paminn.plan.identities import GoalId, RoleId
from paminn.plan.level_names import OF_THE_KEYS, LevelNames, Noun
from paminn.plan.model import (
    ActionPlan,
    FocusArea,
    Goal,
    GoalAbove,
    Kind,
    Organisation,
    OwnerPart,
    Owners,
    Part,
    Person,
    Term,
    Terms,
    Timeframe,
    period_in,
    read_in,
)
from paminn.plan.rrule import yearly
from paminn.plan.rules import Campaign, Preparation, Rules, StepRule
from paminn.plan.timeframe import read_timeframe
from paminn.plan.validity import within_reason

_YES = "ja"
_EACH = "var_och_en"
_WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag")
_KINDS = {
    "frist": Kind.DEADLINE,
    "period": Kind.PERIOD,
    "start": Kind.START,
    "löpande": Kind.ONGOING,
    "genomfört": Kind.DONE,
}


# --- rules.yaml ----------------------------------------


def build_rules(file: schema.RulesFile) -> Rules:
    return Rules(
        identity=file.identity,
        deadline=_step_rule(file.steps.deadline),
        start=_step_rule(file.steps.start),
        recurring=_step_rule(file.steps.recurring),
        account=StepRule(file.account.before, file.account.after),
        account_due=month_day(file.account.due),
        preparations={GoalId(preparation.goal): _preparation(preparation) for preparation in file.preparations},
        quiet=tuple((month_day(quiet.first), month_day(quiet.last)) for quiet in file.quiet),
        bridge_days_off=file.bridge_days_off == _YES,
        terms=Terms(_term(file.terms.vt), _term(file.terms.ht)),
        horizon=file.calendar.horizon,
        campaigns=tuple(_campaign(campaign) for campaign in file.calendar.campaigns),
        alarms=file.calendar.alarms == _YES,
        begins=_meant(file.begins),
    )


def _step_rule(steps: schema.StepsFile) -> StepRule:
    return StepRule(steps.before, steps.after, steps.monthly == _YES)


def _preparation(preparation: schema.PreparationFile) -> Preparation:
    steps = tuple((step.weeks, step.text) for step in preparation.steps)
    return Preparation(steps, preparation.after)


def _term(term: schema.TermFile) -> Term:
    return Term(month_day(term.first), month_day(term.last))


def _campaign(campaign: schema.CampaignFile) -> Campaign:
    last = campaign.last
    if last is None:
        last = campaign.first
    return Campaign(campaign.key, campaign.name, GoalId(campaign.goal), campaign.first, last)


# --- owners.yaml ----------------------------------------


def build_owners(file: schema.OwnersFile, today: date | None = None) -> Owners:
    """`today` is the day on which it is told who answers for themselves."""
    people = {}
    each = set()
    vacant = set()
    outside = set()
    weekly = {}
    for role in file.roles:
        name = RoleId(role.role)
        people[name] = tuple(_person(person) for person in role.people)
        if role.answers == _EACH:
            each.add(name)
        if role.vacant == _YES:
            vacant.add(name)
        if role.reminded != _YES:
            outside.add(name)
        if role.weekly is not None:
            weekly[name] = _WEEKDAYS.index(role.weekly)
    return Owners(people, frozenset(each), today, frozenset(vacant), frozenset(outside), weekly)


def _person(person: schema.PersonFile) -> Person:
    deputy = person.deputy
    since = _meant(person.since)
    until = _meant(person.until)
    if deputy is None:
        return Person(person.name, person.email, since, until, upn=person.upn or "")
    return Person(
        person.name,
        person.email,
        since,
        until,
        deputy_name=deputy.name,
        deputy_email=deputy.email,
        upn=person.upn or "",
        deputy_upn=deputy.upn or "",
    )


# --- plan.yaml ----------------------------------------


def build_plan(file: schema.PlanFile, identity: str, terms: Terms) -> ActionPlan:
    """The plan, its time plans read by what `terms` say a half-year is."""
    start, end = period_in(file.period, file.decided)
    period = read_in(start, end)
    areas = []
    for area in file.areas:
        goals = []
        for goal, above in followed_up(area):
            goals.append(_goal(goal, _timeframe(goal, period, file.decided, terms), above))
        areas.append(FocusArea(area.number, area.title, area.introduction, tuple(goals)))
    name = file.title.removeprefix("Handlingsplan ").strip()
    return ActionPlan(
        identity=identity,
        title=file.title,
        name=name or file.title,
        period_start=start,
        period_end=end,
        committee=file.committee,
        decided=file.decided,
        revised=file.revised,
        valid_until=_meant(file.valid_until) if isinstance(file.valid_until, date) else None,
        document_owner=file.document_owner,
        registration_number=file.registration_number,
        definitions=file.definitions,
        vision=file.vision,
        aims=file.aims,
        notes=file.notes,
        areas=tuple(areas),
        levels=_level_names(file.levels),
        followed_up_by=file.followed_up_by,
        organisation=_organisation(file.organisation),
    )


def _organisation(file: schema.OrganisationFile | None) -> Organisation:
    if file is None:
        return Organisation()
    return Organisation(file.name, file.address)


def _level_names(file: schema.LevelsFile | None) -> LevelNames:
    names = OF_THE_KEYS
    if file is None:
        return names
    return LevelNames(
        area=_noun(file.area) or names.area,
        goal=_noun(file.goal) or names.goal,
        action=_noun(file.action) or names.action,
    )


def _noun(file: schema.NounFile | None) -> Noun | None:
    if file is None:
        return None
    return Noun(file.singular.lower(), file.definite.lower(), file.plural.lower(), file.definite_plural.lower())


def _meant(day: date | None) -> date | None:
    """A day as it is worked with; one that nobody can mean is a problem for `check`."""
    if day is None:
        return None
    return within_reason(day)


def followed_up(area: schema.AreaFile) -> Iterator[tuple[schema.GoalFile, GoalAbove | None]]:
    """What of an area has owners and a time: each goal, or each of its actions with the goal above it."""
    for goal in area.goals:
        if isinstance(goal, schema.GoalFile):
            yield goal, None
            continue
        above = GoalAbove(goal.number, goal.wording)
        for action in goal.actions:
            yield action, above


def _goal(goal: schema.GoalFile, timeframe: Timeframe, above: GoalAbove | None) -> Goal:
    reading = goal.reading
    return Goal(
        number=goal.number,
        wording=goal.wording,
        activities=goal.activities,
        responsible=goal.responsible,
        parts=tuple(OwnerPart(part.role, Part(part.part), part.words) for part in goal.parts),
        timeframe=timeframe,
        reading_reason=reading.reason if reading else "",
        reading_confirmed=reading is None or reading.confirmed == _YES,
        replaced_by=goal.replaced_by,
        above=above,
        extra=tuple((heading, words) for heading, words in goal.extra.items() if words),
    )


def _timeframe(goal: schema.GoalFile, period: tuple[date, date], decided: date, terms: Terms) -> Timeframe:
    """How the words are read; a person's decided reading replaces ours, and once confirmed our doubts with it."""
    reading = goal.reading
    if reading is None and not goal.timeframe:
        return Timeframe("", Kind.ONGOING)
    if reading is None:
        return read_timeframe(goal.timeframe, period=period, decided=decided, terms=terms)
    if reading.words is None:
        return _decided_reading(goal.timeframe, reading)
    read = read_timeframe(reading.words, period=period, decided=decided, terms=terms)
    if reading.confirmed == _YES:
        read = replace(read, warnings=())
    return replace(read, text=goal.timeframe)


def _decided_reading(words: str, reading: schema.ReadingFile) -> Timeframe:
    if reading.yearly:
        month, day = month_day(reading.yearly)
        return Timeframe(words, Kind.RECURRING, reading.start, reading.end, yearly(month, day))
    kind = _KINDS[reading.kind or "löpande"]
    if kind is Kind.DEADLINE:
        return Timeframe(words, Kind.DEADLINE, end=reading.end)
    if kind is Kind.PERIOD and reading.start is None:
        return Timeframe(words, Kind.DEADLINE, end=reading.end)
    return Timeframe(words, kind, reading.start, reading.end)
