"""Codes: 80 bits, readable by people, found again however a mail program mangles them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paminn.replies.codes import ALPHABET, LENGTH, find_codes, find_references, make_code, show_code

CODE = "ABCDEFGHJKLMNPQR"


def test_a_code_depends_on_every_part_and_on_where_it_ends() -> None:
    codes = {
        make_code(b"hemlig", "plan", "1.1", "2025"),
        make_code(b"annan", "plan", "1.1", "2025"),
        make_code(b"hemlig", "plan1", ".1", "2025"),
        make_code(b"hemlig", "plan", "1.1", "2026"),
        make_code(b"hemlig", "plan", "1.12025"),
    }
    assert len(codes) == 5
    assert make_code(b"hemlig", "plan", "1.1") == make_code(b"hemlig", "plan", "1.1")


@given(st.binary(min_size=1), st.lists(st.text(), max_size=4))
def test_every_code_is_found_again(secret: bytes, parts: list[str]) -> None:
    code = make_code(secret, *parts)
    assert len(code) == LENGTH
    assert set(code) <= set(ALPHABET)
    assert find_codes(f"Svar 1.1 {show_code(code)} tack") == (code,)


@pytest.mark.parametrize(
    "text",
    [
        "[PM-ABCD-EFGH-JKLM-NPQR]",
        "[pm-abcd-efgh-jklm-npqr]",
        "[PM ABCD EFGH JKLM NPQR]",
        "[PMABCDEFGHJKLMNPQR]",
        "[PM-ABCD-EFGH-\nJKLM-NPQR]",
        "[PM-ABCD-EFGH-=\r\nJKLM-NPQR]",
        "> [PM-ABCD-EFGH-\n> JKLM-NPQR]",
        "[ PM-ABCD–EFGH‑JKLM—NPQR ]",
        "[PM-AB\u00adCD-EFGH-JK\u200bLM-NPQR]",
    ],
)
def test_mangled_codes(text: str) -> None:
    assert find_codes(f"SV: {text}") == (CODE,)


@pytest.mark.parametrize(
    "text", ["PM-ABCD-EFGH-JKLM-NPQR", "[PM-ABCD-EFGH-JKLM]", "[PM-ABC0-EFGH-JKLM-NPQR]", "[FFV-1.2]"]
)
def test_what_is_no_code(text: str) -> None:
    assert find_codes(text) == ()


def test_codes_come_once_each_in_order() -> None:
    other = show_code("23456789ABCDEFGH")
    assert find_codes(f"{other} {show_code(CODE)} {other.lower()}") == ("23456789ABCDEFGH", CODE)


def test_other_references_are_shown_in_capitals() -> None:
    text = f"SV: [ffv-1.2-a-7qk4m2xd] och {show_code(CODE)} [externt] [bild-ett]"
    assert find_references(text) == ("FFV-1.2-A-7QK4M2XD", "PM-ABCD-EFGH-JKLM-NPQR")
