"""Plan files in, plan out, with every problem at once.

The values and their problems are returned together: what is broken in shape gives no plan; what a person must
decide (a time plan nobody understands, a role nobody holds) is a problem too, but everybody else is still served.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from paminn.plan import schema
from paminn.plan.checks import (
    backwards,
    impossible_campaigns,
    month_day,
    numbering,
    readings,
    real_days,
    unheld,
    unknown_goals,
    unreadable,
)
from paminn.plan.model import (
    ActionPlan,
    FocusArea,
    Goal,
    Kind,
    OwnerPart,
    Owners,
    Part,
    Person,
    Problem,
    Term,
    Terms,
    Timeframe,
)
from paminn.plan.problems import validate
from paminn.plan.rrule import Recurrence, yearly
from paminn.plan.rules import Campaign, Preparation, Rules, StepRule
from paminn.plan.source import Source, parse
from paminn.plan.timeframe import read_timeframe

FILES = ("plan.yaml", "owners.yaml", "rules.yaml")
_NO_DAY = (
    "«{words}» säger ingen dag att påminna om. Lägg till en läsning med varje_år, "
    "annars kommer bara den årliga begäran om redovisning."
)
_KINDS = {
    "frist": Kind.DEADLINE,
    "period": Kind.PERIOD,
    "start": Kind.START,
    "löpande": Kind.ONGOING,
    "genomfört": Kind.DONE,
}


@dataclass(frozen=True)
class Reading:
    """What the files say. `plan`, `owners` and `rules` are None where a file's shape is broken."""

    plan: ActionPlan | None
    owners: Owners | None
    rules: Rules | None
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...] = ()


def read_plan(files: Mapping[str, bytes], folder: str, today: date) -> Reading:
    """Read the three files of a plan folder.

    `files` maps each name in FILES to its bytes (a missing file is a problem, not an error); `folder` is how
    problems name the files. `today` decides whether somebody holds each role. Never raises.
    """
    sources: dict[str, Source] = {}
    problems: list[Problem] = []
    for name in FILES:
        path = f"{folder}/{name}" if folder else name
        if name not in files:
            problems.append(Problem(path, 1, 1, "Filen saknas. Kopiera den från exemplet i plan_data/gnesta."))
            continue
        source, found = parse(path, files[name])
        problems += found
        if not found:
            sources[name] = source
    rules = _rules(sources.get("rules.yaml"), problems)
    owners = _owners(sources.get("owners.yaml"), problems)
    warnings: list[Problem] = []
    plan = _plan(sources.get("plan.yaml"), rules, problems, warnings)
    problems += _questions(sources, plan, owners, rules, today)
    order = {path: n for n, path in enumerate(source.file for source in sources.values())}
    problems.sort(key=lambda p: (order.get(p.file, -1), p.line, p.column))
    return Reading(plan, owners, rules, tuple(dict.fromkeys(problems)), tuple(warnings))


def _questions(
    sources: Mapping[str, Source],
    plan: ActionPlan | None,
    owners: Owners | None,
    rules: Rules | None,
    today: date,
) -> Iterator[Problem]:
    """What a person must decide; the plan can be worked with meanwhile."""
    if "plan.yaml" not in sources:
        return
    source = sources["plan.yaml"]
    # Where the plan's own facts are broken any period will do: the words are held against the grammar.
    period = (plan.period_start, plan.period_end) if plan else (date(2020, 1, 1), date(2030, 12, 31))
    decided = plan.decided if plan else period[0]
    yield from unreadable(source, period, decided, rules.terms if rules else Terms())
    if "owners.yaml" in sources:
        yield from unheld(source, sources["owners.yaml"], owners, today)
    if "rules.yaml" in sources:
        yield from unknown_goals(sources["rules.yaml"], source)


def _rules(source: Source | None, problems: list[Problem]) -> Rules | None:
    if source is None:
        return None
    shape, found = validate(schema.RulesFile, source)
    found += [*real_days(source, ("från", "till", "svar_senast")), *impossible_campaigns(source)]
    problems += found
    if shape is None or found:
        return None
    steps = shape.steps

    def rule(file: schema.StepsFile) -> StepRule:
        return StepRule(file.before, file.after, file.monthly == "ja")

    return Rules(
        identity=shape.identity,
        deadline=rule(steps.deadline),
        start=rule(steps.start),
        recurring=rule(steps.recurring),
        account=StepRule(shape.account.before, shape.account.after),
        account_due=month_day(shape.account.due),
        preparations={
            p.goal: Preparation(tuple((step.weeks, step.text) for step in p.steps), p.after) for p in shape.preparations
        },
        quiet=tuple((month_day(q.first), month_day(q.last)) for q in shape.quiet),
        bridge_days_off=shape.bridge_days_off == "ja",
        terms=Terms(*(Term(month_day(t.first), month_day(t.last)) for t in (shape.terms.vt, shape.terms.ht))),
        horizon=shape.calendar.horizon,
        campaigns=tuple(Campaign(c.key, c.name, c.goal, c.first, c.last or c.first) for c in shape.calendar.campaigns),
        alarms=shape.calendar.alarms == "ja",
    )


def _owners(source: Source | None, problems: list[Problem]) -> Owners | None:
    if source is None:
        return None
    shape, found = validate(schema.OwnersFile, source)
    problems += [*found, *backwards(source)]
    if shape is None:
        return None
    people: dict[str, tuple[Person, ...]] = {}
    for role in shape.roles:
        people[role.role] = tuple(
            Person(
                person.name,
                person.email,
                person.since,
                person.until,
                person.deputy.name if person.deputy else "",
                person.deputy.email if person.deputy else "",
                person.upn or "",
                (person.deputy.upn or "") if person.deputy else "",
            )
            for person in role.people
        )
    return Owners(people)


def _plan(
    source: Source | None, rules: Rules | None, problems: list[Problem], warnings: list[Problem]
) -> ActionPlan | None:
    if source is None:
        return None
    shape, found = validate(schema.PlanFile, source)
    found += [*numbering(source), *readings(source), *real_days(source, ("varje_år",))]
    first, last = (int(year) for year in shape.period.replace("–", "-").split("-")) if shape else (0, 0)
    if last < first:
        found.append(source.problem(("period",), "Periodens sista år ligger före det första."))
    problems += found
    if shape is None or found:
        return None
    period = (date(first, 1, 1), date(last, 12, 31))
    terms = rules.terms if rules else Terms()
    goals = {}
    for path, goal in _goals_of(shape):
        timeframe = read_timeframe(goal.timeframe, period=period, decided=shape.decided, terms=terms)
        if goal.reading:
            timeframe = _decided_reading(timeframe, goal.reading)
            if goal.reading.confirmed == "nej":
                warnings.append(source.problem((*path, "läsning"), f"Att bekräfta: {goal.reading.reason}"))
        warnings += [source.problem((*path, "tidplan"), sentence) for sentence in timeframe.warnings]
        if timeframe.kind is Kind.RECURRING and not _names_days(timeframe.recurrence):
            warnings.append(source.problem((*path, "tidplan"), _NO_DAY.format(words=goal.timeframe)))
        goals[goal.number] = _goal(goal, timeframe)
    return ActionPlan(
        identity=rules.identity if rules else "",
        title=shape.title,
        name=shape.title.removeprefix("Handlingsplan ").strip() or shape.title,
        period_start=period[0],
        period_end=period[1],
        committee=shape.committee,
        decided=shape.decided,
        revised=shape.revised,
        valid_until=shape.valid_until if isinstance(shape.valid_until, date) else None,
        document_owner=shape.document_owner,
        registration_number=shape.registration_number,
        definitions=shape.definitions,
        vision=shape.vision,
        aims=shape.aims,
        notes=shape.notes,
        areas=tuple(
            FocusArea(a.number, a.title, a.introduction, tuple(goals[g.number] for g in a.goals)) for a in shape.areas
        ),
    )


def _goals_of(shape: schema.PlanFile) -> Iterator[tuple[tuple[str | int, ...], schema.GoalFile]]:
    for i, area in enumerate(shape.areas):
        for j, goal in enumerate(area.goals):
            yield ("fokusområden", i, "delmål", j), goal


def _names_days(recurrence: Recurrence | None) -> bool:
    return recurrence is not None and recurrence.names_days


def _decided_reading(read: Timeframe, reading: schema.ReadingFile) -> Timeframe:
    """A person's decided reading replaces ours, and our doubts with it; the words stay."""
    if reading.yearly:
        month, day = month_day(reading.yearly)
        return Timeframe(read.text, Kind.RECURRING, reading.start, reading.end, yearly(month, day))
    kind = _KINDS[reading.kind or "löpande"]
    start = None if kind is Kind.DEADLINE else reading.start
    if kind is Kind.PERIOD and start is None:
        kind = Kind.DEADLINE
    return Timeframe(read.text, kind, start, reading.end)


def _goal(goal: schema.GoalFile, timeframe: Timeframe) -> Goal:
    return Goal(
        number=goal.number,
        wording=goal.wording,
        activities=goal.activities,
        responsible=goal.responsible,
        parts=tuple(OwnerPart(part.role, Part(part.part), part.words) for part in goal.parts),
        timeframe=timeframe,
        reading_reason=goal.reading.reason if goal.reading else "",
        reading_confirmed=goal.reading is None or goal.reading.confirmed == "ja",
        replaced_by=goal.replaced_by,
    )
