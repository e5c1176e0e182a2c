"""What an answer, a part or a goal can be has its words in every text: a new member fails here, text by text."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from paminn.plan.model import Kind, OwnerPart, Part, Timeframe
from paminn.plan.occurrence import OccurrenceId
from paminn.standing.answer import Answer, Release, Status
from paminn.standing.going import Going
from paminn.standing.silence import Silence
from paminn.summary.account import AnnualSummary, AreaSummary, GoalSummary, PartSummary
from paminn.summary.goal_status import GoalStatus
from paminn.texts.account.document import account
from paminn.texts.account.labels import label, paragraphs, sentence
from paminn.texts.desk_shown import release_word
from paminn.texts.page.pills import answer_pill, goal_pill
from paminn.texts.render import environment
from paminn.texts.words import part_word, status_word
from tests.support import plans

DUE = date(2026, 6, 30)
ABOUT = OccurrenceId.on("1.1", DUE)


def said(status: Status | None) -> Answer:
    return Answer(1, "1.1", ABOUT, "Chef", status, "Så går det.", date(2026, 6, 2), "Anna Ek")


def only(status: GoalStatus) -> AnnualSummary:
    """The account of a plan with one goal, which goes like this."""
    goal = plans.goal("1.1", plans.deadline(DUE))
    part = PartSummary("Chef", Part.RESPONSIBLE, "", decides=True, answer=said(Status.DONE))
    if status is GoalStatus.MISSING:
        part = replace(part, answer=None, silence=Silence.NO_ANSWER)
    if status is GoalStatus.NOT_YET:
        part = replace(part, answer=None)
    if status is GoalStatus.REPLACED:
        goal = replace(goal, replaced_by="1.2")
    if status is GoalStatus.DONE_IN_PLAN:
        goal = replace(goal, timeframe=Timeframe("Har genomförts", Kind.DONE, DUE, DUE))
    plan = plans.plan(goal)
    area = AreaSummary(plan.areas[0], (GoalSummary(goal, status, (part,)),))
    return AnnualSummary(plan, 2026, date(2026, 12, 31), (area,), (said(Status.DONE),))


class TestStatus:
    @pytest.mark.parametrize("status", [*Status, None])
    def test_it_has_a_sign_and_a_word_on_the_page(self, status):
        for pill in (answer_pill(said(status)), goal_pill(Going(status, 1, 1, ABOUT), "")):
            assert pill.sign
            assert pill.word

    def test_no_two_look_alike(self):
        pills = [answer_pill(said(status)) for status in (*Status, None)]
        assert len({pill.sign for pill in pills}) == len({pill.word for pill in pills}) == len(Status) + 1

    @pytest.mark.parametrize("status", Status)
    def test_what_is_done_in_some_parts_goes_on_and_all_else_is_what_it_is(self, status):
        some = goal_pill(Going(status, 1, 2, ABOUT), "")
        assert some.kind == (Status.ONGOING if status is Status.DONE else status)
        assert some.word == f"{goal_pill(Going(status, 2, 2, ABOUT), '').word} i en av två delar"

    def test_its_words_are_those_of_no_other(self):
        assert len({status_word(status) for status in Status}) == len(Status)


class TestGoalStatus:
    @pytest.mark.parametrize("status", GoalStatus)
    def test_it_has_a_sign_and_a_word_in_the_account(self, status):
        assert label(f"sign.{status}")
        assert label(f"status.{status}", number="1.2", year=2026)
        assert label(f"occasion.{status}")

    @pytest.mark.parametrize("status", GoalStatus)
    def test_a_goal_that_goes_like_this_is_named_in_the_summary(self, status):
        document = account(only(status))
        texts = [getattr(block, "text", "") for block in document.blocks]
        start = texts.index(label("summary"))
        summary = texts[start : texts.index(label("overview"))]
        assert any("1.1" in text for text in summary), summary

    @pytest.mark.parametrize("status", [status for status in GoalStatus if status is not GoalStatus.REPLACED])
    def test_a_goal_that_goes_like_this_is_counted(self, status):
        document = account(only(status))
        (counts,) = (
            block
            for block in document.blocks
            if getattr(block, "caption", "") == label("overview.counts", words=plans.plan().words)
        )
        assert counts.rows[-1][-1] == "1"


class TestSilence:
    @pytest.mark.parametrize("silence", Silence)
    def test_the_account_says_why_wherever_it_says_that_an_answer_is_missing(self, silence):
        assert label(f"missing.{silence}")
        roles = {other.value: [] for other in Silence}
        assert "Soc IT" in sentence(
            "basis", **roles | {silence.value: ["Soc IT"]}, answered=1, asked=2, unasked=[], year=2026
        )
        told = paragraphs("missing_from", **roles | {silence.value: ["Soc IT"]}, not_asked=[], answered=1, total=2)
        assert any("Soc IT" in text for text in told)
        counts = {other.value: 0 for other in Silence}
        assert "två" in sentence("not_included", **counts | {silence.value: 2}, in_full=False)


class TestPart:
    @pytest.mark.parametrize("part", Part)
    def test_it_has_a_word_on_the_page_in_the_calendar_and_in_the_account(self, part):
        assert part_word(part)
        assert "Soc IT" in label(f"part.{part}", role="Soc IT")

    def test_the_reminder_tells_each_what_is_theirs(self):
        goal = plans.goal("1.1", plans.deadline(DUE), "Chef")
        role = environment().get_template("reminder/macros.txt").make_module({"words": plans.plan().words}).role
        nobody_else = {"role": "", "unmet": False, "for_oneself": False, "instead_of": ()}
        told = set()
        for part in Part:
            item = {"goal": goal, "part": OwnerPart("Soc IT", part), **nobody_else}
            told.add(str(role(item, plans.plan().word_of(goal))).strip())
        assert len(told) == len(Part)


@pytest.mark.parametrize("release", Release)
def test_every_release_has_its_word(release):
    assert release_word(release)
