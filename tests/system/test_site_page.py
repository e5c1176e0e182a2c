"""The calendar page in a real Chromium: what axe-core finds, whom it asks, and how it is in small, dark, print and keys."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from paminn.calendar.entries import entries
from paminn.plan.load import FILES, read_plan
from paminn.plan.occurrence import OccurrenceId
from paminn.site.feeds import feeds
from paminn.site.store import write_folder
from paminn.standing.answer import Answer, Release, Status
from paminn.texts.calendar import worded
from paminn.texts.page.index import index_page
from tests.support.chromium_driven import Page, chromium
from tests.support.paths import PLAN
from tests.support.served_site import serving

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
ADDRESS = "https://kalender.kommun.example/plan"
WIDTHS = (320, 768, 1280)


def answers() -> tuple[Answer, ...]:
    """One of each status, so that every colour is on the page."""
    said = (
        ("1.1", "2025-12-31", "Kvalitetsteamet", Status.DONE),
        ("1.1", "2025-12-31", "Kommunikatör/webbansvarig", Status.LATE),
        ("1.2", "2025-12-31", "Chef myndighet vuxen", Status.DONE),
        ("1.2", "2025-12-31", "Chef myndighet Barn- och familj", Status.DONE),
        ("2.1", "2025-12-31", "Kvalitetsteamet", Status.ONGOING),
        ("3.1", "2026-06-30", "Ungdomssamordnare", Status.NOT_STARTED),
        ("3.2", "2026-06-30", "Kvalitetsteamet", None),
        ("3.3", "2025-11-25", "Kvalitetsteamet", Status.DONE),
        ("4.1", "2025", "Kvalitetsteamet", Status.ONGOING),
    )
    day = date(2026, 1, 7)
    return tuple(
        Answer(
            n,
            goal,
            OccurrenceId.parse(f"{goal}@{when}"),
            owner,
            status,
            "x",
            day,
            "x",
            release=Release.RELEASED,
            released=day,
        )
        for n, (goal, when, owner, status) in enumerate(said)
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """Three pages of the shipped plan: as it is first published, with an address, and a year on."""
    reading = read_plan({name: (PLAN / name).read_bytes() for name in FILES}, "plan", date(2025, 10, 1))
    made = {}
    for name, given, url in (("bare.html", (), ""), ("index.html", (), ADDRESS), ("answered.html", answers(), ADDRESS)):
        days = entries(reading.plan, reading.rules, given)
        calendars = list(feeds(reading.plan, reading.rules, worded(reading.plan, days)))
        made[name] = index_page(reading.plan, days, given, calendars, url).encode()
    folder = tmp_path_factory.mktemp("page")
    write_folder(folder, made)
    return folder


@pytest.fixture(scope="module")
def served(site) -> Iterator[str]:
    """With the headers that the page is really sent with."""
    with serving(site) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def page(tmp_path_factory) -> Iterator[Page]:
    with chromium(tmp_path_factory.mktemp("browser")) as one:
        yield one


def faults(page: Page) -> list[str]:
    """Everything axe-core has against the page as it is shown now, best practices too."""
    page.run(AXE.read_text(encoding="utf-8") + ";0")
    found = page.run("axe.run(document).then(told => JSON.stringify(told.violations))")
    return [f"{one['id']}: {node['html'][:120]}" for one in json.loads(found) for node in one["nodes"]]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["bare.html", "index.html", "answered.html"])
def test_axe_finds_nothing(page, site, name, width, dark):
    page.open((site / name).as_uri(), width, dark=dark)
    page.run("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert faults(page) == []


def test_axe_would_have_found_it(page, tmp_path):
    """Guards the instrument."""
    bad = tmp_path / "bad.html"
    bad.write_text('<!doctype html><img src=""><p style="color:#999">Blekt</p>', encoding="utf-8")
    page.open(bad.as_uri())
    assert {fault.partition(":")[0] for fault in faults(page)} >= {"image-alt", "color-contrast", "html-has-lang"}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["bare.html", "index.html", "answered.html"])
def test_it_is_never_scrolled_sideways_and_nothing_lies_on_anything(page, site, name, width):
    page.open((site / name).as_uri(), width)
    page.run("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert page.run("document.documentElement.scrollWidth") == width
    # Dates in the picture: none is cut, and no two of a line cover each other.
    cut = page.run(
        """[...document.querySelectorAll("svg.line")].flatMap(svg => {
          const room = svg.closest("figure").getBoundingClientRect();
          const boxes = [...svg.querySelectorAll("text")].map(text => [text.textContent, text.getBoundingClientRect()]);
          return boxes.filter(([_, box], n) => box.left < room.left || box.right > room.right
            || boxes.some(([_, other], m) => m > n && box.right > other.left && other.right > box.left)).map(([w]) => w);
        })"""
    )
    assert cut == []


def test_it_can_be_read_at_four_times_the_size(page, site):
    """WCAG 1.4.10: 1 280 pixels at 400 per cent are 320."""
    page.open((site / "index.html").as_uri(), 320)
    small = page.run(
        "[...document.querySelectorAll('main *')].filter(e => parseFloat(getComputedStyle(e).fontSize) < 12).length"
    )
    assert small == 0


def test_as_it_is_served_nobody_else_is_asked_and_the_policy_stops_everything(page, served):
    page.open(f"{served}/")
    assert page.complaints == []
    assert page.asked == [f"{served}/"]
    injected = page.run(
        """new Promise(done => {
          const told = [];
          document.addEventListener("securitypolicyviolation", one => told.push(one.effectiveDirective));
          document.body.insertAdjacentHTML("beforeend", "<p style='color:red'>x</p><img src='/plan.ics'>");
          const made = document.createElement("script"); made.textContent = "window.ran = 1"; document.body.append(made);
          fetch("/plan.ics").catch(() => 0).then(() => setTimeout(() => done([told.sort(), window.ran || 0]), 200));
        })"""
    )
    assert injected[1] == 0
    assert set(injected[0]) == {"connect-src", "img-src", "script-src-elem", "style-src-attr"}


def test_the_page_cannot_be_framed(page, served, tmp_path):
    outer = tmp_path / "outer.html"
    outer.write_text(f'<!doctype html><iframe src="{served}/"></iframe>', encoding="utf-8")
    page.open(outer.as_uri())
    assert any("frame-ancestors" in line for line in page.complaints), page.complaints


def test_its_own_style_is_let_through(page, served):
    page.open(f"{served}/")
    assert page.run("getComputedStyle(document.querySelector('header')).backgroundColor") == "rgb(29, 75, 80)"


def test_a_plain_file_looks_the_same_without_script(page, site):
    page.call("Emulation.setScriptExecutionDisabled", value=True)
    try:
        page.open((site / "index.html").as_uri())
        assert page.complaints == []
        assert page.asked == [(site / "index.html").as_uri()]
        assert "Planen på en bild" in page.run("document.body.innerText")
    finally:
        page.call("Emulation.setScriptExecutionDisabled", value=False)


def test_everything_is_reached_by_keys_and_seen_where_it_is(page, site):
    page.open((site / "index.html").as_uri())
    # Links inside what is folded away are reached once it has been unfolded.
    hidden = "document.querySelectorAll('details:not([open]) a[href]').length"
    wanted = page.run(f"document.querySelectorAll('a[href], input, summary').length - {hidden}")
    state = """(() => { const e = document.activeElement, r = e.getBoundingClientRect(), s = getComputedStyle(e);
      return [e.tagName, e.textContent.trim().slice(0, 30), s.outlineStyle + s.outlineWidth,
              r.width > 0 && r.left >= 0 && r.right <= innerWidth && r.bottom > 0 && r.top < innerHeight]; })()"""
    seen = []
    for _ in range(wanted):
        page.press("Tab", 9)
        seen.append(page.run(state))
    assert seen[0][:2] == ["A", "Till planen"]
    assert {tag for tag, *_ in seen} == {"A", "INPUT", "SUMMARY"}
    assert {outline for _, _, outline, _ in seen} == {"solid3px"}
    assert [one for one in seen if not one[3]] == []
    assert wanted > 90


def test_the_address_is_copied_with_two_keys(page, site):
    page.open((site / "index.html").as_uri())
    for _ in range(2):
        page.press("Tab", 9)
    copied = "(() => { const i = document.activeElement; return i.value.slice(i.selectionStart, i.selectionEnd); })()"
    assert page.run(copied) == f"{ADDRESS}/plan.ics"


def test_no_two_links_say_the_same_and_lead_elsewhere(page, site):
    """As a screen reader lists them, by their names alone; the same words in running text lead to the same place."""
    page.open((site / "answered.html").as_uri())
    page.run("document.querySelectorAll('details').forEach(one => one.open = true)")
    page.call("Accessibility.enable")
    links = [node for node in page.call("Accessibility.getFullAXTree")["nodes"] if node["role"]["value"] == "link"]
    leads: dict[str, set[str]] = {}
    for node in links:
        found = page.call("DOM.resolveNode", backendNodeId=node["backendDOMNodeId"])["object"]["objectId"]
        href = page.call(
            "Runtime.callFunctionOn", objectId=found, functionDeclaration="function() { return this.href }"
        )
        assert node["name"]["value"].strip()
        leads.setdefault(node["name"]["value"], set()).add(href["result"]["value"])
    assert len(leads) > 60
    assert {name: hrefs for name, hrefs in leads.items() if len(hrefs) > 1} == {}


def test_steps_are_unfolded_by_keys(page, site):
    page.open((site / "index.html").as_uri())
    page.run("document.querySelector('#steg ~ details summary').focus()")
    page.press("Enter", 13, "\r")
    assert page.run("document.querySelector('#steg ~ details').open") is True


def test_a_link_to_a_goal_leads_to_the_goal(page, site):
    page.open((site / "index.html").as_uri() + "#delmal-3-3")
    assert page.run("document.querySelector(':target h3').textContent") == "Delmål 3.3"
    assert 0 <= page.run("document.querySelector(':target').getBoundingClientRect().top") < 200


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_code_is_read_from_the_screen_and_opens_the_page_on_the_phone(page, site, tmp_path, dark):
    page.open((site / "index.html").as_uri(), dark=dark)
    picture = page.picture(tmp_path / "screen.png")
    told = subprocess.run(["zbarimg", "--quiet", "--raw", picture], capture_output=True, text=True, check=True).stdout
    assert told.strip() == f"{ADDRESS}/#telefon"
    assert page.run("document.querySelector('#telefon').textContent") == "I telefonen"


def test_dark_is_dark_and_light_is_light(page, site):
    grounds = []
    for dark in (False, True):
        page.open((site / "index.html").as_uri(), dark=dark)
        red = re.findall(r"\d+", page.run("getComputedStyle(document.body).backgroundColor"))[0]
        grounds.append(int(red))
    assert grounds[0] > 230
    assert grounds[1] < 40


def test_on_paper_everything_is_there_and_the_address_with_it(page, site, tmp_path):
    page.open((site / "answered.html").as_uri())
    printed = page.print(tmp_path / "page.pdf")
    text = subprocess.run(["pdftotext", "-layout", printed, "-"], capture_output=True, text=True, check=True).stdout
    flat = " ".join(text.split())
    assert f"{ADDRESS}/plan.ics" in text
    assert "31 dec 2025" in text
    assert "Redovisning 2027: sista dag att svara" in flat, "what is folded away on the screen"
    assert "Kollektiv bestraffning" in flat
    assert "Till planen" not in text
    assert "Visa vad" not in text
    assert not re.search("[▶▸►▼▾]", text), "nothing can be unfolded on paper"
    assert "Öppna Kalender" not in flat
    pages = subprocess.run(["pdfinfo", printed], capture_output=True, text=True, check=True).stdout
    assert int(re.search(r"Pages:\s+(\d+)", pages).group(1)) <= 12
    code = subprocess.run(
        ["pdftoppm", "-r", "150", "-png", "-f", "1", "-l", "1", printed, tmp_path / "sheet"], check=True
    )
    assert code.returncode == 0
    (sheet,) = tmp_path.glob("sheet*.png")
    told = subprocess.run(["zbarimg", "--quiet", "--raw", sheet], capture_output=True, text=True, check=True).stdout
    assert told.strip() == f"{ADDRESS}/#telefon"
