"""Which of our messages a mail is about, and whose words it holds; what cannot be told is left to a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from paminn.incoming.decision import Action
from paminn.incoming.finding import Finding
from paminn.incoming.model import Clue, Item, Reference
from paminn.incoming.neighbourly import LEFT_FOR
from paminn.ports.post import Post
from paminn.replies.codes import make_code, show_code
from paminn.replies.model import Flag
from paminn.standing.answer import Release, Status
from paminn.usecases.desk.choice import Choice
from tests.support.deciding import release
from tests.support.fakes import FakeReader, Tapped
from tests.support.houses import NOW, SECRET, SENDER, TEAM, at, opened, plan_files, reply, text_of
from tests.support.mailroom import MEMORIES, PLAN, READ, Drafting, Room, room
from tests.support.reading import decide
from tests.support.sending import remind
from tests.support.telling import status_of

HEAD = f"Den mån 1 juni 2026 kl 08:00 skrev påminn <{SENDER}>:"


@pytest.fixture(params=MEMORIES)
def town(request):
    with room(request.param) as made:
        yield made


@pytest.fixture(params=MEMORIES)
def served(request):
    """A town whose chief has a deputy."""
    with room(request.param, deputy=True) as made:
        yield made


def vice(text: str = "Klar.", subject: str = "Hej", **more) -> bytes:
    return reply(text, subject, **{"sender": "Vice <vice@prov.example>", **more})


def quoted(raw: bytes) -> str:
    return f"{HEAD}\n\n" + "\n".join(f"> {line}".rstrip() for line in text_of(raw).splitlines())


def matched(town: Room) -> list[tuple[str, str]]:
    """(role, goal) of each answer."""
    return [(answer.owner, answer.goal) for answer in town.answers]


VICES = [("Vice", "1.1")]


class TestByCode:
    def test_in_the_subject(self, town):
        assert town.collect(vice(subject=f"SV: {town.subject()}")) == {"replies": 1}
        (answer,) = town.answers
        assert (answer.goal, answer.owner, str(answer.occurrence)) == ("1.1", "Vice", "1.1@2026-06-30")
        assert (answer.status, answer.text, answer.answered_by) == (Status.DONE, "Klar.", "Vice")
        assert answer.received == date(2026, 6, 2)

    def test_in_what_is_quoted(self, town):
        text = f"Pågår, vi är på väg.\n\n{quoted(town.sent['Vice'].raw)}"
        assert town.collect(vice(text, "SV: hej")) == {"replies": 1}
        (answer,) = town.answers
        assert (answer.status, answer.text) == (Status.ONGOING, "Pågår, vi är på väg.")

    @pytest.mark.pain(24)
    @pytest.mark.parametrize(
        "change",
        [str.lower, str.title, lambda s: s.replace("-", ""), lambda s: s.replace("-", "\u2011"),
         lambda s: f"SV: VB: Re: SV: FW: {s}", lambda s: f"Sv:Re[2]: [EXTERNT] {s}"],
    )  # fmt: skip
    def test_in_another_case_with_other_hyphens_and_behind_piled_prefixes(self, town, change):
        assert town.collect(vice(subject=change(f"SV: {town.subject()}"))) == {"replies": 1}
        assert matched(town) == VICES

    def test_broken_by_the_line(self, town):
        code = town.code()
        assert town.collect(vice(f"Klar.\n\n{HEAD}\n> Din kod: {code[:12]}\n> {code[12:]} (låt den stå kvar)")) == {
            "replies": 1
        }

    def test_tampered_or_made_with_another_key_it_matches_nothing(self, town):
        code = town.code()
        tampered = code[:-2] + ("A" if code[-2] != "A" else "B") + "]"
        foreign = show_code(make_code(b"en annan kommuns nyckel", PLAN, "Vice", NOW.date().isoformat(), ""))
        assert town.collect(vice("Klar.", tampered), vice("Klar!", foreign)) == {}
        assert town.collect(now=READ + LEFT_FOR) == {"unmatched": 2}
        assert town.whys == [Finding.FOREIGN_CODE, Finding.FOREIGN_CODE]

    def test_tampered_it_is_not_overruled_by_what_the_mail_answers(self, town):
        """Somebody has made it: whose mail this is, a person must tell."""
        code = town.code()
        tampered = code[:-2] + ("A" if code[-2] != "A" else "B") + "]"
        assert town.collect(vice("Klar.", tampered, headers={"In-Reply-To": town.message_id()})) == {"unmatched": 1}
        assert town.whys == [Finding.FOREIGN_CODE]

    def test_beside_a_code_of_somebody_elses_it_is_left_to_a_person(self, town):
        foreign = show_code(make_code(b"en annan kommuns nyckel", PLAN, "Vice", NOW.date().isoformat(), ""))
        assert town.collect(vice(f"Klar. {foreign}", town.subject())) == {"unmatched": 1}

    @pytest.mark.parametrize(("days", "why"), [(400, None), (401, Finding.TOO_OLD)])
    def test_it_is_good_for_400_days(self, town, days, why):
        """A date in the mail does not make the code any younger."""
        counts = town.collect(vice(subject=town.subject()), now=NOW + timedelta(days))
        assert counts == ({"unmatched": 1} if why else {"replies": 1})
        assert town.whys == ([why] if why else [])

    def test_a_new_key_leaves_the_old_codes_good_and_makes_new_ones(self, town):
        old = town.code()
        town.house = replace(town.house, options=replace(town.house.options, secret=SECRET + b" 2"))
        assert town.collect(vice(subject=old)) == {"replies": 1}
        assert matched(town) == VICES
        remind(town.house, READ)
        new = {message.code for message in town.box.messages if message.day == READ.date()}
        assert new
        addresses = [address for message in town.box.messages for address in message.mailboxes]
        assert not new & {make_code(SECRET, PLAN, address, READ.date().isoformat(), "") for address in addresses}

    @pytest.mark.pain(15)
    @pytest.mark.parametrize("memory", MEMORIES)
    def test_that_of_a_trial_leads_nowhere(self, memory):
        """Who tries the buttons of a redirected mail must not end a real owner's reminders."""
        with room(memory, redirect_all_to="prov@prov.example") as trial:
            code = show_code(trial.sent["Vice"].code)
            assert trial.collect(vice(subject=code, headers={"In-Reply-To": trial.message_id()})) == {"unmatched": 1}


class TestByThread:
    def test_what_it_answers_is_enough(self, town):
        assert town.collect(vice(headers={"In-Reply-To": town.message_id()})) == {"replies": 1}
        assert matched(town) == VICES

    @pytest.mark.parametrize("subject", ["{}", "SV: {}", "Re: SV: {}"])
    def test_its_references_under_the_subject_we_sent(self, town, subject):
        """The code has been rubbed out, and the list has commas as Exchange and iOS make it."""
        bare = town.subject().partition("[")[0].strip()
        references = f"<annat@prov.example>, {town.message_id()}"
        mail = vice(subject=subject.format(bare), headers={"References": references})
        assert town.collect(mail) == {"replies": 1}
        assert matched(town) == VICES

    def test_references_carried_along_under_another_subject_are_none(self, town):
        """Some programs write a new mail on top of an old thread."""
        assert town.collect(vice(subject="Semester i juli", headers={"References": town.message_id()})) == {
            "unmatched": 1
        }
        assert town.whys == [Finding.NO_CODE]

    @pytest.mark.parametrize("memory", MEMORIES)
    def test_the_thread_of_the_mailbox_where_nothing_surer_speaks(self, memory):
        with room(memory, box=Drafting()) as town:
            town.put(vice("Klar.", "SV: utan kod"), conversation="samtal Vice")
            assert town.collect() == {"replies": 1}
            assert matched(town) == VICES
            town.put(vice("Klar igen.", town.subject("Teamet")), conversation="samtal Vice")
            assert town.collect() == {"replies": 1}
            assert matched(town)[-1] == ("Teamet", "1.2")

    @pytest.mark.parametrize("memory", MEMORIES)
    def test_another_thread_or_none_says_nothing(self, memory):
        with room(memory, box=Drafting()) as town:
            town.put(vice("Klar.", "SV: utan kod"), conversation="samtal om lunch")
            town.put(vice("Klara.", "SV: utan kod"))
            assert town.collect() == {"unmatched": 2}

    @pytest.mark.parametrize("memory", MEMORIES)
    @pytest.mark.parametrize("which", ["<vice@server.example>", None], ids=["the mailbox's", "ours"])
    def test_either_message_id_of_a_mail_that_the_mailbox_renamed(self, memory, which):
        with room(memory, box=Drafting()) as town:
            assert town.collect(vice(headers={"In-Reply-To": which or town.message_id()})) == {"replies": 1}
            assert matched(town) == VICES


class TestConflicts:
    @pytest.mark.pain(24)
    def test_codes_of_two_mails(self, town):
        assert town.collect(vice(f"Klar.\n\n{town.code('Chef')}\n{town.code('Vice')}")) == {"unmatched": 1}
        assert town.whys == [Finding.SEVERAL_MESSAGES]

    def test_a_code_and_an_answer_to_another_mail(self, town):
        mail = vice(subject=town.subject("Vice"), headers={"In-Reply-To": town.message_id("Chef")})
        assert town.collect(mail) == {"unmatched": 1}
        assert town.whys == [Finding.SEVERAL_MESSAGES]

    def test_of_several_references_only_the_mail_under_its_subject_counts(self, town):
        remind(town.house, READ)
        both = " ".join(message.message_id for message in town.box.messages if message.owner == "Vice")
        bare = town.subject().partition("[")[0]
        mail = vice(subject=bare, headers={"References": both})
        assert town.collect(mail, now=READ + timedelta(1)) == {"replies": 1}
        assert town.report.news[0].goals == ("1.1",)

    def test_references_to_two_mails_under_its_subject(self, town):
        """A plan may ask two roles the same: then only the code tells their subjects apart."""
        vices = town.sent["Vice"]
        twin = replace(vices, key="f" * 32, owner="Teamet", day=READ.date(), code="A" * 16, message_id="<tvilling@prov.example>",
                       digest=replace(vices.digest, owner="Teamet", reminders=()))  # fmt: skip
        town.house.dispatch.claim([twin], READ)
        mail = vice(
            subject=town.subject().partition("[")[0], headers={"References": f"{vices.message_id} {twin.message_id}"}
        )
        assert town.collect(mail) == {"unmatched": 1}
        assert town.whys == [Finding.SEVERAL_MESSAGES]

    def test_an_old_code_and_a_new_one_are_not_decided_by_their_age(self, town):
        much_later = at(date(2027, 7, 8))
        remind(town.house, much_later)
        new = [message for message in town.box.messages if message.owner == "Chef"][-1]
        assert new.day == much_later.date()
        text = f"Klar.\n\n{town.code('Chef')}\n{show_code(new.code)}"
        assert town.collect(reply(text), now=much_later) == {"unmatched": 1}
        assert town.whys == [Finding.SEVERAL_MESSAGES]

    @pytest.mark.pain(24)
    def test_nothing_to_go_by(self, town):
        assert town.collect(vice("Klar.")) == {"unmatched": 1}
        assert town.whys == [Finding.NO_CODE]
        assert town.answers == ()


class TestWho:
    def who(self, town: Room, sender: str, **more) -> list[tuple[str, bool]]:
        town.collect(reply("1.1: Klar.\n1.2: Klar.", town.code("Chef"), sender=sender, **more))
        return [(answer.answered_by, answer.known_sender) for answer in town.answers][:1]

    def test_who_was_reminded_is_called_what_the_plan_calls_them(self, town):
        assert self.who(town, "Åke den Store <CHEF@prov.example>") == [("Chef", True)]

    def test_a_deputy_is_shown_as_one(self, served):
        assert self.who(served, "Någon <Ersattare@prov.example>") == [("Ersättare (ersättare)", True)]

    def test_a_deputy_of_another_role_is_not(self, served):
        served.collect(reply("Klar.", served.code("Vice"), sender="Ersättare <ersattare@prov.example>"))
        assert [answer.known_sender for answer in served.answers] == [False]

    def test_a_deputy_of_somebody_who_left_the_role_is_no_longer_one(self, served):
        owners = served.house.plan.folder.contents["owners.yaml"].decode()
        old = owners.replace('"epost": "chef@prov.example",', '"epost": "chef@prov.example", "till": "2026-06-10",')
        new = old.replace(
            '"roll": "Chef",\n   "personer": [',
            '"roll": "Chef",\n   "personer": [{"namn": "Ny", "epost": "ny@prov.example"}, ',
        )
        assert new != old != owners
        served.house.plan.folder.contents["owners.yaml"] = new.encode()
        assert self.who(served, "Ersättare <ersattare@prov.example>")[0][1] is False
        assert served.collect(reply("Klar!", served.code("Chef"), sender="Ny <ny@prov.example>")) == {"replies": 1}
        assert (served.answers[-1].answered_by, served.answers[-1].known_sender) == ("Ny", True)

    def test_anybody_else_with_the_code_is_shown_as_somebody_else(self, town):
        assert self.who(town, "Annan Person <annan@prov.example>") == [
            ("Annan Person (annan adress än den som påmindes)", False)
        ]

    @pytest.mark.parametrize(
        "name", ["annan@prov.example", '"annan＠prov.example"', "19811218-9876", '"Ring 070-123 45 67"', ""]
    )
    def test_what_a_stranger_calls_themselves_is_never_an_address_or_a_number(self, town, name):
        assert self.who(town, f"{name} <annan@prov.example>") == [
            ("okänd avsändare (annan adress än den som påmindes)", False)
        ]

    def test_a_strangers_name_is_short_and_has_nothing_invisible(self, town):
        ((name, _),) = self.who(town, '"Chef\u202e\u200b ' + "x" * 500 + '" <annan@prov.example>')
        assert name.startswith("Chef xxx")
        assert len(name) < 130

    def test_a_strangers_mail_that_names_no_goal_is_one_row_for_a_person_to_place(self, town):
        text = f"Det rullar på. Koden är {town.code('Chef')}"
        mail = reply(text, town.subject("Chef"), sender="Annan <annan@prov.example>")
        assert town.collect(mail) == {"unmatched": 1}
        (mail,) = town.house.desk.waiting(PLAN)
        assert (mail.number, mail.why, mail.text) == ("m1", Finding.STRANGER, "Det rullar på. Koden är [kod]")
        assert town.told == [("reply", "Chef", Finding.STRANGER)]
        made = decide(
            town.house, "m1", Choice(Action.ASSIGN, "Eva", "frågat hen", goal="1.2", owner="Chef", status="pågår"), READ
        )
        assert (made.answer.goal, made.answer.text) == ("1.2", "Det rullar på. Koden är [kod]")

    @pytest.mark.parametrize(
        ("text", "role", "sender", "goals"),
        [("Det rullar på.", "Chef", "Chef <chef@prov.example>", ["1.1", "1.2"]),
         ("Det rullar på.", "Chef", "Ersättare <ersattare@prov.example>", ["1.1", "1.2"]),
         ("1.2: Det rullar på.", "Chef", "Annan <annan@prov.example>", ["1.2"]),
         ("1.2: Det rullar på.", "Vice", "Annan <annan@prov.example>", ["1.1"])],
    )  # fmt: skip
    def test_one_who_may_answer_or_names_the_goal_or_was_asked_of_one_goal_has_answered(
        self, served, text, role, sender, goals
    ):
        assert served.collect(reply(text, served.subject(role), sender=sender)) == {"replies": 1}
        assert [(answer.goal, answer.status) for answer in served.answers] == [(goal, None) for goal in goals]

    def test_an_answer_by_somebody_else_ends_nothing_until_a_person_has_released_it(self, town):
        town.collect(reply("Klar.", town.code("Vice"), sender="Annan <annan@prov.example>"))
        assert ("Vice", ["vice@prov.example"], ["1.1"]) in town.remind(READ)
        release(town.house, town.answers[0].id, READ)
        assert "Vice" not in [role for role, _, _ in town.remind(READ + timedelta(14))]

    def test_who_passes_our_mail_on_has_not_said_how_it_goes(self, town):
        text = f"1.1: Klar enligt Anna.\n1.2: Försenad. Nytt datum: 2026-09-30\n\n{quoted(town.sent['Chef'].raw)}"
        assert town.collect(reply(text, f"VB: {town.subject('Chef')}")) == {"replies": 1}
        assert {(answer.status, answer.new_date) for answer in town.answers} == {(None, None)}
        assert [mail.why for mail in town.report.news] == [Finding.NEEDS_READING]


HOSTS = ("mx.prov.example",)
RESULTS = "mx.prov.example; dmarc=pass header.from=prov.example"


class TestProof:
    """With PAMINN_AUTH_RESULTS_HOSTS: what the receiving server has not found is not believed on the sender's word."""

    @pytest.fixture(params=MEMORIES)
    def town(self, request):
        with room(request.param, trusted=HOSTS, receipts=True) as made:
            yield made

    def test_a_proven_sender_is_believed(self, town):
        assert town.collect(vice(subject=town.subject(), headers={"Authentication-Results": RESULTS})) == {"replies": 1}
        assert [(a.answered_by, a.known_sender) for a in town.answers] == [("Vice", True)]
        assert "Vice" not in [role for role, _, _ in town.remind(READ)]

    @pytest.mark.parametrize(
        "results",
        [
            None,
            "mx.annan.example; dmarc=pass header.from=prov.example",
            "mx.prov.example; dmarc=none header.from=prov.example",
        ],
    )
    def test_one_who_is_not_is_flagged_and_ends_nothing_until_a_person_has_released_it(self, town, results):
        headers = {"Authentication-Results": results} if results else {}
        assert town.collect(vice(subject=town.subject(), headers=headers)) == {"replies": 1}
        assert [(a.answered_by, a.known_sender) for a in town.answers] == [("Vice (avsändaren är inte styrkt)", False)]
        (row,) = town.house.desk.waiting(PLAN)
        assert "unproven_sender" in row.flags
        assert town.receipts == []
        assert "Vice" in [role for role, _, _ in town.remind(READ)]

    @pytest.mark.parametrize("trusted", [(), HOSTS])
    @pytest.mark.parametrize("memory", MEMORIES)
    def test_a_failure_for_our_own_domain_is_put_aside_even_with_the_code(self, memory, trusted):
        with room(memory, trusted=trusted) as town:
            failed = {"Authentication-Results": "mx.prov.example; spf=fail; dmarc=fail header.from=prov.example"}
            assert town.collect(vice(subject=town.subject(), headers=failed)) == {"quarantined": 1}
            assert (town.answers, town.whys) == ((), ["authentication-results"])

    @pytest.mark.parametrize("extra", ["From: x@prov.example", "From: Vice <vice@prov.example>"])
    def test_two_senders_are_put_aside_and_shown(self, town, extra):
        raw = vice(subject=town.subject(), headers={"Authentication-Results": RESULTS})
        assert town.collect(raw.replace(b"From: ", f"{extra}\r\nFrom: ".encode(), 1)) == {"quarantined": 1}
        assert (town.answers, town.whys) == ((), ["from"])

    @pytest.mark.parametrize(
        "sender", [b"Vice", b"vice@", b"<>", b"Vice <vice@prov.example>, x@prov.example", b"\xff\xfe"]
    )
    def test_an_unreadable_sender_is_put_aside_and_shown(self, town, sender):
        raw = vice(subject=town.subject()).replace(b"Vice <vice@prov.example>", sender)
        assert town.collect(raw) == {"quarantined": 1}
        assert town.answers == ()

    def test_without_hosts_nobody_is_proven_and_nobody_doubted_for_that(self):
        with room("fake") as town:
            town.collect(vice(subject=town.subject()))
            assert [(a.answered_by, a.known_sender) for a in town.answers] == [("Vice", True)]
            assert "unproven_sender" not in town.house.desk.waiting(PLAN)[0].flags


class TestOnce:
    """One mail is one record, however often and by whatever way it comes."""

    def records(self, town: Room) -> int:
        return len(town.house.desk.waiting(PLAN))

    @pytest.mark.pain(1)
    def test_the_same_mail_twice(self, town):
        mail = vice(subject=town.code())
        assert town.collect(mail, mail) == {"replies": 1, "duplicates": 1}
        assert town.collect(mail) == {"duplicates": 1}
        assert self.records(town) == 1

    def test_the_same_mail_by_another_way(self, town):
        mail = vice(subject=town.code())
        other = b"Received: from x by y\r\nX-Spam-Status: No\r\n" + mail.replace(b"\r\n", b"\n").strip() + b"\n\n"
        assert town.collect(mail, other) == {"replies": 1, "duplicates": 1}

    @pytest.mark.parametrize(
        "other",
        [{"text": "Försenad."}, {"subject": "SV: {} Tillägg"}, {"sender": "Chef <chef@prov.example>"}],
    )
    def test_another_mail_under_its_message_id_is_two_and_flagged(self, town, other):
        """Whoever writes a mail makes its Message-ID."""
        first = {"text": "Klar.", "subject": "SV: {}"}
        made = [one | {"subject": one["subject"].format(town.code())} for one in (first, first | other)]
        assert town.collect(*(vice(**one) for one in made)) == {"replies": 2}
        assert [Flag.SAME_ID in row.flags for row in town.house.desk.waiting(PLAN)] == [False, True]

    def test_other_files_make_another_mail(self, town):
        """The words alone do not tell: both would be nothing."""

        def mail(attached: bytes) -> bytes:
            return (
                b"From: vice@prov.example\r\nMessage-ID: <a@prov.example>\r\nSubject: " + town.code().encode()
                + b"\r\nContent-Type: application/pdf\r\n\r\n" + attached
            )  # fmt: skip

        assert town.collect(mail(b"ett"), mail(b"tva")) == {"unmatched": 2}

    def test_mails_without_a_message_id_are_told_apart_by_their_bytes(self, town):
        mails = [vice(f"Klar {n}.", town.code(), message_id="").replace(b"Message-ID: \r\n", b"") for n in (1, 2)]
        assert town.collect(*mails, mails[0]) == {"replies": 2, "duplicates": 1}
        assert not any(Flag.SAME_ID in row.flags for row in town.house.desk.waiting(PLAN))

    @pytest.mark.pain(1)
    @pytest.mark.parametrize("step", ["keep", "file"])
    @pytest.mark.parametrize("moment", ["before", "after"])
    def test_a_run_that_is_cut_off_reads_it_once(self, town, step, moment):
        def cut(name: str) -> None:
            if name == step:
                raise KeyboardInterrupt

        def go(name: str) -> None:
            pass

        whole, name = town.house, "post" if step == "keep" else "inbox"
        port = Tapped(getattr(whole, name), *((cut, go) if moment == "before" else (go, cut)))
        town.house = replace(whole, **{name: port})
        town.put(vice(subject=town.code()))
        with pytest.raises(KeyboardInterrupt):
            town.collect()
        town.house = whole
        town.collect()
        assert matched(town) == VICES
        assert len(whole.inbox.folders["klart"]) == 1

    def test_one_that_cannot_be_read_within_limits_is_one_record_and_the_run_goes_on(self, town):
        town.house = replace(town.house, reader=FakeReader(SENDER, [b"bomb"]))
        assert town.collect(vice("bomb", town.code()), vice("Klar.", town.code())) == {"quarantined": 1, "replies": 1}
        assert town.whys == ["läsningen tog mer än 10 sekunder"]


class TestLater:
    def test_a_later_answer_supersedes_and_the_first_is_kept(self, town):
        first = vice("Klar.", town.code(), headers={})
        second = vice("Försenad. Nytt datum: 2026-09-30", town.code(), message_id="<2@prov.example>")
        second = second.replace(b"Tue, 02 Jun", b"Wed, 03 Jun")
        town.collect(second, first)
        assert [(a.status, a.received.day) for a in town.answers] == [(Status.DONE, 2), (Status.LATE, 3)]
        (row,) = [row for row in status_of(town.house, READ.date()) if (row.owner, row.goal) == ("Vice", "1.1")]
        assert (row.status, row.last_answer) == (Status.LATE, date(2026, 6, 3))
        assert "Vice" not in [role for role, _, _ in town.remind(READ)]
        assert "Vice" in [role for role, _, _ in town.remind(at(date(2026, 9, 23)))]

    @pytest.mark.parametrize(
        ("header", "day"),
        [("Tue, 09 Jun 2026 23:30:00 -0500", 10), ("Fri, 29 May 2026 09:00:00 +0200", 23),
         ("Wed, 24 Jun 2026 09:00:00 +0200", 23), ("i går", 23), ("", 23)],
    )  # fmt: skip
    def test_its_day_is_the_day_it_was_written_where_that_can_be(self, town, header, day):
        raw = vice(subject=town.code()).replace(b"Tue, 02 Jun 2026 09:00:00 +0200", header.encode())
        town.collect(raw)
        assert town.answers[0].received == date(2026, 6, day)


class Preparing:
    """A ledger in which our mails only told to prepare 1.1."""

    def __init__(self, post: Post) -> None:
        self._post, self.keep = post, post.keep

    def references(self, clue: Clue, value: str) -> list[Reference]:
        return [
            replace(one, items=tuple(self._prepared(item) for item in one.items))
            for one in self._post.references(clue, value)
        ]

    def _prepared(self, item: Item) -> Item:
        if item.number != "1.1":
            return item
        return replace(item, occurrence=item.occurrence.prepared(8))


class TestParts:
    def test_each_goal_gets_its_own(self, town):
        text = "1.1: Klar. Rutinen är känd.\n1.2: Försenad. Vi väntar på en leverans."
        assert town.collect(reply(text, town.code("Chef"))) == {"replies": 1}
        assert [(a.goal, a.status) for a in town.answers] == [("1.1", Status.DONE), ("1.2", Status.LATE)]
        assert "leverans" not in town.answers[0].text

    def test_the_same_for_all(self, town):
        town.collect(reply("Samma svar på alla: Pågår.", town.code("Chef")))
        assert [(a.goal, a.status) for a in town.answers] == [("1.1", Status.ONGOING), ("1.2", Status.ONGOING)]

    def test_a_goal_that_was_not_asked_about_gets_none(self, town):
        town.collect(vice("1.2: Klar.", town.code()))
        assert "1.2" not in [a.goal for a in town.answers]

    def test_klar_about_what_was_only_to_be_prepared_is_for_a_person(self, town):
        town.house = replace(town.house, post=Preparing(town.house.post))
        town.collect(reply("1.1: Klar.\n1.2: Klar.", town.code("Chef")))
        assert [(a.goal, a.status, a.occurrence.weeks) for a in town.answers] == [
            ("1.1", None, 8),
            ("1.2", Status.DONE, None),
        ]
        assert town.answers[0].read_as is Status.DONE
        assert town.told == [("reply", "Chef", Finding.NEEDS_READING)]

    def test_what_is_typed_under_each_goal_in_what_we_sent_is_that_goals(self, town):
        answers = {"1.1": "Klart. Rutinen är känd.", "1.2": "Försenad. Leverantören är sen."}
        lines = text_of(town.sent["Chef"].raw).splitlines()
        typed = "\n".join(f"> {line}\n{answers.get(line.split('  ')[0], '>')}" for line in lines)
        town.collect(
            reply(f"Se mina svar nedan.\n\nDen 1 juni 2026 skrev påminn <{SENDER}>:\n{typed}", town.subject("Chef"))
        )
        assert [(a.goal, a.status, a.text) for a in town.answers] == [
            ("1.1", Status.DONE, answers["1.1"]), ("1.2", Status.LATE, answers["1.2"]),
        ]  # fmt: skip

    def test_our_own_words_are_told_from_the_owners_though_nothing_marks_them(self, town):
        """Pasted below the answer without head or quote mark, and with the form filled in."""
        ours = "\n".join(line for line in text_of(town.sent["Vice"].raw).splitlines() if "Skriv ditt svar" not in line)
        assert town.collect(vice(f"Försenad. Vi väntar på en leverans.\n\n{ours}", town.subject())) == {"replies": 1}
        (answer,) = town.answers
        assert (answer.text, answer.status) == ("Försenad. Vi väntar på en leverans.", Status.LATE)

    def test_two_versions_of_one_mail_that_differ_are_left_to_a_person(self, town):
        mail = opened(vice("Klar.", town.subject()))
        mail.add_alternative("<p>Försenad.</p>", subtype="html")
        town.collect(mail.as_bytes())
        assert [answer.status for answer in town.answers] == [None]

    def test_no_words_at_all_are_no_answer(self, town):
        assert town.collect(vice("", town.code())) == {"unmatched": 1}
        assert town.answers == ()

    def test_our_code_is_hidden_in_what_is_kept_of_the_words(self, town):
        """Whoever reads it could answer in its owner's name."""
        town.collect(vice(f"Klar, min kod är {town.code()}", town.subject()))
        assert town.answers[0].text == "Klar, min kod är [kod]"

    def test_everything_is_held(self, town):
        town.collect(vice(subject=town.code()), reply("1.1: Klar. 1.2: Pågår.", town.code("Chef")))
        assert {answer.release for answer in town.answers} == {Release.HELD}


def test_an_answer_about_another_plan_of_the_same_memory_is_that_plans():
    """One mailbox, two plans: the roles may be called the same and be held by others."""
    with room("sqlite") as town:
        files = plan_files(
            {"1.1": ("Chef",)}, {"Chef": ("annan.chef@prov.example",), TEAM: ("k@prov.example",)}, identity="annan-plan"
        )
        town.house.plan.folder.contents = files
        town.collect(reply("1.1: Klar. 1.2: Pågår.", town.code("Chef"), sender="Annan <annan.chef@prov.example>"))
        assert [answer.known_sender for answer in town.house.memory.answers(PLAN)] == [False, False]
        town.collect(reply("1.1: Klar. 1.2: Pågår!", town.code("Chef")))
        assert [a.known_sender for a in town.house.memory.answers(PLAN)] == [False, False, True, True]
        assert town.house.memory.answers("annan-plan") == ()
