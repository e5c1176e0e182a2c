"""A person's decisions carried out, without the desk's asking whether they should be."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from paminn.incoming.asked import Request
from paminn.incoming.decision import Action, Decision, PlacedMail, adopted
from paminn.incoming.waiting import UnplacedMail
from paminn.ports.desk import Desk
from paminn.ports.memory import Memory
from paminn.ports.requests import Requests
from paminn.standing.answer import Answer
from paminn.usecases.desk.ruling import ruling_on

PLAN = "prov-plan"


class House(Protocol):
    """A whole house, or only its ledger."""

    memory: Memory
    desk: Desk
    requests: Requests


def decide(
    house: House, number: int, what: Action, at: datetime, *, who: str = "Eva", why: str = "", **more: object
) -> Answer:
    """`more`: the text, status, goal, owner or new date that somebody gives the answer."""
    (before,) = [answer for answer in house.memory.answers(PLAN) if answer.id == number]
    (after,) = house.desk.decide([ruling_on(house.requests, PLAN, before, Decision(what, who, at, why, **more))])
    assert after is not None
    return after


def release(house: House, number: int, at: datetime, **more: object) -> Answer:
    return decide(house, number, Action.RELEASE, at, **more)


def adopt(house: House, at: datetime, *, goal: str, owner: str, **more: object) -> Answer | None:
    """The only mail that waits becomes an answer about this goal."""
    (mail,) = [row for row in house.desk.waiting(PLAN) if isinstance(row, UnplacedMail)]
    decision = Decision(Action.ASSIGN, "Eva", at, goal=goal, owner=owner, **more)
    nothing_asked: list[Request] = []
    answer = adopted(mail, decision, goal, owner, mail.at.astimezone(at.tzinfo).date(), nothing_asked)
    (adopted_answer,) = house.desk.decide([PlacedMail(mail.mail, answer, decision)])
    return adopted_answer
