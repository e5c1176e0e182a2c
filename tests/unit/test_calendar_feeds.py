"""The whole plan, each role's part, each focus area, and the alarms: the same entries, byte for byte."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from icalendar import Calendar

from paminn.calendar.entries import decision_day, entries
from paminn.calendar.feed import to_bytes
from paminn.calendar.revisions import revised
from paminn.plan.model import OwnerPart, Part
from paminn.site.feeds import ALARM_FEED, feeds
from paminn.texts.calendar import worded
from tests.support.calendar_cases import all_feeds, shipped
from tests.support.calendar_lint import lint
from tests.support.houses import (
    FIRST_STEP,
    fake_house,
)
from tests.support.telling import publish

OUT = Path("ut")


def events(content: bytes) -> dict[str, bytes]:
    """Each entry's own bytes, by UID."""
    found = re.findall(rb"BEGIN:VEVENT\r\n.*?END:VEVENT\r\n", content, re.S)
    return {re.search(rb"UID:(\S+)", one)[1].decode(): one for one in found}


def test_the_shipped_plan_has_a_feed_for_every_role_and_area():
    assert [(feed.path, feed.role, feed.area) for feed in all_feeds()] == [
        ("plan.ics", "", None),
        ("roll-chef-myndighet-barn-och-familj.ics", "Chef myndighet Barn- och familj", None),
        ("roll-chef-myndighet-vuxen.ics", "Chef myndighet vuxen", None),
        ("roll-gnestahem.ics", "Gnestahem", None),
        ("roll-kommunikator-webbansvarig.ics", "Kommunikatör/webbansvarig", None),
        ("roll-kvalitetsteamet.ics", "Kvalitetsteamet", None),
        ("roll-soc-it.ics", "Soc IT", None),
        ("roll-ungdomssamordnare.ics", "Ungdomssamordnare", None),
        *((f"fokusomrade-{number}.ics", "", number) for number in (1, 2, 3, 4)),
    ]


def test_a_smaller_feed_is_the_whole_one_filtered_byte_for_byte():
    whole, *smaller = all_feeds()
    plan, _ = shipped()
    titles = {area.number: area.title for area in plan.areas}
    every = events(to_bytes(whole))
    for feed in smaller:
        category = feed.role or titles[feed.area]
        wanted = {uid for uid, raw in every.items() if category in _categories(raw)}
        assert events(to_bytes(feed)) == {uid: every[uid] for uid in wanted}
        assert wanted


def _categories(event: bytes) -> list[str]:
    (found,) = Calendar.from_ical(b"BEGIN:VCALENDAR\r\n" + event + b"END:VCALENDAR\r\n").walk("VEVENT")
    return [str(one) for one in found["CATEGORIES"].cats]


def test_every_feed_says_whose_it_is():
    named = {feed.path: (feed.name, feed.about) for feed in all_feeds()}
    title = "Handlingsplan Fri från våld 2025–2027"
    assert named["plan.ics"][0] == title
    assert named["roll-soc-it.ics"][0] == f"{title}: Soc IT"
    assert named["roll-soc-it.ics"][1].startswith(f"De dagar i {title} där Soc IT har en del, så som Socialnämnden")
    assert named["fokusomrade-3.ics"][0] == f"{title}: Lättillgänglig"
    assert named["fokusomrade-3.ics"][1].startswith(f"Dagarna i fokusområde 3 (Lättillgänglig) i {title}, så som")
    assert len({name for name, _ in named.values()}) == len(named)


def test_the_revision_is_told_once_and_not_in_every_entry():
    plan, rules = shipped()
    later = replace(plan, revised=plan.decided.replace(year=2026))
    rows, before = worded(later, entries(later, rules, ())), worded(plan, entries(plan, rules, ()))
    assert [row.description for row in rows] == [row.description for row in before]
    about = next(feeds(later, rules, rows)).about
    assert "beslutade dem 3 september 2025 och reviderade dem 3 september 2026." in about


def test_alarms_are_a_feed_of_their_own_and_off_until_asked_for():
    plan, rules = shipped()
    rows = worded(plan, entries(plan, rules, ()))
    assert ALARM_FEED not in {feed.path for feed in feeds(plan, rules, rows)}
    found = {feed.path: to_bytes(feed) for feed in feeds(plan, replace(rules, alarms=True), rows)}
    assert [path for path, content in found.items() if b"BEGIN:VALARM" in content] == [ALARM_FEED]
    ringing = re.sub(rb"BEGIN:VALARM.*?END:VALARM\r\n", b"", found[ALARM_FEED], flags=re.S)
    assert events(ringing) == events(found["plan.ics"])
    assert found[ALARM_FEED].count(b"BEGIN:VALARM") == len(rows) - 1  # 1.4 was done before the decision


def of_roles(*roles: str) -> dict[str, str]:
    """The role of each calendar, by its file, in a plan where these have a part."""
    plan, rules = shipped()
    goal = replace(next(plan.goals()), parts=tuple(OwnerPart(role, Part.RESPONSIBLE) for role in roles))
    small = replace(plan, areas=(replace(plan.areas[0], goals=(goal,)),))
    rows = worded(small, entries(small, rules, ()))
    return {feed.path: feed.role for feed in feeds(small, rules, rows) if feed.role}


def test_roles_that_would_share_a_file_are_told_apart():
    assert of_roles("Chef A/B", "Chef A-B", "Ångström", "//") == {
        "roll-roll.ics": "//",
        "roll-chef-a-b-815bb9.ics": "Chef A-B",
        "roll-chef-a-b-cdd580.ics": "Chef A/B",
        "roll-angstrom.ics": "Ångström",
    }


def test_a_new_role_is_never_put_where_another_has_been_read():
    before, after = of_roles("Chef A/B"), of_roles("Chef A/B", "Chef A-B")
    assert {path: role for path, role in after.items() if before.get(path, role) != role} == {}


@pytest.mark.parametrize(
    ("role", "path"),
    [
        ("../x", "roll-x.ics"),
        ("C:\\con", "roll-c-con.ics"),
        ("Chef 😀", "roll-chef.ics"),
        ("😀", "roll-roll.ics"),
        ("<img src=x onerror=alert(1)>", "roll-img-src-x-onerror-alert-1.ics"),
        ("'\"%00\u202e;,", "roll-00.ics"),
        ("chef " * 60, "roll-chef-chef-chef-chef-chef-chef-chef-chef-chef-chef-chef-chef.ics"),
    ],
)
def test_whatever_a_role_is_called_its_calendar_has_a_name_that_any_web_server_has(role, path):
    found = of_roles(role, "Kvalitetsteamet")
    assert found == {path: role, "roll-kvalitetsteamet.ics": "Kvalitetsteamet"}
    assert re.fullmatch(r"[a-z0-9.-]{1,80}", path)


def test_every_published_calendar_is_clean_and_says_where_it_lies():
    house = fake_house(public_url="https://prov.example/plan/")
    files = {name: raw for name, raw in publish(house, OUT, FIRST_STEP).files.items() if name.endswith(".ics")}
    assert len(files) == 5  # the plan, three roles, one area
    for name, raw in files.items():
        assert lint(raw) == []
        assert str(Calendar.from_ical(raw)["SOURCE"]) == f"https://prov.example/plan/{name}"


def test_no_public_address_is_no_source():
    assert not [raw for raw in publish(fake_house(), OUT, FIRST_STEP).files.values() if b"SOURCE" in raw]


def test_the_first_numbers_are_the_plans_own():
    plan, rules = shipped()
    rows = worded(plan, entries(plan, rules, ()))
    assert {(one.entry.sequence, one.withdrawn) for one in revised(rows, {}, decision_day(plan))} == {(0, None)}
