"""What programs' mails tell of ours, read from the mailbox, and what the next morning's run makes of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from paminn.errors import DeliveryError, UnknownOutcome, UsageError
from paminn.incoming.finding import Conclusion, Finding
from paminn.reminders.message import State
from paminn.reminders.model import Concern
from paminn.replies.codes import show_code
from paminn.usecases.reading.seen_to import Back, see_to
from tests.support.failing import BROKE, REFUSED
from tests.support.fakes import FakeOutbox
from tests.support.houses import FIRST_STEP, NOW, at, on, opened, reply
from tests.support.mailroom import MEMORIES, PLAN, READ, Drafting, Room, report, room
from tests.support.reading import absent, understood
from tests.support.telling import status_of

SAME_DAY = at(FIRST_STEP, hour=9)
NEXT_DAY = at(FIRST_STEP + timedelta(1))
CHIEF, DEPUTY, TEAM = "chef@prov.example", "ersattare@prov.example", "kvalitet@prov.example"
TWO = {"Chef": (CHIEF, "andra@prov.example")}


@pytest.fixture(params=MEMORIES)
def opening(request):
    """A way to open a town over either memory."""
    return lambda **how: room(request.param, **how)


@pytest.fixture
def town(opening):
    with opening() as made:
        yield made


@pytest.fixture
def served(opening):
    with opening(deputy=True) as made:
        yield made


def away(town: Room, text: str = "Jag har semester och är tillbaka 15 juni.", *, role: str = "Chef", sender: str = CHIEF, subject: str | None = None,
         day: str = "Mon, 01 Jun 2026 08:00:05 +0200", **headers: str) -> bytes:  # fmt: skip
    """The out-of-office answer to what a role was sent."""
    subject = f"Automatiskt svar: {town.subject(role)}" if subject is None else subject
    raw = reply(text, subject, sender=f"<{sender}>", headers={"Auto-Submitted": "auto-replied"} | headers)
    return raw.replace(b"Tue, 02 Jun 2026 09:00:00 +0200", day.encode())


def bounced(town: Room, *addresses: str, role: str = "Chef", **more) -> bytes:
    return report(town.sent[role].raw, *addresses, **more)


def to_chief(town: Room, now) -> list[tuple[list[str], list[str]]]:
    """(addresses, goals) of the chief's mails that a run sends."""
    return [(people, goals) for role, people, goals in town.remind(now) if role == "Chef"]


def say_back(town: Room, back: Back) -> None:
    """Somebody of the team says so at the desk."""
    see_to(town.house.plan, town.house.memory, town.house.desk, back, on(READ))


class TestOwnCopy:
    @pytest.fixture
    def doubted(self, opening):
        """A town whose first mails are not known to have left."""
        with opening(box=FakeOutbox(fails={"Vice": UnknownOutcome(BROKE)}, blind=True)) as made:
            (lost,) = [one for one in made.mails if one.owner == "Vice"]
            made.copy = lost.raw
            yield made

    def test_it_confirms_a_mail_of_which_nobody_knew(self, doubted):
        assert doubted.states["Vice"] is State.ALERT
        assert doubted.collect(doubted.copy, now=SAME_DAY) == {"automatic": 1}
        assert doubted.states["Vice"] is State.SEEN

    def test_it_is_no_news_to_anybody(self, doubted):
        assert doubted.collect(doubted.copy, now=SAME_DAY) == {"automatic": 1}
        assert (doubted.told, doubted.whys, doubted.report.own_copies) == ([], [], 1)
        assert doubted.collect(doubted.copy, now=SAME_DAY) == {"duplicates": 1}
        assert (doubted.told, doubted.report.own_copies) == ([], 0)

    def test_it_teaches_the_message_id_that_the_server_gave_and_ours_is_still_known(self, opening):
        with opening() as town:
            (vices,) = [one for one in town.mails if one.owner == "Vice"]
            copy = vices.raw.replace(vices.message_id.encode(), b"<nytt@server.example>")
            assert copy != vices.raw
            town.collect(copy, now=SAME_DAY)
            for number, known in enumerate(("<nytt@server.example>", vices.message_id)):
                mail = reply(
                    f"Klar {number}.", "Hej", sender="Vice <vice@prov.example>", headers={"In-Reply-To": known}
                )
                assert town.collect(mail) == {"replies": 1}

    def test_a_copy_made_up_from_the_key_alone_confirms_nothing(self, doubted):
        """The key can be worked out from the plan and the day; the code cannot."""
        (vices,) = [one for one in doubted.mails if one.owner == "Vice"]
        headers = {"X-Paminn-Key": vices.key, "X-Paminn": PLAN}
        forged = reply("Hej", f"Hej {show_code('A' * 16)}", headers=headers, message_id="<elak@annan.example>")
        assert doubted.collect(forged, now=SAME_DAY) == {"automatic": 1}
        assert doubted.states["Vice"] is State.ALERT
        assert (doubted.told, doubted.report.own_copies) == ([("loop", "", Finding.NOT_OURS)], 0)

    def test_one_that_is_known_by_its_code_alone_is_ours_and_confirms_nothing(self, doubted):
        """As a receipt of ours, or a reminder from which a server has taken our own lines."""
        (vices,) = [one for one in doubted.mails if one.owner == "Vice"]
        bare = vices.raw.replace(b"X-Paminn-Key:", b"X-Annan:")
        assert doubted.collect(bare, now=SAME_DAY) == {"automatic": 1}
        assert doubted.states["Vice"] is State.ALERT
        assert (doubted.told, doubted.report.own_copies) == ([], 1)

    def test_whom_a_mail_did_not_reach_is_still_so_when_its_copy_is_seen(self, opening):
        refused = DeliveryError(REFUSED, partial=True)
        with opening(box=FakeOutbox(fails={"Teamet": refused}, sees=False)) as town:
            (teams,) = [one for one in town.mails if one.owner == "Teamet"]
            town.collect(teams.raw, now=SAME_DAY)
            (teams,) = [one for one in town.mails if one.owner == "Teamet"]
            assert (teams.state, teams.failure) == (State.SEEN, REFUSED)


class TestBounces:
    def test_a_dead_address_asks_for_a_new_holder_and_the_quality_team_gets_the_reminder(self, town):
        assert town.collect(bounced(town, CHIEF), now=SAME_DAY) == {"automatic": 1}
        assert town.states["Chef"] is State.BOUNCED
        assert town.told == [("bounce", "Chef", Finding.DEAD_ADDRESS)]
        assert town.absent(SAME_DAY) == [("Chef", True, "", "team")]
        assert to_chief(town, NEXT_DAY) == [([TEAM], ["1.1", "1.2"])]

    def test_the_deputy_gets_it_where_there_is_one(self, served):
        served.collect(bounced(served, CHIEF), now=SAME_DAY)
        assert served.absent(SAME_DAY) == [("Chef", True, "", "deputy")]
        assert to_chief(served, NEXT_DAY) == [([DEPUTY], ["1.1", "1.2"])]

    def test_a_new_address_in_the_plan_is_written_to_at_once(self, town):
        town.collect(bounced(town, CHIEF), now=SAME_DAY)
        files = town.house.plan.folder.contents
        files["owners.yaml"] = files["owners.yaml"].replace(CHIEF.encode(), b"ny.chef@prov.example")
        assert town.absent(SAME_DAY) == []
        assert to_chief(town, NEXT_DAY) == [(["ny.chef@prov.example"], ["1.1", "1.2"])]

    def test_a_dead_address_is_not_tried_again_before_somebody_has_seen_to_the_role(self, town):
        town.collect(bounced(town, CHIEF), now=SAME_DAY)
        assert town.absent(at(date(2026, 7, 1))) == town.absent(at(date(2027, 7, 1))) == [("Chef", True, "", "team")]

    def test_one_that_a_person_says_is_read_is_written_to_again(self, town):
        town.collect(bounced(town, CHIEF), now=SAME_DAY)
        town.remind(SAME_DAY)
        (row,) = absent(town.house, READ)
        say_back(town, Back(row.number, "Åsa", "Servern var fel"))
        assert town.absent(READ) == []
        assert to_chief(town, at(date(2026, 6, 23)))[-1][0] == [CHIEF]

    @pytest.mark.parametrize(
        ("who", "why", "number", "asked"),
        [("", "Ja", None, "--by"), ("Åsa", " ", None, "--why"), ("Åsa", "Ja", "f99", "replies list")],
    )
    def test_who_says_so_says_who_and_why_of_somebody_in_the_list(self, town, who, why, number, asked):
        town.collect(bounced(town, CHIEF), now=SAME_DAY)
        (row,) = absent(town.house, READ)
        back = Back(number or row.number, who, why)
        with pytest.raises(UsageError, match=asked):
            say_back(town, back)
        assert town.absent(READ) != []

    def test_a_full_mailbox_is_written_to_again(self, town):
        town.collect(bounced(town, CHIEF, status="5.2.2"), now=SAME_DAY)
        assert town.states["Chef"] is State.BOUNCED
        assert town.told == [("bounce", "Chef", Finding.NOT_DELIVERED)]
        assert town.absent(SAME_DAY) == [("Chef", False, "2026-06-05", "same")]
        assert to_chief(town, NEXT_DAY) == [([CHIEF], ["1.1", "1.2"])]

    @pytest.mark.parametrize("status", ["5.1.7", "5.1.8", "5.7.23", "5.1.2"])
    def test_our_own_address_refused_is_nobodys_dead_address_and_one_alarm(self, town, status):
        everybody = [
            bounced(town, CHIEF, status=status),
            bounced(town, "vice@prov.example", role="Vice", status=status),
        ]
        assert town.collect(*everybody, now=SAME_DAY) == {"automatic": 2}
        assert (town.absent(SAME_DAY), town.report.refused_us) == ([], 2)
        assert town.states["Chef"] is town.states["Vice"] is State.BOUNCED
        assert to_chief(town, NEXT_DAY) == [([CHIEF], ["1.1", "1.2"])]

    def test_many_unknown_at_once_are_one_alarm_and_nobody_is_dead(self, opening):
        people = {role: [f"{role.lower()}@prov.example"] for role in ("Chef", "Vice", "Teamet")}
        with opening(people=people) as town:
            reports = [bounced(town, people[role][0], role=role) for role in people]
            town.collect(*reports, now=SAME_DAY)
            assert town.absent(SAME_DAY) == []
            assert town.report.refused_together == 3
            assert town.told[-1] == ("bounce", "Teamet", Finding.REFUSED_TOGETHER)
            assert set(town.states.values()) == {State.BOUNCED}
            assert to_chief(town, NEXT_DAY) == [([CHIEF], ["1.1", "1.2"])]
            again = bounced(town, CHIEF, message_id="<en-till@mx.example>").replace(b"Mon, 01 Jun", b"Tue, 02 Jun")
            town.collect(again, now=NEXT_DAY)
            assert [row[:2] for row in town.absent(NEXT_DAY)] == [("Chef", True)]

    def test_two_are_dead_addresses(self, town):
        reports = [bounced(town, CHIEF), bounced(town, "vice@prov.example", role="Vice")]
        town.collect(*reports, now=SAME_DAY)
        assert (len(town.absent(SAME_DAY)), town.report.refused_together) == (2, 0)

    def test_a_server_that_only_one_address_has_is_a_dead_address(self, opening):
        elsewhere = "chef@annan.example"
        with opening(people={"Chef": [elsewhere]}) as town:
            town.collect(bounced(town, elsewhere, status="5.1.2"), now=SAME_DAY)
            assert town.told == [("bounce", "Chef", Finding.DEAD_ADDRESS)]
            assert [absence[:2] for absence in town.absent(SAME_DAY)] == [("Chef", True)]

    def test_a_full_mailbox_of_somebody_with_a_deputy_is_left_for_some_days(self, served):
        served.collect(bounced(served, CHIEF, status="5.2.2"), now=SAME_DAY)
        assert to_chief(served, NEXT_DAY) == [([DEPUTY], ["1.1", "1.2"])]

    @pytest.mark.parametrize(
        ("action", "status"),
        [("delayed", "4.4.7"), ("delivered", "2.0.0"), ("relayed", "2.0.0"), ("expanded", "2.0.0")],
    )
    def test_a_delay_changes_nothing_and_a_success_as_little(self, town, action, status):
        town.collect(bounced(town, CHIEF, action=action, status=status), now=SAME_DAY)
        assert town.states["Chef"] is State.SEEN
        assert town.told == [("bounce", "Chef", Finding.DELAYED)]
        assert town.absent(SAME_DAY) == []
        assert to_chief(town, NEXT_DAY) == []

    def test_of_two_the_one_who_got_it_is_enough(self, opening):
        with opening(people=TWO) as town:
            town.collect(bounced(town, CHIEF), now=SAME_DAY)
            assert town.states["Chef"] is State.SEEN
            assert town.told == [("bounce", "Chef", Finding.DEAD_ADDRESS)]
            assert town.absent(SAME_DAY) == [("Chef", True, "", "holder")]
            assert to_chief(town, NEXT_DAY) == []
            assert to_chief(town, READ) == [(["andra@prov.example"], ["1.1", "1.2"])]

    def test_of_two_in_one_report_only_the_dead_address_is_dead(self, opening):
        with opening(people=TWO) as town:
            full, dead = TWO["Chef"]
            report = bounced(town, full, status="5.2.2").decode()
            block = f"Final-Recipient: rfc822; {dead}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
            report = report.replace(f"Final-Recipient: rfc822; {full}", f"{block}Final-Recipient: rfc822; {full}")
            town.collect(report.encode(), now=SAME_DAY)
            assert [row[1] for row in town.absent(SAME_DAY)] == [False, True]

    def test_of_two_one_with_a_full_mailbox_is_told_so(self, opening):
        with opening(people=TWO) as town:
            town.collect(bounced(town, CHIEF, status="5.2.2"), now=SAME_DAY)
            assert (town.states["Chef"], town.told) == (State.SEEN, [("bounce", "Chef", Finding.PARTLY_DELIVERED)])

    @pytest.mark.parametrize("status", ["5.1.1", "5.2.2"])
    @pytest.mark.parametrize("together", [True, False])
    @pytest.mark.parametrize("runs", [1, 2])
    def test_of_two_neither_got_it_whether_told_in_one_report_or_two(self, opening, status, together, runs):
        with opening(people=TWO) as town:
            addresses = [[*TWO["Chef"]]] if together else [[one] for one in TWO["Chef"]]
            reports = [
                bounced(town, *named, status=status, message_id=f"<{number}@mx.example>")
                for number, named in enumerate(addresses)
            ]
            for some in [reports] if runs == 1 else [reports[:1], reports[1:]]:
                town.collect(*some, now=SAME_DAY)
            assert town.states["Chef"] is State.BOUNCED
            got = [TEAM] if status == "5.1.1" else [*TWO["Chef"]]
            assert to_chief(town, NEXT_DAY) == [(got, ["1.1", "1.2"])]

    def test_of_two_one_away_and_the_other_dead_leave_it_to_the_deputy(self, opening):
        with opening(people=TWO, deputy=True) as town:
            town.collect(away(town), bounced(town, "andra@prov.example"), now=SAME_DAY)
            assert town.states["Chef"] is State.MOVED
            assert to_chief(town, NEXT_DAY) == [([DEPUTY], ["1.1", "1.2"])]

    def test_a_report_about_an_address_we_never_wrote_to_is_a_question(self, town):
        """A mail that was passed on came to whom it was meant for."""
        town.collect(bounced(town, "privat@annan.example"), now=SAME_DAY)
        assert (town.states["Chef"], town.absent()) == (State.SEEN, [])
        assert town.told == [("bounce", "Chef", Finding.UNCLEAR_RECIPIENT)]

    def test_a_report_that_names_nobody_is_about_the_only_one_it_can_be_about(self, town):
        raw = reply(
            "Mejlet gick inte att leverera.", f"Olevererbart: {town.subject('Chef')}", sender="<postmaster@mx.example>"
        )
        town.collect(raw, now=SAME_DAY)
        assert town.states["Chef"] is State.BOUNCED

    @pytest.mark.parametrize(
        ("results", "believed"),
        [
            (None, True),
            ("mx.prov.example; none", True),
            ("mx.prov.example; spf=none smtp.helo=mx.example; dkim=none; dmarc=none header.from=mx.example", True),
            ("mx.prov.example; spf=pass smtp.helo=mx.example", True),
            ("mx.prov.example; spf=fail smtp.helo=mx.example; dkim=pass header.d=mx.example", True),
            ("mx.prov.example; dmarc=fail header.from=mx.example", False),
            ("mx.prov.example; spf=fail smtp.helo=mx.example", False),
            ("mx.prov.example; spf=softfail smtp.helo=mx.example; dkim=none", False),
            ("mx.prov.example; dkim=fail header.d=mx.example", False),
            ("mx.annan.example; dmarc=fail header.from=mx.example", True),  # nobody whose word counts
        ],
    )
    def test_where_hosts_are_named_one_that_outright_fails_them_flips_nothing(self, opening, results, believed):
        with opening(trusted=["mx.prov.example"]) as town:
            raw = bounced(town, CHIEF)
            if results:
                raw = f"Authentication-Results: {results}\r\n".encode() + raw
            town.collect(raw, now=SAME_DAY)
            if believed:
                assert town.states["Chef"] is State.BOUNCED
                assert town.absent() != []
            else:
                assert (town.states["Chef"], town.absent()) == (State.SEEN, [])
                assert town.told == [("bounce", "Chef", Finding.REPORT_NOT_BELIEVED)]

    def test_where_no_hosts_are_named_a_report_is_believed_as_before(self, town):
        town.collect(b"Authentication-Results: mx.prov.example; dmarc=fail\r\n" + bounced(town, CHIEF), now=SAME_DAY)
        assert town.states["Chef"] is State.BOUNCED

    def test_in_exchange_its_own_word_counts(self, opening):
        with opening(trusted=["exchange"]) as town:
            failed = b"Authentication-Results: spf=fail smtp.mailfrom=mx.example; compauth=fail reason=001\r\n"
            town.collect(failed + bounced(town, CHIEF), now=SAME_DAY)
            assert town.told == [("bounce", "Chef", Finding.REPORT_NOT_BELIEVED)]

    def test_one_that_names_nobody_of_two_is_a_question(self, opening):
        with opening(people=TWO) as town:
            subject = f"Olevererbart: {town.subject('Chef')}"
            town.collect(reply("Gick inte att leverera.", subject, sender="<postmaster@mx.example>"), now=SAME_DAY)
            assert (town.states["Chef"], town.told) == (State.SEEN, [("bounce", "Chef", Finding.UNCLEAR_RECIPIENT)])

    def test_a_report_on_a_mail_that_the_server_renamed_is_known_by_its_code(self, opening):
        with opening(box=Drafting()) as town:
            town.collect(bounced(town, CHIEF), now=SAME_DAY)
            assert town.states["Chef"] is State.BOUNCED

    def test_a_report_that_holds_only_our_message_id_is_known_by_that(self, town):
        head = f"Message-ID: {town.message_id('Chef')}\r\nFrom: <paminn@prov.example>\r\n\r\n"
        town.collect(report(head.encode(), CHIEF), now=SAME_DAY)
        assert town.states["Chef"] is State.BOUNCED

    def test_a_report_on_somebody_elses_mail_has_no_consequence(self, town):
        raw = report(reply("Hej", "Lunch"), CHIEF)
        assert town.collect(raw, now=SAME_DAY) == {"automatic": 1}
        assert (town.states["Chef"], town.absent(SAME_DAY)) == (State.SEEN, [])

    def test_it_is_counted_where_the_quality_team_looks(self, town):
        town.collect(bounced(town, CHIEF), now=SAME_DAY)
        rows = [row for row in status_of(town.house, NOW.date()) if row.owner == "Chef"]
        assert {(row.outcome, row.bounced, row.reminders) for row in rows} == {("bounced", 1, 0)}

    def test_the_same_report_twice_is_one(self, town):
        raw = bounced(town, CHIEF)
        assert town.collect(raw, raw, now=SAME_DAY) == {"automatic": 1, "duplicates": 1}
        assert len(town.absent(SAME_DAY)) == 1


def asked(town: Room) -> list[tuple[str, date]]:
    """The chief's goals that the yearly account counts as asked about, and when."""
    requested = town.house.requests.arrived(PLAN, READ.date())
    return sorted({(each.goal, each.day) for each in requested if each.role == "Chef"})


def chief_is(town: Room, machine: str, day: str) -> bytes:
    """What a machine tells, on a day of the head's form, of what the chief was sent."""
    if machine == "bounced":
        return bounced(town, CHIEF)
    return away(town, {"left": "Jag har slutat.", "away": "Jag är borta till 1 juli."}[machine], day=day)


class TestAnswered:
    """What was answered has arrived, whatever a machine tells of the mail afterwards."""

    ANSWERED, AFTER = at(date(2026, 6, 2), hour=12), at(date(2026, 6, 3), hour=12)
    WRITTEN = "Wed, 03 Jun 2026 08:00:00 +0200"

    @pytest.mark.parametrize("machine", ["left", "away", "bounced"])
    def test_a_mail_that_is_answered_stays_as_it_was(self, served, machine):
        served.collect(reply("1.1: Klar. 1.2: Pågår.", served.code("Chef")), now=self.ANSWERED)
        served.collect(chief_is(served, machine, self.WRITTEN), now=self.AFTER)
        assert served.states["Chef"] is State.SEEN
        assert asked(served) == [("1.1", FIRST_STEP), ("1.2", FIRST_STEP)]
        rows = [row for row in status_of(served.house, self.AFTER.date()) if row.owner == "Chef"]
        assert {(row.bounced, row.unread_since) for row in rows if row.last_answer} == {(0, None)}

    @pytest.mark.parametrize(
        ("machine", "state"), [("left", State.MOVED), ("away", State.MOVED), ("bounced", State.BOUNCED)]
    )
    def test_of_one_that_is_answered_in_part_the_rest_goes_on(self, served, machine, state):
        served.collect(reply("1.1: Klar.", served.code("Chef")), now=self.ANSWERED)
        served.collect(chief_is(served, machine, self.WRITTEN), now=self.AFTER)
        assert served.states["Chef"] is state
        assert asked(served) == [("1.1", FIRST_STEP)]
        assert to_chief(served, at(date(2026, 6, 4))) == [([DEPUTY], ["1.2"])]
        assert asked(served) == [("1.1", FIRST_STEP), ("1.2", date(2026, 6, 4))]

    def test_both_may_come_in_the_same_run(self, served):
        said = reply("1.1: Klar. 1.2: Pågår.", served.code("Chef"))
        served.collect(said, chief_is(served, "left", self.WRITTEN), now=self.AFTER)
        assert served.states["Chef"] is State.SEEN

    def test_an_answer_that_comes_after_proves_it_too(self, served):
        served.collect(away(served), now=SAME_DAY)
        assert asked(served) == []
        served.collect(reply("1.1: Klar. 1.2: Pågår.", served.code("Chef")), now=self.ANSWERED)
        assert asked(served) == [("1.1", FIRST_STEP), ("1.2", FIRST_STEP)]

    def test_what_a_stranger_says_proves_nothing(self, served):
        said = reply("1.1: Klar. 1.2: Pågår.", served.code("Chef"), sender="<privat@annan.example>")
        served.collect(said, now=self.ANSWERED)
        served.collect(chief_is(served, "left", self.WRITTEN), now=self.AFTER)
        assert (served.states["Chef"], asked(served)) == (State.MOVED, [])

    @pytest.mark.parametrize(("written", "state"), [(6, State.MOVED), (7, State.SEEN)])
    def test_what_lay_in_the_mailbox_long_before_has_been_there_to_read(self, served, written, state):
        day = f"{'Sat' if written == 6 else 'Sun'}, {written:02} Jun 2026 08:00:00 +0200"
        served.collect(away(served, "Jag har slutat.", day=day), now=at(date(2026, 6, 8)))
        assert served.states["Chef"] is state
        assert served.absent(at(date(2026, 6, 8))) == [("Chef", True, "", "deputy")]


class TestAway:
    def test_the_quality_team_is_told_until_when_and_the_deputy_gets_the_reminder(self, served):
        assert served.collect(away(served), now=SAME_DAY) == {"automatic": 1}
        assert served.states["Chef"] is State.MOVED
        told = str(Conclusion(Finding.AWAY_UNTIL, date(2026, 6, 15), passed_on=True))
        assert served.told == [("automatic", "Chef", told)]
        assert served.absent(SAME_DAY) == [("Chef", False, "2026-06-15", "deputy")]
        assert to_chief(served, NEXT_DAY) == [([DEPUTY], ["1.1", "1.2"])]

    def test_what_another_plan_has_sent_is_not_this_plans_to_pass_on(self, served):
        """One memory, two plans: whose roles are called the same and held by the same people."""
        files = served.house.plan.folder.contents
        rules = files["rules.yaml"].replace(PLAN.encode(), b"annan-plan")
        served.house.plan.folder.contents = files | {"rules.yaml": rules}
        assert served.collect(away(served), now=SAME_DAY) == {"automatic": 1}
        assert served.states["Chef"] is State.SEEN

    def test_the_mail_to_the_deputy_says_for_whom(self, served):
        served.collect(away(served), now=SAME_DAY)
        served.remind(NEXT_DAY)
        text = opened(served.box.messages[-1].raw).get_body(("plain",)).get_content()
        assert "ersättare för Chef" in text

    @pytest.mark.pain(24)
    def test_it_is_moved_once(self, served):
        """The deputy is away too: it does not wander back, and the next step goes to whoever can be reached."""
        served.collect(away(served), now=SAME_DAY)
        assert to_chief(served, NEXT_DAY) == [([DEPUTY], ["1.1", "1.2"])]
        code = show_code(served.box.messages[-1].code)
        mail = away(
            served,
            "Jag är ledig till 15 juni.",
            sender=DEPUTY,
            subject=f"Autosvar: {code}",
            day="Tue, 02 Jun 2026 08:00:05 +0200",
        )
        served.collect(mail, now=at(FIRST_STEP + timedelta(1), hour=9))
        assert served.told == [("automatic", "Chef", str(Conclusion(Finding.AWAY_UNTIL, date(2026, 6, 15))))]
        assert to_chief(served, at(FIRST_STEP + timedelta(2))) == []
        assert to_chief(served, READ) == [([CHIEF], ["1.1", "1.2"])]

    def test_a_second_automatic_answer_moves_nothing_more(self, served):
        served.collect(away(served), now=SAME_DAY)
        served.collect(away(served, **{"X-Nummer": "2"}), now=SAME_DAY)
        assert len(to_chief(served, NEXT_DAY)) == 1
        assert to_chief(served, at(FIRST_STEP + timedelta(2))) == []

    def test_somebody_without_a_deputy_reads_it_when_back(self, town):
        town.collect(away(town), now=SAME_DAY)
        assert town.told == [("automatic", "Chef", str(Conclusion(Finding.AWAY_UNTIL, date(2026, 6, 15))))]
        assert town.absent(SAME_DAY) == [("Chef", False, "2026-06-15", "same")]
        assert (town.states["Chef"], to_chief(town, NEXT_DAY)) == (State.SEEN, [])

    def test_the_other_holder_has_it_already(self, opening):
        with opening(people=TWO, deputy=True) as town:
            town.collect(away(town), now=SAME_DAY)
            assert town.absent(SAME_DAY) == [("Chef", False, "2026-06-15", "holder")]
            assert to_chief(town, NEXT_DAY) == []
            assert to_chief(town, at(date(2026, 6, 12))) == []

    def test_from_the_day_they_are_back_they_are_written_to_again(self, served):
        served.collect(away(served), now=SAME_DAY)
        served.remind(NEXT_DAY)
        assert to_chief(served, READ) == [([CHIEF], ["1.1", "1.2"])]

    def test_their_own_answer_ends_it(self, served):
        """Steps still to come go to whoever answers again."""
        served.collect(away(served, "Jag är borta till 1 juli."), now=SAME_DAY)
        assert to_chief(served, NEXT_DAY) == [([DEPUTY], ["1.1", "1.2"])]
        served.collect(
            reply("1.1: Pågår. 1.2: Pågår.", served.code("Chef")), now=at(FIRST_STEP + timedelta(1), hour=12)
        )
        assert served.absent(NEXT_DAY) == []
        assert to_chief(served, READ) == [([CHIEF], ["1.1", "1.2"])]

    def test_an_answer_that_was_written_before_does_not_end_it(self, served):
        mail = away(served, day="Wed, 03 Jun 2026 08:00:00 +0200")
        served.collect(mail, reply("1.1: Pågår. 1.2: Pågår.", served.code("Chef")), now=at(date(2026, 6, 4)))
        assert len(served.absent(at(date(2026, 6, 4)))) == 1

    def test_without_a_day_it_is_believed_for_two_weeks(self, served):
        served.collect(away(served, "Jag är sjukskriven."), now=SAME_DAY)
        assert served.told == [("automatic", "Chef", str(Conclusion(Finding.AWAY, passed_on=True)))]
        assert served.absent(at(date(2026, 6, 15))) == [("Chef", False, "2026-06-16", "deputy")]
        assert served.absent(at(date(2026, 6, 16))) == []

    def test_what_is_read_when_they_are_back_has_no_consequence(self, served):
        """The machine stood still for three weeks."""
        served.collect(away(served), now=READ)
        assert served.told == [("automatic", "Chef", str(Conclusion(Finding.AWAY_UNTIL, date(2026, 6, 15))))]
        assert (served.states["Chef"], served.absent()) == (State.SEEN, [])

    def test_what_is_read_on_their_last_day_away_still_counts(self, served):
        served.collect(away(served), now=at(date(2026, 6, 14)))
        assert served.states["Chef"] is State.MOVED

    def test_who_has_left_asks_for_a_new_holder_and_the_quality_team_gets_the_reminder(self, town):
        town.collect(away(town, "Jag har slutat. Kontakta växeln."), now=SAME_DAY)
        assert town.told == [("automatic", "Chef", str(Conclusion(Finding.HAS_LEFT, passed_on=True)))]
        assert town.absent(SAME_DAY) == [("Chef", True, "", "team")]
        assert to_chief(town, NEXT_DAY) == [([TEAM], ["1.1", "1.2"])]

    @pytest.mark.parametrize(
        ("text", "subject"),
        [("Tack för ditt mejl. Vi återkommer så snart vi kan.", "Autosvar: {}"),
         ("Ditt ärende har fått nummer 2026-117.", "Ärende: {}"),
         ("Chef reagerade på ditt meddelande: 👍", "Chef reagerade på ditt meddelande: {}"),
         ("Chef vill återkalla meddelandet.", "Återkalla: SV: {}")],
    )  # fmt: skip
    def test_a_machine_that_says_something_else_moves_nothing(self, served, text, subject):
        served.collect(away(served, text, subject=subject.format(served.subject("Chef"))), now=SAME_DAY)
        assert (served.states["Chef"], served.absent(SAME_DAY)) == (State.SEEN, [])

    def test_one_that_has_not_seen_a_mail_of_ours_is_not_believed(self, served):
        """Anybody can write an automatic answer in somebody's name."""
        served.collect(away(served, subject="Automatiskt svar: Lunch"), now=SAME_DAY)
        assert served.absent(SAME_DAY) == []

    def test_nor_one_of_somebody_we_never_wrote_to(self, served):
        served.collect(away(served, sender="granne@prov.example"), now=SAME_DAY)
        assert (served.states["Chef"], served.absent(SAME_DAY)) == (State.SEEN, [])

    @pytest.mark.parametrize("results", [None, "mx.prov.example; dmarc=fail header.from=prov.example"])
    def test_nor_one_whose_sender_is_not_proven(self, opening, results):
        headers = {"Authentication-Results": results} if results else {}
        with opening(deputy=True, trusted=["mx.prov.example"]) as town:
            town.collect(away(town, **headers), now=SAME_DAY)
            assert town.told == [("automatic", "Chef", Finding.AWAY_NOT_BELIEVED)]
            assert (town.states["Chef"], town.absent(SAME_DAY)) == (State.SEEN, [])

    def test_nor_without_hosts_one_that_failed_or_has_two_senders(self, served):
        failed = away(served, **{"Authentication-Results": "mx.prov.example; dmarc=fail"})
        double = away(served, **{"X-Nummer": "2"}).replace(b"From: ", b"From: <chef@prov.example>\r\nFrom: ", 1)
        served.collect(failed, double, now=SAME_DAY)
        assert [why for _, _, why in served.told] == [Finding.AWAY_NOT_BELIEVED] * 2
        assert served.absent(SAME_DAY) == []

    def test_one_that_answers_two_of_our_mails_is_away_but_moves_neither(self, served):
        served.collect(away(served, f"Jag är ledig till 15 juni.\n{served.code('Vice')}"), now=SAME_DAY)
        assert served.states["Chef"] is served.states["Vice"] is State.SEEN
        assert len(served.absent(SAME_DAY)) == 1

    @pytest.mark.pain(24)
    def test_it_is_never_an_answer(self, served):
        served.collect(away(served, "Jag är ledig till 15 juni. Arbetet med 1.1 är klart."), now=SAME_DAY)
        assert (served.answers, served.whys) == ((), [])


def test_the_clues_are_asked_for_the_surest_first(town):
    """What a mail answers is not looked up by its thread once its code has told."""
    asked = []

    class Post:
        def references(self, clue, value):
            asked.append((str(clue), value))
            return town.house.post.references(clue, value)

    headers = {"In-Reply-To": town.message_id(), "References": town.message_id("Chef")}
    raw = reply("Klar.", town.subject(), headers=headers)
    assert understood(town.house, raw, READ, post=Post(), conversation="samtal").owner == "Vice"
    assert {clue for clue, _ in asked} == {"code", "message_id"}
    assert town.message_id("Chef") not in [value for _, value in asked]


class TestNoAbsenceIsBelievedForEver:
    @pytest.mark.parametrize("words", ["Jag är tjänstledig till 1 juni 2027.", "Åter 2026-10-15."])
    def test_a_day_far_ahead_is_believed_for_two_months(self, town, words):
        town.collect(away(town, words), now=SAME_DAY)
        (absence,) = town.house.memory.history(PLAN, Concern()).away
        assert absence.until == FIRST_STEP + timedelta(60)

    def test_a_day_that_has_just_been_is_no_day(self, town):
        town.collect(away(town, "Jag är ledig och åter den 29 maj."), now=SAME_DAY)
        assert town.told == [("automatic", "Chef", Finding.AWAY)]


class TestWhatPeopleWriteIsNeverLaidAside:
    @pytest.mark.parametrize(
        "headers",
        [
            {"List-Id": "<chefer.prov.example>", "Precedence": "list"},
            {"Precedence": "bulk"},
            {"X-Spam-Flag": "YES"},
            {"X-MS-Exchange-Organization-SCL": "9"},
        ],
    )
    @pytest.mark.parametrize(
        "words", ["DELMAL=1.1 STATUS=KLAR", "Detta är ett automatiskt utskick, tror vi. Rutinen är klar."]
    )
    def test_an_answer_that_a_list_or_a_filter_has_marked(self, town, headers, words):
        raw = reply(words, town.subject("Chef"), sender=f"<{CHIEF}>", headers=headers)
        assert town.collect(raw) == {"replies": 1}

    def test_nor_when_only_our_message_id_points_at_us(self, town):
        ours = town.sent["Chef"].message_id
        headers = {"In-Reply-To": ours, "Precedence": "bulk"}
        assert town.collect(reply("1.1 klar", "SV: frågan", sender=f"<{CHIEF}>", headers=headers)) == {"replies": 1}

    def test_a_strangers_is_laid_aside_as_before(self, town):
        raw = reply("Köp nu", town.subject("Chef"), sender="<x@annan.example>", headers={"X-Spam-Flag": "YES"})
        assert town.collect(raw) == {"automatic": 1}

    @pytest.mark.parametrize(
        "words",
        [
            "Vi har tagit emot ditt ärende och återkommer.",
            "Ditt ärende har nummer 4711.",
            "Your ticket has been created.",
        ],
    )
    def test_a_contact_centres_receipt_is_no_answer_of_the_role(self, town, words):
        assert town.collect(reply(words, f"Ärende 4711: {town.subject('Chef')}", sender=f"<{CHIEF}>")) == {
            "automatic": 1
        }
        assert (list(town.answers), list(town.house.desk.waiting(PLAN))) == ([], [])

    def test_an_absence_without_a_header_passes_the_reminder_on(self, served):
        raw = reply("Jag är på semester och åter den 15 juni.", served.subject("Chef"), sender=f"<{CHIEF}>")
        served.collect(raw, now=SAME_DAY)
        assert not served.answers
        assert [DEPUTY] in [to for _, to, _ in served.remind(NEXT_DAY)]
