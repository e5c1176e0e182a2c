"""The copy in Teams: a notice without addresses, codes or answers."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import plans
import pytest
from houses import DUE, SECRET, SENDER, digest

from paminn.replies.codes import make_code
from paminn.texts.card import card_bytes
from paminn.texts.mail import Context, word_digest

CODE = make_code(SECRET, "x")


def context(day):
    return Context(plans.plan(*(r.goal for r in day.reminders)), SENDER, "Eva (eva@prov.example)")


def card(day):
    message = json.loads(card_bytes(day, CODE, context(day)))
    (attachment,) = message["attachments"]
    return message, attachment, attachment["content"]


def test_it_is_what_a_workflows_webhook_takes():
    message, attachment, content = card(digest())
    assert message["type"] == "message"
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert (content["type"], content["version"]) == ("AdaptiveCard", "1.4")
    assert {block["type"] for block in content["body"]} == {"TextBlock"}
    assert all(block["text"].strip() and block["wrap"] for block in content["body"])
    assert len(card_bytes(digest(), CODE, context(digest()))) < 28_000


def test_it_names_the_role_and_each_goal_with_the_mails_own_sentence():
    day = digest("Chef", "1.1", "1.2")
    words = [block["text"] for block in card(day)[2]["body"]]
    mail = word_digest(day, CODE, context(day))
    assert "Chef" in words[0]
    for number in ("1.1", "1.2"):
        (line,) = [line for line in words if f"Delmål {number}." in line]
        assert line.removeprefix(f"Delmål {number}. ") in mail.text


@pytest.mark.pain(25)
def test_it_holds_no_address_no_code_and_nothing_to_press():
    raw = card_bytes(digest(), CODE, context(digest())).decode()
    assert "@" not in raw
    assert "mailto" not in raw
    assert "PM-" not in raw
    assert CODE not in raw
    assert "actions" not in raw.casefold()


@pytest.mark.pain(14)
def test_the_days_in_it_are_counted_from_its_own_day():
    late = replace(digest(), day=DUE + timedelta(40))
    assert "för 40 dagar sedan" in card_bytes(late, CODE, context(late)).decode()
    assert "om 29 dagar" in card_bytes(digest(), CODE, context(digest())).decode()
