"""The commands, one file each: `add_arguments` says what may be asked for, `run` does it and returns the exit code.

A new command is a file here and a row in COMMANDS. A file imports what it needs inside `run`: the help of all commands
must not load Prefect, and `paminn check` must not pay for a database.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from importlib import import_module
from typing import Protocol, cast

# Each command with its line of help, in the order that the help shows them.
COMMANDS: Mapping[str, str] = {
    "demo": "spela upp planen från beslut till redovisning; inget lämnar datorn",
    "check": "alla fel i planen på en gång",
    "adopt": "vad som skiljer plan.yaml från den antagna planen, och att anta den",
    "new": "en planmapp att börja med, med förklaringar i filerna",
    "import": "gör en planmapp av det beslutade dokumentet (Word, Excel eller text)",
    "compare": "om planen säger det som står i det beslutade dokumentet",
    "owners": "skriv in namn och adresser i owners.yaml från en lista (CSV, Excel eller text)",
    "timeframe": "hur orden i en tidplan läses",
    "forecast": "alla mejl som kommer om ingen svarar",
    "begin": "visa vad som händer startdagen, och säg ja till de första mejlen",
    "preview": "mejlen som kommer, så som de kommer att se ut; inget skickas",
    "remind": "skicka dagens påminnelser",
    "collect": "läs svaren i brevlådan",
    "publish": "skriv kalendern och sidan att prenumerera från",
    "summarise": "skriv årets redovisning som utkast",
    "status": "varje delmål: datum, påminnelser, svar, och det som ska göras",
    "outcomes": "mejl med okänt utfall: se dem och tala om hur det gick",
    "resume": "hur minnet stämmer, och ta det i bruk igen när det har varit borta eller är äldre",
    "explain": "hur ett mejl läses, steg för steg",
    "replies": "kvalitetsteamets bord: granska och släpp svar",
    "doctor": "prova inställningar och förbindelser; inget går till någon ansvarig",
    "up": "starta allt på den här datorn: Prefect med sidor och scheman",
}


class Command(Protocol):
    """What a file in this folder holds."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add what the command takes beside --help, --plan and --json."""

    def run(self, asked: argparse.Namespace) -> int:
        """Carry it out. Returns the exit code; raises PaminnError."""


def load(name: str) -> Command:
    """The command `name`, which must be one of COMMANDS."""
    return cast(Command, import_module(f"paminn.commands.{name}"))
