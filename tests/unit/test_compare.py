"""Which goal, activity and role of a new plan is which of the adopted one: every kind of edit, with real goals."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from paminn.plan.comparing import (
    Answer,
    Called,
    Change,
    PlanText,
    Retired,
    RetiredRole,
    Said,
    Sign,
    Thing,
    What,
    Why,
    answers_to_paste,
    compare,
)
from paminn.plan.comparing.matching.folding import fold
from paminn.plan.comparing.matching.mended import is_a_letter, is_slip
from paminn.plan.comparing.questions.likelihood import Likeness, likelihood
from paminn.plan.model import Part
from tests.support.decisions import (
    ADULTS,
    CAMPAIGN,
    DEEPER,
    FAMILIES,
    INFORMATION,
    KNOWLEDGE,
    ROUTINES,
    SYSTEMS,
    TEAM,
    TEMPLATES,
    YOUTH,
    area,
    first_plan,
    goal,
    plan,
    renumbered,
    revised,
)

OLD = first_plan()
ALL = (INFORMATION, ROUTINES, TEMPLATES, KNOWLEDGE, DEEPER, CAMPAIGN)


def without(*goals):
    """All goals but these."""
    return [decided for decided in ALL if decided not in goals]


def whats(comparison, thing=Thing.GOAL):
    """(what, old names, new names) of each change of goals, or of roles."""
    return [
        (change.what, [called.name for called in change.old], [called.name for called in change.new])
        for change in comparison.changes
        if change.thing is thing
    ]


def asked(comparison):
    return {question.old.name: question.why for question in comparison.questions}


# --- what is certain ----------------------------------------


def test_nothing_has_changed():
    comparison = compare(OLD, first_plan())
    assert comparison.is_certain
    assert comparison.changes == ()
    assert dict(comparison.same_goals) == {decided.number: decided.number for decided in ALL}
    assert dict(comparison.same_roles) == {role: role for role in OLD.roles}
    assert comparison.same_activities["1.2"] == {0: 0, 1: 1}


def test_a_goal_put_in_before_others_moves_their_numbers_and_nothing_else():
    come = goal("2.1", "Samverkan med Polisen sker enligt en skriftlig överenskommelse.", "Teckna överenskommelse.")
    new = revised(*without(KNOWLEDGE, DEEPER, CAMPAIGN), come, renumbered(KNOWLEDGE, "2.2"),
                  renumbered(DEEPER, "2.3"), renumbered(CAMPAIGN, "2.4"))  # fmt: skip
    comparison = compare(OLD, new)
    assert comparison.is_certain
    assert {after: comparison.same_goals[after] for after in ("2.2", "2.3", "2.4")} == {
        "2.2": "2.1",
        "2.3": "2.2",
        "2.4": "2.3",
    }
    assert whats(comparison) == [
        (What.NEW, [], ["2.1"]),
        (What.RENUMBERED, ["2.1"], ["2.2"]),
        (What.RENUMBERED, ["2.2"], ["2.3"]),
        (What.RENUMBERED, ["2.3"], ["2.4"]),
    ]


def test_two_goals_that_changed_numbers_are_told_apart():
    new = revised(*without(KNOWLEDGE, DEEPER), renumbered(KNOWLEDGE, "2.2"), renumbered(DEEPER, "2.1"))
    comparison = compare(OLD, new)
    assert comparison.is_certain
    assert (comparison.same_goals["2.1"], comparison.same_goals["2.2"]) == ("2.2", "2.1")


def test_a_goal_moved_to_another_area():
    new = revised(*without(CAMPAIGN), renumbered(CAMPAIGN, "3.1"))
    comparison = compare(OLD, new)
    assert comparison.is_certain
    assert comparison.same_goals["3.1"] == "2.3"
    moved = Change(Thing.GOAL, What.MOVED, (Called("2.3", "Kunskapsbaserad"),), (Called("3.1", "Uppföljande"),))
    assert moved in comparison.changes
    assert whats(comparison) == [(What.RENUMBERED, ["2.3"], ["3.1"]), (What.MOVED, ["2.3"], ["3.1"])]


def test_an_area_that_is_renamed_moves_no_goal():
    comparison = compare(OLD, revised(*ALL, titles={2: "Kunskap och stöd"}))
    assert comparison.is_certain
    assert comparison.changes == (
        Change(
            Thing.PLAN, What.TEXT, (Called("2", "Kunskapsbaserad"),), (Called("2", "Kunskap och stöd"),), PlanText.AREA
        ),
    )


def test_an_area_put_in_before_another_moves_no_goal():
    come = area(1, "Samverkan", goal("1.1", "Samverkan med Polisen sker.", "Teckna överenskommelse."))
    prevention = area(2, "Förebyggande", renumbered(INFORMATION, "2.1"), renumbered(ROUTINES, "2.2"),
                      renumbered(TEMPLATES, "2.3"), introduction="Att fråga om våld.")  # fmt: skip
    knowledge = area(3, "Kunskapsbaserad", renumbered(KNOWLEDGE, "3.1"), renumbered(DEEPER, "3.2"),
                     renumbered(CAMPAIGN, "3.3"))  # fmt: skip
    comparison = compare(OLD, plan(come, prevention, knowledge))
    assert comparison.is_certain
    assert {what for what, _, _ in whats(comparison)} == {What.NEW, What.RENUMBERED}
    assert comparison.same_goals["2.1"] == "1.1"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Frågor om våld finns.", "frågor om våld finns"),
        ("Frågor om våld finns", "Frågor  om\u00a0våld finns."),
        ("verksamhets-systemen", "verksamhetssystemen"),
        ("verksamhets\u00adsystemen", "verksamhetssystemen"),
        ("Barn och unga", "Barn- och unga"),
        ("Information på gnesta.se", "Information på Gnesta.se:"),
        ("Fra\u030agor", "Frågor"),
        ("«Fri från våld»", '"Fri från våld"'),
    ],
)
def test_nobody_means_anything_by(old, new):
    assert fold(old) == fold(new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("höjs med 1,5 procent", "höjs med 15 procent"),
        ("5-10 platser", "510 platser"),
        ("minst 20 %", "minst 20"),
        ("senast 2026", "senast 2027"),
        ("rutin", "rutiner"),
        ("är", "ar"),
        ("–", "…"),
    ],
)
def test_something_is_meant_by(old, new):
    assert fold(old) != fold(new)


def test_punctuation_is_adopted_without_a_question():
    mended = renumbered(
        TEMPLATES, "1.3", wording=TEMPLATES.wording.replace("verksamhets-systemen", "verksamhetssystemen")
    )
    comparison = compare(OLD, revised(*without(TEMPLATES), mended))
    assert comparison.is_certain
    assert comparison.changes == (
        Change(Thing.GOAL, What.REWORDED, (Called("1.3", TEMPLATES.wording),), (Called("1.3", mended.wording),)),
    )


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        (renumbered(DEEPER, "2.2", timeframe="Klart vt 2027"), What.RETIMED),
        (renumbered(DEEPER, "2.2", responsible="Cheferna"), What.OWNERS),
        (renumbered(DEEPER, "2.2", parts=DEEPER.parts[:1]), What.OWNERS),
        (renumbered(DEEPER, "2.2", activities=("Handledning varje månad.",)), What.ACTIVITIES),
        (renumbered(DEEPER, "2.2", replaced_by="2.1"), What.REPLACED),
    ],
)
def test_one_thing_that_changed_in_a_goal(changed, what):
    comparison = compare(OLD, revised(*without(DEEPER), changed))
    assert comparison.is_certain
    assert whats(comparison) == [(what, ["2.2"], ["2.2"])]


def test_activities_are_told_one_by_one():
    kept, gone = INFORMATION.activities
    changed = renumbered(INFORMATION, "1.1", activities=("Översätt materialet.", f"{kept[:-1]}!", "Tryck materialet."))
    comparison = compare(OLD, revised(*without(INFORMATION), changed))
    assert comparison.same_activities["1.1"] == {1: 0}
    assert comparison.changes == (
        Change(Thing.GOAL, What.ACTIVITIES, (), (Called("1.1", "Översätt materialet."),)),
        Change(Thing.GOAL, What.ACTIVITIES, (Called("1.1", kept),), (Called("1.1", f"{kept[:-1]}!"),)),
        Change(Thing.GOAL, What.ACTIVITIES, (), (Called("1.1", "Tryck materialet."),)),
        Change(Thing.GOAL, What.ACTIVITIES, (Called("1.1", gone),)),
    )


def test_the_only_activity_that_changed_is_the_same_in_new_words():
    changed = renumbered(ROUTINES, "1.2", activities=("Uppdatering av alla rutiner.", ROUTINES.activities[1]))
    comparison = compare(OLD, revised(*without(ROUTINES), changed))
    assert comparison.same_activities["1.2"] == {0: 0, 1: 1}


def test_another_order_of_activities_is_no_change():
    turned = renumbered(ROUTINES, "1.2", activities=ROUTINES.activities[::-1])
    comparison = compare(OLD, revised(*without(ROUTINES), turned))
    assert comparison.changes == ()
    assert comparison.same_activities["1.2"] == {0: 1, 1: 0}


def test_the_words_of_the_plan_are_told():
    new = OLD.model_copy(
        update={
            "title": "Handlingsplan Ett liv fritt från våld",
            "revised": date(2026, 5, 20),
            "definitions": {"VINR": "Våld i nära relationer", "HRV": "Hedersrelaterat våld"},
            "aims": ("Förebygga.",),
        }
    )
    assert [(change.text, change.old, change.new) for change in compare(OLD, new).changes] == [
        (PlanText.TITLE, (Called("", OLD.title),), (Called("", new.title),)),
        (PlanText.REVISED, (Called("", ""),), (Called("", "2026-05-20"),)),
        (PlanText.DEFINITION, (Called("VINR", "Våld i nära relation"),), (Called("VINR", "Våld i nära relationer"),)),
        (PlanText.DEFINITION, (), (Called("HRV", "Hedersrelaterat våld"),)),
        (PlanText.AIM, (Called("2", "Stödja."),), ()),
    ]


def test_definitions_and_aims_that_are_gone_or_come_are_told():
    fewer = OLD.model_copy(update={"definitions": {}, "aims": ("Stödja.",)})
    assert [(change.text, change.old, change.new) for change in compare(OLD, fewer).changes] == [
        (PlanText.DEFINITION, (Called("VINR", "Våld i nära relation"),), ()),
        (PlanText.AIM, (Called("1", "Förebygga."),), (Called("1", "Stödja."),)),
        (PlanText.AIM, (Called("2", "Stödja."),), ()),
    ]
    assert [(change.text, change.new) for change in compare(fewer, OLD).changes] == [
        (PlanText.DEFINITION, (Called("VINR", "Våld i nära relation"),)),
        (PlanText.AIM, (Called("1", "Förebygga."),)),
        (PlanText.AIM, (Called("2", "Stödja."),)),
    ]


def test_areas_that_come_and_go_and_their_introductions_are_told():
    prevention, knowledge = OLD.areas
    come = area(1, "Samverkan", goal("1.1", "Samverkan sker.", "Teckna avtal."), introduction="Ingen kan allt.")
    moved = area(2, "Förebyggande", renumbered(INFORMATION, "2.1"), renumbered(ROUTINES, "2.2"),
                 renumbered(TEMPLATES, "2.3"), introduction="Att fråga.")  # fmt: skip
    comparison = compare(plan(prevention, knowledge), plan(come, moved))
    assert [(change.text, change.old, change.new) for change in comparison.changes if change.thing is Thing.PLAN] == [
        (PlanText.AREA, (), (Called("1", "Samverkan"),)),
        (PlanText.AREA_INTRODUCTION, (), (Called("1", "Ingen kan allt."),)),
        (PlanText.AREA, (Called("1", "Förebyggande"),), (Called("2", "Förebyggande"),)),
        (PlanText.AREA_INTRODUCTION, (Called("1", "Att fråga om våld."),), (Called("2", "Att fråga."),)),
        (PlanText.AREA, (Called("2", "Kunskapsbaserad"),), ()),
    ]


def test_what_replaced_a_goal_follows_the_goal_and_not_its_number():
    old = revised(*without(KNOWLEDGE), renumbered(KNOWLEDGE, "2.1", replaced_by="2.3"))
    new = revised(*without(KNOWLEDGE, CAMPAIGN), renumbered(KNOWLEDGE, "2.1", replaced_by="2.4"),
                  renumbered(CAMPAIGN, "2.4"), goal("2.3", "Något helt nytt."))  # fmt: skip
    assert whats(compare(old, new)) == [(What.NEW, [], ["2.3"]), (What.RENUMBERED, ["2.3"], ["2.4"])]


# --- mended spelling ----------------------------------------


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("HSFLFS", "HSLFFS"),
        ("anmälningssplikt", "anmälningsplikt"),
        ("misbruk", "missbruk"),
        ("föraldrar", "föräldrar"),
        ("verksamheetrna", "verksamheterna"),
    ],
)
def test_slips_of_the_hand(wrong, right):
    assert is_slip(wrong.casefold(), right.casefold())
    assert is_slip(right.casefold(), wrong.casefold())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("planering", "placering"),
        ("kontakter", "kontrakter"),
        ("inventering", "investering"),
        ("föräldrar", "förändrar"),
        ("avslag", "anslag"),
        ("interna", "externa"),
        ("jämlik", "ojämlik"),
        ("halv", "hlav"),
        ("2026", "2062"),
        ("rutin", "rutiner"),
        ("barnen", "barnen"[::-1]),
    ],
)
def test_another_letter_is_no_slip_by_itself(old, new):
    assert not is_slip(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("kunskapr", "kunskaper"),
        ("socialförvaltningn", "socialförvaltningen"),
        ("grundlätgande", "grundläggande"),
        ("verksamhetter", "verksamheter"),
        ("planering", "placering"),  # nobody can tell on paper
    ],
)
def test_one_letter(old, new):
    assert is_a_letter(old, new)
    assert is_a_letter(new, old)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("avslag", "anslag"),
        ("interna", "externa"),
        ("anmälda", "oanmälda"),
        ("barn", "barns"),
        ("20261", "20262"),
        ("kunskap", "kunskaper"),
        ("vuxna", "unga"),
        ("kunskaper", "kunskaper"[::-1]),
    ],
)
def test_no_single_letter(old, new):
    assert not is_a_letter(old, new)


def mended(wording, **others):
    return revised(*without(KNOWLEDGE), renumbered(KNOWLEDGE, "2.1", wording=wording, **others))


MISSPELT = KNOWLEDGE.wording.replace("grundläggande", "grundlägagnde")


def test_a_mended_spelling_is_adopted_without_a_question():
    comparison = compare(mended(MISSPELT), OLD)
    assert comparison.is_certain
    assert whats(comparison) == [(What.REWORDED, ["2.1"], ["2.1"])]


@pytest.mark.parametrize(
    "new",
    [
        revised(*without(KNOWLEDGE), renumbered(KNOWLEDGE, "2.1", timeframe="Löpande")),
        revised(*without(KNOWLEDGE), renumbered(KNOWLEDGE, "2.4")),
        revised(*without(KNOWLEDGE), renumbered(KNOWLEDGE, "2.1", activities=KNOWLEDGE.activities[:1])),
        revised(*without(KNOWLEDGE), renumbered(KNOWLEDGE, "2.1", parts=DEEPER.parts)),
        revised(*ALL, titles={2: "Kunskap"}),
    ],
)
def test_a_mended_spelling_is_asked_about_where_anything_else_of_the_goal_changed(new):
    assert "2.1" in asked(compare(mended(MISSPELT), new))


def test_a_mended_spelling_is_no_question_beside_one():
    new = revised(*without(CAMPAIGN), goal("2.4", "Något helt nytt."))
    assert asked(compare(mended(MISSPELT), new)) == {"2.3": Why.CHANGED}


ONE_LETTER_SHORT = KNOWLEDGE.wording.replace("kunskaper", "kunskapr")


def test_a_missing_letter_is_put_in_without_a_question():
    assert compare(mended(ONE_LETTER_SHORT), OLD).is_certain


def test_several_spellings_are_mended_at_once():
    other = DEEPER.wording.replace("fördjupade", "fördupade")
    old = revised(*without(KNOWLEDGE, DEEPER), renumbered(KNOWLEDGE, "2.1", wording=ONE_LETTER_SHORT),
                  renumbered(DEEPER, "2.2", wording=other))  # fmt: skip
    assert compare(old, OLD).is_certain


@pytest.mark.parametrize(
    "new",
    [
        revised(*ALL, goal("2.4", "Något helt nytt.")),  # 2.1 may have been split
        revised(*without(CAMPAIGN)),
        revised(*without(CAMPAIGN), renumbered(CAMPAIGN, "2.3", wording="Uppmärksamma En vecka fri från våld.")),
    ],
)
def test_a_single_letter_is_asked_about_where_anything_else_is_open(new):
    assert "2.1" in asked(compare(mended(ONE_LETTER_SHORT), new))


def test_a_single_letter_is_asked_about_where_there_are_no_activities():
    old = goal("2.1", "Planering för skolan.")
    new = goal("2.1", "Placering för skolan.")
    assert asked(compare(revised(old, CAMPAIGN), revised(new, CAMPAIGN))) == {"2.1": Why.CHANGED}
    slip = goal("2.1", "Palnering för skolan.")
    assert compare(revised(slip, CAMPAIGN), revised(old, CAMPAIGN)).is_certain


def test_a_spelling_that_stands_elsewhere_in_the_plan_was_no_slip():
    other = renumbered(DEEPER, "2.2", activities=("Något grundlägagnde.",))
    old = revised(*without(KNOWLEDGE, DEEPER), renumbered(KNOWLEDGE, "2.1", wording=MISSPELT), other)
    new = revised(*without(DEEPER), other)
    assert asked(compare(old, new)) == {"2.1": Why.CHANGED}


# --- what is asked ----------------------------------------


def test_other_words_are_a_question_that_offers_the_likeliest_first():
    new = mended("Alla medarbetare har grundläggande kunskaper om VINR utifrån sin yrkesroll.")
    comparison = compare(OLD, new)
    (question,) = comparison.questions
    assert not comparison.is_certain
    assert (question.thing, question.why) == (Thing.GOAL, Why.CHANGED)
    assert question.old == Called("2.1", KNOWLEDGE.wording)
    assert question.choices[0].answer is Answer.SAME
    assert question.choices[0].new == (Called("2.1", new.by_number["2.1"].wording),)
    assert question.choices[0].signs == (Sign.NUMBER, Sign.AREA, Sign.ACTIVITY, Sign.OWNERS, Sign.TIMEFRAME)
    assert question.flags == ("--same 2.1=2.1", "--removed 2.1")
    assert comparison.open_new == (Called("2.1", new.by_number["2.1"].wording),)
    assert whats(comparison) == []


ONE_GOAL = Likeness(
    thing=Thing.GOAL,
    called=(Called("2.1"),),
    stems=frozenset({"kunska", "rutine"}),
    wordings=frozenset({"kunskaper om rutiner"}),
    holds=frozenset({"utbildning"}),
    owners=frozenset({"kvalitetsteamet"}),
    timeframes=frozenset({"vt 26"}),
)


@pytest.mark.parametrize(
    "differs",
    [
        {"stems": frozenset({"samver"})},
        {"holds": frozenset({"kampanj"})},
        {"owners": frozenset({"soc it"})},
        {"timeframes": frozenset({"ht 26"})},
        {"called": (Called("2.2"),)},
    ],
    ids=lambda differs: next(iter(differs)),
)
def test_what_differs_makes_a_goal_less_likely_the_same(differs):
    other = replace(ONE_GOAL, **differs)
    assert 0 < likelihood(ONE_GOAL, other) < likelihood(ONE_GOAL, ONE_GOAL) <= 1


def test_each_answer_to_other_words():
    new = mended("Alla medarbetare har grundläggande kunskaper om VINR utifrån sin yrkesroll.")
    same = compare(OLD, new, Said(same=(("2.1", "2.1"),)))
    assert same.is_certain
    assert whats(same) == [(What.REWORDED, ["2.1"], ["2.1"])]
    other = compare(OLD, new, Said(removed=("2.1",)))
    assert other.is_certain
    assert "2.1" not in other.same_goals
    assert whats(other) == [(What.REMOVED, ["2.1"], []), (What.NEW, [], ["2.1"])]


def test_a_goal_that_is_gone_is_asked_about_though_nothing_is_new():
    comparison = compare(OLD, revised(*without(CAMPAIGN)))
    (question,) = comparison.questions
    assert question.flags == ("--removed 2.3",)
    assert whats(compare(OLD, revised(*without(CAMPAIGN)), Said(removed=("2.3",)))) == [(What.REMOVED, ["2.3"], [])]


def test_three_of_five_signs_are_enough_and_two_are_not():
    by_activity_owners_and_time = renumbered(CAMPAIGN, "3.1")
    assert compare(OLD, revised(*without(CAMPAIGN), by_activity_owners_and_time)).same_goals["3.1"] == "2.3"
    by_activity_and_owners = renumbered(CAMPAIGN, "3.1", timeframe="Klart ht 2026")
    assert asked(compare(OLD, revised(*without(CAMPAIGN), by_activity_and_owners))) == {"2.3": Why.DOUBTFUL}


def test_the_same_words_with_little_else_are_a_question():
    other = renumbered(CAMPAIGN, "3.1", parts=DEEPER.parts, timeframe="Klart ht 2026")
    comparison = compare(OLD, revised(*without(CAMPAIGN), other))
    (question,) = comparison.questions
    assert question.why is Why.DOUBTFUL
    assert question.choices[0].signs == (Sign.WORDING, Sign.ACTIVITY)


def test_a_wording_that_stands_twice_is_the_same_where_all_signs_agree():
    copy = renumbered(CAMPAIGN, "3.1", timeframe="Löpande")
    comparison = compare(OLD, revised(*ALL, copy))
    assert comparison.is_certain
    assert comparison.same_goals["2.3"] == "2.3"
    assert whats(comparison) == [(What.NEW, [], ["3.1"])]


def test_a_copy_with_one_of_the_activities_in_the_place_of_a_goal_is_a_question():
    copy = renumbered(KNOWLEDGE, "2.1", activities=KNOWLEDGE.activities[:1])
    moved = renumbered(KNOWLEDGE, "2.4")
    comparison = compare(OLD, revised(*without(KNOWLEDGE), copy, moved))
    assert asked(comparison) == {"2.1": Why.TWICE}
    assert comparison.questions[0].flags[0] == "--same 2.1=2.4"


def test_a_copy_in_the_place_of_a_goal_that_moved_is_a_question():
    moved = renumbered(CAMPAIGN, "3.1")
    copy = renumbered(CAMPAIGN, "2.3", timeframe="Löpande")
    comparison = compare(OLD, revised(*without(CAMPAIGN), copy, moved))
    assert asked(comparison) == {"2.3": Why.TWICE}
    said = compare(OLD, revised(*without(CAMPAIGN), copy, moved), Said(same=(("2.3", "3.1"),)))
    assert said.is_certain
    assert said.same_goals["3.1"] == "2.3"
    assert (What.NEW, [], ["2.3"]) in whats(said)


def test_a_wording_that_stood_twice_is_a_question_where_one_is_left():
    moved = renumbered(CAMPAIGN, "3.1")
    copy = renumbered(CAMPAIGN, "2.3", timeframe="Löpande")
    comparison = compare(revised(*without(CAMPAIGN), copy, moved), OLD)
    assert asked(comparison) == {"2.3": Why.TWICE, "3.1": Why.TWICE}


def test_goals_in_the_same_words_with_nothing_in_their_cells_go_on_when_nothing_changes():
    twins = [goal("3.1", "Rutiner finns."), goal("3.2", "Rutiner finns.", roles=(ADULTS,))]
    assert compare(revised(*ALL, *twins), revised(*ALL, *twins)).is_certain


# --- split, merged, carved out, returned ----------------------------------------

BASIC = goal("2.1", "Personal i socialtjänsten har grundläggande kunskaper om VINR.", KNOWLEDGE.activities[0],
             when="Påbörjas ht 25")  # fmt: skip
GROUPS = goal("2.4", "Personal inom Socialförvaltningen har kunskaper om särskilt sårbara grupper.",
              KNOWLEDGE.activities[1], when="Påbörjas ht 25")  # fmt: skip


def test_a_split_is_offered_first_where_each_part_has_an_activity_of_the_old_one():
    new = revised(*without(KNOWLEDGE), BASIC, GROUPS)
    (question,) = compare(OLD, new).questions
    assert question.flags[0] == "--split 2.1=2.1,2.4"
    comparison = compare(OLD, new, question.choices[0].said)
    assert comparison.is_certain
    assert dict(comparison.origins) == {"2.1": ("2.1",), "2.4": ("2.1",)}
    assert whats(comparison) == [(What.SPLIT, ["2.1"], ["2.1", "2.4"])]


def test_a_merge_is_offered_first_where_the_new_one_has_an_activity_of_each():
    whole = goal("2.1", "Personalen har grundläggande och fördjupade kunskaper om VINR, HRV och POM.",
                 *KNOWLEDGE.activities, *DEEPER.activities, when="Löpande")  # fmt: skip
    new = revised(*without(KNOWLEDGE, DEEPER), whole)
    comparison = compare(OLD, new)
    assert [question.flags[0] for question in comparison.questions] == ["--merge 2.1,2.2=2.1"] * 2
    merged = compare(OLD, new, comparison.questions[0].choices[0].said)
    assert merged.is_certain
    assert dict(merged.origins) == {"2.1": ("2.1", "2.2")}
    assert whats(merged) == [(What.MERGED, ["2.1", "2.2"], ["2.1"])]


LESSONS = goal(
    "2.1", "Personalen har goda kunskaper om våld, rutiner och bemötande.", "Utbilda.", "Skriv rutiner.", "Öva."
)
EACH = (
    goal("2.1", "Alla är utbildade.", "Utbilda."),
    goal("2.2", "Skriftliga rutiner gäller.", "Skriv rutiner."),
    goal("2.3", "Bemötandet är gott.", "Öva."),
)


def test_a_split_in_three_and_a_merge_of_three_are_offered_first():
    (question,) = compare(revised(LESSONS), revised(*EACH)).questions
    assert question.flags[0] == "--split 2.1=2.1,2.2,2.3"
    assert question.choices[0].new == tuple(Called(piece.number, piece.wording) for piece in EACH)
    questions = compare(revised(*EACH), revised(LESSONS)).questions
    assert [question.flags[0] for question in questions] == ["--merge 2.1,2.2,2.3=2.1"] * 3
    assert questions[1].choices[0].together_with == (Called("2.1", EACH[0].wording), Called("2.3", EACH[2].wording))


def test_no_split_is_offered_into_goals_of_the_same_activity_that_are_little_like_the_old():
    twins = (goal("3.1", "Alla kan.", "Utbilda."), goal("3.2", "Ingen glömmer.", "Utbilda."))
    (question,) = compare(revised(LESSONS), revised(*twins)).questions
    assert {choice.answer for choice in question.choices} == {Answer.SAME, Answer.REMOVED}


def test_removed_stands_first_where_nothing_is_like_the_old():
    come = goal("3.1", "Samverkan med Polisen sker.", "Teckna överenskommelse.", roles=(ADULTS,))
    (question,) = compare(OLD, revised(*without(CAMPAIGN), come)).questions
    assert question.flags == ("--removed 2.3", "--same 2.3=3.1")


def test_a_goal_taken_into_one_that_goes_on_is_offered_as_merged():
    wider = renumbered(KNOWLEDGE, "2.1", activities=(*KNOWLEDGE.activities, *CAMPAIGN.activities))
    (question,) = compare(OLD, revised(*without(KNOWLEDGE, CAMPAIGN), wider)).questions
    assert question.old.name == "2.3"
    assert question.flags == ("--removed 2.3", "--merge 2.1,2.3=2.1")


def test_a_goal_that_may_be_carved_out_is_asked_about_and_told_where_its_activity_stood():
    smaller = renumbered(INFORMATION, "1.1", activities=INFORMATION.activities[:1])
    carved = goal("1.4", "Enheterna har ett stödmaterial.", INFORMATION.activities[1])
    new = revised(*without(INFORMATION), smaller, carved)
    comparison = compare(OLD, new)
    (question,) = comparison.questions
    assert (question.old.name, question.why) == ("1.1", Why.CARVED)
    assert question.flags == ("--split 1.1=1.1,1.4", "--same 1.1=1.1")
    assert [called.name for called in comparison.open_new] == ["1.4"]
    assert comparison.same_goals["1.1"] == "1.1"
    out_of_it, by_itself = (compare(OLD, new, choice.said) for choice in question.choices)
    assert dict(out_of_it.origins) == {"1.4": ("1.1",)}
    assert dict(by_itself.origins) == {}
    for answered in (out_of_it, by_itself):
        assert answered.is_certain
        assert answered.same_goals["1.1"] == "1.1"
        assert (What.CARVED, ["1.1"], ["1.4"]) in whats(answered)


def test_a_goal_whose_role_is_asked_about_too_is_asked_about_at_once():
    """Whether a role goes on with it nobody knows yet, and everything is to be answered in one command."""
    before = plan(area(1, "Stöd", goal("1.1", "Hemsidan visar vägen.", "Publicera.", "Trycka.", roles=("MAS",))))
    kept = goal("1.1", "Hemsidan visar vägen.", "Publicera.", roles=("Samordnare",))
    new = goal("1.2", "Alla har ett tryckt stöd.", "Trycka.", roles=("Samordnare",))
    after = plan(area(1, "Stöd", kept, new))
    assert asked(compare(before, after)) == {"1.1": Why.CARVED, "MAS": Why.CHANGED}
    said = Said(same=(("MAS", "Samordnare"),), split=(("1.1", ("1.1", "1.2")),))
    assert compare(before, after, said).is_certain
    assert compare(before, after, Said(removed=("MAS",))).is_certain


def test_a_goal_of_other_roles_is_new_whatever_it_came_from():
    """Nobody has been reminded of it in any of its roles, so that nothing hangs on where it came from."""
    smaller = renumbered(INFORMATION, "1.1", activities=INFORMATION.activities[:1])
    carved = goal("1.4", "Enheterna har ett stödmaterial.", INFORMATION.activities[1], roles=("MAS",))
    comparison = compare(OLD, revised(*without(INFORMATION), smaller, carved))
    assert comparison.is_certain
    assert dict(comparison.origins) == {}
    assert (What.CARVED, ["1.1"], ["1.4"]) in whats(comparison)


def test_an_activity_that_stands_in_both_has_not_been_carved_out():
    twin = goal("1.4", "Enheterna har ett stödmaterial.", INFORMATION.activities[1])
    assert whats(compare(OLD, revised(*ALL, twin))) == [(What.NEW, [], ["1.4"])]


RETIRED = Retired("2.3", 1, CAMPAIGN, "Kunskapsbaserad")
WITHOUT_CAMPAIGN = revised(*without(CAMPAIGN))


def test_a_goal_that_comes_back_is_asked_about():
    back = renumbered(CAMPAIGN, "3.1")
    comparison = compare(WITHOUT_CAMPAIGN, revised(*without(CAMPAIGN), back), retired=[RETIRED])
    (question,) = comparison.questions
    assert question.why is Why.RETURNING
    assert question.old == Called("2.3@1", CAMPAIGN.wording)
    assert question.flags == ("--same 2.3@1=3.1", "--removed 2.3@1")
    assert comparison.open_new == (Called("3.1", CAMPAIGN.wording),)
    assert whats(comparison) == []


@pytest.mark.parametrize("name", ["2.3@1", "2.3"])
def test_it_is_back_or_another(name):
    new = revised(*without(CAMPAIGN), renumbered(CAMPAIGN, "3.1"))
    same = compare(WITHOUT_CAMPAIGN, new, Said(same=((name, "3.1"),)), [RETIRED])
    assert same.is_certain
    assert dict(same.returns) == {"3.1": RETIRED}
    assert whats(same) == [(What.RETURNED, ["2.3@1"], ["3.1"])]
    other = compare(WITHOUT_CAMPAIGN, new, Said(removed=(name,)), [RETIRED])
    assert other.is_certain
    assert dict(other.returns) == {}
    assert whats(other) == [(What.NEW, [], ["3.1"])]


def test_of_two_that_were_removed_in_the_same_words_the_earlier_is_asked_about_when_it_is_not_the_later():
    earlier = Retired("1.4", 1, renumbered(CAMPAIGN, "1.4"), "Kunskapsbaserad")
    later = Retired("2.3", 2, CAMPAIGN, "Kunskapsbaserad")
    new = revised(*without(CAMPAIGN), renumbered(CAMPAIGN, "3.1"))
    (question,) = compare(WITHOUT_CAMPAIGN, new, retired=[later, earlier]).questions
    assert question.old.name == "2.3@2"
    (question,) = compare(WITHOUT_CAMPAIGN, new, Said(removed=("2.3@2",)), [later, earlier]).questions
    assert question.old.name == "1.4@1"
    back = compare(WITHOUT_CAMPAIGN, new, Said(removed=("2.3@2",), same=(("1.4@1", "3.1"),)), [later, earlier])
    assert dict(back.returns) == {"3.1": earlier}
    assert compare(WITHOUT_CAMPAIGN, new, Said(removed=("2.3@2", "1.4@1")), [later, earlier]).is_certain


def test_the_number_alone_is_refused_where_it_is_another_goals_and_the_words_are_the_removed_ones():
    """Who writes --same 2.3=3.1 means the one that is back, and today's 2.3 stands where it stood."""
    today = renumbered(DEEPER, "2.3")
    old = revised(*without(CAMPAIGN, DEEPER), today)
    new = revised(*without(CAMPAIGN, DEEPER), today, renumbered(CAMPAIGN, "3.1"))
    (fault,) = compare(old, new, Said(same=(("2.3", "3.1"),)), [RETIRED]).faults
    assert '"2.3@1"' in fault.sentence
    assert compare(old, new, Said(same=(("2.3@1", "3.1"),)), [RETIRED]).is_certain
    reworded = revised(*without(CAMPAIGN, DEEPER), CAMPAIGN)
    assert not compare(old, reworded, Said(same=(("2.3", "2.3"),)), [RETIRED]).faults


def test_the_number_alone_is_the_adopted_goals_where_it_has_one():
    comparison = compare(OLD, OLD, Said(same=(("2.3", "2.3"),)), [RETIRED])
    assert dict(comparison.returns) == {}
    assert comparison.same_goals["2.3"] == "2.3"


def test_other_words_do_not_come_back_by_themselves():
    back = renumbered(CAMPAIGN, "3.1", wording="Uppmärksamma En vecka fri från våld.")
    comparison = compare(WITHOUT_CAMPAIGN, revised(*without(CAMPAIGN), back), retired=[RETIRED])
    assert comparison.is_certain
    assert whats(comparison) == [(What.NEW, [], ["3.1"])]


# --- roles ----------------------------------------


def test_a_role_whose_name_is_back_is_asked_about():
    back = goal("3.1", "Alla nyanställda får en introduktion.", roles=("Introduktör",))
    new = revised(*ALL, back)
    called = (Called("Introduktör"),)
    assert Change(Thing.ROLE, What.NEW, (), called) in compare(OLD, new).changes
    gone = RetiredRole("Introduktör", 2)
    asked_about = compare(OLD, new, retired_roles=[gone])
    (question,) = asked_about.questions
    assert (question.why, question.flags) == (
        Why.RETURNING,
        ("--same Introduktör@2=Introduktör", "--removed Introduktör@2"),
    )
    assert Change(Thing.ROLE, What.NEW, (), called) not in asked_about.changes
    same = compare(OLD, new, Said(same=(("Introduktör", "Introduktör"),)), retired_roles=[gone])
    assert same.role_returns == {"Introduktör": gone}
    assert Change(Thing.ROLE, What.RETURNED, (Called("Introduktör@2"),), called) in same.changes
    another = compare(OLD, new, Said(removed=("Introduktör@2",)), retired_roles=[gone])
    assert (another.is_certain, another.role_returns) == (True, {})
    assert Change(Thing.ROLE, What.NEW, (), called) in another.changes


def with_role(old_name, *new_names):
    """The first plan where each role of that name is these instead."""
    goals = []
    for decided in ALL:
        parts = []
        for part in decided.parts:
            names = new_names if part.role == old_name else (part.role,)
            parts.extend(part.model_copy(update={"role": name}) for name in names)
        goals.append(decided.model_copy(update={"parts": tuple(dict.fromkeys(parts))}))
    return revised(*goals)


def test_another_spelling_of_a_role_is_the_same_role():
    comparison = compare(OLD, with_role(ADULTS, "Chef Myndighet Vuxen"))
    assert comparison.is_certain
    assert comparison.same_roles["Chef Myndighet Vuxen"] == ADULTS
    assert whats(comparison) == []
    assert whats(comparison, Thing.ROLE) == [(What.RENAMED, [ADULTS], ["Chef Myndighet Vuxen"])]


def test_a_renamed_role_is_one_question_and_its_goals_go_on():
    new = with_role(ADULTS, "Verksamhetschef vuxen")
    comparison = compare(OLD, new)
    (question,) = comparison.questions
    assert (question.thing, question.why, question.old.name) == (Thing.ROLE, Why.CHANGED, ADULTS)
    assert question.flags == (f'--same "{ADULTS}=Verksamhetschef vuxen"', f'--removed "{ADULTS}"')
    assert question.choices[0].signs == (Sign.DUTIES,)
    assert comparison.open_new == (Called("Verksamhetschef vuxen"),)
    assert len(comparison.same_goals) == len(ALL)
    assert whats(comparison) == []  # the goals may have the owners that they had
    answered = compare(OLD, new, question.choices[0].said)
    assert answered.is_certain
    assert whats(answered) == []
    assert whats(answered, Thing.ROLE) == [(What.RENAMED, [ADULTS], ["Verksamhetschef vuxen"])]


def test_the_role_with_the_same_duties_is_offered_before_one_with_a_like_name():
    new = with_role(ADULTS, "Enhetschef")
    new = revised(*new.goals(), goal("3.1", "Något helt nytt.", roles=("Chef myndighet vuxna",)))
    (question,) = compare(OLD, new).questions
    assert question.flags[0] == f'--same "{ADULTS}=Enhetschef"'


def test_a_role_that_is_gone_is_asked_about():
    comparison = compare(OLD, with_role(SYSTEMS))
    assert [(question.old.name, question.flags) for question in comparison.questions] == [
        (SYSTEMS, (f'--removed "{SYSTEMS}"',))
    ]
    removed = compare(OLD, with_role(SYSTEMS), Said(removed=(SYSTEMS,)))
    assert removed.is_certain
    assert whats(removed, Thing.ROLE) == [(What.REMOVED, [SYSTEMS], [])]
    assert whats(removed) == [(What.OWNERS, ["1.3"], ["1.3"])]


def test_a_new_role_that_is_spelt_like_another_takes_nothing_from_it():
    come = goal("3.1", "Något helt nytt.", roles=(SYSTEMS.upper(),))
    comparison = compare(OLD, revised(*ALL, come))
    assert comparison.is_certain
    assert dict(comparison.same_roles) == {role: role for role in OLD.roles}
    assert whats(comparison, Thing.ROLE) == [(What.NEW, [], [SYSTEMS.upper()])]


def test_a_role_that_a_person_says_is_gone_is_gone_though_its_name_stands():
    comparison = compare(OLD, OLD, Said(removed=(SYSTEMS,)))
    assert comparison.is_certain
    assert SYSTEMS not in comparison.same_roles
    assert whats(comparison, Thing.ROLE) == [(What.REMOVED, [SYSTEMS], []), (What.NEW, [], [SYSTEMS])]
    other = compare(OLD, revised(*ALL, goal("3.1", "Något nytt.", roles=("IT",))), Said(same=((SYSTEMS, "IT"),)))
    assert other.same_roles["IT"] == SYSTEMS
    assert SYSTEMS not in other.same_roles


def test_two_roles_that_may_have_swapped_names_are_both_asked_about():
    """The one has all that the other had, and more: its name alone would never be in doubt. A third is renamed."""

    def named(web, youth, systems):
        page = goal("1.1", "Hemsidan har tydlig information.", "Publicera.", roles=(TEAM, web))
        shared = goal("1.2", "Unga nås av kampanjer.", "Planera.", roles=(TEAM, web, youth))
        forms = goal("1.3", "Mallarna har frågor om våld.", "Uppdatera.", roles=(systems,))
        return plan(area(1, "Stöd", page, shared, forms))

    before = named("Webbansvarig", YOUTH, SYSTEMS)
    after = named(YOUTH, "Webbansvarig", "Digitalisering")
    comparison = compare(before, after)
    assert asked(comparison) == {"Webbansvarig": Why.ANOTHER, YOUTH: Why.ANOTHER, SYSTEMS: Why.CHANGED}
    flags = {question.old.name: question.flags for question in comparison.questions}
    assert f"--same Webbansvarig={YOUTH}" in flags["Webbansvarig"]
    assert f"--same {YOUTH}=Webbansvarig" in flags[YOUTH]

    half = compare(before, after, Said(same=(("Webbansvarig", YOUTH), (SYSTEMS, "Digitalisering"))))
    assert asked(half) == {YOUTH: Why.TAKEN}
    swapped = ((YOUTH, "Webbansvarig"), ("Webbansvarig", YOUTH), (SYSTEMS, "Digitalisering"))
    assert compare(before, after, Said(same=swapped)).is_certain
    as_they_were = (("Webbansvarig", "Webbansvarig"), (SYSTEMS, "Digitalisering"))
    assert compare(before, after, Said(same=as_they_were)).is_certain


@pytest.mark.parametrize("lost", [{"1.4"}, {"1.2", "1.4"}], ids=["by one", "by both"])
def test_two_that_swapped_names_are_asked_about_also_where_a_duty_was_taken_away(lost):
    """Each has only some of what the other had, and nothing of its own, while the goals swap numbers too."""

    def named(web, youth, numbers, without):
        goals = []
        for number, (role, words) in zip(
            numbers, [(web, "Ett"), (web, "Två"), (youth, "Tre"), (youth, "Fyra")], strict=True
        ):
            roles = (TEAM,) if words in without else (TEAM, role)
            goals.append(goal(number, f"{words} delmål har planerats.", f"Gör {words}.", roles=roles))
        goals.sort(key=lambda made: made.number)
        return plan(area(1, "Stöd", *goals))

    taken = {{"1.2": "Två", "1.4": "Fyra"}[number] for number in lost}
    before = named("Webbansvarig", YOUTH, ("1.1", "1.2", "1.3", "1.4"), ())
    after = named(YOUTH, "Webbansvarig", ("1.3", "1.2", "1.1", "1.4"), taken)
    comparison = compare(before, after)
    assert asked(comparison) == {"Webbansvarig": Why.ANOTHER, YOUTH: Why.ANOTHER}
    assert (What.RENUMBERED, ["1.3"], ["1.1"]) in whats(comparison, Thing.GOAL)
    flags = {question.old.name: question.flags for question in comparison.questions}
    assert flags["Webbansvarig"][0] == f"--same Webbansvarig={YOUTH}"
    assert f"--same {YOUTH}=Webbansvarig" in flags[YOUTH]
    swapped = compare(before, after, Said(same=(("Webbansvarig", YOUTH), (YOUTH, "Webbansvarig"))))
    assert swapped.is_certain
    told = {change.new[0].name for change in swapped.changes if f"{YOUTH} (ansvar)" in change.old[0].words}
    assert lost & {"1.4"} <= told
    as_they_were = Said(same=(("Webbansvarig", "Webbansvarig"), (YOUTH, YOUTH)))
    assert compare(before, after, as_they_were).is_certain


def test_a_name_that_is_left_with_nothing_it_did_is_asked_about_where_another_has_it_all_and_more():
    def named(*roles):
        page = goal("1.1", "Hemsidan har tydlig information.", "Publicera.", roles=(roles[0],))
        forms = goal("1.2", "Mallarna har frågor om våld.", "Uppdatera.", roles=(roles[1],))
        youth = goal("1.3", "Unga nås av kampanjer.", "Planera.", roles=(YOUTH, *roles[2:]))
        return plan(area(1, "Stöd", page, forms, youth))

    before = named("Webbansvarig", SYSTEMS)
    after = named("Digitalisering", "Digitalisering", "Webbansvarig")
    comparison = compare(before, after, Said(removed=(SYSTEMS,)))
    assert asked(comparison) == {"Webbansvarig": Why.ANOTHER}


def test_a_new_role_is_told():
    come = goal("3.1", "Något helt nytt.", roles=("Säkerhetschef",))
    comparison = compare(OLD, revised(*ALL, come))
    assert comparison.is_certain
    assert whats(comparison, Thing.ROLE) == [(What.NEW, [], ["Säkerhetschef"])]


def test_two_roles_made_one_and_one_made_two():
    one_chief = revised(*(
        decided.model_copy(update={"parts": tuple(dict.fromkeys(
            part.model_copy(update={"role": "Chef myndighet"}) if part.role in (ADULTS, FAMILIES) else part
            for part in decided.parts))}) for decided in ALL
    ))  # fmt: skip
    merged = compare(OLD, one_chief, Said(merge=(((ADULTS, FAMILIES), "Chef myndighet"),)))
    assert merged.is_certain
    assert dict(merged.role_origins) == {"Chef myndighet": (ADULTS, FAMILIES)}
    split = compare(one_chief, OLD, Said(split=(("Chef myndighet", (ADULTS, FAMILIES)),)))
    assert split.is_certain
    assert whats(split, Thing.ROLE) == [(What.SPLIT, ["Chef myndighet"], [ADULTS, FAMILIES])]


def test_a_part_that_changed_is_told_with_roles_and_parts():
    support = DEEPER.parts[1].model_copy(update={"part": Part.SUPPORT})
    new = revised(*without(DEEPER), renumbered(DEEPER, "2.2", parts=(DEEPER.parts[0], support)))
    (change,) = compare(OLD, new).changes
    assert change.old[0].words == f"{ADULTS} (ansvar), {FAMILIES} (ansvar)"
    assert change.new[0].words == f"{ADULTS} (ansvar), {FAMILIES} (stöd)"


# --- what a person says ----------------------------------------


def test_a_flag_overrules_what_is_certain():
    new = revised(*ALL, goal("2.4", "Något helt nytt.", *CAMPAIGN.activities))
    comparison = compare(OLD, new, Said(same=(("2.3", "2.4"),)))
    assert comparison.is_certain
    assert comparison.same_goals["2.4"] == "2.3"
    assert (What.NEW, [], ["2.3"]) in whats(comparison)
    assert whats(compare(OLD, OLD, Said(removed=("2.3",)))) == [
        (What.REMOVED, ["2.3"], []),
        (What.NEW, [], ["2.3"]),
    ]


def test_a_goal_whose_new_self_was_given_to_another_is_a_question():
    assert asked(compare(OLD, OLD, Said(same=(("2.3", "2.1"),)))) == {"2.1": Why.CHANGED}


def test_what_is_not_named_is_still_asked():
    comparison = compare(OLD, revised(*without(CAMPAIGN, DEEPER)), Said(removed=("2.3",)))
    assert asked(comparison) == {"2.2": Why.CHANGED}


def test_the_example_line_names_nothing_twice():
    """A goal that is split, and another that is gone: the likeliest answer for this names a half of that."""
    whole = goal("1.1", "Personal vet hur man frågar om våld.", "Hålla kurser.", "Skriva en rutin.")
    gone = goal("1.2", "Personal vet hur man frågar barn om våld.", "Bjuda in en föreläsare.")
    halves = (
        goal("1.1", "Personal har kunskap om våld och frågar barn.", "Hålla kurser."),
        goal("1.2", "Personal har en rutin för hur man frågar om våld.", "Skriva en rutin."),
    )
    comparison = compare(plan(area(1, "Stöd", whole, gone)), plan(area(1, "Stöd", *halves)))
    assert [question.flags[0] for question in comparison.questions] == ["--split 1.1=1.1,1.2", "--merge 1.1,1.2=1.2"]
    assert answers_to_paste(comparison) == "--split 1.1=1.1,1.2 --removed 1.2"


def test_the_example_line_says_one_merge_once():
    whole = goal("2.1", "Personalen har kunskaper.", *KNOWLEDGE.activities, *DEEPER.activities, when="Löpande")
    comparison = compare(OLD, revised(*without(KNOWLEDGE, DEEPER), whole))
    assert len(comparison.questions) == 2
    assert answers_to_paste(comparison) == "--merge 2.1,2.2=2.1"


def test_the_example_line_has_what_has_been_said_where_it_counts():
    new = revised(*without(CAMPAIGN, DEEPER))
    assert answers_to_paste(compare(OLD, new, Said(removed=("2.3",)))) == "--removed 2.3 --removed 2.2"
    assert answers_to_paste(compare(OLD, new, Said(removed=("2.2", "2.3")))) == "--removed 2.2 --removed 2.3"
    assert answers_to_paste(compare(OLD, new, Said(removed=("9.9",)))) == "--removed 2.2 --removed 2.3"


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (
            Said(same=(("2.9", "2.1"),)),
            'Den antagna planen har inget delmål och ingen roll som heter "2.9". Menade du "2.3"?',
        ),
        (Said(same=(("2.1", "Soc TI"),)), 'plan.yaml har inget delmål och ingen roll som heter "Soc TI". Menade du "Soc IT"?'),
        (Said(removed=("Vaktmästare",)), 'Den antagna planen har inget delmål och ingen roll som heter "Vaktmästare".'),
        (Said(same=(("2.1", "2.1"),), removed=("2.1",)), 'Det gamla "2.1" nämns två gånger. Säg bara en sak om det.'),
        (Said(same=(("2.1", "2.1"), ("2.2", "2.1"))), 'Det nya "2.1" nämns två gånger. Säg bara en sak om det.'),
        (Said(merge=((("2.1", "2.1"), "2.2"),)), 'Det gamla "2.1" nämns två gånger. Säg bara en sak om det.'),
        (Said(split=(("2.1", ("2.1",)),)), 'Det gamla "2.1" kan inte delas i färre än två. Skriv två nya, med komma emellan.'),
        (Said(split=(("2.1", ()),)), 'Det gamla "2.1" kan inte delas i färre än två. Skriv två nya, med komma emellan.'),
        (
            Said(merge=((("2.1",), "2.2"),)),
            'Det nya "2.2" kan inte slås ihop av färre än två. Skriv två gamla, med komma emellan.',
        ),
        (Said(same=(("2.1", TEAM),)), '"2.1" är ett delmål och "Kvalitetsteamet" en roll. De kan inte vara samma sak.'),
        (
            Said(split=(("2.3@1", ("2.1", "2.2")),)),
            '"2.3@1" är redan borttaget. Det kan komma tillbaka, men inte delas eller slås ihop.',
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_is_a_sentence_and_nothing_of_it_counts(said, sentence):
    comparison = compare(OLD, OLD, said, [RETIRED])
    assert [fault.sentence for fault in comparison.faults] == [sentence]
    assert not comparison.is_certain
    assert dict(comparison.same_goals) == {decided.number: decided.number for decided in ALL}


def test_every_fault_is_told_at_once():
    comparison = compare(OLD, OLD, Said(same=(("9.9", "2.1"), ("2.1", "8.8"), ("2.2", TEAM))))
    assert [fault.name for fault in comparison.faults] == ["9.9", "8.8", "2.2"]
