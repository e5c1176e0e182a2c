"""Somebody who holds two roles: how one mail asks for both, and whose word the answer is."""

from __future__ import annotations

import json
from html import unescape
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from paminn.plan.comparing import Said
from paminn.plan.occurrence import OccurrenceId
from paminn.standing.answer import Status
from paminn.texts.artifacts import received_rows
from paminn.usecases.deciding.adopt import adopt
from tests.support.fakes import FakeLedger, FakeOutbox
from tests.support.houses import DUE, NOW, TEAM, at, fake_house, html_of, on, plan_files, reply, text_of
from tests.support.mailroom import PLAN, READ
from tests.support.reading import collect
from tests.support.sending import remind

ONE = "en@prov.example"
PEOPLE = {"Chef": (ONE,), "Vice": (ONE,), TEAM: ("kvalitet@prov.example",)}
WORDS = {"Chef": "framtagande av rutinen", "Vice": "publicering av rutinen"}


def words_of(raw: bytes) -> str:
    return text_of(raw).replace("\r\n", "\n")


class Town:
    """One person holds both of the roles that the goals are asked of."""

    def __init__(self, goals=None, words: dict[str, str] | None = None, people=None) -> None:
        files = plan_files(goals or {"1.1": ("Chef", "Vice")}, people or PEOPLE)
        plan = json.loads(files["plan.yaml"])
        for goal in plan["fokusområden"][0]["delmål"]:
            for owner in goal["ägare"]:
                owner["del"] = (words or {}).get(owner["roll"], "")
        files["plan.yaml"] = json.dumps(plan, ensure_ascii=False).encode()
        self.ledger, self.box, self.files = FakeLedger(), FakeOutbox(), files
        self.house = fake_house(files, box=self.box, ledger=self.ledger)
        remind(self.house, NOW)
        (self.mail,) = [message for message in self.box.messages if ONE in message.mailboxes]

    def answer(self, text: str, subject: str = "") -> list[tuple[str, str, Status | None, str]]:
        raw = reply(
            text,
            subject or f"SV: {self.mail.subject}",
            sender=f"En <{ONE}>",
            message_id=f"<{len(self.ledger.mails)}@prov.example>",
        )
        self.house.inbox.put(raw)
        self.report = collect(self.house, READ)
        return [(a.goal, a.owner, a.status, a.text) for a in self.ledger.answers(PLAN)]

    def press(self, which: int, words: str = "") -> list[tuple[str, str, Status | None, str]]:
        """A button of the page, and what is typed below what it opens."""
        links = [unescape(piece.partition('"')[0]) for piece in html_of(self.mail.raw).split('href="mailto:')[1:]]
        query = parse_qs(urlsplit(f"mailto:{links[which]}").query)
        return self.answer(f"{unquote(query['body'][0])}{words}", query["subject"][0])


class TestTheMail:
    def test_it_names_both_roles_and_tells_each_part_on_its_own_line(self):
        text = words_of(Town(words=WORDS).mail.raw)
        assert "Hej, Chef och Vice!" in text
        assert "Hur går det med ett delmål?" in text
        assert text.count("Rutinen 1.1 för") == 1
        assert "\nDin del som Chef: framtagande av rutinen.\n" in text
        assert "\nDin del som Vice: publicering av rutinen.\n" in text
        assert "\nSkriv på en egen rad i vilken roll du svarar: «Som Chef:» eller «Som Vice:».\n" in text
        assert "Du får mejlet för att du har rollerna Chef och Vice." in text
        assert text.count("Delmål 1.1\nStatus:") == 1

    def test_where_no_part_has_words_of_its_own_one_answer_is_for_both_and_it_says_so(self):
        town = Town()
        assert "\nEtt svar om 1.1 gäller båda dina roller.\n" in words_of(town.mail.raw)
        assert html_of(town.mail.raw).count("Ett svar om 1.1 gäller båda dina roller.") == 1
        assert html_of(town.mail.raw).count("mailto:") == 4

    def test_the_page_has_buttons_for_each_part(self):
        assert html_of(Town(words=WORDS).mail.raw).count("mailto:") == 8

    def test_goals_of_one_role_each_say_in_which(self):
        text = words_of(Town({"1.1": ("Chef",), "1.2": ("Vice",)}).mail.raw)
        assert "Hur går det med två delmål?" in text
        assert "\nDin del som Chef: ansvar för delmålet.\n" in text
        assert "\nDin del som Vice: ansvar för delmålet.\n" in text
        assert "i vilken roll" not in text
        assert "dina roller" not in text

    def test_who_holds_one_role_reads_of_no_role_in_the_parts(self):
        text = words_of(Town(people={**PEOPLE, "Vice": ("vice@prov.example",)}).mail.raw)
        assert "\nDin del: ansvar för delmålet.\n" in text


def test_what_the_team_has_for_somebody_else_is_not_answered_by_its_own_klar():
    """Nobody holds the other role, so its part stands in the team's own mail."""
    town = Town({"1.1": (TEAM, "Vice")}, people={TEAM: (ONE,), "Vice": ()})
    assert "gäller båda" not in words_of(town.mail.raw)
    assert [(role, status) for _, role, status, _ in town.answer("Klar.")] == [(TEAM, None), ("Vice", None)]


class TestTheAnswer:
    def test_a_bare_klar_is_for_both_where_the_mail_said_so(self):
        assert Town().answer("Klar.") == [("1.1", "Chef", Status.DONE, "Klar."), ("1.1", "Vice", Status.DONE, "Klar.")]

    @pytest.mark.parametrize("text", ["Klar.", "1.1: Klar", "1.1: Klar. Rutinen finns."])
    def test_else_a_person_reads_for_which_of_them_it_is(self, text):
        town = Town(words=WORDS)
        said = town.answer(text)
        assert [(role, status) for _, role, status, _ in said] == [("Chef", None), ("Vice", None)]
        remind(town.house, at(DUE))
        assert len([m for m in town.box.messages if ONE in m.mailboxes]) == 1  # nobody is chased who has answered

    @pytest.mark.parametrize(("which", "role"), [(0, "Chef"), (4, "Vice")])
    def test_a_button_says_for_which(self, which, role):
        assert Town(words=WORDS).press(which) == [("1.1", role, Status.DONE, "")]

    def test_what_is_typed_below_a_button_is_kept_without_our_line(self):
        assert Town(words=WORDS).press(5, "Utkastet är ute på remiss.") == [
            ("1.1", "Vice", Status.ONGOING, "Utkastet är ute på remiss.")
        ]

    def test_each_part_can_be_answered_by_its_own_button(self):
        town = Town(words=WORDS)
        town.press(0)
        assert [(role, status) for _, role, status, _ in town.press(6)] == [
            ("Chef", Status.DONE),
            ("Vice", Status.LATE),
        ]

    def test_each_goal_is_its_own_roles_word(self):
        said = Town({"1.1": ("Chef",), "1.2": ("Vice",)}).answer("1.1: Klar.\n1.2: Pågår.")
        assert [(goal, role, status) for goal, role, status, _ in said] == [
            ("1.1", "Chef", Status.DONE),
            ("1.2", "Vice", Status.ONGOING),
        ]

    def test_the_teams_table_tells_in_which_roles_it_answers(self):
        town = Town({"1.1": ("Chef",), "1.2": ("Vice",)})
        town.answer("1.2: Klar.")
        (only,) = received_rows(town.report)
        assert (only["Roll"], only["Delmål"]) == ("Vice", "1.2")
        town.answer("1.1: Klar.\n1.2: Pågår.")
        (both,) = received_rows(town.report)
        assert (both["Roll"], both["Delmål"]) == ("Chef och Vice", "1.1, 1.2")

    def test_klar_in_one_role_ends_nothing_in_the_other(self):
        town = Town(words=WORDS)
        town.press(0)
        remind(town.house, at(DUE))
        (again,) = [m for m in town.box.messages if ONE in m.mailboxes and m.day == DUE]
        assert again.roles == ("Vice",)
        assert "1.1" in {occurrence.goal for _, occurrence, _ in town.ledger.history(PLAN).covered}
        assert town.ledger.history(PLAN).sent["Vice", OccurrenceId.on("1.1", DUE)] == 2


class TestAMailFromBeforeARoleGotAnotherName:
    """It says what the roles were called then, and so do its buttons."""

    def renamed(self, *names: tuple[str, str]) -> Town:
        """Chef and Vice under other names, one adoption for each pair of them."""
        town = Town({"1.1": ("Chef", "Vice"), "1.2": ("Chef",)}, words=WORDS)
        before = ("Chef", "Vice")
        for after in names:
            files = json.loads(town.files["plan.yaml"]), json.loads(town.files["owners.yaml"])
            called = dict(zip(before, after, strict=True))
            for goal in files[0]["fokusområden"][0]["delmål"]:
                for owner in goal["ägare"]:
                    owner["roll"] = called[owner["roll"]]
            for owner in files[1]["roller"]:
                owner["roll"] = called.get(owner["roll"], owner["roll"])
            town.files["plan.yaml"], town.files["owners.yaml"] = (json.dumps(file).encode() for file in files)
            town.house.plan.folder.contents = dict(town.files)
            same = tuple(called.items())
            assert adopt(town.house.adopting, on(at(DUE)), "Åsa", Said(same=same)).adopted is not None
            before = after
        return town

    def test_the_name_of_then_is_that_role(self):
        town = self.renamed(("Direktör", "Vice"), ("Ledare", "Vice"))
        assert town.press(0) == [("1.1", "Chef", Status.DONE, "")]
        assert town.answer("1.1: Pågår.\nSom Direktör:") == [
            ("1.1", "Chef", Status.DONE, ""),
            ("1.1", "Chef", Status.ONGOING, "Pågår."),
        ]

    def test_a_name_that_both_have_borne_is_neithers_for_certain(self):
        town = self.renamed(("Vice", "Chef"))
        assert [(role, status) for _, role, status, _ in town.press(0)] == [("Chef", None), ("Vice", None)]
