"""What a person decides: outcomes and answers."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from paminn.commands.show import say, show_json
from paminn.errors import UsageError

if TYPE_CHECKING:
    from paminn.incoming.model import Received


def outcomes(asked: argparse.Namespace) -> int:
    from paminn.clock import now_in_sweden
    from paminn.usecases.outcomes import open_outcomes, tell
    from paminn.wiring import open_house

    now = now_in_sweden(asked.on)
    told = None if asked.what == "list" else asked.what
    if told and not asked.number:
        raise UsageError("Vilket mejl? Skriv numret från: paminn outcomes list")
    # A person at the keyboard does not wait for what should have been seen long ago.
    with open_house(asked.plan, settle=0) as house:
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
        plan = f" --plan {quote(asked.plan)}" if asked.plan else ""
        say("outcomes", rows=rows, answer=told, plan=plan)
    return 0


def explain(asked: argparse.Namespace) -> int:
    from paminn.texts.explain import explained

    mail = _as_collected(asked)
    if not asked.json:
        print(explained(mail))
        return 0
    reply = mail.reply
    show_json(
        {
            "kind": mail.kind,
            "text": reply.text,
            "removed": reply.removed,
            "signature": reply.signature,
            "status": reply.status.value if reply.status else None,
            "refs": list(reply.refs),
            "flags": list(reply.flags),
        }
    )
    return 0


def _as_collected(asked: argparse.Namespace) -> Received:
    """The mail as `collect` would take it, when there is a memory to ask; else with what --sent says it answers."""
    from paminn.clock import now_in_sweden
    from paminn.doors import mail_reader
    from paminn.home import settings
    from paminn.incoming.model import Incoming, Received
    from paminn.replies.words.form import goals_of
    from paminn.usecases.house import decided
    from paminn.usecases.matching import Matcher, attempted
    from paminn.wiring import open_house

    chosen, now, raw = settings(), now_in_sweden(), Path(asked.mail).read_bytes()
    remembers = chosen.database_url.get_secret_value() or (chosen.home / "ledger.db").exists()
    if remembers and not asked.sent:
        with open_house(asked.plan, chosen) as house:
            return Matcher(house, decided(house.plan, now.date()), now).read(Incoming("", raw))
    sent = Path(asked.sent).read_text(encoding="utf-8") if asked.sent else ""
    with closing(mail_reader(chosen)) as reader:
        reply = attempted(reader, raw, sent, goals_of(sent))
    return Received("", raw, now, reply, str(reply.kind), reply.reason)


def replies(asked: argparse.Namespace) -> int:
    from paminn.clock import now_in_sweden
    from paminn.replies.model import PERSONAL
    from paminn.texts.artifacts import absent_rows
    from paminn.usecases.reading.absent import absent
    from paminn.usecases.reading.desk import Choice, decide, show, waiting
    from paminn.wiring import open_house

    with open_house(asked.plan) as house:
        now = now_in_sweden(asked.on)
        if asked.what == "list":
            # What the mail says is read one answer at a time, never in a list that may be logged.
            rows = [_without_words(row) for row in waiting(house, now)]
            away = absent_rows(absent(house, now))
            show_json({"replies": rows}) if asked.json else say("replies_list", rows=rows, away=away)
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
            say("replies_show", row=row, what=asked.what, personal=PERSONAL)
    return 0


def _without_words(row: Mapping[str, object]) -> dict[str, object]:
    """A stranger's name is a word of the mail too."""
    names = row["answered_by"] if row["known_sender"] else None
    return {key: value for key, value in row.items() if key != "text"} | {"answered_by": names}
