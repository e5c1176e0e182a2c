"""`paminn status`: how each goal stands."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING

from paminn.commands.options import add_day
from paminn.commands.show import (
    Rows,
    absences_as_json,
    contradictions_as_json,
    heard_as_json,
    of_plan,
    say_doubt,
    say_in_words,
    say_plan,
    say_stopped,
    show_json,
)

if TYPE_CHECKING:
    from paminn.reminders.mark import Restored
    from paminn.reports.absences import Away
    from paminn.reports.contradicting import Contradicting
    from paminn.reports.telling import PartToday
    from paminn.usecases.each_plan import OfEach
    from paminn.usecases.house import House
    from paminn.usecases.plans import Decided


def add_arguments(parser: ArgumentParser) -> None:
    add_day(parser)


def run(asked: Namespace) -> int:
    from paminn.clock import today_in_sweden
    from paminn.usecases.each_plan import of_each
    from paminn.wiring import open_house

    today = today_in_sweden(asked.on).day
    with open_house(asked.plan) as house:
        told = of_each(house.each, lambda alone: _told(alone, today))
    if asked.json:
        show_json(_document(told, today))
        for stands in told.results:
            say_doubt(stands.doubt, as_json=True)
    else:
        for done in told.done:
            say_plan(done.of, are_several=told.are_several)
            say_doubt(done.result.doubt, as_json=False)
            _say(done.result, today)
    say_stopped(told)
    return told.exit_code()


@dataclass(frozen=True)
class _Stands:
    """How one plan stands, and what is known of its memory."""

    work: Decided
    rows: Sequence[PartToday]
    against_each_other: Sequence[Contradicting]
    away: Sequence[Away]
    restored: Sequence[Restored]
    doubt: str


def _told(house: House, today: date) -> _Stands:
    from paminn.usecases.plans import decided
    from paminn.usecases.reading.absent import absent
    from paminn.usecases.reading.contradicted import contradicted
    from paminn.usecases.telling.doubted_memory import doubt_of
    from paminn.usecases.telling.status import status

    work = decided(house.plan, today)
    return _Stands(
        work,
        status(house.plan, house.past, house.memory, today),
        contradicted(house.plan, house.memory, today),
        absent(house.plan, house.memory, today),
        house.lineage.remembered(work.plan.identity).restored,
        doubt_of(house.lineage, house.store, house.options.site, work.plan.identity),
    )


def _document(told: OfEach[House, _Stands], today: date) -> dict[str, object]:
    """Rows of every plan. What is said of a plan as a whole stands under "plans"; of a single plan beside it too."""
    from paminn.plan.validity import ended
    from paminn.texts.adoption import holders_told, rereadings_told

    rows: Rows = []
    contradictions: Rows = []
    absences: Rows = []
    restored: Rows = []
    plans: Rows = []
    rereadings: list[str] = []
    holders: list[str] = []
    for stands in told.results:
        work = stands.work
        identity = work.plan.identity
        rows += of_plan(identity, [_as_json(row) for row in stands.rows])
        contradictions += of_plan(identity, contradictions_as_json(stands.against_each_other))
        absences += of_plan(identity, absences_as_json(stands.away))
        restored += of_plan(identity, [_restored(time) for time in stands.restored])
        rereadings += rereadings_told(work.rereadings)
        holders += holders_told(work.awaiting, work.left_over, work.old_names)
        plans.append(
            {
                "plan": identity,
                "edited": work.edited,
                "valid_until": _day(work.plan.valid_until),
                "ended": bool(ended(work.plan, today)),
            }
        )
    only = plans[0] if len(plans) == 1 else {}
    return {
        "status": rows,
        "contradictions": contradictions,
        "absences": absences,
        "edited": any(plan["edited"] for plan in plans),
        "rereadings": rereadings,
        "holders": holders,
        "valid_until": only.get("valid_until"),
        "ended": bool(plans) and all(plan["ended"] for plan in plans),
        "restored": restored,
        "plans": plans,
    }


def _say(stands: _Stands, today: date) -> None:
    from paminn.plan.validity import ended
    from paminn.texts.adoption import holders_told, rereadings_told
    from paminn.texts.artifacts import absent_rows
    from paminn.texts.desk_shown import release_word
    from paminn.texts.memory_words import restored_told
    from paminn.texts.message_lines import some_of, step_words

    work = stands.work
    say_in_words(
        "status",
        rows=stands.rows,
        ended=ended(work.plan, today),
        edited=work.edited,
        reread=rereadings_told(work.rereadings),
        holders=holders_told(work.awaiting, work.left_over, work.old_names),
        away=absent_rows(stands.away),
        some_of=some_of,
        step_words=step_words,
        contradictions=stands.against_each_other,
        release_word=release_word,
        restored=[restored_told(time) for time in stands.restored],
    )


def _restored(time: Restored) -> dict[str, object]:
    return {"day": time.day.isoformat(), "by": time.by, **asdict(time.replayed), "last": _day(time.replayed.last)}


def _as_json(row: PartToday) -> dict[str, object]:
    from paminn.texts.message_lines import some_of, step_words

    refused = next_step = None
    if row.refused_some_of:
        refused = some_of(row.refused_some_of)
    if row.next_step is not None:
        next_step = step_words(row.next_step, row.asked_about)
    is_released = is_withheld = None
    if row.last_answer is not None:
        is_released = row.is_released
        is_withheld = row.is_withheld
    return {
        "goal": row.goal,
        "owner": row.owner,
        "heard": heard_as_json(row.heard, row.not_heard),
        "part": row.part,
        "vacant": row.is_vacant,
        "outside": row.is_outside,
        "timeframe": row.timeframe,
        "kind": row.kind,
        "start": _day(row.start),
        "end": _day(row.end),
        "reminders": row.reminders,
        "last_reminder": _day(row.last_reminder),
        "last_answer": _day(row.last_answer),
        "status": row.status,
        "contradicted": row.contradicted,
        "released": is_released,
        "withheld": is_withheld,
        "other_waits": row.other_waits,
        "unanswered": row.unanswered,
        "outcome": row.outcome,
        "door": row.door,
        "refused": refused,
        "failed": row.failed,
        "bounced": row.bounced,
        "unknown": row.unknown,
        "next_step": next_step,
    }


def _day(day: date | None) -> str | None:
    if day is None:
        return None
    return day.isoformat()
