"""What needs the quality team, as a mail: what it is, since when, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from paminn.plan.level_names import PlanWords
from paminn.plan.model import ActionPlan
from paminn.reports.notice import LineKind, Notice, NoticeLine
from paminn.texts import causes
from paminn.texts.mail.digest import Mail
from paminn.texts.pairs import pairs
from paminn.texts.plan_words import reading
from paminn.texts.render import render

_ROW = "– "


@dataclass(frozen=True, slots=True)
class Section:
    """The lines of one kind in words: what they are about, a row for each that has one, and what to do."""

    heading: str
    rows: tuple[str, ...]
    to_do: str


def word_notice(notice: Notice, plan: ActionPlan, *, redirected: bool = False) -> Mail:
    """Subject, plain text and HTML. `redirected`: it is a trial, and goes to one address instead of to the team."""
    sections = [section_of(kind, lines, plan.words) for kind, lines in notice.by_kind.items()]
    values = {"plan": plan, "sections": sections, "count": len(notice.lines), "redirected": redirected}
    subject = render("notice/subject.txt", **values).strip()
    text = render("notice/body.txt", **values)
    html = render("notice/body.html", **values, subject=subject)
    return Mail(subject, text.strip() + "\n", html)


def section_of(kind: LineKind, lines: Sequence[NoticeLine], words: PlanWords) -> Section:
    """The template of a kind: first the heading, then a row for each line with a dash, and last what to do."""
    worded = render(
        f"notice/{kind}.txt",
        lines=lines,
        words=words,
        instead=pairs("notice/instead.txt"),
        reading=reading,
        sentence=causes.sentence,
        no_day=pairs("adoption.txt")["reread.no_day"],
    )
    heading, *rest = worded.splitlines()
    rows = tuple(line.removeprefix(_ROW) for line in rest if line.startswith(_ROW))
    to_do = " ".join(line for line in rest if not line.startswith(_ROW))
    return Section(heading, rows, to_do)
