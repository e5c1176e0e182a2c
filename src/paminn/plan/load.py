"""Plan files in, plan out, with every problem at once.

The values and their problems are returned together: what is broken in shape gives no plan; what a person must
decide (a time plan nobody understands, a role nobody holds) is a problem too, but everybody else is still served.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from paminn.plan import schema
from paminn.plan.build import build_owners, build_plan, build_rules
from paminn.plan.checks import (
    backwards,
    goal_rows,
    impossible_campaigns,
    impossible_years,
    invisible,
    not_filled,
    numbered,
    numbering,
    personal,
    prepared_twice,
    readings,
    real_days,
    slipped,
    unheld,
    unknown_goals,
    unreadable,
    vacancies,
)
from paminn.plan.decided import DecidedPlan, decided_in
from paminn.plan.model import ActionPlan, Kind, Owners, Problem, Terms, Timeframe, period_in
from paminn.plan.outside import with_outside
from paminn.plan.problems import validate
from paminn.plan.rrule import Frequency
from paminn.plan.rules import Rules
from paminn.plan.slips import misnamed
from paminn.plan.source import Source, parse
from paminn.plan.validity import ended

if TYPE_CHECKING:
    from paminn.plan.placing import RuleNumber

PLAN = "plan.yaml"
OWNERS = "owners.yaml"
RULES = "rules.yaml"
FILES = (PLAN, OWNERS, RULES)
_MISSING = "Filen saknas. Kopiera den från exemplet i plan_data/gnesta."
_NO_DAY = (
    "«{words}» säger ingen dag att påminna om. Lägg till en läsning med {advice}, "
    "annars kommer bara den årliga begäran om redovisning."
)
_NO_DAY_IN_WORDS = (
    "«{words}» säger ingen dag att påminna om. Skriv en dag, som i «Årligen den 25 november», "
    "annars kommer bara den årliga begäran om redovisning."
)
_NO_TIME = "Planen säger ingen tid. Bara den årliga begäran om redovisning kommer."
_NEVER_A_DAY = "«{words}» säger ingen dag att påminna om. Bara den årliga begäran om redovisning kommer."
_SHORT_CALENDAR = "Kalendern slutar {horizon}, men planen gäller till och med {last_year}. Skriv minst {last_year}."
# Where the plan's own facts are broken any period will do: the words are held against the grammar.
_ANY_PERIOD = (date(2020, 1, 1), date(2030, 12, 31))


@dataclass(frozen=True)
class Reading:
    """What the files say. `plan`, `owners` and `rules` are None where a file's shape is broken.

    `content` is what of plan.yaml was decided, None where there is no plan. `numbered` are the goal numbers in
    rules.yaml, each with the problem that it is where no goal is called so.
    """

    plan: ActionPlan | None
    owners: Owners | None
    rules: Rules | None
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...] = ()
    content: DecidedPlan | None = None
    numbered: tuple[tuple[str, Problem], ...] = ()

    def with_told(self, known: Collection[str], told: Iterable[RuleNumber]) -> Reading:
        """With what is known of the goals in rules.yaml in place of what the number alone says.

        `known` are the numbers whose goals are known, whatever is called so in plan.yaml.
        """
        explained = {problem for number, problem in self.numbered if number in known}
        problems = [problem for problem in self.problems if problem not in explained]
        warnings = list(self.warnings)
        for told_number in told:
            for number, place in self.numbered:
                if number == told_number.number:
                    here = problems if told_number.is_fault else warnings
                    here.append(replace(place, message=told_number.sentence))
        return replace(self, problems=tuple(dict.fromkeys(problems)), warnings=tuple(dict.fromkeys(warnings)))


def read_plan(files: Mapping[str, bytes], folder: str, today: date) -> Reading:
    """Read the three files of a plan folder.

    `files` maps each name in FILES to its bytes (a missing file is a problem, not an error); `folder` is how
    problems name the files. `today` decides whether somebody holds each role. Never raises.
    """
    contents = tuple(files.get(name) for name in FILES)
    others = tuple(name for name in files if name not in FILES)
    return _read(contents, others, folder, today)


@lru_cache(maxsize=32)  # one run asks for the same files several times
def _read(contents: tuple[bytes | None, ...], others: tuple[str, ...], folder: str, today: date) -> Reading:
    """What the files say whose bytes are given in the order of FILES, None for one that is missing.

    `others` are the names of what else is there.
    """
    sources, problems = _parse(contents, others, folder)
    rules, rule_problems = _rules(sources.get(RULES))
    owners, owner_problems = _owners(sources.get(OWNERS), today)
    plan, content, plan_problems = _plan(sources.get(PLAN), rules)
    problems += rule_problems
    problems += owner_problems
    problems += plan_problems
    problems += _questions(sources, plan, owners, rules, today)
    problems = _without_echoes(problems, [problem for source in sources.values() for problem in slipped(source)])
    warnings: list[Problem] = []
    if plan is not None:
        warnings += _warnings(plan, sources[PLAN])
        over = ended(plan, today)
        if over:
            warnings.append(sources[PLAN].problem(("giltig_till",), over))
    if plan is not None and owners is not None:
        in_use = with_outside(plan, owners).roles_in_use.values()
        warnings += not_filled(sources[OWNERS], owners, in_use, today)
        warnings += vacancies(sources[OWNERS], owners, in_use, today)
    numbers = tuple(numbered(sources[RULES])) if RULES in sources else ()
    return Reading(plan, owners, rules, _in_order(problems, sources), tuple(warnings), content, numbers)


def read_owners(content: bytes, folder: str) -> Owners:
    """Who held each role by an earlier owners.yaml; nobody where it can no longer be read. Never raises."""
    source, faults = _parsed(f"{folder}/{OWNERS}", content)
    if faults:
        return Owners()
    owners, _ = _owners(source)
    return owners or Owners()


def read_rules(content: bytes, folder: str) -> Rules | None:
    """What an earlier rules.yaml said; None where it can no longer be read. Never raises."""
    source, faults = _parsed(f"{folder}/{RULES}", content)
    if faults:
        return None
    rules, _ = _rules(source)
    return rules


def identity_in(files: Mapping[str, bytes], folder: str) -> str:
    """The plan's kännetecken; "" where rules.yaml cannot be read: what is wrong with it is told elsewhere."""
    rules = read_rules(files.get(RULES, b""), folder)
    return "" if rules is None else rules.identity


def _without_echoes(problems: Sequence[Problem], slips: Sequence[Problem]) -> list[Problem]:
    """All of them, but where a hand has slipped nothing of what follows from it."""
    places = {(slip.file, slip.line, slip.column) for slip in slips}
    kept = [problem for problem in problems if (problem.file, problem.line, problem.column) not in places]
    return [*kept, *slips]


def _parse(
    contents: tuple[bytes | None, ...], others: Sequence[str], folder: str
) -> tuple[dict[str, Source], list[Problem]]:
    """The files that are whole YAML, by name, and what is wrong with the others."""
    sources: dict[str, Source] = {}
    problems: list[Problem] = []
    for name, content in zip(FILES, contents, strict=True):
        path = f"{folder}/{name}" if folder else name
        if content is None:
            problems.append(Problem(path, 1, 1, misnamed(name, others) or _MISSING))
            continue
        source, faults = _parsed(path, content)
        if faults:
            problems += faults
        else:
            sources[name] = source
    return sources, problems


@lru_cache(maxsize=32)  # the same file is read for another day, or beside another that has changed
def _parsed(path: str, content: bytes) -> tuple[Source, tuple[Problem, ...]]:
    source, faults = parse(path, content)
    return source, tuple(faults)


def _in_order(problems: list[Problem], sources: Mapping[str, Source]) -> tuple[Problem, ...]:
    """Each problem once: first the files that could not be read, then file by file and line by line."""
    read = [source.file for source in sources.values()]

    def place(problem: Problem) -> tuple[int, int, int]:
        file = -1
        if problem.file in read:
            file = read.index(problem.file)
        return file, problem.line, problem.column

    once = dict.fromkeys(problems)
    return tuple(sorted(once, key=place))


def _rules(source: Source | None) -> tuple[Rules | None, list[Problem]]:
    if source is None:
        return None, []
    file, problems = validate(schema.RulesFile, source)
    problems += real_days(source, ("från", "till", "svar_senast"))
    problems += impossible_campaigns(source)
    problems += prepared_twice(source)
    if file is None or problems:
        return None, problems
    return build_rules(file), []


def _owners(source: Source | None, today: date | None = None) -> tuple[Owners | None, list[Problem]]:
    if source is None:
        return None, []
    file, problems = validate(schema.OwnersFile, source)
    problems += backwards(source)
    if file is None:
        return None, problems
    return build_owners(file, today), problems


def _plan(source: Source | None, rules: Rules | None) -> tuple[ActionPlan | None, DecidedPlan | None, list[Problem]]:
    if source is None:
        return None, None, []
    file, problems = validate(schema.PlanFile, source)
    problems += numbering(source)
    problems += readings(source)
    problems += real_days(source, ("varje_år",))
    if file is not None:
        start, end = period_in(file.period, file.decided)
        if end is not None and end < start:
            problems.append(source.problem(("period",), "Periodens sista år ligger före det första."))
    if file is None or problems:
        return None, None, problems
    content = decided_in(file)
    if rules is None:
        return build_plan(file, "", Terms()), content, []
    return build_plan(file, rules.identity, rules.terms), content, []


def _questions(
    sources: Mapping[str, Source],
    plan: ActionPlan | None,
    owners: Owners | None,
    rules: Rules | None,
    today: date,
) -> Iterator[Problem]:
    """What a person must decide; the plan can be worked with meanwhile."""
    for read in sources.values():
        yield from invisible(read)
    if OWNERS in sources:
        yield from impossible_years(sources[OWNERS], ("från", "till"))
    if PLAN not in sources:
        return
    source = sources[PLAN]
    yield from impossible_years(source, ("giltig_till",))
    yield from personal(source)
    terms = rules.terms if rules else Terms()
    if plan is None:
        yield from unreadable(source, _ANY_PERIOD, today, terms)
    else:
        yield from unreadable(source, plan.read_in, plan.decided, terms)
    if OWNERS in sources:
        yield from unheld(source, sources[OWNERS], owners, today)
    if RULES in sources:
        yield from unknown_goals(sources[RULES], source)
    if plan is not None and rules is not None and plan.period_end is not None:
        last_year = plan.period_end.year
        if rules.horizon < last_year:
            sentence = _SHORT_CALENDAR.format(horizon=rules.horizon, last_year=last_year)
            yield sources[RULES].problem(("kalender", "horisont"), sentence)


def _warnings(plan: ActionPlan, source: Source) -> Iterator[Problem]:
    """What was read with doubt, or by a decision that nobody has confirmed."""
    for row, goal in zip(goal_rows(source), plan.goals(), strict=True):
        if not goal.reading_confirmed:
            yield row.problem("läsning", f"Att bekräfta: {goal.reading_reason}")
        words_row, key = row, "tidplan"
        reading = row.row("läsning")
        if reading is not None and reading.text("läses_som"):
            words_row, key = reading, "läses_som"
        for sentence in goal.timeframe.warnings:
            yield words_row.problem(key, sentence)
        if not goal.timeframe.text and reading is None:
            yield row.problem("tidplan", _NO_TIME)
        if _comes_without_a_day(goal.timeframe):
            words = words_row.text(key) or goal.timeframe.text
            yield words_row.problem(key, _no_day(words, goal.timeframe, key))


def _comes_without_a_day(timeframe: Timeframe) -> bool:
    if timeframe.kind is not Kind.RECURRING:
        return False
    return timeframe.recurrence is None or not timeframe.recurrence.names_days


def _no_day(words: str, timeframe: Timeframe, key: str) -> str:
    """What to write where the `words` under `key` name no day.

    A day can be named of what comes every year; of what comes every week, or with an event, it would be wrong.
    """
    recurrence = timeframe.recurrence
    if recurrence is None or recurrence.frequency is not Frequency.YEARLY:
        return _NEVER_A_DAY.format(words=words)
    if key == "läses_som":
        return _NO_DAY_IN_WORDS.format(words=words)
    advice = "varje_år"
    if timeframe.start or timeframe.end:
        advice = "varje_år och tidplanens från och till"
    return _NO_DAY.format(words=words, advice=advice)
