"""The tables in the Prefect UI, worded for the quality team: roles, goals, outcomes; never an address or answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from paminn.texts.render import render
from paminn.texts.words import outcome as outcome_told
from paminn.texts.words import told

Rows = list[dict[str, object]]

TITLES: Mapping[str, Callable[[int], str]] = {
    "utskick": lambda n: "Vad som har skickats i dag." if n else "Ingen skulle påminnas i dag.",
    "obesvarade": lambda n: "De som har påmints men inte svarat." if n else "Alla som har påmints har svarat.",
    "svar": lambda n: "Mejl som lästes i den här körningen." if n else "Inga nya mejl i brevlådan.",
    "granska": lambda n: "Svar som väntar på att någon läser och släpper dem." if n else "Inget väntar på granskning.",
    "kalender": lambda n: "Filerna som publicerades.",
    "saknade-svar": lambda n: "Delmål där redovisningen saknar svar." if n else "Alla har svarat.",
}
_GOOD = ("skickat", "bekräftat", "mottaget")
_CHANNELS = {"email": "e-post", "teams": "Teams (kopia)"}
_KINDS = {
    "reply": "svar", "forward": "vidarebefordrat", "automatic": "automatiskt svar", "bounce": "studs",
    "receipt": "kvitto", "calendar": "kalendersvar", "loop": "vårt eget mejl", "list": "listutskick",
    "spam": "skräp", "suspect": "misstänkt", "duplicate": "läst förut",
}  # fmt: skip


def sent_rows(report: Any) -> Rows:
    """One row per message of a usecases.remind.Report; what went wrong comes first."""
    outcomes = {outcome.message.key: outcome for outcome in report.outcomes}
    rows: Rows = []
    for message in (*report.batch.again, *report.batch.messages):
        outcome = outcomes.get(message.key)
        state = outcome.state.value if outcome and outcome.state else None
        ended = outcome_told(state, message.channel) if state else "redan skickat i dag"
        result = "skulle skickas" if report.dry_run else ended
        note = outcome.reason if outcome and state else ""
        if message.unreachable:
            note = "Ingen kan nås i rollen. Gick till kvalitetsteamet." + (f" {note}" if note else "")
        rows.append(_sent_row(message, result, note))
    for sent in report.batch.recovered:
        ended = outcome_told(sent.state, sent.channel)
        rows.append(_sent_row(sent, f"{ended} (från {sent.day.isoformat()})", _left_open(sent)))
    for sent in report.batch.earlier:
        rows.append(_sent_row(sent, f"{outcome_told(sent.state, sent.channel)} tidigare i dag", sent.reason))
    return sorted(rows, key=lambda row: (not row["Att göra"], str(row["Utfall"]).startswith(_GOOD)))


def _sent_row(message: Any, result: str, note: str) -> dict[str, object]:
    return {
        "Roll": message.owner,
        "Delmål": ", ".join(message.goals),
        "Kanal": _CHANNELS[message.channel],
        "Utfall": result,
        "Att göra": note,
    }


def _left_open(sent: Any) -> str:
    """What to do about a message that an earlier run left without an ending."""
    return render("outcome_question.txt", sent=sent).strip() if sent.state == "alert" else sent.reason


def silent_rows(status: Sequence[Mapping[str, object]]) -> Rows:
    """Those of usecases.status.status() who have been reminded and not answered, longest silence first."""
    silent = [row for row in status if row["unanswered"]]
    return [
        {
            "Roll": row["owner"],
            "Delmål": row["goal"],
            "Tidplan": row["timeframe"],
            "Påminnelser": row["reminders"],
            "Senast påmind": row["last_reminder"],
            "Senaste svar": row["last_answer"] or "inget",
        }
        for row in sorted(silent, key=lambda row: -int(str(row["reminders"])))
    ]


def received_rows(report: Any) -> Rows:
    """One row per mail of a usecases.collect.Report."""
    return [
        {
            "Mejl": _KINDS[str(row["kind"])],
            "Roll": row["owner"] or "",
            "Delmål": ", ".join(row["goals"]),
            "Varför": told(str(row["why"])),
        }
        for row in report.rows
    ]


def waiting_rows(held: Sequence[Mapping[str, object]]) -> Rows:
    return [
        {
            "Nummer": row["id"] or f"m{row['mail']}",
            "Inkommet": row["received"],
            "Delmål": row["goal"] or "",
            "Roll": row["owner"] or "",
            "Varför": told(str(row["why"])),
        }
        for row in held
    ]


def file_rows(published: Mapping[str, Any]) -> Rows:
    return [{"Fil": row["path"], "Kontrollsumma": row["sha256"]} for row in published["files"]]


def missing_rows(missing: Sequence[tuple[str, str]]) -> Rows:
    return [{"Delmål": goal, "Roll": owner} for goal, owner in missing]
