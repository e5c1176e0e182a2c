"""Samla in: läs svaren i brevlådan."""

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE

from flows.artifacts import leave_table
from flows.frame import closed, named_by_day, tell_which_plan, told
from paminn.clock import today_in_sweden
from paminn.home import settings
from paminn.reports.reading import Collected
from paminn.texts.artifacts import Table, absent_rows, received_rows, waiting_rows
from paminn.texts.message_lines import left_to_another, refused_together, refused_us
from paminn.today import Today
from paminn.usecases.desk.show import waiting
from paminn.usecases.house import House
from paminn.usecases.reading.absent import absent
from paminn.usecases.reading.collect import collect as collect_all
from paminn.usecases.reading.receipt import Receipts
from paminn.usecases.telling.doubted_memory import doubt_of
from paminn.wiring import open_house


@task(cache_policy=NO_CACHE)
@closed
def read_mailbox(house: House, today: Today) -> Collected:
    return collect_all(
        house.plans,
        house.memory,
        house.post,
        house.inbox,
        house.reader,
        Receipts(house.delivery, house.options.sender, house.options.receipts),
        house.neighbours,
        today,
    )


@flow(name="collect", flow_run_name=named_by_day("las-svar"))
@told
def collect() -> dict[str, int]:
    """Läs svaren i brevlådan. Inget svar publiceras innan en person har släppt det."""
    chosen = settings()
    today = today_in_sweden(leaves=chosen.leaves)
    with open_house(chosen=chosen) as house:
        tell_which_plan(house, today.day)
        report = read_mailbox(house, today)
        leave_table(Table.RECEIVED, received_rows(report), report.plan)
        doubts: list[str] = []
        for alone in house.each:
            held = waiting(alone.plan, alone.desk, alone.requests, today)
            leave_table(Table.WAITING, waiting_rows(held), alone.identity)
            away = absent(alone.plan, alone.memory, today.day)
            leave_table(Table.AWAY, absent_rows(away), alone.identity)
            if not chosen.redirect_all_to:
                doubts.append(doubt_of(alone.lineage, alone.store, alone.options.site, alone.identity))
    get_run_logger().info("%s", report.counts)
    if report.refused_together:
        get_run_logger().error(refused_together(report.refused_together))
    if report.refused_us:
        get_run_logger().error(refused_us(report.refused_us))
    if report.left:
        get_run_logger().warning(left_to_another(report.left))
    for doubt in doubts:
        if doubt:
            get_run_logger().error(doubt)
    return dict(report.counts)
