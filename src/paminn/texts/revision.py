"""What a decided document changes of a plan folder, in Swedish."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

from paminn.plan.comparing import answers_to_paste, options_to_paste
from paminn.plan.revising.model import LeftBehind, OtherColumn
from paminn.reports.revising import Revision
from paminn.texts.adoption import change_told, questions_shown
from paminn.texts.language import swedish_list
from paminn.texts.pairs import pairs
from paminn.texts.render import render

_WORDS = "revision.txt"


def revision_shown(revision: Revision, document: Path) -> str:
    """All that the document changes, what must be answered and what to do next, for the screen."""
    comparison = revision.comparison
    folder = revision.folder.as_posix()
    answers = answers_to_paste(comparison)
    shown = render(
        "cli/revise.txt",
        revision=revision,
        changes=[change_told(change) for change in comparison.changes],
        columns=columns_told(revision.revised.columns),
        open_new=comparison.open_new,
        questions=questions_shown(comparison),
        lost=[change_told(change) for change in revision.lost],
        left=left_told(revision.revised.left),
        folder=folder,
        command=f"paminn import {shlex.quote(str(document))} --plan {shlex.quote(folder)}",
        answers=answers,
        said=options_to_paste(comparison.said),
    )
    return shown.strip("\n")


def left_told(left: Sequence[LeftBehind]) -> list[str]:
    """What the team had written and what becomes of it, a sentence each."""
    words = pairs(_WORDS)
    told = []
    for behind in left:
        things = [*behind.keys]
        if behind.comments == 1:
            things.append(words["comment"])
        elif behind.comments:
            things.append(words["comments"].format(count=behind.comments))
        sentence = words[f"left.{behind.why}"]
        told.append(sentence.format(number=behind.number, now=behind.now, things=swedish_list(things)))
    return told


def columns_told(columns: Sequence[OtherColumn]) -> list[str]:
    """What is new in columns that are no part of the decision, a sentence each."""
    words = pairs(_WORDS)
    told = []
    for column in columns:
        sentence = words["column" if column.before else "column.new"]
        filled = sentence.format(number=column.number, heading=column.heading, before=column.before, now=column.now)
        told.append(filled.replace(".».", ".»"))
    return told
