"""Writing calendars, beside icalendar, npm's ical-generator and a writer by hand, in one run: ratios matter.

(Not called calendar.py: a script's own folder comes first on the path, and much of Python imports `calendar`.)
"""

from __future__ import annotations

import json
import statistics
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from icalendar import Calendar, Event

from paminn.calendar.entries import decision_day
from paminn.calendar.entries import entries as entries_of
from paminn.calendar.feed import to_bytes
from paminn.calendar.ics import CalendarEntry, write_feed
from paminn.calendar.revisions import Shown, revised
from paminn.plan.load import FILES, read_plan
from paminn.site.feeds import feeds
from paminn.texts.calendar import worded

ROOT = Path(__file__).resolve().parents[1]
GNESTA = ROOT / "plan_data" / "gnesta"
STAMP = datetime(2025, 9, 2, 22, tzinfo=UTC)
TEXT = "Delmål 1.1: Det ska finnas tydlig information på hemsidan, även för chefer.\n\nAnsvar: Kvalitetsteamet. "


def median(action: Callable[[], object], runs: int = 5) -> float:
    """CPU seconds of this process, the median of `runs`."""
    times = []
    for _ in range(runs):
        start = time.process_time()
        action()
        times.append(time.process_time() - start)
    return statistics.median(times)


def entries(count: int) -> list[CalendarEntry]:
    day = date(2026, 1, 1)
    return [
        CalendarEntry(
            f"prov-{n}@paminn", day + timedelta(n % 900), f"1.{n} Sista dag: åäö", TEXT * 2, ("Ett", "Två"), STAMP
        )
        for n in range(count)
    ]


def with_icalendar(rows: list[CalendarEntry]) -> bytes:
    """As its documentation does it."""
    calendar = Calendar()
    calendar.add("prodid", "-//x//SV")
    calendar.add("version", "2.0")
    for row in rows:
        event = Event()
        event.add("uid", row.uid)
        event.add("dtstamp", row.revised)
        event.add("last-modified", row.revised)
        event.add("sequence", row.sequence)
        event.add("dtstart", row.day)
        event.add("dtend", row.day + timedelta(1))
        event.add("summary", row.summary)
        event.add("description", row.description)
        event.add("categories", list(row.categories))
        event.add("transp", "TRANSPARENT")
        event.add("x-microsoft-cdo-busystatus", "FREE")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


def by_hand(rows: list[CalendarEntry]) -> bytes:
    """The least that can be called a writer: it escapes, folds by octets, and checks nothing."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//SV"]
    for row in rows:
        stamp = f"{row.revised:%Y%m%dT%H%M%SZ}"
        lines += (
            "BEGIN:VEVENT",
            f"UID:{row.uid}",
            f"DTSTAMP:{stamp}",
            f"LAST-MODIFIED:{stamp}",
            f"SEQUENCE:{row.sequence}",
            f"SUMMARY:{row.summary.translate(_ESCAPES)}",
            f"DESCRIPTION:{row.description.translate(_ESCAPES)}",
            f"CATEGORIES:{','.join(one.translate(_ESCAPES) for one in row.categories)}",
            f"DTSTART;VALUE=DATE:{row.day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{row.day + timedelta(1):%Y%m%d}",
            "TRANSP:TRANSPARENT",
            "X-MICROSOFT-CDO-BUSYSTATUS:FREE",
            "END:VEVENT",
        )
    lines.append("END:VCALENDAR")
    out = []
    for line in lines:
        octets = line.encode()
        while len(octets) > 75:
            cut = 75
            while octets[cut] & 0xC0 == 0x80:
                cut -= 1
            out.append(octets[:cut])
            octets = b" " + octets[cut:]
        out.append(octets)
    return b"\r\n".join([*out, b""])


def ical_generator(rows: list[CalendarEntry], runs: int = 3) -> float:
    """CPU seconds of npm's ical-generator for the same entries, Node's start not counted."""
    given = [[row.uid, row.day.isoformat(), row.summary, row.description, row.categories] for row in rows]
    script = Path(__file__).with_name("ical_generator.mjs")
    run = subprocess.run(
        ["node", str(script), str(runs)], input=json.dumps(given).encode(), capture_output=True, check=False
    )
    if run.returncode:
        raise SystemExit(f"ical-generator saknas. Kör: npm ci --prefix tests/system\n{run.stderr.decode()[-400:]}")
    return float(run.stdout)


def remembering(count: int) -> Callable[[], object]:
    """What is shown anew held against what was shown, every second entry changed."""
    rows = entries(count)
    before = {row.uid: Shown(row) for row in entries(count)}
    for row in rows[::2]:
        before[row.uid] = Shown(CalendarEntry(row.uid, row.day, "x", row.description, row.categories, STAMP))
    return lambda: revised(rows, before, date(2025, 9, 3))


def shipped_plan() -> Callable[[], object]:
    """Everything between the plan's files, already read, and the bytes of all its feeds."""
    reading = read_plan({name: (GNESTA / name).read_bytes() for name in FILES}, "", date(2025, 9, 3))
    assert reading.plan
    assert reading.rules
    plan, rules = reading.plan, reading.rules

    def made() -> int:
        shown = revised(worded(plan, entries_of(plan, rules, ())), {}, decision_day(plan))
        return sum(len(to_bytes(feed)) for feed in feeds(plan, rules, [one.entry for one in shown]))

    made()  # templates are read once
    return made


def main() -> None:
    rows = entries(10_000)
    ours, hand = median(lambda: write_feed("Plan", "Om", rows)), median(lambda: by_hand(rows))
    plain, generator = median(lambda: with_icalendar(rows), 3), ical_generator(rows)
    print(f"{'10 000 poster':52} {'ms':>8} {'mot vår':>8}")
    for name, seconds in (
        ("påminn", ours),
        ("för hand, utan kontroller", hand),
        ("icalendar, som i dess handledning", plain),
        ("ical-generator (npm)", generator),
    ):
        print(f"{name:52} {seconds * 1000:8.1f} {seconds / ours:8.2f}")
    print(f"\n{'tillväxt':52} {'ms':>8} {'gånger':>8}")
    for name, action in (("skriva", lambda n: _writing(entries(n))), ("jämföra med det som visats", remembering)):
        last = 0.0
        for count in (100, 1_000, 10_000, 40_000):
            seconds = median(action(count))
            ratio = f"{seconds / last:8.1f}" if last else f"{'':8}"
            print(f"{f'{name}, {count} poster':52} {seconds * 1000:8.1f} {ratio}")
            last = seconds
    print(f"\n{'skriva 40 poster (högst 50 ms)':52} {median(_writing(entries(40))) * 1000:8.1f}")
    print(f"{'den medföljande planens alla kalendrar, ord och allt':52} {median(shipped_plan()) * 1000:8.1f}")


def _writing(rows: list[CalendarEntry]) -> Callable[[], object]:
    return lambda: write_feed("Plan", "Om", rows)


if __name__ == "__main__":
    main()
