"""An answer that names a goal its mail did not ask about: what is one, and what is only a number."""

from __future__ import annotations

import pytest

from paminn.replies.answering import Answering
from paminn.replies.meaning.other_goals import names_another, others_named
from paminn.replies.meaning.split import GoalAnswer, divide
from paminn.replies.read import Reply, read_mail
from paminn.standing.answer import Status

PLAN = ("1.1", "1.2", "1.3", "1.4", "2.1", "2.2", "3.1", "3.2", "3.3", "4.1")
ASKED = ("1.3",)

NAMED = {
    "2.1: Klar": "2.1",
    "2.1 klart": "2.1",
    "2.1. Klar": "2.1",
    "2.1=klar": "2.1",
    "- 2.1 – klar": "2.1",
    "> 2.1 klart": "2.1",
    "Svar 2.1: Klar": "2.1",
    "Delmål 2.1 klart": "2.1",
    "DELMÅL 2.1": "2.1",
    "delmål nr 2.1 är klart": "2.1",
    "Mål 2.1 är klart": "2.1",
    "Punkt 2.1 är klar": "2.1",
    "Delmål 2 är klart": "2",
    "Klart för delmål 9.9": "9.9",
    "9.9: Klar": "9.9",
    "9.9 är klart": "9.9",
    "1.3 och 2.1: klart": "2.1",
    "1.3, 2.1 och 9.9: klart": "2.1 9.9",
    "1.3 & 9.9 klara": "9.9",
    "1.3: Klar. 2.1: Klar": "2.1",
    "1.3: Klar. 9.9: Pågår": "9.9",
    "2.1–2.2 klart": "2.1 2.2",
    "1.2-1.3 klart": "1.2",
    "Klar. Hänger ihop med 2.1.": "2.1",
    "Klart, som i 2.1, 2.2 och 3.1": "2.1 2.2 3.1",
    "Klar (se 2.1)": "2.1",
    "DELMAL=2.1 STATUS=KLAR": "2.1",
}

NO_GOALS = """Klart.|1.3: Klart|Delmål 1.3: klart|DELMAL=1.3 STATUS=KLAR|STATUS=KLAR|Klart sedan den 2.1
Klart sedan tisdag 2.1|Klart fredagen den 3.2|Klart kl 2.1|Klart kl. 2.1|Klart klockan 3.1|Klart 2.1.2026|Klart 2.1 2026
Klart 2026-02-01|Mötet 14.10 är hållet, klart|Vi sågs 9.30 och 10.15. Klart|14.10 hade vi möte och allt är klart
Klart, 2.1 miljoner kronor|Klart, 2.1 mkr är använda|Klart. 2.1 % av alla|Klart. 2.1 procent|2.1 tjänster är tillsatta, klart
Klart, ca 2.1|Klart, drygt 2.1 timmar|Klart, 3.1 poäng i snitt|Klart enligt § 2.1|Klart, avsnitt 2.1|Klart, kap. 2.1
Klart i version 2.1|Klart, sid 2.1|Klart, tabell 2.1|Rutin 2.1b är klar|Klart, 2.1/2.2|1. Klar|Klart i 3 av 4|Klart med 2.1-2.2 %
Klart, telefon 016-2.1|Treserva 5.2 är i drift, klart|Aktivitet 2 är klar|1.3: Klart, vi sågs 14.10|Punkt 3 på dagordningen: klart""".replace(
    "\n", "|"
)


@pytest.mark.parametrize(("line", "named"), NAMED.items())
def test_a_goal_is_named_in_every_usual_way(line: str, named: str) -> None:
    assert others_named(line, ASKED, PLAN) == tuple(named.split())


@pytest.mark.parametrize("line", NO_GOALS.split("|"))
def test_a_day_a_time_an_amount_or_a_version_is_no_goal(line: str) -> None:
    assert others_named(line, ASKED, PLAN) == ()


@pytest.mark.parametrize("line", NAMED)
def test_where_the_plan_is_not_known_a_number_like_a_goals_is_one(line: str) -> None:
    assert set(NAMED[line].split()) <= set(others_named(line, ASKED))


def test_what_was_asked_about_is_never_another() -> None:
    text = "1.1: Klar\n1.2 och 2.1: Pågår\nDelmål 2.1 hänger ihop med 1.1."
    assert not names_another(text, ("1.1", "1.2", "2.1"), PLAN)
    assert names_another(text, ("1.1", "1.2"), PLAN)


def read(text: str, *goals: str) -> Reply:
    raw = f"From: chef@kommun.example\nTo: paminn@kommun.example\nSubject: Sv\nContent-Type: text/plain; charset=utf-8\n\n{text}"
    return read_mail(raw.encode(), Answering(goals=goals, plan=PLAN), own_addresses=["paminn@kommun.example"])


@pytest.mark.parametrize("line", NAMED)
def test_the_goal_that_was_asked_about_gets_no_status_from_such_an_answer(line: str) -> None:
    reply = read(line, *ASKED)
    assert (reply.status, reply.new_date) == (None, None)
    assert "another_goal" in reply.flags
    assert {part.status for part in reply.parts} <= {None}
    assert not any("2.1" in part.goal for part in reply.parts)


@pytest.mark.parametrize("text", ["Klart sedan den 2.1.", "Klar. Kostnaden blev 2.1 miljoner.", "1.3: Klar"])
def test_a_number_that_is_no_goals_takes_no_status_away(text: str) -> None:
    reply = read(text, *ASKED)
    assert reply.status is Status.DONE
    assert "another_goal" not in reply.flags


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("2.1: Klar", ()),
        ("2.1: Klar\n9.9: Pågår", ()),
        ("1.2: Klar\n2.1: Pågår, vi väntar", (GoalAnswer("1.2", None, "Klar"),)),
        ("2.1: Pågår\n1.2: Klar", (GoalAnswer("1.2", None, "Klar"),)),
        ("1.2 och 2.1: Klar\n1.3: Pågår", (GoalAnswer("1.2", None, "1.2 och 2.1: Klar"), GoalAnswer("1.3", None, "Pågår"))),
        ("DELMAL=1.2 STATUS=KLAR\nDELMAL=2.1 STATUS=PAGAR", (GoalAnswer("1.2", None, ""),)),
        ("1.2: Klar\n1.3: Pågår, som 2.1", (GoalAnswer("1.2", Status.DONE, "Klar"), GoalAnswer("1.3", None, "Pågår, som 2.1"))),
    ],
)  # fmt: skip
def test_each_goal_keeps_its_own_words_and_no_goal_gets_anothers(text: str, answers: tuple[GoalAnswer, ...]) -> None:
    assert divide(text, ("1.2", "1.3"), plan=PLAN).answers == answers
