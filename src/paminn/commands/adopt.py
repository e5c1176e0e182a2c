"""`paminn adopt`: what differs between plan.yaml and the adopted plan, and the adoption of it."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from paminn.commands.options import add_day
from paminn.commands.show import say, show_json
from paminn.errors import PlanError, UsageError

if TYPE_CHECKING:
    from paminn.plan.comparing import Called, Said, Thing
    from paminn.reports.adopting import Proposed


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--by", help="ditt namn: anta planen", metavar="…")
    parser.add_argument("--same", action="append", default=[], help="samma delmål eller roll", metavar="GAMMALT=NYTT")
    parser.add_argument("--split", action="append", default=[], help="delat i flera", metavar="GAMMALT=NYTT,NYTT")
    parser.add_argument("--merge", action="append", default=[], help="flera till ett", metavar="GAMMALT,GAMMALT=NYTT")
    parser.add_argument("--removed", action="append", default=[], help="borttaget", metavar="GAMMALT")
    add_day(parser)


def run(asked: Namespace) -> int:
    from paminn.clock import today_in_sweden
    from paminn.home import settings
    from paminn.usecases.deciding.adopt import adopt, propose
    from paminn.wiring import open_house

    said = _said(asked)
    chosen = settings()
    today = today_in_sweden(asked.on, leaves=chosen.leaves)
    with open_house(asked.plan, chosen) as house:
        if asked.by is None:
            proposed = propose(house.plan, today.day, said)
        else:
            proposed = adopt(house.plan, today, asked.by, said)
    if asked.json:
        show_json(_as_json(proposed))
    else:
        _say(proposed)
    waits = asked.by is not None and proposed.differs and proposed.adopted is None
    return PlanError.exit_code if waits else 0


def _said(asked: Namespace) -> Said:
    from paminn.plan.comparing import Said

    same = []
    for text in asked.same:
        old, new = _both(text, "--same 2.1=2.2")
        same.append((old, new))
    split = []
    for text in asked.split:
        old, news = _both(text, "--split 2.1=2.1,2.2")
        split.append((old, _several(news)))
    merge = []
    for text in asked.merge:
        olds, new = _both(text, "--merge 2.1,2.2=2.1")
        merge.append((_several(olds), new))
    return Said(tuple(same), tuple(split), tuple(merge), tuple(asked.removed))


def _both(text: str, example: str) -> tuple[str, str]:
    """What stands on either side of the last equals sign. Raises UsageError."""
    old, _, new = text.rpartition("=")
    if not old.strip() or not new.strip():
        raise UsageError(f"«{text}» går inte att läsa. Skriv till exempel {example}.")
    return old.strip(), new.strip()


def _several(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _say(proposed: Proposed) -> None:
    from paminn.texts.adoption import change_told, choice_told, question_told

    comparison = proposed.comparison
    changes: list[str] = []
    questions: list[dict[str, object]] = []
    example: list[str] = []
    if comparison is not None:
        changes = [change_told(change) for change in comparison.changes]
        for question in comparison.questions:
            choices = [
                {"sentence": choice_told(question.thing, choice), "flag": choice.flag} for choice in question.choices
            ]
            questions.append({"sentence": question_told(question), "choices": choices})
            example.append(question.choices[0].flag)
        changes += [fault.sentence for fault in comparison.faults]
    say("adopt", proposed=proposed, changes=changes, questions=questions, example=" ".join(example))


def _as_json(proposed: Proposed) -> dict[str, object]:
    from paminn.texts.adoption import change_told, question_told

    changes: list[dict[str, object]] = []
    questions: list[dict[str, object]] = []
    if proposed.comparison is not None:
        for change in proposed.comparison.changes:
            row: dict[str, object] = {"what": change.what, "thing": change.thing}
            row["old"] = _names(change.thing, change.old)
            row["new"] = _names(change.thing, change.new)
            row["message"] = change_told(change)
            changes.append(row)
        for question in proposed.comparison.questions:
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
    return {
        "adopted": proposed.adopted is not None,
        "version": proposed.number or None,
        "changes": changes,
        "questions": questions,
    }


def _names(thing: Thing, called: Sequence[Called]) -> str | None:
    """Numbers or names; of the plan's own words those words."""
    from paminn.plan.comparing import Thing

    if thing is Thing.PLAN:
        return "; ".join(words.words for words in called) or None
    return ",".join(name.name for name in called) or None
