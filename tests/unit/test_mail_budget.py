"""The mails of the shipped plan, 3 September 2025–31 December 2026: who holds two roles gets fewer."""

from __future__ import annotations

from collections import Counter

import pytest

from paminn.plan.model import QUALITY_TEAM
from paminn.reminders.mailboxes import mailbox
from tests.support.budget import WEB, Budget


@pytest.mark.parametrize(("answered_after", "apart", "shared"), [(None, 111, 92), (10, 35, 31), (1, 31, 28)])
def test_one_who_holds_two_roles_gets_their_mails_together(answered_after, apart, shared):
    assert len(Budget().mails(answered_after)) == apart
    assert len(Budget(QUALITY_TEAM, WEB).mails(answered_after)) == shared


def test_each_day_has_one_mail_a_mailbox_and_nothing_is_left_out():
    apart, shared = Budget().mails(), Budget(QUALITY_TEAM, WEB).mails()
    a_day = Counter((mailbox(person), mail.day) for mail in shared for person in mail.people)
    assert set(a_day.values()) == {1}

    def items(mails):
        return Counter((mail.day, one.owner, one.goal.id, one.step.label) for mail in mails for one in mail.reminders)

    assert items(shared) == items(apart)
    twice = [mail for mail in shared if len({one.goal.id for one in mail.reminders}) < len(mail.reminders)]
    assert len(twice) == 19  # the same goal in both roles
