"""A person's decisions carried out, without the desk's asking whether they should be."""

from __future__ import annotations

from datetime import datetime

from paminn.incoming.asked import Request
from paminn.incoming.decision import Action, Decision, adopted
from paminn.incoming.waiting import UnplacedMail
from paminn.standing.answer import Answer
from paminn.usecases.reading.desk import carry_out
from paminn.usecases.reading.needs import ForDesk

PLAN = "prov-plan"


def decide(
    doors: ForDesk, number: int, what: Action, at: datetime, *, who: str = "Eva", why: str = "", **more: object
) -> Answer:
    """`more`: the text, status, goal, owner or new date that somebody gives the answer."""
    (before,) = [answer for answer in doors.memory.answers(PLAN) if answer.id == number]
    return carry_out(doors, PLAN, before, Decision(what, who, at, why, **more))


def release(doors: ForDesk, number: int, at: datetime, **more: object) -> Answer:
    return decide(doors, number, Action.RELEASE, at, **more)


def adopt(doors: ForDesk, at: datetime, *, goal: str, owner: str, **more: object) -> Answer | None:
    """The only mail that waits becomes an answer about this goal."""
    (mail,) = [row for row in doors.desk.waiting(PLAN) if isinstance(row, UnplacedMail)]
    decision = Decision(Action.ASSIGN, "Eva", at, goal=goal, owner=owner, **more)
    nothing_asked: list[Request] = []
    answer = adopted(mail, decision, goal, owner, mail.at.astimezone(at.tzinfo).date(), nothing_asked)
    return doors.desk.adopt(mail.mail, answer, decision)
