"""Samla in: läs svaren i brevlådan."""

from datetime import date, datetime

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE

from flows.artifacts import leave_table
from flows.frame import closed, named_by_day, told
from paminn.clock import now_in_sweden
from paminn.reports.reading import Collected
from paminn.texts.artifacts import Table, absent_rows, received_rows, waiting_rows
from paminn.usecases.house import House
from paminn.usecases.reading.absent import absent
from paminn.usecases.reading.collect import collect as collect_all
from paminn.usecases.reading.desk import waiting
from paminn.usecases.reading.receipt import Receipts
from paminn.wiring import open_house


@task(cache_policy=NO_CACHE)
@closed
def read_mailbox(house: House, now: datetime) -> Collected:
    return collect_all(
        house.plan,
        house.memory,
        house.post,
        house.inbox,
        house.reader,
        Receipts(house.delivery, house.options.sender, house.options.receipts),
        now,
    )


@flow(name="collect", flow_run_name=named_by_day("las-svar"))
@told
def collect(plan: str = "", on: date | None = None) -> dict[str, int]:
    """Läs svaren i brevlådan. Inget svar publiceras innan en person har släppt det.

    Args:
        plan: Planens mapp. Tomt = den plan som är inställd.
        on: Gör som om det vore den här dagen. Tomt = i dag.
    """
    now = now_in_sweden(on)
    with open_house(plan or None) as house:
        report = read_mailbox(house, now)
        held = waiting(house.plan, house.desk, now)
        away = absent(house.plan, house.memory, now)
    leave_table(Table.RECEIVED, received_rows(report), report.plan)
    leave_table(Table.WAITING, waiting_rows(held), report.plan)
    leave_table(Table.AWAY, absent_rows(away), report.plan)
    get_run_logger().info("%s", report.counts)
    return dict(report.counts)
