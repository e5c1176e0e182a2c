"""How a command's result reaches the screen: Swedish sentences or one JSON document."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from paminn.errors import PaminnError, PlanError

if TYPE_CHECKING:
    from paminn.plan.model import Names, Problem
    from paminn.reminders.message import Message
    from paminn.reports.absences import Away
    from paminn.reports.contradicting import Contradicting
    from paminn.standing.each import Heard
    from paminn.usecases.each_plan import OfEach
    from paminn.usecases.plans import Named

Rows = list[dict[str, object]]


def show_json(value: object) -> None:
    """One JSON document on a line of its own."""
    print(json.dumps(value, ensure_ascii=False))


def of_plan(plan: str, rows: Iterable[dict[str, object]]) -> Rows:
    """Each row with the kännetecken of the plan that it is about."""
    return [{"plan": plan, **row} for row in rows]


def say_plan(kept: Named, *, are_several: bool) -> None:
    """Which plan what follows is about, and of several each by its kännetecken too."""
    from paminn.clock import today_in_sweden
    from paminn.usecases.telling.which_plan import which_plan

    if are_several:
        say("plan_of_several", identity=kept.identity, folder=kept.name)
        return
    for folder in kept.folders:
        print(which_plan(folder, today_in_sweden().day))


def say_stopped(of_each: OfEach[Any, Any]) -> None:
    """What stopped the work with some of several plans, beside what came of the others."""
    for stopped in of_each.stopped:
        print(f"{stopped.of.identity or stopped.of.name}:", file=sys.stderr)
        show_error(stopped.error)


def show_error(error: PaminnError) -> None:
    """What stopped the work, for a person to read."""
    if isinstance(error, PlanError):
        # What a daily run says ends in the machine's log, where no address may stand.
        show_problems(error.problems, sys.stderr, private="owners.yaml")
    print(error, file=sys.stderr)


def say_doubt(doubt: str, *, as_json: bool) -> None:
    """What speaks against the memory, before what is told from it; for a reader of JSON beside the document."""
    if doubt:
        print(f"{doubt}\n", file=sys.stderr if as_json else sys.stdout)


def say(template: str, **values: object) -> None:
    """The template of sv/cli/ with `values`."""
    from paminn.texts.render import render

    text = render(f"cli/{template}.txt", **values)
    print(text.strip("\n"))


def say_in_words(template: str, **values: object) -> None:
    """As `say`, for a template that puts statuses, outcomes and causes into words."""
    from paminn.texts.causes import why
    from paminn.texts.words import all_told, outcome, status_word, told

    say(
        template,
        **values,
        told=told,
        all_told=all_told,
        outcome_told=outcome,
        status_word=status_word,
        why=why,
    )


def contradictions_as_json(rows: Iterable[Contradicting]) -> list[dict[str, object]]:
    """Each contradiction with the answers in it, by their numbers; without a word of them."""
    shown: list[dict[str, object]] = []
    for row in rows:
        answers = []
        for said in row.answers:
            answers.append(
                {
                    "id": said.number,
                    "owner": said.owner,
                    "answered_by": said.answered_by,
                    "status": said.status,
                    "received": said.received.isoformat(),
                    "release": said.release,
                }
            )
        shown.append({"goal": row.goal, "occurrence": str(row.occurrence), "answers": answers})
    return shown


def absences_as_json(rows: Iterable[Away]) -> list[dict[str, object]]:
    """Each one who cannot be reached in a role, without name or address."""
    shown: list[dict[str, object]] = []
    for away in rows:
        shown.append(
            {
                "id": away.number,
                "owner": away.owner,
                "deputy": away.is_deputy,
                "since": away.since.isoformat(),
                "back": None if away.back is None else away.back.isoformat(),
                "gone": away.gone,
                "by_report": away.by_report,
                "instead": away.instead,
            }
        )
    return shown


def heard_as_json(heard: Heard | None, missing: Sequence[str]) -> dict[str, object] | None:
    """How many have answered, where each of a role does so for themselves, and the names of those who have not."""
    if heard is None:
        return None
    return {"answered": heard.answered, "of": heard.of, "missing": list(missing)}


def roles_of(names: Names, message: Message) -> list[str]:
    """What the roles that a message is about are called now."""
    return [names.role(role) for role in message.roles]


def goals_of(names: Names, message: Message) -> list[str]:
    """The numbers that the goals in a message have now."""
    return [names.goal(goal) for goal in message.goals]


def paths(folder: Path, names: Iterable[str]) -> list[str]:
    """Where files of these names lie in `folder`."""
    return [str(folder / name) for name in sorted(names)]


def show_problems(problems: Sequence[Problem], stream: IO[str], *, private: str = "") -> None:
    """Each problem with its line and a caret under the place; of the file named `private`, the place alone."""
    for problem in problems:
        if private and problem.source and problem.file.endswith(private):
            place = f"{problem.file}:{problem.line}:{problem.column}"
            print(f"{place}: Något är fel på raden. Se vad med: paminn check", file=stream)
            continue
        print(problem, file=stream)
        if problem.source.strip():
            before = " " * (problem.column - 1)
            print(f"    {problem.source}", file=stream)
            print(f"    {before}^", file=stream)
