"""A plan is spoken of in its own words: nothing that a reader meets has those of another."""

import json
import re
from dataclasses import replace
from datetime import date

import pytest
from pydantic import ValidationError

from paminn.calendar.entries import entries
from paminn.plan.level_names import KNOWN, LevelNames, Noun, words_of_all
from paminn.plan.load import read_plan
from paminn.plan.model import FocusArea, GoalAbove, Organisation, Owners
from paminn.plan.occurrence import OccurrenceId
from paminn.plan.schema import LevelsFile
from paminn.replies.words.form import goals_of
from paminn.reports.notice import LineKind
from paminn.site.feeds import feeds
from paminn.standing.answer import Answer, Release, SetByTeam, Status
from paminn.summary.account import summarise
from paminn.summary.blocks import Heading, Paragraph, Table
from paminn.texts.account.document import account
from paminn.texts.calendar import feed, withdrawn, worded
from paminn.texts.card import cards
from paminn.texts.language import counted
from paminn.texts.mail.digest import Context, word_digest
from paminn.texts.mail.notice import section_of
from paminn.texts.mail.receipt import word_receipt
from paminn.texts.page.index import index_page
from tests.support import plans
from tests.support.houses import DUE, SENDER, digest, unmet
from tests.unit.test_notice import ONE_OF_EACH

ANOTHERS = re.compile(r"delmål|fokusområd|kvalitetsteam|gnesta", re.IGNORECASE)
TRACK = Noun("spår", "spåret", "spår", "spåren")
LEVELS = [
    LevelNames(KNOWN["perspektiv"], KNOWN["mål"], KNOWN["åtgärd"]),
    LevelNames(KNOWN["strategi"], KNOWN["åtgärd"]),
    LevelNames(KNOWN["insatsområde"], KNOWN["insats"]),
    LevelNames(TRACK, TRACK, TRACK),
    LevelNames(KNOWN["område"], KNOWN["mål"]),
]
CODE = "PM-9C92-2656-Z5LZ-AELE"


def foreign(levels: LevelNames, *, under: bool = False, team: str = ""):
    """A plan of two goals, or of a goal with two actions."""
    goals = []
    for number in ("1.1", "1.2"):
        goal = replace(plans.goal(number, plans.deadline(DUE)), wording=f"Rutin {number} är känd.")
        if under:
            goal = replace(goal, above=GoalAbove("1", "Barn vet var hjälp finns."))
        goals.append(goal)
    area = FocusArea(1, "Barnets röst", "", tuple(goals))
    return replace(plans.plan(*goals), areas=(area,), levels=levels, followed_up_by=team)


def answers(plan) -> list[Answer]:
    """One as it was read, and one that the team has set and placed."""
    about = OccurrenceId.on(plan.by_number["1.1"].id, DUE)
    given = {"owner": "Chef", "received": date(2026, 6, 10), "answered_by": "Eva Ek", "release": Release.RELEASED}
    by_team = SetByTeam("Ola Öst", date(2026, 6, 12), "Sagt i telefon.")
    return [
        Answer(id=1, goal="1.1", occurrence=about, status=Status.LATE, text="Vi hinner inte.", **given),
        Answer(id=2, goal="1.2", occurrence=OccurrenceId.on("1.2", DUE), status=Status.DONE, text="Klart.",
               status_by_team=True, edited=True, set_by=by_team, **given),
    ]  # fmt: skip


def texts(document):
    for block in document.blocks:
        match block:
            case Heading(_, text) | Paragraph(text, _):
                yield text
            case Table():
                yield block.caption
                for cell in (*block.header, *(cell for row in block.rows for cell in row)):
                    yield from [cell] if isinstance(cell, str) else [part.text for part in cell]


def mails(plan):
    day = digest("Chef", "1.1", "1.2")
    goals = plan.by_number
    reminders = [replace(reminder, goal=goals[reminder.goal.number]) for reminder in day.reminders]
    day = replace(day, reminders=tuple(reminders))
    late = replace(day, day=date(2026, 7, 20))
    one = replace(day, reminders=day.reminders[:1])
    for each in (day, late, one, unmet(day)):
        yield each, word_digest(each, CODE, Context(plan, SENDER, "Eva (eva@prov.example)"))


def everything(plan):
    """Every text that leaves for a reader, each with what it is."""
    for day, mail in mails(plan):
        yield "mail", "\n".join((mail.subject, mail.text, mail.html))
        for card in cards(day, CODE, Context(plan, SENDER, "")):
            yield "card", json.dumps(json.loads(card.raw), ensure_ascii=False)
    for kind in LineKind:
        yield "notice", str(section_of(kind, [ONE_OF_EACH[kind]], plan.words))
    receipt = word_receipt(plan, answers(plan), CODE)
    yield "receipt", "\n".join((receipt.subject, receipt.text, receipt.html))
    days = entries(plan, plans.RULES, answers(plan))
    yield "feed", feed([(plan, days)]).replace(b"\r\n ", b"").decode()
    for entry in worded(plan, days):
        yield "withdrawn", withdrawn(entry, "1.2").description
    yield "page", index_page(plan, days, answers(plan), feeds(plan, plans.RULES, worded(plan, days)))
    for given in ([], answers(plan)):
        summary = summarise(plan, plans.RULES, Owners(), 2026, given, [], date(2026, 12, 31))
        yield "account", "\n".join(texts(account(summary)))


@pytest.mark.parametrize("under", [False, True])
@pytest.mark.parametrize("levels", LEVELS, ids=lambda levels: levels.goal.singular)
def test_no_word_of_another_plan_stands_in_what_a_reader_gets(levels, under):
    plan = foreign(levels, under=under)
    for what, text in everything(plan):
        assert ANOTHERS.search(text) is None, (what, ANOTHERS.search(text))


def test_who_reads_it_would_find_such_a_word():
    plan = foreign(plans.LEVELS, team="kvalitetsteamet")
    found = {what for what, text in everything(plan) if ANOTHERS.search(text)}
    assert found == {"mail", "card", "notice", "receipt", "feed", "withdrawn", "page", "account"}


def test_the_plans_own_words_stand_in_their_place():
    plan = foreign(LevelNames(KNOWN["perspektiv"], KNOWN["åtgärd"]), team="samordningsgruppen")
    told = {}
    for what, text in everything(plan):
        told.setdefault(what, text)
    assert "Hur går det med två åtgärder?" in told["mail"]
    assert "Åtgärd 1.1\nStatus:" in told["mail"]
    assert "Perspektiv 1" in told["page"]
    assert "Åtgärd 1.1: Rutin 1.1 är känd." in told["feed"].replace("\\,", ",")
    assert "Planen har två åtgärder i ett perspektiv." in told["account"]
    last = [text for what, text in everything(plan) if what == "account"][-1]
    assert "En åtgärd är försenad enligt de ansvarigas svar" in last
    assert "Ola Öst i samordningsgruppen har satt läget" in last


def test_without_a_name_who_follows_up_is_told_in_a_sentence():
    *_, last = [
        text for what, text in everything(foreign(LevelNames(KNOWN["område"], KNOWN["mål"]))) if what == "account"
    ]
    assert "Ola Öst, som följer upp planen, har satt läget" in last


@pytest.mark.parametrize("levels", LEVELS, ids=lambda levels: levels.goal.singular)
@pytest.mark.parametrize("under", [False, True])
def test_every_form_that_is_sent_can_be_read(levels, under):
    for day, mail in mails(foreign(levels, under=under)):
        assert goals_of(mail.text) == tuple(reminder.goal.number for reminder in day.reminders)


@pytest.mark.parametrize("noun", KNOWN.values(), ids=KNOWN)
def test_a_form_headed_by_any_known_word_is_read(noun):
    assert goals_of(f"{noun.heading} 1.1\nStatus:") == ("1.1",)


def test_what_is_counted_follows_from_the_plan():
    levels = LevelNames(KNOWN["perspektiv"], KNOWN["mål"], KNOWN["insats"])
    goals, actions = foreign(levels), foreign(levels, under=True)
    assert goals.words.goal.plural == "mål"
    assert actions.words.goal.plural == "insatser"
    both = replace(goals, areas=(*goals.areas, *actions.areas))
    assert both.words.goal.plural == "punkter"
    assert {both.word_of(goal).singular for goal in both.goals()} == {"mål", "insats"}


def test_a_mail_of_two_plans_uses_only_words_that_both_have():
    one, other = foreign(LEVELS[0], team="gruppen").words, foreign(LEVELS[1]).words
    assert words_of_all([one, one]) == one
    shared = words_of_all([one, other])
    assert (shared.area.singular, shared.goal.singular, shared.team.called) == ("område", "punkt", "")


@pytest.mark.parametrize(
    ("count", "noun", "told"),
    [
        (1, "mål", "ett mål"),
        (1, "åtgärd", "en åtgärd"),
        (3, "åtgärd", "tre åtgärder"),
        (2, "område", "två områden"),
        (14, "prioritering", "14 prioriteringar"),
        (2, "tema", "två teman"),
        (0, "strategi", "noll strategier"),
    ],
)
def test_a_number_of_them(count, noun, told):
    assert counted(count, KNOWN[noun]) == told


def test_a_well_known_word_needs_no_forms_and_another_all_of_them():
    forms = {"ental": "spår", "bestämd": "spåret", "flertal": "spår", "bestämt_flertal": "spåren"}
    read = LevelsFile.model_validate({"område": "Perspektiv", "mål": forms})
    assert read.area.definite_plural == "perspektiven"
    assert read.goal.definite == "spåret"
    with pytest.raises(ValidationError):
        LevelsFile.model_validate({"mål": "Spår"})
    with pytest.raises(ValidationError):
        LevelsFile.model_validate({"mål": {"ental": "spår"}})


def test_what_levels_are_called_is_not_decided(plan_files):
    named = read_plan(plan_files, "", date(2026, 1, 1))
    renamed = plan_files["plan.yaml"].replace("mål: Delmål".encode(), "mål: Åtgärd".encode())
    other = read_plan({**plan_files, "plan.yaml": renamed}, "", date(2026, 1, 1))
    assert other.plan.words.goal.singular == "åtgärd"
    assert other.content.fingerprint == named.content.fingerprint


def test_whose_plan_it_is_stands_in_all_that_is_read_and_nothing_where_nobody_says():
    plain = foreign(LevelNames())
    named = replace(plain, organisation=Organisation("Prov kommun", "Storgatan 1"))
    told = {what for what, text in everything(named) if "Prov kommun" in text}
    assert told == {"mail", "receipt", "page", "account"}
    assert {what for what, text in everything(named) if "Prov kommun, Storgatan 1" in text} == told
    assert all("Organisation" not in text for what, text in everything(plain) if what == "account")
