"""A page's own style sheet hides words as well as a tag's own style does, and only where that is certain."""

from __future__ import annotations

import pytest

from paminn.replies.mail.html_sheet import read_sheet
from paminn.replies.mail.html_text import read_html


def page(sheet: str, body: str, tag: str = "<body>", media: str = "") -> str:
    return f"<html><head><style{media}>{sheet}</style></head>{tag}{body}<p>Vi hörs.</p></body></html>"


@pytest.mark.parametrize(
    ("sheet", "tag"),
    [
        (".x{display:none}", "<p class='x'>"),
        (".x { DISPLAY : none !important; color: red }", "<p class='a x'>"),
        ("/* dölj */ .y, .x{display:none}", "<p class='x'>"),
        ("<!-- .x{display:none} -->", "<p class='x'>"),
        ("#x{visibility:hidden}", "<p id='x'>"),
        ("p.x{font-size:0}", "<p class='x'>"),
        (".x{opacity:0}", "<p class='x'>"),
        (".x{mso-hide:all}", "<p class='x'>"),
        (".x{max-height:0px}", "<p class='x'>"),
        (".x{position:absolute;left:-5000px}", "<p class='x'>"),
        (".x{color:#fefefe}", "<p class='x'>"),
        (".x{color:#000}", "<p class='x' style='background:black'>"),
        ("div .x{display:none}", "<div><p class='x'>"),
        ("body > p.x{display:none}", "<p class='x'>"),
        ("@media screen{.x{display:none}}", "<p class='x'>"),
        ("@media only screen, print{.x{display:none}}", "<p class='x'>"),
        (".x{display:block} .x{display:none}", "<p class='x'>"),
        ("p.x{display:none} .x{display:block}", "<p class='x'>"),
        (".x{display:none!important}", "<p class='x' style='display:block'>"),
    ],
)
def test_words_that_nobody_sees(sheet: str, tag: str) -> None:
    read = read_html(page(sheet, f"{tag}Klar"))
    assert (read.text.strip(), read.hidden) == ("Vi hörs.", True)


@pytest.mark.parametrize(
    ("sheet", "body"),
    [
        (".x{display:none}", "<p class='X'>Klar</p>"),
        (".x{display:none} .x{display:block}", "<p class='x'>Klar</p>"),
        (".x{display:none}", "<p class='x' style='display:block'>Klar</p>"),
        ("@media print{p{display:none}}", "<p>Klar</p>"),
        ("@media (max-width:480px){p{display:none}}", "<p>Klar</p>"),
        ("@media (prefers-color-scheme:dark){p{color:#fff}}", "<p>Klar</p>"),
        ("@font-face{font-family:x;src:url(x)} p{color:#1f497d}", "<p>Klar</p>"),
        ("p:hover{display:none} p[lang]{display:none}", "<p>Klar</p>"),
        ("p + p{display:none}", "<p>Klar</p>"),
        ("div p{display:none}", "<p>Klar</p>"),
        ("body{background:#000} p{color:#fff}", "<p>Klar</p>"),
        ("div{font-size:0} span{font-size:14px}", "<div><span>Klar</span></div>"),
        ("div{visibility:hidden} span{visibility:visible}", "<div><span>Klar</span></div>"),
        ("p{font-size:11.0pt;margin:0cm}", "<p>Klar</p>"),
        ("p{", "<p>Klar</p>"),
        ("}}} p{display", "<p>Klar</p>"),
    ],
)
def test_words_that_are_seen(sheet: str, body: str) -> None:
    read = read_html(page(sheet, body))
    assert "Klar" in read.text
    assert not read.hidden


def test_a_sheet_for_print_is_not_a_readers() -> None:
    assert not read_html(page("p{display:none}", "<p>Klar</p>", media=" media='print'")).hidden


@pytest.mark.parametrize("tag", ["<body bgcolor='#000000'>", '<body style="background-color:#111">'])
def test_white_on_a_dark_page_is_seen(tag: str) -> None:
    assert "Klar" in read_html(page("", "<p style='color:#fff'>Klar</p>", tag=tag)).text


def test_where_all_is_white_the_writers_screen_was_dark() -> None:
    read = read_html("<p style='color:#fff'>Klart, rutinen är beslutad.</p>")
    assert (read.text.strip(), read.hidden) == ("Klart, rutinen är beslutad.", True)


@pytest.mark.parametrize(
    "source", ["{" * 20_000, "@media screen{" * 9_000, "." * 50_000, "a{b:c}" * 20_000, "/*" * 40_000]
)
def test_no_sheet_is_too_much(source: str) -> None:
    assert read_sheet(source).rules == {}
