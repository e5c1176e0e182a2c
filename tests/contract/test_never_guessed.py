"""What was said of something else than what was asked about: stored under no goal that the writer did not mean."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

from paminn.errors import UsageError
from paminn.incoming.decision import Action
from paminn.incoming.finding import Finding
from paminn.replies.model import Flag
from paminn.standing.answer import Placing, Release, Status
from paminn.texts.desk_shown import listed, shown
from paminn.usecases.desk.at_hand import DeskDoors
from paminn.usecases.desk.choice import Choice
from paminn.usecases.desk.place import place
from tests.support.houses import on, reply
from tests.support.mailroom import MEMORIES, PLAN, READ, Room, room
from tests.support.reading import decide_all, show, waiting
from tests.support.telling import summarise


@pytest.fixture(params=MEMORIES)
def town(request):
    with room(request.param) as made:
        yield made


def said(town: Room) -> list[tuple[str, Status | None, str]]:
    return [(answer.goal, answer.status, answer.text) for answer in town.answers]


def flags(town: Room) -> set[Flag]:
    return {flag for row in town.house.desk.waiting("prov-plan") for flag in row.flags}


def vice(town: Room, text: str) -> bytes:
    """Vice was asked about 1.1 alone."""
    return reply(text, town.subject("Vice"), sender="Vice <vice@prov.example>")


def chief(town: Room, text: str) -> bytes:
    """Chef was asked about 1.1 and 1.2."""
    return reply(text, town.subject("Chef"))


@pytest.mark.parametrize(
    "text", ["1.2: Klar", "Delmål 1.2 klart", "1.1 och 1.2: Klar", "Klart för 1.2.", "9.9: Klar", "Klar. Det gäller även 1.2."]
)  # fmt: skip
def test_another_goal_than_the_one_that_was_asked_about(town, text):
    town.collect(vice(town, text))
    ((goal, status, words),) = said(town)
    assert (goal, status) == ("1.1", None)
    assert words == text
    assert Flag.ANOTHER_GOAL in flags(town)
    assert [mail.why for mail in town.report.news] == [Finding.NEEDS_READING]


@pytest.mark.parametrize(
    "text", ["Klar sedan den 1.2.", "Klart. Det kostade 1.2 miljoner kronor.", "Klart. Vi sågs kl. 1.2."]
)
def test_a_number_that_is_no_goals(town, text):
    town.collect(vice(town, text))
    assert said(town) == [("1.1", Status.DONE, text)]
    assert flags(town) == set()


def test_only_goals_that_were_not_asked_about_where_several_were(town):
    """Nobody is said to have answered: a person tells what the mail is about, as of one without a code."""
    assert town.collect(chief(town, "2.1: Klar\n9.9: Pågår")) == {"unmatched": 1}
    assert said(town) == []
    assert town.whys == [Finding.OTHER_GOAL]
    assert flags(town) == {Flag.ANOTHER_GOAL}
    assert [row.number for row in waiting(town.house, READ)] == ["m1"]


def test_one_that_was_asked_about_and_one_that_was_not(town):
    town.collect(chief(town, "1.1: Klar\n9.9: Pågår"))
    assert said(town) == [("1.1", None, "Klar")]
    assert Flag.ANOTHER_GOAL in flags(town)


@pytest.mark.parametrize("text", ["Teamet: Klar", "Chef är klar", "Det är klart, säger Teamet."])
def test_another_role_than_the_one_that_was_asked(town, text):
    town.collect(vice(town, text))
    assert said(town) == [("1.1", None, text)]
    assert flags(town) == {Flag.ANOTHER_ROLE}


def test_one_answer_of_several_is_another_roles(town):
    town.collect(chief(town, "1.1: Klar\n1.2: Teamet är klart"))
    assert said(town) == [("1.1", Status.DONE, "Klar"), ("1.2", None, "Teamet är klart")]
    assert flags(town) == {Flag.ANOTHER_ROLE}


def test_whom_one_worked_with_is_no_other_answer(town):
    town.collect(vice(town, "Hej Teamet!\n\nKlart, tillsammans med Chef."))
    assert [status for _, status, _ in said(town)] == [Status.DONE]
    assert flags(town) == set()


def test_a_last_paragraph_after_several_answers_is_copied_to_none_of_them(town):
    town.collect(chief(town, "1.1: Klar\n1.2: Ej påbörjad.\n\nDet beror på att upphandlingen drar ut."))
    assert said(town) == [("1.1", None, "Klar"), ("1.2", None, "Ej påbörjad.")]
    assert flags(town) == {Flag.STANDS_ALONE}


def test_a_first_paragraph_is_copied_to_none_of_them_either(town):
    town.collect(chief(town, "Vi har haft många vakanser.\n\n1.1: Klar\n1.2: Pågår."))
    assert said(town) == [("1.1", Status.DONE, "Klar"), ("1.2", Status.ONGOING, "Pågår.")]
    assert flags(town) == {Flag.STANDS_ALONE}


ALONE = "Det beror på att upphandlingen drar ut."
SEVERAL = f"1.1: Klar\n1.2: Försenad.\nNytt datum: 1 september 2026\n\n{ALONE}"


def account_of(town: Room) -> str:
    """All that the account of the year says."""
    written = summarise(town.house, READ.year, Path("redovisning"), READ.date())
    body = Document(BytesIO(written.files["redovisning-2026.docx"])).element.body
    return " ".join(text.text or "" for text in body.iter() if text.tag.endswith("}t"))


def put(town: Room, where: str, *, who: str = "Åsa", why: str = "Hen svarade i telefon", number: str = "m1"):
    """Somebody says where the words belong that stand by themselves."""
    doors = DeskDoors(
        town.house.plan,
        town.house.memory,
        town.house.post,
        town.house.desk,
        town.house.requests,
        town.house.record,
        town.house.reader,
    )
    return place(doors, number, where, Choice(Action.PLACE, who, why), on(READ))


class TestPlaced:
    """One decision about the mail: its last paragraph, not each status that stands at a number."""

    @pytest.fixture
    def several(self, town):
        town.collect(chief(town, SEVERAL))
        return town

    def test_what_stands_at_a_number_is_set_aside_and_not_forgotten(self, several):
        assert [(answer.status, answer.read_as) for answer in several.answers] == [
            (None, Status.DONE),
            (None, Status.LATE),
        ]
        waiting = several.house.desk.waiting(PLAN)
        assert {row.alone for row in waiting} == {ALONE}

    @pytest.mark.parametrize(("where", "goals"), [("1.2", {"1.2"}), ("alla", {"1.1", "1.2"}), ("Inget", set())])
    def test_the_statuses_stand_and_the_words_are_where_they_are_said_to_be(self, several, where, goals):
        own = {answer.goal: answer.text for answer in several.answers}
        cards = put(several, where)
        assert [card.answer.status for card in cards] == [Status.DONE, Status.LATE]
        for answer in several.answers:
            assert answer.text == (f"{own[answer.goal]}\n\n{ALONE}" if answer.goal in goals else own[answer.goal])
            assert (answer.status, answer.status_by_team, answer.release) == (answer.read_as, False, Release.HELD)
        assert several.answers[1].new_date == date(2026, 9, 1)
        for card in cards:
            (made,) = card.history
            assert (made.kept.what, made.kept.who, made.kept.why) == (Action.PLACE, "Åsa", "Hen svarade i telefon")
            assert set(made.placed) == goals
        for answer in several.answers:
            assert answer.placed == Placing("Åsa", READ.date(), "Hen svarade i telefon", tuple(sorted(goals)))

    @pytest.mark.parametrize("where", ["1.2", "alla", "inget"])
    def test_once_placed_they_no_longer_stand_alone_in_the_list(self, several, where):
        def told() -> list[bool]:
            return [Flag.STANDS_ALONE in row.flags or bool(row.alone) for row in waiting(several.house, READ)]

        assert told() == [True, True]
        put(several, where)
        assert told() == [False, False]
        assert "står för sig" not in listed(waiting(several.house, READ), [])

    def test_nor_do_those_of_a_first_paragraph_whose_statuses_stood_all_the_time(self, town):
        """That a status stands says nothing of whether the words have been placed."""
        town.collect(chief(town, "Vi har anställt en samordnare.\n\n1.1: Klar\n1.2: Försenad"))
        assert [row.answer.status for row in waiting(town.house, READ)] == [Status.DONE, Status.LATE]
        assert all(row.alone for row in waiting(town.house, READ))
        assert "Vi har anställt en samordnare.\n\nSäg var det hör hemma: " in shown(show(town.house, "1", READ))
        put(town, "1.1")
        assert all(Flag.STANDS_ALONE not in row.flags and not row.alone for row in waiting(town.house, READ))

    def test_an_answer_that_is_given_another_role_is_to_be_placed_again(self, several):
        put(several, "1.2")
        given = Choice(Action.ASSIGN, "Åsa", "hen svarade för Vice", owner="Vice")
        decide_all(several.house, ["1"], given, READ)
        assert [bool(row.alone) for row in waiting(several.house, READ)] == [True, False]

    def test_the_account_says_where_who_when_and_why(self, several):
        put(several, "1.2")
        decide_all(several.house, ["1", "2"], Choice(Action.RELEASE, "Åsa"), READ)
        said = account_of(several)
        by = "Åsa i kvalitetsteamet placerade det vid 1.2 den 23 juni 2026: Hen svarade i telefon.)"
        assert f"(Mejlet hade ett stycke för sig. {by}" in said
        assert f"(Det sista stycket stod för sig i mejlet. {by}" in said
        assert "återgivet med andra ord" not in said

    def test_the_account_says_what_was_left_out(self, several):
        put(several, "inget")
        decide_all(several.house, ["1", "2"], Choice(Action.RELEASE, "Åsa"), READ)
        said = account_of(several)
        assert "Åsa i kvalitetsteamet sade den 23 juni 2026 att det inte hör till något i planen" in said
        assert ALONE not in said

    def test_other_words_of_the_teams_are_still_said_to_be_so(self, several):
        put(several, "1.2")
        decide_all(several.house, ["2"], Choice(Action.RELEASE, "Åsa", "kortad", text="Försenat."), READ)
        assert "(återgivet med andra ord vid granskningen)" in account_of(several)

    def test_they_are_released_without_a_reason_then(self, several):
        put(several, "1.2")
        cards = decide_all(several.house, ["1", "2"], Choice(Action.RELEASE, "Åsa"), READ)
        assert [card.answer.text.endswith(ALONE) for card in cards] == [False, True]
        assert several.house.desk.waiting(PLAN) == []

    @pytest.mark.parametrize(
        ("where", "more", "asked"),
        [
            ("1.2", {"why": " "}, "--why"),
            ("1.2", {"who": ""}, "--by"),
            ("1.3", {}, "1.1, 1.2, alla eller inget"),
            ("", {}, "--goal"),
            ("1.2", {"number": "m7"}, "m7"),
            ("1.2", {"number": "1"}, "mejlets nummer"),
        ],
    )
    def test_what_is_missing_is_said_and_nothing_is_placed(self, several, where, more, asked):
        before = several.answers
        with pytest.raises(UsageError, match=asked):
            put(several, where, **more)
        assert several.answers == before

    def test_the_decision_says_at_which_goal(self, several):
        without, with_it = (shown(card) for card in put(several, "1.2"))
        told = "Åsa placerade stycket som står för sig vid delmål 1.2: läget"
        assert f"{told} Klar vid numret gäller. Skäl: Hen svarade i telefon" in without
        assert f"{told} Försenad vid numret gäller. Skäl: Hen svarade i telefon" in with_it

    def test_they_are_placed_once(self, several):
        put(several, "1.2")
        placed = several.answers
        with pytest.raises(UsageError, match="m1"):
            put(several, "alla")
        assert several.answers == placed

    def test_whose_status_could_not_be_read_anyway_is_left_to_a_person(self, town):
        town.collect(chief(town, f"1.1: Klar\n1.2: Vi får se.\n\n{ALONE}"))
        put(town, "inget")
        assert [answer.status for answer in town.answers] == [Status.DONE, None]

    def test_a_mail_without_such_words_has_nothing_to_place(self, town):
        town.collect(chief(town, "1.1: Klar\n1.2: Pågår."))
        with pytest.raises(UsageError, match="inget stycke"):
            put(town, "alla")
