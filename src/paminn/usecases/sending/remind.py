"""Today's digests: gather, decide; writing.py words them and deliver.py carries them out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from paminn.calendar.entries import Entry
from paminn.errors import Implausible
from paminn.incoming.witness import other_than_mailed
from paminn.plan.checks import NO_TEAM
from paminn.plan.load import PLAN
from paminn.plan.shrunken import suddenly_lost
from paminn.ports.almanac import Almanac
from paminn.ports.desk import Desk
from paminn.ports.dispatch import Dispatch
from paminn.ports.lineage import Lineage
from paminn.ports.memory import Memory
from paminn.ports.own_mails import OwnMails
from paminn.ports.plan_folder import PlanFolder
from paminn.ports.store import Store
from paminn.reminders.asking.schedule import Schedule
from paminn.reminders.away import Absence
from paminn.reminders.message import ARRIVED, GIVES_BACK, Channel, Message, Outgoing, Sent, State, side_by_side
from paminn.reminders.model import Concern, Digest, History
from paminn.reminders.sharing import PlansDay, readers, share_plans
from paminn.reports.sending import Batch, Outcome, Reminded
from paminn.standing.answer import Answer
from paminn.standing.word import only_released
from paminn.texts.adoption import holders_told
from paminn.texts.language import swedish_list
from paminn.today import Today
from paminn.usecases.approval import as_begun, awaits_approval
from paminn.usecases.house import Options
from paminn.usecases.plans import Decided, KeptPlan, begin, decided, remember
from paminn.usecases.played import Sending
from paminn.usecases.sending.deliver import REMEMBERED, Delivery
from paminn.usecases.sending.examples import refuse_examples
from paminn.usecases.sending.look_back import Witnesses, look_back
from paminn.usecases.sending.notice import Notices
from paminn.usecases.sending.writing import Writer, is_right, quality_team
from paminn.usecases.telling.stamped_days import stamped


@dataclass(frozen=True, slots=True)
class Reminding:
    """What a run of reminders asks: the plan, what has been said and shown, and what carries messages out.

    `desk` tells what else waits for the quality team. `beside` are the other plans of the same committee: a person
    hears of all of them in one mail.
    """

    kept: KeptPlan
    memory: Memory
    almanac: Almanac
    delivery: Delivery
    desk: Desk
    options: Options
    lineage: Lineage
    mailbox: OwnMails
    store: Store
    beside: tuple[KeptPlan, ...] = ()

    @property
    def plans(self) -> tuple[KeptPlan, ...]:
        """All plans of the committee."""
        return (self.kept, *self.beside)

    @property
    def identity(self) -> str:
        """Its plans by kännetecken, for a person to read."""
        return ", ".join(kept.identity for kept in self.plans)

    @property
    def name(self) -> str:
        """Its plans by folder, for a person to read."""
        return ", ".join(kept.name for kept in self.plans)

    @property
    def folders(self) -> tuple[PlanFolder, ...]:
        return tuple(kept.folder for kept in self.plans)

    @property
    def witnesses(self) -> Witnesses:
        """Where it can be seen whether the memory at hand is the one that remembers most."""
        return Witnesses(self.lineage, self.mailbox, self.almanac, self.store, self.options.site)

    @property
    def notices(self) -> Notices:
        """What tells the quality team, when the reminders have gone, what there is to do."""
        return Notices(self.kept, self.memory, self.delivery, self.desk, self.options, self.lineage)

    def tell_the_team(self, today: Today) -> tuple[Outcome, ...]:
        """Today's notice of each plan, where there is something to tell."""
        outcomes = []
        for kept in self.plans:
            outcome = replace(self.notices, kept=kept).send(today)
            if outcome is not None:
                outcomes.append(outcome)
        return tuple(outcomes)

    def as_told(self, sending: Sending) -> Reminding:
        """The same, with a delivery that remembers only what is to be remembered."""
        if sending is Sending.REHEARSED:
            return replace(self, delivery=self.delivery.rehearsing())
        return self


def remind(asked: Reminding, today: Today, sending: Sending = Sending.REMEMBERED) -> Reminded:
    """One whole run, for the command line; the flow makes the same steps as tasks."""
    if sending is Sending.SHOWN:
        return Reminded(prepare(asked, today, recover_first=False), dry_run=True)
    asked = asked.as_told(sending)
    with asked.memory.exclusive("remind"):
        batch = prepare(asked, today)
        outcomes = _carried_out(asked, batch.to_send, today)
        passed_on = for_others(asked, today, batch, outcomes)
        while passed_on:
            batch = batch.with_more(passed_on)
            outcomes += _carried_out(asked, passed_on, today)
            passed_on = for_others(asked, today, batch, outcomes)
        return Reminded(batch, tuple(outcomes), asked.tell_the_team(today))


def _carried_out(asked: Reminding, messages: Sequence[Message], today: Today) -> list[Outcome]:
    outcomes = asked.delivery.deliver(messages, today.now)
    return asked.delivery.look_again(outcomes, today.now)


def for_others(asked: Reminding, today: Today, batch: Batch, outcomes: Sequence[Outcome]) -> tuple[Outgoing, ...]:
    """What somebody else is to have the same day, since an address that this run wrote to turned out to be no good.

    The day is decided anew, with what is known of addresses now. Whoever this run has tried is left to the next one.
    """
    if not any(outcome.is_of_the_address for outcome in outcomes):
        return ()
    tried = {message.key for message in batch.to_send}
    anew = prepare(asked, today, recover_first=False)
    return tuple(message for message in anew.messages if message.key not in tried)


def prepare(asked: Reminding, today: Today, *, recover_first: bool = True, needs_approval: bool = True) -> Batch:
    """Read plan and memory, settle what an interrupted run left, decide, and word every message.

    `needs_approval`: the first mails go only when a person has said yes to them.
    Raises PlanError, StorageError, UsageError for addresses that only are examples, and Implausible when the plan has
    suddenly shrunk or the batch is too large.
    """
    works = [decided(kept, today.day) for kept in asked.plans]
    is_trial = asked.delivery.is_trial
    if recover_first:  # else something is only to be seen
        refuse_examples(asked.options, works)
    takes_steps = recover_first and not is_trial and not today.is_ahead
    if takes_steps:
        look_back(asked.witnesses, works[0], today.day)
    known = _reminders_known(asked, works, today)
    recovered: tuple[Sent, ...] = ()
    if recover_first:
        recovered = _recovered(asked, works, known, today)
    days = [_day_of(asked, kept, work, today) for kept, work in zip(asked.plans, works, strict=True)]
    if needs_approval and not is_trial:
        days = [_once_approved(*plans) for plans in zip(asked.plans, works, days, strict=True)]
    for kept, of_plan in zip(asked.plans, days, strict=True):
        if of_plan.work.version is None:
            _refuse_shrunken(of_plan.work, of_plan.history)
            _refuse_another_plan(of_plan.work, asked.delivery.dispatch)
        if recover_first and not today.is_ahead:
            begin(kept, of_plan.work, today)
            remember(kept, of_plan.work, today.now.date())
    # The mails of a trial are those that would be written, though one reads them all.
    served = frozenset() if is_trial else _served(_as_they_stand(known, recovered), today.day)
    digests = share_plans(_as_read(asked, days, today, served), as_new=not is_trial)
    _refuse_too_many(len(digests), asked.options.max_messages)
    messages = _messages(asked, days, digests, today)

    earlier_today = []
    for sent in known:
        if sent.day == today.day and sent.state in ARRIVED and sent.redirected == is_trial:
            earlier_today.append(sent)
    questions: list[str] = []
    for work in works:
        questions += [*_questions(work), *_without_team(asked.options, work, today.day)]
    return Batch(
        plan=works[0].plan.identity,
        messages=tuple(messages),
        again=tuple(sent for sent in recovered if sent.state is State.UNSENT),
        recovered=tuple(sent for sent in recovered if sent.state is not State.UNSENT),
        questions=tuple(questions),
        earlier=tuple(earlier_today),
        names=replace(works[0].plan.names, beside={work.plan.identity: work.plan.names for work in works}),
        edited=any(work.edited for work in works),
        unapproved=min((day.unapproved for day in days if day.unapproved is not None), default=None),
    )


@dataclass(frozen=True, slots=True)
class _PlanDay:
    """A plan, and what its history says that its roles are reminded of today.

    `unapproved`: the day on which that was to begin, where it has come and nobody has said yes to it.
    """

    work: Decided
    history: History
    digests: Sequence[Digest]
    unapproved: date | None = None

    @property
    def plan(self) -> str:
        return self.work.plan.identity


def _concern(work: Decided, schedule: Schedule, today: Today) -> Concern | None:
    """Before anything is adopted, all that was ever sent tells whether it is the same plan."""
    return None if work.version is None else schedule.concern(today.day)


def _day_of(asked: Reminding, kept: KeptPlan, work: Decided, today: Today) -> _PlanDay:
    plan = work.plan.identity
    is_trial = asked.delivery.is_trial
    if work.rules.begins is not None:
        so_far = asked.memory.history(plan, Concern(), redirected=is_trial)
        work = as_begun(kept, work, so_far, today.day)
    schedule = Schedule(work.plan, work.rules)
    concern = _concern(work, schedule, today)
    history = asked.memory.history(plan, concern, redirected=is_trial)
    digests = schedule.digests(history, today.day, work.owners)
    return _PlanDay(work, history, digests)


def _once_approved(kept: KeptPlan, work: Decided, of_plan: _PlanDay) -> _PlanDay:
    """The same, without its mails where a person is to say yes to the first of them and has not."""
    if not of_plan.digests or not awaits_approval(kept, work, of_plan.history):
        return of_plan
    first_day = Schedule(work.plan, work.rules).first_day
    return replace(of_plan, digests=(), unapproved=first_day)


def _as_read(asked: Reminding, days: Sequence[_PlanDay], today: Today, served: frozenset[str]) -> list[PlansDay]:
    """Who reads what of each plan. What is known of an address holds for every plan of the committee."""
    away = [absence for day in days for absence in day.history.away]
    read = []
    for day in days:
        team = quality_team(asked.options, day.work, today.day)
        who = readers(day.work.owners, today.day, away, team, served)
        read.append(PlansDay(day.plan, day.digests, who, day.history, day.work.plan.by_number))
    return read


def _recovered(asked: Reminding, works: Sequence[Decided], known: Sequence[Sent], today: Today) -> tuple[Sent, ...]:
    """What an interrupted run left, of these plans, as it stands now."""
    plans = {work.plan.identity: work for work in works}
    away: list[Absence] = []
    for plan in plans:
        away += asked.memory.history(plan, Concern()).away

    def is_still_right(sent: Sent) -> bool:
        return all(is_right(asked.options, plans[plan], away, known, sent) for plan in sent.plans)

    ours = [sent for sent in known if plans.keys() >= set(sent.plans)]
    return asked.delivery.recover(ours, today, is_still_right)


def _questions(work: Decided) -> Iterator[str]:
    """What a person must see to in the files; of an adopted plan that plan.yaml no longer says there are no lines."""
    for problem in work.reading.problems:
        yield problem.message if work.edited and problem.file.endswith(PLAN) else str(problem)
    for told in work.rule_numbers:
        if told.is_fault:
            yield told.sentence
    yield from holders_told(work.awaiting, work.left_over, work.old_names)


def _without_team(options: Options, work: Decided, day: date) -> Iterator[str]:
    """That nobody gets what is for the quality team; a trial has it at its own address."""
    if not options.redirect_all_to and not quality_team(options, work, day):
        yield NO_TEAM


def _reminders_known(asked: Reminding, works: Sequence[Decided], today: Today) -> list[Sent]:
    """All of the committee's, those of its plans that are not at hand in this run too."""
    plans = dict.fromkeys(work.plan.identity for work in works)
    plans |= dict.fromkeys(asked.kept.versions.of_committee(works[0].plan.committee))
    known = []
    for plan in plans:
        for sent in asked.delivery.dispatch.sent(plan, since=today.day - REMEMBERED):
            if not sent.channel.reminds:
                continue
            if today.is_ahead and not sent.redirected:
                continue  # whether a real mail has arrived is not judged by a clock that runs ahead of it
            known.append(sent)
    return known


def _as_they_stand(known: Sequence[Sent], recovered: Sequence[Sent]) -> list[Sent]:
    """All that are known, with what was found of them now."""
    found = {sent.key: sent for sent in recovered}
    return [found.get(sent.key, sent) for sent in known]


def _served(known: Sequence[Sent], today: date) -> frozenset[str]:
    """The mailboxes that a reminder of today has gone to, or may have, or is about to."""
    served: set[str] = set()
    for sent in known:
        is_mail_of_today = sent.day == today and not sent.is_copy and not sent.redirected
        if is_mail_of_today and sent.state not in GIVES_BACK:
            served |= sent.mailboxes - sent.missed
    return frozenset(served)


def _messages(asked: Reminding, days: Sequence[_PlanDay], digests: Sequence[Digest], today: Today) -> list[Outgoing]:
    """Each digest's mail and cards, all mails first: a channel that is slow today must not keep a mail waiting."""
    if not digests:
        return []
    with_cards = Channel.TEAMS in asked.delivery.outboxes
    mark = asked.lineage.remembered(days[0].plan).mark
    writers: dict[str, Writer] = {}
    for day in days:
        entries = _entries(asked, day.work, day.history.answers)
        writers[day.plan] = Writer(asked.options, with_cards, day.work, entries, today, mark)
    messages: list[Outgoing] = []
    for digest in digests:
        first, *further = [writers[plan] for plan in digest.plans]
        messages += first.messages(digest, further)
    mails = [message for message in messages if not message.is_copy]
    copies = [message for message in messages if message.is_copy]
    return [*side_by_side(mails), *copies]


def _entries(asked: Reminding, work: Decided, answers: Sequence[Answer]) -> tuple[Entry, ...]:
    """The calendar's entries as they stand now, for a mail to bring with it."""
    plan = work.plan
    released = only_released(answers)
    return stamped(plan, work.rules, work.owners, released, asked.almanac.shown(plan.identity)).entries


def _refuse_too_many(mails: int, most: int) -> None:
    if mails > most:
        raise Implausible(
            f"Körningen skulle skicka {mails} mejl, fler än gränsen {most}. Inget har skickats. Stämmer antalet, höj "
            "PAMINN_MAX_MESSAGES och kör igen."
        )


def _refuse_another_plan(work: Decided, dispatch: Dispatch) -> None:
    """A ledger from before there were versions adopts the plan that its mails told of, and no other in silence."""
    sent = dispatch.sent(work.plan.identity)
    mails = [message.raw for message in sent if message.channel is Channel.EMAIL]
    others = other_than_mailed(work.plan, mails)
    if others:
        raise Implausible(
            f"Sedan det senaste mejlet har plan.yaml fått andra ord om delmål {swedish_list(others)}. "
            "Inget har skickats. Är det samma delmål, säg det och anta planen med ditt namn: paminn adopt --by NAMN. "
            "Är det andra delmål, lägg först tillbaka den plan.yaml som gällde, anta den, och ändra sedan."
        )


def _refuse_shrunken(work: Decided, history: History) -> None:
    """Before anything is adopted, a plan that has lost half of what was reminded of is more likely a bad edit."""
    known = {occurrence.goal for _, occurrence, _ in history.covered}
    gone = suddenly_lost(work.plan, known)
    if gone:
        raise Implausible(
            f"Planen har plötsligt tappat {len(gone)} av {len(known)} delmål. Inget har skickats. Kontrollera "
            "plan.yaml. Har nämnden beslutat om en ny plan, ge den ett nytt kännetecken i rules.yaml."
        )
