"""One mail read: which message of ours it is about, and what follows. What cannot be told is left to a person."""

from __future__ import annotations

from dataclasses import replace

from paminn.errors import Unreadable
from paminn.incoming.answers import HUMAN, answered, plans_named
from paminn.incoming.clues import About, about, pointers
from paminn.incoming.machines import from_a_machine, in_our_name, is_from_our_readers
from paminn.incoming.model import Clue, Incoming, Received, Reference
from paminn.incoming.our_words import our_words
from paminn.incoming.situation import Situation
from paminn.incoming.written import written_on
from paminn.ports.post import Post
from paminn.ports.reader import Reader
from paminn.reminders.message import KEY_HEADER
from paminn.replies.answering import Answering
from paminn.replies.model import MailKind
from paminn.replies.read import Reply, unread
from paminn.replies.words.form import goals_of


def understand(incoming: Incoming, reader: Reader, post: Post, situation: Situation) -> Received:
    """One mail as it is to be stored, whatever it holds."""
    reply = _read(reader, incoming.raw)
    mail = Received(situation.plan, incoming.raw, situation.now, reply)
    if reply.kind is MailKind.LOOP:
        keyed = post.references(Clue.KEY, reply.letter.header(KEY_HEADER.casefold()))
        return in_our_name(mail, keyed, _coded(reply, post))

    pointed_at = _pointed_at(reply, incoming.conversation, post)
    situation = _whose(situation, reply, pointed_at)
    mail = replace(mail, plan=situation.plan, committee=situation.committee, bears_foreign_code=pointed_at.only_foreign)
    knows_us = is_from_our_readers(reply, pointed_at.messages, situation)
    if reply.kind not in HUMAN and knows_us:
        reply = _read_again(reader, mail, Answering(is_from_reader=True))
        mail = replace(mail, reply=reply)
    if reply.kind not in HUMAN:
        return from_a_machine(mail, pointed_at.messages, situation)

    doubt = pointed_at.doubt(situation.today)
    if doubt:
        return mail.found(doubt)

    (sent,) = pointed_at.messages
    day = written_on(reply.letter.date, situation.now, earliest=sent.day)
    # Read again with what we sent at hand: then our words can be told from the owner's.
    numbers = [goal.number for plan in sent.plans for goal in situation.of(plan).goals.values()]
    answering = Answering(
        sent=our_words(sent.raw),
        goals=sent.numbers,
        day=day,
        plan=tuple(dict.fromkeys(numbers)),
        is_from_reader=knows_us,
        plans=plans_named(sent, situation),
    )
    reply = _read_again(reader, mail, answering)
    if not reply.parts and sent.asked_numbers not in ((), sent.numbers):
        # Who names no goal has answered what was asked, and not what they were only told of.
        reply = _read_again(reader, mail, replace(answering, goals=sent.asked_numbers))
    if reply.kind not in HUMAN:  # its words are nobody's answer, now that ours are known
        return from_a_machine(replace(mail, reply=reply), pointed_at.messages, situation)
    return answered(mail, reply, sent, day, situation)


def _whose(situation: Situation, reply: Reply, pointed_at: About) -> Situation:
    """Of the plan whose message a mail is about; where it points at none, of one that its sender has a role in."""
    if pointed_at.messages:
        return situation.of(pointed_at.messages[0].plan)
    return situation.for_sender(reply.letter.from_address)


def read_without_memory(raw: bytes, sent: str, reader: Reader) -> Reply:
    """How a mail is read where no ledger can tell what it answers: `sent`, word for word, or nothing known."""
    try:
        reply = reader.read(raw)
        if sent:
            reply = reader.read_again(reply.letter, Answering(sent, goals_of(sent)))
    except Unreadable as error:
        return unread(raw, str(error))
    return reply


def _read(reader: Reader, raw: bytes) -> Reply:
    """How a mail is read, if only as one that could not be."""
    try:
        return reader.read(raw)
    except Unreadable as error:
        return unread(raw, str(error))


def _read_again(reader: Reader, mail: Received, answering: Answering) -> Reply:
    """How a mail is read when it is known what it answers."""
    try:
        return reader.read_again(mail.reply.letter, answering)
    except Unreadable as error:
        return unread(mail.raw, str(error))


def _pointed_at(reply: Reply, conversation: str, post: Post) -> About:
    """What the surest of the mail's pointers that lead anywhere lead to; those less sure are not looked up."""
    pointed_at = About()
    for equally_sure in pointers(reply, conversation):
        looked_up = [(pointer, post.references(pointer.clue, pointer.value)) for pointer in equally_sure]
        pointed_at = about(looked_up, reply.letter.subject, pointed_at)
        if pointed_at.messages:
            break
    return pointed_at


def _coded(reply: Reply, post: Post) -> list[Reference]:
    """Our messages that bear any of the codes in the mail."""
    messages: list[Reference] = []
    for code in reply.codes:
        messages.extend(post.references(Clue.CODE, code))
    return messages
