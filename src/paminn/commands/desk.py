"""What a person decides: outcomes and answers."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from paminn.commands.show import say, show_json
from paminn.errors import UsageError


def outcomes(asked: argparse.Namespace) -> int:
    from paminn.usecases.outcomes import open_outcomes, tell
    from paminn.wiring import now_in_sweden, open_house

    now = now_in_sweden(asked.on)
    told = None if asked.what == "list" else asked.what
    if told and not asked.number:
        raise UsageError("Vilket mejl? Skriv numret från: paminn outcomes list")
    with open_house(asked.plan) as house:
        if told:
            rows = [tell(house, number, told, asked.by or "", now) for number in asked.number]
        else:
            rows = list(open_outcomes(house, now))
    if asked.json:
        shown = ("number", "owner", "channel", "goals", "reason")
        show_json(
            {"outcomes": [{name: getattr(one, name) for name in shown} | {"day": one.day.isoformat()} for one in rows]}
        )
    else:
        say("outcomes", rows=rows, answer=told)
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
        show_json(value)
    else:
        say("explain", reply=reply, value=value)
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
            show_json({"replies": rows}) if asked.json else say("replies_list", rows=rows)
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
        show_json({"replies": shown})
    else:
        for row in shown:
            say("replies_show", row=row)
    return 0
