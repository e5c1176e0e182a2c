"""What needs the quality team, gathered and sent to it in one mail a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from paminn.documents.mime import write_mail
from paminn.incoming.waiting import HeldAnswer
from paminn.plan.load import PLAN
from paminn.plan.model import QUALITY_TEAM
from paminn.plan.placing import RuleNumberKind
from paminn.plan.validity import ending_told_from
from paminn.ports.desk import Desk
from paminn.ports.lineage import Lineage
from paminn.ports.memory import Memory
from paminn.reminders.asking.schedule import Schedule
from paminn.reminders.mailboxes import mailbox as mailbox_of
from paminn.reminders.message import ARRIVED, Channel, Outgoing, Sent, State, message_key
from paminn.reminders.model import Concern, Digest
from paminn.reminders.workdays import Workdays
from paminn.replies.codes import NO_CODE, make_code
from paminn.reports.notice import (
    Begins,
    DeadAddress,
    EditedPlan,
    LeftOver,
    Notice,
    NoticeLine,
    OldName,
    OldNumber,
    PlanEnds,
    PlanProblems,
    ReadAnew,
    RefusedForNow,
    VacantRole,
    contradicting,
    gone,
    is_the_teams_turn,
    refused,
    refused_for_now,
    refused_together,
    refused_us,
    to_read,
    unknown_outcomes,
)
from paminn.reports.sending import Outcome
from paminn.texts.mail.notice import word_notice
from paminn.today import Today
from paminn.usecases.approval import as_begun, awaits_approval, first_mails
from paminn.usecases.house import Options
from paminn.usecases.plans import Decided, KeptPlan, decided, remember_as_told, untold_rereadings
from paminn.usecases.reading.absent import absent_in
from paminn.usecases.reading.contradicted import contradicted_in
from paminn.usecases.sending.deliver import REMEMBERED, Delivery
from paminn.usecases.sending.writing import quality_team, stamped_now

BEGINNING_TOLD = 10  # working days before the first day


@dataclass(frozen=True, slots=True)
class Notices:
    """The team's notice is a mail like others, so it leaves as others do."""

    kept: KeptPlan
    memory: Memory
    delivery: Delivery
    desk: Desk
    options: Options
    lineage: Lineage

    def send(self, today: Today) -> Outcome | None:
        """Today's notice, sent when the day's reminders have gone, so that what became of them is in it.

        None where there is nothing to tell or nobody to tell it, where it has been told today, and on a day on which
        nothing is sent: also one that is played through a door that leaves.
        """
        if Channel.NOTICE not in self.delivery.outboxes:
            return None
        if today.leaves and today.is_played:
            return None
        work = decided(self.kept, today.day)
        recipients = self._recipients(work, today.day)
        if not recipients or not Workdays(work.rules).may_send(today.day):
            return None
        known = self._known(work, today)
        key = self._key(work, today.day)
        if self._is_told(key, known, today):
            return None
        notice = self.gather(work, known, today)
        if not notice.is_needed:
            return None
        outcomes = self.delivery.deliver([self._mail(key, notice, work, recipients, today)], today.now)
        (outcome,) = self.delivery.look_again(outcomes, today.now)
        if outcome.state is None:  # another run has told it meanwhile
            return None
        if outcome.state in ARRIVED and not self.delivery.is_trial:
            remember_as_told(self.kept, work, today.now.date())
        return outcome

    def of_the_day(self, work: Decided, today: Today) -> Outgoing:
        """Today's as it would be written, needed or not: what another memory may have sent has the same key."""
        notice = self.gather(work, self._known(work, today), today)
        return self._mail(self._key(work, today.day), notice, work, self._recipients(work, today.day), today)

    def to_look_at(self, work: Decided, today: Today) -> Outgoing | None:
        """Today's as it would be written, under a key that is nobody's; None where none would go."""
        recipients = self._recipients(work, today.day)
        notice = self.gather(work, self._known(work, today), today)
        if not recipients or not notice.is_needed or not Workdays(work.rules).may_send(today.day):
            return None
        key = message_key(work.plan.identity, QUALITY_TEAM, today.day, Channel.NOTICE, secret=NO_CODE)
        return self._mail(key, notice, work, recipients, today, is_measured=False)

    def _known(self, work: Decided, today: Today) -> Sequence[Sent]:
        return self.delivery.dispatch.sent(work.plan.identity, since=today.day - REMEMBERED)

    def gather(self, work: Decided, known: Sequence[Sent], today: Today) -> Notice:
        """What needs the team as it stands now. `known` are the messages of late and all that are unsettled."""
        day = today.day
        lines: list[NoticeLine] = []
        lines += self._begins(work, day)
        if work.plan.valid_until is not None and _ends_untold(work, known, day):
            lines.append(PlanEnds(work.plan.valid_until, day))
        if work.edited:
            lines.append(EditedPlan(self._last_used(work), work.awaiting))
        for told in work.rule_numbers:
            if told.kind in (RuleNumberKind.CALLED_NOW, RuleNumberKind.GONE):
                lines.append(OldNumber(told.number, told.called))
        for name, now in work.old_names.items():
            lines.append(OldName(name, now))
        lines += [LeftOver(role) for role in work.left_over]
        for number, reading in untold_rereadings(self.kept, work).items():
            lines.append(ReadAnew(number, reading))
        lines += refused_us(known, day)
        absences = self.memory.history(work.plan.identity, Concern()).away
        lines += refused_together(absences, day)
        lines += gone(absent_in(work, absences, day))
        for role, since in refused(known).items():
            lines.append(DeadAddress(work.plan.name_of(role), since, None))
        for mailbox, waited in refused_for_now(known).items():
            for role in waited.roles:
                names = work.owners.named(role, {mailbox})
                name = work.plan.name_of(role)
                lines.append(RefusedForNow(name, names, len(waited.days), waited.days[0], waited.failure))
        waiting = self.desk.waiting(work.plan.identity)
        answers = [row for row in waiting if isinstance(row, HeldAnswer)]
        mails = [row for row in waiting if not isinstance(row, HeldAnswer)]
        if answers:
            lines += contradicting(contradicted_in(work, self.memory, day))
        lines += unknown_outcomes([sent for sent in known if _is_a_question(sent)])
        lines += to_read(
            [row.answer.received for row in answers if is_the_teams_turn(row.asked_on, day)],
            [row.at.astimezone(today.now.tzinfo).date() for row in mails],
        )
        for role, name in work.plan.roles_in_use.items():
            if work.owners.awaits_somebody(role, day):
                lines.append(VacantRole(name))
        if work.reading.problems:
            lines.append(PlanProblems(len(work.reading.problems)))
        return Notice(tuple(lines))

    def _begins(self, work: Decided, day: date) -> list[NoticeLine]:
        """What is to come on the first day, as long as nobody has said yes to it and it is near."""
        schedule = Schedule(work.plan, work.rules)
        first_day = schedule.first_day
        if first_day is None or day < schedule.workdays.before(first_day, BEGINNING_TOLD):
            return []
        history = self.memory.history(work.plan.identity)
        if not awaits_approval(self.kept, work, history):
            return []
        begun = as_begun(self.kept, work, history, day)
        return [Begins(first_day, day, first_mails(begun, history, max(first_day, day)))]

    def _last_used(self, work: Decided) -> date | None:
        """The last day on which plan.yaml was as it was adopted."""
        files = self.kept.sources.kept(work.plan.identity, PLAN)
        return max((file.last for file in files), default=None)

    def _recipients(self, work: Decided, day: date) -> tuple[tuple[str, str], ...]:
        """(address, name), each mailbox once."""
        if self.options.redirect_all_to:
            return ((self.options.redirect_all_to, "Prov"),)
        recipients: dict[str, tuple[str, str]] = {}
        for person in quality_team(self.options, work, day):
            recipients.setdefault(mailbox_of(person), (person.email, person.name))
        return tuple(recipients.values())

    def _key(self, work: Decided, day: date) -> str:
        """One for a plan and day. Nobody else can make it, so that it tells our own copy when that comes back."""
        plan = work.plan.identity
        redirect = self.options.redirect_all_to
        secret = make_code(self.options.secret, plan, QUALITY_TEAM, day.isoformat(), redirect, Channel.NOTICE)
        return message_key(plan, QUALITY_TEAM, day, Channel.NOTICE, redirect, secret=secret)

    def _is_told(self, key: str, known: Sequence[Sent], today: Today) -> bool:
        """Whether today's has left, or may have. What a run left half done is settled first: it goes anew, or not."""
        notices = {sent.key: sent for sent in known if sent.channel is Channel.NOTICE}
        settled = self.delivery.recover(notices.values(), today, lambda sent: False)
        notices.update({sent.key: sent for sent in settled})
        return key in notices and notices[key].state is not State.FAILED

    def _mail(
        self,
        key: str,
        notice: Notice,
        work: Decided,
        recipients: tuple[tuple[str, str], ...],
        today: Today,
        *,
        is_measured: bool = True,
    ) -> Outgoing:
        """`is_measured`: a memory that is older than this mail is to be known by it."""
        plan = work.plan
        sender = self.options.sender
        redirected = bool(self.options.redirect_all_to)
        _, _, domain = sender.rpartition("@")
        message_id = f"<{key}@{domain}>"
        worded = word_notice(notice, plan, redirected=redirected)
        mark = self.lineage.remembered(plan.identity).mark
        raw = write_mail(
            worded,
            key=key,
            sender=sender,
            sender_name=f"påminn – {plan.name}",
            recipients=recipients,
            message_id=message_id,
            at=today.now,
            plan=stamped_now(plan.identity, mark, is_trial=redirected or not is_measured),
        )
        return Outgoing(
            key=key,
            plan=plan.identity,
            channel=Channel.NOTICE,
            owner=QUALITY_TEAM,
            day=today.day,
            asked=(),
            message_id=message_id,
            recipients=recipients,
            raw=raw,
            redirected=redirected,
            door=self.options.door,
            digest=Digest(QUALITY_TEAM, today.day, ()),
            code="",
            subject=worded.subject,
        )


def _ends_untold(work: Decided, known: Sequence[Sent], day: date) -> bool:
    """Whether the plan's end is so near, or so lately past, that the team is to hear of it and has not."""
    told_from = ending_told_from(work.plan, day)
    if told_from is None or day - told_from > REMEMBERED:
        return False
    for sent in known:
        is_real_notice = sent.channel is Channel.NOTICE and not sent.redirected
        if is_real_notice and sent.state in ARRIVED and sent.day >= told_from:
            return False
    return True


def _is_a_question(sent: Sent) -> bool:
    """Whether a person is asked if it arrived: the mailbox could not tell."""
    return sent.state is State.ALERT and not sent.is_copy and not sent.redirected
