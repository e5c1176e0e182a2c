"""What differs between two versions of a plan, and what must be asked about it, in Swedish."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from paminn.plan.comparing import answers_to_paste
from paminn.plan.comparing.model import Called, Change, Choice, Comparison, PlanText, Question, Why
from paminn.plan.model import Timeframe
from paminn.plan.version import Rereading
from paminn.reports.adopting import AskedAnew, Proposed
from paminn.texts.language import swedish_date, swedish_list
from paminn.texts.pairs import pairs
from paminn.texts.plan_words import reading
from paminn.texts.render import render

_WORDS = "adoption.txt"
_LONGEST = 160  # letters of a wording, where it is only to be recognised
_BEFORE_WHAT_DIFFERS = 60  # of them, where two differ late
_DAYS = (PlanText.DECIDED, PlanText.REVISED, PlanText.VALID_UNTIL)


def change_told(change: Change) -> str:
    """A change as one or two sentences."""
    words = pairs(_WORDS)
    key = f"{change.thing}.{change.what}"
    old = change.old
    new = change.new
    if change.text in _DAYS:
        key = f"{change.thing}.day"
        old = _days_written_out(change.old)
        new = _days_written_out(change.new)
    if _has_come(change) and f"{key}.new" in words:
        key = f"{key}.new"
    elif _is_gone(change) and f"{key}.removed" in words:
        key = f"{key}.removed"
    return _filled(words[key], old, new, text=_text_of(change))


def question_told(question: Question) -> str:
    """The question itself, without its choices; it shows where the likeliest one differs."""
    sentence = pairs(_WORDS)[f"why.{question.thing}.{question.why}"]
    return _filled(sentence, (question.old,), question.choices[0].new)


def choice_told(question: Question, choice: Choice) -> str:
    """One answer to a question, without full stop; of long words that differ late, those where they do."""
    thing = question.thing
    words = pairs(_WORDS)
    signs = swedish_list(words[f"sign.{sign}"] for sign in choice.signs)
    others = swedish_list(called.name for called in choice.together_with)
    key = f"choice.{thing}.{choice.answer}"
    if question.why is Why.CARVED:
        key = f"{key}.carved"
    if choice.new == (question.old,) and f"{key}.still" in words:
        key = f"{key}.still"
    return _filled(
        words[key],
        (question.old,),
        choice.new,
        signs=f" ({signs})" if signs else "",
        others=others,
    )


def adoption_shown(proposed: Proposed) -> str:
    """All that differs, what must be answered and what to do next, for the screen."""
    comparison = proposed.comparison
    changes: list[str] = []
    questions: list[dict[str, object]] = []
    changes += rereadings_told(proposed.rereadings)
    if comparison is not None:
        changes += [change_told(change) for change in comparison.changes]
        changes += [fault.sentence for fault in comparison.faults]
        questions += questions_shown(comparison)
        changes += asked_anew_told(proposed.asked_anew)
    shown = render(
        "cli/adopt.txt",
        proposed=proposed,
        changes=changes,
        questions=questions,
        example=example_line(proposed),
        holders=holders_told((), (), proposed.old_names),
    )
    return shown.strip("\n")


def questions_shown(comparison: Comparison) -> list[dict[str, object]]:
    """Each question with its choices: the sentence, and the option to paste."""
    shown: list[dict[str, object]] = []
    for question in comparison.questions:
        shown.append({"sentence": question_told(question), "choices": _choices(question)})
    return shown


def example_line(proposed: Proposed) -> str:
    """The command that adopts, with what has been said and an answer to each question; "" where it cannot be given."""
    if not proposed.differs or proposed.adopted is not None or (proposed.is_certain and proposed.refusal):
        return ""
    answers = ""
    if proposed.comparison is not None and proposed.back_to is None:
        answers = answers_to_paste(proposed.comparison)
    return f"paminn adopt --by DITT-NAMN {answers}".rstrip()


def holders_told(awaiting: Iterable[str], left_over: Iterable[str], old_names: Mapping[str, str]) -> list[str]:
    """What of owners.yaml does not hold as it stands, and what to do about it."""
    words = pairs(_WORDS)
    told = []
    waiting = swedish_list(awaiting)
    if waiting:
        told.append(words["holders.awaiting"].format(roles=waiting))
    left = swedish_list(left_over)
    if left:
        told.append(words["holders.left_over"].format(roles=left))
    for name, now in old_names.items():
        told.append(words["holders.old_name"].format(name=name, now=now))
    return told


def asked_anew_told(goals: Iterable[AskedAnew]) -> list[str]:
    """Which new goals are asked about though somebody has said Klar of what they are made of, a sentence each."""
    words = pairs(_WORDS)["asked_anew"]
    return [words.format(new=goal.new, old=goal.old, roles=swedish_list(goal.roles)) for goal in goals]


def rereadings_told(rereadings: Mapping[str, Rereading]) -> list[str]:
    """The time plans that are read in another way now than when they were adopted, a sentence each."""
    words = pairs(_WORDS)["reread"]
    sentences = []
    for number, read in rereadings.items():
        text = read.now.text
        sentences.append(words.format(number=number, text=text, before=_read(read.before), now=_read(read.now)))
    return sentences


def _read(frame: Timeframe) -> str:
    return reading(frame) or pairs(_WORDS)["reread.no_day"]


def adopted_told(proposed: Proposed) -> str:
    """In one sentence what came of it, for a run."""
    return render("adopted.txt", proposed=proposed).strip()


def difference_rows(proposed: Proposed) -> list[dict[str, object]]:
    """What differs and what must be answered, for a table."""
    rows: list[dict[str, object]] = []
    for sentence in rereadings_told(proposed.rereadings):
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
        choices.append({"sentence": choice_told(question, choice), "flag": choice.flag})
    return choices


def _has_come(change: Change) -> bool:
    """Whether nothing stood there before, or nothing in the place of its words."""
    return not change.old or all(not called.words for called in change.old)


def _is_gone(change: Change) -> bool:
    """Whether something was taken away: nothing stands in its place, or nothing in the place of its words."""
    return not change.new or all(not called.words for called in change.new)


def _days_written_out(called: Iterable[Called]) -> tuple[Called, ...]:
    """Days as people write them: a comparison has them as ISO dates, or as nothing."""
    written = []
    for thing in called:
        words = swedish_date(date.fromisoformat(thing.words)) if thing.words else ""
        written.append(replace(thing, words=words))
    return tuple(written)


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
        old_words=_words(before, after),
        new_words=_words(after, before),
        **values,
    )
    # A wording that ends in a full stop ends the sentence too.
    return filled.replace(".».", ".»")


def _names(called: Iterable[Called]) -> str:
    return swedish_list(thing.name for thing in called)


def _words(called: Sequence[Called], other: Sequence[Called]) -> str:
    """The words of each; where one stands against one other, the part in which they differ is among them."""
    if len(called) == 1 and len(other) == 1:
        return _short(called[0].words, _same_beginning(called[0].words, other[0].words))
    return "; ".join(_short(thing.words) for thing in called)


def _same_beginning(words: str, other: str) -> int:
    """How many letters are the same from the start, 0 where all are."""
    for place, (letter, another) in enumerate(zip(words, other, strict=False)):
        if letter != another:
            return place
    return min(len(words), len(other)) if words != other else 0


def _short(words: str, differs: int = 0) -> str:
    """The beginning, or what stands around the letter from which it differs."""
    if len(words) <= _LONGEST:
        return words
    first = 0
    if differs > _LONGEST - _BEFORE_WHAT_DIFFERS:
        first = words.rfind(" ", 0, differs - _BEFORE_WHAT_DIFFERS) + 1
    shown = words[first:]
    if len(shown) > _LONGEST:
        shown = f"{shown[:_LONGEST].rsplit(' ', 1)[0]} …"
    return f"… {shown}" if first else shown
