"""`python -m paminn.site MAPP`: serve a published folder, behind a web server that does the encryption."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import NoReturn

from paminn.site.serve import serve
from paminn.texts.usage import explain


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        _refuse(explain(message, self.prog, ()))


def main() -> None:
    parser = _Parser(
        prog="python -m paminn.site",
        usage=argparse.SUPPRESS,
        add_help=False,
        description="Delar ut mappen som kalendern ligger i, tills du trycker Ctrl-C: python -m paminn.site MAPP",
    )
    parser._positionals.title = "argument"
    parser._optionals.title = "val"
    parser.add_argument("-h", "--help", action="help", help="visa den här hjälpen")
    parser.add_argument("folder", type=Path, metavar="MAPP", help="det som «paminn publish» har skrivit")
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        metavar="ADRESS",
        help="adress att lyssna på (annars bara den här datorn)",
    )
    parser.add_argument(
        "--port",
        type=int,
        default=4201,
        metavar="PORT",
        help="port att lyssna på (annars 4201)",
    )
    asked = parser.parse_args()
    if not asked.folder.is_dir():
        _refuse(f"Det finns ingen mapp {asked.folder}. Skriv den först med: paminn publish --out {asked.folder}")
    try:
        serve(asked.folder, asked.host, asked.port)
    except (OSError, OverflowError):
        _refuse(
            f"Det går inte att lyssna på {asked.host}, port {asked.port}. Är porten upptagen, välj en annan med "
            "--port. Adressen i --host ska vara den här datorns."
        )


def _refuse(sentence: str) -> NoReturn:
    print(sentence, file=sys.stderr)  # noqa: T201 - to the person who called
    raise SystemExit(2)


if __name__ == "__main__":
    main()
