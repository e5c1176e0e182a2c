"""Markup in every value that a person writes, looked for in all that leaves, by what will read it there."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import date
from email.utils import getaddresses
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import icalendar
import pytest
from ruamel.yaml import YAML

from paminn.cli import main
from paminn.plan.load import FILES, read_plan
from tests.support.houses import html_of, opened, reply, text_of, write_plan
from tests.support.paths import PLAN

DAYS = ("2025-11-25", "2025-12-03", "2025-12-30", "2026-01-02", "2026-10-28", "2026-11-24", "2026-12-30")
pytestmark = pytest.mark.slow

WORDS = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def markup(number: int) -> str:
    """What would be a tag with a script in HTML, a mention in Teams, another field in a calendar or a mail."""
    return f"""<mx{number} onload="mx()" b='c'>&amp;**m**;,:\\n</at>"""


def written_everywhere() -> dict[str, bytes]:
    """The shipped plan with markup behind each word that may have it: where `check` has nothing to say of it."""
    trees = {name: YAML(typ="safe").load((PLAN / name).read_text("utf-8")) for name in FILES}
    marked: dict[str, str] = {}
    for number, words in enumerate(_words(trees)):
        chosen = {**marked, words: f"{words} {markup(number)}"}
        if not read_plan(_files(trees, chosen), "", date(2025, 11, 25)).problems:
            marked = chosen
    assert len(marked) > 100
    return _files(trees, marked)


def _files(trees: dict[str, Any], marked: dict[str, str]) -> dict[str, bytes]:
    files = {}
    for name, tree in trees.items():
        files[name] = json.dumps(_changed(tree, marked), ensure_ascii=False, indent=1, default=str).encode()
    return files


def _words(node: Any) -> list[str]:
    """Each text once, however often it stands: a role's name is the same in two files."""
    if isinstance(node, str):
        return [node]
    children: Iterable[Any] = ()
    if isinstance(node, dict):
        children = node.values()
    elif isinstance(node, list):
        children = node
    words: dict[str, None] = {}
    for child in children:
        words.update(dict.fromkeys(_words(child)))
    return list(words)


def _changed(node: Any, marked: dict[str, str]) -> Any:
    if isinstance(node, str):
        return marked.get(node, node)
    if isinstance(node, dict):
        return {key: _changed(value, marked) for key, value in node.items()}
    if isinstance(node, list):
        return [_changed(item, marked) for item in node]
    return node


class Page(HTMLParser):
    """What a browser would make of a page: its tags and its words."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.words = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        self.words += data

    def is_clean(self) -> bool:
        foreign = [tag for tag in self.tags if tag.startswith("mx") or tag == "at"]
        return not foreign and "onload" not in self.attributes and "b" not in self.attributes


def numbers(words: str) -> set[int]:
    """Which of the marked texts are told whole."""
    plain = " ".join(words.split())
    return {number for number in range(1_000) if f"<mx{number} " in plain}


@pytest.fixture(scope="module")
def year(tmp_path_factory) -> Iterator[Path]:
    """All that a year writes: mails, cards, receipts, notices, page, feeds, document."""
    folder = tmp_path_factory.mktemp("uppmärkt")
    plan = write_plan(folder / "plan", written_everywhere())
    home = folder / "hem"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PAMINN_HOME", str(home))
        patch.setenv("PAMINN_PLAN", str(plan))
        patch.setenv("PAMINN_RECEIPTS", "ja")
        patch.setenv("PAMINN_PUBLIC_URL", """https://kommun.example/"onload='mx()'<mx999>&amp;""")

        def paminn(*arguments: str) -> None:
            assert main(list(arguments)) in (0, 4), arguments

        for day in DAYS:
            paminn("remind", "--on", day)
        for number, path in enumerate(sorted((home / "outbox" / "new").iterdir())):
            raw = path.read_bytes()
            _, sender = getaddresses([str(opened(raw)["To"])])[0]
            text = f"1.1: Pågår. Vi har gjort {markup(900)}\n"
            answer = reply(
                text,
                f"Re: {opened(raw)['Subject']} {markup(901)}",
                sender=f'"{markup(902)}" <{sender}>'.replace('"mx()"', "mx"),
                message_id=f"<svar{number}@kommun.example>",
            )
            (home / "inbox" / "new" / f"{number}.eml").write_bytes(answer)
        paminn("collect", "--on", "2026-12-30")
        released = _waiting(home)
        assert released
        paminn("replies", "release", *released, "--by", f"Eva {markup(903)}", "--why", f"läst {markup(904)}",
               "--private-why", "läst", "--stranger-why", "läst", "--on", "2026-12-30")  # fmt: skip
        paminn("remind", "--on", "2026-12-31")
        paminn("publish", "--on", "2026-12-31")
        paminn("summarise", "2026", "--on", "2026-12-31")
        yield home


def _waiting(home: Path) -> list[str]:
    with sqlite3.connect(home / "ledger.db") as ledger:
        return [str(row[0]) for row in ledger.execute("select id from answer where status is not null")]


def test_in_every_mail(year):
    mails = sorted((year / "outbox" / "new").iterdir())
    everywhere = set()
    for path in mails:
        raw = path.read_bytes()
        page = Page(html_of(raw))
        assert page.is_clean(), path.name
        text, shown = numbers(text_of(raw)), numbers(page.words)
        assert text <= shown | {999}, path.name
        everywhere |= shown
        for name, address in getaddresses([str(opened(raw)[head]) for head in ("From", "To")]):
            assert "mx" not in address, (name, address)
    assert len(mails) > 20
    assert len(everywhere) > 30


def test_on_the_page(year):
    (place,) = year.rglob("index.html")
    page = Page(place.read_text("utf-8"))
    assert page.is_clean()
    assert "script" not in page.tags
    assert len(numbers(page.words)) > 30


def test_on_every_card(year):
    cards = list((year / "outbox" / "teams").glob("*.json"))
    assert cards
    seen: set[int] = set()
    for path in cards:
        for element in _elements(json.loads(path.read_bytes())):
            words = str(element.get("text", ""))
            if element.get("type") == "TextRun":  # where no letter is markup
                seen |= numbers(words)
            elif element.get("type") in ("TextBlock", "mention"):
                assert "<mx" not in words
                assert "**" not in words
            else:  # a button opens a link, where words are percent-encoded
                assert "<mx" not in str(element)
    assert len(seen) > 10


def _elements(node: Any) -> Iterator[dict[str, Any]]:
    """The mappings that hold no others, and those whose parts were told of by their key."""
    if isinstance(node, list):
        for item in node:
            yield from _elements(item)
    elif isinstance(node, dict):
        children = [value for value in node.values() if isinstance(value, (dict, list))]
        if not children:
            yield node
        for child in children:
            yield from _elements(child)


def test_in_the_document(year):
    (place,) = year.rglob("*.docx")
    parts = ZipFile(BytesIO(place.read_bytes()))
    words = ""
    for name in parts.namelist():
        if name.endswith((".xml", ".rels")):
            for element in ElementTree.fromstring(parts.read(name)).iter():
                assert "mx" not in str(element.tag), name
                if element.tag == f"{WORDS}t":
                    words += element.text or ""
                else:
                    assert "<mx" not in (element.text or "") or name.startswith("docProps"), name
    assert len(numbers(words)) > 30
    assert 900 in numbers(words)


def test_in_every_feed(year):
    feeds = list(year.rglob("*.ics"))
    assert len(feeds) > 5
    seen: set[int] = set()
    for path in feeds:
        calendar = icalendar.Calendar.from_ical(path.read_bytes())
        for component in calendar.walk():
            assert not component.errors
            for name, value in component.property_items(recursive=False):
                assert not name.startswith("MX")
                if name in ("SUMMARY", "DESCRIPTION", "NAME", "X-WR-CALNAME"):
                    seen |= numbers(str(value))
                elif name in ("UID", "URL", "CATEGORIES"):
                    assert "<mx1 " not in str(value)
    assert len(seen) > 10


def test_in_no_files_name(year):
    names = [path.name for path in year.rglob("*")]
    assert [name for name in names if not re.fullmatch(r"[\w.,:=!+-]+", name, re.ASCII)] == []
