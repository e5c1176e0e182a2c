"""All that stands in a mail, read again from its bytes: what is shown is never poorer than what is kept."""

from __future__ import annotations

from paminn.incoming.model import Incoming
from paminn.incoming.situation import Situation
from paminn.incoming.whole_mail import is_cut
from paminn.ports.post import Post
from paminn.ports.reader import Reader
from paminn.replies.codes import hide_codes
from paminn.replies.model import WRITTEN_BY_PEOPLE, MailKind
from paminn.reports.on_the_desk import AsItCame
from paminn.usecases.reading.one_mail import understand


def as_it_came(raw: bytes, reader: Reader, post: Post, situation: Situation) -> AsItCame:
    """What a mail holds beside its own words, with its attachments; no code of ours stands in it."""
    reply = understand(Incoming("", raw), reader, post, situation).reply
    is_a_persons = reply.kind in WRITTEN_BY_PEOPLE and reply.kind is not MailKind.SEALED
    return AsItCame(
        subject=hide_codes(reply.letter.subject),
        whole="" if is_a_persons else hide_codes(reply.removed),
        signature=hide_codes(reply.signature),
        quoted=hide_codes(_others(reply.removed, reply.ours)) if is_a_persons else "",
        ours=hide_codes(reply.ours),
        said=reply.said,
        attachments=reply.letter.attachments,
        is_cut=is_cut(raw),
    )


def _others(removed: str, ours: str) -> str:
    """The lines that were taken away and are not ours: each of ours once."""
    left = ours.split("\n")
    others: list[str] = []
    for line in removed.split("\n"):
        if line in left:
            left.remove(line)
        else:
            others.append(line)
    return "\n".join(others).strip()
