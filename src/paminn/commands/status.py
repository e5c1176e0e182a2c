"""`paminn status`: how each goal stands."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING

from paminn.commands.options import add_day
from paminn.commands.show import (
    absences_as_json,
    contradictions_as_json,
    heard_as_json,
    say_doubt,
    say_in_words,
    show_json,
)

if TYPE_CHECKING:
    from paminn.reminders.mark import Restored
    from paminn.reports.telling import PartToday


def add_arguments(parser: ArgumentParser) -> None:
    add_day(parser)


def run(asked: Namespace) -> int:
    from paminn.clock import today_in_sweden
    from paminn.plan.validity import ended
    from paminn.texts.adoption import holders_told, rereadings_told
    from paminn.texts.artifacts import absent_rows
    from paminn.texts.desk_shown import release_word
    from paminn.texts.memory_words import restored_told
    from paminn.texts.message_lines import some_of, step_words
    from paminn.usecases.plans import decided
    from paminn.usecases.reading.absent import absent
    from paminn.usecases.reading.contradicted import contradicted
    from paminn.usecases.telling.doubted_memory import doubt_of
    from paminn.usecases.telling.status import status
    from paminn.wiring import open_house

    with open_house(asked.plan) as house:
        today = today_in_sweden(asked.on).day
        rows = status(house.plan, house.past, house.memory, today)
        against_each_other = contradicted(house.plan, house.memory, today)
        away = absent(house.plan, house.memory, today)
        work = decided(house.plan, today)
        restored = house.lineage.remembered(work.plan.identity).restored
        doubt = doubt_of(house.lineage, house.store, house.options.site, work.plan.identity)
    say_doubt(doubt, as_json=asked.json)
    reread = rereadings_told(work.rereadings)
    holders = holders_told(work.awaiting, work.left_over, work.old_names)
    over = ended(work.plan, today)
    if asked.json:
        last = work.plan.valid_until
        show_json(
            {
                "status": [_as_json(row) for row in rows],
                "contradictions": contradictions_as_json(against_each_other),
                "absences": absences_as_json(away),
                "edited": work.edited,
                "rereadings": reread,
                "holders": holders,
                "valid_until": None if last is None else last.isoformat(),
                "ended": bool(over),
                "restored": [_restored(time) for time in restored],
            }
        )
        return 0
    say_in_words(
        "status",
        rows=rows,
        ended=over,
        edited=work.edited,
        reread=reread,
        holders=holders,
        away=absent_rows(away),
        some_of=some_of,
        step_words=step_words,
        contradictions=against_each_other,
        release_word=release_word,
        restored=[restored_told(time) for time in restored],
    )
    return 0


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
