"""An adoption, killed by SIGKILL at every statement it makes: the plan is adopted whole, or not at all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, event

from paminn.plan.load import PLAN
from paminn.usecases.deciding.adopt import adopt, propose
from paminn.usecases.house import House
from paminn.usecases.plans import decided
from tests.support.houses import FIRST_STEP, NOW, SECOND_STEP, at, on, plan_files, real_house
from tests.support.killing import Job, Moments, Nursery
from tests.support.sending import remind

pytestmark = pytest.mark.slow

BEFORE = plan_files({"1.1": ("Chef",), "1.2": ("Vice",)})
AFTER = plan_files({"1.1": ("Chef",), "1.2": ("Vice",), "1.3": ("Teamet",)})


@contextmanager
def open_house(job: Job) -> Iterator[House]:
    """A house whose plan has been adopted and then edited; dies at the statement to its ledger that `fatal` says."""
    with real_house(job.home, BEFORE) as house:
        remind(house, NOW)
        house.plan.folder.contents = AFTER
        moments = Moments(job.door.get("fatal", 0))
        for moment in ("before_cursor_execute", "after_cursor_execute", "commit"):
            event.listen(Engine, moment, moments.comes)
        yield house
        (job.home / "moments").write_text(json.dumps(moments.count))


def adopted(house: House) -> None:
    adopt(house.adopting, on(at(FIRST_STEP)), "Åsa")


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    made = Nursery(open_house, adopted)
    yield made
    made.close()


def test_killed_anywhere_it_is_adopted_whole_or_not_at_all(nursery, tmp_path):
    calm = tmp_path / "calm"
    calm.mkdir()
    assert nursery.run(Job(calm)).how == "done"
    moments = json.loads((calm / "moments").read_text())
    assert moments > 20

    seen = set()
    for moment in range(1, moments + 1):
        home = tmp_path / str(moment)
        home.mkdir()
        assert nursery.run(Job(home, door={"fatal": moment})).how == "killed"
        with real_house(home, AFTER) as house:
            versions = house.plan.versions.adopted("prov-plan")
            files = [file.content for file in house.plan.sources.kept("prov-plan", PLAN)]
            work = decided(house.plan, SECOND_STEP)
            numbers = [goal.number for goal in work.plan.goals()]
            if len(versions) == 1:
                assert files == [BEFORE[PLAN]]
                assert (numbers, work.edited) == (["1.1", "1.2"], True)
            else:
                assert files == [BEFORE[PLAN], AFTER[PLAN]]
                assert (numbers, work.edited) == (["1.1", "1.2", "1.3"], False)
            seen.add(len(versions))
            # Whatever was left, the same command makes it good.
            adopt(house.adopting, on(at(SECOND_STEP)), "Åsa")
            assert len(house.plan.versions.adopted("prov-plan")) == 2
            assert not propose(house.adopting, SECOND_STEP).differs
    assert seen == {1, 2}
