"""`paminn forecast`: every mail to come if nobody answers."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from datetime import timedelta

from paminn.commands.as_json import digest_as_json
from paminn.commands.options import day
from paminn.commands.show import say, show_json
from paminn.errors import UsageError


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--from", dest="first", type=day, metavar="DAG", help="första dagen (annars i dag)")
    parser.add_argument("--until", type=day, metavar="DAG", help="sista dagen (annars ett år fram)")


def run(asked: Namespace) -> int:
    from paminn.clock import today_in_sweden
    from paminn.home import is_edited, load_no_plugins, plan_folder
    from paminn.plan.load import read_plan
    from paminn.reminders.message import Channel
    from paminn.usecases.sending.forecast import forecast, vacancies

    load_no_plugins()
    first = asked.first or today_in_sweden().day
    last = asked.until or first + timedelta(days=365)
    if last < first:
        raise UsageError("--until ligger före --from.")
    folder = plan_folder(asked.plan)
    digests = list(forecast(folder, first, last))
    vacant = vacancies(folder, first, last)
    if asked.json:
        roles = [{"owner": vacancy.role, "from": vacancy.since.isoformat()} for vacancy in vacant]
        show_json({"digests": [digest_as_json(digest, Channel.EMAIL) for digest in digests], "vacant": roles})
    else:
        edited = is_edited(read_plan(folder.files(), folder.name, first))
        say("forecast", digests=digests, vacant=vacant, first=first, last=last, edited=edited)
    return 0
