"""What a plan calls its levels: fokusområde and delmål, perspektiv and åtgärd, with the forms that sentences need."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Noun:
    """A Swedish noun in small letters. It is neuter ("ett mål") when its definite form ends in t."""

    singular: str
    definite: str
    plural: str
    definite_plural: str

    @property
    def is_neuter(self) -> bool:
        return self.definite.endswith("t")

    @property
    def heading(self) -> str:
        """Åtgärd"""
        return _capital(self.singular)

    @property
    def plural_heading(self) -> str:
        """Åtgärder"""
        return _capital(self.plural)

    @property
    def in_form(self) -> str:
        """What stands above a form: the word itself where whoever reads the answers knows it."""
        return self.heading if self.singular in KNOWN else _OF_BOTH_LEVELS.heading

    @property
    def genitive(self) -> str:
        """åtgärdens"""
        return f"{self.definite}s"

    @property
    def a(self) -> str:
        """en åtgärd"""
        return f"{self.either('ett', 'en')} {self.singular}"

    @property
    def no(self) -> str:
        """ingen åtgärd"""
        return f"{self.either('inget', 'ingen')} {self.singular}"

    def either(self, neuter: str, common: str) -> str:
        """What agrees with it: "försenat" of a mål, "försenad" of an åtgärd."""
        return neuter if self.is_neuter else common

    def of(self, count: int) -> str:
        """åtgärd, or åtgärder"""
        return self.singular if count == 1 else self.plural


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]


def _like_mål(word: str) -> Noun:
    """mål, målet, mål, målen"""
    return Noun(word, f"{word}et", word, f"{word}en")


def _like_område(word: str) -> Noun:
    """område, området, områden, områdena"""
    return Noun(word, f"{word}t", f"{word}n", f"{word}na")


def _like_insats(word: str) -> Noun:
    """insats, insatsen, insatser, insatserna"""
    return Noun(word, f"{word}en", f"{word}er", f"{word}erna")


def _like_satsning(word: str) -> Noun:
    """satsning, satsningen, satsningar, satsningarna"""
    return Noun(word, f"{word}en", f"{word}ar", f"{word}arna")


_LIKE_MÅL = (
    *("mål", "delmål", "inriktningsmål", "effektmål", "resultatmål", "huvudmål", "nämndmål", "verksamhetsmål"),
    *("perspektiv", "uppdrag", "utvecklingsuppdrag", "steg", "initiativ", "projekt"),
)
_LIKE_OMRÅDE = (
    *("område", "fokusområde", "insatsområde", "utvecklingsområde", "målområde", "delområde", "ansvarsområde"),
    *("åtagande", "löfte"),
)
_LIKE_INSATS = ("insats", "åtgärd", "aktivitet", "prioritet", "process", "ambition", "punkt")
_LIKE_SATSNING = ("satsning", "prioritering", "inriktning", "målsättning", "handling")

KNOWN: Mapping[str, Noun] = {
    noun.singular: noun
    for noun in (
        *map(_like_mål, _LIKE_MÅL),
        *map(_like_område, _LIKE_OMRÅDE),
        *map(_like_insats, _LIKE_INSATS),
        *map(_like_satsning, _LIKE_SATSNING),
        Noun("strategi", "strategin", "strategier", "strategierna"),
        Noun("tema", "temat", "teman", "temana"),
        Noun("fråga", "frågan", "frågor", "frågorna"),
    )
}
# Where some goals are followed up themselves and of others their actions.
_OF_BOTH_LEVELS = KNOWN["punkt"]


def noun_in(heading: str) -> Noun | None:
    """The level that a heading of one or several names: "Åtgärd", "Aktiviteter"."""
    words = heading.casefold().split()
    if len(words) != 1:
        return None
    return next((noun for noun in KNOWN.values() if words[0] in (noun.singular, noun.plural)), None)


@dataclass(frozen=True, slots=True)
class LevelNames:
    """The levels from the top: an area, a goal in it, an action under a goal that is followed up by its actions.

    Where a plan does not name them they are called as the keys that its author wrote them under.
    """

    area: Noun = KNOWN["fokusområde"]
    goal: Noun = KNOWN["delmål"]
    action: Noun = KNOWN["åtgärd"]


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Who follows up the plan, as a sentence names them; none where the plan names nobody."""

    called: str = ""

    @property
    def name(self) -> str:
        """kvalitetsteamet, within a sentence"""
        return self.called or "den som följer upp planen"

    @property
    def heading(self) -> str:
        """Kvalitetsteamet, where a sentence begins"""
        return _capital(self.name)

    @property
    def member(self) -> str:
        """What stands right behind a person's name: " i kvalitetsteamet"."""
        return f" i {self.called}" if self.called else ", som följer upp planen,"


@dataclass(frozen=True, slots=True)
class PlanWords:
    """The words by which a plan's own things are spoken of.

    `goal` is what is counted: all that is followed up, whichever level it stands at.
    """

    area: Noun
    goal: Noun
    team: FollowUp


def plan_words(levels: LevelNames, stand_under: Collection[bool], team: str) -> PlanWords:
    """`stand_under`: of each goal that is followed up, whether it is an action under another."""
    goal = levels.goal
    if stand_under and all(stand_under):
        goal = levels.action
    elif any(stand_under):
        goal = _OF_BOTH_LEVELS
    return PlanWords(levels.area, goal, FollowUp(team))


OF_THE_KEYS = LevelNames()
NEUTRAL_WORDS = plan_words(LevelNames(KNOWN["område"], KNOWN["mål"]), (), "")


def words_of_all(plans: Sequence[PlanWords]) -> PlanWords:
    """What several plans are spoken of by at once: their own words where they all have the same."""
    first = plans[0]
    same_goal = all(words.goal == first.goal for words in plans)
    same_area = all(words.area == first.area for words in plans)
    same_team = all(words.team == first.team for words in plans)
    return PlanWords(
        first.area if same_area else NEUTRAL_WORDS.area,
        first.goal if same_goal else _OF_BOTH_LEVELS,
        first.team if same_team else FollowUp(),
    )


def small_first(name: str) -> str:
    """A role's name within a sentence: "kvalitetsteamet", but "HR-chef"."""
    if name[1:2].islower():
        return name[:1].lower() + name[1:]
    return name
