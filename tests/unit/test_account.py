"""The year's account: what each goal came to, and the Swedish that says so."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paminn.calendar.feed import Feed
from paminn.plan.model import ActionPlan, FocusArea, Goal, Kind, OwnerPart, Owners, Part, Person, Timeframe
from paminn.plan.occurrence import OccurrenceId
from paminn.plan.rrule import Frequency, Recurrence, yearly
from paminn.reminders.message import Door
from paminn.standing.answer import Answer, Release, SetByTeam, Status
from paminn.standing.silence import Silence
from paminn.summary.account import Unsent, summarise
from paminn.summary.blocks import Heading, Paragraph, Style, Table
from paminn.summary.goal_status import GoalStatus
from paminn.summary.requested import Requested
from paminn.summary.years import is_of
from paminn.texts.account.document import account
from paminn.texts.language import count_word, swedish_date, swedish_list
from paminn.texts.page.index import index_page
from paminn.texts.plan_words import plan_title, short, timeframe
from tests.support import plans

AS_OF = date(2026, 1, 31)
DEADLINE = Timeframe("Klart ht 2025", Kind.DEADLINE, end=date(2025, 12, 31))
CHIEF, IT, TEAM = "Chef myndighet vuxen", "Soc IT", "Kvalitetsteamet"


def owner(role, part=Part.RESPONSIBLE, words=""):
    return OwnerPart(role, part, words)


def goal(number="1.1", parts=(CHIEF,), frame=DEADLINE, **more):
    owned = tuple(part if isinstance(part, OwnerPart) else owner(part) for part in parts)
    return Goal(number, f"Rutiner finns för VINR i {number}.", ("Uppdatera rutiner.",), "…", owned, frame, **more)


def apart(*roles):
    """Responsible roles with a part of their own each, in the plan's words."""
    return tuple(owner(role, words=f"{role.lower()}s del") for role in roles)


def plan(*goals, **more):
    given = {
        "identity": "gnesta-fri-fran-vald",
        "title": "Handlingsplan Fri från våld",
        "name": "Fri från våld",
        "period_start": date(2025, 1, 1),
        "period_end": date(2027, 12, 31),
        "committee": "Socialnämnden",
        "decided": date(2025, 9, 3),
        "revised": None,
        "valid_until": None,
        "document_owner": "Förvaltningschef",
        "registration_number": "SN.2024.17",
        "definitions": {"VINR": "Våld i nära relation", "POM": "Prostitution m.m.", "Prostitution": "Sex."},
        "vision": "",
        "aims": (),
        "notes": (),
        "areas": (FocusArea(1, "Förebyggande", "", goals),),
        "levels": plans.LEVELS,
        "followed_up_by": plans.TEAM,
    }
    return ActionPlan(**(given | more))


def answer(role=CHIEF, status=Status.DONE, text="Allt är klart.", number="1.1", **more):
    given = {
        "id": 1,
        "occurrence": f"{number}@2025-12-31",
        "received": date(2025, 12, 12),
        "answered_by": "Anna Ek",
        "release": Release.RELEASED,
    }
    told = given | more
    told["occurrence"] = OccurrenceId.parse(str(told["occurrence"]))
    return Answer(goal=number, owner=role, status=status, text=text, **told)


def requested(number, role, day, occurrence, door=Door.SMTP):
    return Requested(number, role, OccurrenceId.parse(occurrence), day, door)


def asked_of_all(the_plan, of, as_of, days=None):
    """A request to each role about each goal, on the days that are given for it or else early in December."""
    early = min(date(of, 12, 1), as_of)
    requests = []
    for each in the_plan.goals():
        for part in each.parts:
            for day in (days or {}).get((each.number, part.role), [early]):
                about = f"{each.number}@{of}-12-31" if day.year >= of else f"{each.number}@{day.year}"
                requests.append(requested(each.number, part.role, day, about))
    return requests


def year(the_plan, *answers, asked=None, requests=None, as_of=AS_OF, of=2025, owners=None):
    if requests is None:
        requests = asked_of_all(the_plan, of, as_of, asked)
    return summarise(the_plan, plans.RULES, owners or Owners(), of, answers, requests, as_of)


def only(summary):
    (the_goal,) = summary.goals
    return the_goal


def status(the_goal, *answers, **more):
    return only(year(plan(the_goal), *answers, **more)).status


# What counts


def test_a_goal_is_done_only_when_every_responsible_part_has_answered_done():
    both = goal(parts=(CHIEF, IT))
    assert status(both, answer(CHIEF), answer(IT)) is GoalStatus.DONE
    assert status(both, answer(CHIEF)) is GoalStatus.MISSING
    assert status(both) is GoalStatus.MISSING


@pytest.mark.parametrize("part", [Part.SUPPORT, Part.PARTNER])
def test_support_and_partners_are_shown_and_asked_but_do_not_decide(part):
    shared = goal(parts=(CHIEF, owner(TEAM, part)))
    summary = year(plan(shared), answer(CHIEF), answer(TEAM, Status.LATE, "Vi hinner inte."))
    assert only(summary).status is GoalStatus.DONE
    assert [a.owner for a in only(summary).answers] == [CHIEF, TEAM]
    assert year(plan(shared), answer(CHIEF)).missing == (("1.1", TEAM),)
    assert status(shared, answer(CHIEF)) is GoalStatus.DONE


def test_where_nobody_is_responsible_those_who_take_part_decide():
    shared = goal(parts=(owner(TEAM, Part.PARTNER), owner(IT, Part.SUPPORT)))
    assert status(shared, answer(TEAM)) is GoalStatus.MISSING
    assert status(shared, answer(TEAM), answer(IT)) is GoalStatus.DONE


def test_a_goal_without_any_owner_is_never_done():
    assert status(goal(parts=())) is GoalStatus.MISSING


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ((Status.DONE, Status.ONGOING), GoalStatus.ONGOING),
        ((Status.ONGOING, Status.NOT_STARTED), GoalStatus.NOT_STARTED),
        ((Status.NOT_STARTED, Status.LATE), GoalStatus.LATE),
        ((Status.DONE, Status.LATE), GoalStatus.LATE),
        ((Status.ONGOING, None), GoalStatus.UNSTATED),
        ((Status.DONE, None), GoalStatus.UNSTATED),
        ((Status.NOT_STARTED, None), GoalStatus.UNSTATED),
        ((Status.LATE, None), GoalStatus.LATE),
    ],
)
def test_the_gravest_answer_speaks_for_the_goal(others, expected):
    two = goal(parts=apart(CHIEF, IT))
    first, second = others
    assert status(two, answer(CHIEF, first), answer(IT, second), as_of=date(2025, 12, 31)) is expected
    assert status(two, answer(CHIEF, second), answer(IT, first), as_of=date(2025, 12, 31)) is expected


@pytest.mark.parametrize("release", [Release.HELD, Release.WITHHELD])
def test_what_no_person_has_released_never_counts(release):
    summary = year(plan(goal()), answer(release=release, text="HEMLIGT"))
    assert only(summary).status is GoalStatus.MISSING
    assert summary.answers == ()
    assert only(summary).parts[0].silence is Silence(release.value)
    assert "HEMLIGT" not in words(account(summary))


def test_an_answer_that_alone_waits_is_not_later_than_another():
    part = only(year(plan(goal()), answer(release=Release.HELD))).parts[0]
    assert part.newer_held is False


def test_only_those_who_wrote_that_they_are_late_are_late():
    summary = year(plan(goal(parts=(CHIEF, IT, TEAM))), answer(CHIEF, Status.ONGOING), answer(IT, Status.LATE))
    assert [part.role for part in only(summary).late] == [IT]


def test_an_answer_stands_under_its_own_goal_alone():
    summary = year(plan(goal("1.1"), goal("1.2")), answer(IT, number="1.2"))
    assert [len(each.others) for each in summary.goals] == [0, 1]


def test_a_klar_that_was_taken_back_and_given_again_later_is_not_told_of_the_year_before():
    given = [
        answer(id=1, received=date(2025, 12, 12)),
        answer(id=2, status=Status.ONGOING, received=date(2026, 3, 10)),
        answer(id=3, received=date(2026, 4, 10)),
    ]
    part = only(year(plan(goal()), *given, of=2025, as_of=date(2026, 12, 31))).parts[0]
    assert (part.answer, part.done_on) == (given[0], None)


@pytest.mark.parametrize(
    ("own", "expected"),
    [(date(2025, 12, 31), GoalStatus.ONGOING), (date(2026, 1, 1), GoalStatus.OVERRUN)],
)
def test_a_day_of_the_owners_own_outlasts_the_time_plan_when_it_lies_after_its_last_day(own, expected):
    moved = answer(status=Status.ONGOING, received=date(2025, 11, 3), new_date=own)
    assert status(goal(), moved, as_of=date(2025, 11, 30)) is expected


def test_the_latest_answer_of_the_same_person_decides_and_the_earlier_are_told():
    early = answer(status=Status.LATE, id=1, received=date(2025, 11, 1))
    later = answer(status=Status.DONE, id=2, received=date(2025, 12, 12))
    same_day = answer(status=Status.ONGOING, id=3, received=date(2025, 12, 12))
    assert status(goal(), later, early) is GoalStatus.DONE
    summary = year(plan(goal()), same_day, later, early, as_of=date(2025, 12, 31))
    assert only(summary).status is GoalStatus.ONGOING
    assert summary.answers == (early, later, same_day)
    part = only(summary).parts[0]
    assert (part.answer, part.words_now, part.words_before) == (same_day, (same_day,), (later, early))


def test_a_later_answer_that_waits_for_release_is_told_but_not_quoted():
    summary = year(plan(goal()), answer(id=1), answer(id=2, text="HEMLIGT", release=Release.HELD))
    assert only(summary).parts[0].newer_held
    text = words(account(summary))
    assert "Ett senare svar väntar på granskning." in text
    assert "HEMLIGT" not in text


@pytest.mark.parametrize(
    ("occurrence", "received", "accounts"),
    [
        # Received in the year, whatever day it is about.
        ("1.1@2025-12-31", date(2025, 12, 12), {2025}),
        ("1.1@2024-12-31", date(2025, 3, 26), {2025}),
        ("1.1@2020-06-30", date(2025, 1, 1), {2025}),
        ("1.1@2020-06-30", date(2026, 1, 1), {2026}),
        # January and February still tell of the year before.
        ("1.1@2025-12-31", date(2026, 1, 20), {2025, 2026}),
        ("1.1@2025-12-31", date(2026, 2, 28), {2025, 2026}),
        ("1.1@2025-12-31", date(2026, 3, 1), {2026}),
        # Before the year of its day.
        ("1.1@2026-06-30", date(2025, 12, 12), {2025, 2026}),
        # The year's own request, whenever it is answered, and no other account.
        ("1.1@2025", date(2025, 12, 12), {2025}),
        ("1.1@2025", date(2026, 1, 20), {2025}),
        ("1.1@2025", date(2026, 8, 1), {2025}),
        ("1.1@2025", date(2024, 12, 30), {2025}),
        ("1.1@2026", date(2025, 12, 12), {2026}),
        ("1.1@2024", date(2025, 12, 12), {2024}),
    ],
)
def test_an_answer_belongs_to_the_years_it_came_in_and_is_about(occurrence, received, accounts):
    given = answer(status=Status.ONGOING, occurrence=occurrence, received=received)
    found = {of for of in range(2023, 2029) if year(plan(goal()), given, of=of, as_of=date(2030, 1, 1)).answers}
    assert found == accounts


def test_what_came_after_the_day_of_the_account_is_not_known_to_it():
    assert year(plan(goal()), answer(received=date(2026, 2, 1), occurrence="1.1@2025"), as_of=AS_OF).answers == ()


def test_a_goal_that_the_plan_calls_done_is_taken_from_the_plan_and_nobody_is_asked():
    frame = Timeframe("Har genomförts 19 mars 2025.", Kind.DONE, date(2025, 3, 19), date(2025, 3, 19))
    summary = year(plan(goal(frame=frame)))
    assert only(summary).status is GoalStatus.DONE_IN_PLAN
    assert summary.missing == summary.answered == ()
    text = words(account(summary))
    assert "Genomfört enligt planen" in text
    assert "«Har genomförts 19 mars 2025.»" in text
    assert "har inte kommit in" not in text


def test_a_replaced_goal_is_not_asked_about():
    summary = year(plan(goal(replaced_by="1.5"), revised=date(2025, 10, 1)))
    assert only(summary).status is GoalStatus.REPLACED
    assert summary.missing == ()
    assert "Ersatt av 1.5" in words(account(summary))


def test_the_pairs_that_were_to_be_asked_are_either_answered_or_missing():
    two = plan(goal("1.1", (CHIEF, IT)), goal("1.2", (CHIEF, owner(TEAM, Part.SUPPORT))))
    summary = year(two, answer(CHIEF), answer(TEAM, Status.ONGOING, number="1.2"))
    assert summary.answered == (("1.1", CHIEF), ("1.2", TEAM))
    assert summary.missing == (("1.1", IT), ("1.2", CHIEF))


def test_a_role_with_two_parts_is_asked_once_and_the_responsible_part_decides():
    twice = goal(parts=(owner(TEAM, Part.SUPPORT, "stöd"), owner(TEAM, words="material")))
    summary = year(plan(twice))
    assert summary.missing == (("1.1", TEAM),)
    (part,) = only(summary).parts
    assert (part.part, part.words, part.decides) == (Part.RESPONSIBLE, "stöd, material", True)


@pytest.mark.parametrize(
    ("frame", "as_of", "expected"),
    [
        (DEADLINE, date(2025, 12, 31), GoalStatus.ONGOING),
        (DEADLINE, date(2026, 1, 1), GoalStatus.OVERRUN),
        (replace(DEADLINE, kind=Kind.PERIOD, start=date(2025, 7, 1)), AS_OF, GoalStatus.OVERRUN),
        (replace(DEADLINE, kind=Kind.START, start=date(2025, 7, 1)), AS_OF, GoalStatus.ONGOING),
        (Timeframe("Löpande", Kind.ONGOING), AS_OF, GoalStatus.ONGOING),
        (Timeframe("Årligen", Kind.RECURRING, recurrence=Recurrence(Frequency.YEARLY)), AS_OF, GoalStatus.ONGOING),
    ],
)
def test_ongoing_work_after_the_last_day_is_neither_on_plan_nor_called_late(frame, as_of, expected):
    summary = year(plan(goal(frame=frame)), answer(status=Status.ONGOING), as_of=as_of)
    assert only(summary).status is expected
    text = words(account(summary))
    if expected is GoalStatus.OVERRUN:
        assert "Tidplanens sista dag var den 31 december 2025." in text
        assert "! Försenat" not in text


def test_an_owners_own_later_day_is_not_on_plan_even_before_the_last_day():
    moved = answer(status=Status.ONGOING, received=date(2025, 11, 3), new_date=date(2026, 2, 15))
    summary = year(plan(goal()), moved, as_of=date(2025, 11, 30))
    assert only(summary).status is GoalStatus.OVERRUN
    text = words(account(summary))
    assert "pågår arbetet till efter tidplanens sista dag, den 31 december 2025" in text
    assert "Nytt datum: 15 februari 2026." in text


def test_what_was_done_an_earlier_year_is_not_missing_the_next():
    summary = year(plan(goal()), answer(), requests=(), of=2026, as_of=date(2027, 1, 31))
    assert only(summary).status is GoalStatus.DONE
    assert summary.answered == summary.missing == summary.answers == ()
    assert "Delen var klar före 2026 och har inte efterfrågats igen." in words(account(summary))


def test_a_part_that_was_finished_during_the_year_was_not_done_before_it():
    """A late Klar to last year's deadline is this year's news, and counted as an answer."""
    finished = answer(received=date(2026, 3, 26))
    summary = year(plan(goal()), answer(status=Status.LATE), finished, of=2026, as_of=date(2026, 12, 31))
    assert only(summary).status is GoalStatus.DONE
    assert summary.answers == (finished,)
    assert summary.answered == (("1.1", CHIEF),)
    document = account(summary)
    assert "Anna Ek svarade den 26 mars 2026: Klar. Delen anmäldes klar den 26 mars 2026." in words(document)
    assert "Delen var klar före" not in words(document)
    assert len(table(document, "Svar som ingår").rows) == 1


def test_an_answer_of_january_stands_in_both_accounts_with_its_date():
    given = answer(received=date(2026, 1, 9))
    for of in (2025, 2026):
        text = words(account(year(plan(goal()), given, of=of, as_of=date(2026, 12, 31))))
        assert text.count("9 januari 2026") == 3  # when answered, when done, and in the appendix
        assert "Delen var klar före" not in text


def test_a_klar_to_last_years_request_is_not_asked_for_again_though_it_came_this_year():
    ongoing = answer(status=Status.ONGOING, received=date(2026, 1, 9), id=1)
    done = answer(occurrence="1.1@2025", received=date(2026, 1, 15), id=2)
    summary = year(plan(goal()), ongoing, done, requests=(), of=2026, as_of=date(2026, 12, 31))
    assert only(summary).status is GoalStatus.DONE
    assert summary.answered == summary.missing == ()
    assert summary.answers == (ongoing,), "it came this year"
    text = words(account(summary))
    assert "Tidigare svar\nAnna Ek svarade den 9 januari 2026: Pågår." in text
    assert "Delen anmäldes klar den 15 januari 2026 och har inte efterfrågats igen." in text
    assert "Svaret ingår i en tidigare redovisning." in text


def test_nobody_is_said_not_to_have_been_asked_who_was():
    asked = {("1.1", CHIEF): [date(2026, 1, 12)]}
    text = words(account(year(plan(goal()), answer(), of=2026, as_of=date(2026, 12, 31), asked=asked)))
    assert "Delen var klar före 2026." in text
    assert "efterfrågats" not in text


def test_a_klar_that_is_said_again_is_as_old_as_the_first_of_them():
    given = [answer(id=1), answer(id=2, received=date(2026, 1, 9))]
    text = words(account(year(plan(goal()), *given, of=2026, as_of=date(2026, 12, 31))))
    assert "Anna Ek svarade den 9 januari 2026: Klar. Delen var klar före 2026." in text
    taken_back = answer(id=3, status=Status.ONGOING, received=date(2025, 12, 20))
    text = words(account(year(plan(goal()), *given, taken_back, of=2026, as_of=date(2026, 12, 31))))
    assert "Delen anmäldes klar den 9 januari 2026." in text


def test_a_later_answer_that_waits_is_told_of_what_was_done_before_the_year_too():
    held = answer(id=2, received=date(2026, 5, 5), release=Release.HELD, status=None)
    part = only(year(plan(goal()), answer(), held, of=2026, as_of=date(2026, 12, 31))).parts[0]
    assert part.earlier
    assert part.newer_held


# What recurs


DAY = Timeframe("Årligen", Kind.RECURRING, recurrence=yearly(11, 25))


@pytest.mark.parametrize(
    ("occurrence", "received", "expected"),
    [
        ("1.1@2026-11-25", date(2026, 11, 25), GoalStatus.DONE),
        ("1.1@2026-11-25", date(2027, 1, 10), GoalStatus.DONE),
        ("1.1@2026-11-25", date(2026, 11, 20), GoalStatus.DONE),
        ("1.1@2026", date(2026, 12, 10), GoalStatus.DONE),
        ("1.1@2026-11-25", date(2025, 12, 1), GoalStatus.MISSING),
        ("1.1@2025-11-25", date(2026, 1, 10), GoalStatus.MISSING),
        ("1.1@2025-11-25", date(2026, 12, 10), GoalStatus.MISSING),
        ("1.1@2027-11-25", date(2026, 12, 10), GoalStatus.MISSING),
        ("1.1@2025", date(2026, 1, 10), GoalStatus.MISSING),
    ],
)
def test_what_recurs_is_done_for_the_year_only_by_an_answer_about_the_year(occurrence, received, expected):
    given = answer(occurrence=occurrence, received=received)
    assert status(goal(frame=DAY), given, of=2026, as_of=date(2027, 2, 1)) is expected


def test_an_answer_about_another_years_day_is_told_as_that_and_decides_nothing():
    given = answer(occurrence="1.1@2025-11-25", received=date(2026, 3, 10))
    summary = year(plan(goal(frame=DAY)), given, of=2026, as_of=date(2026, 12, 31))
    assert summary.missing == (("1.1", CHIEF),)
    assert summary.answers == only(summary).others == (given,)
    text = words(account(summary))
    assert f"Svar från {CHIEF} om den 25 november 2025" in text
    assert "svarade den 10 mars 2026 om den 25 november 2025: Klar. Svaret avgör inte läget för 2026." in text


def test_an_answer_about_this_years_day_does_not_replace_one_about_another_years():
    before = answer(id=1, occurrence="1.1@2025-11-25", received=date(2026, 3, 10))
    now = answer(id=2, occurrence="1.1@2026-11-25", received=date(2026, 11, 30))
    summary = year(plan(goal(frame=DAY)), now, before, of=2026, as_of=date(2026, 12, 31))
    assert only(summary).status is GoalStatus.DONE
    assert summary.answers == (before, now)


@pytest.mark.parametrize(
    ("about", "day", "account_of"),
    [
        ("1.1@2025-11-25", date(2025, 11, 26), 2025),
        ("1.1@2025-11-25", date(2026, 1, 10), 2025),
        ("1.1@2025-11-25", date(2026, 3, 1), 2026),
        ("1.1@2027-01-15", date(2026, 12, 10), 2027),
        ("1.1@2025-11-25-12w", date(2025, 9, 3), 2025),
        ("1.1@2025-11-25-12w", date(2026, 2, 3), 2025),
        ("1.1@2027-02-10-12w", date(2026, 11, 20), 2027),
    ],
)
def test_what_comes_back_is_asked_and_told_in_the_account_of_its_own_year_alone(about, day, account_of):
    the_plan = plan(goal(frame=DAY))
    said, asked = answer(occurrence=about, received=day), requested("1.1", CHIEF, day, about)
    of_answer, of_request = set(), set()
    for of in range(2024, 2029):
        if year(the_plan, said, requests=(), of=of, as_of=date(2029, 1, 1)).answers:
            of_answer.add(of)
        if year(the_plan, requests=[asked], of=of, as_of=date(2029, 1, 1)).missing:
            of_request.add(of)
    assert of_answer == of_request == {account_of}


def test_an_answer_about_a_preparation_is_told_as_that_and_is_neither_asked_nor_unasked():
    given = answer(occurrence="1.1@2026-11-25-12w", received=date(2026, 9, 3), text="Temat är bestämt.")
    summary = year(plan(goal(frame=DAY)), given, requests=(), of=2026, as_of=date(2026, 12, 31))
    assert (summary.answered, summary.answered_unasked, summary.missing) == ((), (), ())
    assert only(summary).others == (given,)
    text = words(account(summary))
    assert "svarade den 3 september 2026 om förberedelsen av den 25 november 2026: Klar." in text
    assert "Gäller en förberedelse av 25 november 2026." in text
    assert "inte har begärts" not in text
    assert text.count("Temat är bestämt.") == 2


@pytest.mark.parametrize(
    "earlier",
    [
        (DEADLINE, Status.ONGOING),
        (replace(DEADLINE, more_days=(date(2026, 12, 31),)), Status.DONE),
        (Timeframe("Årligen", Kind.RECURRING, recurrence=Recurrence(Frequency.YEARLY)), Status.DONE),
        (replace(DEADLINE, kind=Kind.START, start=date(2025, 7, 1)), Status.DONE),
    ],
)
def test_no_other_earlier_answer_says_anything_about_this_year(earlier):
    frame, said = earlier
    summary = year(plan(goal(frame=frame)), answer(status=said), of=2026, as_of=date(2027, 1, 31))
    assert only(summary).status is GoalStatus.MISSING
    assert summary.missing == (("1.1", CHIEF),)


def test_an_answer_from_a_role_outside_the_goal_is_shown_and_decides_nothing():
    summary = year(plan(goal()), answer(IT, Status.DONE, "Vi hjälpte till."))
    assert only(summary).status is GoalStatus.MISSING
    assert words(account(summary)).count("Vi hjälpte till.") == 2


def test_an_answer_to_a_goal_that_the_plan_lacks_still_stands_in_the_appendix():
    summary = year(plan(goal()), answer(number="9.9", text="Fel nummer."))
    assert words(account(summary)).count("Fel nummer.") == 1


# What the document says


def lines(document):
    """Every text of the document, paragraph by paragraph."""
    for block in document.blocks:
        match block:
            case Heading(_, text) | Paragraph(text, _):
                yield text
            case Table():
                yield block.caption
                for cell in (*block.header, *(cell for row in block.rows for cell in row)):
                    yield from [cell] if isinstance(cell, str) else [part.text for part in cell]


def words(document):
    return "\n".join(lines(document))


def headings(document):
    return [block.text for block in document.blocks if isinstance(block, Heading)]


def table(document, caption):
    return next(b for b in document.blocks if isinstance(b, Table) and b.caption.startswith(caption))


def text_of(cell):
    return cell if isinstance(cell, str) else "\n".join(part.text for part in cell)


def test_the_sections_stand_in_their_order():
    document = account(year(plan(goal()), answer()))
    assert document.title == "Redovisning 2025 – Handlingsplan Fri från våld 2025–2027"
    assert document.header == "Utkast – ska läsas och godkännas"
    assert document.language == "sv-SE"
    assert headings(document) == [
        "Uppgifter om dokumentet",
        "Förkortningar",
        "Sammanfattning",
        "Läget i korthet",
        "Fokusområde 1. Förebyggande",
        "Delmål 1.1",
        "Svar som inte ingår",
        "Ändringar i planen under året",
        "Bilaga 1. Inkomna svar",
        "Bilaga 2. Så har redovisningen tagits fram",
    ]


def test_the_file_says_that_a_program_wrote_the_draft():
    document = account(year(plan(goal())))
    assert (document.author, document.title) == ("påminn", "Redovisning 2025 – Handlingsplan Fri från våld 2025–2027")


def test_the_owners_words_stand_untouched_with_name_and_date_in_both_places():
    text = "Klart.\n\n  - punkt  ett\n\t- punkt två {{ 7*7 }} <b>\r\n"
    document = account(year(plan(goal()), answer(text=text, answered_by="Åsa Öberg")))
    quoted = [
        part
        for block in document.blocks
        if isinstance(block, Table)
        for row in block.rows
        for cell in row
        if not isinstance(cell, str)
        for part in cell
        if part.style is Style.QUOTE
    ]
    assert [part.text for part in quoted] == [text, text]
    assert "Åsa Öberg svarade den 12 december 2025: Klar." in words(document)
    (row,) = table(document, "Svar som ingår").rows
    assert [text_of(cell) for cell in row[:3]] == [
        "1.1",
        f"{CHIEF}\nÅsa Öberg",
        "12 december 2025",
    ]


def test_an_answer_released_without_a_status_is_shown_as_such():
    document = account(year(plan(goal()), answer(status=None, text="Se bilagan.")))
    assert "? Svar utan läge" in words(document)
    assert "Anna Ek svarade den 12 december 2025 utan att ange läge." in words(document)
    assert "Se bilagan." in words(document)


def test_missing_answers_say_whose_they_are_and_how_often_they_were_reminded():
    reminded = {("1.1", IT): [date(2026, 1, 19), date(2025, 12, 3), date(2026, 2, 9)]}
    document = account(year(plan(goal(parts=(CHIEF, IT, TEAM))), answer(CHIEF), asked=reminded))
    assert "? Svar från Soc IT och Kvalitetsteamet har inte kommit in" in words(document)
    assert "Svar ingår från en av tre ansvariga" in words(document)
    rows = [[text_of(cell) for cell in row] for row in table(document, "Begärda svar som inte").rows]
    assert [row[2:] for row in rows] == [
        [IT, "Inte inkommet", "2", "19 januari 2026"],
        [TEAM, "Inte inkommet", "1", "1 december 2025"],
    ]
    basis = text_of(table(document, "Beslut").rows[-1][1])
    assert basis == "1 svar av 3 begärda ingår. Inte inkomna: svar från Soc IT (1.1) och Kvalitetsteamet (1.1)."


@pytest.mark.parametrize("release", list(Release))
def test_a_reminder_that_was_answered_is_not_counted_against_anyone(release):
    """Only this year's reminders, and only those after the role's last word about the goal, released or not."""
    days = [date(2025, 12, 3), date(2026, 1, 12), date(2026, 2, 9), date(2026, 6, 1), date(2027, 1, 11)]
    said = answer(CHIEF, occurrence="1.1@2025", received=date(2026, 2, 9), release=release, status=Status.ONGOING)
    summary = year(plan(goal()), said, asked={("1.1", CHIEF): days}, of=2026, as_of=date(2026, 12, 31))
    assert only(summary).parts[0].reminded == (date(2026, 6, 1),)


def test_an_answer_about_another_goal_or_from_another_role_leaves_the_reminders_standing():
    asked = {("1.1", CHIEF): [date(2025, 12, 3)]}
    summary = year(plan(goal(), goal("1.2", (CHIEF, IT))), answer(number="1.2"), answer(IT), asked=asked)
    assert summary.goals[0].parts[0].reminded == (date(2025, 12, 3),)


def test_what_came_in_but_is_not_read_through_is_told_from_what_did_not_come():
    given = [answer(CHIEF, release=Release.HELD), answer(IT, release=Release.WITHHELD)]
    summary = year(plan(goal(parts=(CHIEF, IT, TEAM))), *given)
    missing = [summary.missing_because(why) for why in (Silence.NO_ANSWER, Silence.HELD, Silence.WITHHELD)]
    assert missing == [(("1.1", TEAM),), (("1.1", CHIEF),), (("1.1", IT),)]
    document = account(summary)
    rows = [[text_of(cell) for cell in row] for row in table(document, "Begärda svar som inte").rows]
    assert [row[3] for row in rows] == [
        "Inkommet, väntar på granskning",
        "Granskat, tas inte med",
        "Inte inkommet",
    ]
    text = words(document)
    assert f"Svar från {CHIEF} är inkommet men inte granskat" in text
    assert f"Inkomna men inte granskade: svar från {CHIEF} (1.1)." in text
    assert f"Granskade men tas inte med: svar från {IT} (1.1)." in text
    assert (
        "Ett begärt svar är inte inkommet, ett är inkommet men inte granskat och ett är granskat men tas inte" in text
    )
    assert "Av tre begärda svar ingår inget. Ett är inte inkommet, ett är inkommet men inte granskat" in text


def test_whose_answer_waits_for_the_team_is_not_shown_as_late():
    held = answer(CHIEF, release=Release.HELD, status=None, received=date(2025, 12, 2))
    reminded = {(number, CHIEF): [date(2026, 1, 12), date(2026, 1, 19)] for number in ("1.1", "1.2")}
    document = account(year(plan(goal(), goal("1.2")), held, asked=reminded))
    rows = [[text_of(cell) for cell in row][3:] for row in table(document, "Begärda svar som inte").rows]
    assert rows == [
        ["Inkommet, väntar på granskning", "–", "–"],
        ["Inte inkommet", "2", "19 januari 2026"],
    ]


def test_what_the_team_put_aside_from_another_sender_was_never_the_roles_answer():
    strange = answer(CHIEF, release=Release.WITHHELD, known_sender=False, received=date(2025, 12, 20))
    reminded = {("1.1", CHIEF): [date(2025, 12, 3)]}
    summary = year(plan(goal()), strange, asked=reminded)
    assert only(summary).parts[0].silence is Silence.NO_ANSWER
    assert only(summary).parts[0].reminded == (date(2025, 12, 3),)
    assert "Granskade men tas inte med" not in words(account(summary))
    own = answer(CHIEF, release=Release.HELD, received=date(2025, 12, 12))
    assert only(year(plan(goal()), own, strange)).parts[0].silence is Silence.HELD
    released = replace(strange, release=Release.RELEASED)
    assert only(year(plan(goal()), released)).status is GoalStatus.DONE


@pytest.mark.parametrize(
    ("doors", "unsent", "told", "written"),
    [
        ((Door.SMTP, None), Unsent.NONE, "Påminnelserna är de som har skickats", False),
        (
            (Door.SMTP, Door.FOLDER),
            Unsent.SOME,
            "Några av årets påminnelser har bara skrivits till en mapp och inte skickats till någon.",
            True,
        ),
        (
            (Door.FOLDER, Door.FOLDER),
            Unsent.ALL,
            "De har bara skrivits till en mapp och inte skickats till någon.",
            True,
        ),
    ],
)
def test_reminders_that_were_only_written_to_a_folder_are_not_told_as_sent(doors, unsent, told, written):
    asked = [requested("1.1", CHIEF, date(2025, 12, day), "1.1@2025", door) for day, door in enumerate(doors, 1)]
    summary = year(plan(goal()), requests=asked)
    assert summary.unsent is unsent
    text = words(account(summary))
    assert told in text
    assert ("mapp" in text) is written
    assert ("Påminnelserna är de som har skrivits" in text) is (unsent is Unsent.ALL)


# What is said of a goal whose owners disagree


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ((Status.NOT_STARTED, Status.ONGOING), "○ Ej påbörjat i en av två delar"),
        ((Status.NOT_STARTED, Status.DONE), "○ Ej påbörjat i en av två delar"),
        ((Status.NOT_STARTED, Status.NOT_STARTED), "○ Ej påbörjat"),
        ((Status.DONE, Status.ONGOING), "▶ Pågår i en av två delar"),
        ((Status.DONE, Status.LATE), "! Försenat i en av två delar"),
        ((None, Status.LATE), "! Försenat i en av två delar"),
        ((Status.LATE, Status.LATE), "! Försenat"),
        ((Status.DONE, Status.DONE), "✔ Genomfört"),
        ((Status.DONE, None), "? Svar utan läge"),
    ],
)
def test_where_the_owners_disagree_the_table_says_in_how_many_parts(said, told):
    two = plan(goal(parts=(*apart(CHIEF, IT), owner(TEAM, Part.SUPPORT))))
    given = [answer(role, status) for role, status in zip((CHIEF, IT), said, strict=True)]
    document = account(year(two, *given, answer(TEAM), as_of=date(2025, 12, 31)))
    assert text_of(table(document, "Alla delmål").rows[0][4]) == told
    assert text_of(table(document, "Läge och svar").rows[0][1]).split("\n")[0] == told


@pytest.mark.parametrize("first", list(Status))
@pytest.mark.parametrize("second", list(Status))
@pytest.mark.parametrize("parts", [(CHIEF, CHIEF, IT), apart(CHIEF, CHIEF, IT)])
def test_the_account_and_the_page_say_the_same_of_a_goal(first, second, parts):
    """A role with two responsible parts is one of them on both."""
    two = plan(goal(parts=parts))
    given = [answer(CHIEF, first), answer(IT, second)]
    document = account(year(two, *given, as_of=date(2025, 12, 31)))
    word = text_of(table(document, "Alla delmål").rows[0][4]).split("\n")[0][2:]
    shown = re.findall(
        r'<span class="status \w+"><span[^>]*>.</span> (.*?)</span>',
        index_page(two, (), given, [Feed("plan.ics", "", "", ())]),
    )
    assert shown[0] == word.replace("Genomfört", "Klart")


def test_overrun_work_that_one_of_the_owners_has_finished_says_so():
    text = words(account(year(plan(goal(parts=apart(CHIEF, IT))), answer(CHIEF), answer(IT, Status.ONGOING))))
    assert "▶ Pågår utöver tidplanen i en av två delar" in text
    assert "I ett delmål pågår arbetet utöver tidplanen: 1.1 (Rutiner finns för VINR i 1.1; i en av två delar)." in text


@pytest.mark.parametrize(
    ("status", "one", "both"),
    [
        (
            Status.NOT_STARTED,
            "Ett delmål är delvis inte påbörjat: 1.1 (i en av två delar).",
            "Två delmål är helt eller delvis inte påbörjade: 1.1 (i en av två delar) och 1.2.",
        ),
        (
            Status.LATE,
            "Ett delmål är delvis försenat enligt de ansvarigas svar: 1.1 (Rutiner finns för VINR i 1.1; i en av två delar",
            "Två delmål är helt eller delvis försenade enligt de ansvarigas svar: 1.1 (",
        ),
        (
            Status.ONGOING,
            "Ett delmål pågår: 1.1 (i en av två delar).",
            "Två delmål pågår: 1.1 (i en av två delar) och 1.2.",
        ),
    ],
)
def test_where_the_owners_disagree_the_summary_does_not_speak_for_all_of_them(status, one, both):
    two = plan(goal(parts=apart(CHIEF, IT)), goal("1.2"))
    given = [answer(CHIEF, status), answer(IT)]
    alone = words(account(year(two, *given, as_of=date(2025, 12, 31))))
    assert one in alone
    assert "räknas delmålet efter det allvarligaste svaret. Det gäller delmål 1.1 (i en av två delar)." in alone
    assert both in words(account(year(two, *given, answer(CHIEF, status, number="1.2"), as_of=date(2025, 12, 31))))


def test_where_all_agree_nothing_is_said_of_parts():
    text = words(account(year(plan(goal(parts=(CHIEF, IT))), *(answer(who, Status.LATE) for who in (CHIEF, IT)))))
    assert "Ett delmål är försenat enligt de ansvarigas svar: 1.1 (Rutiner finns för VINR i 1.1)." in text
    assert "två delar" not in text
    assert "svarat olika" not in text


def test_when_all_is_in_nothing_is_listed():
    text = words(account(year(plan(goal()), answer())))
    assert "Alla begärda svar ingår." in text
    assert "Påminnelserna är" not in text


def test_the_summary_tells_what_is_late_before_what_is_missing_in_words():
    given = plan(goal("1.1"), goal("1.2"), goal("1.3"))
    document = account(year(given, answer(status=Status.LATE), answer(number="1.2")))
    start = document.blocks.index(Heading(1, "Sammanfattning"))
    told = [b.text for b in document.blocks[start + 1 : start + 6] if isinstance(b, Paragraph)]
    assert told[1].startswith("Ett delmål är försenat enligt de ansvarigas svar: 1.1 (")
    assert told[2].startswith("För ett delmål ingår inte alla svar från de ansvariga.")
    assert told[3] == "Ett delmål är genomfört: 1.2."
    assert told[4] == (
        "Av tre begärda svar ingår två. Ett är inte inkommet. De räknas upp under rubriken Svar som inte ingår."
    )


def test_a_late_part_of_a_goal_that_lacks_answers_is_not_hidden():
    document = account(year(plan(goal(parts=apart(CHIEF, IT))), answer(CHIEF, Status.LATE)))
    assert "har en annan ansvarig svarat att den egna delen är försenad: 1.1" in words(document)


NONE_LATE = "Inget svar i redovisningen säger att ett delmål är försenat."


def test_without_any_answer_nothing_is_said_to_be_on_time():
    text = words(account(year(plan(goal()))))
    assert "Inga svar ingår i redovisningen." in text
    assert NONE_LATE not in text


def test_that_nobody_is_late_is_said_only_when_most_have_been_heard_and_none_has_said_it():
    three = plan(goal("1.1"), goal("1.2"), goal("1.3", (CHIEF, owner(TEAM, Part.SUPPORT))))
    one, two = answer(), answer(number="1.2", status=Status.ONGOING)
    assert NONE_LATE not in words(account(year(three, one)))
    assert NONE_LATE in words(account(year(three, one, two)))
    for told in (Status.LATE, None):
        given = [one, two, answer(TEAM, told, number="1.3")]
        assert NONE_LATE not in words(account(year(three, *given)))


def test_that_nobody_is_late_is_not_said_where_somebody_was_before():
    late = answer(status=Status.LATE, id=1, received=date(2025, 11, 3))
    assert NONE_LATE not in words(account(year(plan(goal()), late, answer(id=2))))


# Whose words they are


def test_what_the_quality_team_has_put_in_other_words_is_not_called_the_owners():
    document = account(year(plan(goal()), answer(text="Rutinen är klar.", edited=True)))
    assert words(document).count("(återgivet med andra ord vid granskningen)\nRutinen är klar.") == 2
    assert table(document, "Svar som ingår").header[-1] == "Svar (ordagrant, om inget annat sägs)"
    assert "återgivet" not in words(account(year(plan(goal()), answer())))
    assert "återgivet" not in words(account(year(plan(goal()), answer(text=" ", edited=True))))


def test_a_status_that_the_quality_team_has_set_says_so():
    text = words(account(year(plan(goal()), answer(status_by_team=True))))
    assert "Anna Ek skrev den 12 december 2025. Klar. Kvalitetsteamet har satt läget." in text
    assert "Anna Ek svarade" not in text
    assert "Status: Klar (läget satt vid granskningen)" in text


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"read_as": Status.LATE}, "Innan dess hade svaret lästs som: Försenad."),
        ({"read_as": None}, "Läget gick inte att läsa ur svaret."),
        ({"read_as": None, "is_reading_known": False}, ""),
    ],
)
def test_a_status_of_the_teams_says_who_when_why_and_what_was_read_before(more, told):
    set_by = SetByTeam("Eva Lind", date(2025, 12, 15), "Ringde Anna, som bekräftade.")
    text = words(account(year(plan(goal()), answer(status_by_team=True, set_by=set_by, **more))))
    line = (
        "Klar. Eva Lind i kvalitetsteamet har satt läget den 15 december 2025, med skälet: Ringde Anna, som bekräftade. "
        + told
    ).strip()
    assert line in text
    assert ("lästs som" in text or "gick inte att läsa" in text) is bool(told)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Hej!\n\nKlar. Allt är gjort.", "Klar. Allt är gjort."),
        ("Hejsan\nKlar.", "Klar."),
        ("God morgon, Kvalitetsteamet.\r\n\r\n  Klar.", "  Klar."),
        ("HALLÅ Eva-Lena Öberg!\n\nKlar.\n\nHej då!", "Klar.\n\nHej då!"),
        ("Hej! Klar.\nMer.", "Hej! Klar.\nMer."),
        ("Hej Klar!\nMer.", "Hej Klar!\nMer."),
        ("Hejdå\nKlar.", "Hejdå\nKlar."),
        ("Hej, vi är inte klara\nMer.", "Hej, vi är inte klara\nMer."),
        ("Hej!", "Hej!"),
        ("Hej!\n \n", "Hej!\n \n"),
        ("Klar.\nHej!", "Klar.\nHej!"),
    ],
)
def test_a_line_that_only_greets_stands_in_the_appendix_and_not_with_the_goal(text, shown):
    document = account(year(plan(goal()), answer(text=text)))
    quoted = [
        part.text
        for caption in ("Läge och svar", "Svar som ingår")
        for row in table(document, caption).rows
        for cell in row
        if not isinstance(cell, str)
        for part in cell
        if part.style is Style.QUOTE
    ]
    assert quoted == [shown, text]


# The day it stands for


@pytest.mark.parametrize(
    ("as_of", "named", "told"),
    [
        (date(2025, 11, 3), "Avstämt", "Den är avstämd den 3 november 2025."),
        (date(2025, 12, 31), "Underlag till och med", "Underlaget går till och med den 31 december 2025."),
        (
            date(2026, 1, 19),
            "Senaste uppgift i underlaget",
            "Den senaste uppgiften i underlaget är från den 19 januari 2026.",
        ),
    ],
)
def test_the_day_is_called_what_it_is(as_of, named, told):
    document = account(year(plan(goal()), answer(received=date(2025, 10, 1)), as_of=as_of))
    assert document.subtitle == f"Till Socialnämnden. Utkast. {named}: {swedish_date(as_of)}."
    assert (named, swedish_date(as_of)) in table(document, "Beslut").rows
    assert words(document).count(told) == 2  # in the summary and in the second appendix


def test_a_last_day_of_a_later_year_has_not_passed_in_this_years_account():
    """A late answer to the year's request may move the day of the account far into the next year."""
    later = replace(DEADLINE, end=date(2026, 3, 31))
    assert status(goal(frame=later), answer(status=Status.ONGOING), as_of=date(2026, 8, 1)) is GoalStatus.ONGOING


def test_every_goal_is_counted_once_in_its_area():
    frame = Timeframe("Genomfört.", Kind.DONE)
    areas = (
        FocusArea(1, "Ett", "", (goal("1.1"), goal("1.2", frame=frame))),
        FocusArea(2, "Två", "", (goal("2.1"), goal("2.2", replaced_by="2.1"))),
    )
    given = plan(areas=areas)
    document = account(year(given, answer(status=Status.ONGOING)))
    counts = table(document, "Antal")
    assert counts.header == (
        "Fokusområde",
        "Genomfört",
        "Pågår",
        "Pågår utöver tidplanen",
        "Försenat",
        "Ej påbörjat",
        "Inget läge",
        "Totalt",
    )
    assert counts.rows == (
        ("1. Ett", "1", "0", "1", "0", "0", "0", "2"),
        ("2. Två", "0", "0", "0", "0", "0", "1", "1"),
        ("Alla fokusområden", "1", "0", "1", "0", "0", "1", "3"),
    )
    assert "Delmål som har ersatts (2.2) räknas inte." in words(document)


def test_only_the_abbreviations_that_occur_are_explained_and_the_goal_is_not_altered():
    document = account(year(plan(goal()), answer()))
    assert table(document, "Förkortningar").rows == (("VINR", "Våld i nära relation"),)
    assert "Rutiner finns för VINR i 1.1." in words(document)
    bare = plan(replace(goal(), wording="Rutiner finns."))
    assert "Förkortningar" not in headings(account(year(bare)))


def test_changes_are_told_only_when_the_plan_was_revised_that_year():
    assert "Planen har inte reviderats under 2025." in words(account(year(plan(goal()))))
    earlier = plan(goal(replaced_by="1.5"), revised=date(2024, 5, 2))
    assert "Planen har inte reviderats under 2025." in words(account(year(earlier)))
    document = account(year(plan(goal(replaced_by="1.5"), revised=date(2025, 10, 1))))
    (row,) = table(document, "Ändringar").rows
    assert row[0] == "1 oktober 2025"
    assert row[2:] == ("Ersatt av 1.5", "Socialnämnden")


def test_a_reading_that_nobody_has_confirmed_says_so():
    unsure = goal(reading_confirmed=False, reading_reason="Planen säger bara «Årligen».")
    text = words(account(year(plan(unsure))))
    assert "Läsningen är inte bekräftad. Planen säger bara «Årligen»." in text
    assert "Läsningen av tidplanen är inte bekräftad för 1.1." in text


def test_the_document_is_the_same_in_any_order_of_the_answers():
    given = [answer(CHIEF, id=1), answer(IT, id=2), answer(TEAM, id=3)]
    three = plan(goal(parts=(CHIEF, IT, TEAM)))
    assert account(year(three, *given)) == account(year(three, *reversed(given)))


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        (DEADLINE, "«Klart ht 2025» – senast 31 december 2025"),
        (
            Timeframe("Vt 26", Kind.PERIOD, date(2026, 1, 1), date(2026, 6, 30)),
            "«Vt 26» – 1 januari 2026 till och med 30 juni 2026",
        ),
        (
            Timeframe("Påbörjas ht 25", Kind.START, date(2025, 7, 1), date(2025, 12, 31)),
            "«Påbörjas ht 25» – ska vara påbörjat senast 31 december 2025",
        ),
        (Timeframe("Löpande", Kind.ONGOING), "«Löpande» – utan slutdatum"),
        (
            Timeframe("T.o.m. 2027", Kind.ONGOING, end=date(2027, 12, 31)),
            "«T.o.m. 2027» – till och med 31 december 2027",
        ),
        (
            Timeframe("Löpande, följs upp årligen", Kind.ONGOING, recurrence=Recurrence(Frequency.YEARLY)),
            "«Löpande, följs upp årligen» – utan slutdatum, varje år",
        ),
        (Timeframe("Årligen", Kind.RECURRING, recurrence=Recurrence(Frequency.YEARLY)), "«Årligen» – varje år"),
        (
            Timeframe("25 nov", Kind.RECURRING, recurrence=yearly(11, 25)),
            "«25 nov» – varje år den 25 november",
        ),
        (
            Timeframe("Q4", Kind.RECURRING, recurrence=Recurrence(Frequency.YEARLY, months=(10, 11, 12))),
            "«Q4» – varje år i oktober, november och december",
        ),
        (
            Timeframe("Vart tredje år", Kind.RECURRING, recurrence=Recurrence(Frequency.YEARLY, 3)),
            "«Vart tredje år» – vart tredje år",
        ),
        (
            Timeframe("Varannan månad", Kind.RECURRING, recurrence=Recurrence(Frequency.MONTHLY, 2)),
            "«Varannan månad» – varannan månad",
        ),
        (Timeframe("Vid varje val", Kind.RECURRING), "«Vid varje val» – återkommande"),
        (
            Timeframe("Två gånger", Kind.DEADLINE, end=date(2026, 3, 1), more_days=(date(2027, 3, 1),)),
            "«Två gånger» – senast 1 mars 2026 och 1 mars 2027",
        ),
        (Timeframe("Genomfört.", Kind.DONE), "«Genomfört.»"),
        (Timeframe("Snart", Kind.UNKNOWN), "«Snart» – har inte kunnat läsas som ett datum"),
    ],
)
def test_a_timeframe_is_quoted_and_then_read_out_in_full(frame, expected):
    assert timeframe(frame) == expected


def test_a_goal_is_shortened_between_words_and_never_at_one_that_leads_on():
    assert short("Rutiner  finns.") == "Rutiner finns."
    assert short("Information om kommunens stöd och insatser", 26) == "Information om kommunens\u00a0…"
    assert short("Personal inom utredande- och myndighetsutövande verksamheter", 30) == "Personal\u00a0…"
    assert short("Det ska finnas tydlig information på hemsidan", 37) == "Det ska finnas tydlig information\u00a0…"
    assert short("x" * 100) == "x" * 68 + "\u00a0…"


def test_a_title_that_bears_its_years_is_not_given_them_twice():
    assert plan_title(plan(title="Plan 2025–2027")) == "Plan 2025–2027"
    assert plan_title(plan(title="Plan", period_end=date(2025, 12, 31))) == "Plan 2025"


def test_dates_lists_and_numbers_are_swedish():
    assert [swedish_date(date(2025, month, 1)).split()[1] for month in (1, 5, 8, 12)] == [
        "januari",
        "maj",
        "augusti",
        "december",
    ]
    assert [swedish_list("abc"[:n]) for n in range(4)] == ["", "a", "a och b", "a, b och c"]
    assert [count_word(n) for n in (0, 1, 2, 12, 13)] == ["noll", "ett", "två", "tolv", "13"]
    assert count_word(1, common=True) == "en"


# What was asked for


def cell(document, caption, row=0, column=1):
    return text_of(table(document, caption).rows[row][column])


def test_begarda_svar_are_requests_that_went_out():
    both = plan(goal("1.1", (CHIEF, IT)), goal("1.2"))
    summary = year(both, answer(CHIEF), requests=[requested("1.1", CHIEF, date(2025, 12, 1), "1.1@2025-12-31")])
    assert (summary.answered, summary.missing) == ((("1.1", CHIEF),), ())
    text = words(account(summary))
    assert "1 svar av 1 begärda ingår." in text
    assert "Det begärda svaret ingår." in text
    assert "Alla begärda svar ingår." in text
    assert "Soc IT har inte tillfrågats" in text
    assert "har inte kommit in" not in text


def test_without_any_request_nobody_is_said_to_owe_an_answer():
    text = words(account(year(plan(goal()), requests=())))
    assert text.count("Inga svar har begärts.") == 2
    assert "Inga svar ingår i redovisningen." in text
    assert f"{CHIEF} har inte tillfrågats" in text
    assert "begärda svar är" not in text


def test_an_answer_that_was_not_asked_for_this_year_is_told_and_counted_apart():
    both = plan(goal("1.1"), goal("1.2"))
    asked = [requested("1.2", CHIEF, date(2026, 12, 1), "1.2@2026")]
    given = answer(received=date(2026, 3, 26))
    summary = year(both, given, requests=asked, of=2026, as_of=date(2026, 12, 31))
    assert (summary.answered, summary.answered_as_asked) == ((("1.1", CHIEF),), ())
    text = words(account(summary))
    assert "0 svar av 1 begärda ingår. Dessutom ingår svar som inte har begärts för 2026: från Chef" in text
    assert "Dessutom ingår ett svar som inte har begärts för 2026." in text


def test_what_came_in_without_a_request_waits_all_the_same():
    held = answer(release=Release.HELD, status=None)
    summary = year(plan(goal()), held, requests=())
    assert summary.missing_because(Silence.HELD) == (("1.1", CHIEF),)


@pytest.mark.parametrize(
    ("day", "about", "years"),
    [
        (date(2025, 12, 1), "1.1@2025", {2025}),
        (date(2026, 1, 5), "1.1@2025", {2025}),
        (date(2026, 6, 5), "1.1@2025", {2025}),
        (date(2025, 12, 1), "1.1@2025-12-31", {2025}),
        (date(2026, 2, 28), "1.1@2025-12-31", {2025, 2026}),
        (date(2026, 3, 2), "1.1@2025-12-31", {2026}),
        (date(2025, 12, 10), "1.1@2026-01-15", {2025, 2026}),
    ],
)
def test_a_request_belongs_to_the_year_it_is_about_and_not_to_that_of_its_day(day, about, years):
    asked = [requested("1.1", CHIEF, day, about)]
    found = {
        of for of in range(2024, 2028) if year(plan(goal()), requests=asked, of=of, as_of=date(2028, 1, 1)).missing
    }
    assert found == years


# Whose time has not come

AUTUMN_26 = Timeframe("Ht 26", Kind.PERIOD, date(2026, 7, 1), date(2026, 12, 31))
SPRING_27 = Timeframe("Klart vt 27", Kind.DEADLINE, end=date(2027, 6, 30))
EVERY_THIRD = Timeframe("Vart tredje år", Kind.RECURRING, recurrence=Recurrence(Frequency.YEARLY, 3, months=(11,)))
QUARTERLY = Timeframe("Varje kvartal", Kind.RECURRING, recurrence=Recurrence(Frequency.MONTHLY, 3))
HALF_YEARLY = Timeframe("Varje halvår", Kind.RECURRING, recurrence=Recurrence(Frequency.MONTHLY, 6))
TWICE = replace(DEADLINE, end=date(2026, 3, 31), more_days=(date(2027, 9, 30),))


@pytest.mark.parametrize(
    ("frame", "of", "asked", "expected"),
    [
        (AUTUMN_26, 2025, False, GoalStatus.NOT_YET),
        (AUTUMN_26, 2025, True, GoalStatus.NOT_YET),
        (AUTUMN_26, 2026, False, GoalStatus.MISSING),
        (Timeframe("Påbörjas 2027", Kind.START, date(2027, 1, 1), date(2027, 12, 31)), 2026, True, GoalStatus.NOT_YET),
        (Timeframe("Löpande från 2027", Kind.ONGOING, date(2027, 1, 1)), 2026, True, GoalStatus.NOT_YET),
        (SPRING_27, 2025, False, GoalStatus.NOT_YET),
        (SPRING_27, 2025, True, GoalStatus.MISSING),
        (SPRING_27, 2027, False, GoalStatus.MISSING),
        (SPRING_27, 2028, False, GoalStatus.MISSING),
        (EVERY_THIRD, 2025, False, GoalStatus.MISSING),
        (EVERY_THIRD, 2026, False, GoalStatus.NOT_YET),
        (EVERY_THIRD, 2026, True, GoalStatus.MISSING),
        (EVERY_THIRD, 2028, False, GoalStatus.MISSING),
        (Timeframe("Löpande", Kind.ONGOING), 2025, False, GoalStatus.MISSING),
        (Timeframe("Snarast", Kind.UNKNOWN, question="När?"), 2025, False, GoalStatus.MISSING),
        (
            Timeframe("Årligen", Kind.RECURRING, recurrence=Recurrence(Frequency.YEARLY)),
            2025,
            False,
            GoalStatus.MISSING,
        ),
        (TWICE, 2025, False, GoalStatus.NOT_YET),
        (TWICE, 2026, False, GoalStatus.MISSING),
    ],
)
def test_what_has_not_begun_or_falls_due_later_and_was_never_asked_about_is_not_of_the_year(frame, of, asked, expected):
    requests = [requested("1.1", CHIEF, date(of, 12, 1), f"1.1@{of}")] if asked else ()
    summary = year(plan(goal(frame=frame)), requests=requests, of=of, as_of=date(of, 12, 31))
    assert only(summary).status is expected
    if expected is GoalStatus.NOT_YET:
        assert summary.missing == ()
        document = account(summary)
        assert cell(document, "Alla delmål", column=4) == f"– Inte aktuellt {of}"
        assert f"Ett delmål är inte aktuellt {of}: 1.1." in words(document)
        assert f"Inte aktuellt {of}" in table(document, "Antal").header
        assert "?" not in words(document)


@pytest.mark.parametrize("release", list(Release))
def test_what_somebody_has_written_about_is_never_said_not_to_be_of_the_year(release):
    early = answer(status=Status.ONGOING, occurrence="1.1@2025", release=release)
    assert status(goal(frame=SPRING_27), early, requests=()) is not GoalStatus.NOT_YET


# Day by day


def klar(*days, status=Status.DONE, **more):
    """An answer about each of these days, on the day."""
    return [
        answer(status=status, id=n, occurrence=f"1.1@{day}", received=date.fromisoformat(day), **more)
        for n, day in enumerate(days, start=1)
    ]


@pytest.mark.parametrize(
    ("frame", "answers", "expected", "told"),
    [
        (QUARTERLY, klar("2026-03-31"), GoalStatus.MISSING, "? Ett av fyra kvartal genomfört"),
        (QUARTERLY, klar("2026-03-31", "2026-06-30"), GoalStatus.MISSING, "? Två av fyra kvartal genomförda"),
        (
            QUARTERLY,
            klar("2026-03-31", "2026-06-30", "2026-09-30", "2026-12-31"),
            GoalStatus.DONE,
            "✔ Fyra av fyra kvartal genomförda",
        ),
        (HALF_YEARLY, klar("2026-06-30"), GoalStatus.MISSING, "? Ett av två halvår genomfört"),
        (
            QUARTERLY,
            [*klar("2026-03-31"), *klar("2026-06-30", status=Status.LATE)],
            GoalStatus.LATE,
            "! Försenat, ett av fyra kvartal genomfört",
        ),
        (
            replace(DAY, recurrence=Recurrence(Frequency.YEARLY, months=(3, 9), month_day=-1)),
            klar("2026-03-31"),
            GoalStatus.MISSING,
            "? Ett av två tillfällen genomfört",
        ),
        (TWICE, klar("2026-03-31"), GoalStatus.ONGOING, "▶ Ett av två tillfällen genomfört"),
    ],
)
def test_one_klar_is_one_day_and_never_the_year(frame, answers, expected, told):
    summary = year(plan(goal(frame=frame)), *answers, requests=(), of=2026, as_of=date(2026, 12, 31))
    assert only(summary).status is expected
    document = account(summary)
    assert cell(document, "Alla delmål", column=4) == told
    for each in answers:
        assert f"om den {swedish_date(each.occurrence.day)}: " in words(document)


def test_each_day_stands_with_what_it_came_to():
    answers = [
        *klar("2026-03-31"),
        answer(id=2, status=Status.ONGOING, occurrence="1.1@2026-06-30", received=date(2026, 6, 30)),
    ]
    asked = [requested("1.1", CHIEF, date(2026, 9, 1), "1.1@2026-09-30")]
    summary = year(plan(goal(frame=QUARTERLY)), *answers, requests=asked, of=2026, as_of=date(2026, 10, 1))
    assert cell(account(summary), "Läge och svar").split("\n") == [
        "? Ett av fyra kvartal genomfört",
        "31 mars 2026: genomfört",
        "30 juni 2026: pågår",
        "30 september 2026: svar om dagen saknas",
        "31 december 2026: har inte varit än",
    ]


@pytest.mark.parametrize(("role", "told"), [(CHIEF, GoalStatus.MISSING), (TEAM, GoalStatus.NOT_YET)])
def test_a_day_that_lies_ahead_is_missed_when_one_who_decides_has_been_asked_about_it(role, told):
    shared = goal(parts=(CHIEF, owner(TEAM, Part.SUPPORT)), frame=QUARTERLY)
    asked = [requested("1.1", role, date(2026, 9, 1), "1.1@2026-09-30")]
    summary = year(plan(shared), requests=asked, of=2026, as_of=date(2026, 9, 5))
    assert only(summary).occasions[2].status is told


def test_the_days_of_a_goal_without_any_owner_are_never_done():
    summary = year(plan(goal(parts=(), frame=QUARTERLY)), of=2026, as_of=date(2026, 12, 31))
    assert {day.status for day in only(summary).occasions} == {GoalStatus.MISSING}


def test_a_klar_to_next_years_request_does_not_make_this_year_done():
    early = answer(occurrence="1.1@2026", received=date(2025, 12, 12))
    assert status(goal(), early, as_of=date(2025, 12, 31)) is GoalStatus.MISSING


def test_a_day_that_was_asked_about_is_told_as_unanswered_though_others_were_answered():
    asked = [
        requested("1.1", CHIEF, date(2026, month, 1), f"1.1@2026-{day}") for month, day in ((3, "03-31"), (6, "06-30"))
    ]
    summary = year(plan(goal(frame=QUARTERLY)), *klar("2026-03-31"), requests=asked, of=2026, as_of=date(2026, 7, 5))
    text = words(account(summary))
    assert "Om enskilda dagar saknas svar för delmål 1.1 (30 juni 2026)." in text
    assert "Alla begärda svar ingår." not in text
    assert "Därför anges inget läge för 1.1 (Rutiner finns för VINR i 1.1; ett av fyra kvartal)." in text
    nobody = words(account(year(plan(goal(frame=QUARTERLY)), requests=asked, of=2026, as_of=date(2026, 7, 5))))
    assert "Om enskilda dagar" not in nobody, "that the role is silent is said already"


def test_a_day_that_nobody_was_asked_about_is_told_as_that():
    summary = year(plan(goal(frame=HALF_YEARLY)), *klar("2026-06-30"), requests=(), of=2026, as_of=date(2026, 12, 31))
    told = cell(account(summary), "Läge och svar").split("\n")
    assert told[2] == "31 december 2026: svar saknas, ingen har tillfrågats om dagen"


def test_days_that_lie_ahead_are_neither_missing_nor_done():
    summary = year(plan(goal(frame=QUARTERLY)), *klar("2026-03-31"), requests=(), of=2026, as_of=date(2026, 4, 1))
    assert only(summary).status is GoalStatus.ONGOING
    assert cell(account(summary), "Alla delmål", column=4) == "▶ Ett av fyra kvartal genomfört"


@pytest.mark.parametrize(
    ("said", "expected"),
    [(Status.DONE, GoalStatus.ONGOING), (Status.ONGOING, GoalStatus.ONGOING), (Status.LATE, GoalStatus.LATE)],
)
def test_an_account_of_the_year_says_how_it_goes_but_not_that_every_day_is_done(said, expected):
    given = [*klar("2026-03-31"), answer(id=9, status=said, occurrence="1.1@2026", received=date(2026, 12, 20))]
    summary = year(plan(goal(frame=QUARTERLY)), *given, of=2026, as_of=date(2026, 12, 31))
    assert only(summary).status is expected
    assert "ett av fyra kvartal genomfört" in cell(account(summary), "Alla delmål", column=4).lower()


def test_a_day_of_several_owners_is_done_when_all_have_said_so():
    both = plan(goal(parts=apart(CHIEF, IT), frame=HALF_YEARLY))
    given = [*klar("2026-06-30"), *klar("2026-12-31"), *klar("2026-12-31", role=IT)]
    summary = year(both, *given, requests=(), of=2026, as_of=date(2026, 12, 31))
    assert [day.status for day in only(summary).occasions] == [GoalStatus.MISSING, GoalStatus.DONE]


def test_work_with_several_days_remembers_those_of_earlier_years():
    both_days = [*klar("2026-03-31"), *klar("2027-09-30")]
    summary = year(plan(goal(frame=TWICE)), *both_days, requests=(), of=2027, as_of=date(2027, 12, 31))
    assert only(summary).status is GoalStatus.DONE


# Every word


def test_three_of_a_role_who_answered_differently_all_stand_and_none_is_picked():
    given = [
        answer(
            id=1, status=Status.ONGOING, received=date(2025, 12, 2), answered_by="Anna Ek", text="Två enheter av tre."
        ),
        answer(id=2, status=Status.DONE, received=date(2025, 12, 3), answered_by="Bo Alm", text="Vi är klara."),
        answer(id=3, status=Status.LATE, received=date(2025, 12, 4), answered_by="Cia Dahl", text="Vi väntar."),
    ]
    summary = year(plan(goal()), *given)
    assert only(summary).status is GoalStatus.CONTRADICTED
    assert summary.answers == tuple(given)
    document = account(summary)
    assert cell(document, "Alla delmål", column=4).split("\n") == [
        "≠ Svaren säger olika",
        f"Anna Ek, {CHIEF}: Pågår",
        f"Bo Alm, {CHIEF}: Klar",
        f"Cia Dahl, {CHIEF}: Försenad",
    ]
    named_as_the_role = replace(given[0], answered_by=CHIEF)
    told = cell(account(year(plan(goal()), named_as_the_role, given[1])), "Alla delmål", column=4)
    assert told.split("\n")[1] == f"{CHIEF}: Pågår"
    section = cell(document, "Läge och svar", row=-1)
    assert section.index("Vi väntar.") < section.index("Vi är klara.") < section.index("Två enheter av tre.")
    assert "Tidigare svar" not in section, "nobody has changed their mind"
    assert [text_of(row[1]).split("\n")[1] for row in table(document, "Svar som ingår").rows] == [
        "Anna Ek",
        "Bo Alm",
        "Cia Dahl",
    ]
    assert "I ett delmål säger de ansvarigas svar olika, och inget läge anges: 1.1 (" in words(document)
    assert "Ett delmål är genomfört: " not in words(document)


def test_sixty_measures_of_december_do_not_vanish_for_a_line_in_march():
    measures = "\n".join(f"{n}. Åtgärd nummer {n} är genomförd." for n in range(1, 61))
    december = answer(id=1, status=Status.DONE, occurrence="1.1@2025", text=measures)
    march = answer(
        id=2, status=Status.ONGOING, occurrence="1.1@2025", received=date(2026, 3, 10), text="Några återstår."
    )
    frame = Timeframe("Löpande", Kind.ONGOING)
    document = account(year(plan(goal(frame=frame)), december, march, as_of=date(2026, 3, 10)))
    section = cell(document, "Läge och svar", row=-1).split("\n")
    assert section[:2] == ["Anna Ek svarade den 10 mars 2026: Pågår.", "Några återstår."]
    assert section[2:4] == ["Tidigare svar", "Anna Ek svarade den 12 december 2025: Klar."]
    assert "\n".join(section[4:]) == measures
    assert [row[3][-1].text for row in table(document, "Svar som ingår").rows] == [measures, "Några återstår."]


def test_a_later_answer_of_another_year_takes_nothing_from_this_one():
    given = answer(id=1, status=Status.ONGOING, occurrence="1.1@2025", text="Trettio har gått utbildningen.")
    later = answer(id=2, occurrence="1.1@2026-12-31", received=date(2026, 5, 5), text="Alla har gått den.")
    frame = Timeframe("Löpande", Kind.ONGOING)
    first = account(year(plan(goal(frame=frame)), given))
    assert words(account(year(plan(goal(frame=frame)), given, later, as_of=AS_OF))) == words(first)
    text = words(account(year(plan(goal(frame=frame)), given, later, of=2026, as_of=date(2026, 12, 31))))
    assert "Alla har gått den." in text
    assert "Trettio" not in text


def test_each_answer_stands_once_in_its_section_and_once_in_the_appendix():
    given = [
        answer(id=n, status=status, received=date(2025, 12, n), answered_by=who, text=f"Svar nummer {n}.")
        for n, (who, status) in enumerate(
            [("Anna Ek", Status.LATE), ("Bo Alm", Status.ONGOING), ("Anna Ek", Status.ONGOING), ("", None)], start=1
        )
    ]
    text = words(account(year(plan(goal(parts=(CHIEF, IT))), *given, answer(IT, id=9, text="Från Soc IT."))))
    for number in range(1, 5):
        assert text.count(f"Svar nummer {number}.") == 2
    assert text.count("Från Soc IT.") == 2


def test_all_that_roles_outside_the_goal_have_said_is_told():
    given = [answer(IT, id=n, text=f"Tips {n}.", received=date(2025, 12, n)) for n in (1, 2)]
    summary = year(plan(goal()), *given)
    assert only(summary).others == tuple(given)
    assert words(account(summary)).count("Tips 1.") == 2


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ((), "Gäller 31 december 2025."),
        ([(date(2025, 12, 1), "1.1@2025-12-31")], "Gäller 31 december 2025. Frågan ställdes den 1 december 2025."),
        (
            [(date(2025, 11, 3), "1.1@2025-12-31"), (date(2025, 12, 8), "1.1@2025-12-31")],
            "Gäller 31 december 2025. Frågan ställdes den 8 december 2025.",
        ),
        ([(date(2025, 12, 15), "1.1@2025-12-31")], "Gäller 31 december 2025."),
        ([(date(2025, 12, 1), "1.1@2025")], "Gäller 31 december 2025."),
    ],
)
def test_each_answer_says_what_it_answers(asked, told):
    requests = [requested("1.1", CHIEF, day, about) for day, about in asked]
    document = account(year(plan(goal()), answer(), requests=requests))
    assert cell(document, "Svar som ingår", column=3).split("\n")[:2] == ["Status: Klar", told]


def test_an_answer_says_which_mail_it_answers_where_that_is_known():
    asked = [
        Requested("1.1", CHIEF, OccurrenceId.parse("1.1@2025-12-31"), date(2025, 12, day), Door.SMTP, mail=day)
        for day in (1, 8)
    ]
    document = account(year(plan(goal()), answer(request=1), requests=asked))
    told = cell(document, "Svar som ingår", column=3).split("\n")[1]
    assert told == "Gäller 31 december 2025. Svar på mejlet den 1 december 2025."
    document = account(year(plan(goal()), answer(request=7), requests=asked))
    assert "Frågan ställdes den 8 december 2025." in cell(document, "Svar som ingår", column=3)


def test_an_answer_to_the_years_request_says_so():
    document = account(year(plan(goal()), answer(occurrence="1.1@2025"), requests=()))
    assert cell(document, "Svar som ingår", column=3).split("\n")[1] == "Gäller redovisningen för 2025."


# Who contradict each other


def test_the_chief_and_the_deputy_both_stand_and_the_goal_has_no_status():
    chief = answer(id=1, status=Status.LATE, text="Vi hinner inte.")
    deputy = answer(id=2, answered_by="Bo Alm", text="Det är gjort.")
    summary = year(plan(goal()), chief, deputy)
    assert only(summary).status is GoalStatus.CONTRADICTED
    assert only(summary).parts[0].words_now == (deputy, chief)
    assert summary.missing == ()
    text = words(account(summary))
    assert "Alla svar återges nedan. Inget av dem har fått avgöra läget." in text
    assert "Någon av dem har svarat Försenad om 1.1." in text
    assert (
        table(account(summary), "Antal").rows[-1][table(account(summary), "Antal").header.index("Svaren säger olika")]
        == "1"
    )


def test_a_dispute_does_not_end_with_the_year_and_the_word_of_the_year_before_is_told_again():
    chief = answer(id=1, status=Status.LATE, text="Vi hinner inte.")
    deputy = answer(id=2, answered_by="Bo Alm", text="Det är gjort.")
    later = answer(id=3, answered_by="Bo Alm", text="Det står fast.", received=date(2026, 4, 1), asked_on=None)
    for known in ((chief, deputy), (chief, deputy, later)):
        summary = year(plan(goal()), *known, of=2026, as_of=date(2026, 12, 31))
        assert only(summary).status is GoalStatus.CONTRADICTED
        (part,) = only(summary).parts
        assert {each.status for each in part.words_now} == {Status.LATE, Status.DONE}
        section = cell(account(summary), "Läge och svar", row=-1)
        assert "Anna Ek svarade den 12 december 2025: Försenad." in section
        assert "Vi hinner inte." in section
        assert "anmäldes klar" not in section
    settled = replace(later, asked_on=date(2026, 3, 2))
    summary = year(plan(goal()), chief, deputy, settled, of=2026, as_of=date(2026, 12, 31))
    assert only(summary).status is GoalStatus.DONE
    assert only(summary).parts[0].words_now == (settled,)


def test_what_the_chief_later_agrees_to_is_settled():
    chief = answer(id=1, status=Status.LATE)
    deputy = answer(id=2, answered_by="Bo Alm")
    agreed = answer(id=3, received=date(2025, 12, 20))
    summary = year(plan(goal()), chief, deputy, agreed)
    assert only(summary).status is GoalStatus.DONE
    assert only(summary).parts[0].words_before == (chief,)


def test_who_had_left_the_role_is_told_and_contradicts_nobody():
    people = (
        Person("Anna Ek", "anna.ek@prov.example", until=date(2025, 11, 30)),
        Person("Bo Alm", "bo.alm@prov.example"),
    )
    before = answer(id=1, status=Status.LATE, received=date(2025, 11, 3), text="Vi är sena.")
    after = answer(id=2, answered_by="Bo Alm")
    summary = year(plan(goal()), before, after, owners=Owners({CHIEF: people}))
    assert only(summary).status is GoalStatus.DONE
    assert words(account(summary)).count("Vi är sena.") == 2


@pytest.mark.parametrize("parts", [(CHIEF, IT), apart(CHIEF, IT)])
@pytest.mark.parametrize(
    ("other", "told"),
    [
        (Status.LATE, "! Försenat i en av två delar"),
        (Status.NOT_STARTED, "○ Ej påbörjat i en av två delar"),
        (Status.ONGOING, "▶ Pågår i en av två delar"),
        (Status.DONE, "✔ Genomfört"),
    ],
)
def test_two_roles_who_differ_are_two_parts_and_both_answers_stand(parts, other, told):
    given = [answer(CHIEF, text="Vår del är gjord."), answer(IT, other, text="Så går det hos oss.", id=2)]
    document = account(year(plan(goal(parts=parts)), *given, as_of=date(2025, 12, 20)))
    assert cell(document, "Alla delmål", column=4) == told
    text = words(document)
    assert text.index("Vår del är gjord.") < text.index("Så går det hos oss.")
    assert "Svaren säger olika" not in text
    assert "Två ansvariga roller har däremot var sin del av delmålet." in text


def test_only_the_people_of_one_role_are_named_where_the_answers_say_different_things():
    chief, deputy = answer(id=1, status=Status.LATE), answer(id=2, answered_by="Bo Alm")
    other = answer(IT, Status.ONGOING, id=3, answered_by="Cia Dahl", text="Vi håller på.")
    summary = year(plan(goal(parts=(CHIEF, IT))), chief, deputy, other)
    assert only(summary).status is GoalStatus.CONTRADICTED
    document = account(summary)
    assert cell(document, "Alla delmål", column=4).split("\n") == [
        "≠ Svaren säger olika",
        f"Anna Ek, {CHIEF}: Försenad",
        f"Bo Alm, {CHIEF}: Klar",
    ]
    assert "Vi håller på." in words(document)


def test_a_contradiction_is_told_though_another_role_has_not_answered():
    given = [answer(id=1, status=Status.LATE), answer(id=2, answered_by="Bo Alm")]
    told = cell(account(year(plan(goal(parts=(CHIEF, TEAM))), *given)), "Alla delmål", column=4)
    assert told.startswith("≠ Svaren säger olika")
    assert f"Svar från {TEAM} har inte kommit in" in told


class TestARoleInWhichEachAnswersForThemselves:
    ANNA, BO = "anna.ek@prov.example", "bo.alm@prov.example"
    EACH = Owners({CHIEF: (Person("Anna Ek", ANNA), Person("Bo Alm", BO))}, frozenset({CHIEF}))

    def of(self, who: str, status: Status, number: int, **more) -> Answer:
        name = {self.ANNA: "Anna Ek", self.BO: "Bo Alm"}[who]
        return answer(id=number, status=status, person=who, **({"answered_by": name} | more))

    def test_different_answers_are_parts_of_the_work_and_all_stand(self):
        given = [
            self.of(self.ANNA, Status.DONE, 1, text="Min enhet är klar."),
            self.of(self.BO, Status.LATE, 2, text="Min väntar."),
        ]
        summary = year(plan(goal()), *given, owners=self.EACH)
        assert only(summary).status is GoalStatus.LATE
        assert only(summary).parts[0].words_now == tuple(given[::-1])
        assert only(year(plan(goal()), *given)).status is GoalStatus.CONTRADICTED, "where one answers for all"

    def test_it_is_done_when_all_have_said_so_and_the_answers_until_then_are_told(self):
        first = self.of(self.ANNA, Status.DONE, 1, text="Min enhet är klar.")
        summary = year(plan(goal()), first, owners=self.EACH)
        (part,) = only(summary).parts
        assert (only(summary).status, part.silence) == (GoalStatus.MISSING, Silence.NOT_ALL)
        assert (part.words_now, part.words_before) == ((first,), ())
        text = words(account(summary))
        assert f"Svar från alla som har rollen {CHIEF} har inte kommit in" in text
        assert "Min enhet är klar." in text
        second = self.of(self.BO, Status.DONE, 2)
        assert only(year(plan(goal()), first, second, owners=self.EACH)).status is GoalStatus.DONE

    def test_the_deputys_answer_is_the_holders_own(self):
        early = self.of(self.ANNA, Status.LATE, 1, received=date(2025, 12, 1))
        stood_in = self.of(self.ANNA, Status.DONE, 2, answered_by="Dan Öberg (ersättare)")
        other = self.of(self.BO, Status.DONE, 3)
        summary = year(plan(goal()), early, stood_in, other, owners=self.EACH)
        assert only(summary).status is GoalStatus.DONE
        assert only(summary).parts[0].words_before == (early,)


def test_a_day_that_is_contradicted_is_told_as_that():
    given = [
        *klar("2026-03-31"),
        answer(id=2, status=Status.LATE, occurrence="1.1@2026-03-31", answered_by="Bo Alm", received=date(2026, 4, 1)),
    ]
    summary = year(plan(goal(frame=HALF_YEARLY)), *given, requests=(), of=2026, as_of=date(2026, 4, 2))
    quarterly = year(plan(goal(frame=QUARTERLY)), *given, requests=(), of=2026, as_of=date(2026, 4, 2))
    assert only(summary).status is GoalStatus.MISSING, "31 March is no day of the goal"
    assert only(quarterly).status is GoalStatus.CONTRADICTED
    assert cell(account(quarterly), "Läge och svar").split("\n")[:2] == [
        "≠ Svaren säger olika, inget av fyra kvartal genomfört",
        "31 mars 2026: svaren säger olika",
    ]


def test_what_the_team_sets_can_settle_it_and_is_told_as_the_teams():
    chief = answer(id=1, status=Status.LATE)
    deputy = answer(id=2, answered_by="Bo Alm")
    settled = replace(chief, status=Status.DONE, status_by_team=True, read_as=Status.LATE)
    summary = year(plan(goal()), settled, deputy)
    assert only(summary).status is GoalStatus.DONE
    text = words(account(summary))
    assert "Anna Ek skrev den 12 december 2025. Klar. Kvalitetsteamet har satt läget." in text
    assert "Innan dess hade svaret lästs som: Försenad." in text


# Whatever was said


SAID = st.builds(
    lambda number, role, who, said, day, about, release: answer(
        role,
        said,
        id=number,
        answered_by=who,
        received=date(2025, 9, 3) + timedelta(day),
        occurrence=about,
        release=release,
    ),
    st.integers(1, 10**6),
    st.sampled_from([CHIEF, IT, TEAM]),
    st.sampled_from(["Anna Ek", "Bo Alm", "Cia Dahl", ""]),
    st.sampled_from([*Status, None]),
    st.integers(0, 700),
    st.sampled_from(["1.1@2025-12-31", "1.1@2025", "1.1@2026-06-30", "1.1@2026", "1.1@2026-03-31"]),
    st.sampled_from(Release),
)
FRAMES = (DEADLINE, QUARTERLY, HALF_YEARLY, DAY, TWICE, SPRING_27, Timeframe("Löpande", Kind.ONGOING))


@given(
    st.lists(SAID, max_size=8, unique_by=lambda answer: answer.id),
    st.sampled_from(FRAMES),
    st.sampled_from([2025, 2026]),
)
def test_every_released_word_of_the_year_stands_once_in_its_section_and_once_in_the_appendix(said, frame, of):
    said = [replace(each, goal="1.1", text=f"Ord nummer {each.id} här.") for each in said]
    shared = goal(parts=(*apart(CHIEF, IT), owner(TEAM, Part.SUPPORT)), frame=frame)
    summary = year(plan(shared), *said, of=of, as_of=date(2028, 1, 1))
    of_the_year = {each.id for each in said if each.release is Release.RELEASED and is_of(each, of, plan(shared))}
    told = [each.id for each in summary.answers]
    assert len(told) == len(set(told))
    assert set(told) == of_the_year
    text = words(account(summary))
    for each in said:
        times_told = text.count(each.text)
        if each.id in of_the_year:
            assert times_told == 2
        elif each.release is not Release.RELEASED:
            assert times_told == 0
        else:
            assert times_told <= 1, "what an earlier account says is done stands with its goal alone"


@given(st.lists(SAID, max_size=8, unique_by=lambda answer: answer.id))
def test_a_goal_is_never_done_against_somebodys_last_word(said):
    said = [replace(each, goal="1.1", owner=CHIEF, release=Release.RELEASED) for each in said]
    found = only(year(plan(goal()), *said, of=2026, as_of=date(2028, 1, 1)))
    part = found.parts[0]
    if found.status is not GoalStatus.DONE or part.earlier:
        return
    about = part.answer.occurrence
    against = [each for each in part.words_now if each.occurrence == about and each.status not in (Status.DONE, None)]
    assert against == []
