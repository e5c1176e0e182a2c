"""Anta planen: se vad som skiljer plan.yaml från den antagna planen, och anta den."""

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.states import Failed

from flows.artifacts import leave_table
from flows.frame import Plans, closed, named_by_day, tell_which_plan, told, what_stopped
from paminn.clock import today_in_sweden
from paminn.home import settings
from paminn.reports.adopting import Proposed
from paminn.texts.adoption import adopted_told, difference_rows
from paminn.texts.artifacts import Table
from paminn.today import Today
from paminn.usecases.deciding.adopt import adopt as adopt_plan
from paminn.usecases.deciding.adopt import propose
from paminn.usecases.deciding.said import said_in_words
from paminn.usecases.each_plan import of_each
from paminn.usecases.house import House
from paminn.usecases.plans import only
from paminn.wiring import open_house


@task(cache_policy=NO_CACHE)
@closed
def compare_and_adopt(house: House, by: str, answers: str, today: Today) -> Proposed:
    said = said_in_words(answers)
    if by:
        return adopt_plan(house.adopting, today, by, said)
    return propose(house.adopting, today.day, said)


@flow(name="adopt", flow_run_name=named_by_day("anta"))
@told
def adopt(by: str = "", answers: str = "", plans: Plans | None = None) -> int | State[int]:
    """Visa vad som skiljer plan.yaml från den antagna planen, och anta den med ett namn.

    Args:
        by: Ditt namn. Tomt = visa bara, anta ingenting.
        answers: Svaren på det som är osäkert, som de står i tabellen skillnader. Ett på varje rad.
        plans: Planernas kännetecken. Tomt = alla.
    """
    chosen = settings()
    today = today_in_sweden(leaves=chosen.leaves)
    with open_house(plans, chosen) as house:
        tell_which_plan(house, today.day)
        if by.strip() or answers.strip():
            only(house.plans)
        compared = of_each(house.each, lambda alone: compare_and_adopt(alone, by.strip(), answers, today))
    number = 0
    unanswered = ""
    for done in compared.done:
        proposed = done.result
        sentence = adopted_told(proposed)
        leave_table(Table.DIFFERENCES, difference_rows(proposed), proposed.plan, about=sentence)
        get_run_logger().info(sentence)
        number = proposed.number
        if by.strip() and proposed.differs and proposed.adopted is None:
            unanswered = sentence
    failed = unanswered or what_stopped(compared)
    if failed:
        return Failed(message=failed, data=None)
    return number
