"""Publishing, killed by SIGKILL at every step it takes in the folder: nobody reads half a calendar, no number is lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from icalendar import Calendar

from paminn.site.etags import ETAGS, etags
from paminn.site.store import FolderStore
from paminn.usecases.house import House
from tests.support.calendar_lint import lint
from tests.support.houses import FIRST_STEP, plan_files, real_house, tree
from tests.support.killing import Job, Nursery
from tests.support.telling import publish

pytestmark = pytest.mark.slow

# A wording is mended, one role leaves its goal and another comes: files change, one is new and one goes.
BEFORE = plan_files({"1.1": ("Chef", "Vice"), "1.2": ("Chef",)})
AFTER = plan_files({"1.1": ("Chef",), "1.2": ("Chef", "Teamet")})
AFTER["plan.yaml"] = AFTER["plan.yaml"].replace(b"Rutinen 1.1 ", b"Den nya rutinen 1.1 ")


class Below(FolderStore):
    """The real one, in the folder of the run."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def write(self, folder, files, owner="", mark=""):
        super().write(self._home / folder, files, owner, mark)

    def read(self, folder, name):
        return super().read(self._home / folder, name)


@contextmanager
def open_house(job: Job) -> Iterator[House]:
    with real_house(job.home, job.door.get("plan", BEFORE)) as house:
        yield replace(house, store=Below(job.home))


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    made = Nursery(open_house, lambda house: publish(house, Path("site"), FIRST_STEP))
    yield made
    made.close()


def site(home: Path) -> dict[str, bytes]:
    """What anybody can read."""
    return {name: content for name, content in tree(home / "site").items() if not name.startswith(".")}


def numbers(content: bytes) -> dict[str, int]:
    return {str(e["UID"]): int(e["SEQUENCE"]) for e in Calendar.from_ical(content).walk("VEVENT")}


def _has_used_numbers(home: Path) -> bool:
    """Whether the ledger remembers a change as shown."""
    with real_house(home) as house:
        return any(shown.entry.sequence for shown in house.almanac.shown("prov-plan").values())


def test_killed_anywhere_everybody_reads_whole_files_and_the_next_run_makes_good(nursery, tmp_path):
    (tmp_path / "calm").mkdir()
    assert nursery.run(Job(tmp_path / "calm")).how == "done"
    old = site(tmp_path / "calm")
    moments = nursery.run(Job(tmp_path / "calm", door={"plan": AFTER})).events
    new = site(tmp_path / "calm")
    assert "roll-vice.ics" in old.keys() - new.keys()
    assert "roll-teamet.ics" in new
    assert moments > 12

    seen = set()
    has_been_regretted = False
    for moment in range(1, moments + 1):
        home = tmp_path / str(moment)
        home.mkdir()
        nursery.run(Job(home))
        assert site(home) == old
        assert nursery.run(Job(home, moment, door={"plan": AFTER})).how == "killed"
        left = site(home)
        for name, content in left.items():
            assert content in (old.get(name), new.get(name)), f"{name} is neither what was nor what is to be"
            if name.endswith(".ics"):
                assert lint(content) == []
        assert left.keys() >= old.keys() & new.keys(), "what is in both is never missing"
        seen.add(frozenset(left.items()))
        # Back to what was, as if somebody had regretted it: the numbers that were about to be shown are used up.
        if not has_been_regretted and _has_used_numbers(home):
            has_been_regretted = True
            nursery.run(Job(home))
            regretted = numbers(site(home)["plan.ics"])
            changed = [uid for uid, number in numbers(new["plan.ics"]).items() if number]
            assert changed
            assert all(regretted[uid] == 2 for uid in changed if uid in regretted)
            continue
        assert nursery.run(Job(home, door={"plan": AFTER})).how == "done"
        assert site(home) == new
        assert [name for name in tree(home / "site") if name.startswith(".")] == [".plan"], (
            "nothing half-written lies about"
        )
        assert etags({n: c for n, c in new.items() if n != ETAGS}) == new[ETAGS]
    assert len(seen) > 4, "the runs died in different places"
    assert has_been_regretted
