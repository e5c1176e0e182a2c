"""The year's account as a command writes it: what it counts, what day it stands for, and the same bytes always."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from paminn.commands.as_json import accounts_as_json
from paminn.errors import UsageError
from paminn.plan.occurrence import OccurrenceId
from paminn.reminders.message import Door
from paminn.standing.answer import Answer, Release, Status
from paminn.summary.requested import Requested
from paminn.texts.render import render
from tests.support import houses
from tests.support.fakes import FakeLedger
from tests.support.telling import summarise

OUT = Path("ut")
CHIEF, VICE, TEAM = "Chef", "Vice", "Teamet"


class Ledger(FakeLedger):
    """Answers and requests as they are given."""

    def __init__(self, answers=(), requests=()):
        super().__init__()
        self.given, self.asked = tuple(answers), tuple(requests)

    def answers(self, plan):
        return self.given

    def arrived(self, plan, until):
        return [request for request in self.asked if request.day <= until]


def answer(owner=CHIEF, number="1.1", **more):
    given = {
        "id": 1, "occurrence": f"{number}@2026-06-30", "status": Status.ONGOING, "text": "Pågår.",
        "received": date(2026, 6, 24), "answered_by": owner, "release": Release.RELEASED,
    }  # fmt: skip
    told = given | more
    told["occurrence"] = OccurrenceId.parse(str(told["occurrence"]))
    return Answer(goal=number, owner=owner, **told)


def asked(day, owner=CHIEF, goal="1.1", about="{goal}@2026-06-30", door=Door.SMTP):
    return Requested(goal, owner, OccurrenceId.parse(about.format(goal=goal)), day, door)


def run(answers=(), requests=(), of=2026, today=date(2027, 2, 1)):
    house = houses.fake_house(ledger=Ledger(answers, requests))
    return summarise(house, of, OUT, today), house


def written(*given, **more):
    account, _ = run(*given, **more)
    return account.files["redovisning-2026.docx"]


@pytest.fixture
def document(monkeypatch):
    """The document itself, before it becomes a Word file."""

    def made(*given, of=2026, today=date(2027, 2, 1)):
        kept = []
        house = houses.fake_house(ledger=Ledger(*given))
        house = replace(house, write_document=lambda document: kept.append(document) or b"")
        summarise(house, of, OUT, today)
        return kept[0]

    return made


def test_the_numbers_of_the_screen_and_the_json_are_the_same():
    given = [answer(), answer(VICE, release=Release.HELD, status=None), answer(TEAM, "1.2", release=Release.WITHHELD)]
    december = date(2026, 12, 1)
    account, _ = run(given, [asked(december), asked(december, VICE), asked(december, goal="1.2", about="{goal}@2026")])
    told = accounts_as_json([account])
    assert set(told) == {"files", "answered", "missing", "unreviewed", "silent"}
    assert {key: told[key] for key in ("answered", "missing", "unreviewed")} == {
        "answered": 1, "missing": 3, "unreviewed": 1,
    }  # fmt: skip
    assert told["silent"] == [
        {"plan": account.plan, "goal": "1.1", "owner": VICE}, {"plan": account.plan, "goal": "1.2", "owner": CHIEF},
        {"plan": account.plan, "goal": "1.2", "owner": TEAM},
    ]  # fmt: skip
    lines = [line for line in render("cli/summarise.txt", account=account, paths=["a.docx"]).splitlines() if line]
    assert lines == [
        "a.docx",
        "Svar som ingår i redovisningen: 1. Begärda svar som inte ingår: 3.",
        "Inte inkomna: 1.",
        "    1.2  Chef",
        "Inkomna men inte granskade: 1.",
        "    1.1  Vice",
        "Granskade men tas inte med: 1.",
        "    1.2  Teamet",
        "Dokumentet är ett utkast. Läs och godkänn det innan det går till nämnden.",
    ]


def test_what_is_complete_lists_nobody():
    everyone = [answer(), answer(VICE), answer(CHIEF, "1.2"), answer(TEAM, "1.2")]
    account, _ = run(everyone)
    assert account.missing == ()
    assert "    " not in render("cli/summarise.txt", account=account, paths=[])


def test_without_a_request_nothing_is_missing():
    account, _ = run()
    assert (account.answered, account.missing) == (0, ())


@pytest.mark.parametrize(
    ("valid_until", "of", "today", "told"),
    [
        (None, 2024, date(2027, 2, 1), "Planen beslutades 2025-09-03. Det finns inget att redovisa för 2024."),
        (None, 2027, date(2026, 12, 31), "2027 har inte börjat än. Det går att redovisa från och med 2027-01-01."),
        (
            date(2026, 6, 30),
            2027,
            date(2028, 2, 1),
            "Planen gällde till och med 2026-06-30. Det finns inget att redovisa för 2027.",
        ),
    ],
)
def test_the_account_of_a_year_when_the_plan_did_not_hold_or_that_has_not_begun_is_refused(
    valid_until, of, today, told
):
    plan = houses.plan_files()
    if valid_until:
        end = f'"giltig_till": "{valid_until}", "beslutad"'
        plan["plan.yaml"] = plan["plan.yaml"].replace(b'"beslutad"', end.encode())
    house = houses.fake_house(ledger=Ledger())
    house = replace(house, plan=houses.kept(plan))
    with pytest.raises(UsageError) as refused:
        summarise(house, of, OUT, today)
    assert str(refused.value) == told


@pytest.mark.parametrize(
    ("of", "today"), [(2025, date(2025, 9, 3)), (2026, date(2026, 1, 1)), (2029, date(2030, 2, 1))]
)
def test_a_year_that_has_begun_and_in_which_the_plan_holds_can_be_accounted_for(of, today):
    account, _ = run(of=of, today=today)
    assert list(account.files) == [f"redovisning-{of}.docx"]


# The day it stands for


@pytest.mark.parametrize(
    ("answers", "requests", "expected"),
    [
        ((), (), date(2026, 12, 31)),
        ((answer(),), (), date(2026, 12, 31)),
        ((answer(received=date(2027, 1, 9), occurrence="1.1@2026-12-31"),), (), date(2027, 1, 9)),
        ((answer(received=date(2027, 1, 9), occurrence="1.1@2026"),), (), date(2027, 1, 9)),
        ((answer(received=date(2027, 1, 9), occurrence="1.1@2027-06-30"),), (), date(2026, 12, 31)),
        ((answer(received=date(2027, 1, 9), occurrence="1.1@2025-12-31"),), (), date(2026, 12, 31)),
        ((), (asked(date(2027, 1, 19)),), date(2027, 1, 19)),
        ((), (asked(date(2027, 1, 29), about="{goal}@2026"),), date(2027, 1, 29)),
        ((), (asked(date(2027, 3, 1)),), date(2026, 12, 31)),
        ((), (asked(date(2027, 1, 19), about="{goal}@2027-06-30"),), date(2026, 12, 31)),
        ((answer(released=date(2027, 1, 19)),), (), date(2026, 12, 31)),
    ],
)
def test_once_the_year_is_over_the_day_is_that_of_the_last_thing_known_of_it(document, answers, requests, expected):
    made = document(answers, requests)
    assert made.date == expected
    named = "Senaste uppgift i underlaget" if expected.year == 2027 else "Underlag till och med"
    assert f"Utkast. {named}: " in made.subtitle


def test_while_the_year_lasts_the_day_is_the_day_asked_for(document):
    made = document((answer(),), (), today=date(2026, 8, 1))
    assert made.date == date(2026, 8, 1)
    assert made.subtitle.endswith("Utkast. Avstämt: 1 augusti 2026.")


def test_the_same_ledger_gives_the_same_bytes_on_any_day_after_the_year():
    ledger = (
        [answer(), answer(VICE, received=date(2027, 1, 9), occurrence="1.1@2026"), answer(TEAM, "1.2")],
        [asked(date(2027, 1, 12)), asked(date(2026, 6, 1))],
    )
    first = written(*ledger, today=date(2027, 1, 12))
    assert {written(*ledger, today=day) for day in (date(2027, 1, 13), date(2027, 2, 1), date(2029, 5, 5))} == {first}


def test_what_comes_later_about_other_years_changes_nothing():
    ledger = ([answer()], [asked(date(2026, 12, 1), VICE)])
    later = (
        [
            answer(),
            answer(VICE, received=date(2027, 4, 1)),
            answer(VICE, received=date(2027, 1, 4), occurrence="1.1@2027"),
        ],
        [asked(date(2026, 12, 1), VICE), asked(date(2027, 3, 1), VICE)],
    )
    assert written(*ledger) == written(*later, today=date(2028, 1, 1))


def test_what_came_after_the_day_asked_for_is_not_seen():
    account, _ = run([answer(received=date(2026, 6, 24))], today=date(2026, 6, 23))
    assert account.answered == 0


# Who was reminded


def reminders(document):
    table = next(b for b in document.blocks if getattr(b, "caption", "").startswith("Begärda svar som inte"))
    return {(row[0], row[2]): (row[4], row[5]) for row in table.rows}


def test_only_the_years_requests_since_the_last_answer_are_counted(document):
    requests = [
        asked(date(2025, 12, 1), about="{goal}@2025"),
        asked(date(2026, 1, 12)),
        asked(date(2026, 6, 1)),
        asked(date(2026, 6, 1), goal="1.2"),
        asked(date(2027, 1, 11)),
        asked(date(2027, 1, 11), about="{goal}@2026"),
        asked(date(2027, 3, 1)),
        asked(date(2026, 6, 1), VICE),
    ]
    answers = [
        answer(received=date(2026, 1, 20), occurrence="1.1@2025"),
        answer(VICE, received=date(2026, 6, 2), release=Release.HELD, status=None),
    ]
    assert reminders(document(answers, requests)) == {
        ("1.1", CHIEF): ("2", "11 januari 2027"),
        ("1.1", VICE): ("–", "–"),
        ("1.2", CHIEF): ("1", "1 juni 2026"),
    }


def test_an_account_wanted_in_january_is_asked_about_the_year_that_ended(document):
    """With svar_senast: "01-31" the mails of January 2027 ask about 2026, and those of January 2026 did about 2025."""
    requests = [asked(date(2026, 1, 5), about="{goal}@2025"), asked(date(2027, 1, 5), VICE, about="{goal}@2026")]
    assert reminders(document((), requests)) == {("1.1", VICE): ("1", "5 januari 2027")}


@pytest.mark.parametrize(
    ("doors", "told"),
    [
        ((Door.SMTP, Door.GRAPH), ""),
        ((Door.SMTP, Door.FOLDER), "Några av årets påminnelser har bara skrivits till en mapp"),
        ((Door.FOLDER, Door.FOLDER), "De har bara skrivits till en mapp"),
        ((), ""),
    ],
)
def test_what_was_only_written_to_a_folder_is_not_said_to_be_sent(document, doors, told):
    requests = [asked(date(2026, 6, day), door=door) for day, door in enumerate(doors, 1)]
    elsewhere = [asked(date(2025, 6, 2), about="{goal}@2025", door=Door.FOLDER)]
    made = document((), [*requests, *elsewhere])
    text = " ".join(getattr(block, "text", "") for block in made.blocks)
    assert told in text
    assert ("mapp" in text) is bool(told)


def test_a_plan_that_holds_until_further_notice_says_so_after_its_period(document):
    def told(of: int) -> str:
        made = document((), (), of=of, today=date(2029, 2, 1))
        return " ".join(getattr(block, "text", "") for block in made.blocks)

    sentence = "Planens egen period har gått ut. Planen gäller tills vidare och redovisas därför också för 2028."
    assert sentence in told(2028)
    assert "period har gått ut" not in told(2027)
