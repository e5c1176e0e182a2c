"""40 000 random revisions against an editor who knows who is who, and as many hopeless ones; takes some minutes each.

The unit tests take a few hundred of the same. The figures stand in docs/decisions/0017.
"""

from __future__ import annotations

from tests.support.revisions import Tally, revise

REVISIONS = 40_000


def counted(*, hopeless: bool) -> Tally:
    tally = Tally()
    for seed in range(REVISIONS):
        tally.judge(seed, revise(seed, hopeless=hopeless))
    return tally


def test_nothing_certain_is_wrong_and_few_questions_are_asked():
    tally = counted(hopeless=False)
    assert tally.wrong == []
    assert tally.wrong_after == []
    assert tally.mean_questions() <= 3


def test_what_nobody_could_tell_on_paper_is_seldom_wrong():
    """A copy in the words of a goal that lost them, or another goal one letter away with all else as it was."""
    tally = counted(hopeless=True)
    wrong = {seed for seed, _, _ in tally.wrong}
    assert 0 < len(wrong) <= REVISIONS * 0.003
