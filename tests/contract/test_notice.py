"""What needs the quality team goes in one mail a day: exactly once, by itself, and never instead of a reminder."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from paminn.errors import DeliveryError, NotCarriedOut, UnknownOutcome
from paminn.failure import Cause, Failure, NextStep
from paminn.incoming.decision import Action
from paminn.incoming.finding import Finding
from paminn.plan.comparing.model import Said
from paminn.reminders.message import Channel, Found, Sent, State
from paminn.replies.model import MailKind
from paminn.reports.sending import Reminded
from paminn.today import Today
from paminn.usecases.deciding.adopt import adopt
from paminn.usecases.desk.choice import Choice
from paminn.usecases.played import Sending
from paminn.usecases.sending import remind as reminding
from tests.support.failing import BROKE, NO_ANSWER
from tests.support.fakes import FakeOutbox
from tests.support.houses import (
    DUE,
    FIRST_STEP,
    NOW,
    PEOPLE,
    SECOND_STEP,
    at,
    html_of,
    on,
    opened,
    outgoing,
    plan_files,
    reply,
    text_of,
)
from tests.support.mailroom import MEMORIES, PLAN, Room, report, room
from tests.support.reading import decide
from tests.support.sending import remind

TEAM = "kvalitet@prov.example"
MORNING = at(SECOND_STEP)
SECRET_WORDS = "KANARIE Ulla på Storgatan 070-123 45 67"
TRIAL = {"redirect_all_to": "prov@prov.example"}


@contextmanager
def waiting(memory: str = "fake", **how: object) -> Iterator[Room]:
    """A house to which Vice has answered something that a person must read."""
    with room(memory, notices=FakeOutbox(), **how) as town:
        if "redirect_all_to" not in how:
            town.collect(vice(town))
        yield town


@pytest.fixture(params=MEMORIES)
def town(request):
    with waiting(request.param) as made:
        yield made


def vice(town: Room, text: str = f"1.1: Klar. {SECRET_WORDS}", message_id: str = "<svar-1@prov.example>") -> bytes:
    return reply(text, town.subject(), sender="Vice <vice@prov.example>", message_id=message_id)


def notices(town: Room) -> list[bytes]:
    """The notices that have left."""
    return [message.raw for message in town.house.outboxes[Channel.NOTICE].messages]


def kept(town: Room) -> list[Sent]:
    return [sent for sent in town.house.dispatch.sent(PLAN) if sent.channel is Channel.NOTICE]


def with_door(town: Room, door: FakeOutbox) -> None:
    town.house = replace(town.house, outboxes={**town.house.outboxes, Channel.NOTICE: door})


def run(town: Room, today: Today, sending: Sending = Sending.REMEMBERED) -> Reminded:
    return reminding.remind(town.house.reminding, today, sending)


def half_years(until: str) -> dict[str, bytes]:
    """A plan with a half-year in a time plan, and the rules by which it ends on a day."""
    files = plan_files(frames={"1.1": "Klart vt 2026", "1.2": "Klart 30 juni 2026"})
    rules = json.loads(files["rules.yaml"])
    rules["halvår"]["vt"]["till"] = until
    return files | {"rules.yaml": json.dumps(rules).encode()}


@contextmanager
def adopted(memory: str) -> Iterator[Room]:
    with room(memory, notices=FakeOutbox()) as made:
        made.house.plan.folder.contents = half_years("06-30")
        adopt(made.house.adopting, on(at(FIRST_STEP)), "Åsa")
        yield made


class TestATimePlanThatIsReadOtherwise:
    HEADING = "Tidplaner läses på ett annat sätt än när planen antogs"

    @pytest.fixture(params=MEMORIES)
    def quiet(self, request):
        with adopted(request.param) as made:
            yield made

    def edit(self, town: Room, until: str) -> None:
        town.house.plan.folder.contents = half_years(until)

    def test_is_told_in_one_notice_alone(self, quiet):
        self.edit(quiet, "05-31")
        remind(quiet.house, MORNING)
        (raw,) = notices(quiet)
        assert self.HEADING in text_of(raw)
        assert "1.1 «Klart vt 2026». Förut: senast 30 juni 2026. Nu: senast 31 maj 2026." in text_of(raw)
        remind(quiet.house, at(SECOND_STEP + timedelta(1)))
        assert notices(quiet) == [raw]

    def test_is_told_again_when_it_is_read_in_a_third_way(self, quiet):
        self.edit(quiet, "05-31")
        remind(quiet.house, MORNING)
        self.edit(quiet, "06-15")
        remind(quiet.house, at(SECOND_STEP + timedelta(1)))
        assert [self.HEADING in text_of(raw) for raw in notices(quiet)] == [True, True]

    def test_is_told_until_a_notice_has_arrived(self, quiet):
        self.edit(quiet, "05-31")
        good = quiet.house.outboxes[Channel.NOTICE]
        with_door(quiet, FakeOutbox(fails={"Kvalitetsteamet": NotCarriedOut(BROKE)}))
        remind(quiet.house, MORNING)
        with_door(quiet, good)
        remind(quiet.house, at(SECOND_STEP + timedelta(1)))
        assert self.HEADING in text_of(notices(quiet)[0])

    def test_is_told_for_real_after_a_trial(self):
        with adopted("fake") as made:
            self.edit(made, "05-31")
            real = made.house
            made.house = replace(real, options=replace(real.options, **TRIAL))
            remind(made.house, MORNING)
            made.house = real
            remind(made.house, at(SECOND_STEP, 10))
            assert [self.HEADING in text_of(raw) for raw in notices(made)] == [True, True]


class TestOnceADay:
    def test_the_team_has_it_in_a_mail_of_its_own(self, town):
        result = remind(town.house, MORNING)
        (raw,) = notices(town)
        (sent,) = kept(town)
        assert sent.recipients == ((TEAM, "Kvalitet"),)
        assert (sent.state, sent.owner, sent.raw, sent.asked) == (State.SEEN, "Kvalitetsteamet", raw, ())
        assert opened(raw)["Subject"] == "En sak att göra – Prov"
        assert "Ett svar väntar på att någon läser, sedan den 2 juni 2026" in text_of(raw)
        assert result.complete

    def test_however_often_it_is_run_that_day_and_again_the_next(self, town):
        for hour in (8, 10, 12):
            remind(town.house, at(SECOND_STEP, hour))
        assert len(notices(town)) == 1
        town.collect(vice(town, "Försenad.", "<svar-2@prov.example>"))
        remind(town.house, at(SECOND_STEP, 14))
        assert len(notices(town)) == 1
        remind(town.house, at(SECOND_STEP + timedelta(1)))
        assert len(notices(town)) == len({sent.key for sent in kept(town)}) == 2
        assert "Två svar väntar på att någon läser, det äldsta sedan den 2 juni 2026" in text_of(notices(town)[1])

    def test_what_comes_up_later_in_the_day_is_told_that_day(self, town):
        with room("fake", notices=FakeOutbox()) as quiet:
            remind(quiet.house, MORNING)
            assert notices(quiet) == kept(quiet) == []
            quiet.collect(vice(quiet))
            remind(quiet.house, at(SECOND_STEP, 10))
            assert len(notices(quiet)) == 1

    def test_nothing_more_when_nothing_needs_the_team(self, town):
        remind(town.house, MORNING)
        with room("fake", notices=FakeOutbox()) as quiet:
            for day in range(5):
                remind(quiet.house, MORNING + timedelta(day))
            assert kept(quiet) == []

    @pytest.mark.parametrize("day", [date(2026, 6, 20), date(2026, 6, 19)], ids=["a saturday", "midsummer's eve"])
    def test_on_days_for_sending_only(self, town, day):
        remind(town.house, at(day))
        assert kept(town) == []

    def test_nobody_in_the_team_is_nobody_to_tell(self):
        people = {"Kvalitetsteamet": ()}
        with waiting(people=people) as town:
            remind(town.house, MORNING)
            assert kept(town) == []
            town.house = replace(town.house, options=replace(town.house.options, quality_team="annat@prov.example"))
            remind(town.house, MORNING)
            assert [sent.recipients[0][0] for sent in kept(town)] == ["annat@prov.example"]

    def test_each_mailbox_of_the_team_once(self):
        with waiting(people={"Kvalitetsteamet": (TEAM, "eva@prov.example", "Kvalitet@prov.example")}) as town:
            remind(town.house, MORNING)
            assert [address for address, _ in kept(town)[0].recipients] == [TEAM, "eva@prov.example"]

    def test_never_a_word_or_an_address_of_what_came_in(self, town):
        town.collect(reply(SECRET_WORDS, SECRET_WORDS, sender="Ulla <ulla@annan.example>", message_id="<3@x.example>"))
        remind(town.house, MORNING)
        (raw,) = notices(town)
        said = text_of(raw) + html_of(raw) + str(opened(raw)["Subject"])
        assert "ett mejl som inte hör till något i planen" in said.lower()
        for never in ("Ulla", "Storgatan", "070", "@", "Klar"):
            assert never not in said


class TestItIsNoReminder:
    def test_it_is_counted_nowhere_among_them(self, town):
        counts = remind(town.house, MORNING).counts
        with room("fake", notices=FakeOutbox()) as other:
            other.collect(vice(other, "1.1: Klar."))
            other.house = replace(other.house, outboxes={Channel.EMAIL: other.box})
            assert remind(other.house, MORNING).counts == counts

    def test_a_team_that_is_reminded_the_same_day_has_both_and_is_reminded_the_day_after(self):
        with room("fake", notices=FakeOutbox(), people={"Vice": (TEAM,)}) as town:
            town.collect(reply("Det rullar.", "Utan kod", sender="x@annan.example"))
            town.remind(at(date(2026, 6, 2)))
            assert len(notices(town)) == 1
            assert [owner for owner, *_ in town.remind(MORNING)].count("Vice") == 1
            assert len(notices(town)) == 2

    def test_an_answer_to_it_is_an_answer_to_nothing(self, town):
        remind(town.house, MORNING)
        (sent,) = kept(town)
        answer = reply("Klar.", f"SV: {opened(sent.raw)['Subject']}", sender=f"Kvalitet <{TEAM}>", message_id="<4@x.example>",
                       headers={"In-Reply-To": sent.message_id, "References": sent.message_id})  # fmt: skip
        before = len(town.answers)
        town.collect(answer)
        assert (len(town.answers), town.whys) == (before, [Finding.NO_CODE])

    def test_its_own_copy_is_known_when_it_comes_back(self, town):
        with_door(town, FakeOutbox(sees=False))
        remind(town.house, MORNING)
        assert [sent.state for sent in kept(town)] == [State.ACCEPTED]
        town.collect(kept(town)[0].raw)
        assert [sent.state for sent in kept(town)] == [State.SEEN]
        assert town.told == []
        assert [mail.kind for mail in town.report.mails] == [MailKind.LOOP]


class TestWhatGoesWrong:
    def test_a_refusal_stops_nothing_is_told_and_is_tried_again_the_same_day(self, town):
        with_door(town, FakeOutbox(fails={"Kvalitetsteamet": DeliveryError(NO_ANSWER)}))
        result = remind(town.house, MORNING)
        assert result.counts["sent"] > 0
        assert result.counts["failed"] == 0
        assert not result.complete
        assert result.endings[-1].next_step is NextStep.AGAIN
        with_door(town, FakeOutbox())
        assert remind(town.house, at(SECOND_STEP, 10)).complete
        assert len(notices(town)) == 1

    def test_a_full_disk_stops_no_reminder(self, town):
        with_door(town, FakeOutbox(fails={"Kvalitetsteamet": NotCarriedOut("Disken är full.")}))
        assert remind(town.house, MORNING).counts["sent"] > 0
        assert [sent.state for sent in kept(town)] == [State.FAILED]

    @pytest.mark.parametrize("blind", [True, False])
    def test_one_that_may_have_left_is_never_sent_again_and_is_nobodys_question(self, town, blind):
        class Lost(FakeOutbox):
            def look(self, message, *, withdraw=False, half_way=False):
                return Found.BLIND if blind else Found.NOWHERE

        with_door(town, Lost(fails={"Kvalitetsteamet": UnknownOutcome(BROKE)}))
        result = remind(town.house, MORNING)
        assert result.endings[-1].next_step is NextStep.TOMORROW
        with_door(town, FakeOutbox())
        remind(town.house, at(SECOND_STEP, 10))
        assert (notices(town), [sent.state for sent in kept(town)]) == ([], [State.UNKNOWN])
        remind(town.house, at(SECOND_STEP + timedelta(1)))
        assert len(notices(town)) == 1
        assert "okänt utfall" not in text_of(notices(town)[0])

    def test_one_that_broke_off_and_has_not_left_goes_at_once(self, town):
        class Once(FakeOutbox):
            def send(self, message, note):
                fails, self.fails = self.fails, {}
                if fails:
                    note(State.SENDING)
                    raise fails["Kvalitetsteamet"]
                return super().send(message, note)

            def look(self, message, *, withdraw=False, half_way=False):
                return Found.UNSENT

        with_door(town, Once(fails={"Kvalitetsteamet": UnknownOutcome(BROKE)}))
        assert remind(town.house, MORNING).complete
        assert len(notices(town)) == 1

    def test_one_that_a_killed_run_had_only_claimed_is_sent_by_the_next_and_no_reminder_is_touched(self, town):
        class Killed(BaseException):
            pass

        class Killing(FakeOutbox):
            def send(self, message, note):
                raise Killed

        with_door(town, Killing())
        with pytest.raises(Killed):
            remind(town.house, MORNING)
        assert [sent.state for sent in kept(town)] == [State.CLAIMED]
        reminders = [sent for sent in town.house.dispatch.sent(PLAN) if sent.channel is not Channel.NOTICE]
        with_door(town, FakeOutbox())
        remind(town.house, at(SECOND_STEP, 10))
        assert (len(notices(town)), [sent.state for sent in kept(town)]) == (1, [State.SEEN])
        assert [sent for sent in town.house.dispatch.sent(PLAN) if sent.channel is not Channel.NOTICE] == reminders


class TestWhatIsOnlyTried:
    def test_a_dry_run_tells_nobody(self, town):
        remind(town.house, MORNING, dry_run=True)
        assert kept(town) == notices(town) == []

    def test_a_trial_goes_to_its_address_and_takes_no_days_place(self):
        with waiting() as town:
            options = town.house.options
            town.house = replace(town.house, options=replace(options, **TRIAL))
            remind(town.house, MORNING)
            (tried,) = kept(town)
            assert (tried.recipients, tried.redirected) == ((("prov@prov.example", "Prov"),), True)
            assert str(opened(tried.raw)["Subject"]).startswith("PROV: ")
            town.house = replace(town.house, options=options)
            remind(town.house, MORNING)
            assert [sent.recipients[0][0] for sent in kept(town)] == ["prov@prov.example", TEAM]

    @pytest.mark.parametrize("redirected", [False, True])
    @pytest.mark.parametrize(
        ("moment", "sending"),
        [(at(FIRST_STEP, 12), Sending.REHEARSED), (at(DUE), Sending.REMEMBERED)],
        ids=["to come", "has been"],
    )
    def test_a_day_that_is_played_through_a_door_that_leaves_tells_nobody(self, town, moment, sending, redirected):
        if redirected:
            town.house = replace(town.house, options=replace(town.house.options, **TRIAL))
            sending = Sending.REMEMBERED
        run(town, Today(SECOND_STEP, moment, leaves=True), sending)
        assert kept(town) == notices(town) == []

    def test_within_the_machine_a_day_is_as_it_would_be(self, town):
        run(town, Today(SECOND_STEP, at(DUE)))
        assert len(notices(town)) == 1


class TestWhatNeedsTheTeam:
    """Each thing as it comes to be, and that it is told no more when somebody has seen to it."""

    @staticmethod
    def lines(town: Room, now: datetime) -> list[str]:
        """The headings and rows of the notice of that day."""
        before = len(notices(town))
        remind(town.house, now)
        if len(notices(town)) == before:
            return []
        text = "\n".join(text_of(notices(town)[-1]).splitlines())
        _, _, sections = text.partition("göra:\n\n")
        sections, _, _ = sections.partition("\n\n--")
        said = []
        for section in sections.split("\n\n"):
            *lines, _ = section.splitlines()
            said += lines
        return said

    def test_an_edit_that_nobody_has_adopted(self):
        with room("fake", notices=FakeOutbox()) as town:
            files = town.house.plan.folder.contents
            adopted = files["plan.yaml"]
            files["plan.yaml"] = adopted.replace("är känd".encode(), "är väl känd".encode())
            assert files["plan.yaml"] != adopted
            said = ["plan.yaml har ändrats efter den 1 juni 2026, men ingen har antagit ändringen"]
            assert self.lines(town, MORNING) == self.lines(town, at(DUE)) == said
            files["plan.yaml"] = adopted
            assert self.lines(town, at(date(2026, 7, 1))) == []

    def test_names_that_two_roles_swapped_in_both_files(self):
        """Each keeps its own people until the swap is adopted; left in owners.yaml afterwards, until it is put right."""
        with room("fake", notices=FakeOutbox()) as town:
            folder = town.house.plan.folder
            before, edited = dict(folder.contents), {}
            for name, content in before.items():
                swapped = content.decode().replace('"Chef"', "?").replace('"Vice"', '"Chef"').replace("?", '"Vice"')
                edited[name] = swapped.encode()
            folder.contents = before | {"plan.yaml": edited["plan.yaml"], "owners.yaml": edited["owners.yaml"]}
            assert self.mailed(town, SECOND_STEP) == {"Chef": "chef@prov.example", "Vice": "vice@prov.example"}
            told = text_of(notices(town)[-1])
            assert "owners.yaml är också ändrad för Chef och Vice. Där går mejlen till samma personer" in told
            said = Said(same=(("Chef", "Vice"), ("Vice", "Chef")))
            assert adopt(town.house.adopting, on(at(SECOND_STEP)), "Åsa", said).old_names == {}
            assert self.mailed(town, DUE) == {"Chef": "chef@prov.example", "Vice": "vice@prov.example"}

            folder.contents = before | {"owners.yaml": edited["owners.yaml"]}
            taken_back = adopt(town.house.adopting, on(at(DUE)), "Åsa")
            assert taken_back.old_names == {"Vice": "Chef", "Chef": "Vice"}
            later = date(2026, 8, 12)
            assert self.mailed(town, later) == {"Chef": "chef@prov.example", "Vice": "vice@prov.example"}
            told = text_of(notices(town)[-1]).splitlines()
            assert {
                "owners.yaml har kvar gamla namn på roller",
                "– Vice heter nu Chef.",
                "– Chef heter nu Vice.",
            } <= set(told)

    def mailed(self, town: Room, day: date) -> dict[str, str]:
        """Who had the day's mail of each of the two, by what it is."""
        had = {role: boxes for role, boxes, _ in town.remind(at(day)) if role in ("Chef", "Vice")}
        return {role: box for role, (box,) in had.items()}

    def test_a_mail_whose_end_nobody_knows_is_told_beside_something_else_only(self):
        with room("fake", notices=FakeOutbox()) as town:
            town.box.blind = True
            town.box.fails["Vice"] = UnknownOutcome(BROKE)
            assert self.lines(town, MORNING) == []
            town.collect(vice(town))
            told = self.lines(town, at(DUE))
            assert len(told) == 2
            assert "23 juni 2026" in told[0]

    @pytest.mark.parametrize("what", [{"channel": Channel.TEAMS}, {"redirect": "prov@prov.example"}])
    def test_of_a_card_or_a_trial_nobody_is_asked(self, what):
        with waiting() as town:
            without = self.lines(town, MORNING)
            message = outgoing(**what)
            assert town.house.past.take_as_sent([message], State.ALERT, NOW, Failure(Cause.COPY_DIFFERS))
            assert self.lines(town, at(DUE)) == without
            assert len(without) == 1

    def test_a_dead_address_and_somebody_who_has_left(self):
        with room("fake", notices=FakeOutbox(), deputy=True) as town:
            town.collect(report(town.sent["Chef"].raw, "chef@prov.example"))
            left = reply("Jag har slutat på kommunen.", f"Autosvar: {town.subject()}", sender="vice@prov.example",
                         message_id="<5@x.example>", headers={"Auto-Submitted": "auto-replied"})  # fmt: skip
            town.collect(left)
            assert self.lines(town, MORNING) == [
                "En adress tar inte emot mejl",
                "– Chef (Chef, nummer f1), sedan den 1 juni 2026. Påminnelserna går till ersättaren.",
                "Någon har slutat, enligt ett autosvar",
                "– Vice (Vice, nummer f2), sedan den 2 juni 2026. Påminnelserna går till er.",
            ]
            people = {**PEOPLE, "Chef": ("ny@prov.example",), "Vice": ("nyvice@prov.example",)}
            town.house.plan.folder.contents.update(plan_files(people=people))
            assert self.lines(town, at(DUE)) == []

    def test_our_own_side_refused_is_one_line_however_many(self):
        with room("fake", notices=FakeOutbox()) as town:
            for role, address in (("Chef", "chef@prov.example"), ("Vice", "vice@prov.example")):
                town.collect(report(town.sent[role].raw, address, status="5.1.8", message_id=f"<{role}@x.example>"))
            assert self.lines(town, at(date(2026, 6, 2)))[0] == (
                "Två mejl har avvisats för vår egen adress eller server, det första är från den 1 juni 2026"
            )

    def test_a_refusal_is_told_by_the_run_that_it_comes_in(self):
        refusal = DeliveryError(BROKE, dead=frozenset({"vice@prov.example"}))
        with room("fake", notices=FakeOutbox()) as town:
            town.box.fails["vice@prov.example"] = refusal
            assert self.lines(town, MORNING) == [
                "En adress tar inte emot mejl",
                f"– Vice (Vice, nummer f1), sedan den {SECOND_STEP.day} juni 2026. Påminnelserna går till er.",
            ]

    def test_an_answer_that_was_asked_back_about_is_the_owners_turn_for_two_weeks(self):
        with room("fake", notices=FakeOutbox()) as town:
            town.collect(vice(town, "1.1: Pågår."))
            decide(town.house, "1", Choice(Action.ASK, "Åsa", question="Hur långt?"), MORNING)
            assert self.lines(town, MORNING) == []
            later = at(SECOND_STEP + timedelta(14))
            assert self.lines(town, later) == ["Ett svar väntar på att någon läser, sedan den 2 juni 2026"]

    def test_what_was_in_one_that_did_not_leave_is_in_the_next(self):
        with room("fake", notices=FakeOutbox()) as town:
            town.collect(report(town.sent["Chef"].raw, "chef@prov.example"))
            town.collect(vice(town))
            with_door(town, FakeOutbox(fails={TEAM: DeliveryError(NO_ANSWER)}))
            assert self.lines(town, MORNING) == []
            with_door(town, FakeOutbox())
            lines = self.lines(town, at(SECOND_STEP + timedelta(1)))
            assert [line for line in lines if not line.startswith("–")] == [
                "En adress tar inte emot mejl",
                "Ett svar väntar på att någon läser, sedan den 2 juni 2026",
            ]

    def test_a_contradiction(self):
        with room("fake", notices=FakeOutbox()) as town:
            town.collect(vice(town, "1.1: Klar."))
            town.collect(reply("1.1: Försenad.", town.subject("Chef"), message_id="<6@x.example>"))
            assert self.lines(town, MORNING) == [
                "Svaren säger emot varandra",
                "– Delmål 1.1, sedan den 2 juni 2026: Vice och Chef.",
                "Två svar väntar på att någon läser, det äldsta sedan den 2 juni 2026",
            ]

    def test_what_the_plan_lacks_is_told_beside_something_else_only(self):
        files = plan_files(frames={"1.2": "Klart höstkanten 2026"})
        with room("fake", notices=FakeOutbox()) as town:
            town.house.plan.folder.contents.update(files)
            town.house.plan.versions.versions.clear()
            assert self.lines(town, MORNING) == []
            town.collect(vice(town))
            assert self.lines(town, at(DUE)) == [
                "Ett svar väntar på att någon läser, sedan den 2 juni 2026",
                "Planens filer har en sak att rätta eller bekräfta",
            ]

    def test_a_goal_and_a_role_go_by_what_they_are_called_now(self):
        with room("fake", notices=FakeOutbox()) as town:
            town.collect(vice(town, "1.1: Klar."))
            town.collect(reply("1.1: Försenad.", town.subject("Chef"), message_id="<6@x.example>"))
            town.collect(report(town.sent["Teamet"].raw, "ett@prov.example", message_id="<7@x.example>"))
            folder = town.house.plan.folder
            plan = json.loads(folder.contents["plan.yaml"])
            owners = json.loads(folder.contents["owners.yaml"])
            renamed = json.loads(json.dumps([plan, owners]).replace("Teamet", "Gruppen").replace('"1.1"', '"1.7"'))
            folder.contents["plan.yaml"], folder.contents["owners.yaml"] = (
                json.dumps(file).encode() for file in renamed
            )
            assert self.lines(town, MORNING)[0].startswith("plan.yaml har ändrats")
            same = Said(same=(("Teamet", "Gruppen"), ("1.1", "1.7")))
            assert adopt(town.house.adopting, on(MORNING), "Eva", same).adopted is not None
            said = self.lines(town, at(DUE))
            assert "– Delmål 1.7, sedan den 2 juni 2026: Vice och Chef." in said
            assert [line for line in said if "Gruppen" in line]
            assert [line for line in said if "Teamet" in line] == []


LAST_DAY = date(2026, 8, 31)


@contextmanager
def ending(memory: str, last: date = LAST_DAY) -> Iterator[Room]:
    """A house whose plan holds to a day, and whose team has nothing else to see to."""
    with room(memory, notices=FakeOutbox()) as made:
        plan = json.loads(plan_files()["plan.yaml"]) | {"giltig_till": last.isoformat()}
        made.house.plan.folder.contents = plan_files() | {"plan.yaml": json.dumps(plan).encode()}
        adopt(made.house.adopting, on(at(FIRST_STEP)), "Åsa")
        yield made


class TestAPlanThatEnds:
    @pytest.fixture(params=MEMORIES)
    def town(self, request):
        with ending(request.param) as made:
            yield made

    def days_told(self, town: Room, first: date, last: date) -> list[date]:
        """The days on which the team was told, of a run each day."""
        days = []
        day = first
        while day <= last:
            before = len(notices(town))
            run(town, on(at(day)))
            if len(notices(town)) > before:
                assert "Planen gäll" in text_of(notices(town)[-1])
                days.append(day)
            day += timedelta(days=1)
        return days

    def test_the_team_is_told_sixty_and_twenty_days_before_and_on_the_day_and_no_more(self, town):
        # Sixty days before is a Thursday. Twenty days before is a Tuesday, and the last day a Monday.
        told = self.days_told(town, date(2026, 6, 29), date(2026, 9, 20))
        assert told == [date(2026, 7, 2), date(2026, 8, 11), LAST_DAY]

    def test_after_weeks_without_a_run_it_is_told_once_what_holds_then(self, town):
        assert self.days_told(town, date(2026, 9, 4), date(2026, 9, 10)) == [date(2026, 9, 4)]
        assert "Planen gällde till och med den 31 augusti 2026" in text_of(notices(town)[-1])

    def test_what_is_long_past_is_told_by_no_mail(self, town):
        assert self.days_told(town, date(2026, 10, 5), date(2026, 10, 9)) == []

    def test_it_is_a_line_of_the_mail_that_goes_anyway(self):
        with ending("fake") as town:
            town.collect(vice(town))
            run(town, on(at(date(2026, 7, 2))))
            (notice,) = notices(town)
            assert "Planen gäller till och med den 31 augusti 2026" in text_of(notice)
            assert "väntar på att någon läser" in text_of(notice)
            run(town, on(at(date(2026, 7, 3))))
            assert "Planen gäller" not in text_of(notices(town)[-1])

    def test_a_trial_takes_no_days_place(self):
        with ending("fake") as town:
            options = replace(town.house.options, redirect_all_to="prov@prov.example")
            real = town.house
            town.house = replace(real, options=options)
            run(town, on(at(date(2026, 7, 2))))
            town.house = real
            run(town, on(at(date(2026, 7, 2), 9)))
            assert len([notice for notice in notices(town) if "Planen gäller" in text_of(notice)]) == 2
