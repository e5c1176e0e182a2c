"""Each digest worded for whoever can be reached today: the mail, and its cards in Teams."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from paminn.calendar.entries import Entry, of_digest
from paminn.documents.mime import write_mail
from paminn.plan.identities import GoalId
from paminn.plan.model import QUALITY_TEAM, Person
from paminn.reminders.away import Absence, reachable
from paminn.reminders.message import Channel, Outgoing, Sent, message_key
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

    `days` are the plan's days for the attached calendar, `away` who cannot be reached.
    """

    options: Options
    with_cards: bool
    work: Decided
    days: Sequence[Entry]
    away: Sequence[Absence]
    today: Today

    def messages(self, digest: Digest) -> Iterator[Outgoing]:
        """The mail first, then its copies."""
        people = reachable(self.work.owners, digest.owner, digest.day, self.away)
        context = self._context(digest, people)
        mail = self._mail(digest, people, context)
        yield mail
        if not self.with_cards:
            return
        called = [(person.name, person.upn) for person in people]
        for part, card in enumerate(cards(digest, mail.code, context, called)):
            yield self._copy(mail, card, part)

    def _context(self, digest: Digest, people: Sequence[Person]) -> Context:
        options = self.options
        return Context(
            plan=self.work.plan,
            sender=options.sender,
            contact=self._contact(),
            public_url=options.public_url,
            redirected=bool(options.redirect_all_to),
            rehearsed=self._is_rehearsed,
            unreachable=not people,
            instead_of=self._instead_of(digest, people),
        )

    def _contact(self) -> str:
        """Whom to ask, as the mail says it."""
        team = [f"{name} ({address})" for address, name in self._team()]
        if not team:
            return self.work.plan.document_owner
        return ", ".join(team)

    def _instead_of(self, digest: Digest, people: Sequence[Person]) -> tuple[str, ...]:
        """The names of those who hold the role, when it is a deputy who gets the mail."""
        holders = self.work.owners.holders(digest.owner, digest.day)
        a_holder_gets_it = any(person in holders for person in people)
        if a_holder_gets_it or not people:
            return ()
        return tuple(holder.name for holder in holders)

    def _mail(self, digest: Digest, people: Sequence[Person], context: Context) -> Outgoing:
        options = self.options
        plan = self.work.plan
        recipients = self._recipients(people)
        code = make_code(options.secret, plan.identity, digest.owner, digest.day.isoformat(), self._trial)
        worded = word_digest(digest, code, context)
        key = self._key(digest, code, Channel.EMAIL)
        message_id = self._message_id(key)
        raw = write_mail(
            worded,
            key=key,
            sender=options.sender,
            sender_name=f"påminn – {plan.name}",
            recipients=recipients,
            message_id=message_id,
            at=self.today.now,
            plan=plan.identity,
            calendar=feed(plan, of_digest(self.days, digest)),
        )
        return Outgoing(
            key=key,
            plan=plan.identity,
            channel=Channel.EMAIL,
            owner=digest.owner,
            day=digest.day,
            goals=_goals(digest),
            message_id=message_id,
            recipients=tuple(recipients),
            raw=raw,
            redirected=context.redirected,
            unreachable=context.unreachable,
            door=options.door,
            digest=digest,
            code=code,
            subject=worded.subject,
        )

    def _recipients(self, people: Sequence[Person]) -> list[tuple[str, str]]:
        """(address, name) of those who get the mail: where nobody in the role can, the quality team."""
        redirected_to = self.options.redirect_all_to
        if redirected_to:
            return [(redirected_to, "Prov")]
        if not people:
            return self._team()
        return [(person.email, person.name) for person in people]

    def _team(self) -> list[tuple[str, str]]:
        return quality_team(self.options, self.work, self.today.day)

    def _copy(self, mail: Outgoing, card: Card, part: int) -> Outgoing:
        key = self._key(mail.digest, mail.code, Channel.TEAMS, part)
        return replace(
            mail,
            key=key,
            channel=Channel.TEAMS,
            message_id=self._message_id(key),
            raw=card.raw,
            digest=card.digest,
            goals=_goals(card.digest),
        )

    def _key(self, digest: Digest, code: str, channel: Channel, part: int = 0) -> str:
        return message_key(self.work.plan.identity, digest.owner, digest.day, channel, self._trial, part, secret=code)

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


def _goals(digest: Digest) -> tuple[GoalId, ...]:
    return tuple(reminder.goal.id for reminder in digest.reminders)


def quality_team(options: Options, work: Decided, day: date) -> list[tuple[str, str]]:
    """(address, name) of those who look after the plan: the setting, else the role in owners.yaml."""
    if options.quality_team:
        return [(options.quality_team, QUALITY_TEAM)]
    return [(person.email, person.name) for person in work.owners.holders(QUALITY_TEAM, day)]


def is_right(options: Options, work: Decided, away: Sequence[Absence], sent: Sent) -> bool:
    """Whether it is written to those who would get it if it were worded now."""
    written_to = {address.casefold() for address, _ in sent.recipients}
    if options.redirect_all_to:
        return written_to == {options.redirect_all_to.casefold()}
    people = reachable(work.owners, sent.owner, sent.day, away)
    if people:
        return written_to == {person.email.casefold() for person in people}
    team = quality_team(options, work, sent.day)
    return written_to == {address.casefold() for address, _ in team}
