"""`paminn adopt`: what differs between plan.yaml and the adopted plan, and the adoption of it."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from paminn.commands.options import add_day, add_said
from paminn.commands.show import say_plan, say_stopped, show_json
from paminn.errors import PlanError

if TYPE_CHECKING:
    from paminn.plan.comparing import Called, Comparison, Thing
    from paminn.plan.placing import RuleNumber
    from paminn.reports.adopting import Proposed


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--by", help="ditt namn: anta planen", metavar="…")
    add_said(parser)
    add_day(parser)


def run(asked: Namespace) -> int:
    from paminn.clock import today_in_sweden
    from paminn.home import settings
    from paminn.texts.adoption import adoption_shown
    from paminn.usecases.deciding.adopt import adopt, propose
    from paminn.usecases.deciding.said import said_by
    from paminn.usecases.each_plan import of_each
    from paminn.usecases.plans import only
    from paminn.wiring import open_house

    said = said_by(asked.same, asked.split, asked.merge, asked.removed)
    chosen = settings()
    today = today_in_sweden(asked.on, leaves=chosen.leaves)
    is_of_one = asked.by is not None or bool(asked.same or asked.split or asked.merge or asked.removed)
    with open_house(asked.plan, chosen) as house:
        if is_of_one:
            only(house.plans)
        if asked.by is None:
            shown = of_each(house.each, lambda alone: propose(alone.adopting, today.day, said))
        else:
            shown = of_each(house.each, lambda alone: adopt(alone.adopting, today, asked.by, said))
    documents = []
    for done in shown.done:
        if asked.json:
            documents.append({"plan": done.of.identity, **_as_json(done.result)})
        else:
            say_plan(done.of, are_several=shown.are_several)
            print(adoption_shown(done.result))
    if asked.json:
        show_json({"plans": documents} if shown.are_several else documents[0])
    say_stopped(shown)
    waits = asked.by is not None and any(of.differs and of.adopted is None for of in shown.results)
    return shown.exit_code(otherwise=PlanError.exit_code if waits else 0)


def _as_json(proposed: Proposed) -> dict[str, object]:
    from paminn.texts.adoption import example_line

    changes: list[dict[str, object]] = []
    questions: list[dict[str, object]] = []
    faults: list[dict[str, object]] = []
    if proposed.comparison is not None:
        changes = changes_as_json(proposed.comparison)
        questions = questions_as_json(proposed.comparison)
        for fault in proposed.comparison.faults:
            faults.append({"name": fault.name, "message": fault.sentence})
    return {
        "adopted": proposed.adopted is not None,
        "version": proposed.number or None,
        "changes": changes,
        "asked_anew": [asdict(goal) for goal in proposed.asked_anew],
        "questions": questions,
        "faults": faults,
        "refusal": proposed.refusal or None,
        "example": example_line(proposed) or None,
        "rules": [_rule_number(number) for number in proposed.rule_numbers],
    }


def changes_as_json(comparison: Comparison) -> list[dict[str, object]]:
    """What differs, a row each, with the sentence that tells it."""
    from paminn.texts.adoption import change_told

    changes = []
    for change in comparison.changes:
        row: dict[str, object] = {"what": change.what, "thing": change.thing}
        row["old"] = _names(change.thing, change.old)
        row["new"] = _names(change.thing, change.new)
        row["message"] = change_told(change)
        changes.append(row)
    return changes


def questions_as_json(comparison: Comparison) -> list[dict[str, object]]:
    """What a person must answer, a row each, with the options to paste."""
    from paminn.texts.adoption import question_told

    questions: list[dict[str, object]] = []
    for question in comparison.questions:
        questions.append(
            {
                "thing": question.thing,
                "old": question.old.name,
                "words": question.old.words,
                "why": question.why,
                "message": question_told(question),
                "options": list(question.flags),
            }
        )
    return questions


def _rule_number(told: RuleNumber) -> dict[str, object]:
    return {"what": told.kind, "number": told.number, "called": told.called or None, "message": told.sentence}


def _names(thing: Thing, called: Sequence[Called]) -> str | None:
    """Numbers or names; of the plan's own words those words."""
    from paminn.plan.comparing import Thing

    if thing is Thing.PLAN:
        return "; ".join(words.words for words in called) or None
    return ",".join(name.name for name in called) or None
