"""The command line: what may be asked, and the exit code of what comes of it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, NoReturn

from paminn import commands
from paminn.commands.show import show_problems
from paminn.errors import NotCarriedOut, PaminnError, PlanError, UsageError, told_by_disk

COMMANDS = tuple(name for names in commands.ROOMS.values() for name in names)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit code of design: 0 done, 1 our fault, 2 usage, 3 plan, 4 not carried out."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        asked = _parser().parse_args(arguments)
        return commands.run(asked)
    except PlanError as error:
        # What a daily run says ends in the machine's log, where no address may stand.
        show_problems(error.problems, sys.stderr, private="owners.yaml")
        print(error, file=sys.stderr)
        return error.exit_code
    except PaminnError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("Avbrutet. Det som inte hann göras görs vid nästa körning.", file=sys.stderr)
        return 1
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except OSError as error:
        if error.errno is None:  # a template that is missing is our fault, not the disk's
            return _our_fault(error)
        what = f"{error.filename}: " if error.filename else ""
        print(
            f"{what}går inte att läsa eller skriva ({told_by_disk(error)}). Kontrollera mapp och disk.",
            file=sys.stderr,
        )
        return NotCarriedOut.exit_code
    except Exception as error:
        return _our_fault(error)


def _our_fault(error: Exception) -> int:
    from paminn.fault import report

    print(report(error), file=sys.stderr)
    return PaminnError.exit_code


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"«{text}» är ingen dag. Skriv dagen som ÅÅÅÅ-MM-DD, till exempel 2025-12-01.") from None


def _year(text: str) -> int:
    if not (text.isdigit() and 2000 <= int(text) <= 2099):
        raise UsageError(f"«{text}» är inget år. Skriv till exempel 2025.")
    return int(text)


class _Help(argparse.HelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "Så här: " if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    def __init__(self, **values: Any) -> None:
        super().__init__(formatter_class=_Help, **values)

    def error(self, message: str) -> NoReturn:
        from paminn.texts.usage import explain

        raise UsageError(explain(message, self.prog, COMMANDS))


@contextmanager
def _command(parent: Any, name: str, help_text: str) -> Iterator[_Parser]:
    made = parent.add_parser(name, help=help_text, description=help_text, add_help=False, allow_abbrev=False)
    made._positionals.title, made._optionals.title = "argument", "val"
    made.add_argument("-h", "--help", action="help", help="visa den här hjälpen")
    made.add_argument("--plan", metavar="MAPP", help="planens mapp")
    made.add_argument("--json", action="store_true", help="svara med JSON")
    made.set_defaults(command=name, on=None)
    yield made


def _parser() -> _Parser:
    parser = _Parser(prog="paminn", description="Påminner om en beslutad handlingsplan.", add_help=False)
    parser._positionals.title, parser._optionals.title = "kommandon", "val"
    parser.add_argument("-h", "--help", action="help", help="visa den här hjälpen")
    verbs = parser.add_subparsers(metavar="KOMMANDO", required=True, dest="command")
    on: dict[str, Any] = {"type": _day, "metavar": "DAG", "help": "gör som om det vore den här dagen"}
    _plan_verbs(verbs, on)
    _daily_verbs(verbs, on)
    _desk_verbs(verbs, on)
    with _command(verbs, "doctor", "prova inställningar och förbindelser; inget går till någon ansvarig"):
        pass
    with _command(verbs, "up", "starta allt på den här datorn: Prefect med sidor och scheman") as made:
        made.add_argument("--port", type=int, default=4200, metavar="PORT")
    return parser


def _plan_verbs(verbs: Any, on: dict[str, Any]) -> None:
    with _command(verbs, "demo", "spela upp planen från beslut till redovisning; inget lämnar datorn") as made:
        made.add_argument("--on", **on)
        made.add_argument("--out", metavar="MAPP", help="mapp för det som görs (annars demo)")
    with _command(verbs, "check", "alla fel i planen på en gång") as made:
        made.add_argument("--on", **on)
    with _command(verbs, "timeframe", "hur orden i en tidplan läses") as made:
        made.add_argument("text", nargs="*", metavar="TEXT")
    with _command(verbs, "forecast", "alla mejl som kommer om ingen svarar") as made:
        made.add_argument("--from", dest="first", type=_day, metavar="DAG", help="första dagen (annars i dag)")
        made.add_argument("--until", type=_day, metavar="DAG", help="sista dagen (annars ett år fram)")


def _daily_verbs(verbs: Any, on: dict[str, Any]) -> None:
    with _command(verbs, "remind", "skicka dagens påminnelser") as made:
        made.add_argument("--on", **on)
        made.add_argument("--dry-run", action="store_true", help="visa bara, skicka inget")
    with _command(verbs, "collect", "läs svaren i brevlådan") as made:
        made.add_argument("--on", **on)
    with _command(verbs, "publish", "skriv kalendern och sidan att prenumerera från") as made:
        made.add_argument("--out", metavar="MAPP", help="mapp att skriva i")
        made.add_argument("--on", **on)
    with _command(verbs, "summarise", "skriv årets redovisning som utkast") as made:
        made.add_argument("year", type=_year, metavar="ÅR")
        made.add_argument("--out", metavar="MAPP", help="mapp att skriva i")
        made.add_argument("--on", **on)
    with _command(verbs, "status", "varje delmål: datum, påminnelser, svar, och det som ska göras") as made:
        made.add_argument("--on", **on)


def _desk_verbs(verbs: Any, on: dict[str, Any]) -> None:
    with _command(verbs, "outcomes", "mejl med okänt utfall: se dem och tala om hur det gick") as made:
        made.add_argument(
            "what",
            choices=("list", "sent", "unsent"),
            metavar="VAD",
            help="list, sent (kom fram) eller unsent (kom inte fram)",
        )
        made.add_argument("number", nargs="*", metavar="NUMMER", help="ett eller flera nummer ur listan")
        made.add_argument("--by", help="ditt namn", metavar="…")
        made.add_argument("--on", **on)
    with _command(verbs, "explain", "hur ett mejl läses, steg för steg") as made:
        made.add_argument("mail", metavar="MEJL.eml")
        made.add_argument("--sent", metavar="FIL", help="texten i påminnelsen som mejlet svarar på")
    with _command(verbs, "replies", "kvalitetsteamets bord: granska och släpp svar") as made:
        made.add_argument(
            "what",
            choices=("list", "show", "release", "withhold", "assign"),
            metavar="VAD",
            help="list, show (läs), release (släpp), withhold (håll inne) eller assign (ändra)",
        )
        made.add_argument("number", nargs="*", metavar="NUMMER", help="ett eller flera nummer ur listan")
        for name, text in (("by", "ditt namn"), ("why", "skäl"), ("text-file", "granskad text som ska gälla"),
                           ("status", 'klar, pågår, försenad eller "ej påbörjad"'), ("goal", "delmål"),
                           ("owner", "roll")):  # fmt: skip
            made.add_argument(f"--{name}", help=text, metavar="…")
        made.add_argument("--date", type=_day, metavar="DAG", help="ny dag som svaret lovar")
        made.add_argument("--on", **on)


if __name__ == "__main__":
    sys.exit(main())
