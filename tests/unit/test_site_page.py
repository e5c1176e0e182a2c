"""The page beside the calendar, as its readers and their browsers see it, and the folder it is put in."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paminn.calendar.entries import entries
from paminn.plan.identities import RoleId
from paminn.plan.model import ActionPlan, FocusArea, Goal, Kind, OwnerPart, Part, Timeframe
from paminn.plan.occurrence import OccurrenceId
from paminn.plan.rrule import Frequency, Recurrence, yearly
from paminn.site.feeds import feeds
from paminn.standing.answer import Answer, Release, Status
from paminn.texts.calendar import worded
from paminn.texts.page.index import index_page
from tests.support import plans

TEAM, WEB = "Kvalitetsteamet", "Kommunikatör/webbansvarig"
RULES = replace(plans.RULES, identity="plan")
VOID = {"meta", "link", "br", "hr", "img", "wbr", "input"}

GOALS = (
    Goal(
        "1.1",
        'Det ska finnas tydlig information om VINR & HRV, "bra" <sådan>',
        ("Ta fram information.", "Utforma stödmaterial."),
        "",
        (OwnerPart(TEAM, Part.RESPONSIBLE, "framtagande"), OwnerPart(WEB, Part.RESPONSIBLE, "publicering")),
        Timeframe("Klart ht 2025", Kind.DEADLINE, None, date(2025, 12, 31)),
    ),
    Goal(
        "1.2",
        "Samarbete med Gnestahem.",
        ("Utbildning.",),
        "",
        (
            OwnerPart(TEAM, Part.RESPONSIBLE),
            OwnerPart("Gnestahem", Part.PARTNER, "i samarbete med Gnestahem"),
        ),
        Timeframe("Genomfördes 19 mars 2025.", Kind.DONE, date(2025, 3, 19), date(2025, 3, 19)),
    ),
    Goal(
        "1.3",
        "Uppmärksamma dagen.",
        (),
        "",
        (OwnerPart(TEAM, Part.RESPONSIBLE), OwnerPart("Soc IT", Part.SUPPORT)),
        Timeframe("Årligen", Kind.RECURRING, recurrence=yearly(11, 25)),
        reading_reason="Dagen står i delmålets text.",
        reading_confirmed=False,
    ),
    Goal(
        "1.4",
        "Fördjupade kunskaper.",
        (),
        "",
        (OwnerPart(TEAM, Part.RESPONSIBLE),),
        Timeframe("Löpande", Kind.ONGOING),
        replaced_by="1.3",
    ),
)
PLAN = ActionPlan(
    identity="plan",
    title="Handlingsplan Fri från våld",
    name="Fri från våld",
    period_start=date(2025, 1, 1),
    period_end=date(2027, 12, 31),
    committee="Socialnämnden",
    decided=date(2025, 9, 3),
    revised=None,
    valid_until=None,
    document_owner="Förvaltningschef",
    registration_number="SN.2024.17",
    definitions={"Våldsutövare": "Den som utsätter.", "VINR": "Våld i nära relation", "HRV": "Hedersvåld"},
    vision="Våld ska upphöra.",
    aims=("Kompetensen inom VINR ska vara hög.",),
    notes=("Internt: fråga nämnden.",),
    areas=(FocusArea(1, "Förebyggande", "För att stärka arbetet.", GOALS),),
    levels=plans.LEVELS,
    followed_up_by=plans.TEAM,
)


def answer(number: int, owner: str, status: Status | None, **more: object) -> Answer:
    told = {
        "goal": "1.1",
        "occurrence": "1.1@2025-12-31",
        "text": "HEMLIG TEXT",
        "received": date(2025, 12, 3),
        "answered_by": "Anna Andersson",
        "release": Release.RELEASED,
        "released": date(2025, 12, 4),
    } | more
    told["occurrence"] = OccurrenceId.parse(str(told["occurrence"]))
    return Answer(id=number, owner=owner, status=status, **told)  # type: ignore[arg-type]


ANSWERS = (
    answer(1, TEAM, Status.DONE),
    answer(2, WEB, Status.LATE, new_date=date(2026, 2, 28)),
    answer(3, TEAM, Status.ONGOING, goal="1.3", occurrence="1.3@2026"),
)


def page(*answers: Answer, plan: ActionPlan = PLAN, url: str = "") -> str:
    days = entries(plan, RULES, answers)
    return index_page(plan, days, answers, feeds(plan, RULES, worded(plan, days)), url)


class Reader(HTMLParser):
    """What a browser would make of the page: elements that close, what they say and would fetch."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())

    def values(self, attribute: str) -> list[str]:
        return [value for _, found in self.tags for name, value in found.items() if name == attribute and value]


def test_the_plan_in_its_own_words() -> None:
    text = Reader(page()).text
    for goal in GOALS:
        assert goal.wording in text
        assert all(activity in text for activity in goal.activities)
    assert "«Klart ht 2025» – senast 31 december 2025" in text
    assert "«Årligen» – varje år den 25 november Dagen står i delmålets text. Läsningen är inte bekräftad." in text
    assert f"Ansvar {TEAM} (framtagande) {WEB} (publicering)" in text
    assert "Samarbete Gnestahem" in text
    assert "Stöd Soc IT" in text
    assert "Ersatt av 1.3" in text
    assert "Gäller tills vidare." in text
    assert PLAN.notes[0] not in text


def test_it_starts_with_the_doctype_and_is_swedish() -> None:
    html = page()
    assert html.startswith('<!doctype html>\n<html lang="sv">')
    assert Reader(html).tags[0] == ("html", {"lang": "sv"})


def test_an_abbreviation_is_explained_where_it_is_first_read() -> None:
    html = page()
    assert html.count('<abbr title="Våld i nära relation">VINR</abbr>') == 1
    assert html.index('<abbr title="Våld') < html.index("Fokusområde 1")
    assert html.count("<abbr") == 2
    text = Reader(html).text
    assert re.search("VINR ?Våld i nära relation ?HRV ?Hedersvåld", text)
    assert "Våldsutövare Den som utsätter." in text


def test_without_answers_nothing_is_said_about_how_it_goes() -> None:
    text = Reader(page()).text
    assert set(re.findall("✓ (?:1.2 )?(\\w+)", text)) == {"Genomfört"}  # the plan says so itself
    assert not re.search("Klart?\\b(?! ht)|Pågår|Försena|Ej påbörja|svar 3", text)
    assert text.count("Läge Inget svar är publicerat än.") == 2, "neither what the plan calls done nor what is replaced"


def test_released_answers_are_a_sign_and_a_word() -> None:
    text = Reader(page(*ANSWERS)).text
    assert f"{TEAM} (framtagande) ✓ Klar svar 3 december 2025" in text
    assert "! Försenad svar 3 december 2025, ny dag enligt svaret: 28 februari 2026" in text
    assert "◐ Pågår gäller 2026, svar 3 december 2025" in text
    both = Reader(page(ANSWERS[0], answer(4, WEB, Status.DONE))).text
    assert "Delmål 1.1 ✓ Klart Det ska" in both
    assert "✓ 1.1 Klart:" in both


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ((Status.DONE, None), "◐ Klart i en av två delar"),
        ((Status.ONGOING, None), "◐ Pågår i en av två delar"),
        ((Status.DONE, Status.ONGOING), "◐ Pågår i en av två delar"),
        ((Status.DONE, Status.LATE), "! Försenat i en av två delar"),
        ((Status.NOT_STARTED, Status.NOT_STARTED), "○ Ej påbörjat"),
        ((Status.LATE, Status.LATE), "! Försenat"),
        ((Status.DONE, Status.DONE), "✓ Klart"),
    ],
)
def test_a_goal_goes_as_its_gravest_part_and_is_done_when_all_are(said: tuple[Status | None, ...], told: str) -> None:
    answers = [answer(n, who, status) for n, (who, status) in enumerate(zip((TEAM, WEB), said, strict=True)) if status]
    assert f"Delmål 1.1 {told} Det ska" in Reader(page(*answers)).text


def test_something_that_recurs_stands_as_its_latest_occasion() -> None:
    shared = replace(GOALS[2], parts=(OwnerPart(TEAM, Part.RESPONSIBLE), OwnerPart(WEB, Part.RESPONSIBLE)))
    plan = replace(PLAN, areas=(FocusArea(1, "Förebyggande", "", (shared,)),))
    in_november = answer(4, WEB, Status.LATE, goal="1.3", occurrence="1.3@2026-11-25")
    assert (
        "Delmål 1.3 ! Försenat i en av två delar för 25 november 2026 Upp" in Reader(page(in_november, plan=plan)).text
    )
    text = Reader(page(in_november, ANSWERS[2], plan=plan)).text
    assert "Delmål 1.3 ! Försenat i en av två delar för 2026 Upp" in text, "one year is one matter, as in its account"


def test_nothing_is_told_as_settled_while_two_of_a_role_contradict_each_other() -> None:
    chief = answer(1, TEAM, Status.LATE)
    deputy = answer(2, TEAM, Status.DONE, answered_by="Bo Alm", received=date(2025, 12, 4))
    other = answer(3, WEB, Status.DONE)
    html = page(chief, deputy, other)
    text = Reader(html).text
    assert "Delmål 1.1 ≠ Svaren säger olika Det ska" in text
    assert "(framtagande) ≠ Svaren säger olika svar 4 december 2025" in text
    assert "1.1 Klar:" not in text
    assert "(publicering) ✓ Klar" in text
    agreed = answer(4, TEAM, Status.DONE, received=date(2025, 12, 9))
    assert "Delmål 1.1 ✓ Klart Det ska" in Reader(page(chief, deputy, other, agreed)).text


def test_two_roles_who_differ_are_two_parts_and_both_answers_stand() -> None:
    shared = replace(GOALS[0], parts=(OwnerPart(TEAM, Part.RESPONSIBLE), OwnerPart(WEB, Part.RESPONSIBLE)))
    plan = replace(PLAN, areas=(FocusArea(1, "Förebyggande", "", (shared,)),))
    text = Reader(page(answer(1, TEAM, Status.DONE), answer(2, WEB, Status.LATE), plan=plan)).text
    assert "Delmål 1.1 ! Försenat i en av två delar" in text
    assert f"{TEAM} ✓ Klar svar" in text
    assert f"{WEB} ! Försenad svar" in text


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ([("2026-03-31", Status.DONE)], "◐ Klart ett av fyra kvartal 2026"),
        ([("2026-03-31", Status.DONE), ("2026-06-30", Status.DONE)], "◐ Klart två av fyra kvartal 2026"),
        (
            [("2026-03-31", Status.DONE), ("2026-06-30", Status.LATE)],
            "! Försenat för 30 juni 2026, klart ett av fyra kvartal 2026",
        ),
        ([("2026-03-31", Status.LATE)], "! Försenat för 31 mars 2026, klart inget av fyra kvartal 2026"),
        ([("2026", Status.DONE)], "– Svar finns för 2026"),
        (
            [(day, Status.DONE) for day in ("2026-03-31", "2026-06-30", "2026-09-30", "2026-12-31")],
            "✓ Klart fyra av fyra kvartal 2026",
        ),
    ],
)
def test_what_comes_back_every_quarter_is_told_quarter_by_quarter(said, told) -> None:
    frame = Timeframe("Varje kvartal", Kind.RECURRING, recurrence=Recurrence(Frequency.MONTHLY, 3))
    quarterly = replace(GOALS[2], timeframe=frame, parts=(OwnerPart(TEAM, Part.RESPONSIBLE),))
    plan = replace(PLAN, areas=(FocusArea(1, "Förebyggande", "", (quarterly,)),))
    answers = [
        answer(n, TEAM, status, goal="1.3", occurrence=f"1.3@{when}", received=date(2026, 12, n))
        for n, (when, status) in enumerate(said, start=1)
    ]
    assert f"Delmål 1.3 {told} Upp" in Reader(page(*answers, plan=plan)).text


def test_of_several_deadlines_one_klar_is_not_all() -> None:
    frame = Timeframe("31 mars och 30 juni", Kind.DEADLINE, end=date(2026, 3, 31), more_days=(date(2026, 6, 30),))
    twice = replace(GOALS[2], timeframe=frame, parts=(OwnerPart(TEAM, Part.RESPONSIBLE),))
    plan = replace(PLAN, areas=(FocusArea(1, "Förebyggande", "", (twice,)),))
    first = answer(1, TEAM, Status.DONE, goal="1.3", occurrence="1.3@2026-03-31")
    assert "Delmål 1.3 ◐ Klart ett av två tillfällen Upp" in Reader(page(first, plan=plan)).text


def test_a_status_that_the_team_has_set_is_told_as_the_teams() -> None:
    own, set_by_team = (answer(1, TEAM, Status.DONE, status_by_team=by_team) for by_team in (False, True))
    assert "läget satt av kvalitetsteamet" not in Reader(page(own)).text
    assert "✓ Klar svar 3 december 2025, läget satt av kvalitetsteamet" in Reader(page(set_by_team)).text


def test_a_role_that_only_supports_does_not_say_how_a_goal_goes() -> None:
    text = Reader(page(answer(1, "Soc IT", Status.LATE, goal="1.3", occurrence="1.3@2026"))).text
    assert "Soc IT ! Försenad" in text
    assert "Delmål 1.3 Uppmärksamma" in text


def test_every_role_has_its_goals_and_when() -> None:
    text = Reader(page()).text
    roles = text[text.index("Vem som gör vad, och när") : text.index("Fokusområde 1")]
    assert "Ansvar: publicering · senast 31 december 2025" in roles
    assert "Soc IT 1.3 Uppmärksamma dagen. Stöd · varje år den 25 november" in roles
    assert "Gnestahem 1.2 Samarbete med Gnestahem. Samarbete · «Genomfördes 19 mars 2025.»" in roles
    assert "1.4" not in roles, "what has been replaced is nobody's"


def test_an_answer_without_a_status_is_only_an_answer() -> None:
    assert "– Svar finns svar 3 december 2025" in Reader(page(answer(1, TEAM, None))).text


@pytest.mark.parametrize("release", [Release.HELD, Release.WITHHELD])
def test_nothing_is_shown_before_it_is_released(release: Release) -> None:
    assert page(*(replace(a, release=release) for a in ANSWERS)) == page()


def test_neither_the_text_of_an_answer_nor_its_writer_is_published() -> None:
    html = page(*ANSWERS)
    assert "HEMLIG" not in html
    assert "Anna" not in html


def test_every_id_is_unique_and_every_inner_link_leads_somewhere() -> None:
    reader = Reader(page(*ANSWERS))
    ids = reader.values("id")
    assert len(ids) == len(set(ids))
    targets = [href[1:] for href in reader.values("href") if href.startswith("#")]
    targets += reader.values("aria-labelledby")
    assert len(targets) > 20
    assert set(targets) <= set(ids)


def test_the_browser_runs_nothing_and_fetches_nothing() -> None:
    html = page(*ANSWERS, url="https://kalender.gnesta.se/")
    reader = Reader(html)
    names = {tag for tag, _ in reader.tags}
    assert not names & {"script", "img", "iframe", "form", "object", "base", "embed", "use", "image", "button"}
    assert not [name for _, found in reader.tags for name in found if name.startswith("on") or name in ("src", "style")]
    links = [found["href"] for tag, found in reader.tags if tag == "link"]
    assert links[0].startswith("data:")
    assert links[1:] == ["plan.ics"]
    style = re.search(r"<style>(.*)</style>", html, re.DOTALL).group(1)
    assert "url(" not in style
    assert "@import" not in style
    policy = next(f["content"] for _, f in reader.tags if f.get("http-equiv") == "Content-Security-Policy")
    checksum = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{checksum}'; img-src data:; base-uri 'none'; form-action 'none'"
    )


def test_without_a_public_address_the_link_itself_is_the_address() -> None:
    reader = Reader(page())
    assert [found["href"] for tag, found in reader.tags if tag == "a" and found.get("href") == "plan.ics"]
    assert not [href for href in reader.values("href") if "://" in href and not href.startswith("data:")]
    assert "Högerklicka på den" in reader.text
    assert "ligger sidan ännu inte på webben" in reader.text
    assert "QR" not in " ".join(reader.values("aria-label"))


@pytest.mark.parametrize("url", ["https://kalender.gnesta.se/fri", "https://kalender.gnesta.se/fri/"])
def test_with_a_public_address_it_can_be_copied_or_opened(url: str) -> None:
    reader = Reader(page(url=url))
    assert "https://kalender.gnesta.se/fri/plan.ics" in reader.values("value")
    links = [href for href in reader.values("href") if "://" in href and href[:5] != "data:"]
    outlook, google, webcal = links[:3]
    assert parse_qs(urlsplit(outlook).query) == {
        "url": ["https://kalender.gnesta.se/fri/plan.ics"],
        "name": ["Handlingsplan Fri från våld 2025–2027"],
    }
    assert parse_qs(urlsplit(google).query) == {"cid": ["webcal://kalender.gnesta.se/fri/plan.ics"]}
    assert webcal == "webcal://kalender.gnesta.se/fri/plan.ics"
    assert {urlsplit(link).netloc for link in links} == {
        "outlook.office.com", "outlook.live.com", "calendar.google.com", "kalender.gnesta.se",
    }  # fmt: skip


def test_every_calendar_is_listed_with_its_own_address() -> None:
    days = entries(PLAN, RULES, ())
    made = list(feeds(PLAN, replace(RULES, alarms=True), worded(PLAN, days)))
    text = Reader(index_page(PLAN, days, (), made, "https://gnesta.example/k")).text
    listed = text[text.index("Alla kalendrar En kalender") :]
    assert len(made) == 7
    for feed in made:
        assert f"https://gnesta.example/k/{feed.path}" in listed
    for name in ("Hela planen", "Hela planen, med larm", TEAM, WEB, "Soc IT", "Gnestahem", "1. Förebyggande"):
        assert f"{name} https://" in listed


def test_a_calendar_of_what_the_plan_no_longer_has_is_offered_to_nobody_new() -> None:
    """Those who have it may go on fetching it, and read there that the days are withdrawn."""
    days = entries(PLAN, RULES, ())
    gone = worded(PLAN, days)[0]
    made = list(feeds(PLAN, RULES, [*worded(PLAN, days), replace(gone, area=9, roles=(RoleId("Åldermannen"),))]))
    assert {feed.path for feed in made if feed.is_past} == {"fokusomrade-9.ics", "roll-aldermannen.ics"}
    (area,) = [feed for feed in made if feed.area == 9]
    assert area.name.endswith(": fokusområde 9")
    html = index_page(PLAN, days, (), made)
    assert "fokusomrade-9" not in html
    assert "aldermannen" not in html
    assert "roll-soc-it.ics" in html


def test_a_role_in_the_name_of_one_that_is_gone_is_led_to_its_own_calendar() -> None:
    days = entries(PLAN, RULES, ())
    renamed = replace(PLAN, known_names={RoleId("Webbredaktören"): WEB})
    made = feeds(
        renamed, RULES, [*worded(PLAN, days), replace(worded(PLAN, days)[0], roles=(RoleId("Webbredaktören"),))]
    )
    html = index_page(renamed, days, (), list(made))
    assert html.count(f"Egen kalender för {WEB}") == 1
    (link,) = re.findall(rf'href="#kalender-([^"]*)">Egen kalender för {re.escape(WEB)}', html)
    assert link != "roll-webbredaktoren"
    assert f'id="kalender-{link}"' in html


PROGRAMS = ("Nya Outlook", "Outlook på webben", "Klassiska Outlook", "Google Kalender", "Mac", "Thunderbird", "iPhone",
            "Android")  # fmt: skip


@pytest.mark.parametrize("url", ["", "https://gnesta.example/k"])
@pytest.mark.parametrize("program", PROGRAMS)
def test_every_program_has_its_steps_and_an_honest_wait(program: str, url: str) -> None:
    html = page(url=url)
    ways = re.findall(r"<details[^>]*>\s*<summary>([^<]*)</summary>\s*<ol>(.*?)</ol>(.*?)</details>", html, re.S)
    (steps, wait), = [(steps, wait) for name, steps, wait in ways if name.startswith(program)]  # fmt: skip
    assert steps.count("<li>") >= 2
    assert "När syns en ändring?" in wait
    assert len(ways) == len(PROGRAMS)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "kalender.gnesta.se", "file:///srv", "https://"])
def test_only_a_web_address_is_an_address(url: str) -> None:
    with pytest.raises(ValueError, match="web folder"):
        page(url=url)


def test_a_password_in_the_address_stays_out() -> None:
    assert "hemligt" not in page(url="https://anna:hemligt@gnesta.se/k")


@given(st.text(min_size=1))
def test_no_text_of_a_plan_becomes_markup(text: str) -> None:
    hostile = f"<script>alert(1)</script>{text}</style>\"'><img src=x onerror=y>"
    goal = replace(GOALS[0], wording=hostile, activities=(hostile,), parts=(OwnerPart(hostile, Part.RESPONSIBLE),))
    plan = replace(
        PLAN,
        title=hostile,
        vision=hostile,
        definitions={hostile: hostile, "VINR": hostile},
        areas=(FocusArea(1, hostile, hostile, (goal,)),),
    )
    reader = Reader(page(plan=plan, url="https://gnesta.se"))
    assert not {"script", "img"} & {tag for tag, _ in reader.tags}
    assert [tag for tag, _ in reader.tags].count("style") == 1


def colours(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", css))


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2.2."""

    def light(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


def test_every_text_can_be_read_by_day_and_by_night() -> None:
    html = page()
    day, night = html.split("@media (prefers-color-scheme: dark)")[:2]
    for found in (colours(day), colours(night.split("* {")[0])):
        pairs = [(ink, ground) for ink in ("ink", "soft", "accent") for ground in ("paper", "card")]
        pairs += [("on-band", "band"), ("on-band-soft", "band"), ("ink", "plain-ground")]
        pairs += [(name, f"{name}-ground") for name in ("done", "ongoing", "late")]
        for ink, ground in pairs:
            assert contrast(found[ink], found[ground]) >= 4.5, (ink, ground)
        # What is drawn needs less than what is written (WCAG 1.4.11).
        for drawn in ("accent", "done", "soft", "span"):
            assert contrast(found[drawn], found["card"]) >= 3, drawn
