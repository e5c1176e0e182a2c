"""What the quality team's notice says: which lines there are, since when, and in which words."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from typing import get_args

import pytest

from paminn.failure import Cause, Failure
from paminn.plan.occurrence import OccurrenceId
from paminn.plan.version import Rereading
from paminn.reminders.message import Channel, Sent, State
from paminn.reports.absences import Away, Instead
from paminn.reports.beginning import FirstMail
from paminn.reports.contradicting import Contradicting, Said
from paminn.reports.notice import (
    AnswersToRead,
    Begins,
    Contradicted,
    DeadAddress,
    EditedPlan,
    HasLeft,
    LeftOver,
    LineKind,
    Notice,
    NoticeLine,
    OldName,
    OldNumber,
    PlanEnds,
    PlanProblems,
    ReadAnew,
    RefusedForNow,
    RefusedTogether,
    RefusedUs,
    UnknownOutcomes,
    VacantRole,
    contradicting,
    gone,
    refused,
    refused_for_now,
    to_read,
    unknown_outcomes,
)
from paminn.standing.answer import Release, Status
from paminn.texts.mail.notice import section_of, word_notice
from paminn.texts.pairs import pairs
from tests.support import plans

WORDS = plans.plan().words

DAY = date(2026, 6, 1)
LATER = date(2026, 6, 5)
WHO = ("Vera Vik", "f3")
PLAN = plans.plan(plans.goal("1.1", plans.deadline(date(2026, 6, 30)), "Chef"))
ONE_OF_EACH: dict[LineKind, NoticeLine] = {
    LineKind.BEGINS: Begins(LATER, DAY, (FirstMail(("Chef",), 2, 1, 1),)),
    LineKind.ENDS: PlanEnds(LATER, DAY),
    LineKind.EDITED: EditedPlan(DAY),
    LineKind.NUMBERS: OldNumber("3.3", "3.4"),
    LineKind.NAMES: OldName("Chef", "Direktör"),
    LineKind.HOLDERS: LeftOver("Chef"),
    LineKind.REREAD: ReadAnew("1.1", Rereading(plans.deadline(date(2026, 6, 30)), plans.deadline(date(2026, 5, 31)))),
    LineKind.REFUSED: RefusedUs(3, DAY),
    LineKind.TOGETHER: RefusedTogether(4, DAY),
    LineKind.ADDRESS: DeadAddress("Chef", DAY, Instead.DEPUTY),
    LineKind.FOR_NOW: RefusedForNow("Chef", ("Cia Ek",), 3, DAY, Failure(Cause.RECIPIENT_REFUSED_FOR_NOW, "450")),
    LineKind.LEFT: HasLeft("Vice", LATER, Instead.TEAM, *WHO),
    LineKind.CONTRADICTION: Contradicted("1.2", ("Chef", "Vice"), 2, LATER),
    LineKind.OUTCOMES: UnknownOutcomes(1, DAY),
    LineKind.WAITING: AnswersToRead(4, 1, DAY),
    LineKind.VACANT: VacantRole("Enhetschef"),
    LineKind.PROBLEMS: PlanProblems(1),
}


class TestKinds:
    def test_each_has_a_line_of_its_own(self):
        assert [line.kind for line in get_args(NoticeLine)] == list(LineKind)
        assert {kind: line.kind for kind, line in ONE_OF_EACH.items()} == {kind: kind for kind in LineKind}

    @pytest.mark.parametrize("kind", LineKind)
    def test_each_says_what_it_is_and_what_to_do(self, kind):
        section = section_of(kind, [ONE_OF_EACH[kind]], WORDS)
        assert re.fullmatch(r"\S.+[^.\s]", section.heading)
        assert re.search(r"paminn [a-z]+|owners\.yaml|rules\.yaml", section.to_do)

    def test_who_has_the_reminders_instead_has_words(self):
        assert set(pairs("notice/instead.txt")) == set(Instead)

    @pytest.mark.parametrize("kind", LineKind)
    def test_what_is_told_elsewhere_all_the_time_is_no_reason_for_a_mail(self, kind):
        assert Notice((ONE_OF_EACH[kind],)).is_needed is (
            kind not in (LineKind.OUTCOMES, LineKind.VACANT, LineKind.PROBLEMS)
        )

    def test_nothing_to_say_is_no_mail(self):
        assert not Notice().is_needed


@pytest.mark.parametrize(
    ("line", "heading", "row"),
    [
        (PlanEnds(LATER, DAY), "Planen gäller till och med den 5 juni 2026, sedan slutar påminnelserna", None),
        (PlanEnds(DAY, DAY), "Planen gäller till och med den 1 juni 2026, alltså i dag, sedan slutar påminnelserna", None),
        (PlanEnds(DAY, LATER), "Planen gällde till och med den 1 juni 2026 och påminnelserna har slutat", None),
        (EditedPlan(DAY), "plan.yaml har ändrats efter den 1 juni 2026, men ingen har antagit ändringen", None),
        (EditedPlan(None), "plan.yaml har ändrats, men ingen har antagit ändringen", None),
        (OldNumber("3.3", ""), "rules.yaml har kvar gamla nummer",
         "3.3 finns inte längre, inte heller under ett annat nummer."),
        (OldNumber("3.3", "3.4"), "rules.yaml har kvar gamla nummer", "3.3 heter nu 3.4."),
        (DeadAddress("Chef", DAY, Instead.DEPUTY), "En adress tar inte emot mejl",
         "Chef, sedan den 1 juni 2026. Påminnelserna går till ersättaren."),
        (DeadAddress("Chef", DAY, Instead.DEPUTY, "Cia Ek", "n2"), "En adress tar inte emot mejl",
         "Chef (Cia Ek, nummer n2), sedan den 1 juni 2026. Påminnelserna går till ersättaren."),
        (DeadAddress("Chef", DAY, None), "En adress tar inte emot mejl",
         "Chef, sedan den 1 juni 2026. Ingen i rollen har fått mejlet."),
        (RefusedForNow("Chef", ("Cia Ek",), 4, DAY, Failure(Cause.RECIPIENT_REFUSED_FOR_NOW, "450")),
         "En adress tar inte emot mejl just nu",
         "Chef (Cia Ek), fyra dagar sedan den 1 juni 2026: Servern nekade mottagaren: 450. Det prövas igen varje dag."),
        (RefusedForNow("Chef", (), 3, DAY, Failure(Cause.RECIPIENT_REFUSED_FOR_NOW, "450")),
         "En adress tar inte emot mejl just nu",
         "Chef, tre dagar sedan den 1 juni 2026: Servern nekade mottagaren: 450. Det prövas igen varje dag."),
        (HasLeft("Vice", LATER, Instead.TEAM, *WHO), "Någon har slutat, enligt ett autosvar",
         "Vice (Vera Vik, nummer f3), sedan den 5 juni 2026. Påminnelserna går till er."),
        (HasLeft("Vice", LATER, Instead.TEAM, *WHO, is_deputy=True), "Någon har slutat, enligt ett autosvar",
         "Vice (ersättaren Vera Vik, nummer f3), sedan den 5 juni 2026. Påminnelserna går till er."),
        (Contradicted("1.2", ("Chef", "Vice"), 2, LATER), "Svaren säger emot varandra",
         "Delmål 1.2, sedan den 5 juni 2026: Chef och Vice."),
        (Contradicted("1.2", ("Chef",), 2, LATER), "Svaren säger emot varandra",
         "Delmål 1.2, sedan den 5 juni 2026: två i rollen Chef."),
        (UnknownOutcomes(1, DAY), "Ett mejl har okänt utfall, det är från den 1 juni 2026", None),
        (UnknownOutcomes(2, DAY), "Två mejl har okänt utfall, det äldsta är från den 1 juni 2026", None),
        (AnswersToRead(1, 0, DAY), "Ett svar väntar på att någon läser, sedan den 1 juni 2026", None),
        (AnswersToRead(0, 1, DAY), "Ett mejl som inte hör till något i planen väntar på att någon läser, sedan den 1 juni 2026", None),
        (AnswersToRead(14, 1, DAY),
         "14 svar och ett mejl som inte hör till något i planen väntar på att någon läser, det äldsta sedan den 1 juni 2026", None),
        (VacantRole("Enhetschef"), "En roll är vakant", "Enhetschef"),
        (PlanProblems(1), "Planens filer har en sak att rätta eller bekräfta", None),
        (PlanProblems(3), "Planens filer har tre saker att rätta eller bekräfta", None),
    ],
)  # fmt: skip
def test_a_line_in_words(line, heading, row):
    section = section_of(line.kind, [line], WORDS)
    assert section.heading == heading
    assert section.rows == (() if row is None else (row,))


class TestMail:
    MAIL = word_notice(Notice(tuple(reversed(ONE_OF_EACH.values()))), PLAN)

    def test_lines_of_a_kind_share_a_heading_and_one_thing_to_do(self):
        lines = (
            HasLeft("Chef", DAY, Instead.DEPUTY, *WHO),
            PlanProblems(1),
            HasLeft("Vice", LATER, Instead.TEAM, *WHO),
        )
        notice = Notice(lines)
        assert list(notice.by_kind) == [LineKind.LEFT, LineKind.PROBLEMS]
        text = word_notice(notice, PLAN).text
        assert (text.count("Någon har slutat"), text.count("– Chef"), text.count("– Vice")) == (1, 1, 1)
        assert text.count("Skriv in en ny innehavare") == 1

    @pytest.mark.parametrize(("count", "words"), [(1, "En sak"), (2, "Två saker"), (13, "13 saker")])
    def test_the_subject_says_how_much_there_is_to_do(self, count, words):
        lines = tuple(HasLeft(f"Roll {number}", DAY, Instead.TEAM, *WHO) for number in range(count))
        assert word_notice(Notice(lines), PLAN).subject == f"{words} att göra – {PLAN.name}"

    def test_the_page_says_what_the_text_says_in_the_order_of_the_kinds(self):
        text = " ".join(self.MAIL.text.split())
        page = " ".join(unescape(re.sub(r"<[^>]+>", " ", self.MAIL.html)).split())
        place = 0
        for kind in LineKind:
            section = section_of(kind, [ONE_OF_EACH[kind]], WORDS)
            for words in (section.heading, *section.rows, section.to_do):
                assert words in page
                place = text.index(words, place)
        assert "Svara inte på det" in text
        assert "Svara inte på det" in page

    def test_a_name_in_the_page_is_no_markup(self):
        mail = word_notice(Notice((HasLeft("Chef <b>&", DAY, Instead.TEAM, *WHO),)), PLAN)
        assert "Chef <b>&" in mail.text
        assert "Chef &lt;b&gt;&amp;" in mail.html

    def test_a_trial_says_so(self):
        mail = word_notice(Notice((EditedPlan(DAY),)), PLAN, redirected=True)
        assert mail.subject.startswith("PROV: ")
        for said in (mail.text, mail.html):
            assert "PROV: beskedet skulle ha gått till kvalitetsteamet." in said
        assert "PROV" not in self.MAIL.subject + self.MAIL.text + self.MAIL.html


class TestWhoIsGone:
    @pytest.mark.parametrize(
        ("away", "line"),
        [
            (Away("Chef", None, Instead.TEAM, DAY, False, *reversed(WHO)), HasLeft("Chef", DAY, Instead.TEAM, *WHO)),
            (Away("Chef", None, Instead.HOLDER, DAY, by_report=True), DeadAddress("Chef", DAY, Instead.HOLDER)),
        ],
    )
    def test_who_has_left_and_an_address_that_is_dead_are_two_things(self, away, line):
        assert gone([away]) == [line]

    @pytest.mark.parametrize("by_report", [True, False])
    def test_nobody_need_do_anything_about_who_comes_back(self, by_report):
        assert gone([Away("Chef", LATER, Instead.DEPUTY, DAY, by_report)]) == []

    def test_each_person_of_a_role_is_told_by_name_and_number(self):
        away = Away("Chef", None, Instead.TEAM, DAY, False, "f1", "Cia Ek")
        other = replace(away, number="f2", name="Dan Al", is_deputy=True)
        assert gone([away, other]) == [
            HasLeft("Chef", DAY, Instead.TEAM, "Cia Ek", "f1"),
            HasLeft("Chef", DAY, Instead.TEAM, "Dan Al", "f2", is_deputy=True),
        ]


def mail(day: int, cause: Cause | None, state: State = State.FAILED, owner: str = "Chef", **more) -> Sent:
    failure = None if cause is None else Failure(cause)
    return Sent(
        **{"key": f"{owner}{day}", "plan": "p", "channel": Channel.EMAIL, "owner": owner, "asked": (), "message_id": "<x>",
           "day": DAY + timedelta(day), "recipients": (("a@prov.example", "A"), ("b@prov.example", "B")), "raw": b"",
           "number": day, "state": state, "failure": failure, **more}
    )  # fmt: skip


class TestRefused:
    """Of several in one mail, where the server does not say which address it is."""

    INVALID = Cause.GRAPH_RECIPIENT_REFUSED

    @pytest.mark.parametrize(
        ("mails", "since"),
        [
            ([mail(0, INVALID)], {"Chef": DAY}),
            ([mail(0, INVALID), mail(1, INVALID)], {"Chef": DAY}),
            ([mail(0, INVALID), mail(1, None, State.SEEN)], {}),
            ([mail(0, INVALID), mail(1, None, State.ACCEPTED), mail(2, INVALID)], {"Chef": DAY + timedelta(2)}),
            ([mail(0, INVALID), mail(1, None, State.SEEN, "Vice")], {"Chef": DAY}),
            ([mail(0, INVALID), mail(1, Cause.NO_ANSWER)], {"Chef": DAY}),
            ([mail(0, Cause.NO_ANSWER)], {}),
            ([mail(0, Cause.RECIPIENT_REFUSED)], {}),  # of these an absence is remembered
            ([mail(0, INVALID, redirected=True)], {}),
            ([mail(0, INVALID, channel=Channel.NOTICE)], {}),
            ([mail(0, INVALID), mail(1, None, State.SEEN, redirected=True)], {"Chef": DAY}),
        ],
    )
    def test_a_role_is_told_until_its_mail_arrives(self, mails, since):
        assert refused(mails) == since


class TestRefusedForNow:
    NOT_NOW = Cause.RECIPIENT_REFUSED_FOR_NOW

    def days(self, *mails: Sent) -> dict[str, int]:
        return {mailbox: len(row.days) for mailbox, row in refused_for_now(mails).items()}

    def test_two_days_are_nobodys_business(self):
        assert self.days(mail(0, self.NOT_NOW), mail(1, self.NOT_NOW)) == {}

    def test_three_are_told_of_each_mailbox(self):
        refused = [mail(day, self.NOT_NOW) for day in (0, 1, 4)]
        assert self.days(*refused) == {"a@prov.example": 3, "b@prov.example": 3}
        row = refused_for_now(refused)["a@prov.example"]
        assert (row.roles, row.days[0], row.failure.cause) == (("Chef",), DAY, self.NOT_NOW)

    def test_several_mails_of_a_day_are_one(self):
        assert self.days(*[mail(day, self.NOT_NOW) for day in (0, 0, 0, 1)]) == {}

    def test_a_mail_that_arrives_ends_it(self):
        assert self.days(*[mail(day, self.NOT_NOW) for day in (0, 1, 2)], mail(3, None, State.SEEN)) == {}

    def test_who_did_not_get_what_the_others_got_waits_alone(self):
        missed = frozenset({"b@prov.example"})
        partly = [mail(day, self.NOT_NOW, State.SEEN, missed=missed) for day in (0, 1, 2)]
        assert self.days(*partly) == {"b@prov.example": 3}

    @pytest.mark.parametrize("more", [{"channel": Channel.NOTICE}, {"redirected": True}])
    def test_what_is_no_reminder_counts_as_nothing(self, more):
        assert self.days(*[mail(day, self.NOT_NOW, **more) for day in (0, 1, 2)]) == {}

    def test_a_server_that_is_down_is_not_the_addresss_fault(self):
        assert self.days(*[mail(day, Cause.NO_ANSWER) for day in (0, 1, 2)]) == {}


def said(number: int, owner: str, status: Status, received: date) -> Said:
    return Said(number, owner, f"Person {number}", status, received, Release.HELD)


class TestContradictions:
    ABOUT = OccurrenceId.on("1.1", date(2026, 6, 30))

    def test_what_the_team_has_decided_about_it_need_not_be_told(self):
        first = said(1, "Chef", Status.DONE, DAY)
        second = said(2, "Vice", Status.LATE, LATER)
        released = replace(second, release=Release.RELEASED)
        for answers, lines in (((first, released), 1), ((replace(first, release=Release.RELEASED), released), 0)):
            assert len(contradicting([Contradicting("1.1", self.ABOUT, answers)])) == lines

    @pytest.mark.parametrize(
        ("answers", "line"),
        [
            ([("Chef", Status.DONE, DAY), ("Vice", Status.LATE, LATER)], Contradicted("1.1", ("Chef", "Vice"), 2, LATER)),
            ([("Chef", Status.DONE, DAY), ("Chef", Status.LATE, LATER)], Contradicted("1.1", ("Chef",), 2, LATER)),
            ([("Chef", Status.DONE, DAY), ("Vice", Status.DONE, DAY), ("Chef", Status.LATE, LATER)],
             Contradicted("1.1", ("Chef", "Vice"), 3, LATER)),
            ([("Chef", Status.DONE, DAY), ("Vice", Status.LATE, DAY), ("Teamet", Status.ONGOING, LATER)],
             Contradicted("1.1", ("Chef", "Vice", "Teamet"), 3, DAY)),
        ],
    )  # fmt: skip
    def test_it_is_told_who_and_since_when_and_not_what(self, answers, line):
        row = Contradicting("1.1", self.ABOUT, tuple(said(n, *answer) for n, answer in enumerate(answers)))
        assert contradicting([row]) == [line]


def test_what_waits_is_counted_from_the_oldest():
    assert to_read([], []) == []
    assert to_read([LATER, DAY], []) == [AnswersToRead(2, 0, DAY)]
    assert to_read([LATER], [DAY]) == [AnswersToRead(1, 1, DAY)]
    assert unknown_outcomes([]) == []
    assert unknown_outcomes([mail(3, None), mail(1, None)]) == [UnknownOutcomes(2, DAY + timedelta(1))]
