"""`paminn forecast`: every mail to come if nobody answers."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from datetime import timedelta
from typing import TYPE_CHECKING

from paminn.commands.as_json import digest_as_json
from paminn.commands.options import day
from paminn.commands.show import Rows, of_plan, say, say_plan, say_stopped, show_json
from paminn.errors import UsageError

if TYPE_CHECKING:
    from paminn.usecases.sending.forecast import Vacancy


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--from", dest="first", type=day, metavar="DAG", help="första dagen (annars i dag)")
    parser.add_argument("--until", type=day, metavar="DAG", help="sista dagen (annars ett år fram)")


def run(asked: Namespace) -> int:
    from paminn.clock import today_in_sweden
    from paminn.home import load_no_plugins, plans_at_hand
    from paminn.reminders.message import Channel
    from paminn.texts.adoption import holders_told
    from paminn.usecases.each_plan import of_each
    from paminn.usecases.plans import decided
    from paminn.usecases.sending.forecast import forecast, vacancies

    load_no_plugins()
    first = asked.first or today_in_sweden().day
    last = asked.until or first + timedelta(days=365)
    if last < first:
        raise UsageError("--until ligger före --from.")
    with plans_at_hand(asked.plan) as plans:
        works = of_each(plans, lambda kept: decided(kept, first))
    mails: Rows = []
    roles: Rows = []
    for done in works.done:
        work = done.result
        digests = list(forecast(work, first, last))
        vacant = vacancies(work, first, last)
        if asked.json:
            mails += [digest_as_json(digest, Channel.EMAIL, work.plan.identity) for digest in digests]
            roles += of_plan(done.of.identity, [_as_json(vacancy) for vacancy in vacant])
            continue
        say_plan(done.of, are_several=works.are_several)
        holders = holders_told(work.awaiting, work.left_over, work.old_names)
        say(
            "forecast",
            digests=digests,
            vacant=vacant,
            first=first,
            last=last,
            edited=work.edited,
            holders=holders,
        )
    if asked.json:
        mails.sort(key=lambda mail: str(mail["date"]))
        edited = any(work.edited for work in works.results)
        show_json({"digests": mails, "vacant": roles, "edited": edited})
    say_stopped(works)
    return works.exit_code()


def _as_json(vacancy: Vacancy) -> dict[str, object]:
    return {"owner": vacancy.role, "from": vacancy.since.isoformat(), "known": vacancy.is_known}
