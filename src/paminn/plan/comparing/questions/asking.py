"""The questions: what became of each old goal and role of which nothing is certain."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import nlargest
from itertools import combinations

from paminn.plan.comparing.matching.model import Matching
from paminn.plan.comparing.model import Answer, Choice, Question, Said, Thing, Why
from paminn.plan.comparing.questions.answer_options import flag
from paminn.plan.comparing.questions.likelihood import Likeness, agreeing, likelihood, together
from paminn.plan.comparing.questions.shortlist import Shortlist

_NEAREST = 3
# Where nothing in the new plan is likelier than this, "removed" stands first.
_LIKELIER_REMOVED = 0.3
_LESS_LIKELY_THAN_REMOVED = 0.29
# In a split or a merge that no activity (or duty) speaks for, each must be as likely as this.
_WORTH_OFFERING = 0.4
_OFFERED_OF_A_KIND = 2


@dataclass(frozen=True, slots=True)
class Weighed:
    """A choice with its likelihood, by which the choices of a question are put in order."""

    likelihood: float
    choice: Choice


class Asking:
    """The open goals, or the open roles, of both plans, weighed against each other.

    `old` and `new` hold all that are open, and those that go on too, by number or name.
    """

    def __init__(self, matching: Matching, old: Mapping[str, Likeness], new: Mapping[str, Likeness]) -> None:
        self._matching = matching
        self._old = old
        self._new = new
        self._place_of_old = _places(old)
        self._place_of_new = _places(matching.open_new)
        open_new = {name: new[name] for name in matching.open_new}
        self._shortlist = Shortlist(open_new)
        self._near = {name: self._nearest(old[name]) for name in matching.open_old}
        self._gained = self._what_was_gained()
        self._near_to: dict[str, list[str]] = defaultdict(list)
        for name, news in self._near.items():
            for near in news:
                self._near_to[near].append(name)

    def questions(self, why: Callable[[str], Why]) -> Iterator[Question]:
        """One of each open old one, in the plan's order; `why` says why it is open."""
        for name in self._matching.open_old:
            weighed = [
                *self._same(name),
                *self._split(name),
                *self._merged(name),
                *self._absorbed(name),
                _removed(name),
            ]
            weighed.sort(key=_likeliest_first)
            old = self._old[name]
            choices = tuple(candidate.choice for candidate in weighed)
            yield Question(old.thing, why(name), old.called[0], choices)

    def _nearest(self, old: Likeness) -> list[str]:
        def to_old(name: str) -> float:
            return likelihood(old, self._new[name])

        return nlargest(_NEAREST, self._shortlist.worth_weighing(old), key=to_old)

    def _same(self, name: str) -> Iterator[Weighed]:
        for new in self._near[name]:
            said = Said(same=((name, new),))
            yield self._weighed(Answer.SAME, said, [name], [new])

    def _split(self, name: str) -> list[Weighed]:
        """Into two or three of the nearest, where each has a part of what the old one held, or of its words."""
        old = self._old[name]
        in_order = sorted(self._near[name], key=self._place_of_new.__getitem__)
        splits = []
        for count in (2, 3):
            for several in combinations(in_order, count):
                news = [self._new[new] for new in several]
                if _each_has_its_own(old, news):
                    said = Said(split=((name, several),))
                    splits.append(self._weighed(Answer.SPLIT, said, [name], several))
        return _likeliest(splits)

    def _merged(self, name: str) -> list[Weighed]:
        """With one or two others that are open, into one of the nearest."""
        merges = []
        for new in self._near[name]:
            others = [other for other in self._near_to[new] if other != name]
            for count in (1, 2):
                for several in combinations(others[:_NEAREST], count):
                    olds = [self._old[old] for old in (name, *several)]
                    if _each_has_its_own(self._new[new], olds):
                        merges.append(self._merge([name, *several], new))
        return _likeliest(merges)

    def _absorbed(self, name: str) -> Iterator[Weighed]:
        """Together with one that goes on and took over what it held; it is likelier that this one is just gone."""
        if self._old[name].thing is Thing.ROLE:
            return
        for new, gained in self._gained.items():
            if gained.isdisjoint(self._old[name].holds):
                continue
            merge = self._merge([name, self._matching.same[new]], new)
            yield replace(merge, likelihood=min(merge.likelihood, _LESS_LIKELY_THAN_REMOVED))

    def _what_was_gained(self) -> dict[str, frozenset[Hashable]]:
        """What each that goes on holds now and did not before."""
        gained = {}
        for new, before in self._matching.same.items():
            more = self._new[new].holds - self._old[before].holds
            if more:
                gained[new] = more
        return gained

    def _merge(self, olds: Sequence[str], new: str) -> Weighed:
        in_order = tuple(sorted(olds, key=self._place_of_old.__getitem__))
        said = Said(merge=((in_order, new),))
        return self._weighed(Answer.MERGE, said, olds, [new])

    def _weighed(self, answer: Answer, said: Said, olds: Sequence[str], news: Sequence[str]) -> Weighed:
        old = together(self._old[name] for name in olds)
        new = together(self._new[name] for name in news)
        choice = Choice(
            answer=answer,
            said=said,
            flag=flag(said),
            new=new.called,
            together_with=old.called[1:],
            signs=agreeing(old, new),
        )
        return Weighed(likelihood(old, new), choice)


def _removed(name: str) -> Weighed:
    said = Said(removed=(name,))
    return Weighed(_LIKELIER_REMOVED, Choice(Answer.REMOVED, said, flag(said)))


def _each_has_its_own(whole: Likeness, pieces: Sequence[Likeness]) -> bool:
    """Each piece holds something of the whole that the others do not; else each is rather like it.

    A piece in the very words of the whole is no piece: it is the whole itself, or a copy.
    """
    if any(piece.wordings & whole.wordings for piece in pieces):
        return False
    if all(_held_by_it_alone(piece, whole, pieces) for piece in pieces):
        return True
    return all(likelihood(whole, piece) >= _WORTH_OFFERING for piece in pieces)


def _held_by_it_alone(piece: Likeness, whole: Likeness, pieces: Sequence[Likeness]) -> set[Hashable]:
    """What of the whole this piece holds and no other."""
    held = set(piece.holds & whole.holds)
    for other in pieces:
        if other is not piece:
            held -= other.holds
    return held


def _likeliest_first(weighed: Weighed) -> tuple[float, int]:
    """Of two that are as likely, the one that names more goals has more to speak for it."""
    names = len(weighed.choice.new) + len(weighed.choice.together_with)
    return -weighed.likelihood, -names


def _likeliest(weighed: Sequence[Weighed]) -> list[Weighed]:
    return nlargest(_OFFERED_OF_A_KIND, weighed, key=lambda candidate: candidate.likelihood)


def _places(names: Iterable[str]) -> dict[str, int]:
    return {name: place for place, name in enumerate(names)}
