"""A plan folder and a decided document -> the folder's files as they will be, and what a person must know of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ruamel.yaml.error import YAMLError

from paminn.plan.comparing import Said, certainly_the_same, compare
from paminn.plan.decided import DecidedPlan, decided_in
from paminn.plan.importing.comparison import folded
from paminn.plan.importing.original import Doubt
from paminn.plan.importing.plan_folder_files import vacant_roles
from paminn.plan.importing.sketch import Sketch
from paminn.plan.load import OWNERS, PLAN
from paminn.plan.revising.content import content_of, facts_that_differ
from paminn.plan.revising.model import LeftBehind, OtherColumn
from paminn.plan.revising.places import with_places
from paminn.plan.revising.rewriting import written
from paminn.plan.revising.settling import SettledGoal, goals_of, settled
from paminn.plan.revising.yaml_lines import NotInLines
from paminn.plan.schema import PlanFile
from paminn.plan.source import load

_QUOTED = re.compile("«([^»]+)»")


@dataclass(frozen=True)
class Revised:
    """`files` are those that differ, by name, as text. `content` is what plan.yaml will say was decided.

    `goes_on`: new number -> number in the file, of the goals that surely go on. `doubts` are those of the
    document's that are about what it says anew. `new_roles` have got places in owners.yaml, or none of them where
    `no_places`; `old_roles` stand there, and the plan has them no longer.
    """

    files: Mapping[str, str]
    content: DecidedPlan
    goes_on: Mapping[str, str]
    doubts: tuple[Doubt, ...]
    left: tuple[LeftBehind, ...]
    columns: tuple[OtherColumn, ...]
    new_roles: tuple[str, ...]
    old_roles: tuple[str, ...]
    no_places: bool


def revised(
    plan_text: str,
    owners_text: str,
    held: Sequence[str],
    sketch: Sketch,
    adopted: DecidedPlan | None,
    said: Said,
) -> Revised:
    """`plan_text` is a whole and valid plan.yaml; `held` are the roles of owners.yaml.

    `adopted` is what the work goes by, None where that is the file itself: what a person has `said` is about it.
    Raises NotInLines where the file cannot be rewritten line by line without a change of something else.
    """
    plan = PlanFile.model_validate(load(plan_text))
    before = decided_in(plan)
    areas = settled(sketch, plan)
    content = content_of(areas, sketch.facts, before)
    goes_on = _goes_on(before, content, adopted or before, said)
    made = written(plan_text, plan, facts_that_differ(sketch.facts, before), areas, goes_on)
    if _says(made.text).fingerprint != content.fingerprint:
        raise NotInLines
    files = {}
    if made.text != plan_text:
        files[PLAN] = made.text
    known = {role.casefold() for role in held}
    new_roles = tuple(role for role in content.roles if role.casefold() not in known)
    still = {role.casefold() for role in content.roles}
    old_roles = tuple(role for role in before.roles if role.casefold() in known and role.casefold() not in still)
    no_places = False
    if new_roles:
        items = [goal.item for goal in goals_of(areas)]
        try:
            files[OWNERS] = with_places(owners_text, new_roles, frozenset(vacant_roles(items)))
        except NotInLines:
            no_places = True
    doubts = tuple(_of_what_is_new(sketch.doubts, before, content, tuple(goals_of(areas))))
    return Revised(files, content, goes_on, doubts, made.left, made.columns, new_roles, old_roles, no_places)


def _says(text: str) -> DecidedPlan:
    try:
        return decided_in(PlanFile.model_validate(load(text)))
    except (ValueError, YAMLError):
        raise NotInLines from None


def _goes_on(file: DecidedPlan, content: DecidedPlan, adopted: DecidedPlan, said: Said) -> Mapping[str, str]:
    """New number -> number in the file. By way of the adopted plan where that is another: a person speaks of it."""
    goes_on = dict(certainly_the_same(file, content))
    by_adopted = compare(adopted, content, said).same_goals
    here = {old: number for number, old in certainly_the_same(adopted, file).items()}
    for number, old in by_adopted.items():
        if old in here:
            goes_on[number] = here[old]
    return goes_on


def _of_what_is_new(
    doubts: Sequence[Doubt], file: DecidedPlan, content: DecidedPlan, goals: Sequence[SettledGoal]
) -> Iterator[Doubt]:
    """The doubts about rows that no goal of the file says word for word. What stood there before has been settled."""
    known = {goal.model_dump_json(exclude={"above"}) for goal in file.goals()}
    new = {}
    for goal in goals:
        if content.by_number[goal.number].model_dump_json(exclude={"above"}) not in known:
            new[goal.item.where] = goal
    for doubt in doubts:
        goal_there = new.get(doubt.where)
        if goal_there is not None and not _quotes_old_owners(doubt, goal_there):
            yield doubt


def _quotes_old_owners(doubt: Doubt, goal: SettledGoal) -> bool:
    """Whether it is about an owner cell that says what it said."""
    if goal.before is None or goal.before.responsible != goal.item.responsible:
        return False
    cell = folded(goal.item.responsible)
    return any(folded(quoted) in cell for quoted in _QUOTED.findall(doubt.message))
