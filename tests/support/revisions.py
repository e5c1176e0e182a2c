"""Random revisions of random plans, by an editor who knows who is who: what a comparison is held against.

Half of the edits are hostile on purpose: another goal in nearly the same words in an old one's place, a copy where the
original stood, a role's name given to another. `truthful` answers a question as somebody who knows the truth would.
"""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations, count
from random import Random

from paminn.plan.comparing import Comparison, Question, Retired, RetiredRole, Said, Thing, Why, compare
from paminn.plan.comparing.matching.folding import fold
from paminn.plan.decided import DecidedArea, DecidedGoal, DecidedPart, DecidedPlan, decided_in
from paminn.plan.model import Part
from paminn.plan.schema import PlanFile
from paminn.plan.source import parse
from tests.support import decisions
from tests.support.paths import PLAN

VERBS = ("Utveckla", "Säkerställa", "Följa upp", "Stärka", "Införa", "Se över", "Samordna", "Utvärdera")
# Several are one letter from each other, and mean something else.
THINGS = (
    "planering", "placering", "inventering", "investering", "kontakter", "kontrakter", "rutiner", "utbildning",
    "utbildningar", "information", "interna kontroller", "externa kontroller", "anmälda besök", "oanmälda besök",
    "handledning", "handläggning", "riktlinjer", "samverkan", "uppföljning", "avslag", "anslag", "föreläsningar",
)  # fmt: skip
TARGETS = ("barn", "unga", "vuxna", "äldre", "våldsutsatta", "våldsutövare", "anhöriga", "placerade barn", "personal")
PLACES = ("skolan", "hemtjänsten", "vården", "myndigheten", "äldreomsorgen", "förskolan", "öppenvården", "bostäderna")
TIMES = (
    "Klart ht 2026",
    "Klart vt 27",
    "Löpande",
    "Årligen",
    "Påbörjas ht 26",
    "Klart 2027",
    "Vt 26",
    "Senast 1 maj 2027",
)
ROLES = (
    "Kvalitetsteamet", "Chef myndighet vuxen", "Chef myndighet barn", "Soc IT", "Kommunikatör", "Ungdomssamordnare",
    "Enhetschef IFO", "Enhetschef ÄO", "MAS", "Verksamhetschef",
)  # fmt: skip
OTHER_ROLES = ("IT-enheten", "Enhetschef", "Säkerhetschef", "Samordnare", "Chef vuxenenheten", "Utvecklingsledare")
SMALL_WORDS = {
    "och": "samt",
    "samt": "och",
    "inom": "i",
    "för": "till",
    "ska": "bör",
    "finns": "ska finnas",
    "av": "för",
}
PAIRS = {"planering": "placering", "inventering": "investering", "kontakter": "kontrakter", "interna": "externa",
         "anmälda": "oanmälda", "avslag": "anslag", "barn": "äldre", "vuxna": "unga", "personal": "chefer",
         "utbildning": "utbildningar", "handledning": "handläggning", "våldsutsatta": "våldsutövare",
         "mätningar": "mättningar"}  # fmt: skip
ONE_LETTER_APART = ("planering", "placering", "inventering", "investering", "kontakter", "kontrakter", "mätningar",
                    "mättningar", "utbildningar", "avslag", "anslag")  # fmt: skip
PAIRS |= {other: word for word, other in PAIRS.items()}


@dataclass
class DraftGoal:
    """A goal in the making. `who` is what it is, whatever it is called."""

    who: int
    number: int  # within its area
    wording: str
    activities: list[str]
    parts: list[tuple[int, Part]]  # (who the role is, what it does)
    timeframe: str


@dataclass
class DraftArea:
    title: str
    goals: list[DraftGoal]


@dataclass
class Draft:
    """A plan in the making; `roles` are the names of roles by who they are."""

    areas: list[DraftArea]
    roles: dict[int, str]

    def places(self) -> list[tuple[DraftArea, DraftGoal]]:
        return [(area, goal) for area in self.areas for goal in area.goals]


@dataclass
class Fate:
    """What became of old goals, or of old roles: by who they are."""

    split: dict[int, list[int]] = field(default_factory=dict)
    merged: list[tuple[list[int], int]] = field(default_factory=list)
    carved: dict[int, int] = field(default_factory=dict)  # the new one -> the one that goes on without it

    def is_touched(self, who: int) -> bool:
        """Is it already the old or the new side of a split or a merge?"""
        ends = [*self.split]
        for news in self.split.values():
            ends += news
        for olds, new in self.merged:
            ends += [*olds, new]
        return who in ends


@dataclass(frozen=True)
class Side:
    """One plan, and who each number and name in it is."""

    plan: DecidedPlan
    goals: dict[str, int]
    roles: dict[str, int]


@dataclass(frozen=True)
class Revision:
    """Two plans and the truth about them. `edits` are the names of what was done, in order."""

    old: Side
    new: Side
    goal_fate: Fate
    role_fate: Fate
    retired: tuple[Retired, ...]
    retired_who: dict[str, int]  # who each retired goal or role is, by its name
    edits: tuple[str, ...]
    retired_roles: tuple[RetiredRole, ...] = ()

    def truth(self, thing: Thing) -> dict[str, str]:
        """New -> old of everything that goes on."""
        old, new = self._sides(thing)
        called = {who: name for name, who in old.items()}
        return {name: called[who] for name, who in new.items() if who in called}

    def true_origins(self, thing: Thing) -> dict[str, set[str]]:
        """New -> olds of everything that was split or merged."""
        old, new = self._sides(thing)
        fate = self.goal_fate if thing is Thing.GOAL else self.role_fate
        was = {who: name for name, who in old.items()}
        called = {who: name for name, who in new.items()}
        origins = {}
        for whole, pieces in fate.split.items():
            for piece in pieces:
                origins[called[piece]] = {was[whole]}
        for olds, whole in fate.merged:
            origins[called[whole]] = {was[old] for old in olds}
        return origins

    def truthful(self, question: Question) -> Said:
        """What somebody who knows would answer."""
        old, new = self._sides(question.thing)
        name = question.old.name
        called = {who: name for name, who in new.items()}
        if question.why is Why.CARVED:
            return self._carved(question)
        if name in self.retired_who and name not in old:
            who = self.retired_who[name]
            if who in called:
                return Said(same=((name, called[who]),))
            return Said(removed=(name,))
        who = old[name]
        fate = self.goal_fate if question.thing is Thing.GOAL else self.role_fate
        if who in called:
            return Said(same=((name, called[who]),))
        if who in fate.split:
            pieces = {called[piece] for piece in fate.split[who]}
            return Said(split=((name, tuple(other for other in new if other in pieces)),))
        for olds, whole in fate.merged:
            if who in olds:
                names = tuple(other for other, other_who in old.items() if other_who in olds)
                return Said(merge=((names, called[whole]),))
        return Said(removed=(name,))

    def _carved(self, question: Question) -> Said:
        """Which of the new goals that are asked about came from the old one."""
        old = self.old.goals[question.old.name]
        itself, *others = question.choices[0].said.split[0][1]
        out_of_it = [number for number in others if self.goal_fate.carved.get(self.new.goals[number]) == old]
        if out_of_it:
            return Said(split=((question.old.name, (itself, *out_of_it)),))
        return Said(same=((question.old.name, itself),))

    def _sides(self, thing: Thing) -> tuple[dict[str, int], dict[str, int]]:
        if thing is Thing.GOAL:
            return self.old.goals, self.new.goals
        return self.old.roles, self.new.roles


# --- plans ----------------------------------------


@cache
def shipped() -> DecidedPlan:
    source, _ = parse("plan.yaml", (PLAN / "plan.yaml").read_bytes())
    return decided_in(PlanFile.model_validate(source.tree))


class Maker:
    """Makes plans and revises them, by one seed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self._who = count(1)

    def someone(self) -> int:
        return next(self._who)

    def wording(self) -> str:
        pick = self.random.choice
        return f"{pick(VERBS)} {pick(THINGS)} för {pick(TARGETS)} inom {pick(PLACES)}."

    def activity(self) -> str:
        pick = self.random.choice
        return f"{pick(('Ta fram', 'Uppdatera', 'Genomföra', 'Publicera'))} {pick(THINGS)} för {pick(TARGETS)}."

    def made(self, goals: int, *, empty_cells: bool) -> Draft:
        """A plan whose goals look alike; with `empty_cells` its wordings are short and its activities "–"."""
        roles = {self.someone(): name for name in ROLES}
        areas = [DraftArea(f"Område {name}", []) for name in ("trygghet", "kunskap", "stöd", "ledning")]
        used: set[str] = set()
        while len(used) < goals:
            wording = self.wording()
            if empty_cells:
                wording = " ".join(wording.split()[:3]) + f" {self.random.choice(PLACES)}"
            if fold(wording) in used:
                continue
            used.add(fold(wording))
            area = areas[len(used) * len(areas) // (goals + 1)]
            area.goals.append(self.goal(area, wording, list(roles), empty_cells=empty_cells))
        return Draft(areas, roles)

    def goal(self, area: DraftArea, wording: str, roles: list[int], *, empty_cells: bool = False) -> DraftGoal:
        activities = ["–"]
        if not empty_cells:
            activities = [self.activity() for _ in range(self.random.randint(1, 4))]
        return DraftGoal(
            self.someone(), next_number(area), wording, activities, self.parts(roles), self.random.choice(TIMES)
        )

    def parts(self, roles: list[int]) -> list[tuple[int, Part]]:
        chosen = self.random.sample(roles, min(len(roles), self.random.randint(1, 3)))
        return [(role, self.random.choice((Part.RESPONSIBLE, Part.RESPONSIBLE, Part.SUPPORT))) for role in chosen]

    def real(self) -> Draft:
        """The shipped plan."""
        plan = shipped()
        roles = {name: self.someone() for name in plan.roles}
        areas = []
        for area in plan.areas:
            goals = []
            for goal in area.goals:
                parts = [(roles[part.role], part.part) for part in goal.parts]
                number = int(goal.number.partition(".")[2])
                goals.append(
                    DraftGoal(self.someone(), number, goal.wording, list(goal.activities), parts, goal.timeframe)
                )
            areas.append(DraftArea(area.title, goals))
        return Draft(areas, {who: name for name, who in roles.items()})

    def any_plan(self) -> Draft:
        kind = self.random.randrange(4)
        if kind == 0:
            return self.real()
        if kind == 1:
            return self.made(14, empty_cells=True)
        return self.made((14, 60)[kind - 2], empty_cells=False)


def next_number(area: DraftArea) -> int:
    return max((goal.number for goal in area.goals), default=0) + 1


def decided(draft: Draft) -> Side:
    areas = []
    goals: dict[str, int] = {}
    for place, area in enumerate(draft.areas, 1):
        inside = []
        for goal in sorted(area.goals, key=lambda goal: goal.number):
            number = f"{place}.{goal.number}"
            goals[number] = goal.who
            inside.append(decided_goal(number, goal, draft.roles))
        if inside:
            areas.append(DecidedArea(number=place, title=area.title, introduction="", goals=tuple(inside)))
    plan = decisions.plan(*areas)
    names = {name: who for who, name in draft.roles.items()}
    return Side(plan, goals, {name: names[name] for name in plan.roles})


def decided_goal(number: str, goal: DraftGoal, roles: dict[int, str]) -> DecidedGoal:
    parts = [DecidedPart(role=roles[role], part=part) for role, part in goal.parts]
    return DecidedGoal(
        number=number,
        wording=goal.wording,
        activities=tuple(goal.activities),
        responsible=" ".join(part.role for part in parts),
        parts=tuple(parts),
        timeframe=goal.timeframe,
    )


# --- revising ----------------------------------------


class Editor:
    """Changes a draft, and remembers what became of whom. An edit that cannot be done says so by False."""

    def __init__(self, maker: Maker, draft: Draft, *, hopeless: bool = False) -> None:
        self.hopeless = hopeless
        self.maker = maker
        self.random = maker.random
        self.draft = draft
        self.goal_fate = Fate()
        self.role_fate = Fate()
        self.before = {goal.who for _, goal in draft.places()}
        self.roles_before = set(draft.roles)
        self.doubled: set[int] = set()
        self.misspelt: dict[int, tuple[str, str]] = {}  # who -> the wrong wording, the right one
        self.gone: list[tuple[str, DraftGoal]] = []  # retired goals, with the titles of their areas

    # which goal or role

    def some_goal(self, *, to_lose_its_words: bool = False) -> tuple[DraftArea, DraftGoal] | None:
        """One that was there before and has been neither split nor merged.

        A goal that has a copy keeps its words, or nobody could tell which of the two is left (`hopeless` does that, and
        replaces goals by others where a single letter is all that differs).
        """
        there = [
            (area, goal)
            for area, goal in self.draft.places()
            if goal.who in self.before and not self.goal_fate.is_touched(goal.who)
        ]
        if to_lose_its_words and not self.hopeless:
            there = [(area, goal) for area, goal in there if goal.who not in self.doubled]
        if len(there) < 2:
            return None
        return self.random.choice(there)

    def some_area(self) -> DraftArea:
        return self.random.choice(self.draft.areas)

    def used_roles(self) -> list[int]:
        return sorted({role for _, goal in self.draft.places() for role, _ in goal.parts})

    def some_role(self) -> int | None:
        there = [
            role for role in self.used_roles() if role in self.roles_before and not self.role_fate.is_touched(role)
        ]
        if len(there) < 3:
            return None
        return self.random.choice(there)

    # words

    def lightly(self, wording: str) -> str:
        """A small word for another, or one more, or an ending."""
        words = wording.split()
        small = [place for place, word in enumerate(words) if word in SMALL_WORDS]
        if small and self.random.random() < 0.5:
            place = self.random.choice(small)
            words[place] = SMALL_WORDS[words[place]]
        elif self.random.random() < 0.5:
            words.insert(
                self.random.randrange(1, len(words) + 1), self.random.choice(("även", "tydligt", "årligen", "all"))
            )
        else:
            place = self.random.randrange(len(words))
            words[place] = words[place].rstrip(".,") + self.random.choice(("s", "na", "er"))
        return " ".join(words)

    def heavily(self, wording: str) -> str:
        """Half of the words stay."""
        words = wording.split()
        kept = [word for word in words if self.random.random() < 0.5]
        new = self.maker.wording().split()
        return " ".join([*new[:3], *kept, *new[-2:]])

    def look_alike(self, wording: str) -> str:
        """One word that carries meaning is another."""
        words = wording.split()
        paired = [place for place, word in enumerate(words) if word.strip(".,") in PAIRS]
        if paired and self.random.random() < 0.8:
            place = self.random.choice(paired)
            words[place] = words[place].replace(words[place].strip(".,"), PAIRS[words[place].strip(".,")])
        else:
            place = max(range(len(words)), key=lambda place: (len(words[place]), self.random.random()))
            words[place] = self.random.choice((*THINGS, *PLACES, *TARGETS))
        return " ".join(words)

    def punctuated(self, wording: str) -> str:
        words = wording.split()
        place = self.random.randrange(len(words))
        choice = self.random.randrange(4)
        if choice == 0:
            return wording.rstrip(".") if wording.endswith(".") else f"{wording}."
        if choice == 1:
            words[place] += ","
        elif choice == 2:
            words[place] = words[place].upper()
        else:
            half = len(words[place]) // 2
            words[place] = f"{words[place][:half]}\N{SOFT HYPHEN}{words[place][half:]}"
        return " ".join(words)

    # edits

    def insert(self) -> bool:
        area = self.some_area()
        roles = self.used_roles()
        goal = self.maker.goal(area, self.maker.wording(), roles)
        likeness = self.some_goal()
        if likeness is not None and self.random.random() < 0.4:
            _, model = likeness
            goal.wording = self.look_alike(model.wording)
            goal.activities = list(model.activities) if self.random.random() < 0.5 else goal.activities
            goal.parts = list(model.parts)
        if area.goals and self.random.random() < 0.6:
            goal.number = self.random.choice(area.goals).number
            for other in area.goals:
                if other.number >= goal.number:
                    other.number += 1
        area.goals.append(goal)
        return True

    def renumber(self) -> bool:
        area = self.some_area()
        numbers = [goal.number for goal in area.goals]
        self.random.shuffle(numbers)
        for goal, number in zip(area.goals, numbers, strict=True):
            goal.number = number
        return True

    def close_gaps(self) -> bool:
        for area in self.draft.areas:
            for number, goal in enumerate(sorted(area.goals, key=lambda goal: goal.number), 1):
                goal.number = number
        return True

    def reword(self, how: Callable[[str], str], *, with_others: bool = False) -> bool:
        place = self.some_goal(to_lose_its_words=True)
        if place is None:
            return False
        _, goal = place
        goal.wording = how(goal.wording)
        if with_others:
            self._other_cells(goal)
        return True

    def _other_cells(self, goal: DraftGoal) -> None:
        which = self.random.randrange(3)
        if which == 0:
            goal.activities = [*goal.activities[1:], self.maker.activity()]
        elif which == 1:
            goal.parts = self.maker.parts(self.used_roles())
        else:
            goal.timeframe = self.random.choice(TIMES)

    def other_cells(self) -> bool:
        place = self.some_goal()
        if place is None:
            return False
        self._other_cells(place[1])
        return True

    def move(self) -> bool:
        place = self.some_goal()
        if place is None:
            return False
        area, goal = place
        target = self.some_area()
        if target is not area:
            area.goals.remove(goal)
            goal.number = next_number(target)
            target.goals.append(goal)
        return True

    def swap(self) -> bool:
        first, second = self.some_goal(), self.some_goal()
        if first is None or second is None or first[1] is second[1]:
            return False
        (area, goal), (other_area, other) = first, second
        goal.number, other.number = other.number, goal.number
        if area is not other_area:
            area.goals.remove(goal)
            other_area.goals.remove(other)
            area.goals.append(other)
            other_area.goals.append(goal)
        return True

    def remove(self) -> bool:
        place = self.some_goal(to_lose_its_words=True)
        if place is None:
            return False
        area, goal = place
        area.goals.remove(goal)
        return True

    def replace(self) -> bool:
        """Another goal, in nearly the same words, where the old one stood; often with all its other cells."""
        place = self.some_goal(to_lose_its_words=True)
        if place is None:
            return False
        area, goal = place
        area.goals.remove(goal)
        other = copy.deepcopy(goal)
        other.who = self.maker.someone()
        other.wording = self.look_alike(goal.wording)
        if fold(other.wording) == fold(goal.wording):
            other.wording = self.maker.wording()
        by_a_letter = any(word in other.wording.casefold() for word in ONE_LETTER_APART) and not self.hopeless
        if by_a_letter or self.random.random() < 0.5:
            other.activities = [self.maker.activity()]
        if self.random.random() < 0.3:
            other.timeframe = self.random.choice(TIMES)
        area.goals.append(other)
        return True

    def split(self) -> bool:
        place = self.some_goal(to_lose_its_words=True)
        if place is None:
            return False
        area, goal = place
        area.goals.remove(goal)
        pieces = []
        for number in range(self.random.choice((2, 2, 3))):
            piece = copy.deepcopy(goal)
            piece.who = self.maker.someone()
            piece.number = goal.number if number == 0 else next_number(area)
            piece.activities = goal.activities[number :: 3 if number else 1] or [self.maker.activity()]
            words = goal.wording.split()
            half = words[number::2] if self.random.random() < 0.5 else words[: max(2, len(words) - 2)]
            piece.wording = f"{' '.join(half)} {self.random.choice(TARGETS)} {number}"
            if number == 0 and self.random.random() < 0.3:
                piece.wording = self.lightly(goal.wording)
                while fold(piece.wording) == fold(goal.wording):
                    piece.wording = self.lightly(goal.wording)
            if fold(piece.wording) == fold(goal.wording):
                piece.wording += f" {piece.who}"  # the words of one that was a piece itself
            area.goals.append(piece)
            pieces.append(piece.who)
        self.goal_fate.split[goal.who] = pieces
        return True

    def carve(self) -> bool:
        place = self.some_goal()
        if place is None or len(place[1].activities) < 2:
            return False
        area, goal = place
        piece = copy.deepcopy(goal)
        piece.who = self.maker.someone()
        piece.number = next_number(area)
        piece.activities = [goal.activities.pop(self.random.randrange(len(goal.activities)))]
        piece.wording = self.maker.wording()
        area.goals.append(piece)
        self.goal_fate.carved[piece.who] = goal.who
        return True

    def merge(self) -> bool:
        first, second = self.some_goal(to_lose_its_words=True), self.some_goal(to_lose_its_words=True)
        if first is None or second is None or first[1] is second[1]:
            return False
        (area, goal), (other_area, other) = first, second
        whole = copy.deepcopy(goal)
        whole.who = self.maker.someone()
        whole.activities = list(dict.fromkeys([*goal.activities, *other.activities]))
        whole.wording = f"{goal.wording.rstrip('.')} och {other.wording}"
        area.goals.remove(goal)
        other_area.goals.remove(other)
        area.goals.append(whole)
        self.goal_fate.merged.append(([goal.who, other.who], whole.who))
        return True

    def absorb(self) -> bool:
        """One goes on as it is called, with the activities of another, which is no more."""
        first, second = self.some_goal(to_lose_its_words=True), self.some_goal(to_lose_its_words=True)
        if first is None or second is None or first[1] is second[1]:
            return False
        (_, goal), (other_area, other) = first, second
        goal.activities = list(dict.fromkeys([*goal.activities, *other.activities]))
        other_area.goals.remove(other)
        return True

    def double(self) -> bool:
        """A new goal in the same words, in another area or in the old one's place."""
        place = self.some_goal()
        if place is None:
            return False
        area, goal = place
        twin = copy.deepcopy(goal)
        twin.who = self.maker.someone()
        self.doubled.add(goal.who)
        if self.random.random() < 0.5:
            twin.activities = [self.maker.activity()]
        if self.random.random() < 0.5:
            twin.parts = self.maker.parts(self.used_roles())
        if set(twin.activities) == set(goal.activities) and set(twin.parts) == set(goal.parts):
            twin.activities = [*goal.activities, f"Följ upp {twin.who}."]  # nobody could tell twins apart
        target = self.some_area()
        twin.number = next_number(target)
        target.goals.append(twin)
        if self.random.random() < 0.5:
            twin.number, goal.number = goal.number, twin.number
            if target is not area:
                target.goals.remove(twin)
                area.goals.remove(goal)
                target.goals.append(goal)
                area.goals.append(twin)
        return True

    def rename_area(self) -> bool:
        self.some_area().title = f"Område {self.random.choice(TARGETS)}"
        return True

    def mend(self) -> bool:
        """What was misspelt in the old plan is mended."""
        for _, goal in self.draft.places():
            wrong, right = self.misspelt.get(goal.who, ("", ""))
            if goal.wording == wrong:
                goal.wording = right
                return True
        return False

    def come_back(self) -> bool:
        if not self.gone:
            return False
        _, goal = self.gone.pop()
        if self.goal_fate.is_touched(goal.who):
            return False  # it went into another by an edit that nobody has adopted yet
        back = copy.deepcopy(goal)
        if self.random.random() < 0.3:
            back.who = self.maker.someone()  # the same words decided anew, as another goal
        area = self.some_area()
        back.number = next_number(area)
        back.parts = self.maker.parts(self.used_roles())
        area.goals.append(back)
        return True

    def rename_role(self) -> bool:
        role = self.some_role()
        if role is None:
            return False
        name = self.draft.roles[role]
        style = self.random.randrange(3)
        free = [other for other in OTHER_ROLES if other not in self.draft.roles.values()]
        if style == 0 or not free:
            name = f"{name} och stöd"
        elif style == 1:
            name = self.random.choice(free)
        else:
            name = name.swapcase()
        self.draft.roles[role] = name
        return True

    def swap_names(self) -> bool:
        """Two roles that share no duty are each called as the other was."""
        pairs = []
        for first, second in combinations(self.used_roles(), 2):
            if self.roles_before.issuperset((first, second)) and self._duties(first).isdisjoint(self._duties(second)):
                pairs.append((first, second))
        if not pairs:
            return False
        first, second = self.random.choice(pairs)
        names = self.draft.roles
        names[first], names[second] = names[second], names[first]
        return True

    def take_name(self) -> bool:
        """A role gets another name, and a new one that does something else gets the name it had."""
        role = self.some_role()
        if role is None:
            return False
        name = self.draft.roles[role]
        longer = f"{name} i kommunen"
        while longer in self.draft.roles.values():
            longer += " i stort"
        self.draft.roles[role] = longer
        return self.newcomer(name, beside=role)

    def newcomer(self, name: str, beside: int | None = None) -> bool:
        """A new role by a name, with a part of a goal of which the role `beside` has none."""
        goals = [goal for _, goal in self.draft.places() if all(role != beside for role, _ in goal.parts)]
        if not goals:
            return False
        who = self.maker.someone()
        self.draft.roles[who] = name
        self.random.choice(goals).parts.append((who, Part.SUPPORT))
        return True

    def _duties(self, role: int) -> set[tuple[int, Part]]:
        duties = set()
        for _, goal in self.draft.places():
            duties.update((goal.who, part) for held_by, part in goal.parts if held_by == role)
        return duties

    def hand_over(self) -> bool:
        """A role is no more; another, new or old, has its duties."""
        role = self.some_role()
        if role is None:
            return False
        heirs = [other for other in self.used_roles() if other != role]
        heir = self.random.choice(heirs)
        free = [other for other in OTHER_ROLES if other not in self.draft.roles.values()]
        if free and self.random.random() < 0.5:
            heir = self.maker.someone()
            self.draft.roles[heir] = free[0]
        self._give([role], [heir])
        return True

    def merge_roles(self) -> bool:
        first, second = self.some_role(), self.some_role()
        if first is None or second is None or first == second:
            return False
        whole = self.maker.someone()
        self.draft.roles[whole] = f"{self.draft.roles[first]} / {self.draft.roles[second]}"
        self._give([first, second], [whole])
        self.role_fate.merged.append(([first, second], whole))
        return True

    def split_role(self) -> bool:
        role = self.some_role()
        if role is None:
            return False
        pieces = [self.maker.someone(), self.maker.someone()]
        self.draft.roles[pieces[0]] = f"{self.draft.roles[role]} norr"
        self.draft.roles[pieces[1]] = f"{self.draft.roles[role]} söder"
        self._give([role], pieces)
        self.role_fate.split[role] = pieces
        return True

    def _give(self, olds: list[int], news: list[int]) -> None:
        for _, goal in self.draft.places():
            parts = []
            for role, part in goal.parts:
                takers = news if role in olds else [role]
                parts += [(taker, part) for taker in takers]
            held: dict[int, Part] = {}
            for role, part in parts:
                held.setdefault(role, part)
            goal.parts = list(held.items())
        for role in olds:
            self.draft.roles[role] = f"{self.draft.roles[role]} (fanns)"

    def edits(self) -> dict[str, Callable[[], bool]]:
        return {
            "insert": self.insert,
            "renumber": self.renumber,
            "close gaps": self.close_gaps,
            "punctuate": lambda: self.reword(self.punctuated),
            "reword lightly": lambda: self.reword(self.lightly),
            "reword lightly and more": lambda: self.reword(self.lightly, with_others=True),
            "reword heavily": lambda: self.reword(self.heavily),
            "other cells": self.other_cells,
            "move": self.move,
            "swap": self.swap,
            "remove": self.remove,
            "replace": self.replace,
            "split": self.split,
            "carve": self.carve,
            "merge": self.merge,
            "absorb": self.absorb,
            "double": self.double,
            "rename area": self.rename_area,
            "mend": self.mend,
            "come back": self.come_back,
            "rename role": self.rename_role,
            "hand over": self.hand_over,
            "merge roles": self.merge_roles,
            "split role": self.split_role,
        }


def misspelt(random: Random, wording: str) -> tuple[str, str] | None:
    """A slip of the hand in one of the longer words, and its name."""
    words = wording.split()
    long = [place for place, word in enumerate(words) if len(word) >= 6 and word.strip(".,").isalpha()]
    if not long:
        return None
    place = random.choice(long)
    word = words[place]
    at = random.randrange(1, len(word.strip(".,")) - 1)
    kind = random.choice(("transposed", "doubled", "halved", "dots", "dropped", "added", "other"))
    if kind == "transposed":
        word = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    elif kind == "doubled":
        word = word[:at] + word[at] + word[at:]
    elif kind == "halved":
        doubles = [spot for spot in range(1, len(word)) if word[spot] == word[spot - 1]]
        if not doubles:
            return None
        word = word[: doubles[0]] + word[doubles[0] + 1 :]
    elif kind == "dots":
        word = word.replace("å", "a").replace("ä", "a").replace("ö", "o")
    elif kind == "dropped":
        word = word[:at] + word[at + 1 :]
    elif kind == "added":
        word = word[:at] + random.choice("aeinrst") + word[at:]
    else:
        word = word[:at] + random.choice("aeinrst") + word[at + 1 :]
    words[place] = word
    wrong = " ".join(words)
    if fold(wrong) == fold(wording):
        return None
    return wrong, kind


def revise(seed: int, *, only: tuple[str, ...] = (), hopeless: bool = False) -> Revision:
    """The revision of this seed, of one to five edits; `only`: the edits to choose among."""
    maker = Maker(seed)
    random = maker.random
    draft = maker.any_plan()
    editor = Editor(maker, draft, hopeless=hopeless)
    slip = None
    wanted = random.choice(draft.places())[1]
    if random.random() < 0.3 or only == ("mend",):
        slip = misspelt(random, wanted.wording)
    if slip is not None:
        editor.misspelt[wanted.who] = (slip[0], wanted.wording)
        wanted.wording = slip[0]
    for number in range(random.randrange(2)):
        gone = maker.goal(draft.areas[0], f"{maker.wording()} Förr.", list(draft.roles))
        gone.number = 90 + number
        editor.gone.append((draft.areas[0].title, gone))
    retired = []
    retired_who = {}
    for title, gone in editor.gone:
        was = Retired(f"1.{gone.number}", 1, decided_goal(f"1.{gone.number}", gone, draft.roles), title)
        retired.append(was)
        retired_who[was.name] = gone.who
    old = decided(draft)
    possible = editor.edits()
    names = [name for name in possible if not only or name in only]
    done = []
    if slip is not None and (not only or "mend" in only):
        editor.mend()
        done.append(f"mend {slip[1]}")
    for _ in range(random.randint(0 if done else 1, 5)):
        name = random.choice(names)
        if possible[name]():
            done.append(name)
    return Revision(
        old=old,
        new=decided(draft),
        goal_fate=editor.goal_fate,
        role_fate=still_there(editor.role_fate, old, decided(draft)),
        retired=tuple(retired),
        retired_who=retired_who,
        edits=tuple(done),
    )


def still_there(fate: Fate, old: Side, new: Side) -> Fate:
    """Without splits and merges of roles that no longer are what they were when another edit followed."""
    there = set(old.roles.values())
    come = set(new.roles.values())
    split = {}
    for role, pieces in fate.split.items():
        left = [piece for piece in pieces if piece in come]
        if len(left) > 1 and role in there:
            split[role] = left
    merged = []
    for olds, whole in fate.merged:
        left = [role for role in olds if role in there]
        if len(left) > 1 and whole in come:
            merged.append((left, whole))
    return Fate(split, merged)


# --- judging ----------------------------------------


@dataclass
class Tally:
    """What many revisions came to. Of each thing that was wrong: the seed, the edits and which names."""

    revisions: int = 0
    wrong: list[tuple[int, tuple[str, ...], str]] = field(default_factory=list)
    wrong_after: list[tuple[int, tuple[str, ...], str]] = field(default_factory=list)
    go_on: int = 0
    go_on_certain: int = 0
    questions: Counter[int] = field(default_factory=Counter)  # how many of a revision -> revisions
    place: Counter[int] = field(default_factory=Counter)  # of the true answer among the choices; 0: not among them
    choices: Counter[int] = field(default_factory=Counter)

    def mean_questions(self) -> float:
        return sum(number * times for number, times in self.questions.items()) / self.revisions

    def judge(self, seed: int, revision: Revision) -> None:
        """Compare, then answer truthfully, and hold both against the truth."""
        self.revisions += 1
        comparison = compare(revision.old.plan, revision.new.plan, Said(), revision.retired, revision.retired_roles)
        truth = revision.truth(Thing.GOAL)
        self.go_on += len(truth)
        self.go_on_certain += len(comparison.same_goals)
        for thing, same in ((Thing.GOAL, comparison.same_goals), (Thing.ROLE, comparison.same_roles)):
            for after, before in same.items():
                if revision.truth(thing).get(after) != before:
                    self.wrong.append((seed, revision.edits, f"{before}={after}"))
        self.questions[len(comparison.questions)] += 1
        said = Said()
        for question in comparison.questions:
            answer = revision.truthful(question)
            answers = [choice.said for choice in question.choices]
            self.place[answers.index(answer) + 1 if answer in answers else 0] += 1
            self.choices[len(answers)] += 1
            if answer.merge not in [(clause,) for clause in said.merge]:
                said = said.also(answer)
        answered = compare(revision.old.plan, revision.new.plan, said, revision.retired, revision.retired_roles)
        for what_is_wrong in untrue(revision, answered):
            self.wrong_after.append((seed, revision.edits, what_is_wrong))


def untrue(revision: Revision, answered: Comparison) -> Iterator[str]:
    """What a comparison that was answered truthfully says that is not so."""
    for fault in answered.faults:
        yield fault.sentence
    for question in answered.questions:
        yield f"asked again: {question.old.name}"
    if answered.same_goals != revision.truth(Thing.GOAL):
        yield "goals"
    if answered.same_roles != revision.truth(Thing.ROLE):
        yield "roles"
    for after, retired in answered.returns.items():
        if revision.retired_who[retired.name] != revision.new.goals[after]:
            yield f"returned: {after}"
    for after, olds in revision.true_origins(Thing.GOAL).items():
        if set(answered.origins.get(after, ())) != olds:
            yield f"origins of {after}"
    for piece, whole in revision.goal_fate.carved.items():
        called = {who: number for number, who in revision.new.goals.items()}
        origins = {revision.old.goals[old] for old in answered.origins.get(called.get(piece, ""), ())}
        if origins not in (set(), {whole}):
            yield f"origins of {called[piece]}"
    for after, olds in revision.true_origins(Thing.ROLE).items():
        if set(answered.role_origins.get(after, ())) != olds:
            yield f"origins of {after}"
