"""Every goal and owner: the dates, what was last sent and said, and who is silent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from paminn.plan.model import ActionPlan, Goal, Kind, OwnerPart, Owners
from paminn.ports.memory import Memory
from paminn.ports.past import Past
from paminn.reminders.message import OPEN_QUESTION, SentEnvelope, State
from paminn.reports.ending import ending_of
from paminn.reports.telling import PartToday
from paminn.standing.answer import Answer
from paminn.standing.contradiction import unsettled
from paminn.standing.each import heard, last_words, not_heard, said_by
from paminn.standing.silence import is_missed, is_silent, unanswered
from paminn.standing.word import Key, counts, is_of_the_goal, is_of_the_role, latest, order, waits_from_another
from paminn.usecases.plans import KeptPlan, decided


def status(kept: KeptPlan, past: Past, memory: Memory, today: date) -> list[PartToday]:
    """One row per goal and owner, in the plan's order, as it stood at the end of `today`."""
    work = decided(kept, today)
    plan = work.plan
    return parts_today(
        plan, work.owners, past.mails_about(plan.identity, plan.by_id), memory.answers(plan.identity), today
    )


def parts_today(
    plan: ActionPlan, owners: Owners, sent: Iterable[SentEnvelope], given: Iterable[Answer], today: date
) -> list[PartToday]:
    """The same of all the mails that were sent about the plan and all the answers that were given."""
    answerers = owners.answerers
    mails = _mails(sent, today)
    answers = _answers(given, today)
    rows = []
    for goal in plan.goals():
        for part in goal.parts:
            key = (goal.id, part.role_id)
            people = answerers.get(part.role_id, ())
            row = _row(goal, part, people, mails.get(key, []), answers.get(key, []), owners)
            given = answers.get(key, [])
            own = [answer for answer in given if is_of_the_role(answer) and is_of_the_goal(answer)]
            missing = not_heard(people, own)
            rows.append(
                replace(
                    row,
                    not_heard=owners.named(part.role_id, missing),
                    is_vacant=owners.awaits_somebody(part.role_id, today),
                    is_outside=part.is_outside,
                )
            )
    return rows


def _mails(sent: Iterable[SentEnvelope], today: date) -> Mapping[Key, list[SentEnvelope]]:
    """The mails about each goal to each role, as they were sent."""
    mails: dict[Key, list[SentEnvelope]] = defaultdict(list)
    for message in sent:
        if message.day > today:
            continue
        for asked in message.asked:
            mails[asked.goal, asked.owner].append(message)
    return mails


def _answers(answers: Iterable[Answer], today: date) -> Mapping[Key, list[Answer]]:
    of_each: dict[Key, list[Answer]] = defaultdict(list)
    for answer in answers:
        if answer.received <= today:
            of_each[answer.goal, answer.owner].append(answer)
    return of_each


def _row(
    goal: Goal,
    part: OwnerPart,
    people: Sequence[str],
    mails: Sequence[SentEnvelope],
    answers: Sequence[Answer],
    owners: Owners,
) -> PartToday:
    """`people` are the mailboxes of those who answer for themselves in the role; none where one answers for all."""
    frame = goal.timeframe
    key = (goal.id, part.role_id)
    reached = [mail for mail in mails if key in mail.came]
    # Those who share a role may have had a mail each.
    reached_days = list(dict.fromkeys(mail.day for mail in reached))
    last_reminder = _last(reached)
    reminded_on = None
    if last_reminder is not None:
        reminded_on = last_reminder.day

    own = [answer for answer in answers if is_of_the_role(answer)]
    newest = latest(own)
    answered_on = None if newest is None else newest.received
    # What is held back decides nothing; where it is all there is, it is told as that.
    of_the_goal = [answer for answer in own if is_of_the_goal(answer)]
    telling = [answer for answer in of_the_goal if counts(answer)] or of_the_goal
    last_answer = latest(telling)
    told_on = status = release = None
    by_team = False
    if last_answer is not None:
        told_on = last_answer.received
        status = last_answer.status
        release = last_answer.release
        by_team = last_answer.status_by_team

    silent = is_silent(reminded_on, answered_on)
    answered_by = None
    if people:
        answered_by = heard(people, of_the_goal)
        word = last_words(telling, {part.role_id: people}).get(part.role_id)
        status = None if word is None else word.status
        silent = any(_is_silent(person, goal, part, reached, own) for person in people)
    is_contradicted = unsettled(goal, own, owners) is not None
    if is_contradicted:
        status = None
        by_team = False
    refused_some_of = 0
    if last_reminder is not None and silent and ending_of(last_reminder).missed_some:
        refused_some_of = len(last_reminder.recipients)

    not_arrived = [mail for mail in mails if mail.state in (State.FAILED, State.BOUNCED) and key not in mail.came]
    missed = [mail for mail in not_arrived if is_missed(mail.day, reached_days, answered_on)]
    unknown = [mail for mail in mails if mail.state in OPEN_QUESTION]
    trouble = [*missed, *unknown]
    if last_reminder is not None and refused_some_of:
        trouble.append(last_reminder)
    next_step = asked_about = None
    if trouble:
        next_step = ending_of(trouble[0]).next_step
        asked_about = trouble[0].number

    last_mail = _last(mails)
    outcome = door = None
    unread_since = None
    if last_mail is not None:
        outcome = last_mail.state
        door = last_mail.door
        is_answered = answered_on is not None and answered_on >= last_mail.day
        if outcome is State.MOVED and key not in last_mail.came and not is_answered:
            unread_since = last_mail.day
    return PartToday(
        goal=goal.number,
        owner=part.role,
        heard=answered_by,
        part=part.part,
        timeframe=frame.text,
        kind=frame.kind,
        start=frame.start,
        end=frame.end,
        reminders=len(unanswered(reached_days, answered_on)),
        last_reminder=reminded_on,
        last_answer=told_on,
        status=status,
        release=release,
        contradicted=is_contradicted,
        held_back=latest(of_the_goal) != last_answer,
        of_a_step=_of_a_step(own, last_answer),
        by_team=by_team,
        other_waits=any(waits_from_another(answer) for answer in answers),
        unanswered=silent and frame.kind is not Kind.DONE,
        outcome=outcome,
        door=door,
        unread_since=unread_since,
        refused_some_of=refused_some_of,
        failed=_count(missed, State.FAILED),
        bounced=_count(missed, State.BOUNCED),
        unknown=len(unknown),
        next_step=next_step,
        asked_about=asked_about,
    )


def _of_a_step(own: Sequence[Answer], last_answer: Answer | None) -> date | None:
    """When the role last answered about a preparation, where it has not answered about the goal since."""
    newest = latest(own)
    if newest is None or is_of_the_goal(newest):
        return None
    if last_answer is not None and order(newest) < order(last_answer):
        return None
    return newest.received


def _is_silent(
    person: str, goal: Goal, part: OwnerPart, reached: Iterable[SentEnvelope], own: Iterable[Answer]
) -> bool:
    """Whether somebody who answers for themselves was asked and has not answered since."""
    asked_on = None
    for mail in reached:
        for asked in mail.asked:
            is_theirs = asked.person == person or (not asked.person and person in mail.mailboxes)
            if (asked.goal, asked.owner) == (goal.id, part.role_id) and is_theirs:
                asked_on = mail.day
    last = latest(said_by(person, own))
    return is_silent(asked_on, None if last is None else last.received)


def _last(mails: Sequence[SentEnvelope]) -> SentEnvelope | None:
    if not mails:
        return None
    return mails[-1]


def _count(mails: Iterable[SentEnvelope], state: State) -> int:
    return sum(mail.state is state for mail in mails)
