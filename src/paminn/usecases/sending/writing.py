"""Each digest worded for whoever can be reached today: the mail, and its cards in Teams."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from paminn.calendar.entries import Entry, of_digest
from paminn.documents.mime import write_mail
from paminn.plan.model import QUALITY_TEAM, Person
from paminn.reminders.away import Absence, reachable
from paminn.reminders.model import Digest
from paminn.reminders.outbox import Channel, Outgoing, Sent, message_key
from paminn.replies.codes import make_code
from paminn.texts.calendar import feed
from paminn.texts.card import Card, cards
from paminn.texts.mail.digest import Context, word_digest
from paminn.usecases.house import Decided, House


@dataclass(frozen=True)
class Writer:
    """Writes today's messages. `days` are the plan's days for the attached calendar, `away` who cannot be reached."""

    house: House
    work: Decided
    days: Sequence[Entry]
    away: Sequence[Absence]
    now: datetime

    def messages(self, digest: Digest) -> Iterator[Outgoing]:
        """The mail first, then its copies."""
        people = reachable(self.work.owners, digest.owner, digest.day, self.away)
        context = self._context(digest, people)
        mail = self._mail(digest, people, context)
        yield mail
        if Channel.TEAMS in self.house.outboxes:
            shown = cards(digest, mail.code, context, [(person.name, person.upn) for person in people])
            for part, card in enumerate(shown):
                yield self._copy(mail, card, part)

    def _context(self, digest: Digest, people: Sequence[Person]) -> Context:
        options, plan = self.house.options, self.work.plan
        team = quality_team(self.house, self.work, self.now.date())
        holders = self.work.owners.holders(digest.owner, digest.day)
        stands_in = people and not any(one in holders for one in people)
        return Context(
            plan,
            options.sender,
            ", ".join(f"{name} ({address})" for address, name in team) or plan.document_owner,
            options.public_url,
            bool(options.redirect_all_to),
            not people,
            tuple(person.name for person in holders) if stands_in else (),
        )

    def _mail(self, digest: Digest, people: Sequence[Person], context: Context) -> Outgoing:
        options, plan = self.house.options, self.work.plan
        recipients = [(one.email, one.name) for one in people] or quality_team(self.house, self.work, self.now.date())
        if options.redirect_all_to:
            recipients = [(options.redirect_all_to, "Prov")]
        code = make_code(options.secret, plan.identity, digest.owner, digest.day.isoformat(), options.redirect_all_to)
        worded = word_digest(digest, code, context)
        key, message_id = self._names(digest, code, Channel.EMAIL)
        raw = write_mail(
            worded,
            key=key,
            sender=options.sender,
            sender_name=f"påminn – {plan.name}",
            recipients=recipients,
            message_id=message_id,
            at=self.now,
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

    def _copy(self, mail: Outgoing, card: Card, part: int) -> Outgoing:
        key, message_id = self._names(mail.digest, mail.code, Channel.TEAMS, part)
        named = replace(mail, key=key, channel=Channel.TEAMS, message_id=message_id)
        return replace(named, raw=card.raw, digest=card.digest, goals=_goals(card.digest))

    def _names(self, digest: Digest, code: str, channel: Channel, part: int = 0) -> tuple[str, str]:
        """(key, Message-ID)"""
        options = self.house.options
        plan = self.work.plan.identity
        key = message_key(plan, digest.owner, digest.day, channel, options.redirect_all_to, part, code)
        return key, f"<{key}@{options.sender.rpartition('@')[2]}>"


def _goals(digest: Digest) -> tuple[str, ...]:
    return tuple(reminder.goal.number for reminder in digest.reminders)


def quality_team(house: House, work: Decided, day: date) -> list[tuple[str, str]]:
    """(address, name) of those who look after the plan: the setting, else the role in owners.yaml."""
    if house.options.quality_team:
        return [(house.options.quality_team, QUALITY_TEAM)]
    return [(person.email, person.name) for person in work.owners.holders(QUALITY_TEAM, day)]


def is_right(house: House, work: Decided, away: Sequence[Absence], sent: Sent) -> bool:
    """Whether it is written to those who would get it if it were worded now."""
    known = [one.email for one in reachable(work.owners, sent.owner, sent.day, away)]
    known = known or [address for address, _ in quality_team(house, work, sent.day)]
    if house.options.redirect_all_to:
        known = [house.options.redirect_all_to]
    return {address.casefold() for address, _ in sent.recipients} == {address.casefold() for address in known}
