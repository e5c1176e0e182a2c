"""The command line: what may be asked, and the exit code of what comes of it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from paminn import __version__
from paminn.commands import COMMANDS, load
from paminn.commands.options import add_shared
from paminn.commands.show import show_error
from paminn.disk import private_files
from paminn.errors import NotCarriedOut, PaminnError, UsageError, our_fault, told_by_disk


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit code: 0 done, 1 our fault, 2 usage, 3 plan, 4 not carried out."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    with private_files():
        return _carried_out(words)


def _carried_out(words: Sequence[str]) -> int:
    try:
        asked = parse(words)
        if asked.command != "doctor":  # who has a check of its own for them
            _refuse_unknown_settings()
        return load(asked.command).run(asked)
    except PaminnError as error:
        show_error(error)
        return error.exit_code
    except KeyboardInterrupt:
        print("Avbrutet. Det som inte hann göras görs vid nästa körning.", file=sys.stderr)
        return 1
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except OSError as error:
        if error.errno is None:  # a template that is missing is our fault, not the disk's
            return _failed(error)
        return _refused_by_disk(error)
    except Exception as error:
        return _failed(error)


def parse(words: Sequence[str]) -> argparse.Namespace:
    """What is asked for: `command`, `plan`, `json` and what the command itself takes. Raises UsageError."""
    return _parser(words).parse_args(words)


def _refuse_unknown_settings() -> None:
    from paminn.home import refuse_unknown_settings

    refuse_unknown_settings()


def _refused_by_disk(error: OSError) -> int:
    what = f"{error.filename}: " if error.filename else ""
    print(
        f"{what}går inte att läsa eller skriva ({told_by_disk(error)}). Kontrollera mapp och disk.",
        file=sys.stderr,
    )
    return NotCarriedOut.exit_code


def _failed(error: Exception) -> int:
    print(our_fault(error), file=sys.stderr)
    return PaminnError.exit_code


class _Help(argparse.HelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        if prefix is None:
            prefix = "Så här: "
        super().add_usage(usage, actions, groups, prefix)


class _Parser(argparse.ArgumentParser):
    def __init__(self, **values: Any) -> None:
        super().__init__(formatter_class=_Help, **values)

    def error(self, message: str) -> NoReturn:
        from paminn.texts.usage import explain

        raise UsageError(explain(message, self.prog, tuple(COMMANDS)))


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> NoReturn:
        print(f"påminn {__version__}")
        parser.exit()


def _parser(words: Sequence[str]) -> _Parser:
    """What may be said. Only the command that is asked for is loaded, and the others are known by name."""
    parser = _Parser(prog="paminn", description="Påminner om en beslutad handlingsplan.", add_help=False)
    parser._positionals.title = "kommandon"
    parser._optionals.title = "val"
    parser.add_argument("-h", "--help", action="help", help="visa den här hjälpen")
    parser.add_argument("--version", action=_Version, nargs=0, help="visa versionen")
    verbs = parser.add_subparsers(metavar="KOMMANDO", required=True, dest="command")
    named = [word for word in words if word in COMMANDS]
    for name, help_text in COMMANDS.items():
        command = verbs.add_parser(name, help=help_text, description=help_text, add_help=False, allow_abbrev=False)
        if named and name == named[0]:
            command._positionals.title = "argument"
            command._optionals.title = "val"
            add_shared(command)
            load(name).add_arguments(command)
    return parser


if __name__ == "__main__":
    sys.exit(main())
