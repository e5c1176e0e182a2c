"""The copy in Teams: a notice without addresses, as few cards as needed, each small enough and every goal once."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paminn.plan.occurrence import OccurrenceId
from paminn.reminders.model import Digest
from paminn.replies.codes import find_codes, make_code
from paminn.replies.words.form import machine_lines
from paminn.standing.answer import Answer, Status
from paminn.texts.card import LIMIT, cards
from paminn.texts.mail.digest import Context, word_digest
from tests.support import plans
from tests.support.houses import DUE, SECRET, SENDER, digest, unmet

CODE = make_code(SECRET, "x")
PEOPLE = (("Anna Ek", "anna01@prov.example"), ("Bo Lind", "bo02@prov.example"))
BUTTONS = {"Klar": Status.DONE, "Pågår": Status.ONGOING, "Försenad": Status.LATE, "Ej påbörjad": Status.NOT_STARTED}


def context(day: Digest, **options):
    return Context(plans.plan(*(r.goal for r in day.reminders)), SENDER, "Eva (eva@prov.example)", **options)


def made(day: Digest, people=(), **options):
    """Every card of a digest as Teams reads it."""
    return [
        json.loads(one.raw)["attachments"][0]["content"] for one in cards(day, CODE, context(day, **options), people)
    ]


def card(day: Digest, people=(), **options):
    (only,) = made(day, people, **options)
    return only


def elements(node):
    """Every object in a card that has a type, from top to bottom."""
    if isinstance(node, dict):
        if "type" in node:
            yield node
        for value in node.values():
            yield from elements(value)
    elif isinstance(node, list):
        for value in node:
            yield from elements(value)


def words(one):
    """What somebody reads in a card, line by line; the title first."""
    return [node["text"] for node in elements(one["body"]) if node["type"] in ("TextRun", "TextBlock")]


def links(one):
    return [node for node in elements(one["body"]) if node["type"] == "Action.OpenUrl"]


def many(count: int, wording: str = "", owner: str = "Chef") -> Digest:
    day = digest(owner, *(f"{1 + number // 9}.{1 + number % 9}" for number in range(count)))
    if not wording:
        return day
    return replace(day, reminders=tuple(replace(r, goal=replace(r.goal, wording=wording)) for r in day.reminders))


# What a card is made of, after the public schema of Adaptive Cards 1.4: type → (all it may have, all it must have).
# https://github.com/microsoft/AdaptiveCards/tree/main/schemas/1.4.0
TEXT, YES = (str,), (bool,)
SHAPES = {
    "AdaptiveCard": ({"$schema": TEXT, "version": TEXT, "lang": TEXT, "body": (list,), "msteams": (dict,)}, {"version", "body"}),
    "TextBlock": ({"text": TEXT, "wrap": YES}, {"text", "wrap"}),
    "RichTextBlock": ({"inlines": (list,)}, {"inlines"}),
    "TextRun": ({"text": TEXT, "weight": ("bolder",), "size": ("medium",), "color": ("attention",)}, {"text"}),
    "Container": ({"items": (list,), "separator": YES, "spacing": ("large",)}, {"items"}),
    "ActionSet": ({"actions": (list,)}, {"actions"}),
    "Action.OpenUrl": ({"title": TEXT, "url": TEXT}, {"title", "url"}),
    "mention": ({"text": TEXT, "mentioned": (dict,)}, {"text", "mentioned"}),
}  # fmt: skip
INSIDE = {
    "body": {"TextBlock", "RichTextBlock", "Container"}, "items": {"RichTextBlock", "ActionSet"},
    "inlines": {"TextRun"}, "actions": {"Action.OpenUrl"}, "entities": {"mention"},
}  # fmt: skip


def faults(one) -> list[str]:
    """What Teams could refuse in a card."""
    found = [] if (one["type"], one["version"]) == ("AdaptiveCard", "1.4") else ["version"]
    for node in elements(one):
        allowed, needed = SHAPES[node["type"]]
        has = node.keys() - {"type"}
        found += [f"{node['type']}: {key}" for key in (has - allowed.keys()) | (needed - has)]
        found += [
            f"{node['type']}.{key}: {node[key]!r}" for key in has & allowed.keys() if not fits(node[key], allowed[key])
        ]
    held = {**one, "entities": one.get("msteams", {}).get("entities", [])}
    for node in [held, *elements(one["body"])]:
        for key in INSIDE.keys() & node.keys():
            found += [f"{child['type']} in {key}" for child in node[key] if child["type"] not in INSIDE[key]]
    return found


def fits(value, allowed) -> bool:
    return value in allowed if isinstance(allowed[0], str) else isinstance(value, allowed[0]) and value != ""


class TestShape:
    def test_it_is_what_a_workflows_webhook_takes(self):
        day = digest()
        (only,) = cards(day, CODE, context(day))
        message = json.loads(only.raw)
        (attachment,) = message["attachments"]
        assert message.keys() == {"type", "attachments"}
        assert message["type"] == "message"
        assert attachment.keys() == {"contentType", "contentUrl", "content"}
        assert (attachment["contentType"], attachment["contentUrl"]) == (
            "application/vnd.microsoft.card.adaptive",
            None,
        )
        assert only.digest == day

    def test_it_follows_the_schema_in_every_state(self):
        late = replace(digest("Chef", "1.1", "1.2"), day=DUE + timedelta(3))
        shown = [
            card(digest()),
            card(late, PEOPLE),
            card(late, redirected=True),
            card(unmet(late)),
            *made(many(80)),
        ]
        assert [faults(one) for one in shown] == [[]] * len(shown)

    def test_the_check_of_the_schema_sees_what_is_wrong(self):
        """Guards the test above."""
        for spoil in (
            lambda one: one.update(version="1.5"),
            lambda one: one.update(speak=1),
            lambda one: one["body"][0]["inlines"][0].update(weight="fat"),
            lambda one: one["body"][0]["inlines"][0].update(text=""),
            lambda one: one["body"].append({"type": "TextRun", "text": "x"}),
            lambda one: links(one)[0].pop("url"),
            lambda one: one["msteams"]["entities"][0].pop("mentioned"),
        ):
            one = card(digest(), PEOPLE)
            spoil(one)
            assert faults(one), spoil

    def test_the_same_digest_gives_the_same_bytes(self):
        day = many(40)
        assert cards(day, CODE, context(day), PEOPLE) == cards(day, CODE, context(day), PEOPLE)


class TestWords:
    def test_it_names_the_role_and_each_goal_with_the_mails_own_sentences(self):
        day = digest("Chef", "1.1", "1.2")
        told, mail = words(card(day)), word_digest(day, CODE, context(day))
        assert told[0] == "Påminnelse till Chef – Prov"
        assert told[1] in mail.text
        assert "två delmål" in told[1]
        for reminder in day.reminders:
            (line,) = [line for line in told if line.startswith(f"Delmål {reminder.goal.number}.")]
            assert line.removeprefix(f"Delmål {reminder.goal.number}. ") in mail.text
            assert reminder.goal.wording in told

    @pytest.mark.pain(14)
    def test_the_days_in_it_are_counted_from_its_own_day(self):
        late = replace(digest(), day=DUE + timedelta(40))
        assert [line for line in words(card(late)) if line.startswith("! Delmål 1.1.") and "för 40 dagar sedan" in line]
        assert [line for line in words(card(digest())) if line.startswith("Delmål 1.1.") and "om 29 dagar" in line]

    def test_a_trial_says_so_and_a_role_nobody_holds_is_told_where_the_mail_went(self):
        assert words(card(digest(), redirected=True))[0].startswith("PROV: ")
        told = " ".join(words(card(unmet(digest()))))
        assert "Ingen kan nås i rollen. Mejlet har gått till kvalitetsteamet." in told
        assert "gått till rollen" not in told

    def test_an_abbreviation_is_spelt_out_once_a_card(self):
        told = [" ".join(words(one)) for one in made(many(60, "VINR är känt."))]
        assert len(told) > 1
        assert [text.count("VINR (våld i nära relation)") for text in told] == [1] * len(told)

    def test_nobodys_words_are_read_as_markup(self):
        """A TextBlock knows Markdown and dates in braces; a TextRun shows what is written."""
        wording = "**Fet** [länk](https://annan.example) {{DATE(2026-01-01)}} <at>Alla</at>\n- rad"
        one = card(many(1, wording), PEOPLE)
        (block,) = [node for node in elements(one["body"]) if node["type"] == "TextBlock"]
        assert block["text"] == "<at>Anna Ek</at> och <at>Bo Lind</at>"
        assert wording.splitlines()[0] in words(one)


class TestAnswers:
    def test_each_goal_has_the_mails_four_answers(self):
        for goal, four in zip(("1.1", "1.2"), batches(links(card(digest("Chef", "1.1", "1.2")))), strict=True):
            assert [link["title"] for link in four] == list(BUTTONS)
            for link in four:
                parts, asked = urlsplit(link["url"]), parse_qs(urlsplit(link["url"]).query)
                assert (parts.scheme, parts.netloc, parts.path) == (
                    "https",
                    "outlook.office.com",
                    "/mail/deeplink/compose",
                )
                assert asked.keys() == {"to", "subject", "body"}
                assert asked["to"] == [SENDER]
                assert find_codes(asked["subject"][0]) == (CODE,)
                assert asked["subject"][0].startswith(f"Svar {goal} {link['title']} ")
                assert machine_lines(asked["body"][0].replace("\r\n", "\n")) == ((goal, BUTTONS[link["title"]]),)

    def test_the_link_is_short_and_plain_and_a_plus_or_ampersand_stays_itself(self):
        odd = replace(context(digest()), sender="a+b&c@prov.example")
        ((link, *_),) = [links(json.loads(one.raw)["attachments"][0]["content"]) for one in cards(digest(), CODE, odd)]
        assert re.fullmatch(r"[!-~]{1,400}", link["url"])
        assert "+" not in link["url"]
        assert parse_qs(urlsplit(link["url"]).query)["to"] == ["a+b&c@prov.example"]

    @pytest.mark.pain(25)
    def test_no_address_and_no_code_can_be_read_and_pressing_only_opens_a_mail_to_write(self):
        one = card(digest("Chef", "1.1", "1.2"), PEOPLE)
        read = " ".join([*words(one), *(link["title"] for link in links(one))])
        assert "@" not in read.replace("<at>", "").replace("</at>", "")
        assert "example" not in read
        assert "PM-" not in read
        assert CODE not in read
        assert {node["type"] for node in elements(one) if node["type"].startswith("Action.")} == {"Action.OpenUrl"}


def batches(found):
    return [found[at : at + 4] for at in range(0, len(found), 4)]


class TestMentions:
    def test_those_who_hold_the_role_are_mentioned_by_user_name(self):
        one = card(digest(), PEOPLE)
        assert one["msteams"] == {
            "entities": [
                {"type": "mention", "text": f"<at>{name}</at>", "mentioned": {"id": upn, "name": name}}
                for name, upn in PEOPLE
            ]
        }
        assert "<at>Anna Ek</at> och <at>Bo Lind</at>" in words(one)

    def test_somebody_without_a_user_name_is_not_named(self):
        one = card(digest(), [("Cia Berg", ""), PEOPLE[0]])
        assert [entity["mentioned"]["name"] for entity in one["msteams"]["entities"]] == ["Anna Ek"]
        assert "Cia" not in " ".join(words(one))
        assert "msteams" not in card(digest(), [("Cia Berg", "")])

    def test_a_trial_calls_nobody(self):
        one = card(digest(), PEOPLE, redirected=True)
        assert "msteams" not in one
        assert "Anna" not in " ".join(words(one))

    def test_several_cards_call_once(self):
        first, *rest = made(many(60), PEOPLE)
        assert len(first["msteams"]["entities"]) == 2
        assert rest
        assert not [one for one in rest if "msteams" in one or "<at>" in " ".join(words(one))]

    @given(st.lists(st.tuples(st.text(max_size=300), st.just("a@prov.example")), max_size=200))
    def test_every_mention_stands_in_the_text_once_and_none_can_be_mistaken(self, people):
        one = card(digest(), people)
        entities = one.get("msteams", {}).get("entities", [])
        texts = [entity["text"] for entity in entities]
        assert len(texts) == len(set(texts)) <= 10
        told = " ".join(words(one))
        assert all(told.count(text) == 1 for text in texts)
        assert told.count("<at>") == told.count("</at>") == len(texts)
        assert all(re.fullmatch(r"<at>[^<>*_`\[\]{}]+</at>", text) for text in texts)

    def test_two_of_one_name_are_told_apart(self):
        one = card(digest(), [("Chef", "ett@prov.example"), ("Chef", "tva@prov.example"), ("***", "tre@prov.example")])
        assert [(entity["text"], entity["mentioned"]["id"]) for entity in one["msteams"]["entities"]] == [
            ("<at>Chef</at>", "ett@prov.example"), ("<at>Chef 2</at>", "tva@prov.example"),
        ]  # fmt: skip


swedish = st.text('abcdefghijklmnopqrstuvwxyzåäö ÅÄÖ"\\–«»😀\n', min_size=1, max_size=4_000).filter(str.strip)


class TestSize:
    @given(
        st.integers(1, 200),
        swedish,
        st.lists(st.tuples(swedish, st.just("a.b@prov.example")), max_size=12),
        st.booleans(),
    )
    def test_no_card_is_too_large_and_every_goal_is_in_exactly_one(self, count, wording, people, late):
        day = many(count, wording)
        day = replace(day, day=DUE + timedelta(1)) if late else day
        shown = cards(day, CODE, context(day), people)
        assert max(len(one.raw) for one in shown) <= LIMIT
        assert [reminder for one in shown for reminder in one.digest.reminders] == list(day.reminders)
        for one in shown:
            told = words(json.loads(one.raw)["attachments"][0]["content"])
            named = [
                line.split()[2 if line.startswith("!") else 1] for line in told if re.match(r"(! )?Delmål \d", line)
            ]
            assert named == [f"{reminder.goal.number}." for reminder in one.digest.reminders]
            assert (one.digest.owner, one.digest.day) == (day.owner, day.day)

    def test_the_limit_is_the_one_that_teams_keeps_with_room_to_spare(self):
        """Every byte is counted: one letter more in the title at a time fills a card to within a few bytes."""
        days = [many(20, "x" * 66, "C" * length) for length in range(1, 60)]
        assert 24_990 < max(len(cards(day, CODE, context(day))[0].raw) for day in days) <= 25_000

    def test_no_card_is_left_half_empty(self):
        sizes = [len(one.raw) for one in cards(many(200), CODE, context(many(200)))]
        assert min(sizes[:-1]) > LIMIT - 2_000

    def test_the_bytes_are_utf_8_and_not_twice_as_many_of_escapes(self):
        day = many(1, "åäö" * 100)
        (only,) = cards(day, CODE, context(day))
        assert ("åäö" * 100).encode() in only.raw

    def test_several_cards_are_numbered_and_only_the_first_asks(self):
        titles = [words(one)[0] for one in made(many(30))]
        assert titles == [
            f"Påminnelse till Chef – Prov ({number} av {len(titles)})" for number in range(1, len(titles) + 1)
        ]
        asked = [[line for line in words(one) if line.startswith("Hur går det med")] for one in made(many(30))]
        assert asked == [["Hur går det med 30 delmål? Svara senast 30 juni 2026."], *[[]] * (len(titles) - 1)]
        assert [line for line in words(made(many(30))[-1]) if "inga personuppgifter" in line]
        assert "av" not in words(card(digest()))[0].split()

    def test_a_goal_too_long_for_a_card_is_shortened_and_points_to_the_mail(self):
        (line,) = [line for line in words(card(many(1, "ordet " * 6_000))) if line.startswith("ordet")]
        assert line.endswith("ordet … Hela texten står i mejlet.")
        assert len(line) < 1_100
        (whole,) = [line for line in words(card(many(1, ("ordet " * 166).strip()))) if line.startswith("ordet")]
        assert "Hela texten" not in whole

    def test_nothing_to_say_makes_no_card(self):
        assert cards(replace(digest(), reminders=()), CODE, context(digest())) == ()


def test_a_card_does_not_tell_who_of_the_role_promised_another_day():
    later, answered = date(2026, 9, 30), date(2026, 6, 1)
    promise = Answer(1, "1.1", OccurrenceId.on("1.1", DUE), "Chef", Status.LATE, "", answered, "Anna Ek", later)
    base = digest()
    day = replace(base, reminders=(replace(base.reminders[0], due=later, promise=promise),))
    told = " ".join(words(card(day)))
    assert "Enligt ett tidigare svar från rollen (1 juni 2026) blir det klart den 30 september 2026" in told
    assert "Anna Ek" not in told
