"""The tables in the Prefect UI, worded for the quality team: roles, goals, outcomes; never an address or answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

from paminn.reports.absences import Away, Instead
from paminn.reports.on_the_desk import ShownAnswer, Waiting, WaitingMail
from paminn.reports.reading import Collected, MailRead
from paminn.reports.sending import Reminded
from paminn.reports.telling import PartToday, Written
from paminn.standing.answer import Answer
from paminn.texts.language import swedish_date, swedish_list
from paminn.texts.message_lines import Line, worded
from paminn.texts.pairs import pairs
from paminn.texts.plan_words import goal_in_words
from paminn.texts.words import channel_word, flag_word, kind_word, told
from paminn.today import Today

Rows = list[dict[str, object]]


class Table(StrEnum):
    """What the quality team finds them by in Prefect."""

    SENT = "utskick"
    SILENT = "obesvarade"
    RECEIVED = "svar"
    WAITING = "granska"
    AWAY = "franvaro"
    FILES = "kalender"
    MISSING = "saknade-svar"
    DIFFERENCES = "skillnader"


def description(table: Table, rows: int) -> str:
    """What a table with so many rows shows."""
    words = pairs("tables.txt", rows=str(rows))
    if rows == 0:
        return words[f"{table} tom"]
    return words[table]


def sent_about(report: Reminded, today: Today, rows: int) -> str:
    """What stands above the table of what was sent, in a run on this day that has so many rows."""
    words = pairs("table_of_another_day.txt", day=swedish_date(today.day))
    if report.dry_run and rows == 0:
        return words["visat tom"]
    if report.dry_run:
        return words["visat"]
    if today.is_ahead:
        return words["prov"]
    return description(Table.SENT, rows)


def sent_rows(report: Reminded) -> Rows:
    """One row per message; what somebody has to do something about comes first."""
    names = report.batch.names
    rows: list[tuple[int, dict[str, object]]] = []
    for line in worded(report.endings, names):
        rows.append((line.ending.rank, _sent_row(line, line.ended)))
    for line in worded(report.endings_of_earlier_runs, names):
        ended = f"{line.ended} (från {line.message.day.isoformat()})"
        rows.append((line.ending.rank, _sent_row(line, ended)))
    for line in worded(report.endings_earlier_today, names):
        rows.append((line.ending.rank, _sent_row(line, f"{line.ended} tidigare i dag")))
    rows.sort(key=lambda ranked: ranked[0])
    return [row for _, row in rows]


def _sent_row(line: Line, ended: str) -> dict[str, object]:
    return {
        "Utfall": ended,
        "Att göra": line.next_step,
        "Roll": swedish_list(line.roles),
        "Kanal": channel_word(line.message.channel),
        "Delmål": ", ".join(line.goals),
        "Varför": line.why,
    }


def silent_rows(parts: Iterable[PartToday]) -> Rows:
    """Those who have been reminded and not answered, those with the most reminders first."""
    silent = [part for part in parts if part.unanswered]
    silent.sort(key=lambda part: -part.reminders)
    return [_silent_row(part) for part in silent]


def _silent_row(part: PartToday) -> dict[str, object]:
    last_answer = "inget"
    if part.last_answer is not None:
        last_answer = part.last_answer.isoformat()
    last_reminder = None
    if part.last_reminder is not None:
        last_reminder = part.last_reminder.isoformat()
    return {
        "Roll": part.owner,
        "Delmål": part.goal,
        "Tidplan": part.timeframe,
        "Påminnelser": part.reminders,
        "Senast påmind": last_reminder,
        "Senaste svar": last_answer,
    }


def received_rows(collected: Collected) -> Rows:
    """One row per mail."""
    return [_received_row(mail) for mail in collected.news]


def _received_row(mail: MailRead) -> dict[str, object]:
    return {
        "Mejl": kind_word(mail.kind),
        "Roll": swedish_list(mail.roles),
        "Delmål": ", ".join(mail.goals),
        "Varför": told(mail.why),
    }


def waiting_rows(waiting: Sequence[Waiting]) -> Rows:
    """What waits and why; never a word of it."""
    rows: Rows = []
    for row in waiting:
        if isinstance(row, ShownAnswer):
            rows.append(_held_answer_row(row))
        else:
            rows.append(_waiting_mail_row(row))
    return rows


def _held_answer_row(held: ShownAnswer) -> dict[str, object]:
    reasons = _why_an_answer_waits(held.answer)
    reasons += [flag_word(flag) for flag in held.flags]
    return {
        "Nummer": held.answer.id,
        "Inkommet": held.answer.received.isoformat(),
        "Delmål": goal_in_words(held.called),
        "Roll": held.called.owner,
        "Varför": "; ".join(reasons),
    }


def _waiting_mail_row(mail: WaitingMail) -> dict[str, object]:
    reasons = [told(mail.why)]
    reasons += [flag_word(flag) for flag in mail.flags]
    return {
        "Nummer": mail.number,
        "Inkommet": mail.received.isoformat(),
        "Delmål": "",
        "Roll": "",
        "Varför": "; ".join(reasons),
    }


def _why_an_answer_waits(answer: Answer) -> list[str]:
    words = pairs("replies/waiting.txt")
    reasons = [words["waits"]]
    if not answer.known_sender:
        reasons.append(words["other_sender"])
    if answer.status is None:
        reasons.append(words["not_read"])
    return reasons


def absent_rows(absent: Sequence[Away]) -> Rows:
    """The roles in which somebody does not read, those that need somebody new first."""
    needs_somebody_new_first = sorted(absent, key=lambda away: not away.gone)
    return [_absent_row(away) for away in needs_somebody_new_first]


def _absent_row(away: Away) -> dict[str, object]:
    if away.back is not None:
        state = f"frånvarande till {away.back.isoformat()}"
        what_to_do = ""
    else:
        since = away.since.isoformat()
        state = f"har slutat, enligt ett autosvar {since}"
        if away.by_report:
            state = f"adressen tar inte emot mejl sedan {since}"
        what_to_do = (
            "Skriv in en ny innehavare eller adress i owners.yaml. Stämmer det inte: "
            f'paminn replies settle {away.number} --by "Ditt namn" --why "Skäl"'
        )
    if away.is_deputy:
        state = f"ersättaren {state}"
    return {
        "Nummer": away.number,
        "Roll": away.owner,
        "Läge": state,
        "Påminnelserna går till": _instead(away.instead),
        "Att göra": what_to_do,
    }


def _instead(instead: Instead) -> str:
    match instead:
        case Instead.HOLDER:
            return "en annan i rollen"
        case Instead.DEPUTY:
            return "ersättaren"
        case Instead.TEAM:
            return "kvalitetsteamet"
        case Instead.SAME:
            return "samma person, som läser dem sedan"


def file_rows(written: Written) -> Rows:
    return [{"Fil": path, "Kontrollsumma": checksum} for path, checksum in written.checksums()]


def missing_rows(missing: Sequence[tuple[str, str]]) -> Rows:
    return [{"Delmål": goal, "Roll": owner} for goal, owner in missing]
