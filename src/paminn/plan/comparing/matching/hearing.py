"""What a person said, held against the two plans: of whom it is, and what cannot be, each with its sentence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from paminn.plan.comparing.matching.folding import fold
from paminn.plan.comparing.matching.model import Heard
from paminn.plan.comparing.model import Fault, Retired, RetiredRole, Said, Thing
from paminn.plan.decided import DecidedPlan
from paminn.plan.problems import suggest


@dataclass(frozen=True, slots=True)
class Hearing:
    """`stay_away`: the names of retired goals and roles that a person said are still removed."""

    goals: Heard
    roles: Heard
    stay_away: frozenset[str]
    faults: tuple[Fault, ...]


NOTHING_HEARD = Hearing(Heard(), Heard(), frozenset(), ())


@dataclass(frozen=True, slots=True)
class _Clause:
    """One thing said: an option with its olds and its news."""

    olds: tuple[str, ...]
    news: tuple[str, ...]
    least_olds: int = 1
    least_news: int = 1


class _Names:
    """What can be named."""

    def __init__(
        self, old: DecidedPlan, new: DecidedPlan, retired: Sequence[Retired], retired_roles: Sequence[RetiredRole]
    ) -> None:
        self.old_goals = frozenset(old.by_number)
        self.old_roles = frozenset(old.roles)
        self.new_goals = frozenset(new.by_number)
        self.new_roles = frozenset(new.roles)
        self.retired = {goal.name: goal for goal in retired}
        self.retired_roles = frozenset(role.name for role in retired_roles)
        self._full_names: dict[str, list[str]] = defaultdict(list)
        for goal in retired:
            self._full_names[goal.number].append(goal.name)
        for role in retired_roles:
            self._full_names[role.role].append(role.name)

    def canonical(self, name: str) -> str:
        """A retired one's own name for its number or name, where that cannot be mistaken; else as it was said."""
        full_names = self._full_names.get(name, [])
        if name in self.old_goals or name in self.old_roles or len(full_names) != 1:
            return name
        return full_names[0]

    def old_thing(self, name: str) -> Thing | None:
        if name in self.old_goals or name in self.retired:
            return Thing.GOAL
        if name in self.old_roles or name in self.retired_roles:
            return Thing.ROLE
        return None

    def new_thing(self, name: str) -> Thing | None:
        if name in self.new_goals:
            return Thing.GOAL
        if name in self.new_roles:
            return Thing.ROLE
        return None

    def olds(self) -> list[str]:
        return sorted((*self.old_goals, *self.old_roles, *self.retired, *self.retired_roles))

    def news(self) -> list[str]:
        return sorted((*self.new_goals, *self.new_roles))


def hear(
    said: Said,
    old: DecidedPlan,
    new: DecidedPlan,
    retired: Sequence[Retired],
    retired_roles: Sequence[RetiredRole] = (),
) -> Hearing:
    """Sort out what was said. Where anything of it cannot be, nothing of it counts and the faults say why."""
    names = _Names(old, new, retired, retired_roles)
    said = _canonical(said, names)
    faults = (*_faults(said, names), *_mistaken(said, old, new, names))
    if faults:
        return Hearing(Heard(), Heard(), frozenset(), faults)
    returns = {after: before for before, after in said.same if before in names.retired}
    role_returns = {after: before for before, after in said.same if before in names.retired_roles}
    stay_away = frozenset(said.removed) & (names.retired_roles | names.retired.keys())
    return Hearing(
        goals=_of(names.old_goals, said, returns),
        roles=_of(names.old_roles - names.old_goals, said, role_returns),
        stay_away=stay_away,
        faults=(),
    )


def _of(olds: frozenset[str], said: Said, returns: Mapping[str, str]) -> Heard:
    """What was said of some of the old ones."""
    return Heard(
        same={after: before for before, after in said.same if before in olds},
        split=tuple((before, several) for before, several in said.split if before in olds),
        merged=tuple((several, after) for several, after in said.merge if olds.issuperset(several)),
        removed=tuple(name for name in said.removed if name in olds),
        returns=returns,
    )


def _mistaken(said: Said, old: DecidedPlan, new: DecidedPlan, names: _Names) -> Iterator[Fault]:
    """A number said of a removed goal, though it is another goal's today, which stands in the new plan."""
    standing = {fold(goal.wording) for goal in new.goals()}
    for before, after in said.same:
        today = old.by_number.get(before)
        come = new.by_number.get(after)
        if today is None or come is None or fold(today.wording) not in standing - {fold(come.wording)}:
            continue
        for goal in names.retired.values():
            if goal.number == before and fold(goal.goal.wording) == fold(come.wording):
                sentence = (
                    f'"{before}" är ett annat delmål i dag, som står kvar i plan.yaml. Menar du det borttagna, '
                    f'skriv "{goal.name}" i stället.'
                )
                yield Fault(before, sentence)


def _canonical(said: Said, names: _Names) -> Said:
    return Said(
        same=tuple((names.canonical(before), after) for before, after in said.same),
        split=tuple((names.canonical(before), several) for before, several in said.split),
        merge=tuple((tuple(map(names.canonical, several)), after) for several, after in said.merge),
        removed=tuple(map(names.canonical, said.removed)),
    )


def _clauses(said: Said) -> Iterator[_Clause]:
    for before, after in said.same:
        yield _Clause((before,), (after,))
    for before, several in said.split:
        yield _Clause((before,), several, least_news=2)
    for olds, after in said.merge:
        yield _Clause(olds, (after,), least_olds=2)
    for before in said.removed:
        yield _Clause((before,), (), least_news=0)


def _faults(said: Said, names: _Names) -> Iterator[Fault]:
    clauses = list(_clauses(said))
    yield from _unknown(clauses, names)
    yield from _twice(said.olds(), "gamla")
    yield from _twice(said.news(), "nya")
    for clause in clauses:
        yield from _too_few(clause)
        yield from _mixed(clause, names)
    for clause in clauses:
        if clause.least_olds > 1 or clause.least_news > 1:
            yield from _long_gone(clause, names)


def _unknown(clauses: Sequence[_Clause], names: _Names) -> Iterator[Fault]:
    for clause in clauses:
        for name in clause.olds:
            if names.old_thing(name) is None:
                hint = _with_a_comma(name, names.olds()) or suggest(name, names.olds())
                yield Fault(name, f'Den antagna planen har inget delmål och ingen roll som heter "{name}".{hint}')
        for name in clause.news:
            if names.new_thing(name) is None:
                hint = _with_a_comma(name, names.news()) or suggest(name, names.news())
                yield Fault(name, f'plan.yaml har inget delmål och ingen roll som heter "{name}".{hint}')


def _with_a_comma(name: str, known: Iterable[str]) -> str:
    """How a name is written of which this is what stands before or after its comma; "" where there is none."""
    for whole in known:
        if name in [piece.strip() for piece in whole.split(",")]:
            return f' Menade du "{whole}"? Ett komma i ett namn skrivs två gånger: "{whole.replace(",", ",,")}".'
    return ""


def _twice(names: Iterable[str], which: str) -> Iterator[Fault]:
    seen: set[str] = set()
    reported: set[str] = set()
    for name in names:
        if name in seen and name not in reported:
            reported.add(name)
            yield Fault(name, f'Det {which} "{name}" nämns två gånger. Säg bara en sak om det.')
        seen.add(name)


def _too_few(clause: _Clause) -> Iterator[Fault]:
    if len(clause.news) < clause.least_news:
        name = "".join(clause.olds[:1])
        yield Fault(name, f'Det gamla "{name}" kan inte delas i färre än två. Skriv två nya, med komma emellan.')
    if len(clause.olds) < clause.least_olds:
        name = "".join(clause.news[:1])
        yield Fault(name, f'Det nya "{name}" kan inte slås ihop av färre än två. Skriv två gamla, med komma emellan.')


def _mixed(clause: _Clause, names: _Names) -> Iterator[Fault]:
    """A goal cannot become a role, nor a role a goal."""
    goals = []
    roles = []
    for name, thing in _things(clause, names):
        if thing is Thing.GOAL:
            goals.append(name)
        else:
            roles.append(name)
    if goals and roles:
        yield Fault(goals[0], f'"{goals[0]}" är ett delmål och "{roles[0]}" en roll. De kan inte vara samma sak.')


def _things(clause: _Clause, names: _Names) -> Iterator[tuple[str, Thing]]:
    """Every name that is known, and what it names."""
    for name in clause.olds:
        thing = names.old_thing(name)
        if thing is not None:
            yield name, thing
    for name in clause.news:
        thing = names.new_thing(name)
        if thing is not None:
            yield name, thing


def _long_gone(clause: _Clause, names: _Names) -> Iterator[Fault]:
    for name in clause.olds:
        if name in names.retired or name in names.retired_roles:
            yield Fault(name, f'"{name}" är redan borttaget. Det kan komma tillbaka, men inte delas eller slås ihop.')
