"""All that stands in a mail, read again from its bytes: what is shown is never poorer than what is kept."""

from __future__ import annotations

import re
from collections import Counter

from paminn.incoming.model import Incoming
from paminn.incoming.situation import Situation
from paminn.incoming.whole_mail import is_cut
from paminn.ports.post import Post
from paminn.ports.reader import Reader
from paminn.replies.codes import hide_codes
from paminn.replies.mail.clean import clean
from paminn.replies.mail.letter import Letter
from paminn.replies.model import WRITTEN_BY_PEOPLE, MailKind
from paminn.reports.on_the_desk import AsItCame
from paminn.usecases.reading.one_mail import understand

_WORD = re.compile(r"\w+")


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
        only_on_page=hide_codes(_only_on_page(reply.letter)),
        concealed=hide_codes(_concealed(reply.letter)),
        pressed=reply.machine,
        is_cut=is_cut(raw),
    )


def _only_on_page(letter: Letter) -> str:
    """The lines of the mail's page that have a word more often than its plain text has, where that is what was read."""
    if letter.page is None or letter.from_html:
        return ""
    page = _visible(letter.page.text)
    more = Counter(_WORD.findall(page.casefold())) - Counter(_WORD.findall(letter.text.casefold()))
    lines: list[str] = []
    for line in page.split("\n"):
        if any(word in more for word in _WORD.findall(line.casefold())):
            lines.append(line)
    return "\n".join(lines)


def _concealed(letter: Letter) -> str:
    if letter.page is None:
        return ""
    return _visible("\n".join(letter.page.concealed))


def _visible(text: str) -> str:
    visible, _ = clean(text)
    return visible


def _others(removed: str, ours: str) -> str:
    """The lines that were taken away and are not ours: each of ours once. A mark of quotation alone is no line."""
    left = ours.split("\n")
    others: list[str] = []
    for line in removed.split("\n"):
        if line in left:
            left.remove(line)
        elif line.strip(" >") or not line:
            others.append(line)
    return "\n".join(others).strip()
