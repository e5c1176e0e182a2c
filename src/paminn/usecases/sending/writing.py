"""Each digest worded for whoever can be reached today: the mail, and its cards in Teams."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from paminn.calendar.entries import Entry, of_digest
from paminn.documents.mime import write_mail
from paminn.plan.identities import RoleId
from paminn.plan.model import QUALITY_TEAM, Person
from paminn.reminders.away import Absence, reachable
from paminn.reminders.mailboxes import mailbox
from paminn.reminders.mark import NOBODYS, AskedInMail, Mark, stamp
from paminn.reminders.message import Channel, Outgoing, Sent, asked_in_mail, asked_of, message_key
from paminn.reminders.model import Digest
from paminn.replies.codes import make_code
from paminn.texts.calendar import feed
from paminn.texts.card import Card, cards
from paminn.texts.mail.digest import Context, word_digest
from paminn.today import Today
from paminn.usecases.house import Options
from paminn.usecases.plans import Decided

_REHEARSED = "prov"  # no address is spelt like this


@dataclass(frozen=True)
class Writer:
    """Writes today's messages, with cards where Teams has a door.

    `days` are the plan's days for the attached calendar, `mark` what the memory is now, before these messages
    are claimed: None in one that has none yet. `code` stands in every mail, where they are only to be looked at.
    """

    options: Options
    with_cards: bool
    work: Decided
    days: Sequence[Entry]
    today: Today
    mark: Mark | None = None
    code: str = ""

    def messages(self, digest: Digest, further: Sequence[Writer] = ()) -> Iterator[Outgoing]:
        """The mail first, then its copies. `further`: of a mail of several plans, those who write the other plans'."""
        parts = [_Part(self, digest)]
        if further:
            parts = [_Part(writer, digest.of_plan(writer.plan)) for writer in (self, *further)]
        mail = self._mail(digest, parts)
        yield mail
        if not self.with_cards:
            return
        called = [(person.name, person.upn) for person in digest.people]
        number = 0
        for part in parts:
            asking = tuple(reminder for reminder in part.digest.reminders if not reminder.is_introduction)
            if not asking:
                continue
            for card in cards(replace(part.digest, reminders=asking), mail.code, part.context, called):
                yield self._copy(mail, card, number)
                number += 1

    @property
    def plan(self) -> str:
        """The identity of its plan."""
        return self.work.plan.identity

    def context(self, digest: Digest) -> Context:
        """What a mail says beside its digest."""
        options = self.options
        return Context(
            plan=self.work.plan,
            sender=options.sender,
            contact=self._contact(digest),
            public_url=options.public_url,
            redirected=bool(options.redirect_all_to),
            rehearsed=self._is_rehearsed,
            instead_of=self._instead_of(digest),
            vacant=self._vacant(digest),
        )

    def _contact(self, digest: Digest) -> str:
        """Whom to ask, as the mail says it; nobody where all who read it are the ones to ask."""
        team = quality_team(self.options, self.work, self.today.day)
        if {mailbox(person) for person in digest.people} <= {mailbox(person) for person in team}:
            return ""
        names = [f"{person.name} ({person.email})" for person in team]
        if not names:
            return self.work.plan.document_owner or self.work.plan.committee
        return ", ".join(names)

    def _instead_of(self, digest: Digest) -> Mapping[RoleId, tuple[str, ...]]:
        """Role → the names of those who hold it, where it is their deputies who get the mail."""
        names: dict[RoleId, tuple[str, ...]] = {}
        for role in digest.roles:
            holders = self.work.owners.holders(role, digest.day)
            a_holder_gets_it = any(person in holders for person in digest.people)
            if not a_holder_gets_it and role not in digest.unmet:
                names[role] = tuple(holder.name for holder in holders)
        return names

    def _vacant(self, digest: Digest) -> frozenset[RoleId]:
        """Those of its roles that nobody has yet, as is known: that the team gets the mail is as it should be."""
        return frozenset(role for role in digest.unmet if self.work.owners.awaits_somebody(role, digest.day))

    def _mail(self, digest: Digest, parts: Sequence[_Part]) -> Outgoing:
        options = self.options
        plan = self.work.plan
        first, *further = _contexts(parts)
        sender_name = plan.committee if further else plan.name
        recipients = self._recipients(digest.people)
        code = self.code
        if not code:
            code = make_code(options.secret, plan.identity, _whom(digest), digest.day.isoformat(), self._trial)
        worded = word_digest(digest, code, first, further)
        key = self._key(digest, code, Channel.EMAIL)
        message_id = self._message_id(key)
        raw = write_mail(
            worded,
            key=key,
            sender=options.sender,
            sender_name=f"påminn – {sender_name}",
            recipients=recipients,
            message_id=message_id,
            at=self.today.now,
            plan=stamped_now(plan.identity, self.mark, is_trial=bool(self._trial), asked=asked_in_mail(digest)),
            calendar=feed([(part.writer.work.plan, part.days) for part in parts]),
        )
        return Outgoing(
            key=key,
            plan=plan.identity,
            channel=Channel.EMAIL,
            owner=digest.owner,
            day=digest.day,
            asked=asked_of(digest),
            message_id=message_id,
            recipients=tuple(recipients),
            raw=raw,
            redirected=first.redirected,
            unreachable=any(self._is_unreachable(part.digest, part.context) for part in parts),
            door=options.door,
            digest=digest,
            code=code,
            subject=worded.subject,
        )

    @staticmethod
    def _is_unreachable(digest: Digest, context: Context) -> bool:
        """Whether somebody must see to it: nobody in one of its roles, and that is not known, or no team either."""
        if not digest.people:
            return True
        return any(role not in context.vacant for role in digest.unmet)

    def _recipients(self, people: Sequence[Person]) -> list[tuple[str, str]]:
        """(address, name) of those who get the mail."""
        redirected_to = self.options.redirect_all_to
        if redirected_to:
            return [(redirected_to, "Prov")]
        return [(person.email, person.name) for person in people]

    def _copy(self, mail: Outgoing, card: Card, part: int) -> Outgoing:
        key = self._key(mail.digest, mail.code, Channel.TEAMS, part)
        return replace(
            mail,
            key=key,
            channel=Channel.TEAMS,
            message_id=self._message_id(key),
            raw=card.raw,
            digest=card.digest,
            asked=asked_of(card.digest),
        )

    def _key(self, digest: Digest, code: str, channel: Channel, part: int = 0) -> str:
        plan = self.work.plan.identity
        return message_key(plan, _whom(digest), digest.day, channel, self._trial, part, secret=code)

    @property
    def _is_rehearsed(self) -> bool:
        return self.today.is_ahead and not self.options.redirect_all_to

    @property
    def _trial(self) -> str:
        """What tells a trial's key and code from those of the real mail; empty for that one."""
        if self._is_rehearsed:
            return _REHEARSED
        return self.options.redirect_all_to

    def _message_id(self, key: str) -> str:
        _, _, domain = self.options.sender.rpartition("@")
        return f"<{key}@{domain}>"


@dataclass(frozen=True)
class _Part:
    """What a mail says of one plan, and who writes it."""

    writer: Writer
    digest: Digest

    @property
    def context(self) -> Context:
        return self.writer.context(self.digest)

    @property
    def days(self) -> tuple[Entry, ...]:
        return of_digest(self.writer.days, self.digest)


def _contexts(parts: Sequence[_Part]) -> list[Context]:
    """Of each part; the first says whom its readers may ask about any of them."""
    contexts = [part.context for part in parts]
    contacts = dict.fromkeys(context.contact for context in contexts if context.contact)
    contexts[0] = replace(contexts[0], contact=", ".join(contacts))
    return contexts


def stamped_now(plan: str, mark: Mark | None, *, is_trial: bool, asked: AskedInMail | None = None) -> str:
    """What a mail that is about to be claimed bears in its head, where the memory is at `mark`.

    `asked`: what it asks, in a reminder.
    """
    if mark is None:
        return stamp(plan, NOBODYS)
    if is_trial:  # which takes no step that a memory could be measured by
        return stamp(plan, mark.lineage)
    # What it will be once it is claimed: a ledger that was copied before is then older than its mails.
    return stamp(plan, mark.lineage, mark.serial + 1, asked)


def _whom(digest: Digest) -> str:
    """Whom a message is for, in its code and key: mailboxes, and where there are none the role."""
    mailboxes = sorted(mailbox(person) for person in digest.people)
    return ", ".join(mailboxes) or digest.owner


def quality_team(options: Options, work: Decided, day: date) -> tuple[Person, ...]:
    """Those who look after the plan: the setting, else the role in owners.yaml."""
    if options.quality_team:
        return (Person(QUALITY_TEAM, options.quality_team),)
    return work.owners.holders(QUALITY_TEAM, day)


def is_right(options: Options, work: Decided, away: Sequence[Absence], known: Sequence[Sent], sent: Sent) -> bool:
    """Whether it is written to those who would get it if it were worded now, as far as this plan goes.

    Those who share a role may have had a mail each: `known` are the others that are known.
    """
    if options.redirect_all_to:
        return sent.mailboxes == {options.redirect_all_to.casefold()}
    team = quality_team(options, work, sent.day)
    plan = work.plan.identity
    for role in sent.roles_in(plan):
        people = reachable(work.owners, role, sent.day, away) or team
        mailboxes = {mailbox(person) for person in people}
        if not sent.mailboxes <= mailboxes <= _written_to(role, sent.day, known, plan):
            return False
    return True


def _written_to(role: RoleId, day: date, known: Sequence[Sent], plan: str) -> frozenset[str]:
    """Every mailbox that a mail of this day for the role is for, whatever became of it."""
    mailboxes: set[str] = set()
    for sent in known:
        if sent.day == day and role in sent.roles_in(plan) and not sent.is_copy and not sent.redirected:
            mailboxes |= sent.mailboxes
    return frozenset(mailboxes)
