"""An answer to a digest, goal by goal; never a guess."""

from __future__ import annotations

from datetime import date

import pytest

from paminn.replies.meaning.split import GoalAnswer, divide, split
from paminn.standing.answer import Status

DONE, ONGOING, LATE, NOT_STARTED = Status.DONE, Status.ONGOING, Status.LATE, Status.NOT_STARTED
GOALS = ("1.1", "1.2", "2.1")


def statuses(text: str, goals: tuple[str, ...] = GOALS) -> dict[str, Status | None]:
    return {answer.goal: answer.status for answer in split(text, goals)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.1: Klar, beslutad i juni\n1.2 pågår", {"1.1": DONE, "1.2": ONGOING}),
        ("1.1 Klar\n1.2 Försenad\n2.1 Ej påbörjad", {"1.1": DONE, "1.2": LATE, "2.1": NOT_STARTED}),
        ("Delmål 1.1: klart\nDelmål 1.2: pågår", {"1.1": DONE, "1.2": ONGOING}),
        ("- 1.1 – klar\n- 1.2 – pågår", {"1.1": DONE, "1.2": ONGOING}),
        ("1.1 klar, 1.2 pågår, 2.1 försenad", {"1.1": DONE, "1.2": ONGOING, "2.1": LATE}),
        ("1.1 klart 1.2 pågår 2.1 ej påbörjad", {"1.1": DONE, "1.2": ONGOING, "2.1": NOT_STARTED}),
        ("1.1: klar 1.2: klar 2.1: pågår", {"1.1": DONE, "1.2": DONE, "2.1": ONGOING}),
        ("1.1 (klar) 1.2 (försenad)", {"1.1": DONE, "1.2": LATE}),
        ("1.1 väntar på 1.2 som är klar", {"1.1": None}),
        ("1.1 och 1.2: Klar\n2.1: Pågår", {"1.1": DONE, "1.2": DONE, "2.1": ONGOING}),
        ("1.1, 1.2 och 2.1 är klara.", {"1.1": DONE, "1.2": DONE, "2.1": DONE}),
        ("Delmål 1.1 är klart.\n\nDelmål 1.2 pågår.", {"1.1": DONE, "1.2": ONGOING}),
        ("1.1: klar men hänger ihop med 1.2", {"1.1": DONE}),
        ("1.1: Klar\nmen hänger ihop med 1.2", {"1.1": None}),
        ("1.1: inte klart\n1.2: klart", {"1.1": None, "1.2": DONE}),
        ("DELMAL=1.2 STATUS=KLAR\n\nAlla har gått.", {"1.2": DONE}),
        ("DELMAL=1.1 STATUS=KLAR\nDELMAL=1.2 STATUS=PAGAR", {"1.1": DONE, "1.2": ONGOING}),
        ("Samma svar på alla: Pågår.", dict.fromkeys(GOALS, ONGOING)),
        ("Klart. Gäller alla tre.", dict.fromkeys(GOALS, DONE)),
        ("Alla delmål: Försenad", dict.fromkeys(GOALS, LATE)),
        ("1.1: Klar\n1.1: Pågår", {"1.1": None}),
        ("Alla tre klara!", dict.fromkeys(GOALS, DONE)),
        ("Allt klart.", dict.fromkeys(GOALS, DONE)),
        ("Ej påbörjad på samtliga", dict.fromkeys(GOALS, NOT_STARTED)),
        ("Pågår för alla tre.", dict.fromkeys(GOALS, ONGOING)),
        ("1.1 Klar\nÖvriga pågår", {"1.1": DONE, "1.2": None, "2.1": None}),
        ("DELMAL=1.1 STATUS=KLAR\n\nInte klart ännu.", {"1.1": None}),
        ("1.1: Pågår. Hemsidan är klar.\n1.2: Klar, nästan", {"1.1": ONGOING, "1.2": None}),
        ("1.1: Klar! Resten pågår.\n1.2: Försenad, klar i mars", {"1.1": DONE, "1.2": LATE}),
    ],
)
def test_goals_are_named(text: str, expected: dict[str, Status | None]) -> None:
    assert statuses(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Klar",
        "Pågår. Vi har kommit en bit.",
        "Klart, utom det sista.",
        "Klart för alla medarbetare.",
        "Allt klart utom 2.1",
        "1. Klar\n2. Pågår\n3. Försenad",
        "Gäller alla utom 1.2: Klar",
        "Samma svar på alla utom ett: Pågår",
        "3.4: Klar",
        "9.9: Pågår",
        "DELMAL=7.7 STATUS=KLAR",
        "STATUS=KLAR",
        "Allt är klart.\n1.2: Pågår",
        "Delmål 1.1\nStatus:\nGjort i år:\nÅterstår:\nNytt datum:",
    ],
)
def test_never_a_guess(text: str) -> None:
    assert split(text, GOALS) == ()
    assert split(text, GOALS[:2]) == ()


def test_the_only_goal_needs_no_number() -> None:
    assert split("Klart sedan i våras.", ["2.1"]) == (GoalAnswer("2.1", DONE, "Klart sedan i våras."),)
    assert split("STATUS=PAGAR\n\nVi kör.", ["2.1"]) == (GoalAnswer("2.1", ONGOING, "Vi kör."),)
    assert split("1.2: Klar", ["2.1"]) == ()


def test_a_form_is_read_field_by_field_and_untouched_blocks_are_no_answers() -> None:
    text = (
        "Delmål 1.1\nStatus: Försenad\nGjort i år: Utkast finns\nhos juristen.\nÅterstår:\nNytt datum: 31 mars 2026\n\n"
        "Delmål 1.2\nStatus:\nGjort i år:\nÅterstår:\nNytt datum:\n\n"
        "Delmål 2.1\nStatus:\nGjort i år: En enhet är utbildad.\nÅterstår: Resten.\nNytt datum:\n"
    )
    assert split(text, GOALS) == (
        GoalAnswer("1.1", LATE, "Gjort i år: Utkast finns\nhos juristen.", date(2026, 3, 31)),
        GoalAnswer("2.1", None, "Gjort i år: En enhet är utbildad.\nÅterstår: Resten."),
    )


@pytest.mark.parametrize(
    ("value", "day", "text"),
    [
        ("31 mars 2026", date(2026, 3, 31), ""),
        ("vt 2026", date(2026, 6, 30), ""),
        ("våren 2026", date(2026, 6, 30), "Nytt datum: våren 2026"),
        ("Klart 31 mars 2026", date(2026, 3, 31), "Nytt datum: Klart 31 mars 2026"),
        ("31 mars 2026. Nämnden beslutar.", date(2026, 3, 31), "Nytt datum: 31 mars 2026. Nämnden beslutar."),
    ],
)
def test_what_more_than_a_day_stands_at_a_new_date_stays_in_the_words(value: str, day: date, text: str) -> None:
    answers = split(f"Delmål 1.1\nStatus: Försenad\nNytt datum: {value}\n\nDelmål 1.2\nStatus: Klar", GOALS)
    assert answers == (GoalAnswer("1.1", LATE, text, day), GoalAnswer("1.2", DONE, ""))


@pytest.mark.parametrize(
    ("first", "second", "day"),
    [
        ("31 mars 2026", "31 mars 2026", date(2026, 3, 31)),
        ("31 mars 2026", "", date(2026, 3, 31)),
        ("", "31 mars 2026", date(2026, 3, 31)),
        ("31 mars 2026", "30 april 2026", None),
        ("", "", None),
    ],
)
def test_a_goal_that_is_answered_twice_gets_a_new_day_when_there_is_one(
    first: str, second: str, day: date | None
) -> None:
    (answer,) = split(
        f"Delmål 1.1\nStatus: Försenad\nÅterstår: Utbildning.\nNytt datum: {first}\n\n"
        f"Delmål 1.1\nStatus: Försenad\nÅterstår: Beslut.\nNytt datum: {second}",
        GOALS,
    )
    assert (answer.goal, answer.status, answer.new_date) == ("1.1", LATE, day)
    assert "Utbildning." in answer.text
    assert "Beslut." in answer.text


LIST = "1.1: Klar, beslutad i juni.\n1.2: Pågår.\n2.1: Ej påbörjad."
OWN = ["Klar, beslutad i juni.", "Pågår.", "Ej påbörjad."]
BELOW = [
    "Det beror på att upphandlingen drar ut på tiden.",
    "Vi väntar på beslut i nämnden.",
    "Det beror på två saker:\n- vakanser\n- ett nytt system",
    "Det beror på vakanser.\n\nHör av er om ni undrar.",
    "Ring mig om det är något, för ett av dem är osäkert.",
]
SETTINGS = {
    "lines": LIST,
    "paragraphs": LIST.replace("\n", "\n\n"),
    "headings": "Delmål 1.1\nKlar, beslutad i juni.\n\nDelmål 1.2\nPågår.\n\nDelmål 2.1\nEj påbörjad.",
    "a form": (
        "Delmål 1.1\nStatus: Klar\nGjort i år: Beslutad.\n\nDelmål 1.2\nStatus: Pågår\nÅterstår: Två grupper.\n"
        "Nytt datum:"
    ),
    "buttons": "DELMAL=1.1 STATUS=KLAR\nDELMAL=1.2 STATUS=PAGAR",
    "one line": "1.1 klar, 1.2 pågår, 2.1 ej påbörjad",
    "two at once": "1.1 och 1.2: Klar.\n2.1: Pågår.",
    "one goes on below an empty line": "1.1: Klar.\n\nDen är beslutad.\n\n1.2: Pågår.\n\n2.1: Pågår.",
}


@pytest.mark.parametrize("below", BELOW)
@pytest.mark.parametrize("answers", SETTINGS.values(), ids=SETTINGS.keys())
def test_a_last_paragraph_after_several_answers_is_nobodys_for_certain(answers: str, below: str) -> None:
    without = split(answers, GOALS)
    divided = divide(f"{answers}\n\n{below}", GOALS)
    assert [(answer.goal, answer.text) for answer in divided.answers] == [(one.goal, one.text) for one in without]
    assert {answer.status for answer in divided.answers} == {None}
    assert divided.alone.split() == below.split()


@pytest.mark.parametrize(
    "farewell",
    ["Hör av er om ni undrar.", "Tack för påminnelsen!", "Ring gärna mig vid frågor.\nTrevlig helg!", "Återkom om ni har frågor"],
)  # fmt: skip
def test_what_only_rounds_off_a_mail_leaves_the_answers_as_they_are(farewell: str) -> None:
    divided = divide(f"{LIST}\n\n{farewell}", GOALS)
    assert [answer.status for answer in divided.answers] == [DONE, ONGOING, NOT_STARTED]
    assert [answer.text for answer in divided.answers] == OWN
    assert divided.alone == ""


def test_a_paragraph_below_each_answer_is_that_answers() -> None:
    text = "1.1: Klar.\n\nDen är beslutad.\n\n1.2: Pågår.\n\nVi har kommit halvvägs."
    divided = divide(text, GOALS)
    assert [answer.text for answer in divided.answers] == [
        "Klar.\n\nDen är beslutad.",
        "Pågår.\n\nVi har kommit halvvägs.",
    ]
    assert [answer.status for answer in divided.answers] == [DONE, ONGOING]


def test_a_last_paragraph_that_is_known_to_stand_below_its_goal_is_that_goals() -> None:
    text = "1.1:\nKlar.\n\n1.2:\nPågår.\n\nVi har kommit halvvägs."
    divided = divide(text, GOALS, placed=True)
    assert [(answer.status, answer.text) for answer in divided.answers] == [
        (DONE, "Klar."),
        (ONGOING, "Pågår.\n\nVi har kommit halvvägs."),
    ]
    assert divide(text, GOALS).alone == "Vi har kommit halvvägs."


def test_what_is_said_of_the_others_is_read_by_a_person_for_each_of_them() -> None:
    text = "1.1: Klar\n1.2: Pågår\nÖvriga: ej påbörjade"
    assert statuses(text) == {"1.1": DONE, "1.2": ONGOING, "2.1": None}
    assert split(text, GOALS)[-1].text == text


def test_a_button_alone_above_a_paragraph_is_an_answer_too() -> None:
    divided = divide("DELMAL=1.1 STATUS=KLAR\n\nDen är beslutad.\n\nDELMAL=1.2 STATUS=PAGAR\n\nVi har börjat.", GOALS)
    assert [(answer.status, answer.text) for answer in divided.answers] == [
        (DONE, "Den är beslutad."),
        (ONGOING, "Vi har börjat."),
    ]
    assert divided.alone == ""


def test_a_paragraph_below_the_only_answer_is_its_own() -> None:
    assert split("1.2: Klar.\n\nRutinen är beslutad.", GOALS) == (
        GoalAnswer("1.2", DONE, "Klar.\n\nRutinen är beslutad."),
    )


def test_a_first_paragraph_before_several_answers_is_given_to_none_of_them() -> None:
    divided = divide(f"Hej!\n\nVi har haft många vakanser.\n\n{LIST}", GOALS)
    assert [answer.text for answer in divided.answers] == OWN
    assert [answer.status for answer in divided.answers] == [DONE, ONGOING, NOT_STARTED]
    assert divided.alone == "Vi har haft många vakanser."


@pytest.mark.parametrize(
    "above", ["Inget är riktigt beslutat än.", "Utbildningen återstår.", "Vi är försenade med en del."]
)
def test_a_first_paragraph_that_speaks_against_an_answer_leaves_it_to_a_person(above: str) -> None:
    answers = divide(f"{above}\n\n{LIST}", GOALS).answers
    assert DONE not in {answer.status for answer in answers}
    assert [answer.text for answer in answers] in ([], OWN)


def test_what_stands_above_the_only_answer_stands_above_it_still() -> None:
    assert split("Vi har haft vakanser.\n\n1.1: Klar", GOALS) == (
        GoalAnswer("1.1", DONE, "Vi har haft vakanser.\nKlar"),
    )


def test_numbers_that_are_no_goals() -> None:
    assert split("1.1 miljoner kronor har använts, klart.", ["1.1"]) == (
        GoalAnswer("1.1", DONE, "1.1 miljoner kronor har använts, klart."),
    )
    assert statuses("1.10: Klar", ("1.1", "1.10")) == {"1.10": DONE}


def test_a_late_answer_by_link_has_its_date_in_the_text() -> None:
    assert split("DELMAL=1.1 STATUS=FORSENAD\n\nKlart först 2026-03-31.", ["1.1"])[0].new_date is None
    assert split("DELMAL=1.1 STATUS=FORSENAD\n\nNytt datum: 2026-03-31", ["1.1"])[0].new_date == date(2026, 3, 31)
