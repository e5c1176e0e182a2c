"""Answers typed under each goal inside the mail we sent: to the right goal, or to a person, never to a wrong goal."""

from __future__ import annotations

import re
import textwrap
from email.message import EmailMessage

import pytest

from paminn.replies.answering import Answering
from paminn.replies.mail.html_text import read_html
from paminn.replies.meaning.tied import tied
from paminn.replies.read import Reply, read_mail
from paminn.replies.words.sent import Sent
from paminn.replies.words.under import Typed, typed_under
from tests.unit.test_quoted_page import HEAD, SENDER, reminder

SENT = reminder(3)
PLAIN = SENT.get_body(("plain",)).get_content().replace("\r\n", "\n")
PAGE = SENT.get_body(("html",)).get_content()
OURS = f"{PLAIN}\n{read_html(PAGE).text}"
GOALS = ("1.1", "1.2", "1.3")
TEXT_HEAD = f"Från: påminn <{SENDER}>\nSkickat: den 1 juli 2026 08:00\nTill: Chef\nÄmne: Påminnelse\n"
SAID = "Den 1 juli 2026 08:00 skrev påminn <paminn@kommun.example>:\n"

# Places in our plain text, as the line that what is typed stands behind.
UNDER = {goal: f"{goal}  " for goal in GOALS}
AFTER = dict.fromkeys(GOALS, "Beslutad tidplan")


def mail(text: str, html: str = "") -> bytes:
    made = EmailMessage()
    made["From"] = "Chef <chef@kommun.example>"
    made["To"] = SENDER
    made["Date"] = "Tue, 07 Jul 2026 09:00:00 +0200"
    made["Subject"] = f"Sv: {SENT['Subject']}"
    made.set_content(html or text, subtype="html" if html else "plain")
    return made.as_bytes()


def read(raw: bytes) -> Reply:
    return read_mail(raw, Answering(OURS, goals=GOALS), own_addresses=(SENDER,))


def parts(reply: Reply) -> dict[str, str | None]:
    return {part.goal: part.status and part.status.value for part in reply.parts}


def typed_in(answers: dict[str, str], places: dict[str, str]) -> list[tuple[str, bool]]:
    """The lines of our plain text, and the answers behind their places; whether each is ours."""
    lines, goal, left = [], "", dict(answers)
    for line in PLAIN.rstrip("\n").split("\n"):
        lines.append((line, True))
        goal = next((one for one in GOALS if line.startswith(f"{one}  ")), goal)
        if goal in left and line.startswith(places[goal]):
            lines += [("", False), *((words, False) for words in left.pop(goal).split("\n")), ("", False)]
    assert not left
    return lines


def marked(lines: list[tuple[str, bool]], top: str = "") -> bytes:
    return mail(f"{top}\n\n{SAID}" + "\n".join(f"> {line}".rstrip() if ours else line for line, ours in lines))


def wrapped(lines: list[tuple[str, bool]], top: str = "") -> bytes:
    """As a program that breaks what it quotes."""
    broken = [(part, ours) for line, ours in lines for part in (textwrap.wrap(line, 60) if ours and line else [line])]
    return marked(broken, top)


def bare(lines: list[tuple[str, bool]], top: str = "") -> bytes:
    return mail(f"{top}\n\n{TEXT_HEAD}\n" + "\n".join(line for line, _ in lines))


PROGRAMS = [marked, wrapped, bare]
THREE = {
    "1.1": "Klart.\nRutinen är beslutad i maj.",
    "1.2": "Pågår, halva är gjort.",
    "1.3": "Försenad till 30 september 2026.",
}
READ = {"1.1": "done", "1.2": "ongoing", "1.3": "late"}


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("places", [UNDER, AFTER], ids=["under the heading", "after the goal"])
@pytest.mark.parametrize("top", ["", "Hej!\nSe mina svar nedan."])
def test_an_answer_under_each_goal_is_that_goals(program, places, top):
    reply = read(program(typed_in(THREE, places), top))
    assert parts(reply) == READ
    assert [part.text for part in reply.parts] == list(THREE.values())
    assert str(reply.parts[2].new_date) == "2026-09-30"
    assert reply.flags == ("answer_in_quote",)


@pytest.mark.parametrize("program", PROGRAMS)
def test_words_in_the_midst_of_what_we_say_of_one_goal_are_about_that_one(program):
    reply = read(program(typed_in({"1.2": "Klart. Rutinen är beslutad."}, UNDER)))
    assert parts(reply) == {"1.2": "done"}


def test_a_new_day_without_a_year_is_the_next_such_day():
    reply = read(bare(typed_in({"1.2": "Försenad.\nNytt datum: 31 mars"}, UNDER)))
    assert [(part.goal, str(part.new_date)) for part in reply.parts] == [("1.2", "2027-03-31")]


@pytest.mark.parametrize("program", PROGRAMS)
def test_an_answer_that_cannot_be_read_keeps_its_place(program):
    answers = THREE | {"1.2": "80 % klart."}
    reply = read(program(typed_in(answers, UNDER)))
    assert parts(reply) == READ | {"1.2": None}
    assert reply.parts[1].text == "80 % klart."


DOUBTFUL = {
    "between two goals: about the one above or the one below?": typed_in({"1.1": "Klart."}, AFTER),
    "below the last: about that one or about all?": typed_in({"1.3": "Klart."}, AFTER),
    "above each goal": [
        pair
        for line, ours in typed_in({}, AFTER)
        for pair in ([("Klart.", False), (line, ours)] if line.startswith("1.") else [(line, ours)])
    ],
    "between the goals, and a farewell below the last": typed_in(
        {"1.1": "Klart.", "1.2": "Pågår.", "1.3": "Hör av er om ni undrar något!"}, AFTER
    ),
    "under the first and above all else": [("Försenad.", False), *typed_in({"1.1": "Klart."}, UNDER)],
    "two copies of what we sent": [*typed_in(THREE, UNDER), *typed_in({}, UNDER)],
    "and below all of it": [*typed_in({"1.1": "Klart."}, UNDER), ("", False), ("Nej, förresten.", False)],
}


@pytest.mark.parametrize("program", [marked, bare])
@pytest.mark.parametrize("lines", DOUBTFUL.values(), ids=DOUBTFUL.keys())
def test_what_may_be_about_another_goal_goes_to_a_person_with_all_its_words(program, lines):
    reply = read(program(lines))
    assert set(parts(reply).values()) <= {None}
    for words in (line for line, ours in lines if not ours):
        assert words in reply.text


def test_words_right_under_the_head_of_the_quote_are_not_lost():
    reply = read(marked([("Samma svar på alla: Pågår.", False), *typed_in({}, UNDER)]))
    assert (reply.text, parts(reply)) == ("Samma svar på alla: Pågår.", dict.fromkeys(GOALS, "ongoing"))


def test_what_a_colleague_wrote_above_our_mail_is_nobodys_answer():
    ours = [(f"> {line}", ours) for line, ours in typed_in({}, UNDER)]
    reply = read(marked([("Klart på alla, säger jag.", True), ("", True), *ours], "Se nedan."))
    assert "säger jag" not in reply.text


def test_the_owners_own_numbers_decide_over_the_place():
    reply = read(bare(typed_in({"1.1": "1.2: Klart."}, UNDER)))
    assert parts(reply) == {"1.2": "done"}


def test_what_is_said_of_all_is_about_all_wherever_it_stands():
    assert parts(read(bare(typed_in({"1.1": "Samma svar på alla: Pågår."}, UNDER)))) == dict.fromkeys(GOALS, "ongoing")
    assert set(parts(read(bare(typed_in({"1.1": "Klar. Övriga pågår."}, UNDER)))).values()) <= {None}


def test_the_words_on_top_must_agree():
    assert parts(read(bare(typed_in({"1.1": "Klart."}, UNDER), "Försenad."))) == {}


def test_a_form_filled_in_as_well_is_read_as_a_form():
    lines = [
        ("Status: Pågår" if line == "Status:" else line, ours) for line, ours in typed_in({"1.1": "Klart."}, UNDER)
    ]
    assert "done" not in parts(read(bare(lines))).values()


def test_where_what_we_sent_is_not_known_nothing_is_tied():
    raw = marked(typed_in(THREE, UNDER))
    for sent in (
        "",
        "Hej!\n\n1.1  Något helt annat som vi skickade en annan gång.\n\nVi ses på mötet om delmålen i höst.",
    ):
        reply = read_mail(raw, Answering(sent, goals=GOALS), own_addresses=(SENDER,))
        assert set(parts(reply).values()) <= {None}


def test_words_above_the_first_goal_leave_all_in_doubt():
    typed = (Typed("", "Vi har ont om tid.", True), Typed("1.1", "Klart.", True))
    assert tied("", typed, GOALS) == ""
    assert tied("Hej!", typed[1:], GOALS) == "Hej!\n1.1:\nKlart."
    assert tied("", typed[1:], ["1.1"]) == ""


def test_a_signature_below_the_quote_and_what_a_telephone_adds_change_nothing():
    lines = typed_in(THREE | {"1.1": f"{THREE['1.1']}\nSkickat från min iPhone"}, UNDER)
    reply = read(marked([*lines, ("", False), ("Med vänlig hälsning", False), ("Chef", False)]))
    assert parts(reply) == READ
    assert [part.text for part in reply.parts] == list(THREE.values())


def test_a_heading_that_was_rubbed_out_leaves_all_in_doubt():
    lines = [(line, ours) for line, ours in typed_in({"1.2": "Klart."}, UNDER) if not line.startswith("1.2  ")]
    assert set(parts(read(bare(lines))).values()) <= {None}


def test_a_heading_is_known_when_it_was_broken_and_by_nothing_else():
    sent = Sent("1.1  Rutinen för att fråga om våld är känd.\n1.10  Rutinen för allt annat är känd.\nDelmål 1.1")
    assert sent.goals == {"1.1", "1.10"}
    for line, goal in (
        ("> 1.1 Rutinen för att", "1.1"),
        ("1.10  Rutinen för", "1.10"),
        ("1.1 Ingen", ""),
        ("1.1", ""),
        ("Delmål 1.1", ""),
    ):
        assert sent.heading(line) == goal, line


def test_on_the_page_each_goal_ends_with_its_buttons():
    """As a plain text has the buttons: each on its own line, with its address."""
    ours = read_html(PAGE).text.split("\n")
    button = "Klar<mailto:paminn@kommun.example?subject=Svar%201.1>"
    second = next(at for at, line in enumerate(ours) if re.match(r"1\.2\s", line))
    menu = max(at for at, line in enumerate(ours[:second]) if "Pågår" in line)
    for at, goal, within in (
        (menu, "1.1", True),
        (menu + 1, "1.1", False),
        (second, "", False),
        (second + 1, "1.2", True),
    ):
        lines = [(None, line) for line in ours]
        lines[menu + 1 : menu + 1] = [(None, button)] if at == menu else []
        lines.insert(at + (at == menu), ("Klart.", None))
        (typed,) = typed_under(lines, Sent(OURS))
        assert (typed.goal, typed.within) == (goal, within), at


def test_where_our_mail_was_cut_off_nothing_more_of_the_goal_follows():
    lines = PLAIN.split("\n")
    cut = next(index for index, line in enumerate(lines) if line.startswith("1.3  ")) + 1
    left: list[tuple[str | None, str | None]] = [(None, line) for line in lines[:cut]]
    assert typed_under([*left, ("Klart.", None)], Sent(OURS)) == (Typed("1.3", "Klart.", within=False),)


def on_the_page(answers: dict[str, str], behind: str) -> bytes:
    """As Outlook quotes our page, with the answers typed into it behind each goal's heading, or its buttons."""
    page = PAGE[PAGE.index("<table") : PAGE.rindex("</table>") + len("</table>")]
    pieces = re.split(rf"({behind})", page)
    assert len(pieces) == 2 * len(GOALS) + 1
    made = pieces[0]
    for goal, ours, rest in zip(GOALS, pieces[1::2], pieces[2::2], strict=True):
        made += ours + (f'<p class="MsoNormal">{answers[goal]}</p>' if goal in answers else "") + rest
    return mail("", f'<html><body><div><p class="MsoNormal">Se nedan.</p>{HEAD}{made}</div></body></html>')


HEADING, BUTTONS = r"<h2[^>]*><strong>.*?</h2>", r"Ej påbörjad</a></td>\s*</tr>\s*</table>"


@pytest.mark.parametrize("behind", [HEADING, BUTTONS], ids=["under the heading", "after the buttons"])
def test_answers_on_our_page_are_tied_as_well(behind):
    reply = read(on_the_page({goal: words.replace("\n", "<br>") for goal, words in THREE.items()}, behind))
    assert parts(reply) == READ


def test_on_our_page_a_goal_begins_above_its_heading():
    """Between the buttons of one goal and the heading of the next stands what is said of the next."""
    alone = on_the_page({"1.1": "Klart."}, BUTTONS)
    assert set(parts(read(alone)).values()) <= {None}
    page = PAGE[PAGE.index("<table") : PAGE.rindex("</table>") + len("</table>")]
    at = [match.start() for match in re.finditer(HEADING, page)][1]
    made = f'{page[:at]}<p class="MsoNormal">Klart.</p>{page[at:]}'
    reply = read(mail("", f'<html><body><div><p class="MsoNormal">Se nedan.</p>{HEAD}{made}</div></body></html>'))
    assert set(parts(reply).values()) <= {None}
    assert "Klart." in reply.text
