"""What each command does: use cases called, and their results said in Swedish or JSON.

Each import waits until its command is asked for: `paminn check` must not pay for a database or Prefect.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from paminn.errors import NotCarriedOut, PlanError, UsageError


def refuse_unknown_settings() -> None:
    """A misspelt setting is told whatever was asked for. Raises UsageError."""
    if any(name.startswith("PAMINN_") and name != "PAMINN_PLAN" for name in os.environ):
        from paminn.wiring import settings

        settings()


def check(asked: argparse.Namespace) -> int:
    from paminn.plan.load import read_plan
    from paminn.wiring import now_in_sweden, plan_folder

    folder = plan_folder(asked.plan)
    reading = read_plan(folder.files(), folder.name, now_in_sweden(asked.on).date())
    goals = len(reading.plan.by_number) if reading.plan else 0
    if asked.json:
        rows = [{"file": p.file, "line": p.line, "column": p.column, "message": p.message} for p in reading.problems]
        _json({"problems": rows, "goals": goals})
    else:
        show_problems(reading.problems, sys.stdout)
        _say("check", reading=reading, goals=goals)
    return PlanError.exit_code if reading.problems else 0


def timeframe(asked: argparse.Namespace) -> int:
    from paminn.plan.timeframe import read_timeframe
    from paminn.usecases.house import decided
    from paminn.wiring import now_in_sweden, plan_folder

    work = decided(plan_folder(asked.plan), now_in_sweden().date())
    for text in asked.text or (line.rstrip("\r\n") for line in sys.stdin):
        read = read_timeframe(
            text, period=(work.plan.period_start, work.plan.period_end), decided=work.plan.decided,
            terms=work.rules.terms,
        )  # fmt: skip
        if asked.json:
            _json(
                {
                    "text": text,
                    "kind": read.kind.value,
                    "start": read.start.isoformat() if read.start else None,
                    "end": read.end.isoformat() if read.end else None,
                    "recurrence": read.recurrence,
                    "warnings": [*read.warnings, *([read.question] if read.question else [])],
                }
            )
        else:
            _say("timeframe", read=read)
    return 0


def forecast(asked: argparse.Namespace) -> int:
    from paminn.usecases.forecast import as_json
    from paminn.usecases.forecast import forecast as run
    from paminn.wiring import now_in_sweden, plan_folder

    first = asked.first or now_in_sweden().date()
    last = asked.until or first + timedelta(days=365)
    if last < first:
        raise UsageError("--until ligger före --from.")
    digests = list(run(plan_folder(asked.plan), first, last))
    if asked.json:
        _json({"digests": [as_json(digest) for digest in digests]})
    else:
        _say("forecast", digests=digests, first=first, last=last)
    return 0


def remind(asked: argparse.Namespace) -> int:
    from paminn.usecases.forecast import as_json
    from paminn.usecases.remind import MAIL
    from paminn.usecases.remind import remind as run
    from paminn.wiring import now_in_sweden, open_house

    now = now_in_sweden(asked.on)
    with open_house(asked.plan) as house:
        report = run(house, now, dry_run=asked.dry_run)
    for question in report.batch.questions:
        print(question, file=sys.stderr)
    states = {outcome.message.key: outcome for outcome in report.outcomes}
    if asked.json:
        rows = []
        for message in report.batch.messages:
            outcome = states.get(message.key)
            if message.channel == MAIL:
                row = as_json(message.digest, message.channel)
                state = outcome.state.value if outcome and outcome.state else "skipped"
                rows.append(row | {"state": "planned" if report.dry_run else state, "unreachable": message.unreachable})
        _json(report.counts | {"digests": rows})
    else:
        _say("remind", report=report, states=states, day=now.date(), mail=MAIL)
    return 0 if report.complete else NotCarriedOut.exit_code


def collect(asked: argparse.Namespace) -> int:
    from paminn.usecases.collect import collect as run
    from paminn.wiring import now_in_sweden, open_house

    with open_house(asked.plan) as house:
        report = run(house, now_in_sweden(asked.on))
    if asked.json:
        _json(report.as_json())
    else:
        _say("collect", report=report, counts=report.as_json())
    return 0


def explain(asked: argparse.Namespace) -> int:
    from paminn.replies.read import read_mail
    from paminn.wiring import settings

    chosen = settings()
    raw = Path(asked.mail).read_bytes()
    reply = read_mail(raw, own_addresses=(chosen.sender,))
    sent = Path(asked.sent).read_text(encoding="utf-8") if asked.sent else _remembered(chosen, reply.codes)
    if sent:
        reply = read_mail(raw, own_addresses=(chosen.sender,), sent=sent)
    value = {
        "kind": str(reply.kind),
        "text": reply.text,
        "removed": reply.removed,
        "signature": reply.signature,
        "status": reply.status.value if reply.status else None,
        "refs": list(reply.refs),
        "flags": list(reply.flags),
    }
    if asked.json:
        _json(value)
    else:
        _say("explain", reply=reply, value=value)
    return 0


def _remembered(chosen: Any, codes: Sequence[str]) -> str:
    """What we sent with one of these codes, when there is a ledger to ask."""
    from paminn.wiring import open_house

    if not codes or not (chosen.database_url.get_secret_value() or (chosen.home / "ledger.db").exists()):
        return ""
    with open_house(chosen=chosen) as house:
        found = [reference for code in codes if (reference := house.post.reference(code))]
    return found[0].sent if len(found) == 1 else ""


def replies(asked: argparse.Namespace) -> int:
    from paminn.usecases.desk import Choice, decide, show, waiting
    from paminn.wiring import now_in_sweden, open_house

    with open_house(asked.plan) as house:
        now = now_in_sweden(asked.on)
        if asked.what == "list":
            # The words themselves are read one answer at a time, never in a list that may be logged.
            rows = [{key: value for key, value in row.items() if key != "text"} for row in waiting(house, now)]
            _json({"replies": rows}) if asked.json else _say("replies_list", rows=rows)
            return 0
        if not asked.number:
            raise UsageError("Vilket svar? Skriv numret från: paminn replies list")
        if asked.text_file and len(asked.number) > 1:
            raise UsageError("En granskad text hör till ett svar. Skriv ett nummer i taget.")
        if asked.what == "show":
            shown = [show(house, number, now) for number in asked.number]
        else:
            text = Path(asked.text_file).read_text(encoding="utf-8") if asked.text_file else None
            choice = Choice(
                asked.what, asked.by or "", asked.why or "", text, asked.status, asked.goal, asked.owner, asked.date
            )
            shown = [decide(house, number, choice, now) for number in asked.number]
    if asked.json:
        _json({"replies": shown})
    else:
        for row in shown:
            _say("replies_show", row=row)
    return 0


def publish(asked: argparse.Namespace) -> int:
    from paminn.usecases.publish import publish as run
    from paminn.wiring import now_in_sweden, open_house, settings

    chosen = settings()
    with open_house(asked.plan, chosen) as house:
        published = run(house, Path(asked.out or chosen.home / "site"), now_in_sweden(asked.on).date())
    _json(published.as_json()) if asked.json else _say("files", paths=[row["path"] for row in _files(published)])
    return 0


def summarise(asked: argparse.Namespace) -> int:
    from paminn.usecases.summarise import summarise as run
    from paminn.wiring import now_in_sweden, open_house, settings

    chosen = settings()
    with open_house(asked.plan, chosen) as house:
        out = Path(asked.out or chosen.home / "redovisning")
        account = run(house, asked.year, out, now_in_sweden(asked.on).date())
    if asked.json:
        _json(account.as_json())
    else:
        _say("summarise", account=account, paths=[row["path"] for row in _files(account)])
    return 0


def status(asked: argparse.Namespace) -> int:
    from paminn.usecases.status import status as run
    from paminn.wiring import now_in_sweden, open_house

    with open_house(asked.plan) as house:
        rows = run(house, now_in_sweden(asked.on).date())
    _json({"status": rows}) if asked.json else _say("status", rows=rows)
    return 0


def demo(asked: argparse.Namespace) -> int:
    from paminn.demo import run_demo
    from paminn.usecases.demo import LAST_DAY

    made = run_demo(asked.on or LAST_DAY, Path(asked.out or "demo"), asked.plan)
    _json({"paths": made.paths}) if asked.json else _say("demo", made=made)
    return 0 if made.complete else NotCarriedOut.exit_code


def up(asked: argparse.Namespace) -> int:
    from paminn.up import run_up

    return run_up(asked.port, plan=asked.plan)


def _json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False))


def _say(template: str, **values: Any) -> None:
    from paminn.texts.render import render
    from paminn.texts.words import all_told, told

    print(render(f"cli/{template}.txt", **values, told=told, all_told=all_told).strip("\n"))


def _files(made: Any) -> list[Mapping[str, str]]:
    rows: list[Mapping[str, str]] = made.as_json()["files"]
    return rows


def show_problems(problems: Sequence[Any], stream: Any) -> None:
    """Each problem with its line and a caret under the place."""
    for problem in problems:
        print(problem, file=stream)
        if problem.source.strip():
            print(f"    {problem.source}\n    {' ' * (problem.column - 1)}^", file=stream)
