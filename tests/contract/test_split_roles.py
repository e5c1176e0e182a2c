"""An answer to a mail that went to a role which has been split or joined with another since."""

from __future__ import annotations

import pytest

from paminn.incoming.decision import Action
from paminn.plan.comparing import Said
from paminn.plan.occurrence import OccurrenceId
from paminn.replies.model import Flag
from paminn.standing.answer import Status
from paminn.usecases.deciding.adopt import adopt
from tests.support.deciding import decide
from tests.support.houses import DUE, PEOPLE, at, on, plan_files, reply
from tests.support.mailroom import MEMORIES, READ, Room, room
from tests.support.telling import status_of

VICE, NEWCOMER = "Vice <vice@prov.example>", "Ny <ny@prov.example>"
TWO = {"1.1": ("Chef", "Norr", "Söder"), "1.2": ("Chef", "Teamet")}
ONE = {"1.1": ("Ledning",), "1.2": ("Ledning", "Teamet")}


@pytest.fixture(params=MEMORIES)
def town(request):
    with room(request.param) as made:
        yield made


def split(town: Room, north: tuple[str, ...], south: tuple[str, ...]) -> None:
    """Vice, who has been asked about 1.1, is two roles from now on."""
    revised(town, TWO, {"Norr": north, "Söder": south}, Said(split=(("Vice", ("Norr", "Söder")),)))


def revised(town: Room, goals: dict, people: dict, said: Said) -> None:
    town.house.plan.folder.contents = plan_files(goals, PEOPLE | people)
    assert adopt(town.house.adopting, on(at(READ.date())), "Åsa", said).adopted is not None


def said(town: Room) -> list[tuple[str, Status | None]]:
    return [(answer.owner, answer.status) for answer in town.answers]


def flags(town: Room) -> set[Flag]:
    return {flag for row in town.house.desk.waiting("prov-plan") for flag in row.flags}


class TestSplit:
    def test_who_holds_one_of_the_new_roles_answers_for_that(self, town):
        split(town, ("vice@prov.example",), ("ny@prov.example",))
        town.collect(reply("Klar. Rutinen finns.", town.subject(), sender=VICE))
        assert (said(town), flags(town)) == ([("Norr", Status.DONE)], set())
        assert [answer.occurrence for answer in town.answers] == [OccurrenceId.on("1.1", DUE)]
        assert town.answers[0].known_sender
        heard = {row.owner: row.status for row in status_of(town.house, READ.date()) if row.goal == "1.1"}
        assert heard == {"Chef": None, "Norr": Status.DONE, "Söder": None}

    def test_so_does_who_came_to_hold_one(self, town):
        split(town, ("vice@prov.example",), ("ny@prov.example",))
        town.collect(reply("Pågår.", town.subject(), sender=NEWCOMER))
        assert said(town) == [("Söder", Status.ONGOING)]

    @pytest.mark.parametrize(
        ("north", "south"),
        [(("vice@prov.example",), ("vice@prov.example",)), (("ny@prov.example",), ("annan@prov.example",))],
        ids=["both", "neither"],
    )
    def test_of_who_holds_both_or_neither_a_person_tells(self, town, north, south):
        split(town, north, south)
        town.collect(reply("Klar.", town.subject(), sender=VICE))
        assert (said(town), flags(town)) == ([("Vice", None)], {Flag.ROLE_DIVIDED})

    def test_whoever_tells_it_moves_the_answer_with_what_was_asked(self, town):
        split(town, ("ny@prov.example",), ("annan@prov.example",))
        town.collect(reply("Klar.", town.subject(), sender=VICE))
        moved = decide(town.house, 1, Action.ASSIGN, READ, owner="Norr", status=Status.DONE, why="Hon hade norr")
        assert (moved.owner, moved.status, moved.occurrence) == ("Norr", Status.DONE, OccurrenceId.on("1.1", DUE))

    def test_who_had_left_when_the_mail_came_answers_for_none(self, town):
        split(town, ("ny@prov.example",), ("annan@prov.example",))
        town.collect(reply("Klar.", town.subject(), sender="Främling <x@annan.example>"))
        assert said(town) == [("Vice", None)]
        assert not town.answers[0].known_sender


class TestJoined:
    SAID = Said(merge=((("Chef", "Vice"), "Ledning"),))

    def test_an_answer_to_either_is_the_new_ones(self, town):
        revised(town, ONE, {"Ledning": ("vice@prov.example",)}, self.SAID)
        town.collect(reply("Klar.", town.subject("Vice"), sender=VICE))
        assert said(town) == [("Ledning", Status.DONE)]

    def test_who_does_not_hold_it_is_read_by_a_person(self, town):
        revised(town, ONE, {"Ledning": ("vice@prov.example",)}, self.SAID)
        town.collect(reply("1.1: Klar", town.subject("Chef"), sender="Chef <chef@prov.example>"))
        assert said(town) == [("Chef", None)]

    def test_what_both_were_asked_in_one_mail_is_said_once(self):
        with room("fake", people={"Vice": ("chef@prov.example",)}) as town:
            revised(town, ONE, {"Vice": (), "Ledning": ("chef@prov.example",)}, self.SAID)
            town.collect(reply("1.1: Klar\n1.2: Pågår", town.subject("Chef"), sender="Chef <chef@prov.example>"))
            assert said(town) == [("Ledning", Status.DONE), ("Ledning", Status.ONGOING)]


def test_a_role_that_goes_on_answers_as_before(town):
    split(town, ("vice@prov.example",), ("ny@prov.example",))
    town.collect(reply("1.1: Klar", town.subject("Chef"), sender="Chef <chef@prov.example>"))
    assert (said(town), flags(town)) == ([("Chef", Status.DONE)], set())
