"""A memory that is gone, old or somebody else's, told by its marks."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paminn.reminders.mark import (
    NOBODYS,
    AskedInMail,
    Mark,
    OwnMail,
    Place,
    Remembered,
    Replayed,
    Restored,
    Seen,
    Standing,
    Verdict,
    goes_on_from,
    judge,
    read_stamp,
    stamp,
)

PLAN = "prov-plan"
OURS, PARENT, OTHER = "a" * 16, "b" * 16, "c" * 16


def own(lineage: str = OURS, serial: int | None = 41, plan: str = PLAN, key: str = "k1") -> OwnMail:
    return OwnMail(key, plan, lineage, serial)


def ours(serial: int = 41) -> Mark:
    return Mark(OURS, serial)


def ledger(serial: int = 41, **more: object) -> Remembered:
    return Remembered(ours(serial), **{"home": ours(serial), **more})


NEW = Remembered(is_empty=True)
UPGRADED = Remembered(keys=frozenset({"k1"}))
OLD_MAIL = own("", None)
NEIGHBOUR = own(OTHER, 900, plan="annan-plan")

CASES = {
    "a first start": (Seen(PLAN, NEW), Standing.FIRST, None),
    "a first start beside another plan's home": (Seen(PLAN, NEW, [NEIGHBOUR]), Standing.FIRST, None),
    "a first start after a trial": (Seen(PLAN, NEW, [own(OTHER, None)]), Standing.FIRST, None),
    "a first start after a trial that was first of all": (Seen(PLAN, NEW, [own(NOBODYS, None)]), Standing.FIRST, None),
    "an upgraded ledger": (Seen(PLAN, UPGRADED, [OLD_MAIL]), Standing.FIRST, None),
    "an upgraded ledger without a mailbox": (Seen(PLAN, UPGRADED), Standing.FIRST, None),
    "all agree": (Seen(PLAN, ledger(), [own(), NEIGHBOUR]), Standing.FINE, None),
    "a mail of an earlier day": (Seen(PLAN, ledger(), [own(serial=12)]), Standing.FINE, None),
    "mails from before marks": (Seen(PLAN, ledger(), [OLD_MAIL]), Standing.FINE, None),
    "a trial of another home": (Seen(PLAN, ledger(), [own(OTHER, None)]), Standing.FINE, None),
    "a mail sent before the memory was renewed": (
        Seen(PLAN, ledger(known={PARENT: 50}), [own(PARENT, 50)]), Standing.FINE, None,
    ),
    "cut off before home was told": (Seen(PLAN, ledger(42, home=ours(41))), Standing.HEALS, None),
    "home was never told": (Seen(PLAN, ledger(home=None), [own()]), Standing.HEALS, None),
    "cut off while the memory was renewed": (
        Seen(PLAN, ledger(known={PARENT: 50}, home=Mark(PARENT, 50))), Standing.HEALS, None,
    ),
    "deleted, the home knows": (Seen(PLAN, Remembered(is_empty=True, home=ours(7))), Standing.DELETED, Place.HOME),
    "deleted with its home": (Seen(PLAN, NEW, [own()]), Standing.DELETED, Place.MAILBOX),
    "deleted with its home, beyond neighbours and trials": (
        Seen(PLAN, NEW, [NEIGHBOUR, own(OTHER, None), own()]), Standing.DELETED, Place.MAILBOX,
    ),
    "deleted with its home before there were marks": (Seen(PLAN, NEW, [OLD_MAIL]), Standing.DELETED, Place.MAILBOX),
    "yesterday's, the home knows": (Seen(PLAN, ledger(40, home=ours(41))), Standing.OLDER, Place.HOME),
    "yesterday's with its home": (Seen(PLAN, ledger(40), [own(serial=41)]), Standing.OLDER, Place.MAILBOX),
    "from before the memory was renewed": (
        Seen(PLAN, Remembered(Mark(PARENT, 50), home=ours(51))), Standing.ANOTHERS, Place.HOME,
    ),
    "from before marks, the home knows": (Seen(PLAN, Remembered(home=ours(2))), Standing.OLDER, Place.HOME),
    "from before marks with its home": (Seen(PLAN, UPGRADED, [own(key="k2")]), Standing.OLDER, Place.MAILBOX),
    "older than the last mail before marks": (
        Seen(PLAN, Remembered(), [OLD_MAIL]), Standing.OLDER, Place.MAILBOX,
    ),
    "another home's ledger": (Seen(PLAN, ledger(home=Mark(OTHER, 3))), Standing.ANOTHERS, Place.HOME),
    "another home reminds of the same plan, beyond neighbours and old mails": (
        Seen(PLAN, ledger(), [NEIGHBOUR, OLD_MAIL, own(OTHER, 3)]), Standing.ANOTHERS, Place.MAILBOX,
    ),
    "another home reminds of the same plan": (Seen(PLAN, ledger(), [own(OTHER, 3)]), Standing.ANOTHERS, Place.MAILBOX),
    "deleted with its home, the calendar's mark is left": (Seen(PLAN, NEW, site=ours(3)), Standing.DELETED, Place.SITE),
    "deleted with its home, the calendar is left": (Seen(PLAN, NEW, shows_more=True), Standing.DELETED, Place.CALENDAR),
    "yesterday's with its home, the calendar's mark is newer": (
        Seen(PLAN, ledger(40, home=ours(40)), site=ours(41)), Standing.OLDER, Place.SITE,
    ),
    "yesterday's with its home and the mark, the calendar shows more": (
        Seen(PLAN, ledger(40, home=ours(40)), site=ours(40), shows_more=True), Standing.OLDER, Place.CALENDAR,
    ),
    "another home's with its home, the calendar's mark is left": (
        Seen(PLAN, ledger(), site=Mark(OTHER, 3)), Standing.ANOTHERS, Place.SITE,
    ),
    "the calendar was published some runs ago": (Seen(PLAN, ledger(), site=ours(12)), Standing.FINE, None),
    "the calendar was published before the memory was renewed": (
        Seen(PLAN, ledger(known={PARENT: 50}), site=Mark(PARENT, 50)), Standing.FINE, None,
    ),
    "the same plan by another name": (Seen(PLAN, ledger(twin="gammal-plan")), Standing.WRONG_PLAN, Place.PLAN),
}  # fmt: skip


@pytest.mark.pain(1)
@pytest.mark.parametrize("name", CASES)
def test_what_the_marks_come_to(name):
    seen, standing, place = CASES[name]
    verdict = judge(seen)
    assert (verdict.standing, verdict.place) == (standing, place)
    assert verdict.standing.stops == bool(verdict.place)


def test_every_standing_has_a_case():
    assert {standing for _, standing, _ in CASES.values()} == set(Standing)


def test_the_value_that_does_not_agree_is_told():
    assert judge(Seen(PLAN, ledger(40, home=ours(41)))) == Verdict(Standing.OLDER, Place.HOME, f"{OURS}/41")


LINEAGES = st.sampled_from([OURS, PARENT, OTHER])
SERIALS = st.integers(0, 99)


@given(SERIALS, st.lists(st.builds(own, LINEAGES, SERIALS), max_size=4), st.dictionaries(LINEAGES, SERIALS))
def test_a_memory_whose_signs_were_all_accepted_goes_on(serial, mails, known):
    """What resuming does: every mark that was seen is taken as known."""
    accepted = dict(known)
    for mail in mails:
        accepted[mail.lineage] = max(accepted.get(mail.lineage, 0), mail.serial)
    begun = Mark("d" * 16, serial)
    seen = Seen(PLAN, Remembered(begun, accepted, home=begun), mails)
    assert judge(seen) == Verdict(Standing.FINE)


@given(st.integers(0, 50), st.integers(1, 50))
def test_whatever_is_ahead_of_the_ledger_stops_it(serial, further):
    ahead = ours(serial + further)
    for seen in (
        Seen(PLAN, ledger(serial, home=ahead)),
        Seen(PLAN, ledger(serial), [own(serial=ahead.serial)]),
    ):
        assert judge(seen).standing is Standing.OLDER


@pytest.mark.parametrize(
    ("lineage", "serial", "written"),
    [(OURS, 41, f"{PLAN}; {OURS}/41"), (OURS, None, f"{PLAN}; {OURS}"), (NOBODYS, None, f"{PLAN}; -")],
)
def test_what_stands_in_a_mail_is_read_back(lineage, serial, written):
    assert stamp(PLAN, lineage, serial) == written
    assert read_stamp("k1", written) == OwnMail("k1", PLAN, lineage, serial)


def test_a_mail_from_before_marks_has_the_plan_alone():
    assert read_stamp("k1", PLAN) == OwnMail("k1", PLAN)


@given(st.frozensets(st.from_regex(r"\A[0-9a-f]{6}\Z"), max_size=60), st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_what_a_mail_asks_is_read_back_however_many_lines_it_takes(points, day):
    asked = AskedInMail(day, points)
    written = stamp(PLAN, OURS, 41, asked)
    assert max(len(line) for line in written.split("\r\n")) <= 78
    for as_it_lies in (written, written.replace("\r\n", "\n"), " ".join(written.split())):
        assert read_stamp("k1", as_it_lies) == OwnMail("k1", PLAN, OURS, 41, asked)


def test_what_no_memory_is_measured_by_says_nothing_of_what_it_asks():
    assert stamp(PLAN, OURS, None, AskedInMail(date(2026, 6, 1), frozenset({"a1b2c3"}))) == f"{PLAN}; {OURS}"


@pytest.mark.parametrize("asked", ["2026-13-01 a1b2c3", "2026-06-01 a1b2", "2026-06-01 åäö", "i morgon"])
def test_what_somebody_has_made_up_of_it_is_nothing(asked):
    assert read_stamp("k1", f"{PLAN}; {OURS}/41; {asked}").content is None


class TestGoesOnFrom:
    @pytest.mark.parametrize("mark", [None, ours(12), ours(41), Mark(PARENT, 50)])
    def test_what_it_knows(self, mark):
        assert goes_on_from(ledger(known={PARENT: 50}), mark)

    @pytest.mark.parametrize("mark", [ours(42), Mark(PARENT, 51), Mark(OTHER, 0)])
    def test_what_it_does_not(self, mark):
        assert not goes_on_from(ledger(known={PARENT: 50}), mark)
        assert not goes_on_from(NEW, mark)


@pytest.mark.parametrize(
    ("last", "years"),
    [
        (date(2026, 11, 10), [2026, 2027]),  # what was sent after that day is not remembered
        (date(2027, 3, 1), [2027]),
        (None, [2025, 2026, 2027]),
    ],
)
def test_a_memory_put_back_in_2027_concerns_the_years_from_the_last_that_it_remembers(last, years):
    restored = Restored(date(2027, 3, 1), "Eva", Replayed(last))
    assert [year for year in range(2025, 2030) if restored.concerns(year)] == years


@pytest.mark.parametrize("text", ["", "prov; vad som helst", "; ; ;", "prov; a/b", "å" * 300])
def test_a_head_that_somebody_has_made_up_is_no_mark(text):
    assert read_stamp("k1", text).serial is None


def test_a_mark_is_read_back_from_its_words():
    assert Mark.parse(str(ours())) == ours()
    assert Mark.parse("nonsens") is None
