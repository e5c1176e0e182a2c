"""Identity numbers in every spelling, telephone numbers, addresses: what holds an answer back."""

from __future__ import annotations

import pytest

from paminn.replies.mail.parse import parse
from paminn.replies.meaning.privacy import called, flags_of, personal_data, personal_flags
from paminn.replies.meaning.split import divide
from paminn.replies.model import Flag
from paminn.replies.read import read_mail
from tests.support.mails.builder import OWN, mail, outlook


@pytest.mark.parametrize(
    "text",
    [
        "121212-1212",
        "1212121212",
        "19121212-1212",
        "191212121212",
        "121212 1212",
        "121212–1212",
        "121212+1212",
        "121212 - 1212",
        "19 121212 1212",
        "12\u00ad1212-1212",
        "１２１２１２-１２１２",
        "pnr:121212-1212.",
        "701063-2391",
        "701063-2392",
        "121212-1213",
        "19121212-1213",
        "20121212 1213",
        "121212+1213",
        "121212 – 1213",
        "född 121212 1213",
        "19701063-2391",
        "Ärendet (121212-1212, en person) gick bra",
        "12 12 12\n12 12",
        "121212,1212",
        "*121212*-1212",
        "1 2 1 2 1 2 - 1 2 1 2",
        "120101-1213",  # the first and the last of days and months, and those of coordination numbers
        "121231-1213",
        "121261-1213",
        "121291-1213",
    ],
)
def test_identity_numbers(text: str) -> None:
    assert "personal_number" in personal_flags(text)


@pytest.mark.parametrize(
    "text",
    [
        "070-123 45 67",
        "08-465 004 00",
        "+46 70 123 45 67",
        "(+46) 70 123 45 67",
        "(08) 465 00 40",
        "0046701234567",
        "0158-27 50 00",
        "0158-275",  # the shortest, and the longest
        "070 123 456 78",
        "+46 8 123 45",
        "0046 8 123 45",
        "+46 70 123 456 789",
        "+47 22 12 34 56",
        "+12345678",
        "+123456789012345",
    ],
)
def test_telephone_numbers(text: str) -> None:
    assert "phone_number" in personal_flags(f"Ring {text}.")


@pytest.mark.parametrize("text", ["kurator@skolan.example", "kurator (at) skolan.example"])
def test_addresses(text: str) -> None:
    assert "email_address" in personal_flags(f"Skriv till {text}")


@pytest.mark.parametrize(
    "text",
    [
        "Klart den 14 oktober 2025, dnr SN.2024.17",
        "2025-11-03 08:00",
        "Planperioden 2025-2027",
        "991350-1234",
        "121332-1213",
        "120012-1213",
        "121300-1213",
        "121200-1213",
        "121232-1213",
        "121260-1213",
        "1201010000",
        "Nummer 0158 27",
        "Nummer 070 123 456 789",
        "Nummer 00 123 45 67",
        "Nummer +46 8 123 4",
        "Nummer 0046 8 123 4",
        "Nummer +46 70 123 456 789 0",
        "Nummer +1234567",
        "Nummer +1234567890123456",
        "121292-1213",
        "1212121213",
        "191212121213",
        "order 2512010001",
        "2512-01-0001",
        "Vi är 12 av 24 på 3 enheter, 123 45 Gnesta",
        "§ 45, 2025-10-14, kl. 09.30",
        "kostnad 1 250 000 kr",
    ],
)
def test_nothing_personal(text: str) -> None:
    assert not personal_data(text)


def test_a_mobile_number_is_no_identity_number() -> None:
    assert personal_flags("Ring 0701234567 eller 070-123 45 67.") == ("phone_number",)


@pytest.mark.parametrize("name", ["", "chef@kommunen.example", "chef＠kommunen.example", "Växeln 070-123 45 67"])
def test_somebody_outside_the_plan_is_never_called_by_an_address_or_a_number(name: str) -> None:
    assert called(name) == "okänd avsändare"


def test_somebody_outside_the_plan_is_called_by_name() -> None:
    assert called("Samordnaren Barn") == "Samordnaren Barn"
    assert called("Samordnaren " * 10) == ("Samordnaren " * 10)[:80]


def test_no_words_of_an_answer_stand_in_what_a_log_shows_of_it() -> None:
    words = "1.1: Klart, säger Kuratorn.\n1.2: Pågår.\n\nDet beror på Kuratorn."
    data = mail(outlook(words))
    divided = divide(words, ["1.1", "1.2"])
    assert "Kuratorn" in divided.alone
    for shown in (read_mail(data, own_addresses=[OWN]), parse(data), divided, *divided.answers):
        assert "Kuratorn" not in repr(shown)


@pytest.mark.parametrize("flag", [Flag.PERSONAL_NUMBER, Flag.PHONE_NUMBER, Flag.EMAIL_ADDRESS])
def test_what_is_personal_belongs_to_the_answer_that_it_stands_in(flag: Flag) -> None:
    words = "1.1: 19811218-9876, 070-123 45 67 och a@b.example.\n1.2: Klart."
    assert flags_of((Flag.HAS_LEFT, flag), words, "Klart.") == (Flag.HAS_LEFT,)
    assert flags_of((flag,), words, "Klart. Ring 070-123 45 67.") == (Flag.PHONE_NUMBER,)


@pytest.mark.parametrize("flag", [Flag.PERSONAL_NUMBER, Flag.PHONE_NUMBER, Flag.EMAIL_ADDRESS])
def test_what_stands_in_no_answer_belongs_to_each(flag: Flag) -> None:
    assert flags_of((flag,), "1.1: Klart.\n1.2: Pågår.", "Klart.") == (flag,)
