"""`paminn demo`: the plan played from its decision to its account."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from paminn.commands.options import add_day, add_folder
from paminn.commands.show import say, show_json
from paminn.errors import NotCarriedOut


def add_arguments(parser: ArgumentParser) -> None:
    add_day(parser)
    add_folder(parser, "mapp för det som görs (annars demo)")


def run(asked: Namespace) -> int:
    from paminn.demo.run import run_demo
    from paminn.demo.year import LAST_DAY

    last = asked.on or LAST_DAY
    says = _keep_silent if asked.json else _say_how_far
    made = run_demo(last, Path(asked.out or "demo"), asked.plan, says)
    if asked.json:
        show_json({"paths": made.paths})
    else:
        say("demo", made=made)
    return 0 if made.complete else NotCarriedOut.exit_code


def _say_how_far(line: str) -> None:
    """Beside what the command tells, so that a person sees that it goes on."""
    print(line, file=sys.stderr, flush=True)


def _keep_silent(line: str) -> None:
    """What reads JSON takes every word beside it for a fault."""
