"""A plan that is revised: what was said, sent and shown stays with what it was about, whatever that is called now."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

from paminn.errors import Busy, Implausible, PlanError, UsageError
from paminn.incoming.decision import Action
from paminn.plan.comparing import Said
from paminn.plan.comparing.model import Called, Change, PlanText, Thing, What, Why
from paminn.plan.placing import RuleNumber, RuleNumberKind
from paminn.plan.version import VersionKind, revisions_of
from paminn.reminders.message import Channel
from paminn.reports.adopting import AskedAnew
from paminn.standing.answer import Release, Status
from paminn.texts.adoption import adoption_shown, change_told, choice_told, question_told, rereadings_told
from paminn.texts.desk_shown import listed, shown
from paminn.usecases.deciding.adopt import Adopting, adopt, propose
from paminn.usecases.desk import place as placing
from paminn.usecases.desk.at_hand import DeskDoors
from paminn.usecases.desk.choice import Choice
from paminn.usecases.plans import KeptPlan, decided, decided_then
from tests.support.deciding import release
from tests.support.fakes import FakeLedger, FakeOutbox, FakePlan, FakeStore, FakeVersions
from tests.support.houses import FIRST_STEP, NOW, SECOND_STEP, TEAM, at, fake_house, on, plan_files, real_house, reply
from tests.support.mailroom import MEMORIES, READ, Room, room
from tests.support.reading import decide, show, waiting
from tests.support.sending import prepare, remind
from tests.support.telling import publish, status_of, summarise

OUT = Path("ut")
PLAN = "prov-plan"
GOALS = {"1.1": ("Chef",), "1.2": ("Vice",)}
ROOM = {"1.1": ("Chef", "Vice"), "1.2": ("Chef", "Teamet")}
LATER = date(2026, 6, 24)
YEARLY = {"1.1": "Årligen, 25 november", "1.2": "Årligen, 25 november"}


def edited(change: Callable[[list[dict]], None], goals=GOALS, **more) -> dict[str, bytes]:
    """The plan files with the goals of the only area changed."""
    files = plan_files(goals, **more)
    plan = json.loads(files["plan.yaml"])
    change(plan["fokusområden"][0]["delmål"])
    return files | {"plan.yaml": json.dumps(plan, ensure_ascii=False).encode()}


def insert_first(goals: list[dict]) -> None:
    """A new 1.1; what was 1.1 is 1.2 from now on, and so on."""
    for place, goal in enumerate(goals, start=2):
        goal["nr"] = f"1.{place}"
    new = {"nr": "1.1", "lydelse": "Barn får stöd i skolan.", "aktiviteter": ["Utse en samordnare."]}
    goals.insert(0, goals[0] | new)


def renamed(old: str, new: str) -> Callable[[list[dict]], None]:
    def change(goals: list[dict]) -> None:
        for goal in goals:
            for part in goal["ägare"]:
                if part["roll"] == old:
                    part["roll"] = new

    return change


@pytest.fixture(params=["fake", pytest.param("sqlite", marks=pytest.mark.slow)])
def house(request, tmp_path, monkeypatch):
    """One memory whose plan can be edited, with the plan adopted as it is first written."""
    monkeypatch.chdir(tmp_path)  # what is published lands here
    files = plan_files(GOALS)
    with ExitStack() as stack:
        if request.param == "fake":
            versions = FakeVersions()
            opened = fake_house(files, ledger=FakeLedger())
            opened = replace(opened, plan=KeptPlan(FakePlan(files), versions, versions))
        else:
            opened = replace(stack.enter_context(real_house(tmp_path, files)), store=FakeStore())
        remind(opened, NOW)
        yield opened


def edit(house, files) -> None:
    house.plan.folder.contents = files


def owners_of(house, now) -> list[tuple[str, list[str]]]:
    """Whom today's mails are for, and the numbers that they show."""
    mails = [message for message in prepare(house, now).messages if message.channel is Channel.EMAIL]
    return [(mail.digest.role, [reminder.goal.number for reminder in mail.digest.reminders]) for mail in mails]


class TestAnEditThatNobodyHasAdopted:
    def test_changes_nothing(self, house):
        before = owners_of(house, at(SECOND_STEP))
        edit(house, edited(insert_first))
        assert owners_of(house, at(SECOND_STEP)) == before
        work = decided(house.plan, SECOND_STEP)
        assert work.edited
        assert [goal.number for goal in work.plan.goals()] == ["1.1", "1.2"]

    def test_of_what_only_helps_to_read_the_plan_holds_at_once(self, house):
        reading = {"slag": "frist", "till": "2026-12-31", "grund": "nämndens protokoll", "bekräftad": "ja"}
        edit(house, edited(lambda goals: goals[0].update({"läsning": reading})))
        work = decided(house.plan, SECOND_STEP)
        assert not work.edited
        assert work.plan.by_number["1.1"].timeframe.end == date(2026, 12, 31)

    def test_keeps_what_helped_to_read_the_plan(self, house):
        reading = {"slag": "frist", "till": "2026-12-31", "grund": "nämndens protokoll", "bekräftad": "ja"}
        edit(house, edited(lambda goals: goals[0].update({"läsning": reading})))
        remind(house, at(FIRST_STEP))
        edit(house, edited(insert_first))
        assert decided(house.plan, SECOND_STEP).plan.by_number["1.1"].timeframe.end == date(2026, 12, 31)

    def test_that_breaks_the_file_stops_nobody(self, house):
        before = owners_of(house, at(SECOND_STEP))
        edit(house, plan_files(GOALS) | {"plan.yaml": b"titel: [\n"})
        assert owners_of(house, at(SECOND_STEP)) == before
        with pytest.raises(PlanError):
            propose(house.adopting, SECOND_STEP)

    def test_to_a_rename_leaves_the_role_its_last_holders(self, house):
        people = {"Chefen för allt": ("chef@prov.example",), "Vice": ("vice@prov.example",), TEAM: ("t@prov.example",)}
        edit(house, edited(renamed("Chef", "Chefen för allt"), people=people))
        assert [role for role, _ in owners_of(house, at(SECOND_STEP))] == ["Chef", "Vice"]
        (chefs, _) = [m.recipients for m in prepare(house, at(SECOND_STEP)).messages if m.channel is Channel.EMAIL]
        assert [address for address, _ in chefs] == ["chef@prov.example"]


class TestAGoalThatIsInserted:
    def test_takes_over_nothing(self, house):
        edit(house, edited(insert_first))
        proposed = adopt(house.adopting, on(at(LATER)), "Åsa")
        assert proposed.adopted.goals == {"1.1": "1.1v2", "1.2": "1.1", "1.3": "1.2"}
        rows = {row.goal: row for row in status_of(house, LATER)}
        assert [rows[number].reminders for number in ("1.1", "1.2", "1.3")] == [0, 1, 1]

    def test_is_not_asked_about_for_days_before_it_was_there(self, house):
        remind(house, at(SECOND_STEP))
        edit(house, edited(insert_first))
        adopt(house.adopting, on(at(LATER)), "Åsa")
        assert owners_of(house, at(LATER)) == []

    def test_moves_nobodys_day_in_the_calendar(self, house):
        before = publish(house, OUT, FIRST_STEP).files["plan.ics"]
        edit(house, edited(insert_first))
        adopt(house.adopting, on(at(LATER)), "Åsa")
        after = publish(house, OUT, LATER).files["plan.ics"]
        uids = {line for line in before.splitlines() if line.startswith(b"UID:")}
        assert uids < {line for line in after.splitlines() if line.startswith(b"UID:")}
        assert b"UID:prov-plan-1.1v2-deadline@paminn" in after
        assert b"CANCELLED" not in after


def test_a_klar_stays_with_its_goal_when_another_gets_its_number():
    """Not in the reminders, nor on the page, nor in the account."""
    with room("fake") as town:
        house = town.house
        town.collect(reply("Klar.", town.subject(), sender="vice@prov.example"))
        release(house, 1, READ)
        edit(house, edited(insert_first, ROOM))
        adopt(house.adopting, on(READ), "Åsa")
        told = {(row.goal, row.owner): row.status for row in status_of(house, READ.date())}
        assert told["1.2", "Vice"] is Status.DONE
        assert told["1.1", "Vice"] is None
        assert decided(house.plan, READ.date()).plan.by_id[house.memory.answers(PLAN)[0].goal].number == "1.2"


def test_who_said_klar_of_what_is_split_is_asked_about_the_pieces_and_the_team_is_told_before():
    """An answer never moves: the old goal's stands with it, and the new ones have none."""

    def split(goals):
        halves = [
            goals[0] | {"nr": nr, "lydelse": f"Rutinen är känd {who}."}
            for nr, who in (("1.1", "norr"), ("1.3", "söder"))
        ]
        goals[:1] = halves[:1]
        goals.append(halves[1])

    with room("fake") as town:
        house = town.house
        town.collect(reply("Klar.", town.subject(), sender="vice@prov.example"))
        edit(house, edited(split, ROOM))
        said = Said(split=(("1.1", ("1.1", "1.3")),))
        proposed = propose(house.adopting, READ.date(), said)
        assert proposed.asked_anew == (AskedAnew("1.1", "1.1", ("Vice",)), AskedAnew("1.3", "1.1", ("Vice",)))
        told = adoption_shown(proposed)
        assert "Vice har svarat Klar om det gamla 1.1. Svaret står kvar där och gäller inte det nya 1.3" in told
        adopt(house.adopting, on(READ), "Åsa", said)
        asked = [(role, numbers) for role, numbers in owners_of(house, READ) if role == "Vice"]
        assert asked == [("Vice", ["1.1", "1.3"])]
        assert {row.status for row in status_of(house, READ.date())} == {None}

        edit(house, edited(lambda goals: goals[1].update(lydelse="Rutinen 1.2 för VINR är känd. VINR nämns här igen!")))
        assert propose(house.adopting, READ.date()).asked_anew == ()


def test_the_page_tells_what_has_been_changed(house):
    before = publish(house, OUT, FIRST_STEP).files["index.html"].decode()
    assert "Ändringar i planen" not in before
    edit(house, edited(insert_first))
    adopt(house.adopting, on(at(LATER)), "Åsa")
    after = publish(house, OUT, LATER).files["index.html"].decode()
    assert "<h3>Från den 24 juni 2026</h3>" in after
    assert "1.1 har fått numret 1.2" in after
    assert publish(house, OUT, date(2026, 7, 1)).files["index.html"].decode() == after


class TestARole:
    def test_that_is_renamed_keeps_what_it_was_asked(self, house):
        people = {"Ny chef": ("chef@prov.example",), "Vice": ("vice@prov.example",), TEAM: ("t@prov.example",)}
        edit(house, edited(renamed("Chef", "Ny chef"), people=people))
        with_question = adopt(house.adopting, on(at(FIRST_STEP)), "Åsa")
        assert with_question.adopted is None
        assert [question.flags[0] for question in with_question.comparison.questions] == ['--same "Chef=Ny chef"']
        said = Said(same=(("Chef", "Ny chef"),))
        assert adopt(house.adopting, on(at(FIRST_STEP)), "Åsa", said).adopted.roles["Ny chef"] == "Chef"
        assert owners_of(house, NOW) == []
        assert owners_of(house, at(SECOND_STEP)) == [("Ny chef", ["1.1"]), ("Vice", ["1.2"])]

    def test_that_was_just_renamed_keeps_its_holders_when_the_next_edit_takes_its_name_away(self, house):
        """No run has used owners.yaml with the new name in it: the adoption did."""
        with_the_new_name = {
            "Ny chef": ("chef@prov.example",),
            "Vice": ("vice@prov.example",),
            TEAM: ("t@prov.example",),
        }
        edit(house, edited(renamed("Chef", "Ny chef"), people=with_the_new_name))
        adopt(house.adopting, on(at(FIRST_STEP)), "Åsa", Said(same=(("Chef", "Ny chef"),)))
        without_it = {"Vice": ("vice@prov.example",), TEAM: ("t@prov.example",)}
        edit(house, edited(renamed("Chef", "Vice"), goals={"1.1": ("Chef",)}, people=without_it))
        (holder,) = decided(house.plan, FIRST_STEP).owners.people["Chef"]
        assert holder.email == "chef@prov.example"

    def gone_and_back(self, house) -> None:
        """Vice was removed, and a role of that name is in the plan again."""
        edit(house, edited(renamed("Vice", "Chef")))
        adopt(house.adopting, on(at(FIRST_STEP)), "Åsa", Said(removed=("Vice",)))
        edit(house, edited(lambda goals: goals[1].update(nr="1.3")))

    def test_whose_name_is_back_is_asked_about(self, house):
        self.gone_and_back(house)
        proposed = adopt(house.adopting, on(at(FIRST_STEP)), "Åsa")
        assert proposed.adopted is None
        (question,) = proposed.comparison.questions
        assert question_told(question) == (
            "Rollen Vice har tagits bort tidigare, och namnet är tillbaka. Är det samma roll igen?"
        )
        assert question.flags == ("--same Vice@1=Vice", "--removed Vice@1")

    def test_that_was_removed_and_has_come_back_as_another_is_another(self, house):
        self.gone_and_back(house)
        said = Said(removed=("Vice@1",))
        assert adopt(house.adopting, on(at(FIRST_STEP)), "Åsa", said).adopted.roles["Vice"] == "Vicev3"

    @pytest.mark.parametrize("old", ["Vice", "Vice@1"])
    def test_that_was_removed_is_the_same_when_a_person_says_so(self, house, old):
        self.gone_and_back(house)
        back = adopt(house.adopting, on(at(FIRST_STEP)), "Åsa", Said(same=((old, "Vice"),))).adopted
        assert back.roles["Vice"] == "Vice"
        assert "Rollen Vice är tillbaka. Dess tidigare svar räknas igen." in map(change_told, back.changes)
        assert owners_of(house, NOW) == []

    def test_is_another_when_it_bears_the_name_that_a_renamed_one_had(self, house):
        people = dict.fromkeys(("Ny chef", "Chef", "Vice", TEAM), ("chef@prov.example",))
        edit(house, edited(renamed("Chef", "Ny chef"), people=people))
        adopt(house.adopting, on(at(FIRST_STEP)), "Åsa", Said(same=(("Chef", "Ny chef"),)))
        both = edited(renamed("Chef", "Ny chef"), people=people)
        edit(
            house,
            both | edited(lambda goals: goals[0]["ägare"].append({"roll": "Ny chef", "typ": "stöd"}), people=people),
        )
        (question,) = adopt(house.adopting, on(at(FIRST_STEP)), "Åsa").comparison.questions
        assert (question.why, question.old.name) == (Why.ANOTHER, "Ny chef")
        assert {'--same "Ny chef=Chef"', '--same "Ny chef=Ny chef"'} <= set(question.flags)
        said = Said(same=(("Ny chef", "Ny chef"),))
        roles = adopt(house.adopting, on(at(FIRST_STEP)), "Åsa", said).adopted.roles
        assert (roles["Ny chef"], roles["Chef"]) == ("Chef", "Chefv3")

    def test_that_has_swapped_its_name_with_another_is_asked_about(self, house):
        def swap(goals):
            for goal in goals:
                for part in goal["ägare"]:
                    part["roll"] = {"Chef": "Vice", "Vice": "Chef"}[part["roll"]]

        edit(house, edited(swap))
        proposed = adopt(house.adopting, on(at(FIRST_STEP)), "Åsa")
        assert [question.flags[0] for question in proposed.comparison.questions] == [
            "--same Chef=Vice",
            "--same Vice=Chef",
        ]
        said = Said(same=(("Chef", "Vice"), ("Vice", "Chef")))
        roles = adopt(house.adopting, on(at(FIRST_STEP)), "Åsa", said).adopted.roles
        assert roles == {"Vice": "Chef", "Chef": "Vice"}
        edit(house, plan_files(GOALS))
        assert adopt(house.adopting, on(at(LATER)), "Åsa").adopted.roles == {"Chef": "Chef", "Vice": "Vice"}

    def test_that_is_split_is_not_reminded_again_of_what_the_whole_was(self, house):
        """Both parts go on from where the role was."""

        def split(goals):
            part = goals[0]["ägare"][0]
            goals[0]["ägare"] = [part | {"roll": "Chef norr"}, part | {"roll": "Chef söder"}]

        people = {
            "Chef norr": ("n@prov.example",),
            "Chef söder": ("s@prov.example",),
            "Vice": ("vice@prov.example",),
            TEAM: ("t@prov.example",),
        }
        edit(house, edited(split, people=people))
        said = Said(split=(("Chef", ("Chef norr", "Chef söder")),))
        version = adopt(house.adopting, on(at(FIRST_STEP)), "Åsa", said).adopted
        assert version.role_origins == {"Chef norr": ("Chef",), "Chef söder": ("Chef",)}
        assert owners_of(house, at(FIRST_STEP, 10)) == []
        assert [role for role, _ in owners_of(house, at(SECOND_STEP))] == ["Chef norr", "Chef söder", "Vice"]

    def test_that_is_renamed_keeps_its_calendars_address(self, house):
        before = set(publish(house, OUT, FIRST_STEP).files)
        people = {"Ny chef": ("chef@prov.example",), "Vice": ("vice@prov.example",), TEAM: ("t@prov.example",)}
        edit(house, edited(renamed("Chef", "Ny chef"), people=people))
        adopt(house.adopting, on(at(FIRST_STEP)), "Åsa", Said(same=(("Chef", "Ny chef"),)))
        assert set(publish(house, OUT, FIRST_STEP).files) == before


class SavedMeanwhile(FakePlan):
    """A folder in which somebody saves other files as soon as they have been read."""

    def __init__(self, before: dict[str, bytes], after: dict[str, bytes]) -> None:
        super().__init__(before)
        self.before, self.after = before, after

    def files(self):
        read, self.contents = self.contents, self.after
        return read


class TestAnAdoption:
    def test_needs_a_name(self, house):
        edit(house, edited(insert_first))
        with pytest.raises(UsageError, match="Vem antar planen"):
            adopt(house.adopting, on(NOW), "  ")

    def test_of_nothing_new_is_none(self, house):
        assert adopt(house.adopting, on(NOW), "Åsa").adopted is None
        assert not propose(house.adopting, FIRST_STEP).differs

    def test_that_is_uncertain_changes_nothing(self, house):
        edit(house, edited(lambda goals: goals[0].update({"lydelse": "Något helt annat ska vara nått."})))
        proposed = adopt(house.adopting, on(NOW), "Åsa")
        assert proposed.adopted is None
        assert proposed.comparison.questions
        assert decided(house.plan, FIRST_STEP).version.number == 1

    def test_with_something_said_that_cannot_be_is_refused(self, house):
        edit(house, edited(insert_first))
        with pytest.raises(UsageError):
            adopt(house.adopting, on(NOW), "Åsa", Said(same=(("9.9", "1.1"),)))
        assert decided(house.plan, FIRST_STEP).version.number == 1

    def test_is_taken_back_with_the_identities_that_were(self, house):
        first = plan_files(GOALS)
        edit(house, edited(insert_first))
        adopt(house.adopting, on(at(LATER)), "Åsa")
        edit(house, first)
        back = adopt(house.adopting, on(at(date(2026, 6, 29))), "Bo").adopted
        assert back.kind is VersionKind.TAKEN_BACK
        assert back.goals == {"1.1": "1.1", "1.2": "1.2"}
        assert back.in_force == LATER
        edit(house, edited(insert_first))
        again = adopt(house.adopting, on(at(date(2026, 6, 30))), "Åsa").adopted
        assert again.goals == {"1.1": "1.1v2", "1.2": "1.1", "1.3": "1.2"}

    def test_holds_from_the_committees_day_where_the_plan_names_one(self, house):
        files = edited(insert_first)
        plan = json.loads(files["plan.yaml"]) | {"senast_reviderad": "2026-05-20"}
        edit(house, files | {"plan.yaml": json.dumps(plan).encode()})
        assert adopt(house.adopting, on(at(LATER)), "Åsa").adopted.in_force == date(2026, 5, 20)

    def test_that_brings_back_what_was_taken_back_asks_for_no_day_before_it_first_came(self, house):
        first = plan_files(GOALS)
        edit(house, edited(insert_first))
        adopt(house.adopting, on(at(LATER)), "Åsa")
        edit(house, first)
        adopt(house.adopting, on(at(date(2026, 6, 25))), "Åsa")
        files = edited(lambda goals: (insert_first(goals), goals[1].update({"tidplan": "Klart senast 30 juni 2027"})))
        edit(house, files)
        back = adopt(house.adopting, on(at(date(2026, 6, 29))), "Åsa", Said(same=(("1.1@2", "1.1"),))).adopted
        assert back.goals["1.1"] == "1.1v2"
        assert back.since == {"1.1v2": LATER}

    def test_that_brings_back_the_pieces_of_what_was_split_asks_for_nothing_that_the_whole_was_asked(self, house):
        """They are made of what they were made of, though a version in between knew nothing of it."""

        def split(goals):
            part = goals[0]["ägare"][0]
            owners = [part | {"roll": "Chef norr"}, part | {"roll": "Chef söder"}]
            pieces = [goals[0] | {"lydelse": f"Rutinen är känd {where}.", "ägare": owners} for where in ("här", "där")]
            goals[:1] = [pieces[0]]
            goals.append(pieces[1] | {"nr": "1.3"})

        people = dict.fromkeys(("Chef", "Chef norr", "Chef söder", "Vice", TEAM), ("chef@prov.example",))
        edit(house, edited(split, people=people))
        said = Said(split=(("1.1", ("1.1", "1.3")), ("Chef", ("Chef norr", "Chef söder"))))
        assert adopt(house.adopting, on(at(FIRST_STEP)), "Åsa", said).adopted.number == 2
        edit(house, plan_files(GOALS, people))
        assert adopt(house.adopting, on(at(SECOND_STEP)), "Åsa").adopted.origins == {}
        edit(house, edited(split, people=people, frames={"1.2": "Klart senast 30 juni 2027"}))
        back = (("1.1@2", "1.1"), ("1.3@2", "1.3"), ("Chef norr@2", "Chef norr"), ("Chef söder@2", "Chef söder"))
        version = adopt(house.adopting, on(at(LATER)), "Åsa", Said(same=back, removed=("1.1", "Chef"))).adopted
        assert (version.goals["1.1"], version.goals["1.3"]) == ("1.1v2", "1.3")
        assert version.origins == {"1.1v2": ("1.1",), "1.3": ("1.1",)}
        assert version.role_origins == {"Chef norr": ("Chef",), "Chef söder": ("Chef",)}

    def test_is_of_what_was_compared_though_the_file_is_saved_again_meanwhile(self, house):
        folder = SavedMeanwhile(
            edited(insert_first), plan_files({"1.1": ("Chef",), "1.2": ("Vice",), "1.3": ("Chef",)})
        )
        kept = replace(house.plan, folder=folder)
        version = adopt(Adopting(kept, FakeLedger(), FakeLedger()), on(at(LATER)), "Åsa").adopted
        assert version.content.by_number.keys() == version.goals.keys()
        (*_, file) = kept.sources.kept(PLAN, "plan.yaml")
        assert (file.content, file.fingerprint) == (folder.before["plan.yaml"], version.content.fingerprint)

    def test_of_two_at_once_is_one(self, house):
        edit(house, edited(insert_first))
        first = propose(house.adopting, LATER)
        adopt(house.adopting, on(at(LATER)), "Åsa")
        assert first.latest.number == 1
        versions = house.plan.versions
        with pytest.raises(Busy):
            versions.adopt(versions.adopted(PLAN)[-1], b"", LATER)
        assert [version.number for version in versions.adopted(PLAN)] == [1, 2]


def test_a_question_shows_where_long_words_differ():
    """Two wordings that are alike for the first hundred and sixty letters are not shown as if they were the same."""
    long = "Det finns tydlig information på hemsidan som ger vägledning till var och en som arbetar nära barn " * 2
    files = edited(lambda goals: goals[0].update(lydelse=f"{long}om rutinen."), {"1.1": ("Chef",)})
    versions = FakeVersions()
    kept_plan = KeptPlan(FakePlan(files), versions, versions)
    asked = Adopting(kept_plan, FakeLedger(), FakeLedger())
    adopt(asked, on(NOW), "Åsa")
    kept_plan.folder.contents = edited(lambda goals: goals[0].update(lydelse=f"{long}om ett stöd."), {"1.1": ("Chef",)})
    (question,) = propose(asked, LATER).comparison.questions
    assert "om rutinen." in question_told(question)
    assert "om ett stöd." in choice_told(question, question.choices[0])


def test_what_the_rules_prepare_follows_the_goal(house):
    files = plan_files(GOALS, frames={"1.1": "Årligen, 25 november"})
    rules = json.loads(files["rules.yaml"])
    rules["förberedelser"] = [{"delmål": "1.1", "steg": [{"veckor_före": 8, "text": "Boka lokal."}]}]
    versions = FakeVersions()
    files["rules.yaml"] = json.dumps(rules).encode()
    house = replace(house, plan=KeptPlan(FakePlan(files), versions, versions))
    remind(house, NOW)
    changed = edited(insert_first, frames={"1.1": "Årligen, 25 november"})
    edit(house, changed | {"rules.yaml": files["rules.yaml"]})
    adopted = adopt(house.adopting, on(at(LATER)), "Åsa")
    work = decided(house.plan, LATER)
    (prepared,) = work.rules.preparations
    assert work.plan.by_id[prepared].number == "1.2"

    # Rewritten under its old number the entry would be another goal's, so the new one is asked for.
    assert adopted.rule_numbers == (RuleNumber(RuleNumberKind.CALLED_NOW, "1.1", "1.2"),)
    sentence = "rules.yaml säger 1.1 om det delmål som nu heter 1.2. Skriv 1.2 där."
    assert sentence in adoption_shown(adopted)
    assert sentence in prepare(house, at(LATER)).questions
    rules["förberedelser"][0]["delmål"] = "1.2"
    edit(house, changed | {"rules.yaml": json.dumps(rules).encode()})
    assert sentence not in prepare(house, at(LATER)).questions
    assert list(decided(house.plan, LATER).rules.preparations) == [prepared]

    # And back, when the adoption is taken back while the number it had after it stands in rules.yaml.
    remind(house, at(LATER))
    edit(house, files | {"rules.yaml": json.dumps(rules).encode()})
    adopt(house.adopting, on(at(date(2026, 6, 29))), "Bo")
    work = decided(house.plan, date(2026, 6, 29))
    assert [work.plan.by_id[goal].number for goal in work.rules.preparations] == ["1.1"]


def swap(goals: list[dict]) -> None:
    goals[0]["nr"], goals[1]["nr"] = "1.2", "1.1"
    goals.reverse()


def test_preparations_follow_the_goal_through_every_step_of_a_swap(house):
    """Whatever number rules.yaml has, rewritten early, late or on the same day as everything else."""
    frames = {"1.1": "Årligen, 25 november", "1.2": "Årligen, 25 november"}
    as_it_was = with_preparations(plan_files(GOALS, frames=frames), "1.1")
    swapped = edited(swap, frames=frames)
    versions = FakeVersions()
    house = replace(house, plan=KeptPlan(FakePlan(as_it_was), versions, versions))

    def prepared() -> str:
        work = decided(house.plan, LATER)
        (goal,) = work.rules.preparations
        return work.plan.by_id[goal].wording

    remind(house, NOW)
    meant = prepared()
    for number in ("1.1", "1.2"):  # as it was, and rewritten too early
        edit(house, with_preparations(swapped, number))
        assert prepared() == meant
        remind(house, NOW)
        assert prepared() == meant
    adopted = adopt(house.adopting, on(at(LATER)), "Åsa")
    assert (prepared(), adopted.rule_numbers) == (meant, ())
    edit(house, with_preparations(plan_files(GOALS, frames=frames), "1.2"))
    assert prepared() == meant
    taken_back = adopt(house.adopting, on(at(LATER)), "Åsa")
    assert prepared() == meant
    assert taken_back.rule_numbers == (RuleNumber(RuleNumberKind.CALLED_NOW, "1.2", "1.1"),)
    edit(house, as_it_was)
    assert prepared() == meant
    assert decided(house.plan, LATER).rule_numbers == ()


def with_preparations(files: dict[str, bytes], number: str) -> dict[str, bytes]:
    """The files with one preparation, of the goal of this number."""
    rules = json.loads(files["rules.yaml"])
    rules["förberedelser"] = [{"delmål": number, "steg": [{"veckor_före": 8, "text": "Boka lokal."}]}]
    return files | {"rules.yaml": json.dumps(rules).encode()}


class AdoptedMeanwhile(FakeVersions):
    """Somebody else adopts another version while one is being made."""

    def __init__(self) -> None:
        super().__init__()
        self.meanwhile: Callable[[], object] | None = None

    def remembered(self, plan: str) -> frozenset[str]:
        if self.meanwhile is not None:
            others, self.meanwhile = self.meanwhile, None
            others()
        return super().remembered(plan)


def test_of_two_that_adopt_at_once_one_is_told_and_no_identity_moves(house):
    versions = AdoptedMeanwhile()
    house = replace(house, plan=KeptPlan(FakePlan(plan_files(GOALS)), versions, versions))
    remind(house, NOW)
    edit(house, edited(insert_first))
    versions.meanwhile = lambda: adopt(house.adopting, on(at(LATER)), "Ola")
    with pytest.raises(Busy):
        adopt(house.adopting, on(at(LATER)), "Eva")
    assert [version.adopted_by for version in versions.adopted(PLAN)][1:] == ["Ola"]
    assert versions.adopted(PLAN)[-1].goals == {"1.1": "1.1v2", "1.2": "1.1", "1.3": "1.2"}


class TestWhatTheRulesPrepareForAGoalThatIsGone:
    def prepared(self, house, change: Callable[[list[dict]], None], said: Said) -> list[str]:
        """The numbers that have the preparations once written for 1.1."""
        files = plan_files(GOALS, frames=YEARLY)
        rules = json.loads(files["rules.yaml"])
        rules["förberedelser"] = [{"delmål": "1.1", "steg": [{"veckor_före": 8, "text": "Boka lokal."}]}]
        written = {"rules.yaml": json.dumps(rules).encode()}
        versions = FakeVersions()
        house = replace(house, plan=KeptPlan(FakePlan(files | written), versions, versions))
        remind(house, NOW)
        edit(house, edited(change, frames=YEARLY) | written)
        adopted = adopt(house.adopting, on(at(LATER)), "Åsa", said)
        self.told = adoption_shown(adopted)
        work = decided(house.plan, LATER)
        return [work.plan.by_id[goal].number for goal in work.rules.preparations]

    def test_is_not_the_next_ones_that_has_its_number(self, house):
        def another(goals: list[dict]) -> None:
            goals[0].update(lydelse="Barn får stöd i skolan.", aktiviteter=["Utse en samordnare."])

        assert self.prepared(house, another, Said(removed=("1.1",))) == []
        assert "rules.yaml säger 1.1 om ett delmål som inte finns längre." in self.told

    def test_is_the_ones_that_it_was_merged_into(self, house):
        def merged(goals: list[dict]) -> None:
            goals.pop()
            goals[0].update(nr="1.3", lydelse="Rutinerna för VINR är kända.")

        said = Said(merge=((("1.1", "1.2"), "1.3"),), removed=("Vice",))
        assert self.prepared(house, merged, said) == ["1.3"]
        assert "Skriv 1.3 där." in self.told


class TestATimePlanThatIsReadOtherwise:
    """By a later program, or since rules.yaml says something else of the half-years."""

    def started(self, until: str):
        files = plan_files(GOALS, frames={"1.1": "Klart vt 2026", "1.2": "Klart 30 juni 2026"})
        rules = json.loads(files["rules.yaml"])
        rules["halvår"]["vt"]["till"] = until
        return files | {"rules.yaml": json.dumps(rules).encode()}

    def test_holds_as_it_was_read_when_it_was_adopted(self):
        versions = FakeVersions()
        house = replace(fake_house(), plan=KeptPlan(FakePlan(self.started("06-30")), versions, versions))
        remind(house, NOW)
        edit(house, self.started("05-31"))
        assert decided(house.plan, SECOND_STEP).plan.by_number["1.1"].timeframe.end == date(2026, 6, 30)

        proposed = propose(house.adopting, SECOND_STEP)
        assert proposed.differs
        assert list(proposed.rereadings) == ["1.1"]
        assert rereadings_told(proposed.rereadings) == [
            "Tidplanen för 1.1 «Klart vt 2026» läses på ett nytt sätt. Förut: senast 30 juni 2026. "
            "Nu: senast 31 maj 2026."
        ]
        adopted = adopt(house.adopting, on(at(SECOND_STEP)), "Åsa").adopted
        assert (adopted.kind, adopted.in_force) == (VersionKind.REREAD, SECOND_STEP)
        assert decided(house.plan, SECOND_STEP).plan.by_number["1.1"].timeframe.end == date(2026, 5, 31)
        assert decided_then(house.plan, date(2025, 12, 31), SECOND_STEP).plan.by_number["1.1"].timeframe.end == date(
            2026, 6, 30
        )

    def test_that_a_revision_takes_over_is_told_with_it(self):
        """Adopting something else adopts how everything is read now."""
        versions = FakeVersions()
        house = replace(fake_house(), plan=KeptPlan(FakePlan(self.started("06-30")), versions, versions))
        remind(house, NOW)
        changed = edited(insert_first, frames={"1.1": "Klart vt 2026", "1.2": "Klart 30 juni 2026"})
        edit(house, changed | {"rules.yaml": self.started("05-31")["rules.yaml"]})
        proposed = propose(house.adopting, SECOND_STEP)
        (sentence,) = rereadings_told(proposed.rereadings)
        assert sentence.startswith("Tidplanen för 1.2 «Klart vt 2026» läses på ett nytt sätt.")


class TestTheDayFromWhichAVersionHolds:
    def revised(self, house, change: Callable[[list[dict]], None], **said: str):
        """A plan that names these days, adopted late in June."""
        files = edited(change)
        plan = json.loads(files["plan.yaml"]) | said
        edit(house, files | {"plan.yaml": json.dumps(plan).encode()})
        return adopt(house.adopting, on(at(LATER)), "Åsa").adopted

    def retimed(self, words: str) -> Callable[[list[dict]], None]:
        return lambda goals: goals[0].update(tidplan=words)

    def end_as_told(self, house, year: int) -> date:
        work = decided_then(house.plan, date(year, 12, 31), LATER)
        return work.plan.by_number["1.1"].timeframe.end

    def test_is_the_committees_also_where_something_was_adopted_meanwhile(self, house):
        """A mended title is adopted in June, and after that what the committee decided in May."""
        mended = self.revised(house, lambda goals: None, titel="Handlingsplan Provet")
        assert mended.in_force == LATER
        late = self.revised(house, self.retimed("Klart senast 30 november 2026"), senast_reviderad="2026-05-20")
        assert late.in_force == date(2026, 5, 20)
        assert self.end_as_told(house, 2026) == date(2026, 11, 30)

    @pytest.mark.parametrize("said", [{"beslutad": "2024-01-08"}, {"senast_reviderad": "2015-05-20"}])
    def test_is_no_mended_day_of_an_earlier_decision(self, house, said):
        """Else what 2025 was told from would be another plan from now on."""
        mended = self.revised(house, self.retimed("Klart senast 30 november 2026"), **said)
        assert mended.in_force == LATER
        assert self.end_as_told(house, 2025) == date(2026, 6, 30)

    def test_is_told_without_the_nothing_that_stood_there(self, house):
        adopted = self.revised(house, lambda goals: None, senast_reviderad="2026-05-20")
        assert list(map(change_told, adopted.changes)) == ["Dagen för senaste revidering är nu den 20 maj 2026."]

    @pytest.mark.parametrize(
        ("before", "after", "told"),
        [
            (
                "2025-09-03",
                "2025-09-04",
                "Beslutsdagen har ändrats från den 3 september 2025 till den 4 september 2025.",
            ),
            ("2026-05-20", "", "Beslutsdagen har tagits bort. Den var den 20 maj 2026."),
        ],
    )
    def test_is_told_as_people_write_a_day(self, before, after, told):
        change = Change(Thing.PLAN, What.TEXT, (Called("", before),), (Called("", after),), PlanText.DECIDED)
        assert change_told(change) == told

    def test_has_come(self, house):
        with pytest.raises(UsageError, match="2027-05-20, och den dagen har inte kommit än"):
            self.revised(house, insert_first, senast_reviderad="2027-05-20")
        assert len(house.plan.versions.adopted(PLAN)) == 1


class TestWhatIsToldOfRevisions:
    def told(self, house) -> list[int]:
        return [revision.version for revision in revisions_of(house.plan.versions.adopted(PLAN))]

    def adopted(self, house, files) -> None:
        edit(house, files)
        assert adopt(house.adopting, on(at(LATER)), "Åsa").adopted

    def test_stays_when_what_came_after_it_the_same_day_is_taken_back(self, house):
        self.adopted(house, edited(insert_first))
        self.adopted(house, edited(lambda goals: [insert_first(goals), goals[0].update(tidplan="Löpande")]))
        self.adopted(house, edited(insert_first))
        assert self.told(house) == [2]

    def test_is_told_again_when_it_is_taken_up_again(self, house):
        self.adopted(house, edited(insert_first))
        self.adopted(house, plan_files(GOALS))
        assert self.told(house) == []
        self.adopted(house, edited(insert_first))
        assert self.told(house) == [2]


def test_an_activity_keeps_its_identity_and_none_is_given_twice(house):
    def said(*activities: str) -> Callable[[list[dict]], None]:
        return lambda goals: goals[0].update({"aktiviteter": list(activities)})

    def adopted(*activities: str) -> tuple[str, ...]:
        edit(house, edited(said(*activities)))
        return adopt(house.adopting, on(at(LATER)), "Åsa").adopted.activities["1.1"]

    assert decided(house.plan, LATER).version.activities["1.1"] == ("1.1/1",)
    assert adopted("Utbilda alla.", "Gör det.") == ("1.1/2", "1.1/1")
    assert adopted("Gör det.") == ("1.1/1",)
    assert adopted("Gör det.", "Följ upp varje år.") == ("1.1/1", "1.1/3")


class TestTheYearsAccount:
    def test_of_a_year_is_told_from_the_plan_that_held_then(self, house):
        files = edited(insert_first)
        edit(house, files)
        adopt(house.adopting, on(at(LATER)), "Åsa")
        before = decided_then(house.plan, date(2025, 12, 31), LATER)
        after = decided_then(house.plan, date(2026, 12, 31), LATER)
        assert [(goal.number, goal.id) for goal in before.plan.goals()] == [("1.1", "1.1"), ("1.2", "1.2")]
        assert [goal.number for goal in after.plan.goals()] == ["1.1", "1.2", "1.3"]

    def test_knows_who_held_the_roles_then(self, house):
        others = {"Chef": ("ny@prov.example",), "Vice": ("vice@prov.example",), TEAM: ("t@prov.example",)}
        edit(house, plan_files(GOALS, others))
        remind(house, at(SECOND_STEP))
        then = decided_then(house.plan, FIRST_STEP, LATER).owners.people["Chef"]
        now = decided_then(house.plan, LATER, LATER).owners.people["Chef"]
        assert [person.email for person in then] == ["chef@prov.example"]
        assert [person.email for person in now] == ["ny@prov.example"]

    def test_tells_what_was_changed_during_it(self, house):
        edit(house, edited(insert_first))
        adopt(house.adopting, on(at(LATER)), "Åsa")
        told = words_of(summarise(house, 2026, OUT, LATER).files["redovisning-2026.docx"])
        assert "Planen ändrades under året. Ändringarna gäller från den 24 juni 2026." in told
        assert "1.1 har fått numret 1.2" in told
        assert "Planen har inte reviderats" not in told

    def test_tells_an_answer_about_a_goal_that_is_gone_under_what_it_was_called(self):
        with room("fake") as town:
            house = town.house
            town.collect(reply("Klar. Rutinen finns.", town.subject(), sender="vice@prov.example"))
            release(house, 1, READ)
            edit(house, edited(lambda goals: goals.pop(0), ROOM))
            adopt(house.adopting, on(READ), "Åsa", Said(removed=("1.1", "Vice")))
            told = words_of(summarise(house, 2026, OUT, READ.date()).files["redovisning-2026.docx"])
            assert "1.1 (inte längre i planen)" in told
            assert "Rutinen finns." in told


class TestTheDesk:
    """A person reads the mail's numbers and writes today's."""

    @pytest.fixture(params=MEMORIES)
    def town(self, request):
        with room(request.param) as made:
            made.collect(reply("Klar. Rutinen finns.", made.subject(), sender="vice@prov.example"))
            yield made

    def told(self, town: Room) -> tuple[str, str, str]:
        """What the list, the answer by itself and a decision about it say first."""
        row = listed(waiting(town.house, READ), []).splitlines()[0]
        whole = shown(show(town.house, "1", READ)).splitlines()[0]
        released = shown(decide(town.house, "1", Choice(Action.RELEASE, "Åsa"), READ)).splitlines()[0]
        return row, whole, released

    def test_says_which_number_the_mail_used_where_the_goal_has_another_today(self, town):
        edit(town.house, edited(insert_first, ROOM))
        adopt(town.house.adopting, on(READ), "Åsa")
        row, whole, released = self.told(town)
        assert "  1.2 (frågades som 1.1)  Vice: Klar" in row
        assert whole == "Svar 1: delmål 1.2 (frågades som 1.1), Vice, inkommet 2026-06-02 i mejlet m1"
        assert released == whole

    def test_a_number_that_is_another_goals_in_the_mail_is_asked_about_before_words_are_placed(self, town):
        town.collect(
            reply("1.1: Klar\n1.2: Försenad\n\nDet gäller 1.2.", town.subject("Chef"), message_id="<2@x.example>")
        )
        edit(town.house, edited(insert_first, ROOM))
        adopt(town.house.adopting, on(READ), "Åsa")

        def put(where: str) -> list[str]:
            house = town.house
            doors = DeskDoors(
                house.plan, house.memory, house.post, house.desk, house.requests, house.record, house.reader
            )
            choice = Choice(Action.PLACE, "Åsa", "hen menar rutinen")
            return [
                card.called.goal
                for card in placing.place(doors, "m2", where, choice, on(READ))
                if "gäller" in card.answer.text
            ]

        with pytest.raises(UsageError) as refused:
            put("1.2")
        assert str(refused.value) == (
            "I mejlet är 1.2 ett annat delmål än i dag. Skriv svarets nummer: --goal svar:2 för 1.2 (frågades som 1.1) eller "
            "--goal svar:3 för 1.3 (frågades som 1.2)."
        )
        assert put("svar:3") == ["1.3"]

    def test_says_nothing_of_numbers_that_are_the_same(self, town):
        row, whole, released = self.told(town)
        assert "  1.1  Vice: Klar" in row
        assert whole == "Svar 1: delmål 1.1, Vice, inkommet 2026-06-02 i mejlet m1"
        assert released == whole

    def test_an_answer_about_a_goal_that_is_gone_is_decided_about_all_the_same(self, town):
        edit(town.house, edited(lambda goals: goals.pop(0), ROOM))
        adopt(town.house.adopting, on(READ), "Åsa", Said(removed=("1.1", "Vice")))
        row, whole, released = self.told(town)
        assert "  1.1 (inte längre i planen)  Vice: Klar" in row
        assert whole == released
        assert town.answers[0].release is Release.RELEASED
        assert decide(town.house, "1", Choice(Action.WITHHOLD, "Åsa", "fel"), READ).answer.release is Release.WITHHELD
        with pytest.raises(UsageError, match=r"^Delmål 1\.1 finns inte längre i planen, så inget mejl går om det"):
            decide(town.house, "1", Choice(Action.ASK, "Åsa", question="Vilken?"), READ)


def words_of(document: bytes) -> str:
    """All that a Word document says, its tables' cells too."""
    body = Document(BytesIO(document)).element.body
    return " ".join(text.text or "" for text in body.iter() if text.tag.endswith("}t"))


class TestAMemoryFromBeforeThereWereVersions:
    """Its mails are the witnesses of what the plan was."""

    def begun(self) -> tuple[FakeLedger, FakeOutbox]:
        ledger, box = FakeLedger(), FakeOutbox()
        remind(fake_house(plan_files(GOALS), ledger=ledger, box=box), NOW)
        return ledger, box

    def test_adopts_the_plan_that_its_mails_told_of(self):
        ledger, box = self.begun()
        house = fake_house(plan_files(GOALS), ledger=ledger, box=box)
        remind(house, at(SECOND_STEP))
        assert decided(house.plan, SECOND_STEP).version.number == 1

    def test_adopts_a_mended_wording(self):
        ledger, box = self.begun()
        mended = edited(lambda goals: goals[0].update({"lydelse": "Rutinen 1.1 för VINR är känd av alla."}))
        house = fake_house(mended, ledger=ledger, box=box)
        remind(house, at(SECOND_STEP))
        assert decided(house.plan, SECOND_STEP).version.number == 1

    def test_adopts_no_other_plan_in_silence(self):
        ledger, box = self.begun()
        house = fake_house(edited(insert_first), ledger=ledger, box=box)
        with pytest.raises(Implausible, match=r"andra ord om delmål 1\.1\. Inget har skickats"):
            remind(house, at(SECOND_STEP))
        assert decided(house.plan, SECOND_STEP).version is None

    def test_asks_whoever_adopts_it_what_the_run_would_have_asked(self):
        """A goal put in first: the old 1.1's answers would have been the new one's, with a name to it."""
        ledger, box = self.begun()
        house = fake_house(edited(insert_first), ledger=ledger, box=box)
        proposed = adopt(house.adopting, on(at(SECOND_STEP)), "Åsa")
        assert proposed.adopted is None
        (question,) = proposed.comparison.questions
        assert (question.why, question.old.name, question.flags) == (Why.MAILED, "1.1", ("--same 1.1=1.1",))
        assert "«Rutinen 1.1 för VINR" in question_told(question)
        shown = adoption_shown(proposed)
        assert "paminn adopt --by DITT-NAMN --same 1.1=1.1" in shown
        assert "lägg först tillbaka den plan.yaml som gällde" in shown
        assert decided(house.plan, SECOND_STEP).version is None

    def test_is_adopted_when_a_person_has_said_that_it_is_the_same_goal(self):
        ledger, box = self.begun()
        house = fake_house(edited(insert_first), ledger=ledger, box=box)
        assert adopt(house.adopting, on(at(SECOND_STEP)), "Åsa", Said(same=(("1.1", "1.1"),))).adopted is not None
        assert decided(house.plan, SECOND_STEP).version.adopted_by == "Åsa"
        remind(house, at(SECOND_STEP))

    @pytest.mark.parametrize(
        "said",
        [
            Said(same=(("1.1", "1.2"),)),
            Said(same=(("1.2", "1.2"),)),
            Said(split=(("1.1", ("1.1", "1.2")),)),
            Said(merge=((("1.1", "1.2"), "1.1"),)),
            Said(removed=("1.1",)),
        ],
    )
    def test_says_nothing_else_of_goals_that_nobody_has_adopted(self, said):
        ledger, box = self.begun()
        house = fake_house(edited(insert_first), ledger=ledger, box=box)
        with pytest.raises(UsageError, match="ingen plan är antagen"):
            adopt(house.adopting, on(at(SECOND_STEP)), "Åsa", said)

    def test_is_not_adopted_when_the_plan_has_lost_most_of_its_goals(self):
        ledger, box = FakeLedger(), FakeOutbox()
        many = {f"1.{place}": ("Chef",) for place in range(1, 6)}
        remind(fake_house(plan_files(many), ledger=ledger, box=box), NOW)
        house = fake_house(plan_files({"1.1": ("Chef",)}), ledger=ledger, box=box)
        with pytest.raises(Implausible, match=r"tappat 4 .*Ingenting är antaget"):
            adopt(house.adopting, on(at(SECOND_STEP)), "Åsa")
