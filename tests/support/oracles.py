"""Other people's calendar readers, each asked the same two questions: is something wrong, and which days are there?

An oracle that is not installed raises; no test is ever left out for it.
"""

from __future__ import annotations

import ctypes
import json
import re
import subprocess
from collections.abc import Sequence
from ctypes import CFUNCTYPE, Structure, c_char_p, c_int, c_void_p
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import icalendar
import recurring_ical_events
from ical.calendar_stream import IcsCalendarStream
from ical.event import EventStatus

from tests.support.paths import ROOT

SCRIPT = ROOT / "tests" / "system" / "occurrences.mjs"  # beside the node_modules that it reads
FIRST, LAST = date(2025, 1, 1), date(2031, 12, 31)

# UID, first day and the day after as str writes them, title, text, whether it is cancelled
Occurrence = tuple[str, str, str, str, str, bool]


@dataclass(frozen=True)
class Verdict:
    """What a reader found: its complaints, and what stands in the calendar 2025–2031 (None: it was not asked)."""

    faults: tuple[str, ...]
    days: frozenset[Occurrence] | None = None


class _Time(Structure):
    _fields_ = (
        *((name, c_int) for name in ("year", "month", "mday", "hour", "minute", "second", "is_date", "is_daylight")),
        ("zone", c_void_p),
    )

    def day(self) -> date:
        return date(self.year, self.month, self.mday)


class _Span(Structure):
    _fields_ = (("start", ctypes.c_long), ("end", ctypes.c_long), ("is_busy", c_int))


@cache
def _libical() -> ctypes.CDLL:
    """Debian's libical3, called as its header says."""
    library = ctypes.CDLL("libical.so.3")
    for name, result, *arguments in (
        ("icalparser_parse_string", c_void_p, c_char_p),
        ("icalrestriction_check", c_int, c_void_p),
        ("icalcomponent_as_ical_string", c_char_p, c_void_p),
        ("icalcomponent_get_first_component", c_void_p, c_void_p, c_int),
        ("icalcomponent_get_next_component", c_void_p, c_void_p, c_int),
        ("icalcomponent_get_status", c_int, c_void_p),
        ("icalcomponent_get_uid", c_char_p, c_void_p),
        ("icalcomponent_get_summary", c_char_p, c_void_p),
        ("icalcomponent_get_description", c_char_p, c_void_p),
        ("icalcomponent_get_dtstart", _Time, c_void_p),
        ("icalcomponent_get_dtend", _Time, c_void_p),
        ("icalcomponent_free", None, c_void_p),
        ("icaltime_from_string", _Time, c_char_p),
        ("icalcomponent_foreach_recurrence", None, c_void_p, _Time, _Time, c_void_p, c_void_p),
    ):
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library


_EVERY = CFUNCTYPE(None, c_void_p, ctypes.POINTER(_Span), c_void_p)
_EVENT = 4  # ICAL_VEVENT_COMPONENT
_CANCELLED = 10_905  # ICAL_STATUS_CANCELLED


def libical(content: bytes) -> Verdict:
    """Parsed and held against the restriction table, as it is and with the METHOD that makes that table strict."""
    if b"\0" in content:
        return Verdict(("a C string ends here",), frozenset())
    shadow = content.replace(b"VERSION:2.0\r\n", b"VERSION:2.0\r\nMETHOD:PUBLISH\r\n", 1)
    shadow = shadow.replace(b"BEGIN:VEVENT\r\n", b"BEGIN:VEVENT\r\nORGANIZER:mailto:x@example.com\r\n")
    faults = [fault for text in (content, shadow) for fault in _libical_faults(text)]
    try:
        return Verdict(tuple(faults), _libical_days(content))
    except ValueError as error:
        return Verdict((*faults, f"no such day: {error}"), frozenset())


def _libical_faults(content: bytes) -> list[str]:
    library = _libical()
    root = library.icalparser_parse_string(content)
    if not root:
        return ["cannot be read"]
    library.icalrestriction_check(root)
    written = library.icalcomponent_as_ical_string(root).decode("utf-8", "replace").replace("\r\n ", "")
    library.icalcomponent_free(root)
    return [line for line in written.split("\r\n") if line.startswith("X-LIC-ERROR")]


def _libical_days(content: bytes) -> frozenset[Occurrence]:
    library, found = _libical(), set()
    root = library.icalparser_parse_string(content)
    if not root:
        return frozenset()
    start, end = (library.icaltime_from_string(day) for day in (b"20250101", b"20320101"))
    event = library.icalcomponent_get_first_component(root, _EVENT)
    while event:
        texts = (
            getattr(library, f"icalcomponent_get_{name}")(event) or b"" for name in ("uid", "summary", "description")
        )
        uid, summary, description = (text.decode("utf-8", "replace") for text in texts)
        cancelled = library.icalcomponent_get_status(event) == _CANCELLED
        starts: list[int] = []
        every = _EVERY(lambda _event, span, _data, starts=starts: starts.append(span[0].start))
        library.icalcomponent_foreach_recurrence(event, start, end, every, None)
        lasts = _lasts(library.icalcomponent_get_dtstart(event), library.icalcomponent_get_dtend(event))
        for moment in starts:
            first = date(1970, 1, 1) + timedelta(seconds=moment)
            found.add((uid, str(first), str(first + lasts), summary, description, cancelled))
        event = library.icalcomponent_get_next_component(root, _EVENT)
    library.icalcomponent_free(root)
    return frozenset(found)


def _lasts(start: _Time, end: _Time) -> timedelta:
    """A day is the least there is, for a day without an end too (RFC 5545, 3.6.1)."""
    return end.day() - start.day() if end.year else timedelta(days=1)


def calcurse(content: bytes) -> Verdict:
    """Debian's calcurse: its own report of an import, and the days it keeps. It has no UIDs."""
    with TemporaryDirectory() as folder:
        file, data, config = (Path(folder) / name for name in ("f.ics", "data", "config"))
        file.write_bytes(content)
        data.mkdir()
        config.mkdir()
        run = subprocess.run(
            ["calcurse", "-D", data, "-C", config, "-i", file],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=60,
        )
        said = (run.stdout + run.stderr).decode("utf-8", "replace")
        fine = run.returncode == 0 and re.search(r"\b0 skipped", said)
        apts = data / "apts"
        lines = apts.read_text("utf-8", "replace").rstrip("\n").split("\n") if apts.exists() else []
        days = frozenset(_calcurse_day(line, data / "notes") for line in lines)
    return Verdict(() if fine else (said.strip() or f"exit {run.returncode}",), days)


def _calcurse_day(line: str, notes: Path) -> Occurrence:
    """12/31/2025 [1] >note title"""
    found = re.fullmatch(r"(\d\d)/(\d\d)/(\d{4}) \[1\] (?:>(\w+) )?(.*)", line)
    if not found:
        return ("", "", "", line, "", False)
    day = date(int(found[3]), int(found[1]), int(found[2]))
    note = (notes / found[4]).read_text("utf-8", "replace") if found[4] else ""
    return ("", str(day), str(day + timedelta(days=1)), found[5], note.rstrip("\n"), False)


def ical(content: bytes) -> Verdict:
    """`ical` from PyPI, which Home Assistant reads feeds with."""
    try:
        calendar = IcsCalendarStream.calendar_from_ics(content.decode("utf-8"))
        events = list(calendar.timeline.overlapping(FIRST, LAST + timedelta(days=1)))
    except Exception as error:
        return Verdict((f"{type(error).__name__}: {error}",), frozenset())
    days = frozenset(
        (e.uid or "", str(e.start), str(e.end), e.summary or "", e.description or "", e.status == EventStatus.CANCELLED)
        for e in events
    )
    return Verdict((), days)


def recurring(content: bytes) -> Verdict:
    """recurring-ical-events, what many Python programs expand a calendar with."""
    try:
        calendar = icalendar.Calendar.from_ical(content)
        found = recurring_ical_events.of(calendar).between(FIRST, LAST + timedelta(days=1))
        days = frozenset(
            (
                *(str(e.get("UID", "")), str(e.start), str(e.end)),
                str(e.get("SUMMARY", "")),
                str(e.get("DESCRIPTION", "")),
                e.get("STATUS") == "CANCELLED",
            )
            for e in found
        )
    except Exception as error:
        return Verdict((f"{type(error).__name__}: {error}",), frozenset())
    errors = [*calendar.errors, *(error for part in calendar.walk() for error in part.errors)]
    return Verdict(tuple(map(str, errors)), days)


def icaljs(contents: Sequence[bytes]) -> list[Verdict]:
    """ical.js in strict mode, which Thunderbird and Nextcloud read with; one process for all."""
    with TemporaryDirectory() as folder:
        files = [Path(folder) / f"{number}.ics" for number in range(len(contents))]
        for file, content in zip(files, contents, strict=True):
            file.write_bytes(content)
        run = subprocess.run(["node", str(SCRIPT), *map(str, files)], capture_output=True, timeout=120, check=True)
    return [
        Verdict(tuple(row["faults"]), frozenset(tuple(day) for day in row["days"]))
        for row in map(json.loads, run.stdout.splitlines())
    ]
