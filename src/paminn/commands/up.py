"""`paminn up`: Prefect, its schedules and the calendar site on this machine."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=4200, metavar="PORT")


def run(asked: Namespace) -> int:
    from paminn.up.run import run_up

    return run_up(asked.port, plan=asked.plan)
