"""A reminder as a mail: what its reader sees, what its bytes are, and how an answer to it is read."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import default as modern
from html.parser import HTMLParser
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from icalendar import Calendar

from paminn.calendar.entries import entries, of_digest
from paminn.documents.mime import write_mail
from paminn.plan.load import read_plan
from paminn.plan.model import Kind, Person, Timeframe
from paminn.plan.months import MONTHS
from paminn.plan.occurrence import OccurrenceId
from paminn.reminders.asking.schedule import Schedule
from paminn.reminders.model import Digest, History, Purpose, Step, StepKind
from paminn.replies.answering import Answering
from paminn.replies.codes import find_codes, make_code, show_code
from paminn.replies.meaning.split import split
from paminn.replies.read import read_mail
from paminn.standing.answer import Answer, Status
from paminn.texts.calendar import feed
from paminn.texts.mail.digest import MARKER, Context, Mail, reply_link, word_digest
from tests.support import plans
from tests.support.houses import (
    DUE,
    FIRST_STEP,
    SECRET,
    SENDER,
    at,
    digest,
    html_of,
    opened,
    plan_files,
    reply,
    text_of,
    unmet,
)

CODE = make_code(SECRET, "prov-plan", "Chef", FIRST_STEP.isoformat())
STATUS = {"Klar": Status.DONE, "Pågår": Status.ONGOING, "Försenad": Status.LATE, "Ej påbörjad": Status.NOT_STARTED}
ENGLISH_MONTHS = re.compile(
    r"\b(?:January|February|March|May|June|July|August|October|December|Monday|Tuesday|Thursday|Friday)\b"
)


class Links(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.hrefs: list[str] = []
        self.words: list[str] = []
        self.styles = 0
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.styles += tag == "style"
        if tag == "a":
            self.hrefs.append(dict(attributes)["href"])

    def handle_endtag(self, tag):
        self.styles -= tag == "style"

    def handle_data(self, data):
        if not self.styles:
            self.words.append(data)


def context(*goals, **more) -> Context:
    values = {
        "plan": plans.plan(*(goals or (plans.goal("1.1", plans.deadline(DUE)),))),
        "sender": SENDER,
        "contact": "Eva (eva@prov.example)",
    }
    return Context(**{**values, **more})


def made(day: Digest, **more):
    return word_digest(day, CODE, context(*(r.goal for r in day.reminders), **more))


def sent(
    mail, calendar: bytes = b"", recipients=(("chef@prov.example", "Chefen"),), sender_name="påminn – Prov"
) -> bytes:
    return write_mail(mail, key="0" * 32, sender=SENDER, sender_name=sender_name, recipients=recipients,
                    message_id=f"<{'0' * 32}@prov.example>", at=at(FIRST_STEP), plan="prov-plan", calendar=calendar)  # fmt: skip


def numbered(day: Digest, number: int) -> Digest:
    return replace(day, reminders=tuple(replace(r, number=number) for r in day.reminders))


@pytest.fixture(scope="session")
def gnesta(reading):
    """Every digest of the shipped plan's first sixteen months when nobody answers."""
    schedule, covered, counts, found = Schedule(reading.plan, reading.rules), {}, {}, []
    day = date(2025, 9, 3)
    while day <= date(2026, 12, 31):
        for one in schedule.digests(History(covered, counts), day):
            found.append(one)
            for reminder in one.reminders:
                counts[one.owner, reminder.occurrence.id] = counts.get((one.owner, reminder.occurrence.id), 0) + 1
                covered |= {(one.owner, claim.occurrence, claim.due): claim.step.day for claim in reminder.covers}
        day += timedelta(1)
    return [(one, word_digest(one, CODE, Context(reading.plan, SENDER, "Eva"))) for one in found]


class TestBytes:
    def test_the_headers_say_who_to_whom_and_that_a_machine_wrote(self):
        mail = opened(sent(made(digest())))
        assert mail["From"].addresses[0].addr_spec == SENDER
        assert mail["From"].addresses[0].display_name == "påminn – Prov"
        assert [(" ".join(a.display_name.split()), a.addr_spec) for a in mail["To"].addresses] == [
            ("Chefen", "chef@prov.example")
        ]
        assert mail["Message-ID"] == f"<{'0' * 32}@prov.example>"
        assert mail["Date"].datetime == at(FIRST_STEP)
        assert mail["Auto-Submitted"] == "auto-generated"
        assert mail["X-Auto-Response-Suppress"] == "AutoReply"
        assert mail["X-Paminn"] == "prov-plan"
        assert mail["Content-Language"] == "sv"
        assert all(len(mail.get_all(name)) == 1 for name in set(mail.keys()))

    @pytest.mark.pain(9)
    def test_an_out_of_office_and_a_bounce_may_come_back(self):
        """Nothing suppresses what tells us that somebody is away or gone."""
        mail = opened(sent(made(digest())))
        assert not {"OOF", "NDR", "All", "DR"} & set(re.split(r"[,\s]+", mail["X-Auto-Response-Suppress"]))
        assert mail["Precedence"] is None

    def test_the_same_digest_is_the_same_bytes(self):
        assert sent(made(digest()), b"BEGIN:VCALENDAR\r\n") == sent(made(digest()), b"BEGIN:VCALENDAR\r\n")

    def test_every_line_is_one_that_any_mail_server_takes(self):
        raw = sent(made(digest("Chef", "1.1", "1.2")), b"BEGIN:VCALENDAR\r\nSUMMARY:\xc3\xa5\r\n")
        assert raw.isascii()
        assert b"\n" not in raw.replace(b"\r\n", b"")
        assert b"\r" not in raw.replace(b"\r\n", b"")
        assert max(len(line) for line in raw.split(b"\r\n")) <= 998

    def test_a_name_with_line_breaks_or_quotes_makes_no_new_header(self):
        mail = opened(sent(made(digest()), recipients=(("chef@prov.example", 'Eva "X"\r\nBcc: a@b.example'),)))
        assert mail["Bcc"] is None
        assert [a.addr_spec for a in mail["To"].addresses] == ["chef@prov.example"]

    def test_text_and_html_are_what_was_worded(self):
        mail = made(digest())
        raw = sent(mail)
        assert text_of(raw).replace("\r\n", "\n") == mail.text
        assert html_of(raw).replace("\r\n", "\n").strip() == mail.html.strip()

    def test_nothing_is_fetched_from_anywhere(self):
        html = made(digest(), public_url="https://prov.example/plan/").html
        assert not re.search(r"<(?:img|link|script|iframe)|url\(|@import|src=", html)
        assert all(href.startswith(("mailto:", "https://prov.example/plan/")) for href in Links(html).hrefs)

    @pytest.mark.pain(17)
    @pytest.mark.pain(18)
    def test_the_calendar_file_holds_this_mails_days_and_reads_back(self):
        read = read_plan(plan_files(), "plan", FIRST_STEP)
        (chief, *_) = Schedule(read.plan, read.rules).digests(History(), FIRST_STEP)
        days = of_digest(entries(read.plan, read.rules, ()), chief)
        raw = sent(word_digest(chief, CODE, Context(read.plan, SENDER, "Eva")), feed([(read.plan, days)]))
        (attached,) = opened(raw).iter_attachments()
        assert (attached.get_content_type(), attached.get_filename()) == ("text/calendar", "paminnelse.ics")
        assert attached.get_content_disposition() == "attachment"
        assert "method" not in attached["Content-Type"].params
        calendar = Calendar.from_ical(attached.get_content())
        events = list(calendar.walk("VEVENT"))
        assert {event.decoded("DTSTART") for event in events} == {DUE}
        assert len(events) == 2
        assert all("ATTENDEE" not in event and "ORGANIZER" not in event for event in events)


class TestWords:
    def test_text_and_html_hold_the_same_code_goals_and_days(self, gnesta):
        for one, mail in gnesta:
            html = " ".join("".join(Links(mail.html).words).split())
            text = " ".join(mail.text.split())
            assert find_codes(mail.text) == find_codes(mail.html) == find_codes(mail.subject) == (CODE,)
            for reminder in one.reminders:
                goal = reminder.goal
                for words in (f"Delmål {goal.number}", goal.timeframe.text):
                    assert words in text, words
                    assert words in html, words
            swedish_day = re.compile(rf"\d{{1,2}} (?:{'|'.join(MONTHS)}) 20\d\d")
            assert sorted(set(swedish_day.findall(text))) == sorted(set(swedish_day.findall(html)))

    def test_months_are_swedish_and_no_template_is_left_open(self, gnesta):
        for _, mail in gnesta:
            for part in (mail.subject, mail.text, "".join(Links(mail.html).words)):
                assert not ENGLISH_MONTHS.search(part), part
                assert not re.search(r"[{}]|None|undefined|\b20\d\d-\d\d-\d\d\b", part), part

    def test_a_text_line_never_ends_in_a_blank_nor_stands_far_from_the_next(self, gnesta):
        for _, mail in gnesta:
            assert not re.search(r"[ \t]\n", mail.text)
            assert "\n\n\n" not in mail.text

    @pytest.mark.pain(8)
    def test_the_subject_says_what_about_and_is_short(self, gnesta):
        for one, mail in gnesta:
            assert "\n" not in mail.subject
            assert len(mail.subject) <= 150, mail.subject
            if len(one.reminders) == 1 and one.reminders[0].occurrence.purpose is not Purpose.ACCOUNT:
                (only,) = one.reminders
                assert only.step.text in mail.subject if only.is_preparation else only.goal.number in mail.subject

    @pytest.mark.pain(8)
    @pytest.mark.pain(14)
    def test_the_number_is_stated_alike_in_subject_and_body(self):
        third, first = made(numbered(digest(), 3)), made(digest())
        assert "Påminnelse 3:" in third.subject
        assert "Det här är påminnelse nummer 3." in third.text
        assert "Det här är påminnelse nummer 3." in third.html
        assert first.subject.startswith("Påminnelse:")
        assert "påminnelse nummer" not in first.text + first.html

    @pytest.mark.pain(8)
    @pytest.mark.pain(14)
    def test_the_subject_grows_with_number_and_age_so_no_two_reminders_look_alike(self):
        late = [
            made(numbered(replace(digest(), day=DUE + timedelta(days)), n)) for n, days in ((4, 1), (5, 6), (6, 30))
        ]
        assert len({mail.subject for mail in late}) == 3
        assert [re.search(r"Påminnelse (\d)", mail.subject)[1] for mail in late] == ["4", "5", "6"]
        assert "för 30 dagar sedan" in late[2].subject

    @pytest.mark.pain(14)
    @pytest.mark.parametrize(
        ("day", "words"),
        [(DUE - timedelta(29), "om 29 dagar"), (DUE - timedelta(2), "om 2 dagar"), (DUE - timedelta(1), "i morgon"),
         (DUE, "i dag"), (DUE + timedelta(1), "i går"), (DUE + timedelta(40), "för 40 dagar sedan")],
    )  # fmt: skip
    def test_the_days_left_are_counted_from_the_day_it_is_sent(self, day, words):
        mail = made(replace(digest(), day=day))
        for part in (mail.text, mail.html):
            (said,) = [
                line
                for line in part.splitlines()
                if re.search("Ska (?:ha varit|vara) klart|Skulle ha varit klart", line)
            ]
            assert words in said
            assert "30 juni 2026" in said

    @pytest.mark.parametrize(
        ("late", "to_come", "prepared", "subject", "heading"),
        [
            (5, 0, 1, "sex delmål, fem har passerat sin dag, det äldsta för 84 dagar sedan, ett ska förberedas",
             "Hur går det med fem delmål? Svara så snart du kan. Dagen har passerat för alla fem. Dessutom är det dags att "
             "förbereda ett delmål. Det behöver du inte svara om."),
            (5, 0, 0, "fem delmål, alla har passerat sin dag, det äldsta för 84 dagar sedan",
             "Hur går det med fem delmål? Svara så snart du kan. Dagen har passerat för alla."),
            (2, 0, 2, "fyra delmål, två har passerat sin dag, det äldsta för 84 dagar sedan, två ska förberedas",
             "Hur går det med två delmål? Svara så snart du kan. Dagen har passerat för båda. Dessutom är det dags att "
             "förbereda två delmål. Det behöver du inte svara om."),
            (1, 0, 1, "två delmål, ett har passerat sin dag för 84 dagar sedan, ett ska förberedas",
             "Hur går det med ett delmål? Svara så snart du kan. Dagen har passerat. Dessutom är det dags att förbereda ett "
             "delmål. Det behöver du inte svara om."),
            (0, 1, 1, "två delmål, senast 12 oktober 2026, ett ska förberedas",
             "Hur går det med ett delmål? Svara senast 12 oktober 2026. Dessutom är det dags att förbereda ett delmål. Det "
             "behöver du inte svara om."),
            (1, 1, 1, "tre delmål, ett har passerat sin dag för 84 dagar sedan, ett ska förberedas",
             "Hur går det med två delmål? Svara senast 12 oktober 2026. Dagen har passerat för ett av dem. Dessutom är det "
             "dags att förbereda ett delmål. Det behöver du inte svara om."),
            (0, 0, 2, "Förbered 15 december 2026: Bestäm tema", "Det är dags att förbereda två delmål. Du behöver inte svara."),
            (0, 0, 1, "Förbered 15 december 2026: Bestäm tema",
             "Det är dags att förbereda 15 december 2026. Du behöver inte svara."),
        ],
    )  # fmt: skip
    def test_what_is_only_to_be_prepared_is_counted_as_that(self, late, to_come, prepared, subject, heading):
        """What the subject and the heading say is true of every goal that the mail shows."""
        today = DUE + timedelta(84)
        shown = digest("Chef", *(f"1.{number}" for number in range(1, late + to_come + prepared + 1)))
        reminders = list(shown.reminders)
        for at_place in range(late, late + to_come):
            reminders[at_place] = replace(reminders[at_place], due=today + timedelta(20))
        for at_place in range(late + to_come, len(reminders)):
            step = Step(StepKind.PREPARATION, 12, today, "Bestäm tema")
            reminders[at_place] = replace(reminders[at_place], step=step, due=today + timedelta(84))
        mail = made(replace(shown, day=today, reminders=tuple(reminders)))
        assert mail.subject.removeprefix("Påminnelse: ").startswith(f"{subject} – ")
        assert heading in " ".join(mail.text.split())
        assert f">{heading}</h1>" in " ".join(mail.html.split())

    @pytest.mark.pain(11)
    def test_what_has_no_day_is_never_called_late(self):
        """The year's account of ongoing work has a day to answer, and that is all that is said to have passed."""
        goal = plans.goal("1.1", Timeframe("Löpande", Kind.ONGOING))
        schedule = Schedule(plans.plan(goal), plans.RULES)
        (asked,) = schedule.digests(History(), date(2026, 1, 12))
        mail = made(asked)
        assert {r.occurrence.purpose for r in asked.reminders} == {Purpose.ACCOUNT}
        assert "Skulle ha varit klart" not in mail.text
        assert "Vi saknar ditt svar till redovisningen för 2025." in mail.text

    @pytest.mark.parametrize(
        ("day", "told"),
        [
            (
                date(2026, 1, 5),
                "Redovisningen för 2025: berätta kort vad som gjordes under året. Svara senast 31 januari 2026.",
            ),
            (date(2026, 2, 10), "Vi saknar ditt svar till redovisningen för 2025."),
        ],
    )
    def test_an_account_that_is_wanted_in_january_is_of_the_year_that_has_ended(self, day, told):
        goal = plans.goal("1.1", Timeframe("Löpande", Kind.ONGOING))
        schedule = Schedule(plans.plan(goal), replace(plans.RULES, account_due=(1, 31)))
        (asked,) = schedule.digests(History(), day)
        assert [str(r.occurrence.id) for r in asked.reminders] == ["1.1@2025"]
        mail = made(asked)
        assert told in " ".join(mail.text.split())
        assert mail.subject.startswith("Redovisning 2025")

    def test_an_abbreviation_is_spelt_out_once_in_each_part(self):
        read = read_plan(plan_files(), "plan", FIRST_STEP)
        (chief, *_) = Schedule(read.plan, read.rules).digests(History(), FIRST_STEP)
        mail = word_digest(chief, CODE, Context(read.plan, SENDER, "Eva"))
        assert len(chief.reminders) == 2
        for part in (mail.text, mail.html):
            assert part.count("VINR (våld i nära relation)") == 1
            assert part.count("VINR") == 4
            assert part.index("VINR (våld") == part.index("VINR")

    def test_words_from_the_plan_are_never_markup(self):
        goal = replace(plans.goal("1.1", plans.deadline(DUE, '"><script>x</script>')), wording="<b>A & B</b>")
        base = digest()
        mail = made(replace(base, reminders=(replace(base.reminders[0], goal=goal),)))
        assert "<script>" not in mail.html
        assert "&lt;b&gt;A &amp; B&lt;/b&gt;" in mail.html
        assert "<b>A & B</b>" in mail.text

    @pytest.mark.pain(9)
    def test_the_mail_says_how_it_ends_and_whom_to_ask(self):
        for part in (made(digest()).text, made(digest()).html):
            assert "Svarar du Klar slutar påminnelserna om din del." in part
            assert "Frågor: Eva (eva@prov.example)" in part


def links(mail) -> list[str]:
    return [href for href in Links(mail.html).hrefs if href.startswith("mailto:")]


@pytest.mark.pain(25)
class TestLinks:
    def test_every_answer_is_a_mail_its_owner_must_send(self):
        """Nothing that a mail scanner could press: no link of a mail leads to a page that records an answer."""
        mail = made(digest("Chef", "1.1", "1.2"))
        assert len(links(mail)) == 8
        assert [h for h in Links(mail.html).hrefs if not h.startswith("mailto:")] == []

    def test_links_are_short_ascii_and_free_of_what_mail_programs_spoil(self, gnesta):
        for _, mail in gnesta:
            for link in links(mail):
                assert len(link) <= 1500
                assert link.isascii()
                assert "+" not in link
                assert " " not in link

    @pytest.mark.parametrize(
        ("status", "words", "machine"),
        [
            (Status.DONE, "Klar", "KLAR"),
            (Status.ONGOING, "Pågår", "PAGAR"),
            (Status.LATE, "Försenad", "FORSENAD"),
            (Status.NOT_STARTED, "Ej påbörjad", "EJ-PABORJAD"),
        ],
    )
    def test_a_link_opens_the_right_subject_and_body(self, status, words, machine):
        link = urlsplit(reply_link(SENDER, "1.1", status, CODE))
        fields = parse_qs(link.query, strict_parsing=True)
        assert unquote(link.path) == SENDER
        assert fields["subject"] == [f"Svar 1.1 {words} {show_code(CODE)}"]
        (body,) = fields["body"]
        first = body.split("\r\n")[0]
        assert first == f"DELMAL=1.1 STATUS={machine}"
        assert body.isascii()

    def test_a_sender_with_odd_letters_still_makes_a_link(self):
        link = reply_link("på+minn&x@prov.example", "1.1", Status.DONE, CODE)
        assert unquote(urlsplit(link).path) == "på+minn&x@prov.example"
        assert "+" not in link
        assert "&x" not in link.split("?")[0]


def answered(subject: str, text: str, quoted: str = "", sent_text: str = ""):
    head = f"\n\nFrån: påminn – Prov <{SENDER}>\nSkickat: den 1 juni 2026 08:00\nTill: Chef <chef@prov.example>\nÄmne: x\n\n"
    return read_mail(
        reply(text + (head + quoted if quoted else ""), subject), Answering(sent_text), own_addresses=(SENDER,)
    )


class TestRoundTrip:
    @pytest.mark.parametrize("words", STATUS)
    @pytest.mark.parametrize("number", [0, 1])
    def test_a_pressed_button_is_read_as_what_it_says_about_its_goal(self, words, number):
        goals = ("1.1", "1.2")
        link = links(made(digest("Chef", *goals)))[4 * number + list(STATUS).index(words)]
        fields = parse_qs(urlsplit(link).query)
        read = answered(fields["subject"][0], fields["body"][0].replace("\r\n", "\n") + "Vi har gjort så gott vi kan.")
        assert read.codes == (CODE,)
        (part,) = split(read.whole, goals)
        assert (part.goal, part.status) == (goals[number], STATUS[words])
        assert "Vi har gjort så gott vi kan." in read.text
        assert "DELMAL" not in read.text

    def test_goals_that_are_mere_figures_go_round(self):
        goals = ("1", "2", "14")
        mail = made(digest("Chef", *goals))
        fields = parse_qs(urlsplit(links(mail)[4 * 2]).query)
        pressed = answered(fields["subject"][0], fields["body"][0].replace("\r\n", "\n"), mail.text, mail.text)
        assert [(part.goal, part.status) for part in split(pressed.whole, goals)] == [("14", Status.DONE)]
        typed = answered("SV: x", "1: Klar\n2: Pågår, vi har 3 utbildningar\n14: Försenad", mail.text, mail.text)
        assert [part.status for part in split(typed.whole, goals)] == [Status.DONE, Status.ONGOING, Status.LATE]

    def test_a_new_date_typed_behind_the_buttons_words_is_read(self):
        link = links(made(digest()))[2]
        fields = parse_qs(urlsplit(link).query)
        body = fields["body"][0].replace("\r\n", "\n").replace("Nytt datum: ", "Nytt datum: 2026-09-30")
        (part,) = split(answered(fields["subject"][0], body).whole, ("1.1",))
        assert (part.status, part.new_date) == (Status.LATE, date(2026, 9, 30))

    @pytest.mark.parametrize("words", STATUS)
    @pytest.mark.pain(23)
    def test_a_form_filled_in_inside_the_quoted_mail_is_read(self, words):
        mail = made(digest("Chef", "1.1", "1.2"))
        form = mail.text.split("Skriv inga personuppgifter om enskilda.\n")[1].split("Din kod:")[0].strip()
        other = next(word for word in STATUS if word != words)
        filled = form.replace("Status:", f"Status: {words}", 1).replace("Gjort i år:", "Gjort i år: Utbildat tio.", 1)
        second = filled.index("Delmål 1.2")
        filled = filled[:second] + filled[second:].replace("Status:", f"Status: {other}", 1)
        read = answered("SV: Påminnelse", filled, mail.text, mail.text)
        parts = split(read.whole, ("1.1", "1.2"))
        assert [(part.goal, part.status) for part in parts] == [("1.1", STATUS[words]), ("1.2", STATUS[other])]
        assert "Utbildat tio." in parts[0].text
        assert read.codes == (CODE,)

    @pytest.mark.pain(23)
    def test_a_bare_reply_with_our_whole_mail_below_holds_the_owners_words_alone(self):
        mail = made(digest())
        read = answered(f"SV: {mail.subject}", "Klar. Alla är informerade.", mail.text, mail.text)
        assert (read.text, read.status) == ("Klar. Alla är informerade.", Status.DONE)
        assert MARKER not in read.text

    def test_the_untouched_mail_sent_back_says_nothing(self):
        mail = made(digest())
        read = answered(f"SV: {mail.subject}", "", mail.text, mail.text)
        assert (read.text, read.status) == ("", None)


ANNA = Person("Anna <Ek>", "anna@prov.example")


def promised() -> Answer:
    """Of the role: late, with another day."""
    return Answer(
        1,
        "1.1",
        OccurrenceId.on("1.1", DUE),
        "Chef",
        Status.LATE,
        "",
        date(2025, 12, 1),
        "Anna <Ek>",
        date(2026, 9, 30),
    )


class TestNotices:
    def test_a_mail_to_the_quality_team_says_why_at_its_top(self):
        mail = made(unmet(digest()))
        for part in (mail.text, "".join(Links(mail.html).words)):
            assert part.index("Ingen kan nås i rollen Chef.") < part.index("Hur går det")
            assert "Hej, Chef!" not in part

    @pytest.mark.pain(15)
    @pytest.mark.parametrize("trial", ["redirected", "rehearsed"])
    def test_a_trial_says_so_at_its_top(self, trial):
        mail = made(digest(), **{trial: True})
        assert mail.subject.startswith("PROV: ")
        for part in (mail.text, "".join(Links(mail.html).words)):
            assert part.index("PROV:") < part.index("Hej, Chef!")

    def test_an_owners_own_date_and_the_decided_one_both_stand_there(self):
        said = self.about_the_day(promised(), ANNA)
        assert said.index("30 september 2026") < said.index("30 juni 2026")

    def about_the_day(self, promise: Answer, *people: Person) -> str:
        """What the mail says of the moved day, the same in both its parts."""
        base = digest()
        moved = replace(base.reminders[0], due=date(2026, 9, 30), promise=promise)
        mail = made(replace(base, reminders=(moved,), people=people))
        (said,) = [line for line in mail.text.splitlines() if line.startswith("Enligt ")]
        assert said in Links(mail.html).words
        return said

    def test_who_promised_the_day_is_told_that_it_is_by_their_own_answer(self):
        assert self.about_the_day(promised(), ANNA).startswith("Enligt ditt svar blir det klart den 30 september 2026")

    @pytest.mark.parametrize(
        ("people", "why"),
        [
            ((Person("Eva Lind", "eva@prov.example"),), "who stands in, or came after"),
            ((ANNA, Person("Eva Lind", "eva@prov.example")), "both read the same mail"),
            ((), "nobody is known"),
        ],
    )
    def test_everybody_else_is_told_whose_answer_it_was(self, people, why):
        said = self.about_the_day(promised(), *people)
        assert said.startswith("Enligt svaret från Anna <Ek> den 1 december 2025 blir det klart den 30 sep"), why

    def test_of_somebody_unknown_no_name_is_told(self):
        stranger = replace(promised(), answered_by="Anna <Ek> (annan adress än den som påmindes)", known_sender=False)
        for people in ((ANNA,), ()):
            said = self.about_the_day(stranger, *people)
            assert said.startswith("Enligt ett tidigare svar från rollen (1 december 2025) blir det klart den 30")

    def test_a_deputys_answer_for_one_of_several_is_not_the_holders_own(self):
        for_anna = replace(promised(), person="anna@prov.example")
        assert self.about_the_day(for_anna, ANNA).startswith("Enligt ditt svar")
        by_her_deputy = replace(for_anna, answered_by="Eva Lind")
        assert self.about_the_day(by_her_deputy, ANNA).startswith("Enligt svaret från Eva Lind den")

    def test_the_reminder_of_a_moved_day_knows_the_answer_that_moved_it(self, reading):
        plan = plans.plan(plans.goal("1.1", plans.deadline(DUE)))
        schedule = Schedule(plan, reading.rules)
        (day,) = schedule.digests(History(answers=[promised()]), date(2026, 9, 23))
        assert [reminder.promise for reminder in day.reminders] == [promised()]
        (undisturbed,) = schedule.digests(History(), FIRST_STEP)
        assert [reminder.promise for reminder in undisturbed.reminders] == [None]


class TestHeaders:
    """What a mail program shows must be what we wrote, blank for blank."""

    @pytest.mark.parametrize("days", range(0, 60, 3))
    def test_subject_and_names_come_back_letter_for_letter(self, days):
        subject = f"Påminnelse {days}: två delmål, båda har passerat sin dag, det äldsta för {days} dagar sedan – Fri från våld {CODE}"
        name = f"Kommunikatör/webbansvarig på förvaltningen nummer {days}, åäö"
        raw = write_mail(
            Mail(subject, "Text.\n", "<p>Text.</p>"), key="k", sender=SENDER, sender_name="påminn – Fri från våld",
            recipients=[("a@k.example", name), ("b@k.example", "Eva")], message_id="<k@k.example>", at=at(FIRST_STEP), plan="p",
        )  # fmt: skip
        head = raw.split(b"\r\n\r\n", 1)[0]
        assert max(map(len, head.split(b"\r\n"))) <= 78
        read = message_from_bytes(raw, policy=modern)
        assert read["Subject"] == subject
        assert [(" ".join(a.display_name.split()), a.addr_spec) for a in read["To"].addresses] == [
            (name, "a@k.example"),
            ("Eva", "b@k.example"),
        ]
        assert read["From"].addresses[0].display_name == "påminn – Fri från våld"
        old = str(make_header(decode_header(message_from_bytes(raw)["Subject"])))
        assert old == subject
