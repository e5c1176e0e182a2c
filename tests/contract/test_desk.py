"""The quality team's desk: who may decide what about an answer, and what is asked for first."""

from __future__ import annotations

from copy import deepcopy
from datetime import date, timedelta
from email import message_from_bytes
from email.policy import SMTP
from functools import cache
from hashlib import sha256

import pytest

from paminn.errors import UsageError
from paminn.incoming.decision import Action
from paminn.incoming.finding import Finding
from paminn.reminders.message import Channel
from paminn.replies.codes import show_code
from paminn.texts.desk_shown import listed, shown
from paminn.today import Today
from paminn.usecases.desk import ruling
from paminn.usecases.desk import show as showing
from paminn.usecases.desk.at_hand import DeskDoors
from paminn.usecases.desk.choice import Choice
from tests.support.fakes import FakeInbox, FakeLedger, FakeOutbox
from tests.support.houses import NOW, SECOND_STEP, SENDER, at, fake_house, on, plan_files, reply, text_of
from tests.support.mailroom import MEMORIES, report, room
from tests.support.reading import collect, decide, decide_all, show, waiting
from tests.support.sending import remind

LATER = at(SECOND_STEP)


@cache
def _reminded() -> tuple[FakeLedger, FakeOutbox]:
    ledger, box = FakeLedger(), FakeOutbox()
    remind(fake_house(box=box, ledger=ledger), NOW)
    return ledger, box


@pytest.fixture
def house():
    """Answer 1: Vice about 1.1, Klar. Answer 2: Teamet about 1.2, in words nobody can be sure of. Mail 3: no code."""
    ledger, box = deepcopy(_reminded())
    inbox = FakeInbox()
    made = fake_house(box=box, ledger=ledger, inbox=inbox)
    codes = {message.digest.owner: show_code(message.code) for message in box.messages}
    inbox.put(reply("Klar. Rutinen finns.", codes["Vice"], sender="Vice <vice@prov.example>"))
    inbox.put(reply("Det rullar på, tror jag.", codes["Teamet"], sender="Ett <ett@prov.example>"))
    inbox.put(reply("Hej, hur går det till?", sender="Okänd <okand@prov.example>"))
    collect(made, LATER)
    return made


def choose(house, number: str, what: str, **more):
    return decide(house, number, Choice(Action(what), **{"who": "Eva", **more}), LATER)


def test_everything_that_needs_a_person_waits_with_its_number(house):
    first, second, mail = waiting(house, LATER)
    assert (first.number, first.answer.goal, first.answer.status) == ("1", "1.1", "done")
    assert (second.number, second.answer.goal, second.answer.status) == ("2", "1.2", None)
    assert (mail.number, mail.why) == ("m3", Finding.NO_CODE)


@pytest.mark.parametrize(("hour", "day"), [(0, "2026-06-23"), (23, "2026-06-23")])
@pytest.mark.parametrize("memory", MEMORIES)
def test_a_mail_came_on_the_day_it_was_here(memory, hour, day):
    """Half past midnight is the day before in UTC."""
    with room(memory) as town:
        now = at(SECOND_STEP, hour) + timedelta(minutes=30)
        town.collect(reply("Hej!", sender="Okänd <okand@prov.example>"), now=now)
        (mail,) = waiting(town.house, now)
        assert mail.received.isoformat() == day
        assert f"Mejl m1: inkommet {day}" in card(show(town.house, "m1", now))[0]


def test_an_answer_and_a_mail_are_shown_with_their_words(house):
    assert show(house, "1", LATER).answer.text == "Klar. Rutinen finns."
    assert show(house, "m3", LATER).mail.text == "Hej, hur går det till?"


def test_of_a_mail_that_answers_were_read_from_it_is_told_which(house):
    with pytest.raises(UsageError, match=r"paminn replies show 2$"):
        show(house, "m2", LATER)


def test_of_a_mail_whose_answers_are_all_decided_it_is_told_that_they_are(house):
    choose(house, "1", "release")
    with pytest.raises(UsageError, match=r"^Svaren ur mejlet m1 är redan granskade"):
        show(house, "m1", LATER)


@pytest.mark.parametrize("number", ["7", "m7", "m9", "", "ett", "-1", "m" + "9" * 40, "m٣"])
def test_a_number_that_is_not_there_is_told_with_where_to_look(house, number):
    with pytest.raises(UsageError, match="paminn replies list"):
        show(house, number, LATER)


@pytest.mark.parametrize("memory", MEMORIES)
def test_what_is_personal_is_said_of_the_answer_it_stands_in_alone(memory):
    with room(memory) as town:
        text = "1.1: Klar. Ring 070-123 45 67.\n1.2: Klar. Ru\u200btinen finns."
        town.collect(reply(text, town.subject("Chef")))
        assert [list(row.flags) for row in waiting(town.house, LATER)] == [
            ["hidden_characters", "phone_number"],
            ["hidden_characters"],
        ]
        assert list(show(town.house, "1", LATER).flags) == ["hidden_characters", "phone_number"]
        assert list(show(town.house, "2", LATER).flags) == ["hidden_characters"]
        assert choose(town.house, "2", "release").answer.release == "released"
        with pytest.raises(UsageError, match="ett telefonnummer"):
            choose(town.house, "1", "release")


def with_file(town, text: str, name: str, *, page: str = "", subject: str = "") -> bytes:
    """An answer of the chief's with a file of this name."""
    mail = message_from_bytes(reply(text, subject or town.subject("Chef")), policy=SMTP)
    if page:
        mail.add_alternative(page, subtype="html")
    mail.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename=name)
    return mail.as_bytes()


@pytest.mark.parametrize("memory", MEMORIES)
def test_that_a_file_came_is_seen_in_the_list_and_whole(memory):
    with room(memory) as town:
        town.collect(with_file(town, "1.1: Klar. Se bifogad rutin.\n1.2: Pågår.", "Rutin för våld.pdf"))
        assert [list(row.flags) for row in waiting(town.house, LATER)] == [["attachment"], ["attachment"]]
        assert listed(waiting(town.house, LATER), []).splitlines()[0].endswith("Klar (en fil är bifogad)")
        told = card(show(town.house, "1", LATER))
        assert "Se upp med: en fil är bifogad" in told
        assert "  Rutin för våld.pdf, application/pdf, 1 kB" in told


def test_a_logotype_is_no_file(town):
    mail = message_from_bytes(reply("1.1: Klar.", town.subject("Chef")), policy=SMTP)
    mail.add_alternative('<p>1.1: Klar.</p><img src="cid:logo">', subtype="html")
    mail.get_payload()[1].add_related(
        b"GIF89a", "image", "gif", cid="<logo>", disposition="inline", filename="logo.gif"
    )
    town.collect(mail.as_bytes())
    (row,) = waiting(town.house, LATER)
    assert "attachment" not in row.flags
    assert "  logo.gif, image/gif, 1 kB" in card(show(town.house, "1", LATER))


NUMBER = "19811218-9876"


@pytest.mark.parametrize("memory", MEMORIES)
@pytest.mark.parametrize(
    ("where", "more"),
    [
        ("name", {"name": f"{NUMBER}.pdf"}),
        ("signature", {"text": f"1.1: Klar.\n1.2: Pågår.\n\n-- \nChefen, {NUMBER}"}),
        ("alt", {"page": f'<p>1.1: Klar.</p><p>1.2: Pågår.</p><img src="a.gif" alt="{NUMBER}">'}),
        ("subject", {"subject": NUMBER}),
    ],
)
def test_a_personal_number_beside_the_words_is_said_of_each_answer_of_the_mail(memory, where, more):
    with room(memory) as town:
        if where == "subject":
            more = {"subject": f"{town.subject('Chef')} {NUMBER}"}
        town.collect(with_file(town, **{"text": "1.1: Klar.\n1.2: Pågår.", "name": "a.pdf", **more}))
        rows = waiting(town.house, LATER)
        assert [(row.answer.goal, "personal_number" in row.flags) for row in rows] == [("1.1", True), ("1.2", True)]
        told = card(show(town.house, "1", LATER))
        assert (
            "Det står personnummer i ämnesraden, underskriften, en bildtext eller namnet på en fil, inte i svarets text."
            in told
        )
        assert not any("--text-file" in line for line in told)
        assert choose(town.house, "1", "release").answer.release == "released"


@pytest.mark.parametrize("memory", MEMORIES)
@pytest.mark.parametrize("day", [SECOND_STEP - timedelta(1), SECOND_STEP, SECOND_STEP + timedelta(40)])
def test_a_decision_bears_the_real_clock_and_the_day_that_was_played(memory, day):
    with room(memory) as town:
        town.collect(vice(town, "Klar. Rutinen finns."))
        house = town.house
        doors = DeskDoors(house.plan, house.memory, house.post, house.desk, house.requests, house.record, house.reader)
        choice = Choice(Action.RELEASE, "Eva", "kortad", text="Klar.")
        ruling.decide(doors, ["1"], choice, Today(day, LATER))
        (answer,) = house.memory.answers("prov-plan")
        made = house.post.origin("1").edited
        assert made is not None
        assert (answer.released, made.at, made.played) == (day, LATER, None if day == SECOND_STEP else day)
        origin = showing.show(doors, "1", Today(SECOND_STEP, LATER)).origin
        assert origin is not None
        assert origin.edited is not None
        assert origin.edited.on == day


def test_a_decision_has_a_name(house):
    for who in ("", "  "):
        with pytest.raises(UsageError, match="--by"):
            choose(house, "1", "release", who=who)
    assert show(house, "1", LATER).answer.release == "held"


def test_an_answer_without_a_status_is_released_only_with_one(house):
    with pytest.raises(UsageError, match=r"--status.*--why"):
        choose(house, "2", "release")
    row = choose(house, "2", "release", status="ongoing", why="det rullar på")
    assert (row.answer.release, row.answer.status) == ("released", "ongoing")


def test_a_status_a_goal_or_a_role_that_does_not_exist_is_refused(house):
    for wrong, words in (({"status": "kanske"}, "«kanske» är inget läge"), ({"goal": "9.9"}, "finns inte i planen"),
                         ({"owner": "Teamet"}, "har ingen del i delmål 1.1. Välj en av: Chef, Vice"),
                         ({"goal": "1.2"}, "har ingen del i delmål 1.2")):  # fmt: skip
        with pytest.raises(UsageError, match=words):
            choose(house, "1", "release", **wrong)
    assert house.desk.rulings == []


def test_the_reviewed_text_replaces_the_owners_and_nothing_else_does(house):
    assert choose(house, "1", "release", text="Klar.", why="kortad").answer.text == "Klar."
    assert choose(house, "1", "withhold", why="missförstånd").answer.text == "Klar. Rutinen finns."
    assert [ruling.what for ruling in house.desk.rulings] == ["release", "withhold"]


def test_a_reviewed_text_holds_nothing_that_cannot_be_seen(house):
    """It comes from a file of somebody's, and Word will not take what a file can hold."""
    assert (
        choose(house, "1", "release", text="Klar.\x0b\x00\u202e\ud800 Ja.\r\n", why="kortad").answer.text
        == "Klar.\n Ja."
    )
    (ruling,) = house.desk.rulings
    assert ruling.released_sha256 == sha256(b"Klar.\n Ja.").hexdigest()


def test_a_private_number_is_found_though_something_invisible_stands_in_it(house):
    with pytest.raises(UsageError, match="personnummer"):
        choose(house, "1", "release", text="Klar. 8112\u200b18-98\u202e76")


@pytest.mark.parametrize(
    ("word", "status"),
    [("Klar", "done"), ("pågår", "ongoing"), ("FÖRSENAD", "late"), (" ej påbörjad ", "not_started"), ("late", "late")],
)
def test_a_status_may_be_said_in_swedish(house, word, status):
    assert choose(house, "2", "assign", status=word, why="frågat hen").answer.status == status


SET = "Läget är läst som Klar, och du sätter Försenad. Skriv varför med --why."


@pytest.mark.parametrize("what", ["release", "assign"])
def test_a_status_that_the_team_sets_has_a_reason_every_time(house, what):
    with pytest.raises(UsageError) as refused:
        choose(house, "1", what, status="försenad")
    assert str(refused.value) == SET
    assert choose(house, "1", what, status="försenad", why="frågat hen").answer.status_by_team
    with pytest.raises(UsageError, match="--why"):
        choose(house, "1", what, status="ej påbörjad")
    with pytest.raises(UsageError) as refused:
        choose(house, "1", what, status="klar")
    assert str(refused.value) == (
        "Kvalitetsteamet har satt läget Försenad, och du sätter Klar igen. Skriv varför med --why."
    )
    assert not choose(house, "1", what, status="klar", why="hen hade rätt").answer.status_by_team


@pytest.mark.parametrize("what", ["release", "assign"])
def test_the_status_that_was_read_needs_none(house, what):
    made = choose(house, "1", what, status="klar").answer
    assert (made.status, made.status_by_team) == ("done", False)


def test_a_text_that_the_team_sets_has_a_reason_every_time(house):
    for _ in range(2):
        with pytest.raises(UsageError, match="annan text än den som skrevs"):
            choose(house, "1", "release", text="Klar.")
        choose(house, "1", "release", text="Klar.", why="kortad")
    choose(house, "1", "withhold", why="missförstånd")
    assert choose(house, "1", "release", text="Klar. Rutinen finns.").answer.release == "released"


ALL_REASONS = ("why", "private_why", "stranger_why")


@pytest.mark.parametrize("given", [set(), {"why"}, {"private_why"}, {"stranger_why"}, {"why", "private_why"},
                                   {"why", "stranger_why"}, {"private_why", "stranger_why"}, set(ALL_REASONS)],
                         ids=lambda given: "+".join(sorted(given)) or "none")  # fmt: skip
def test_one_reason_opens_one_gate_and_each_that_is_shut_is_told(town, given):
    town.collect(vice(town, "Klar."), vice(town, "Klar. Ring 070-123 45 67.", STRANGER))
    reasons = dict.fromkeys(given, "ett skäl")
    if given == set(ALL_REASONS):
        assert choose(town.house, "2", "release", status="late", **reasons).answer.release == "released"
        return
    with pytest.raises(UsageError) as refused:
        choose(town.house, "2", "release", status="late", **reasons)
    told = str(refused.value).splitlines()
    missing = [name for name in ALL_REASONS if name not in given]
    assert len(told) == len(missing)
    for line, name in zip(told, missing, strict=True):
        assert f"--{name.replace('_', '-')}" in line
    assert show(town.house, "2", LATER).answer.release == "held"


def test_of_several_answers_all_are_decided_or_none(town):
    town.collect(vice(town, "Klar."), vice(town, "Klar. Ring 070-123 45 67."), vice(town, "Det rullar på."))
    with pytest.raises(UsageError) as refused:
        decide_all(town.house, ["1", "2", "3"], Choice(Action.RELEASE, "Eva"), LATER)
    first, *told = str(refused.value).splitlines()
    assert first == "Inget är beslutat."
    assert [line[:3] for line in told] == ["2: ", "3: "]
    assert {answer.release for answer in town.answers} == {"held"}
    made = decide_all(town.house, ["1", "1"], Choice(Action.RELEASE, "Eva"), LATER)
    assert [row.answer.id for row in made] == [1]


@pytest.mark.parametrize(
    "text", ["Klar. Gäller 19811218-9876.", "Klar. Ring 070-123 45 67.", "Klar. Skriv till a@b.example."]
)
def test_what_looks_private_is_let_go_only_masked_or_with_a_reason(house, text):
    edited = {"text": text, "why": "kortad"}
    with pytest.raises(UsageError, match=r"--text-file.*--private-why"):
        choose(house, "1", "release", **edited)
    assert show(house, "1", LATER).answer.release == "held"
    made = choose(house, "1", "release", **edited, private_why="kommunens egen växel")
    assert made.answer.release == "released"


def test_an_answer_may_be_moved_to_the_goal_it_was_about(house):
    row = choose(house, "2", "assign", goal="1.2", owner="Chef", status="late", why="frågat hen")
    assert (row.answer.goal, row.answer.owner, row.answer.status, row.answer.release) == ("1.2", "Chef", "late", "held")


def test_a_mail_is_given_a_goal_before_it_can_be_released(house):
    with pytest.raises(UsageError, match="paminn replies assign"):
        choose(house, "m3", "release")
    with pytest.raises(UsageError, match="--goal och --owner"):
        choose(house, "m3", "assign", goal="1.1")
    with pytest.raises(UsageError, match="har ingen del"):
        choose(house, "m3", "assign", goal="1.1", owner="Teamet")
    with pytest.raises(UsageError, match="--why"):
        choose(house, "m3", "assign", goal="1.1", owner="Chef", status="ongoing")
    row = choose(house, "m3", "assign", goal="1.1", owner="Chef", status="ongoing", why="frågat hen")
    assert (row.answer.goal, row.answer.owner, row.answer.release) == ("1.1", "Chef", "held")
    assert choose(house, str(row.answer.id), "release").answer.release == "released"


def test_a_mail_can_be_laid_aside(house):
    choose(house, "m3", "withhold", why="reklam")
    assert [row.number for row in waiting(house, LATER)] == ["1", "2"]


@pytest.mark.pain(2)
def test_a_mail_given_to_a_goal_by_a_person_counts_as_that_owners_answer(house):
    choose(house, "m3", "assign", goal="1.1", owner="Chef", status="done", why="frågat hen")
    remind(house, LATER)
    (chief,) = [
        m for m in house.outboxes[Channel.EMAIL].messages if m.digest.owner == "Chef" and m.digest.day == SECOND_STEP
    ]
    assert [r.goal.number for r in chief.digest.reminders] == ["1.2"]


STRANGER = "Annan <annan@prov.example>"


def vice(town, text: str, sender: str = "Vice <vice@prov.example>") -> bytes:
    return reply(
        text, town.subject("Vice"), sender=sender, message_id=f"<{len(town.answers)}-{len(text)}@prov.example>"
    )


@pytest.fixture(params=MEMORIES)
def town(request):
    with room(request.param) as made:
        yield made


@pytest.mark.parametrize(("said", "word"), [("Klar.", "Klar "), ("Det rullar på, tror jag.", "")])
def test_somebody_elses_word_takes_the_place_of_the_owners_only_with_a_reason(town, said, word):
    town.collect(vice(town, said), vice(town, "Försenad.", STRANGER))
    with pytest.raises(UsageError) as refused:
        choose(town.house, "2", "release")
    assert str(refused.value) == (
        f"Vice svarade själv {word}den 2 juni 2026. Släpper du det här gäller det i stället. "
        "Skriv varför med --stranger-why."
    )
    assert show(town.house, "2", LATER).answer.release == "held"
    assert choose(town.house, "2", "release", stranger_why="Vice har bytt adress").answer.release == "released"


def test_somebody_elses_word_needs_no_reason_where_it_takes_nobodys_place(town):
    town.collect(vice(town, "Försenad.", STRANGER))
    town.collect(vice(town, "Klar."))
    assert choose(town.house, "1", "release").answer.release == "released"
    town.collect(vice(town, "Ej påbörjad.", STRANGER))
    choose(town.house, "2", "withhold", why="missförstånd")
    assert choose(town.house, "3", "release").answer.release == "released"


def test_a_strangers_mail_is_given_to_a_role_that_has_answered_only_with_a_reason(town):
    town.collect(vice(town, "Klar."), reply("Försenad.", sender=STRANGER, message_id="<9@prov.example>"))
    given = {"goal": "1.1", "owner": "Vice"}
    with pytest.raises(UsageError) as refused:
        choose(town.house, "m2", "assign", **given, why="ett skäl")
    assert str(refused.value) == (
        "Vice svarade själv Klar den 2 juni 2026. Ger du det här till rollen gäller det i stället. "
        "Skriv varför med --stranger-why."
    )
    made = choose(town.house, "m2", "assign", **given, stranger_why="Vice har bytt adress")
    assert (made.answer.owner, made.answer.release) == ("Vice", "held")


def test_the_owners_own_mail_without_a_code_is_given_to_the_role_without_one(town):
    again = reply("Försenad.", sender="Vice <VICE@prov.example>", message_id="<9@prov.example>")
    town.collect(vice(town, "Klar."), again)
    assert choose(town.house, "m2", "assign", goal="1.1", owner="Vice").answer.owner == "Vice"


def test_the_owners_own_later_word_needs_no_reason(town):
    town.collect(vice(town, "Klar."))
    town.collect(vice(town, "Försenad."))
    assert choose(town.house, "2", "release").answer.release == "released"


def test_an_answer_given_to_another_goal_as_it_is_released_takes_the_place_of_what_was_said_there(town):
    town.collect(reply("1.1: Klar.", town.subject("Chef")))
    town.collect(reply("1.2: Försenad.", town.subject("Chef"), sender=STRANGER, message_id="<2@prov.example>"))
    with pytest.raises(UsageError, match="Chef svarade själv Klar"):
        choose(town.house, "2", "release", goal="1.1")
    assert choose(town.house, "2", "release").answer.release == "released"


def card(what, action=None) -> list[str]:
    """What `paminn replies` says of one answer or mail."""
    return shown(what, action).splitlines()


def test_the_address_of_the_sender_is_shown_to_who_reads_the_mail_and_nowhere_else(town):
    town.collect(vice(town, "Försenad.", STRANGER), reply("Hej!", sender="Okänd <okand@prov.example>"))
    sent = "Från: Annan (annan adress än den som påmindes)", "Adress: annan@prov.example"
    assert tuple(card(show(town.house, "1", LATER))[1:3]) == sent
    assert "Adress: okand@prov.example" in card(show(town.house, "m2", LATER))
    assert "@" not in str(waiting(town.house, LATER))
    assert "@" not in "".join(card(choose(town.house, "1", "release"), Action.RELEASE))


def test_all_that_was_written_is_shown_with_each_of_its_answers(town):
    text = "Vi har haft vakanser.\n\n1.1: Klar\n1.2: Pågår.\n\nDet beror på upphandlingen."
    town.collect(reply(text, town.subject("Chef")))
    for number, words in (("1", "Klar"), ("2", "Pågår.")):
        shown_answer = show(town.house, number, LATER)
        assert shown_answer.answer.text == words
        assert shown_answer.whole_mail == text
        assert f"{words}\n\nHela mejlet:\n\n{text}\n\nÄmne: " in "\n".join(card(shown_answer))


def test_what_a_mail_says_of_one_more_goal_becomes_an_answer_of_its_own(town):
    """Whoever read it knows which goal was meant."""
    town.collect(reply("1.1: Klar\n2.1: Pågår", town.subject("Chef")))
    assert "assign m1 --goal" in "\n".join(card(show(town.house, "1", LATER)))
    further = {"goal": "1.2", "owner": "Chef", "status": "pågår", "why": "2.1 i mejlet är 1.2 här"}
    made = choose(town.house, "m1", "assign", **further)
    assert (made.answer.id, made.answer.goal, made.answer.status) == (2, "1.2", "ongoing")
    assert made.answer.text == "1.1: Klar\n2.1: Pågår"
    assert [(answer.goal, answer.status) for answer in town.answers] == [("1.1", None), ("1.2", "ongoing")]
    with pytest.raises(UsageError, match="Svar 2 är redan det som mejlet säger om delmålet"):
        choose(town.house, "m1", "assign", **further)
    with pytest.raises(UsageError, match="Ur mejlet m1 är svar lästa"):
        choose(town.house, "m1", "withhold", why="missförstånd")


def test_a_mail_that_is_one_answer_is_shown_once(town):
    town.collect(vice(town, "Klar. Rutinen finns."))
    assert "\n".join(card(show(town.house, "1", LATER))).count("Rutinen finns.") == 1


def test_who_put_an_answer_in_other_words_is_shown_until_the_owners_words_are_back(town):
    town.collect(vice(town, "Klar. Ring 070-123 45 67."))
    choose(town.house, "1", "release", text="Klar.", why="telefonnummer borttaget")
    choose(town.house, "1", "release", who="Bo")
    assert "Rättad av Eva 2026-06-23: telefonnummer borttaget" in card(show(town.house, "1", LATER))
    choose(town.house, "1", "withhold", why="missförstånd")
    assert "Rättad" not in "".join(card(show(town.house, "1", LATER)))
    choose(town.house, "1", "release", private_why="kommunens växel")
    assert "Rättad" not in "".join(card(show(town.house, "1", LATER)))


def test_who_decided_what_when_why_and_from_what_to_what_is_shown(town):
    town.collect(reply("1.1: Försenad", town.subject("Chef")))
    assert "Beslut om svaret:" not in card(show(town.house, "1", LATER))
    choose(town.house, "1", "assign", status="klar", goal="1.2", why="frågat hen")
    choose(town.house, "1", "release", who="Bo")
    choose(town.house, "1", "release", who="Bo", text="Klar.", why="kortad")
    lines = card(show(town.house, "1", LATER))
    assert "Läge: Klar" in lines
    assert "Läget är satt av Eva 2026-06-23: frågat hen. Det lästes som Försenad." in lines
    start = lines.index("Beslut om svaret:")
    assert lines[start + 1 : start + 4] == [
        "2026-06-23  Eva ändrade: delmål 1.1 → 1.2, läge Försenad → Klar. Skäl: frågat hen",
        "2026-06-23  Bo släppte",
        "2026-06-23  Bo släppte: en annan text släppt. Skäl: kortad",
    ]


def test_of_an_answer_that_could_not_be_read_it_is_said_who_set_its_status(town):
    town.collect(vice(town, "Det rullar på, tror jag."))
    choose(town.house, "1", "release", status="pågår", why="så skriver hen")
    lines = card(show(town.house, "1", LATER))
    assert "Läget är satt av Eva 2026-06-23: så skriver hen. Svaret gick inte att läsa säkert." in lines


def test_no_example_under_the_list_can_be_copied_onto_somebodys_mail(house):
    unread, read = waiting(house, LATER), waiting(house, LATER)[:1]
    assert 'assign mNUMMER --goal DELMÅL --owner "ROLL" --status LÄGE' in listed(unread, [])
    assert "release NUMMER --status LÄGE" in listed(unread, [])
    assert "release NUMMER --status LÄGE" not in listed(read, [])


def test_another_plans_answers_are_out_of_reach(house):
    other = fake_house(plan_files(identity="annan-plan"), ledger=house.memory)
    assert list(waiting(other, LATER)) == []
    with pytest.raises(UsageError):
        decide(other, "1", Choice(Action.RELEASE, "Eva"), LATER)


@pytest.mark.parametrize(("days", "is_believed"), [(60, True), (61, False)])
def test_a_mail_that_is_given_a_goal_counts_from_the_day_it_says_if_that_is_sixty_days_back_at_most(days, is_believed):
    """Nothing that we sent tells the earliest day that it can have been written."""
    written = date(2026, 6, 2)  # as reply() dates its mails
    read = at(written + timedelta(days=days))
    inbox = FakeInbox(reply("Hej, det är klart.", sender="Okänd <okand@prov.example>"))
    made = fake_house(inbox=inbox)
    collect(made, read)
    chosen = Choice(Action.ASSIGN, who="Eva", goal="1.1", owner="Vice")
    given = decide(made, "m1", chosen, read)
    assert given.answer.received == (written if is_believed else read.date())


class TestNothingIsOutOfSight:
    def test_each_part_of_a_mail_has_its_heading(self, town):
        quoted = "\n".join(f"> {line}" for line in text_of(town.sent["Chef"].raw).splitlines())
        body = (
            f"1.1: Klar.\n\nMvh\nChefen\nSocialförvaltningen\n\nDen 1 juni 2026 kl. 08:00 skrev påminn <{SENDER}>:\n{quoted}\n"
            "> > Förra årets ord av någon annan"
        )
        town.collect(reply(body, f"SV: {town.subject('Chef')}"))
        told = "\n".join(card(show(town.house, "1", LATER)))
        for words in ("Ämne: SV: ", "Underskrift:\n\n  Mvh\n  Chefen", "Citerat:", "Förra årets ord av någon annan",
                      "Vårt eget utskick i mejlet:\n\n  Den 1 juni 2026"):  # fmt: skip
            assert words in told
        assert town.code("Chef") not in told

    def test_an_attachment_is_named_with_its_size_and_kind_and_can_be_had(self, town):
        raw = with_attachment(reply("1.1: Klar. Se bifogad rutin.", town.subject("Chef")), "rutin.pdf", b"%PDF" * 500)
        town.collect(raw)
        told = "\n".join(card(show(town.house, "1", LATER)))
        assert "Bilagor:\n  rutin.pdf, application/pdf, 2 kB" in told
        assert "paminn replies show 1 --save MAPP" in told
        ((file, data),) = town.house.reader.attached(town.house.post.origin("1").raw)
        assert (file.name, data) == ("rutin.pdf", b"%PDF" * 500)

    def test_what_a_machine_wrote_is_listed_and_shown_with_the_servers_words(self, town):
        refusal = report(town.sent["Chef"].raw, "chef@prov.example", status="5.2.2")
        said = b"Status: 5.2.2\r\nDiagnostic-Code: smtp; 552 5.2.2 Mailbox full"
        town.collect(refusal.replace(b"Status: 5.2.2", said))
        assert waiting(town.house, LATER) == []
        (row,) = showing.laid_aside(town.house.plan, town.house.record, on(LATER))
        assert (row.number, row.kind, row.why) == ("m1", "bounce", "not_delivered")
        told = "\n".join(card(show(town.house, "m1", LATER)))
        assert "Serverns ord:\n\n  552 5.2.2 Mailbox full" in told
        assert "1 leveransrapport" in listed([], [], aside=[row])

    def test_who_knows_better_gives_it_a_goal(self, town):
        town.collect(reply("Vi har tagit emot ditt ärende, det är infört.", town.subject("Chef")))
        made = choose(
            town.house, "m1", "assign", goal="1.1", owner="Chef", status="klar", why="rollen har en ärendebrevlåda"
        )
        assert made.answer.text == "Vi har tagit emot ditt ärende, det är infört."
        assert showing.laid_aside(town.house.plan, town.house.record, on(LATER)) == []

    def test_what_stands_in_the_page_alone_and_what_it_hides_are_shown_apart(self, town):
        mail = message_from_bytes(reply("1.1: Klar.\n1.2: Pågår.", town.subject("Chef")), policy=SMTP)
        page = (
            "<p>1.1: Klar.</p><p>1.2: Pågår.</p><p>Inte ännu beslutat, ring Nils.</p>"
            '<p style="display:none">Försenat enligt 19811218-9876</p>'
        )
        mail.add_alternative(page, subtype="html")
        town.collect(mail.as_bytes())
        told = "\n".join(card(show(town.house, "1", LATER)))
        assert "Bara i mejlets webbversion:\n\n  Inte ännu beslutat, ring Nils.\n" in told
        assert "Dold text, som den som läser mejlet inte ser:\n\n  Försenat enligt 19811218-9876" in told
        assert "personal_number" in show(town.house, "1", LATER).flags

    def test_the_same_words_in_text_and_page_are_shown_once(self, town):
        mail = message_from_bytes(reply("1.1: Klar.\n1.2: Pågår.", town.subject("Chef")), policy=SMTP)
        mail.add_alternative("<ul><li>1.1: <b>Klar.</b></li><li>1.2: Pågår.</li></ul>", subtype="html")
        town.collect(mail.as_bytes())
        assert "webbversion" not in "\n".join(card(show(town.house, "1", LATER)))

    def test_a_file_without_a_name_or_with_a_long_one_says_what_it_is(self, town):
        mail = message_from_bytes(reply("1.1: Klar.", town.subject("Chef")), policy=SMTP)
        mail.add_attachment(message_from_bytes(reply("Inre", "Ett annat mejl"), policy=SMTP))
        mail.add_attachment(b"x", maintype="application", subtype="pdf", filename="r" * 200 + ".pdf")
        town.collect(mail.as_bytes())
        told = card(show(town.house, "1", LATER))
        assert any(line.startswith("  utan namn.eml, message/rfc822, ") for line in told)
        assert f"  {'r' * 116}.pdf, application/pdf, 1 kB" in told

    def test_no_code_of_ours_is_shown_of_a_mail_that_nobody_can_place(self, town):
        town.collect(reply(f"Klart. Koden är {town.code('Chef')}.", "Utan kod", sender="<okand@annan.example>"))
        for number in [row.number for row in waiting(town.house, LATER)]:
            assert town.code("Chef") not in "\n".join(card(show(town.house, number, LATER)))


def with_attachment(raw: bytes, name: str, data: bytes) -> bytes:
    """The same mail with a file beside its text."""
    mail = message_from_bytes(raw, policy=SMTP)
    mail.add_attachment(data, maintype="application", subtype="pdf", filename=name)
    return mail.as_bytes()
