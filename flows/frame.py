"""What the flows share: the name of a run, and how one that stops early says so.

Prefect keeps and shows every exception with its causes, and a cause may quote an address or an answer. So what leaves
a task or a flow is one Swedish sentence and nothing behind it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Annotated, Any, ParamSpec, TypeVar

from prefect import get_run_logger
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.states import Failed
from pydantic import Field

from paminn.clock import today_in_sweden
from paminn.disk import private_files
from paminn.errors import PaminnError, our_fault
from paminn.usecases.each_plan import OfEach
from paminn.usecases.house import House
from paminn.usecases.telling.which_plan import which_plan_in_a_log

P = ParamSpec("P")
R = TypeVar("R")


class Stopped(PaminnError):
    """A run's end in one Swedish sentence."""


# Which of several plans a run is about: none named is all of them.
Plans = list[Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{2,60}$")]]


def named_by_day(prefix: str) -> Callable[[], str]:
    """Names a run after the day it is for, and the plans where they are named."""

    def name() -> str:
        return f"{prefix}-{today_in_sweden(flow_run.parameters.get('on')).day.isoformat()}{plans_named()}"

    return name


def plans_named() -> str:
    """What the name of a run says of the plans that it was asked for, "" for all of them."""
    return "".join(f"-{plan}" for plan in flow_run.parameters.get("plans") or ())


def what_stopped(of_each: OfEach[Any, Any]) -> str:
    """What stopped the work with some of several plans, each in a sentence; "" where nothing did."""
    return " ".join(f"{stopped.of.identity or stopped.of.name}: {stopped.error}" for stopped in of_each.stopped)


def closed(step: Callable[P, R]) -> Callable[P, R]:
    """A task's function, whose fault carries a sentence and no cause."""

    @wraps(step)
    def carried_out(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return step(*args, **kwargs)
        except Exception as error:
            raise Stopped(_sentence(error)) from None

    return carried_out


def told(process: Callable[P, R]) -> Callable[P, R | State[Any]]:
    """A flow's function, which ends Failed with a sentence where it would have raised.

    Prefect evaluates annotations given as text in this module, so a flow's own module must not make text of them: it
    has no `from __future__ import annotations`.
    """

    @wraps(process)
    def carried_out(*args: P.args, **kwargs: P.kwargs) -> R | State[Any]:
        try:
            with private_files():
                return process(*args, **kwargs)
        except Exception as error:
            sentence = _sentence(error)
            get_run_logger().error(sentence)
            return Failed(message=sentence, data=None)

    return carried_out


def tell_which_plan(house: House, day: date) -> None:
    """First in the log of a run, a line for each plan."""
    for kept in house.plans:
        get_run_logger().info(which_plan_in_a_log(kept.folder, day))


def _sentence(error: Exception) -> str:
    return str(error) if isinstance(error, PaminnError) else our_fault(error)
