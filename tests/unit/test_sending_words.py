"""What is said about sending is one language: on the screen, in the table, in the handbook."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import paminn.texts
from paminn.cli import main
from paminn.errors import DeliveryError, UnknownOutcome
from paminn.failure import NextStep, recipients_refused
from paminn.reminders.message import Channel, Door, State
from paminn.reports.sending import Reminded
from paminn.texts import message_lines
from paminn.texts.artifacts import sent_rows
from paminn.texts.causes import why
from paminn.texts.pairs import pairs
from paminn.texts.render import render
from paminn.texts.words import outcome
from tests.support.failing import BROKE, DEAF, FLOW_BROKE, NO_ANSWER, REFUSED
from tests.support.fakes import FakeLedger, FakeOutbox
from tests.support.houses import FIRST_STEP, NOW, PEOPLE, at, fake_house, on, plan_files
from tests.support.paths import ROOT
from tests.support.sending import prepare, remind, tell
from tests.support.telling import status_of

TEMPLATES = Path(paminn.texts.__file__).parent / "sv"
HANDBOOK = sorted((ROOT / "docs" / "handbok").glob("*.md"))
DAY = FIRST_STEP.isoformat()
WORDS = {outcome(state) for state in State} | {"mottaget av flödet", "skrivet till mapp", "en annan körning har det",
                                              "skulle skickas"}  # fmt: skip


def screen(report: Reminded, folder: Path | None = None) -> list[str]:
    shown = render(
        "cli/remind.txt", report=report, today=on(NOW), was_asked_for=True, folder=folder, lines=message_lines
    )
    return [line for line in shown.splitlines() if line and not re.match(r"    \d+\.\d", line)]


def flow(**options) -> FakeOutbox:
    return FakeOutbox(blind=True, sees=False, **options)


def test_every_channel_has_a_word():
    assert set(pairs("channels.txt")) == set(Channel)


class TestOneWord:
    def test_there_are_no_others(self):
        assert set(pairs("outcomes.txt").values()) == WORDS

    @pytest.mark.parametrize("state", [State.ACCEPTED, State.SEEN])
    @pytest.mark.parametrize("door", [*Door, None])
    def test_only_what_was_seen_in_a_mailbox_is_confirmed(self, state, door):
        confirmed = state is State.SEEN and door is not Door.FOLDER
        assert (outcome(state, Channel.EMAIL, door) == "bekräftat") is confirmed
        assert outcome(state, Channel.TEAMS, door) not in ("bekräftat", "skickat")

    def test_the_handbook_tells_what_each_of_them_means(self):
        """As the first cell of a row, in bold; what only the folder and a race can show is told where it is shown."""
        told = {
            word for page in HANDBOOK for word in re.findall(r"^\| \*\*([^*|]+)\*\* +\|", page.read_text("utf-8"), re.M)
        }
        assert told >= {"väntar", "skickat", "bekräftat", "studsade", "ej skickat", "okänt utfall", "till någon annan",
                        "mottaget av flödet"}  # fmt: skip

    @pytest.mark.parametrize("name", ["remind", "status", "outcomes"])
    def test_no_synonym_stands_where_sending_is_told(self, name):
        said = (TEMPLATES / "cli" / f"{name}.txt").read_text("utf-8").casefold()
        assert not re.findall(r"misslyck|levererad|framme|lyckade|fel vid", said)


class TestCounts:
    @pytest.mark.parametrize(
        ("people", "told"),
        [
            (PEOPLE, "1 juni 2026. Bekräftat: 3 mejl."),
            (
                {**PEOPLE, "Vice": (), "Teamet": (), "Kvalitetsteamet": ()},
                "1 juni 2026. Bekräftat: 1 mejl. Ej skickat: 2 mejl.",
            ),
        ],
    )
    def test_a_count_is_of_what_happened_and_nothing_else(self, people, told):
        assert told in screen(remind(fake_house(plan_files(people=people)), NOW))

    def test_a_day_with_nothing_to_send_counts_nothing(self):
        shown = screen(remind(fake_house(), at(FIRST_STEP.replace(day=2, month=5))))
        assert shown == ["Inget att skicka 1 juni 2026.", "Vad som kommer härnäst visar paminn preview."]

    def test_a_second_run_says_that_the_day_is_done(self):
        house = fake_house(ledger=FakeLedger())
        remind(house, NOW)
        assert screen(remind(house, NOW)) == ["Inget mer att skicka 1 juni 2026. Bekräftat tidigare i dag: 3 mejl."]


class TestTeams:
    def test_what_the_flow_took_is_told_as_that_beside_the_mails(self):
        shown = screen(remind(fake_house(cards=flow()), NOW))
        assert shown[:3] == ["Chef: bekräftat", "Vice: bekräftat", "Teamet: bekräftat"]
        assert shown[3] == "Kort i Teams till Chef, Vice och Teamet: mottaget av flödet"
        assert shown[4] == "1 juni 2026. Bekräftat: 3 mejl."

    def test_a_card_whose_end_nobody_knows_is_told_with_its_reason_and_that_nothing_need_be_done(self):
        shown = screen(remind(fake_house(cards=flow(fails={"Vice": UnknownOutcome(FLOW_BROKE)})), NOW))
        assert "Kort i Teams till Chef och Teamet: mottaget av flödet" in shown
        assert f"Kort i Teams till Vice: okänt utfall ({why(FLOW_BROKE)})" in shown
        assert shown[-2:] == ["Att göra:", f"    Vice (Teams): {pairs('next_steps.txt')['copy']}"]

    def test_a_card_that_was_tried_earlier_today_is_not_told_again(self):
        """Its mail failed then, and goes now."""
        ledger = FakeLedger()
        fails = {"Vice": DeliveryError(NO_ANSWER)}
        remind(fake_house(box=FakeOutbox(fails=fails), cards=flow(), ledger=ledger), NOW)
        report = remind(fake_house(cards=flow(), ledger=ledger), NOW)
        assert screen(report) == ["Vice: bekräftat", "1 juni 2026. Bekräftat: 1 mejl."]
        shown = [row["Utfall"] for row in sent_rows(report) if (row["Roll"], row["Kanal"]) == ("Vice", "Teams (kopia)")]
        assert shown == ["mottaget av flödet tidigare i dag"]

    def test_without_teams_nothing_is_said_of_it(self):
        assert "Teams" not in "\n".join(screen(remind(fake_house(), NOW)))


class TestNextStep:
    """What to do follows from what happened; a no to an address is the server's own words."""

    @pytest.mark.parametrize(
        ("codes", "step"),
        [
            ({550}, "address"),
            ({550, 553}, "address"),
            ({450}, "again"),
            ({450, 452}, "again"),
            # One recipient who is refused for good is a bad address, whatever the other's server says today.
            ({450, 550}, "address"),
        ],
    )
    def test_an_address_is_to_be_mended_only_when_the_server_will_never_have_it(self, codes, step):
        failure = recipients_refused(frozenset(codes))
        report = remind(fake_house(box=FakeOutbox(fails={"Vice": DeliveryError(failure)})), NOW)
        (row,) = [row for row in sent_rows(report) if row["Roll"] == "Vice"]
        assert (row["Utfall"], row["Varför"], row["Att göra"]) == (
            "ej skickat",
            f"servern nekade mottagaren: {', '.join(map(str, sorted(codes)))}",
            pairs("next_steps.txt")[step],
        )

    def test_what_cannot_be_confirmed_now_is_asked_about_by_the_next_run(self):
        """It was taken in the day before, and the mailbox does not answer today."""

        class Deaf(FakeOutbox):
            def look(self, message, *, withdraw=False, half_way=False):
                raise DeliveryError(DEAF)

        ledger = FakeLedger()
        remind(fake_house(box=FakeOutbox(sees=False), ledger=ledger), NOW)
        report = remind(fake_house(box=Deaf(), ledger=ledger), at(FIRST_STEP.replace(day=2)))
        assert {(row["Utfall"], row["Att göra"], row["Varför"]) for row in sent_rows(report)} == {
            (
                "skickat (från 2026-06-01)",
                "Inget. Nästa körning frågar brevlådan igen.",
                "e-postservern mejl.example:993 svarar inte",
            )
        }

    def test_a_role_that_nobody_can_be_reached_for_needs_a_person(self):
        """Also when the quality team has no address either, and before anything is sent."""
        nobody = plan_files(people={**PEOPLE, "Vice": (), "Kvalitetsteamet": ()})
        (row,) = [row for row in sent_rows(remind(fake_house(nobody), NOW)) if row["Roll"] == "Vice"]
        assert (row["Utfall"], row["Att göra"]) == ("ej skickat", pairs("next_steps.txt")["nobody"])
        house = fake_house(plan_files(people={**PEOPLE, "Vice": ()}))
        (row,) = [row for row in sent_rows(remind(house, NOW, dry_run=True)) if row["Roll"] == "Vice"]
        assert (row["Utfall"], row["Att göra"]) == ("skulle skickas", "Lägg till en person i owners.yaml.")

    def test_several_with_the_same_thing_to_do_are_told_together_and_the_urgent_first(self):
        down = DeliveryError(NO_ANSWER)
        fails = {"Chef": down, "Vice": down, "Teamet": DeliveryError(REFUSED, partial=True)}
        shown = screen(remind(fake_house(box=FakeOutbox(fails=fails)), NOW))
        assert shown[-3:] == [
            "Att göra:",
            f"    Teamet: {pairs('next_steps.txt')['refused']}",
            f"    Chef och Vice: {pairs('next_steps.txt')['again']}",
        ]

    def test_more_than_four_roles_with_nothing_to_do_are_counted_and_those_with_something_are_named(self):
        roles = tuple(f"Roll {letter}" for letter in "abcde")
        people = {role: (f"{role[-1]}@b.example",) for role in (*roles, "Kvalitetsteamet")}
        for failure, whom in (
            (NO_ANSWER, "5 roller"),
            (REFUSED, "Roll a, Roll b, Roll c, Roll d och Roll e"),
        ):
            box = FakeOutbox(fails=dict.fromkeys(roles, DeliveryError(failure)))
            shown = screen(remind(fake_house(plan_files({"1.1": roles}, people), box=box, cards=flow()), NOW))
            assert shown[-1].startswith(f"    {whom}: ")
            assert "Kort i Teams till 5 roller: mottaget av flödet" in shown

    def test_what_a_person_has_told_never_came_is_reminded_of_again(self):
        ledger = FakeLedger()
        house = fake_house(box=FakeOutbox(fails={"Chef": UnknownOutcome(BROKE)}, blind=True), ledger=ledger)
        remind(house, NOW)
        tell(house, "1", "unsent", "Eva", NOW)
        (found,) = [row for row in status_of(house, FIRST_STEP) if (row.goal, row.owner) == ("1.1", "Chef")]
        assert (found.failed, found.next_step) == (1, NextStep.JOINS)

    @pytest.mark.parametrize(
        ("people", "told"),
        [
            (("a@b.example", "b@b.example"), "en av två"),
            (("a@b.example", "b@b.example", "c@b.example"), "någon av tre"),
        ],
    )
    def test_how_many_were_refused_is_said_as_far_as_it_is_known_and_no_address_is(self, people, told):
        partial = DeliveryError(REFUSED, partial=True)
        files = plan_files(people={**PEOPLE, "Teamet": people})
        report = remind(fake_house(files, box=FakeOutbox(fails={"Teamet": partial})), NOW)
        shown = "\n".join(screen(report))
        assert f"Teamet: skickat ({told} mottagare i rollen fick det inte, servern nekade mottagaren: 550)" in shown
        assert "@" not in shown


class TestCheck:
    def test_each_line_has_one_label_after_its_place(self, capsys):
        assert main(["check", "--plan", str(ROOT / "plan_data" / "gnesta")]) == 0
        shown = capsys.readouterr().out.splitlines()
        confirm = [line for line in shown if "Att bekräfta" in line]
        assert len(confirm) == 1
        assert re.match(r"\S+plan\.yaml:\d+:\d+: Att bekräfta: [A-ZÅÄÖ]", confirm[0])
        assert not [line for line in shown if line.startswith("Att läsa")]
        assert "15 noteringar i plan.yaml om det som är oklart i den beslutade texten." in shown


@pytest.mark.pain(4)
def test_what_a_run_that_was_cut_off_began_is_told_with_the_rest():
    """Only the bytes of it are kept, so which goals it asks about is told by the mail itself."""
    ledger = FakeLedger()
    house = fake_house(ledger=ledger)
    first = prepare(house, NOW).messages[0]
    ledger.claim([first], NOW)
    ledger.advance(first.key, State.SENDING, NOW)
    report = remind(house, NOW)
    assert [one.key for one in report.batch.again] == [first.key]
    assert "1 juni 2026. Bekräftat: 3 mejl." in screen(report)


def test_nobody_is_asked_how_a_trial_ended():
    ledger = FakeLedger()
    box = FakeOutbox(blind=True, fails={"Chef": UnknownOutcome(BROKE)})
    report = remind(fake_house(box=box, ledger=ledger, redirect_all_to="prov@prov.example"), NOW)
    shown = screen(report)
    assert any(line.strip().startswith("Chef: Inget. Det var ett prov") for line in shown)
    assert not [line for line in shown if "paminn outcomes" in line]
