"""The year's account as a command writes it: what it counts, what day it stands for, and the same bytes always."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from paminn.commands.as_json import account_as_json
from paminn.errors import UsageError
from paminn.plan.occurrence import OccurrenceId
from paminn.reminders.message import Channel, Door, Sent, State
from paminn.standing.answer import Answer, Release, Status
from paminn.texts.render import render
from tests.support import houses
from tests.support.fakes import FakeLedger
from tests.support.telling import summarise

OUT = Path("ut")
CHIEF, VICE, TEAM = "Chef", "Vice", "Teamet"


class Ledger(FakeLedger):
    """Answers and mails as they are given."""

    def __init__(self, answers=(), sent=()):
        super().__init__()
        self.given, self.mails_sent = tuple(answers), tuple(sent)

    def answers(self, plan):
        return self.given

    def sent(self, plan, since=None):
        return self.mails_sent


def answer(owner=CHIEF, number="1.1", **more):
    given = {
        "id": 1, "occurrence": f"{number}@2026-06-30", "status": Status.ONGOING, "text": "Pågår.",
        "received": date(2026, 6, 24), "answered_by": owner, "release": Release.RELEASED,
    }  # fmt: skip
    told = given | more
    told["occurrence"] = OccurrenceId.parse(str(told["occurrence"]))
    return Answer(goal=number, owner=owner, **told)


def sent(day, owner=CHIEF, goals=("1.1",), state=State.SEEN, channel=Channel.EMAIL, redirected=False, door=Door.SMTP):
    return Sent(
        key=f"{day}{owner}", plan="prov-plan", channel=channel, owner=owner, day=day, goals=goals, message_id="<1>",
        recipients=(), raw=b"", redirected=redirected, number=1, state=state, door=door,
    )  # fmt: skip


def run(answers=(), mails=(), of=2026, today=date(2027, 2, 1)):
    house = houses.fake_house(ledger=Ledger(answers, mails))
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
    account, _ = run(given)
    told = account_as_json(account)
    assert {key: told[key] for key in ("answered", "missing", "unreviewed")} == {
        "answered": 1, "missing": 3, "unreviewed": 1,
    }  # fmt: skip
    assert told["silent"] == [
        {"goal": "1.1", "owner": VICE}, {"goal": "1.2", "owner": CHIEF}, {"goal": "1.2", "owner": TEAM},
    ]  # fmt: skip
    lines = [line for line in render("cli/summarise.txt", account=account, paths=["a.docx"]).splitlines() if line]
    assert lines == [
        "a.docx",
        "Begärda svar som ingår i redovisningen: 1. Som inte ingår: 3.",
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


def test_the_account_of_a_year_before_the_decision_is_refused():
    with pytest.raises(UsageError, match="2025-09-03"):
        run(of=2024)


# The day it stands for


@pytest.mark.parametrize(
    ("answers", "mails", "expected"),
    [
        ((), (), date(2026, 12, 31)),
        ((answer(),), (), date(2026, 12, 31)),
        ((answer(received=date(2027, 1, 9), occurrence="1.1@2026-12-31"),), (), date(2027, 1, 9)),
        ((answer(received=date(2027, 1, 9), occurrence="1.1@2026"),), (), date(2027, 1, 9)),
        ((answer(received=date(2027, 1, 9), occurrence="1.1@2027-06-30"),), (), date(2026, 12, 31)),
        ((answer(received=date(2027, 1, 9), occurrence="1.1@2025-12-31"),), (), date(2026, 12, 31)),
        ((), (sent(date(2027, 1, 19)),), date(2027, 1, 19)),
        ((), (sent(date(2027, 1, 19), state=State.ACCEPTED),), date(2027, 1, 19)),
        ((), (sent(date(2027, 1, 19), state=State.BOUNCED),), date(2026, 12, 31)),
        ((), (sent(date(2027, 1, 19), state=State.ALERT),), date(2026, 12, 31)),
        ((), (sent(date(2027, 1, 19), redirected=True),), date(2026, 12, 31)),
        ((), (sent(date(2027, 1, 19), state=State.FAILED),), date(2026, 12, 31)),
        ((), (sent(date(2027, 1, 19), channel=Channel.TEAMS),), date(2026, 12, 31)),
        ((answer(released=date(2027, 1, 19)),), (), date(2026, 12, 31)),
    ],
)
def test_once_the_year_is_over_the_day_is_that_of_the_last_thing_known_of_it(document, answers, mails, expected):
    made = document(answers, mails)
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
        [sent(date(2027, 1, 12)), sent(date(2026, 6, 1))],
    )
    first = written(*ledger, today=date(2027, 1, 12))
    assert {written(*ledger, today=day) for day in (date(2027, 1, 13), date(2027, 2, 1), date(2029, 5, 5))} == {first}


def test_what_comes_later_about_other_years_changes_nothing():
    ledger = ([answer()], [sent(date(2026, 12, 1), VICE)])
    later = (
        [
            answer(),
            answer(VICE, received=date(2027, 4, 1)),
            answer(VICE, received=date(2027, 1, 4), occurrence="1.1@2027"),
        ],
        [sent(date(2026, 12, 1), VICE), sent(date(2027, 3, 1), VICE)],
    )
    assert written(*ledger) == written(*later, today=date(2028, 1, 1))


def test_what_came_after_the_day_asked_for_is_not_seen():
    account, _ = run([answer(received=date(2026, 6, 24))], today=date(2026, 6, 23))
    assert account.answered == 0


# Who was reminded


def reminders(document):
    table = next(b for b in document.blocks if getattr(b, "caption", "").startswith("Begärda svar som inte"))
    return {(row[0], row[2]): (row[4], row[5]) for row in table.rows}


def test_only_the_years_reminders_since_the_last_answer_are_counted(document):
    mails = [
        sent(date(2025, 12, 1)),
        sent(date(2026, 1, 12)),
        sent(date(2026, 6, 1), goals=("1.1", "1.2")),
        sent(date(2027, 1, 11)),
        sent(date(2027, 3, 1)),
        sent(date(2026, 6, 1), VICE),
    ]
    answers = [
        answer(received=date(2026, 1, 20), occurrence="1.1@2025"),
        answer(VICE, received=date(2026, 6, 2), release=Release.HELD, status=None),
    ]
    assert reminders(document(answers, mails)) == {
        ("1.1", CHIEF): ("2", "11 januari 2027"),
        ("1.1", VICE): ("–", "–"),
        ("1.2", CHIEF): ("1", "1 juni 2026"),
        ("1.2", TEAM): ("Ingen", "–"),
    }


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
    mails = [sent(date(2026, 6, day), door=door) for day, door in enumerate(doors, 1)]
    elsewhere = [sent(date(2025, 6, 2), door=Door.FOLDER), sent(date(2026, 6, 2), door=Door.FOLDER, redirected=True)]
    made = document((), [*mails, *elsewhere])
    text = " ".join(getattr(block, "text", "") for block in made.blocks)
    assert told in text
    assert ("mapp" in text) is bool(told)
