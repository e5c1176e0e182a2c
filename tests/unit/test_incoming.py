"""The rules about what comes in, without a ledger or a reader: days, requests, our own words, decisions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from unicodedata import normalize

import pytest

from paminn.incoming.asked import Request, asked_about
from paminn.incoming.decision import Action, Decision, SeenTo, adopted, changed
from paminn.incoming.model import Incoming, Item, Received, Reference
from paminn.incoming.neighbourly import is_left
from paminn.incoming.our_words import our_words
from paminn.incoming.waiting import UnplacedMail
from paminn.incoming.witness import other_than_mailed
from paminn.incoming.written import BELIEVED, date_header, written_on
from paminn.plan.occurrence import OccurrenceId
from paminn.replies.read import unread
from paminn.standing.answer import Answer, Release, Status
from tests.support import plans
from tests.support.houses import DUE, FIRST_STEP, NOW, SWEDEN, outgoing, reply, text_of

DAY = timedelta(days=1)
STORED = datetime(2026, 6, 23, 0, 30, tzinfo=SWEDEN)
TODAY = STORED.date()


def header(day: date, clock: str = "12:00:00 +0200") -> str:
    return f"{day:%a, %d %b %Y} {clock}"


class TestWritten:
    def test_a_mail_counts_as_written_on_the_day_it_says(self):
        assert written_on(header(TODAY - 3 * DAY), STORED) == TODAY - 3 * DAY

    def test_the_day_is_the_one_it_was_here(self):
        """Half past midnight here is the day before where the clock is UTC."""
        assert written_on(header(TODAY - 2 * DAY, "22:30:00 +0000"), STORED) == TODAY - DAY
        assert written_on(header(TODAY - 2 * DAY, "21:30:00 +0000"), STORED) == TODAY - 2 * DAY

    @pytest.mark.parametrize(("back", "believed"), [(0, True), (59, True), (60, True), (61, False), (4000, False)])
    def test_it_is_believed_sixty_days_back(self, back, believed):
        written = written_on(header(TODAY - back * DAY), STORED, earliest=TODAY - BELIEVED)
        assert written == (TODAY - back * DAY if believed else TODAY)

    @pytest.mark.parametrize(("after", "believed"), [(-1, False), (0, True), (1, True)])
    def test_an_answer_is_not_written_before_what_it_answers(self, after, believed):
        said = FIRST_STEP + after * DAY
        assert written_on(header(said), STORED, earliest=FIRST_STEP) == (said if believed else TODAY)

    def test_a_day_that_has_not_been_is_not_believed(self):
        assert written_on(header(TODAY + DAY), STORED) == TODAY

    @pytest.mark.parametrize(
        "said", ["", "i går", "Tue, 99 Jun 2026 09:00:00 +0200", "Fri, 31 Dec 9999 23:59:59 -1200"]
    )
    def test_without_a_day_it_is_the_day_it_was_read(self, said):
        assert written_on(said, STORED) == TODAY

    def test_the_header_is_found_in_the_bytes(self):
        assert date_header(reply("Klart.")) == "Tue, 02 Jun 2026 09:00:00 +0200"
        assert date_header(b"From: a@b.example\r\n\r\nDate: not in the head") == ""
        assert date_header(b"") == ""


class TestAsked:
    def test_it_is_about_what_was_last_asked(self):
        first, second = OccurrenceId.on("1.1", date(2026, 3, 31)), OccurrenceId.on("1.1", DUE)
        requests = [Request(FIRST_STEP - 60 * DAY, first), Request(FIRST_STEP, second)]
        assert asked_about(requests, "1.1", FIRST_STEP + DAY) == second
        assert asked_about(requests[::-1], "1.1", FIRST_STEP + DAY) == second

    @pytest.mark.parametrize(("after", "asked"), [(-1, False), (0, True), (1, True)])
    def test_what_is_asked_after_the_answer_was_given_is_not_what_it_answers(self, after, asked):
        occurrence = OccurrenceId.on("1.1", DUE)
        about = asked_about([Request(FIRST_STEP, occurrence)], "1.1", FIRST_STEP + after * DAY)
        assert about == (occurrence if asked else OccurrenceId.account("1.1", 2026))

    @pytest.mark.pain(15)
    def test_a_trial_has_asked_nobody(self):
        real, tried = OccurrenceId.on("1.1", date(2026, 3, 31)), OccurrenceId.on("1.1", DUE)
        trial = Request(FIRST_STEP, tried, is_trial=True)
        assert asked_about([trial], "1.1", FIRST_STEP) == OccurrenceId.account("1.1", 2026)
        assert asked_about([Request(FIRST_STEP - DAY, real), trial], "1.1", FIRST_STEP) == real
        assert asked_about([trial, Request(FIRST_STEP, real)], "1.1", FIRST_STEP) == real
        assert asked_about([Request(FIRST_STEP, tried)], "1.1", FIRST_STEP) == tried

    def test_of_one_message_about_several_instances_it_is_the_first(self):
        first, second = OccurrenceId.on("1.1", DUE), OccurrenceId.account("1.1", 2026)
        assert asked_about([Request(FIRST_STEP, first), Request(FIRST_STEP, second)], "1.1", FIRST_STEP) == first

    def test_who_was_never_asked_accounts_for_the_year(self):
        assert asked_about([], "1.1", date(2027, 1, 1)) == OccurrenceId.account("1.1", 2027)


def test_our_own_words_are_those_of_both_parts():
    """A mail program quotes whichever it showed."""
    raw = outgoing().raw
    words = our_words(raw)
    assert words.startswith(text_of(raw).replace("\r\n", "\n").rstrip())
    assert "\r" not in words
    assert words.count("Hur går det med ett delmål?") == 2


def test_what_was_written_and_by_whom_is_in_no_log():
    occurrence = OccurrenceId.on("1.1", DUE)
    item = Item("1.1", "1.1", "Chef", occurrence, person="chef@prov.example")
    about = Reference(
        "nyckel", "prov-plan", "Chef", FIRST_STEP, "KOD", "Hej", (item,), b"Klart.", {"chef@prov.example": "Eva Ek"}
    )
    received = Received("prov-plan", b"Klart.", NOW, unread(reply("Klart."), "ett skäl"))
    shown = repr((Incoming("1", b"Klart."), about, received))
    assert not [word for word in ("Klart.", "chef@prov.example", "Eva Ek") if word in shown]


@pytest.mark.parametrize(("days", "left"), [(0, True), (6, True), (7, False), (8, False)])
def test_what_seems_to_be_another_homes_is_left_to_it_for_a_week(days, left):
    assert is_left(FIRST_STEP, FIRST_STEP + days * DAY) is left


class TestWitness:
    """What a mail said of a goal is the plan's own, or another goal's."""

    WORDING = "Rutinen är känd av alla medarbetare"

    def differing(self, *mails: str, wording: str = WORDING) -> dict[str, str]:
        goal = replace(plans.goal("1.1", plans.deadline(DUE)), wording=wording)
        return dict(other_than_mailed(plans.plan(goal), [reply(text) for text in mails]))

    @pytest.mark.parametrize(
        "said",
        [
            WORDING,
            normalize("NFD", "Rutinen är känd."),
            "RUTINEN ÄR KÄND",
            "Rutinen är\n     känd av alla.",
            "Alla medarbetare vet",
        ],
    )
    def test_half_of_the_words_are_enough(self, said):
        assert self.differing(f"1.1  {said}\n\nHej!") == {}

    @pytest.mark.parametrize("said", ["Rutinen finns.", "En rutin är okänd för alla", "Rutinen är ny"])
    def test_fewer_are_another_goals(self, said):
        assert self.differing(f"1.1  {said}\n\nkänd av alla medarbetare") == {"1.1": said}

    def test_the_last_mail_that_showed_it_counts(self):
        same, other = f"1.1  {self.WORDING}\n", "1.1  Något helt\n     annat\n"
        assert self.differing(same, other) == {"1.1": "Något helt annat"}
        assert self.differing(other, same) == {}
        assert self.differing(other, "Hej!") == {"1.1": "Något helt annat"}

    def test_what_no_mail_has_shown_and_what_has_no_words_to_compare_is_not_doubted(self):
        assert self.differing() == self.differing("1.2  Något helt annat") == {}
        assert self.differing("1.1  Något helt annat", wording="Vi gör det") == {}


ANSWER = Answer(
    3, "1.1", OccurrenceId.on("1.1", DUE), "Chef", Status.ONGOING, "Pågår. Ring mig.", FIRST_STEP, "Chef",
)  # fmt: skip
OTHER = OccurrenceId.on("1.2", date(2026, 12, 31))


def decided(what: Action, **more: object) -> Decision:
    return Decision(what, "Eva", NOW, **more)


class TestChanged:
    def test_a_release_lets_go_of_the_words_that_stand(self):
        change = changed(ANSWER, decided(Action.RELEASE), ())
        assert (change.release, change.released, change.text) == (Release.RELEASED, FIRST_STEP, "Pågår. Ring mig.")
        assert (change.goal, change.owner, change.occurrence) == ("1.1", "Chef", ANSWER.occurrence)
        assert (change.status, change.status_by_team, change.new_date) == (Status.ONGOING, False, None)

    def test_or_of_those_that_replace_them(self):
        assert changed(ANSWER, decided(Action.RELEASE, text="Pågår."), ()).text == "Pågår."
        assert changed(ANSWER, decided(Action.RELEASE, text=""), ()).text == ""

    @pytest.mark.parametrize(("what", "release"), [(Action.WITHHOLD, Release.WITHHELD), (Action.ASSIGN, Release.HELD)])
    def test_what_is_not_let_go_stands_in_its_own_words_whatever_it_was(self, what, release):
        released = replace(ANSWER, release=Release.RELEASED, released=FIRST_STEP, text="Rättad.", edited=True)
        change = changed(released, decided(what, text="Annat."), ())
        assert (change.release, change.released, change.text) == (release, None, None)

    @pytest.mark.parametrize(
        ("before", "given", "after", "by_team"),
        [(None, Status.DONE, Status.DONE, True), (Status.ONGOING, Status.DONE, Status.DONE, True),
         (Status.DONE, Status.DONE, Status.DONE, False), (Status.DONE, None, Status.DONE, False), (None, None, None, False)],
    )  # fmt: skip
    def test_a_status_is_the_teams_when_the_team_has_changed_it(self, before, given, after, by_team):
        change = changed(replace(ANSWER, status=before, read_as=before), decided(Action.ASSIGN, status=given), ())
        assert (change.status, change.status_by_team) == (after, by_team)

    @pytest.mark.parametrize("given", [None, Status.ONGOING])
    def test_what_was_the_teams_is_still_the_teams(self, given):
        set_by_team = replace(ANSWER, status_by_team=True, read_as=Status.DONE)
        change = changed(set_by_team, decided(Action.ASSIGN, status=given), ())
        assert (change.status, change.status_by_team) == (Status.ONGOING, True)

    def test_the_status_that_was_read_is_the_owners_again(self):
        set_by_team = replace(ANSWER, status_by_team=True, read_as=Status.DONE)
        change = changed(set_by_team, decided(Action.ASSIGN, status=Status.DONE), ())
        assert (change.status, change.status_by_team) == (Status.DONE, False)

    @pytest.mark.parametrize("more", [{"goal": "1.2"}, {"owner": "Vice"}, {"goal": "1.2", "owner": "Vice"}])
    def test_another_goal_or_role_was_asked_something_else(self, more):
        change = changed(ANSWER, decided(Action.ASSIGN, **more), [Request(FIRST_STEP, OTHER)])
        assert change.occurrence == OTHER
        assert (change.goal, change.owner) == (more.get("goal", "1.1"), more.get("owner", "Chef"))

    def test_the_same_goal_and_role_is_about_what_it_was(self):
        asked = [Request(FIRST_STEP, OTHER)]
        assert changed(ANSWER, decided(Action.ASSIGN, goal="1.1", owner="Chef"), asked).occurrence == ANSWER.occurrence

    @pytest.mark.parametrize("what", Action)
    def test_a_status_that_was_read_and_set_aside_stands_when_its_mails_words_are_placed_and_not_before(self, what):
        set_aside = replace(ANSWER, status=None, read_as=Status.LATE)
        change = changed(set_aside, decided(what), ())
        assert (change.status, change.status_by_team) == (Status.LATE if what is Action.PLACE else None, False)
        assert changed(ANSWER, decided(what), ()).status is Status.ONGOING

    def test_a_new_date_stays_until_there_is_another(self):
        dated = replace(ANSWER, new_date=DUE)
        assert changed(dated, decided(Action.RELEASE), ()).new_date == DUE
        assert changed(dated, decided(Action.RELEASE, new_date=DUE + DAY), ()).new_date == DUE + DAY


@pytest.mark.parametrize(
    "said", [decided(Action.RELEASE), SeenTo("chef@prov.example", "Eva", NOW, "Hen svarade i telefon")]
)
def test_what_a_person_says_counts_as_said_on_the_day_that_was_played_else_the_real_one(said):
    assert said.day == NOW.date()
    assert replace(said, played=DUE).day == DUE


@pytest.mark.parametrize(("status", "by_team"), [(None, False), (Status.LATE, True)])
def test_a_mail_that_is_given_a_goal_is_an_answer_of_the_role(status, by_team):
    mail = UnplacedMail(4, STORED, "no_code", (), "Okänd Person", "Hej!")
    decision = decided(Action.ASSIGN, status=status, new_date=DUE)
    answer = adopted(mail, decision, "1.2", "Teamet", TODAY, [Request(FIRST_STEP, OTHER)])
    assert (answer.goal, answer.owner, answer.occurrence) == ("1.2", "Teamet", OTHER)
    assert (answer.status, answer.status_by_team, answer.new_date) == (status, by_team, DUE)
    assert (answer.text, answer.received, answer.answered_by) == ("Hej!", TODAY, "Okänd Person")
    assert (answer.release, answer.known_sender) == (Release.HELD, True)
