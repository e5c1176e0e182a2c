"""What the demo makes, opened by the programs that people have: Writer, a browser, a calendar, a calendar library."""

from __future__ import annotations

import ctypes
import os
import re
import subprocess
import sys
from pathlib import Path

import docx
import icalendar
import pytest

from tests.support.chromium_once import overflows, visit
from tests.support.machine import contacts, guarded

NUMBERS = ["1.1", "1.2", "1.3", "1.4", "2.1", "2.2", "3.1", "3.2", "3.3", "4.1"]


@pytest.fixture(scope="module")
def contacted(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("contacted") / "log"


@pytest.fixture(scope="module")
def demo(tmp_path_factory, contacted) -> Path:
    """The demo as the README starts it, where a real installation is set up."""
    place = tmp_path_factory.mktemp("demo")
    real = {
        "PAMINN_MAIL": "smtp", "PAMINN_SMTP_URL": "smtp://mejl.kommun.example", "PAMINN_INBOX": "imap",
        "PAMINN_IMAP_URL": "imaps://mejl.kommun.example", "PAMINN_TEAMS_WEBHOOK": "https://teams.kommun.example/",
        "PREFECT_API_URL": "https://prefect.kommun.example/api",
    }  # fmt: skip
    subprocess.run(
        [Path(sys.executable).parent / "paminn", "demo"], cwd=place, check=True, capture_output=True,
        env=guarded(contacted, [("127.0.0.1", 0)]) | real,
    )  # fmt: skip
    return place / "demo"


@pytest.fixture(scope="module")
def printed(demo, tmp_path_factory) -> str:
    """The account as Writer prints it."""
    work = tmp_path_factory.mktemp("writer")
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation={(work / 'profile').as_uri()}", "--convert-to", "pdf",
         "--outdir", work, demo / "redovisning-2026.docx"],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    return subprocess.run(
        ["pdftotext", "-layout", work / "redovisning-2026.pdf", "-"], check=True, capture_output=True, text=True
    ).stdout


def one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def test_the_demo_reaches_this_machine_alone(demo, contacted):
    """Neither what is set up here nor anybody whom Prefect would ask or tell."""
    tried = contacts(contacted)
    assert [one for one in tried if not one.known] == []
    assert {one.event for one in tried} >= {"socket.connect", "socket.getaddrinfo"}  # Prefect's own server


class TestAccount:
    def test_every_goal_stands_once_in_the_overview_and_once_as_a_heading(self, printed):
        overview = printed[printed.index("Alla delmål och deras läge") : printed.index("Antal delmål i varje")]
        assert re.findall(r"^ *(\d\.\d) {2,}\S", overview, re.M) == NUMBERS
        assert re.findall(r"^ *Delmål (\d\.\d)$", printed, re.M) == NUMBERS

    def test_every_heading_is_printed_in_its_order(self, demo, printed):
        paragraphs = docx.Document(str(demo / "redovisning-2026.docx")).paragraphs
        headings = [one_line(p.text) for p in paragraphs if p.style.name.startswith("Heading")]
        assert len(headings) >= 4 + len(NUMBERS)
        # Page headers and footers come between lines, so a heading is known by how its words begin.
        text, place = one_line(printed), 0
        for heading in headings:
            place = text.find(heading[:40], place)
            assert place >= 0, heading

    def test_the_words_are_whole(self, printed):
        text = one_line(printed)
        assert "Redovisning 2026 – Handlingsplan Fri från våld 2025–2027" in text
        assert "Planen har tio delmål i fyra fokusområden." in text
        assert "\ufffd" not in text
        assert "{{" not in text

    def test_no_address_and_no_personal_identity_number_is_printed(self, printed):
        assert "@" not in printed
        assert not re.search(r"\b(19|20)?\d{6}[-+]?\d{4}\b", printed)


@pytest.mark.parametrize("page", ["kalender/index.html", "index.html"])
class TestPages:
    def test_the_browser_complains_of_nothing_and_nobody_outside_is_asked(self, demo, tmp_path, page):
        seen = visit(demo / page, tmp_path)
        assert seen.complaints == []
        assert [url for url in seen.asked if not url.startswith("file:")] == []
        assert "</main>" in seen.dom

    @pytest.mark.parametrize("width", [320, 1280])
    def test_it_is_never_scrolled_sideways(self, demo, tmp_path, page, width):
        assert overflows({page: (demo / page).read_text(encoding="utf-8")}, width, tmp_path) == {}


class TestMails:
    @pytest.mark.parametrize("width", [320, 600])
    def test_no_mail_is_scrolled_sideways(self, demo, tmp_path, width):
        mails = {path.name: path.read_text(encoding="utf-8") for path in sorted((demo / "mejl").glob("*.html"))}
        assert len(mails) >= 40
        assert overflows(mails, width, tmp_path) == {}

    def test_a_mail_asks_nobody_outside(self, demo, tmp_path):
        first = min((demo / "mejl").glob("*.html"))
        seen = visit(first, tmp_path)
        assert seen.complaints == []
        assert [url for url in seen.asked if not url.startswith("file:")] == []


def test_the_browser_tests_can_fail(tmp_path):
    """Guards the instrument: a page that is wrong in every way is seen to be."""
    bad = tmp_path / "bad.html"
    bad.write_text(
        '<!doctype html><link rel=stylesheet href="https://a.example/a.css"><script>nope()</script>', "utf-8"
    )
    seen = visit(bad, tmp_path)
    assert seen.asked == ["https://a.example/a.css"]
    assert any("nope is not defined" in line for line in seen.complaints)
    wide = {"wide": f'<!doctype html><p style="width:400px">{"ord " * 40}</p>'}
    assert overflows(wide, 320, tmp_path)["wide"] >= 80


@pytest.fixture(scope="module")
def feed(demo) -> bytes:
    return (demo / "kalender" / "plan.ics").read_bytes()


class TestFeed:
    def test_calcurse_takes_every_entry(self, demo, feed, tmp_path):
        said = subprocess.run(
            ["calcurse", "-D", tmp_path, "-i", demo / "kalender" / "plan.ics"], check=True, capture_output=True,
            text=True, env={**os.environ, "HOME": str(tmp_path)},
        )  # fmt: skip
        assert f"0 apps / {feed.count(b'BEGIN:VEVENT')} events / 0 todos / 0 skipped" in said.stdout + said.stderr

    def test_libical_reads_what_we_wrote(self, feed):
        """Every entry's identity, words and days, read by the library behind Thunderbird and GNOME."""
        ours = {
            str(event["UID"]): (str(event["SUMMARY"]), event["DTSTART"].to_ical().decode())
            for event in icalendar.Calendar.from_ical(feed).walk("VEVENT")
        }
        assert len(ours) == feed.count(b"BEGIN:VEVENT")
        assert read_with_libical(feed) == ours


def read_with_libical(feed: bytes) -> dict[str, tuple[str, str]]:
    ical = ctypes.CDLL("libical.so.3")
    pointer, text = ctypes.c_void_p, ctypes.c_char_p
    for name, result, *taken in (
        ("icalparser_parse_string", pointer, text),
        ("icalcomponent_string_to_kind", ctypes.c_int, text),
        ("icalproperty_string_to_kind", ctypes.c_int, text),
        ("icalcomponent_count_errors", ctypes.c_int, pointer),
        ("icalrestriction_check", ctypes.c_int, pointer),
        ("icalcomponent_get_first_component", pointer, pointer, ctypes.c_int),
        ("icalcomponent_get_next_component", pointer, pointer, ctypes.c_int),
        ("icalcomponent_get_first_property", pointer, pointer, ctypes.c_int),
        ("icalproperty_get_value_as_string", text, pointer),
        ("icalcomponent_get_uid", text, pointer),
        ("icalcomponent_get_summary", text, pointer),
        ("icalcomponent_free", None, pointer),
    ):
        getattr(ical, name).restype = result
        getattr(ical, name).argtypes = taken
    calendar = ical.icalparser_parse_string(feed)
    assert calendar
    assert ical.icalcomponent_count_errors(calendar) == 0
    assert ical.icalrestriction_check(calendar) == 1
    event_kind, start_kind = ical.icalcomponent_string_to_kind(b"VEVENT"), ical.icalproperty_string_to_kind(b"DTSTART")
    found = {}
    event = ical.icalcomponent_get_first_component(calendar, event_kind)
    while event:
        start = ical.icalcomponent_get_first_property(event, start_kind)
        found[ical.icalcomponent_get_uid(event).decode()] = (
            ical.icalcomponent_get_summary(event).decode(),
            ical.icalproperty_get_value_as_string(start).decode(),
        )
        event = ical.icalcomponent_get_next_component(calendar, event_kind)
    ical.icalcomponent_free(calendar)
    return found
