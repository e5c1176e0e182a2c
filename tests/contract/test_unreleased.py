"""No word of a mail is seen anywhere before a person has released it, and a released one does no harm where it goes."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest

from paminn.cli import main
from paminn.errors import UsageError
from paminn.incoming.decision import Action
from paminn.incoming.model import Incoming
from paminn.reminders.message import Outgoing
from paminn.replies.words.extract import extract
from paminn.replies.words.known import known_of
from paminn.texts.artifacts import absent_rows, missing_rows, received_rows, sent_rows, silent_rows, waiting_rows
from paminn.texts.desk_shown import shown
from paminn.usecases.desk.choice import Choice
from tests.support.deciding import release
from tests.support.houses import (
    DUE,
    FIRST_STEP,
    NOW,
    PEOPLE,
    SECOND_STEP,
    SENDER,
    TEAM,
    html_of,
    opened,
    plan_files,
    reply,
    text_of,
    write_plan,
)
from tests.support.mailroom import MEMORIES, PLAN, READ, Room, room
from tests.support.reading import absent, decide, show, understood, waiting
from tests.support.sending import prepare
from tests.support.telling import publish, status_of, summarise
from tests.support.unreleased import CANARY, everything, held_in, mails, words_in

pytestmark = pytest.mark.slow


@pytest.fixture
def paminn(tmp_path, monkeypatch, capfd, caplog):
    """The command line on a small plan; gives its exit code and all that it wrote to the terminal and the log."""
    plan = write_plan(tmp_path / "plan")
    monkeypatch.setenv("PAMINN_HOME", str(tmp_path / "hem"))
    monkeypatch.setenv("PAMINN_RECEIPTS", "ja")
    monkeypatch.setenv("PAMINN_SENDER", SENDER)
    caplog.set_level("DEBUG")

    def run(*arguments: str) -> tuple[int, str]:
        code = main([*arguments, "--plan", str(plan)])
        out, err = capfd.readouterr()
        return code, out + err + caplog.text

    return run


@pytest.fixture
def answered(paminn, tmp_path):
    """A year so far: reminded, and answered in words that nobody may see yet."""
    paminn("remind", "--on", FIRST_STEP.isoformat())
    raws = [path.read_bytes() for path in (tmp_path / "hem" / "outbox" / "new").iterdir()]
    sent = {role: next(raw for raw in raws if PEOPLE[role][0].encode() in raw) for role in ("Chef", "Vice", "Teamet")}
    for number, raw in enumerate(mails(sent)):
        (tmp_path / "hem" / "inbox" / "new" / f"{number}.eml").write_bytes(raw)
    return paminn("collect", "--on", "2026-06-02")


THE_REST = (
    ("status", "--on", "2026-06-03"),
    ("status", "--json", "--on", "2026-06-03"),
    ("replies", "list", "--on", "2026-06-03"),
    ("replies", "list", "--json", "--on", "2026-06-03"),
    ("outcomes", "list", "--on", "2026-06-03"),
    ("outcomes", "list", "--json", "--on", "2026-06-03"),
    ("remind", "--on", "2026-06-03"),
    ("remind", "--json", "--on", SECOND_STEP.isoformat()),
    ("remind", "--dry-run", "--on", "2026-07-01"),
    ("publish", "--on", "2026-07-01"),
    ("publish", "--json", "--on", "2026-07-02"),
    ("summarise", "2026", "--on", "2026-12-30"),
    ("summarise", "2026", "--json", "--on", "2026-12-30"),
    ("collect", "--json", "--on", "2026-07-01"),
    ("check",),
    ("check", "--json"),
    ("forecast", "--from", "2026-07-01", "--until", "2026-12-31"),
)


def the_rest_of_the_year(paminn) -> str:
    """What every command says that writes for somebody else than the one who reviews."""
    said = ""
    for arguments in THE_REST:
        code, words = paminn(*arguments)
        assert code in (0, 4), words  # the chief has left, so somebody is unreachable
        said += words
    return said


def numbers(paminn) -> list[int]:
    _, listed = paminn("replies", "list", "--json", "--on", "2026-06-03")
    (document,) = [line for line in listed.splitlines() if line.startswith('{"replies"')][-1:]
    return [row["id"] for row in json.loads(document)["replies"] if row["id"]]


class TestBeforeIt:
    def test_neither_files_nor_terminal_nor_log_hold_a_word_of_it(self, answered, paminn, tmp_path):
        code, said = answered
        assert code == 0
        assert "Svar: 5." in said
        said += the_rest_of_the_year(paminn)
        assert words_in(said) == []
        files = everything(tmp_path)
        kinds = {name.rpartition(".")[2] for name in files}
        assert kinds >= {"eml", "json", "ics", "html", "xml"}
        assert [name for name in files if "teams" in name]
        assert any(b"Tack f" in content for name, content in files.items() if name.endswith(".eml")), (
            "no receipt was sent"
        )
        assert held_in(tmp_path) == []

    def test_what_machines_told_has_been_acted_on_all_the_same(self, answered, paminn):
        _, said = answered
        assert "Chef: har slutat, enligt ett autosvar 2026-06-02. Påminnelserna går till kvalitetsteamet." in said
        assert "Teamet: frånvarande till 2026-07-01." in said

    def test_once_released_it_is_quoted_in_the_account_and_nowhere_else(self, answered, paminn, tmp_path):
        """The same search finds it then: the tests above look where they should."""
        first = numbers(paminn)[0]
        assert paminn("replies", "release", str(first), "--by", "Eva", "--on", "2026-06-03")[0] == 0
        the_rest_of_the_year(paminn)
        holding = held_in(tmp_path)
        assert holding
        assert all("redovisning" in name for name in holding)

    def test_what_is_withheld_stays_out(self, answered, paminn, tmp_path):
        every = [str(number) for number in numbers(paminn)]
        assert len(every) == 6
        paminn("replies", "withhold", *every, "--by", "Eva", "--why", "känsligt", "--on", "2026-06-03")
        the_rest_of_the_year(paminn)
        assert held_in(tmp_path) == []

    def test_of_a_masked_answer_only_the_masked_words_are_seen(self, answered, paminn, tmp_path):
        (tmp_path / "granskad.txt").write_text("Pågår. ORDEN SOM FÅR SES", encoding="utf-8")
        chosen = ("--by", "Eva", "--text-file", str(tmp_path / "granskad.txt"), "--on", "2026-06-03")
        assert paminn("replies", "release", str(numbers(paminn)[0]), *chosen, "--why", "maskad")[0] == 0
        the_rest_of_the_year(paminn)
        assert held_in(tmp_path) == []
        assert any("ORDEN SOM FÅR SES".encode() in content for content in everything(tmp_path).values())

    def test_show_and_explain_are_where_it_is_read(self, answered, paminn, tmp_path):
        assert CANARY in paminn("replies", "show", str(numbers(paminn)[0]), "--on", "2026-06-03")[1]
        (tmp_path / "granskad.eml").write_bytes(reply(f"Klar. {CANARY}"))
        assert CANARY in paminn("explain", str(tmp_path / "granskad.eml"))[1]


class TestAFault:
    """What is raised may quote a value: of the mail, or of the statement that was to store it."""

    def test_in_the_memory_quotes_nothing(self, answered, paminn, tmp_path):
        with closing(sqlite3.connect(tmp_path / "hem" / "ledger.db")) as ledger, ledger:
            ledger.execute("update answer set received = text")
        for arguments in (("status",), ("publish",), ("summarise", "2026"), ("remind",), ("replies", "show", "1")):
            code, said = paminn(*arguments, "--on", "2026-07-01")
            assert (code, words_in(said)) == (1, []), arguments

    def test_while_storing_quotes_nothing_and_leaves_the_mail(self, paminn, tmp_path):
        paminn("status", "--on", FIRST_STEP.isoformat())
        place = tmp_path / "hem" / "inbox" / "new"
        with closing(sqlite3.connect(tmp_path / "hem" / "ledger.db")) as ledger, ledger:
            ledger.execute("create trigger no before insert on reply begin select none(); end")
        (place / "1.eml").write_bytes(reply(f"Klar. {CANARY}", f"Om {CANARY}"))
        code, said = paminn("collect", "--on", "2026-06-02")
        assert (code, words_in(said)) == (4, [])
        assert len(list(place.iterdir())) == 1

    def test_can_show_any_value_on_the_way_without_its_words(self):
        with room("fake") as town:
            for raw in mails({role: message.raw for role, message in town.sent.items()}):
                one = understood(town.house, raw, READ)
                passed = (Incoming("1", raw), one, one.reply, one.reply.letter, *one.answers, *one.reply.parts)
                assert words_in(" ".join(map(repr, passed))) == []
            for said in (Choice(Action.RELEASE, "Eva", text=CANARY), extract(CANARY, known_of(one.reply.letter, ()))):
                assert words_in(repr(said)) == []


class TestTheTablesOfThePrefectPages:
    @pytest.fixture(params=MEMORIES)
    def town(self, request):
        with room(request.param) as made:
            made.collect(*mails({role: message.raw for role, message in made.sent.items()}))
            yield made

    def tables(self, town: Room) -> dict[str, list[dict[str, object]]]:
        waits = waiting_rows(waiting(town.house, READ))
        today = READ.date()
        from tests.support.sending import remind

        return {
            "svar": received_rows(town.report), "granska": waits, "franvaro": absent_rows(absent(town.house, READ)),
            "utskick": sent_rows(remind(town.house, READ)), "obesvarade": silent_rows(status_of(town.house, today)),
            "saknade-svar": missing_rows(summarise(town.house, 2026, Path("ut"), today).missing),
        }  # fmt: skip

    def test_hold_none_of_it(self, town):
        tables = self.tables(town)
        assert all(tables.values())
        told = json.dumps(tables, ensure_ascii=False)
        assert [*words_in(told), *(one for one in ("@", "070") if one in told)] == []

    def test_say_why_each_mail_waits(self, town):
        whys = [str(row["Varför"]) for row in waiting_rows(waiting(town.house, READ))]
        for why in ("svaret saknar kod", "annan eller osäker avsändare", "läget är inte läst", "telefonnummer",
                    "avsändarfältet saknas, är dubbelt eller trasigt"):  # fmt: skip
            assert any(why in one for one in whys), why

    def test_name_the_roles_that_need_somebody_new_first(self, town):
        rows = absent_rows(absent(town.house, READ))
        assert [(row["Roll"], row["Läge"], row["Påminnelserna går till"]) for row in rows] == [
            ("Chef", "har slutat, enligt ett autosvar 2026-06-02", "kvalitetsteamet"),
            ("Teamet", "adressen tar inte emot mejl sedan 2026-06-01", "samma person, som läser dem sedan"),
            ("Teamet", "frånvarande till 2026-07-01", "samma person, som läser dem sedan"),
        ]
        assert [bool(row["Att göra"]) for row in rows] == [True, True, False]


@pytest.mark.pain(25)
def test_the_done_mark_too_waits_for_the_release():
    alone = plan_files({"1.1": ("Vice",)}, {"Vice": PEOPLE["Vice"], TEAM: PEOPLE[TEAM]})
    with room("fake") as town:
        town.house.plan.folder.contents = alone
        town.house.plan.versions.versions.clear()  # as if it had been so from the beginning
        silent = publish(town.house, Path("ut"), SECOND_STEP).files
        town.collect(reply("Klar.", town.subject(), sender="vice@prov.example"))
        assert publish(town.house, Path("ut"), SECOND_STEP).files == silent
        release(town.house, 1, READ)
        assert "✓ 1.1 Klart".encode() in publish(town.house, Path("ut"), SECOND_STEP).files["plan.ics"]


PRIVATE = (
    "19811218-9876", "811218-9876", "8112189876", "811218 9876", "811218–9876", "811218+9876", "19 811218 9876", "８１１２１８-９８７６",
    "81\u00ad1218-9876", "811278-9873", "070-123 45 67", "+46 70 123 45 67", "0158-27 50 00", "kurator@skolan.example", "kurator (at) skolan.example",
)  # fmt: skip


@pytest.mark.parametrize("private", PRIVATE)
def test_what_is_private_about_others_holds_an_answer_back(private):
    with room("fake") as town:
        town.collect(reply(f"Klar. Gäller {private}.", town.subject(), sender="vice@prov.example"))
        (row,) = town.house.desk.waiting(PLAN)
        assert {"personal_number", "phone_number", "email_address"} & set(row.flags)
        with pytest.raises(UsageError, match="--text-file"):
            decide(town.house, "1", Choice(Action.RELEASE, "Eva"), READ)
        assert (
            decide(town.house, "1", Choice(Action.RELEASE, "Eva", "maskad", text="Klar."), READ).answer.text == "Klar."
        )


HOSTILE = (
    "=cmd|' /C calc'!A0", "+1+1", "@SUM(1)", "<script>alert(1)</script>", "{{ 7*7 }} {% for x in y %}", "[länk](javascript:alert(1))",
    "]]></w:t><w:br/>", "&amp;&lt;", "\\input{x}", "rad\r\nBcc: x@y", "END:VEVENT\r\nBEGIN:VEVENT", "`a` **b** | c |",
)  # fmt: skip
UNSEEN = "\x00\x07\x0b\x1b[2J\u202e\u2066\u200b\ufffe\ufdd0\ud800"


class TestAReleasedText:
    """Wherever it goes, it is nothing but text."""

    @pytest.fixture(params=["by mail", "by the team"])
    def account(self, request):
        """The parts of the year's account in Word, with all of it released."""
        text = "Pågår.\n" + "\n".join(HOSTILE) + f"\nslut{UNSEEN}"
        with room("fake") as town:
            raw = reply("TEXT", town.subject(), sender="Vice <vice@prov.example>")
            mailed = text.replace("\ud800", "") if request.param == "by mail" else "Pågår."
            town.collect(raw.replace(b"TEXT", mailed.encode()).replace(b'charset="utf-8"', b"charset=utf-8"))
            (answer,) = town.answers
            reviewed = None if request.param == "by mail" else text
            choice = Choice(Action.RELEASE, "Eva", why="granskad", text=reviewed, status="ongoing")
            decide(town.house, str(answer.id), choice, READ)
            made = summarise(town.house, 2026, Path("ut"), READ.date())
            self.text = town.answers[0].text
            self.town = town
            (name,) = [name for name in made.files if name.endswith(".docx")]
            parts = ZipFile(BytesIO(made.files[name]))
            yield {one: parts.read(one) for one in parts.namelist()}

    def words(self, account: dict[str, bytes]) -> str:
        document = ElementTree.fromstring(account["word/document.xml"])
        return "\n".join(part.text or "" for part in document.iter() if part.tag.endswith("}t"))

    def test_in_word_every_letter_of_it_is_shown_as_it_is(self, account):
        words = self.words(account)
        for line in HOSTILE:
            for one in line.split("\r\n"):
                assert one in words, one

    def test_in_word_it_becomes_neither_field_nor_link_nor_markup(self, account):
        assert b"javascript" not in account["word/_rels/document.xml.rels"]
        assert b"calc" not in b"".join(content for name, content in account.items() if name != "word/document.xml")
        document = account["word/document.xml"]
        assert b"<script" not in document
        fields = ElementTree.fromstring(document).iter(
            "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}instrText"
        )
        assert not any("cmd" in (one.text or "") for one in fields)

    def test_what_cannot_be_seen_is_gone(self, account):
        words = self.words(account)
        assert "slut\n[2J" in words
        assert not {one for one in UNSEEN if not one.isprintable()} & set(words)
        assert self.text.endswith("slut\n[2J")

    def test_on_the_terminal_it_moves_nothing(self, account):
        card = shown(show(self.town.house, "1", READ))
        assert all(one.isprintable() or one == "\n" for one in card)
        assert "{{ 7*7 }}" in card

    def test_neither_calendar_nor_page_nor_the_next_reminder_holds_it(self, account):
        files = publish(self.town.house, Path("ut"), DUE).files
        texts = [content for name, content in files.items() if name.endswith((".ics", ".html", ".json"))]
        sent = [one for one in prepare(self.town.house, READ).messages if isinstance(one, Outgoing)]
        assert texts
        assert sent
        texts += [one.raw for one in sent]
        assert not any(b"C calc" in content or b"7*7" in content for content in texts)


@pytest.mark.parametrize(
    "name",
    ["=cmd()", "<script>x</script>", "{{ 7*7 }}", "[x](javascript:x)", "a\r\nBcc: x", '"; DROP', "Chef (ersättare)"],
)
def test_what_a_sender_calls_themselves_is_text_in_a_receipt(name):
    with room("fake", receipts=True) as town:
        raw = reply("Klar.", town.subject(), sender="NAMN <vice@prov.example>")
        quoted = quote(name.encode(), safe="").replace("%", "=")
        town.collect(raw.replace(b"NAMN", f"=?utf-8?q?{quoted}?=".encode()))
        (receipt,) = town.receipts
        mail = opened(receipt.raw)
        assert [one.addr_spec for one in mail["To"].addresses] == ["vice@prov.example"]
        assert mail["Bcc"] is None
        for body in (text_of(receipt.raw), html_of(receipt.raw)):
            assert name not in body
            assert "49" not in body


def test_what_the_owner_wrote_is_never_rendered_as_a_template():
    with room("fake", receipts=True) as town:
        town.collect(reply("Klar. {{ 7*7 }} {{ plan.title }}", town.subject(), sender="vice@prov.example"))
        town.house = replace(town.house)
        assert town.answers[0].text == "Klar. {{ 7*7 }} {{ plan.title }}"
        assert NOW
