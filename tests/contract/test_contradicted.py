"""Two who answer differently of the same matter: shown at the desk and in status, settled by nobody's clock."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from paminn.cli import main
from paminn.incoming.decision import Action
from paminn.texts.desk_shown import listed, shown
from paminn.usecases.desk.choice import Choice
from paminn.usecases.reading.contradicted import contradicted
from tests.support.houses import FIRST_STEP, PEOPLE, SECOND_STEP, SENDER, at, opened, reply, write_plan
from tests.support.mailroom import MEMORIES, READ, Room, room
from tests.support.reading import decide, show, waiting

TEAM = {"Teamet": ("ett@prov.example", "tva@prov.example")}


@pytest.fixture(params=MEMORIES)
def town(request):
    with room(request.param) as made:
        yield made


def said(town: Room, text: str, role: str, sender: str) -> None:
    """An answer of somebody's to the role's mail."""
    number = len(town.answers)
    town.collect(reply(text, town.subject(role), sender=sender, message_id=f"<{number}@prov.example>"))


def chief_and_vice(town: Room) -> None:
    said(town, "1.1: Försenad", "Chef", "Chef <chef@prov.example>")
    said(town, "Klar.", "Vice", "Vice <vice@prov.example>")


def rows(town: Room) -> list[tuple[str, list[tuple[int, str, str]]]]:
    now = contradicted(town.house.plan, town.house.memory, READ.date())
    return [(row.goal, [(each.number, each.owner, each.status) for each in row.answers]) for row in now]


def test_two_responsible_roles(town):
    chief_and_vice(town)
    assert rows(town) == [("1.1", [(1, "Chef", "late"), (2, "Vice", "done")])]
    text = listed(waiting(town.house, READ), [], contradicted(town.house.plan, town.house.memory, READ.date()))
    assert "Svar som säger emot varandra:\n1.1 (2026-06-30)\n     Svar 1, 2026-06-02, Chef: Försenad (väntar)" in text
    assert "     Svar 2, 2026-06-02, Vice: Klar (väntar)" in text


def test_two_holders_of_one_role(town):
    said(town, "Pågår.", "Teamet", "Ett <ett@prov.example>")
    said(town, "Klar.", "Teamet", "Två <tva@prov.example>")
    assert rows(town) == [("1.2", [(1, "Teamet", "ongoing"), (2, "Teamet", "done")])]


def test_who_of_the_role_answers_a_later_mail_settles_it_and_who_answers_the_same_does_not(town):
    team = "Ett <ett@prov.example>", "Två <tva@prov.example>"
    said(town, "Pågår.", "Teamet", team[0])
    assert town.answers[0].asked_on == FIRST_STEP
    town.remind(at(SECOND_STEP))
    later = town.box.messages[-1]
    assert (later.owner, later.day) == ("Teamet", SECOND_STEP)
    day = at(SECOND_STEP + timedelta(2))
    written = b"Date: Tue, 02 Jun 2026"
    old = reply("Klar.", town.subject("Teamet"), sender=team[1], message_id="<old@prov.example>")
    assert written in old
    dated = f"Date: {day:%a, %d %b %Y}".encode()
    town.collect(old.replace(written, dated), now=day)
    in_june = contradicted(town.house.plan, town.house.memory, day.date())
    assert [[each.status for each in row.answers] for row in in_june] == [["ongoing", "done"]]
    new = reply("Klar.", str(opened(later.raw)["Subject"]), sender=team[1], message_id="<new@prov.example>")
    town.collect(new.replace(written, dated), now=day)
    assert contradicted(town.house.plan, town.house.memory, day.date()) == []
    assert [(answer.status, answer.asked_on) for answer in town.answers] == [
        ("ongoing", FIRST_STEP),
        ("done", FIRST_STEP),
        ("done", SECOND_STEP),
    ], "all stand"


def test_who_agree_or_change_their_mind_do_not(town):
    said(town, "1.1: Försenad", "Chef", "Chef <chef@prov.example>")
    said(town, "1.1: Klar", "Chef", "Chef <chef@prov.example>")
    said(town, "Klar.", "Vice", "Vice <vice@prov.example>")
    assert rows(town) == []
    assert "säger emot" not in listed(waiting(town.house, READ), [])


def test_releasing_one_of_them_is_allowed_and_told_and_both_stay(town):
    chief_and_vice(town)
    made = decide(town.house, "2", Choice(Action.RELEASE, "Eva"), READ)
    assert [each.number for each in made.against] == [1]
    told = shown(made, Action.RELEASE)
    assert "Sägs emot av svar 1: Chef, Försenad, 2026-06-02. Båda står kvar. Tala med dem." in told
    assert [(answer.status, answer.release) for answer in town.answers] == [("late", "held"), ("done", "released")]
    assert rows(town) == [("1.1", [(1, "Chef", "late"), (2, "Vice", "done")])]
    assert [each.number for each in show(town.house, "1", READ).against] == [2]


def test_holding_one_of_them_back_ends_it(town):
    chief_and_vice(town)
    decide(town.house, "2", Choice(Action.WITHHOLD, "Eva", "missförstånd"), READ)
    assert rows(town) == []


@pytest.mark.slow
def test_the_command_line_shows_them(tmp_path, monkeypatch, capsys):
    plan = write_plan(tmp_path / "plan")
    monkeypatch.setenv("PAMINN_HOME", str(tmp_path / "hem"))
    monkeypatch.setenv("PAMINN_SENDER", SENDER)

    def paminn(*arguments: str) -> str:
        assert main([*arguments, "--plan", str(plan)]) == 0
        return capsys.readouterr().out

    paminn("remind", "--on", FIRST_STEP.isoformat())
    for number, (role, text) in enumerate({"Chef": "1.1: Försenad", "Vice": "Klar."}.items()):
        address = PEOPLE[role][0]
        raws = [path.read_bytes() for path in (tmp_path / "hem" / "outbox" / "new").iterdir()]
        (mail,) = [raw for raw in raws if address in str(opened(raw)["To"])]
        answer = reply(text, str(opened(mail)["Subject"]), sender=f"{role} <{address}>", message_id=f"<{number}@x>")
        (tmp_path / "hem" / "inbox" / "new" / f"{number}.eml").write_bytes(answer)
    paminn("collect", "--on", SECOND_STEP.isoformat())

    on = ("--on", SECOND_STEP.isoformat())
    expected = {"goal": "1.1", "occurrence": "1.1@2026-06-30"}
    for command in (("replies", "list"), ("status",)):
        (contradiction,) = json.loads(paminn(*command, *on, "--json"))["contradictions"]
        assert {key: contradiction[key] for key in expected} == expected
        assert [(each["id"], each["owner"], each["status"]) for each in contradiction["answers"]] == [
            (1, "Chef", "late"),
            (2, "Vice", "done"),
        ]
        assert "Svar som säger emot varandra:" in paminn(*command, *on)
    (made,) = json.loads(paminn("replies", "release", "1", "--by", "Eva", *on, "--json"))["replies"]
    assert made["against"] == [2]
