"""Every goal and owner: the dates, what was last sent and said, and who is silent."""

from __future__ import annotations

from datetime import date

from paminn.plan.model import Goal, Kind
from paminn.reminders.outbox import ARRIVED, OPEN_QUESTION, Channel, Sent, State
from paminn.standing.answer import Answer, Release
from paminn.standing.silence import is_missed, is_silent, unanswered
from paminn.standing.word import is_of_the_role, is_released, latest, waits_from_another
from paminn.texts.outcomes import next_step, refused
from paminn.usecases.house import House, decided


def status(house: House, today: date) -> list[dict[str, object]]:
    """One row per goal and owner, in the plan's order, without address or answer text."""
    work = decided(house.plan, today)
    identity = work.plan.identity
    sent = [
        s for s in house.dispatch.sent(identity) if s.channel is Channel.EMAIL and not s.redirected and s.day <= today
    ]
    answers = [a for a in house.memory.answers(identity) if a.received <= today]
    return [
        _row(
            goal,
            part.role,
            part.part.value,
            [s for s in sent if s.owner == part.role and goal.number in s.goals],
            [a for a in answers if a.owner == part.role and a.goal == goal.number],
        )
        for goal in work.plan.goals()
        for part in goal.parts
    ]


def _row(goal: Goal, role: str, part: str, sent: list[Sent], answers: list[Answer]) -> dict[str, object]:
    reached = [s for s in sent if s.state in ARRIVED]
    reached_days = [s.day for s in reached]
    last_sent, last = (reached[-1] if reached else None), latest(a for a in answers if is_of_the_role(a))
    last_answer = last.received if last else None
    # A reminder that has been answered is no longer one that somebody is silent about.
    since = unanswered(reached_days, last_answer)
    not_arrived = [s for s in sent if s.state in (State.FAILED, State.BOUNCED)]
    missed = [s for s in not_arrived if is_missed(s.day, reached_days, last_answer)]
    asked = [s for s in sent if s.state in OPEN_QUESTION]
    silent = is_silent(last_sent.day if last_sent else None, last_answer)
    some = refused(last_sent, last_sent.state, last_sent.failure) if last_sent and silent else ""
    trouble = [*missed, *asked, *(reached[-1:] if some else ())]
    return {
        "goal": goal.number,
        "owner": role,
        "part": part,
        "timeframe": goal.timeframe.text,
        "kind": goal.timeframe.kind.value,
        "start": goal.timeframe.start.isoformat() if goal.timeframe.start else None,
        "end": goal.timeframe.end.isoformat() if goal.timeframe.end else None,
        "reminders": len(since),
        "last_reminder": last_sent.day.isoformat() if last_sent else None,
        "last_answer": last_answer.isoformat() if last_answer else None,
        "status": last.status.value if last and last.status else None,
        "released": is_released(last) if last else None,
        "withheld": last.release is Release.WITHHELD if last else None,
        "other_waits": any(waits_from_another(answer) for answer in answers),
        "unanswered": silent and goal.timeframe.kind is not Kind.DONE,
        "outcome": sent[-1].state.value if sent else None,
        "door": sent[-1].door if sent else None,
        "refused": some or None,
        "failed": sum(s.state is State.FAILED for s in missed),
        "bounced": sum(s.state is State.BOUNCED for s in missed),
        "unknown": len(asked),
        "next_step": next_step(trouble[0]) if trouble else None,
    }
