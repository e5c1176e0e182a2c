"""What a person says of old and new, as it is written on the command line and in Prefect's form."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Sequence
from unicodedata import normalize

from paminn.errors import UsageError
from paminn.plan.comparing import Answer, Said, several_in, sides_in

_EXAMPLES = {
    Answer.SAME: "--same 2.1=2.2",
    Answer.SPLIT: "--split 2.1=2.1,2.2",
    Answer.MERGE: "--merge 2.1,2.2=2.1",
    Answer.REMOVED: "--removed 2.1",
}


def said_by(
    same: Iterable[str] = (), split: Iterable[str] = (), merge: Iterable[str] = (), removed: Iterable[str] = ()
) -> Said:
    """The values of each option, as "2.1=2.2". Raises UsageError."""
    sames = [_both(text, Answer.SAME) for text in same]
    splits = []
    for text in split:
        old, news = _both(text, Answer.SPLIT)
        splits.append((old, several_in(news)))
    merges = []
    for text in merge:
        olds, new = _both(text, Answer.MERGE)
        merges.append((several_in(olds), new))
    return Said(tuple(sames), tuple(splits), tuple(merges), tuple(_as_kept(text) for text in removed))


def said_in_words(text: str) -> Said:
    """The options themselves, one after the other: --same 2.1=2.2 --removed 3.4. Raises UsageError."""
    try:
        words = list(_apart(shlex.split(text)))
    except ValueError:
        raise UsageError("Svaren går inte att läsa: ett citattecken öppnas men stängs inte.") from None
    values: dict[str, list[str]] = {f"--{answer}": [] for answer in Answer}
    for option, value in zip(words[::2], _after_each(words), strict=True):
        if option not in values:
            raise UsageError(f"«{option}» går inte att läsa. Skriv till exempel {_EXAMPLES[Answer.SAME]}.")
        values[option].append(value)
    return said_by(
        values[f"--{Answer.SAME}"],
        values[f"--{Answer.SPLIT}"],
        values[f"--{Answer.MERGE}"],
        values[f"--{Answer.REMOVED}"],
    )


def _apart(words: Iterable[str]) -> Iterator[str]:
    """Option and value as words of their own, also where they are written with an equals sign between them."""
    options = tuple(f"--{answer}=" for answer in Answer)
    is_value = False
    for word in words:
        if not is_value and word.startswith(options):
            yield from word.split("=", 1)
        else:
            yield word
            is_value = not is_value


def _after_each(words: Sequence[str]) -> list[str]:
    """The value that stands after each option."""
    if len(words) % 2:
        raise UsageError(f"Det saknas något efter «{words[-1]}». Skriv till exempel {_EXAMPLES[Answer.SAME]}.")
    return list(words[1::2])


def _both(text: str, answer: Answer) -> tuple[str, str]:
    """What stands on either side of the equals sign."""
    old, new = sides_in(_as_kept(text))
    if not old or not new:
        raise UsageError(f"«{text}» går inte att läsa. Skriv till exempel {_EXAMPLES[answer]}.")
    return old, new


def _as_kept(text: str) -> str:
    """As names are kept: some keyboards write å as a and a ring."""
    return " ".join(normalize("NFC", text).split())
