"""What differs between two versions of a plan, and what must be asked about it, in Swedish."""

from __future__ import annotations

from collections.abc import Iterable

from paminn.plan.comparing.model import Called, Change, Choice, Question, Thing
from paminn.texts.language import swedish_list
from paminn.texts.pairs import pairs

_WORDS = "adoption.txt"
_LONGEST = 160  # letters of a wording, where it is only to be recognised


def change_told(change: Change) -> str:
    """A change as one or two sentences."""
    words = pairs(_WORDS)
    key = f"{change.thing}.{change.what}"
    if not change.old and f"{key}.new" in words:
        key = f"{key}.new"
    elif _is_gone(change) and f"{key}.removed" in words:
        key = f"{key}.removed"
    return _filled(words[key], change.old, change.new, text=_text_of(change))


def question_told(question: Question) -> str:
    """The question itself, without its choices."""
    sentence = pairs(_WORDS)[f"why.{question.thing}.{question.why}"]
    return _filled(sentence, (question.old,), ())


def choice_told(thing: Thing, choice: Choice) -> str:
    """One answer to a question about a `thing`, without full stop."""
    words = pairs(_WORDS)
    signs = swedish_list(words[f"sign.{sign}"] for sign in choice.signs)
    others = swedish_list(called.name for called in choice.together_with)
    return _filled(
        words[f"choice.{thing}.{choice.answer}"],
        (),
        choice.new,
        signs=f" ({signs})" if signs else "",
        others=others,
    )


def _is_gone(change: Change) -> bool:
    """Whether something was taken away: nothing stands in its place, or nothing in the place of its words."""
    return not change.new or all(not called.words for called in change.new)


def _text_of(change: Change) -> str:
    """Which words of the plan a change is about."""
    if change.text is None:
        return ""
    (called, *_) = (*change.new, *change.old)
    return pairs(_WORDS)[f"text.{change.text}"].replace("{name}", called.name)


def _filled(sentence: str, old: Iterable[Called], new: Iterable[Called], **values: str) -> str:
    before = tuple(old)
    after = tuple(new)
    return sentence.format(
        old=_names(before) or _names(after),
        new=_names(after) or _names(before),
        old_words=_words(before),
        new_words=_words(after),
        **values,
    )


def _names(called: Iterable[Called]) -> str:
    return swedish_list(thing.name for thing in called)


def _words(called: Iterable[Called]) -> str:
    return "; ".join(_short(thing.words) for thing in called)


def _short(words: str) -> str:
    if len(words) <= _LONGEST:
        return words
    return f"{words[:_LONGEST].rsplit(' ', 1)[0]} …"
