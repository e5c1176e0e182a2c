"""How a command's result reaches the screen: Swedish sentences or one JSON document."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any


def show_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False))


def say(template: str, **values: Any) -> None:
    from paminn.texts.causes import why
    from paminn.texts.render import render
    from paminn.texts.words import all_told, outcome, status_word, told

    words = {"told": told, "all_told": all_told, "outcome_told": outcome, "status_word": status_word, "why": why}
    print(render(f"cli/{template}.txt", **values, **words).strip("\n"))


def paths(made: Any) -> list[str]:
    """Where the files lie that a use case has written."""
    return [row["path"] for row in made.as_json()["files"]]


def show_problems(problems: Sequence[Any], stream: Any, *, private: str = "") -> None:
    """Each problem with its line and a caret under the place; of the file named `private`, the place alone."""
    for problem in problems:
        if private and problem.source and problem.file.endswith(private):
            place = f"{problem.file}:{problem.line}:{problem.column}"
            print(f"{place}: Något är fel på raden. Se vad med: paminn check", file=stream)
            continue
        print(problem, file=stream)
        if problem.source.strip():
            print(f"    {problem.source}\n    {' ' * (problem.column - 1)}^", file=stream)
