"""What differs between two versions of a plan, and what must be asked about it, in Swedish."""

from __future__ import annotations

from collections.abc import Iterable

from paminn.plan.comparing.model import Called, Change, Choice, Question, Thing
from paminn.plan.model import Timeframe
from paminn.reports.adopting import Proposed
from paminn.texts.language import swedish_list
from paminn.texts.pairs import pairs
from paminn.texts.plan_words import reading
from paminn.texts.render import render

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


def adoption_shown(proposed: Proposed) -> str:
    """All that differs, what must be answered and what to do next, for the screen."""
    comparison = proposed.comparison
    changes: list[str] = []
    questions: list[dict[str, object]] = []
    example: list[str] = []
    changes += rereadings_told(proposed)
    if comparison is not None:
        changes += [change_told(change) for change in comparison.changes]
        changes += [fault.sentence for fault in comparison.faults]
        for question in comparison.questions:
            questions.append({"sentence": question_told(question), "choices": _choices(question)})
            example.append(question.choices[0].flag)
    shown = render("cli/adopt.txt", proposed=proposed, changes=changes, questions=questions, example=" ".join(example))
    return shown.strip("\n")


def rereadings_told(proposed: Proposed) -> list[str]:
    """The time plans that are read in another way now than when they were adopted, a sentence each."""
    sentences = []
    for number, (before, now) in proposed.rereadings.items():
        words = pairs(_WORDS)["reread"]
        sentences.append(words.format(number=number, text=now.text, before=_read(before), now=_read(now)))
    return sentences


def _read(frame: Timeframe) -> str:
    return reading(frame) or pairs(_WORDS)["reread.no_day"]


def adopted_told(proposed: Proposed) -> str:
    """In one sentence what came of it, for a run."""
    return render("adopted.txt", proposed=proposed).strip()


def difference_rows(proposed: Proposed) -> list[dict[str, object]]:
    """What differs and what must be answered, for a table."""
    rows: list[dict[str, object]] = []
    for sentence in rereadings_told(proposed):
        rows.append({"Ändring": sentence, "Att svara": ""})
    comparison = proposed.comparison
    if comparison is None:
        return rows
    for change in comparison.changes:
        rows.append({"Ändring": change_told(change), "Att svara": ""})
    for question in comparison.questions:
        answers = [f"{choice['sentence']}: {choice['flag']}" for choice in _choices(question)]
        rows.append({"Ändring": question_told(question), "Att svara": " · ".join(answers)})
    return rows


def _choices(question: Question) -> list[dict[str, str]]:
    choices = []
    for choice in question.choices:
        choices.append({"sentence": choice_told(question.thing, choice), "flag": choice.flag})
    return choices


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
    filled = sentence.format(
        old=_names(before) or _names(after),
        new=_names(after) or _names(before),
        old_words=_words(before),
        new_words=_words(after),
        **values,
    )
    # A wording that ends in a full stop ends the sentence too.
    return filled.replace(".».", ".»")


def _names(called: Iterable[Called]) -> str:
    return swedish_list(thing.name for thing in called)


def _words(called: Iterable[Called]) -> str:
    return "; ".join(_short(thing.words) for thing in called)


def _short(words: str) -> str:
    if len(words) <= _LONGEST:
        return words
    return f"{words[:_LONGEST].rsplit(' ', 1)[0]} …"
