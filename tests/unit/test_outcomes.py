"""What a person tells of a mail that nobody can know the end of; until then no run is green."""

from __future__ import annotations

from datetime import timedelta
from operator import attrgetter

import pytest

from paminn.errors import Busy, DeliveryError, UnknownOutcome, UsageError
from paminn.reminders.message import Found, State
from paminn.reports.sending import Reminded
from paminn.texts import message_lines
from paminn.texts.causes import why
from paminn.texts.render import render
from paminn.texts.words import outcome
from tests.support.failing import BROKE, DEAF
from tests.support.fakes import FakeLedger, FakeOutbox
from tests.support.houses import FIRST_STEP, NOW, at, fake_house, on, outgoing
from tests.support.sending import open_outcomes, remind, tell
from tests.support.telling import status_of

PLAN = "prov-plan"
NEXT_DAY = at(FIRST_STEP + timedelta(1))
DAYS = [at(FIRST_STEP + timedelta(days)) for days in range(4)]


class Emptied(FakeOutbox):
    """A mailbox in which nothing can be found any more."""

    def look(self, message, *, withdraw=False, half_way=False):
        return Found.NOWHERE


class Deaf(FakeOutbox):
    def look(self, message, *, withdraw=False, half_way=False):
        raise DeliveryError(DEAF)


class Town:
    """Days on which the chief's first mail broke off and the mailbox cannot tell; `now` is the latest."""

    def __init__(self, box: FakeOutbox | None = None) -> None:
        self.ledger = FakeLedger()
        self.box = box or FakeOutbox(blind=True)
        self.box.fails = {"Chef": UnknownOutcome(BROKE)}
        self.first = self.run(NOW)
        self.box.fails = {}

    def house(self):
        return fake_house(box=self.box, ledger=self.ledger)

    def run(self, now) -> Reminded:
        self.now = now
        return remind(self.house(), now)

    def tell(self, word: str, number: str = "1", who: str = "Eva"):
        return tell(self.house(), number, word, who, self.now)

    def state(self):
        (one,) = [one for one in self.ledger.sent(PLAN) if one.owner == "Chef" and one.day == FIRST_STEP]
        return one.state, why(one.failure)

    @property
    def why(self) -> str:
        """What people are told of why nobody knows."""
        blind = "vi kan inte se om mejlet gick, för ingen brevlåda visar det"
        emptied = "vi kan inte se om mejlet gick, för varken utkastet eller mejlet finns i brevlådan"
        return emptied if isinstance(self.box, Emptied) else blind

    def heard(self) -> list[str]:
        return [message.owner for message in self.box.messages]


@pytest.fixture(params=[Emptied, FakeOutbox])
def town(request):
    """A mailbox that has been emptied, and a door that has none."""
    return Town(Emptied() if request.param is Emptied else FakeOutbox(blind=True))


@pytest.mark.pain(10)
def test_a_question_keeps_every_run_from_being_green(town):
    for report in (town.first, *map(town.run, DAYS)):
        assert (report.counts["unknown"], report.complete) == (1, False)
    assert town.state()[0] is State.ALERT
    assert town.heard() == ["Vice", "Teamet"]


def screen(report: Reminded) -> list[str]:
    shown = render("cli/remind.txt", report=report, today=on(NOW), was_asked_for=True, folder=None, lines=message_lines)
    return [line for line in shown.splitlines() if line and not line.startswith("    1.")]


def test_the_run_in_which_it_broke_off_tells_where_to_answer(town):
    assert screen(town.first) == [
        f"Chef: okänt utfall ({town.why})",
        "Vice: bekräftat",
        "Teamet: bekräftat",
        "1 juni 2026. Okänt utfall: 1 mejl. Bekräftat: 2 mejl.",
        "Att göra:",
        "    Chef: Fråga mottagaren. Numret att svara med står i: paminn outcomes list",
    ]


def test_every_later_run_tells_what_to_answer_with(town):
    assert screen(town.run(NEXT_DAY)) == [
        f"Chef (2026-06-01): okänt utfall ({town.why})",
        "Inget att skicka 1 juni 2026.",
        "Att göra:",
        "    Chef (2026-06-01): Fråga mottagaren. Kom det fram: paminn outcomes sent 1 --by NAMN. "
        "Kom det inte fram: paminn outcomes unsent 1 --by NAMN, så påminns det om igen.",
    ]


@pytest.mark.pain(1)
def test_a_mail_that_came_is_settled_for_good(town):
    """Whatever the mailbox says afterwards: a person's word is not doubted the next morning."""
    town.tell("sent")
    assert town.state() == (State.SEEN, "enligt Eva")
    for now in DAYS:
        report = town.run(now)
        assert (report.counts["unknown"], report.counts["sent"], report.complete) == (0, 0, True)
    assert town.heard() == ["Vice", "Teamet"]
    assert town.state() == (State.SEEN, "enligt Eva")


@pytest.mark.pain(1)
@pytest.mark.parametrize("word", ["sent", "unsent"])
def test_what_can_be_seen_in_the_mailbox_by_now_is_settled_by_it(word):
    """A mailbox is asked before a person is believed."""
    town = Town()
    (broken_off,) = [sent for sent in town.ledger.sent(PLAN) if sent.owner == "Chef" and sent.day == FIRST_STEP]
    town.box.blind = False
    town.box.messages.append(broken_off)
    with pytest.raises(UsageError, match="finns i brevlådan"):
        town.tell(word)
    assert town.state()[0] is State.SEEN
    town.box.blind = True
    assert town.run(NEXT_DAY).counts["sent"] == 0


@pytest.mark.pain(4)
@pytest.mark.parametrize("now", [NOW, NEXT_DAY])
def test_a_mail_that_never_came_is_sent_by_the_next_run(town, now):
    town.tell("unsent")
    assert town.state() == (State.FAILED, "enligt Eva")
    report = town.run(now)
    assert (report.counts["sent"], report.counts["unknown"], report.complete) == (1, 0, True)
    assert town.heard() == ["Vice", "Teamet", "Chef"]
    assert town.run(now).counts["sent"] == 0


def test_what_is_told_shows_in_the_status(town):
    def row():
        (found,) = [row for row in status_of(town.house(), FIRST_STEP) if (row.owner, row.goal) == ("Chef", "1.1")]
        return found.outcome, found.unknown, found.reminders

    assert row() == ("alert", 1, 0)
    town.tell("sent")
    assert row() == ("seen", 0, 1)


@pytest.mark.parametrize("who", ["", " ", "\t"])
def test_nobody_in_particular_is_not_believed(town, who):
    with pytest.raises(UsageError, match="Skriv ditt namn: --by NAMN"):
        town.tell("sent", who=who)
    assert town.state()[0] is State.ALERT


@pytest.mark.parametrize("number", ["2", "3", "99", "0", "-1", "", "ett", "1 "])
def test_a_number_that_asks_nothing_is_refused_with_where_to_look(town, number):
    """The second and third mail arrived."""
    with pytest.raises(UsageError, match="Se listan med: paminn outcomes list"):
        town.tell("unsent", number)
    assert {one.state for one in town.ledger.sent(PLAN)} == {State.ALERT, State.SEEN}


def test_the_same_question_is_answered_once(town):
    town.tell("sent")
    with pytest.raises(UsageError):
        town.tell("unsent")
    assert town.state()[0] is State.SEEN


@pytest.mark.pain(1)
def test_nothing_is_told_while_a_run_is_at_work(town):
    with town.ledger.exclusive("remind"), pytest.raises(Busy):
        town.tell("unsent")
    assert town.state()[0] is State.ALERT


@pytest.mark.parametrize(("word", "state"), [("sent", State.SEEN), ("unsent", State.FAILED)])
def test_what_a_mailbox_that_does_not_answer_keeps_in_doubt_may_be_told_by_a_person_first(word, state):
    town = Town(Deaf())
    assert town.state()[0] is State.UNKNOWN
    assert (town.first.counts["unknown"], town.first.complete) == (1, False)
    assert [one.number for one in open_outcomes(town.house(), NOW)] == [1]
    town.tell(word)
    assert town.state() == (state, "enligt Eva")
    assert town.run(NEXT_DAY).complete


def listed(town: Town) -> list[str]:
    rows = open_outcomes(town.house(), NOW)
    words = {"roles": attrgetter("roles"), "goals": attrgetter("goals"), "outcome_told": outcome, "why": why}
    return render("cli/outcomes.txt", rows=rows, answer=None, plan="", **words).splitlines()


def test_the_list_asks_a_question_and_gives_the_command_of_each_answer(town):
    assert listed(town) == [
        "Ett mejl har okänt utfall. Fråga den som har rollen. Kör sedan raden efter Ja eller Nej, med ditt namn i "
        "stället för NAMN.",
        "",
        "1. Kom mejlet till Chef den 1 juni 2026 fram?",
        f"    Det gäller delmål 1.1 och 1.2. Varför vi frågar: {town.why}.",
        "    Ja:   paminn outcomes sent 1 --by NAMN",
        "    Nej:  paminn outcomes unsent 1 --by NAMN",
        "",
        "Ja: mejlet står då som bekräftat. Nej: det påminns om igen.",
    ]


def test_what_is_still_in_doubt_says_why_and_that_the_mailbox_will_be_asked_again():
    shown = listed(Town(Deaf()))
    assert "    Det gäller delmål 1.1 och 1.2. Varför vi frågar: förbindelsen bröts under sändningen." in shown
    assert "    Nästa körning frågar brevlådan igen. Vet du redan svaret kan du svara nu." in shown


def test_what_lies_months_back_is_still_asked_about(town):
    later = at(FIRST_STEP + timedelta(300))
    assert [one.number for one in open_outcomes(town.house(), later)] == [1]
    assert town.run(later).counts["unknown"] == 1


@pytest.mark.parametrize("state", [State.CLAIMED, State.SENDING, State.ACCEPTED, State.SEEN, State.FAILED])
def test_only_what_nobody_knows_is_asked_about(state):
    ledger = FakeLedger()
    ledger.claim([outgoing()], NOW)
    way = {State.CLAIMED: (), State.FAILED: (State.FAILED,), State.SENDING: (State.SENDING,)}
    for step in way.get(state, (State.SENDING, state)):
        ledger.advance(outgoing().key, step, NOW)
    assert list(open_outcomes(fake_house(ledger=ledger), NOW)) == []


def test_a_copy_in_teams_is_asked_of_nobody_and_its_run_alone_is_not_green():
    ledger, box, cards = FakeLedger(), FakeOutbox(), FakeOutbox(fails={"Chef": UnknownOutcome(BROKE)}, blind=True)
    house = fake_house(box=box, cards=cards, ledger=ledger)
    assert remind(house, NOW).complete is False
    assert list(open_outcomes(house, NOW)) == []
    assert remind(house, NEXT_DAY).complete is True


@pytest.mark.pain(15)
def test_a_trial_whose_end_nobody_knows_is_nobodys_question():
    """It was told when it was tried; no owner was to have it."""
    ledger, box = FakeLedger(), FakeOutbox(fails={"Chef": UnknownOutcome(BROKE)}, blind=True)
    house = fake_house(box=box, ledger=ledger, redirect_all_to="prov@prov.example")
    assert not remind(house, NOW).complete
    assert list(open_outcomes(house, NOW)) == []


def test_another_plans_question_is_not_this_ones(town):
    other = outgoing("Vice", plan="annan-plan")
    town.ledger.claim([other], NOW)
    for step in (State.SENDING, State.UNKNOWN, State.ALERT):
        town.ledger.advance(other.key, step, NOW)
    assert [one.owner for one in open_outcomes(town.house(), NOW)] == ["Chef"]


@pytest.mark.pain(1)
def test_where_the_mailbox_hides_our_mails_the_list_says_so_and_what_to_look_for():
    class Full(FakeOutbox):
        """A mailbox that can be read, and takes nothing."""

        def look(self, message, *, withdraw=False, half_way=False):
            return Found.NOT_SEEN

    town = Town(Full())
    told = listed(town)
    assert "ett prov som skickades efteråt" in told[3]
    assert told[-1] == (
        "Brevlådan visar inte våra egna kopior. Säg till IT: är den full, läser PAMINN_IMAP_URL en annan brevlåda, eller "
        "flyttar en regel mejl från påminn? Prova med: paminn doctor"
    )
    assert town.state()[0] is State.ALERT


@pytest.mark.parametrize(("word", "taken_back"), [("sent", []), ("unsent", [FIRST_STEP])])
def test_what_a_person_says_never_came_leaves_no_draft_that_could_still_go(word, taken_back):
    class Drafts(FakeOutbox):
        """A mailbox in which the draft lies still."""

        def __init__(self) -> None:
            super().__init__()
            self.taken_back = []

        def look(self, message, *, withdraw=False, half_way=False):
            if withdraw:
                self.taken_back.append(message.day)
            return Found.NOT_SEEN

    box = Drafts()
    town = Town(box)
    town.run(NEXT_DAY)
    assert box.taken_back == []
    town.tell(word)
    assert box.taken_back == taken_back
