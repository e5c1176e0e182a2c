"""Which of very many goals are worth weighing against one, so that not each need be weighed against each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence

from paminn.plan.comparing.questions.likelihood import Likeness

_ENOUGH = 40


class Shortlist:
    """Those of `candidates` that something may have become.

    All of them where they are few; else those with the most words in common, and whatever has the same number or
    something that was held.
    """

    def __init__(self, candidates: Mapping[str, Likeness]) -> None:
        self._names = tuple(candidates)
        self._with_stem: dict[str, list[str]] = defaultdict(list)
        self._holding: dict[Hashable, list[str]] = defaultdict(list)
        for name, likeness in candidates.items():
            for stem in likeness.stems:
                self._with_stem[stem].append(name)
            for held in likeness.holds:
                self._holding[held].append(name)

    def worth_weighing(self, old: Likeness) -> Sequence[str]:
        """In the order of the candidates."""
        if len(self._names) <= _ENOUGH:
            return self._names
        in_common: Counter[str] = Counter()
        for stem in old.stems:
            in_common.update(self._with_stem.get(stem, ()))
        chosen = {name for name, _ in in_common.most_common(_ENOUGH)}
        for held in old.holds:
            chosen.update(self._holding.get(held, ()))
        chosen |= old.names
        return [name for name in self._names if name in chosen]
