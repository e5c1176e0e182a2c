"""`svarar: var_och_en`: each who holds the role has a mail, a code and a part of their own."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paminn.incoming.decision import Action
from paminn.plan.load import read_plan
from paminn.plan.model import Owners, Person
from paminn.plan.occurrence import OccurrenceId
from paminn.reminders.away import Absence
from paminn.standing.answer import Answer, Release, Status
from paminn.standing.contradiction import contradictions, last_undisputed
from paminn.standing.done import is_done
from paminn.standing.each import Heard, heard, last_words
from paminn.texts.desk_shown import listed
from paminn.usecases.desk.choice import Choice
from paminn.usecases.reading.each_heard import each_heard
from tests.support import plans
from tests.support.fakes import FakeLedger, FakeOutbox
from tests.support.houses import DUE, FIRST_STEP, SECOND_STEP, TEAM, at, fake_house, plan_files, reply, text_of
from tests.support.mailroom import PLAN, READ
from tests.support.reading import collect, decide, show, waiting
from tests.support.sending import remind
from tests.support.telling import status_of

P, Q, R = "per@prov.example", "kia@prov.example", "rut@prov.example"
ON = OccurrenceId.on("1.1", DUE)


def files_of(*people: dict[str, object] | str, each: bool = True, goals=None) -> dict[str, bytes]:
    """A plan whose only role but the team's is Chef, held by these people."""
    files = plan_files(goals or {"1.1": ("Chef",)}, {"Chef": (), TEAM: ("kvalitet@prov.example",)})
    owners = json.loads(files["owners.yaml"])
    (chief,) = [row for row in owners["roller"] if row["roll"] == "Chef"]
    chief["personer"] = [
        {"namn": one.partition("@")[0].title(), "epost": one} if isinstance(one, str) else one for one in people
    ]
    if each:
        chief["svarar"] = "var_och_en"
    text = json.dumps(owners, ensure_ascii=False)
    for day in ("2026-06-10", "2026-06-11", "2026-06-20"):
        text = text.replace(f'"{day}"', day)
    return {**files, "owners.yaml": text.encode()}


class Town:
    def __init__(self, *people, **more) -> None:
        self.ledger, self.box = FakeLedger(), FakeOutbox()
        self.house = fake_house(files_of(*people, **more), box=self.box, ledger=self.ledger)

    def now_held_by(self, *people, **more) -> Town:
        self.house = fake_house(files_of(*people, **more), box=self.box, ledger=self.ledger)
        return self

    def remind(self, day: date = FIRST_STEP) -> list[list[str]]:
        """Whom the day's mails are for."""
        before = len(self.box.messages)
        remind(self.house, at(day))
        return sorted(sorted(message.mailboxes) for message in self.box.messages[before:])

    def mail_to(self, address: str):
        return [message for message in self.box.messages if address in message.mailboxes][-1]

    def answer(self, text: str, to: str, sender: str = "", now=READ) -> Answer:
        """What is read of an answer to the last mail that somebody got."""
        subject = f"SV: {self.mail_to(to).subject}"
        self.house.inbox.put(
            reply(text, subject, sender=f"<{sender or to}>", message_id=f"<{len(self.ledger.mails)}@prov.example>")
        )
        collect(self.house, now)
        return self.ledger.answers(PLAN)[-1]


class TestTheMails:
    def test_each_has_their_own_with_a_code_of_its_own(self):
        town = Town(P, Q)
        assert town.remind() == [[Q], [P]]
        assert town.mail_to(P).code != town.mail_to(Q).code
        assert "I den här rollen svarar var och en för sig." in text_of(town.mail_to(P).raw)
        assert town.remind() == []

    def test_where_one_answers_for_all_they_share_one(self):
        town = Town(P, Q, each=False)
        assert town.remind() == [[Q, P]]
        assert "var och en" not in text_of(town.mail_to(P).raw)

    def test_who_has_answered_is_left_alone_and_the_others_are_not(self):
        town = Town(P, Q)
        town.remind()
        town.answer("Klar.", P)
        assert town.remind(SECOND_STEP) == [[Q]]
        town.answer("Klar igen.", Q, now=at(SECOND_STEP))
        assert town.remind(DUE + timedelta(1)) == []

    def test_each_is_counted_by_themselves(self):
        town = Town(P, Q)
        town.remind()
        town.answer("Pågår.", P)
        town.remind(date(2026, 6, 29))
        assert {m.mailboxes: m.digest.reminders[0].number for m in town.box.messages[2:]} == {
            frozenset({P}): 2, frozenset({Q}): 2
        }  # fmt: skip

    def test_a_question_about_ones_answer_is_for_that_one_alone(self):
        town = Town(P, Q)
        town.remind()
        said = town.answer("Pågår.", P)
        decide(town.house, str(said.id), Choice(Action.ASK, "Åsa", question="Hur långt?"), READ)
        assert town.remind(FIRST_STEP + timedelta(2)) == [[P]]
        assert town.remind(FIRST_STEP + timedelta(3)) == []

    def test_ones_deputy_stands_in_for_that_one_alone(self):
        stood_in = {"namn": "Per", "epost": P, "ersättare": {"namn": "Rut", "epost": R}}
        town = Town(stood_in, Q)
        town.ledger.away.append((PLAN, Absence(P, FIRST_STEP, FIRST_STEP + timedelta(30))))
        assert town.remind() == [[Q], [R]]
        said = town.answer("Klar.", R)
        assert (said.person, said.answered_by, said.known_sender) == (P, "Rut (ersättare)", True)
        assert town.remind(SECOND_STEP) == [[Q]]

    def test_one_who_cannot_be_reached_is_the_teams_to_see_to(self):
        town = Town(P, Q)
        town.ledger.away.append((PLAN, Absence(P, FIRST_STEP, date.max, gone=True)))
        assert town.remind() == [[Q], ["kvalitet@prov.example"]]

    def test_switched_to_in_the_middle_of_a_step_it_asks_nobody_twice(self):
        town = Town(P, Q, each=False)
        town.remind()
        assert town.now_held_by(P, Q, R).remind(FIRST_STEP + timedelta(1)) == [[R]]
        assert town.remind(SECOND_STEP) == [[Q], [P], [R]]

    def test_switched_back_it_asks_nobody_twice_either(self):
        town = Town(P, Q)
        town.remind()
        assert town.now_held_by(P, Q, each=False).remind(FIRST_STEP + timedelta(1)) == []
        assert town.remind(SECOND_STEP) == [[Q, P]]

    @given(st.lists(st.sampled_from([P, Q, R]), unique=True, min_size=1, max_size=3), st.data())
    def test_on_any_day_exactly_those_who_have_not_answered_are_asked(self, people, data):
        town = Town(*people)
        town.remind()
        answered = data.draw(st.sets(st.sampled_from(people)))
        for one in sorted(answered):
            town.answer("Klar.", one)
        assert town.remind(SECOND_STEP) == sorted([one] for one in people if one not in answered)


class TestTheAnswers:
    def test_an_answer_is_the_ones_whose_mail_it_was(self):
        town = Town(P, Q)
        town.remind()
        said = town.answer("Klar.", P)
        assert (said.person, said.owner, said.status, said.known_sender) == (P, "Chef", Status.DONE, True)

    def test_a_colleague_does_not_answer_in_ones_place(self):
        town = Town(P, Q)
        town.remind()
        said = town.answer("Klar.", P, sender=Q)
        assert (said.person, said.known_sender) == (P, False)

    def test_to_a_mail_from_before_the_switch_it_is_the_senders(self):
        town = Town(P, Q, each=False)
        town.remind()
        assert town.now_held_by(P, Q).answer("Klar.", P, sender=Q).person == Q
        assert town.remind(SECOND_STEP) == [[P]]

    def test_or_the_strangers_who_answered_it_and_nobody_elses(self):
        town = Town(P, Q, each=False)
        town.remind()
        said = town.now_held_by(P, Q).answer("Klar.", P, sender=R.title())
        assert (said.person, said.known_sender) == (R, False)
        assert town.remind(SECOND_STEP) == [[Q], [P]]

    def test_one_given_while_one_answered_for_all_holds_for_everybody(self):
        town = Town(P, Q, each=False)
        town.remind()
        assert town.answer("Klar.", P).person == ""
        assert town.now_held_by(P, Q).remind(SECOND_STEP) == []

    def test_status_says_how_many_have_answered(self):
        town = Town(P, Q, R)
        town.remind()
        town.answer("Klar.", P)
        (row,) = status_of(town.house, SECOND_STEP)
        assert (row.heard, row.status, row.unanswered) == (Heard(1, 3), None, True)
        assert row.not_heard == ("Kia", "Rut")
        town.answer("Klar.", Q)
        town.answer("Klar.", R)
        (row,) = status_of(town.house, SECOND_STEP)
        assert (row.heard, row.status, row.unanswered) == (Heard(3, 3), Status.DONE, False)
        assert row.not_heard == ()

    def test_the_desk_says_so_too_and_who_has_not(self):
        town = Town(P, Q, R)
        town.remind()
        said = town.answer("Klar.", P)
        town.answer("Pågår.", Q)
        day = at(SECOND_STEP)
        each = show(town.house, str(said.id), day).each
        assert (each.heard, each.missing) == (Heard(2, 3), ("Rut",))
        told = each_heard(town.house.plan, town.house.memory, day.date())
        lines = listed(waiting(town.house, day), (), (), told).splitlines()
        assert [line.endswith("Chef: Klar, 2 av 3 i rollen har svarat") for line in lines[:2]] == [True, False]
        assert each_heard(Town(P, Q, each=False).house.plan, town.house.memory, day.date()) == {}


def said(number: int, status: Status | None, person: str = "", goal: str = "1.1") -> Answer:
    return Answer(number, goal, ON, "Chef", status, "", FIRST_STEP + timedelta(number), person or "Alla", person=person,
                  release=Release.RELEASED, released=FIRST_STEP + timedelta(number))  # fmt: skip


def test_an_answers_words_and_sender_are_in_no_log():
    answer = replace(said(1, Status.LATE, P), text="Det gick inte.", answered_by="Per P")
    assert "Det gick inte." not in repr(answer)
    assert "Per P" not in repr(answer)


class TestStanding:
    GOAL = plans.goal("1.1", plans.deadline(DUE), "Chef")

    def word(self, *answers: Answer, people=(P, Q)) -> Status | None:
        word = last_words(answers, {"Chef": people}).get("Chef")
        return None if word is None else word.status

    def test_it_is_done_when_all_have_said_so_and_not_before(self):
        assert self.word(said(1, Status.DONE, P)) is None
        assert self.word(said(1, Status.DONE, P), said(2, Status.DONE, Q)) is Status.DONE
        assert self.word(said(1, Status.DONE)) is Status.DONE

    def test_the_gravest_that_anybody_says_is_the_roles(self):
        assert self.word(said(1, Status.LATE, P), said(2, Status.DONE, Q)) is Status.LATE
        assert self.word(said(1, Status.LATE, P), said(2, Status.ONGOING, Q)) is Status.LATE
        assert self.word(said(1, Status.LATE, P), said(2, Status.ONGOING, P), said(3, Status.DONE, Q)) is Status.ONGOING

    def test_how_grave_each_word_is(self):
        """Words without a status weigh less than any that have one; of two alike the later stands."""
        rising = [None, Status.ONGOING, Status.NOT_STARTED, Status.LATE]
        for lighter, graver in pairwise(rising):
            assert self.word(said(1, graver, P), said(2, lighter, Q)) is graver
            assert self.word(said(1, lighter, P), said(2, graver, Q)) is graver
        alike = [said(2, Status.LATE, Q), said(1, Status.LATE, P)]
        assert last_words(alike, {"Chef": (P, Q)})["Chef"].id == 2
        assert last_words(alike, {"Chef": (Q, P)})["Chef"].id == 2

    def test_who_has_left_drops_out_and_who_has_come_is_waited_for(self):
        given = (said(1, Status.DONE, P), said(2, Status.LATE, Q))
        assert self.word(*given, people=(P,)) is Status.DONE
        assert self.word(said(1, Status.DONE, P), people=(P, R)) is None

    def test_ones_own_later_word_goes_before_what_held_for_all(self):
        assert self.word(said(1, Status.DONE), said(2, Status.ONGOING, Q)) is Status.ONGOING

    def test_other_roles_are_heard_as_before(self):
        both = (said(1, Status.DONE, P), said(2, Status.LATE, Q))
        assert last_words(both, {})["Chef"].status is Status.LATE

    def test_different_words_of_each_are_no_contradiction(self):
        people = tuple(Person(name, name) for name in (P, Q))
        apart = Owners({"Chef": people}, frozenset({"Chef"}), DUE)
        both = [said(1, Status.DONE, P), said(2, Status.LATE, Q)]
        assert contradictions(self.GOAL, both, apart) == ()
        assert last_undisputed(self.GOAL, both, apart)["Chef"].status is Status.LATE
        assert contradictions(self.GOAL, both, replace(apart, each=frozenset())) != ()

    @given(st.lists(st.tuples(st.sampled_from([P, Q, R]), st.sampled_from(list(Status)))))
    def test_it_is_done_exactly_when_everybodys_last_word_is_klar(self, words):
        given_ = [said(number, status, person) for number, (person, status) in enumerate(words, start=1)]
        last = {}
        for person, status in words:
            last[person] = status
        everybody = [last.get(person) for person in (P, Q, R)]
        done = is_done(["Chef"], last_words(given_, {"Chef": (P, Q, R)}))
        assert done == (everybody == [Status.DONE] * 3)
        assert heard((P, Q, R), given_) == Heard(len(last), 3)


class TestOwners:
    def test_those_who_hold_the_role_on_the_day_answer(self):
        files = files_of(
            P, {"namn": "Kia", "epost": Q, "till": "2026-06-10"}, {"namn": "Rut", "epost": R, "från": "2026-06-11"}
        )
        for day, people in ((10, (P, Q)), (11, (P, R))):
            owners = read_plan(files, "plan", date(2026, 6, day)).owners
            assert owners.answerers == {"Chef": people}

    def test_by_default_one_answers_for_all(self):
        assert read_plan(files_of(P, Q, each=False), "plan", FIRST_STEP).owners.answerers == {}

    @pytest.mark.parametrize("word", ["alla", "ja", "var och en"])
    def test_another_word_is_a_problem_and_says_which_there_are(self, word):
        files = files_of(P, Q)
        files["owners.yaml"] = files["owners.yaml"].replace(b"var_och_en", word.encode())
        (problem,) = read_plan(files, "plan", FIRST_STEP).problems
        assert "var_och_en" in problem.message
        assert "en_för_alla" in problem.message
