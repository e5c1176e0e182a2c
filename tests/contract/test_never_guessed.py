"""What was said of something else than what was asked about: stored under no goal that the writer did not mean."""

from __future__ import annotations

import pytest

from paminn.incoming.finding import Finding
from paminn.replies.model import Flag
from paminn.standing.answer import Status
from tests.support.houses import reply
from tests.support.mailroom import MEMORIES, READ, Room, room
from tests.support.reading import waiting


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
