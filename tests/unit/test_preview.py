"""The mails to come, as files to look at: as they will be, sent to nobody, and no key to anything."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from paminn.errors import UsageError
from paminn.replies.codes import NO_CODE, find_codes, show_code
from paminn.reports.previewing import Previewed
from paminn.usecases.house import House
from paminn.usecases.telling.preview import Wanted, preview
from tests.support.fakes import FakeLedger, FakeOutbox
from tests.support.houses import FIRST_STEP, NOW, SECOND_STEP, at, fake_house, on, opened, plan_files, text_of
from tests.support.sending import remind

OUT = Path("ut")
SUNDAY = date(2026, 6, 7)


def shown(house: House, wanted: Wanted = Wanted(), today: date = FIRST_STEP) -> Previewed:  # noqa: B008
    return preview(house.reminding, wanted, OUT, on(at(today)))


def mails(previewed: Previewed) -> list[bytes]:
    return [content for name, content in sorted(previewed.files.items()) if name.endswith(".eml")]


def bare(raw: bytes) -> str:
    """A mail's text without its code."""
    lines = text_of(raw).splitlines()
    return "\n".join(line for line in lines if not line.startswith("Din kod"))


def test_the_next_day_with_a_mail_is_shown_as_it_will_be():
    previewed = shown(fake_house())
    assert previewed.day == FIRST_STEP
    box = FakeOutbox()
    remind(fake_house(box=box), NOW)
    assert sorted(bare(raw) for raw in mails(previewed)) == sorted(bare(sent.raw) for sent in box.messages)
    assert not any("PROV" in text_of(raw) for raw in mails(previewed))


def test_each_mail_is_three_files_and_stands_on_the_page():
    previewed = shown(fake_house())
    page = previewed.files["index.html"].decode()
    assert len(previewed.files) == 3 * len(previewed.mails) + 1
    for mail in previewed.mails:
        for ending in ("html", "txt", "eml"):
            name = f"{FIRST_STEP}/{mail.name}.{ending}"
            assert name in previewed.files
            assert f'href="{name}"' in page
        for address, _ in mail.recipients:
            assert address in page


def test_no_code_in_it_is_read_as_one_and_no_key_is_the_real_ones():
    box = FakeOutbox()
    remind(fake_house(box=box), NOW)
    real = {str(opened(sent.raw)[header]) for sent in box.messages for header in ("X-Paminn-Key", "Message-ID")}
    for raw in mails(shown(fake_house())):
        mail = opened(raw)
        assert show_code(NO_CODE) in str(mail["Subject"])
        assert find_codes(f"{mail['Subject']}\n{text_of(raw)}") == ()
        assert not {str(mail["X-Paminn-Key"]), str(mail["Message-ID"])} & real


def test_nothing_is_sent_or_remembered():
    ledger, box, notices = FakeLedger(), FakeOutbox(), FakeOutbox()
    house = fake_house(ledger=ledger, box=box, notices=notices)
    shown(house)
    shown(house, Wanted(SECOND_STEP))
    assert not box.messages
    assert not notices.messages
    assert not ledger.sent("prov-plan")
    remind(house, NOW)
    assert len(box.messages) == 3


def test_what_has_gone_already_is_not_shown_again():
    house = fake_house()
    remind(house, NOW)
    previewed = shown(house, Wanted(), FIRST_STEP)
    assert previewed.day == SECOND_STEP
    assert all("påminnelse nummer 2" in text_of(raw) for raw in mails(previewed))


def test_those_in_between_have_gone_by_then():
    previewed = shown(fake_house(), Wanted(SECOND_STEP))
    assert all("påminnelse nummer 2" in text_of(raw) for raw in mails(previewed))


def test_a_role_by_itself():
    previewed = shown(fake_house(), Wanted(owner="vice"))
    assert [mail.roles for mail in previewed.mails] == [("Vice",)]
    with pytest.raises(UsageError, match=r"Planen har ingen roll «Vise»\. Menade du"):
        shown(fake_house(), Wanted(owner="Vise"))


def test_a_day_without_mails_writes_nothing():
    house = fake_house()
    previewed = shown(house, Wanted(SUNDAY))
    assert (previewed.mails, previewed.files, house.store.written) == ((), {}, 0)


def test_the_notice_of_today_is_among_them_where_one_would_go():
    files = plan_files()
    files["plan.yaml"] = files["plan.yaml"].replace(b'"period"', b'"giltig_till": "2026-06-30", "period"')
    house = fake_house(files)
    previewed = shown(house)
    assert [mail.is_notice for mail in previewed.mails] == [False, False, False, True]
    later = shown(house, Wanted(SECOND_STEP))
    assert not any(mail.is_notice for mail in later.mails)


def test_a_trial_shows_where_all_of_them_would_go():
    house = fake_house()
    house = replace(house, options=replace(house.options, redirect_all_to="prov@prov.example"))
    previewed = shown(house)
    assert {address for mail in previewed.mails for address, _ in mail.recipients} == {"prov@prov.example"}
    assert "De är prov, och går alla till prov@prov.example." in previewed.files["index.html"].decode()
