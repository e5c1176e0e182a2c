"""`paminn explain`: how one mail is read, step by step."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from paminn.commands.show import show_json

if TYPE_CHECKING:
    from paminn.incoming.model import Received
    from paminn.plan.model import Names


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("mail", metavar="MEJL.eml")
    parser.add_argument("--sent", metavar="FIL", help="texten i påminnelsen som mejlet svarar på")


def run(asked: Namespace) -> int:
    from paminn.replies.codes import hide_codes
    from paminn.texts.explain import explained

    mail, names = _as_collected(asked)
    if not asked.json:
        print(explained(mail, names))
        return 0
    reply = mail.reply
    show_json(
        {
            "kind": mail.kind,
            "text": hide_codes(reply.text),
            "removed": hide_codes(reply.removed),
            "signature": hide_codes(reply.signature),
            "status": reply.status.value if reply.status else None,
            "refs": list(reply.refs),
            "flags": list(reply.flags),
        }
    )
    return 0


def _as_collected(asked: Namespace) -> tuple[Received, Names]:
    """The mail as `collect` would take it, when there is a memory to ask; else with what --sent says it answers.

    With what the plan's goals and roles are called, as far as anything is known of them.
    """
    from paminn.clock import today_in_sweden
    from paminn.disk import LARGEST_MAIL, read_file, read_text
    from paminn.doors import mail_reader
    from paminn.home import settings
    from paminn.incoming.model import Incoming, Received
    from paminn.incoming.situation import Situation
    from paminn.plan.model import Names
    from paminn.usecases.plans import decided
    from paminn.usecases.reading.one_mail import read_without_memory, understand
    from paminn.wiring import open_house

    chosen = settings()
    now = today_in_sweden().now
    raw = read_file(Path(asked.mail), LARGEST_MAIL)
    has_memory = chosen.database_url.get_secret_value() or (chosen.home / "ledger.db").exists()
    if has_memory and not asked.sent:
        with open_house(asked.plan, chosen) as house:
            read = []
            for kept in house.plans:
                work = decided(kept, now.date())
                situation = Situation(work.plan.identity, work.owners, now, goals=work.plan.by_id)
                mail = understand(Incoming("", raw), house.reader, house.post, situation)
                if mail.answers:
                    return mail, work.plan.names
                read.append((mail, work.plan.names))
            return read[0]
    sent = read_text(Path(asked.sent)) if asked.sent else ""
    with closing(mail_reader(chosen)) as reader:
        reply = read_without_memory(raw, sent, reader)
    return Received("", raw, now, reply), Names()
