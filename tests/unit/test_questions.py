"""What the quality team asks back, among a day's reminders: whose it is, what it stands beside, and what it counts as."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from paminn.plan.model import Kind, Owners, Person, Timeframe
from paminn.plan.occurrence import OccurrenceId
from paminn.reminders.asking.schedule import Schedule
from paminn.reminders.model import Claim, History, Purpose, Question, Reminder
from paminn.standing.answer import Answer, Status
from tests.support import plans

END = date(2026, 6, 30)
THE_DAY = OccurrenceId.on("1.1", END)
STEP_DAY = date(2026, 6, 1)  # of the first step before END
ANSWERED, ASKED = date(2026, 6, 2), date(2026, 6, 3)
P, Q, R = "per@prov.example", "kia@prov.example", "rut@prov.example"
EACH = Owners({"Chef": (Person("Per", P), Person("Kia", Q))}, frozenset({"Chef"}))


def answer(number: int = 1, status: Status | None = Status.ONGOING, **more: object) -> Answer:
    made = Answer(number, "1.1", THE_DAY, "Chef", status, "Så går det.", ANSWERED, "Chef")
    return replace(made, **more)


def question(of: int = 1, number: int = 7, mail: int | None = None) -> Question:
    return Question(number, of, "Åsa", ASKED, "Hur långt?", mail)


def reminders(history: History, day: date = ASKED, *, frame: Timeframe | None = None, owners=None) -> list[Reminder]:
    plan = plans.plan(plans.goal("1.1", frame or plans.deadline(END)))
    digests = Schedule(plan, plans.RULES).digests(history, day, owners)
    return [reminder for digest in digests for reminder in digest.reminders]


@pytest.mark.parametrize(
    ("frame", "instance", "purpose", "due"),
    [
        (plans.deadline(END), "1.1@2026-06-30", Purpose.DEADLINE, END),
        (Timeframe("Påbörjas", Kind.START, end=END), "1.1@2026-06-30", Purpose.START, END),
        (plans.yearly(6, 30), "1.1@2026-06-30", Purpose.RECURRING, END),
        (Timeframe("Löpande", Kind.ONGOING), "1.1@2026", Purpose.ACCOUNT, date(2026, 12, 31)),
        (Timeframe("Löpande", Kind.ONGOING), "1.1@2026-06-30", Purpose.DEADLINE, END),  # gone from the plan
        (Timeframe("Löpande", Kind.ONGOING), "1.1@2019", Purpose.ACCOUNT, date(2019, 12, 31)),
    ],
)
def test_it_is_about_what_was_answered_as_the_plan_has_it(frame, instance, purpose, due):
    said = answer(occurrence=OccurrenceId.parse(instance))
    (reminder,) = reminders(History(answers=[said], questions=(question(),)), frame=frame)
    assert (str(reminder.occurrence.id), reminder.occurrence.purpose, reminder.due) == (instance, purpose, due)
    assert (reminder.step.label, reminder.is_question) == ("?7", True)
    assert reminder.covers == (Claim(reminder.occurrence.id, due, reminder.step),)


@pytest.mark.parametrize(("sent", "number"), [({}, 1), ({("Chef", THE_DAY): 1}, 1), ({("Chef", THE_DAY): 3}, 3)])
def test_it_is_no_reminder_and_raises_no_count(sent, number):
    (reminder,) = reminders(History(sent=sent, answers=[answer()], questions=(question(),)))
    assert reminder.number == number


def test_it_follows_the_day_that_the_owner_has_promised():
    promised = answer(status=Status.LATE, new_date=date(2026, 9, 30))
    (reminder,) = reminders(History(answers=[promised], questions=(question(),)))
    assert (reminder.due, reminder.decided_due) == (date(2026, 9, 30), END)


def test_beside_a_step_it_stands_in_the_steps_own_reminder():
    (reminder,) = reminders(History(answers=[answer()], questions=(question(),)), date(2026, 6, 23))
    assert (reminder.step.label, len(reminder.asked_back)) == ("-5", 1)
    assert [claim.step.label for claim in reminder.covers] == ["-5", "?7"]


def test_beside_a_step_that_is_for_those_who_missed_it_alone_it_is_for_all():
    unmet = History(
        covered={("Chef", THE_DAY, END): STEP_DAY},
        missed={("Chef", THE_DAY, END): frozenset({Q})},
        answers=[answer(received=date(2026, 5, 29))],
        questions=(question(),),
    )
    (without,) = reminders(replace(unmet, questions=()))
    assert (without.step.label, without.only) == ("-20", frozenset({Q}))
    (reminder,) = reminders(unmet)
    assert (reminder.step.label, reminder.only) == ("?7", frozenset())
    assert [claim.step.label for claim in reminder.covers] == ["?7"]


@pytest.mark.parametrize(
    "history",
    [
        History(answers=[answer()], questions=(question(mail=3),)),
        History(answers=[answer()], questions=(question(of=2),)),
        History(answers=[answer(owner="Vice")], questions=(question(),)),
        History(answers=[answer(goal="9.9")], questions=(question(),)),
    ],
    ids=["a mail has carried it", "its answer is not known", "another role's", "another goal's"],
)
def test_what_is_not_asked(history):
    assert [reminder.asked_back for reminder in reminders(history) if reminder.asked_back] == []


def test_of_a_goal_that_is_done_it_is_asked_and_nothing_else():
    done, a_steps_day = [answer(status=Status.DONE)], date(2026, 6, 23)
    (reminder,) = reminders(History(answers=done, questions=(question(),)), a_steps_day)
    assert [claim.step.label for claim in reminder.covers] == ["?7"]
    assert reminders(History(answers=done, questions=(question(mail=3),)), a_steps_day) == []


class TestWhatNobodyCouldRead:
    """It spares the steps until it is asked about: then it is the role's turn."""

    UNREAD = answer(status=None)

    def steps(self, *answers: Answer, asked: tuple[Question, ...]) -> list[str]:
        made = reminders(History(answers=answers, questions=asked), date(2026, 6, 23))
        return [reminder.step.label for reminder in made]

    def test_unasked_it_spares_them(self):
        assert self.steps(self.UNREAD, asked=()) == []

    def test_asked_about_it_does_not(self):
        assert self.steps(self.UNREAD, asked=(question(mail=3),)) == ["-5"]

    def test_one_that_is_asked_about_leaves_the_other_that_waits(self):
        other = replace(self.UNREAD, id=2, answered_by="Kia")
        assert self.steps(self.UNREAD, other, asked=(question(mail=3),)) == []

    def test_a_question_about_what_was_read_leaves_another_that_waits(self):
        other = replace(self.UNREAD, id=2, answered_by="Kia")
        assert self.steps(answer(), other, asked=(question(mail=3),)) == []


@pytest.mark.parametrize(
    ("of", "readers"),
    [(P, [P]), (Q, [Q]), (R, [P, Q]), ("", [P, Q])],
    ids=["one's own", "another's own", "of somebody who has left", "from when one answered for all"],
)
def test_where_each_answers_for_themselves_it_is_for_whose_answer_it_is(of, readers):
    history = History(answers=[answer(person=of)], questions=(question(),))
    asked = [made for made in reminders(history, owners=EACH) if made.asked_back]
    assert [(made.person, made.number) for made in asked] == [(mailbox, 1) for mailbox in readers]


def test_where_one_answers_for_all_it_is_the_roles_whoever_answered():
    history = History(answers=[answer(person=P)], questions=(question(),))
    assert [(made.person, len(made.asked_back)) for made in reminders(history)] == [("", 1)]
