"""The quality team's desk on the screen: what waits, and one answer or mail with its words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import assert_never

from paminn.incoming.answer_states import Fact
from paminn.incoming.decision import Action
from paminn.incoming.finding import Conclusion, Finding
from paminn.plan.occurrence import OccurrenceId
from paminn.replies.model import PERSONAL, Flag
from paminn.reports.absences import Away
from paminn.reports.contradicting import Contradicting
from paminn.reports.on_the_desk import (
    EachHeard,
    Origin,
    Shown,
    ShownAnswer,
    ShownDecision,
    ShownMail,
    Waiting,
    WaitingMail,
)
from paminn.standing.answer import Answer, Release
from paminn.standing.word import Key
from paminn.texts.artifacts import absent_rows
from paminn.texts.language import swedish_list
from paminn.texts.pairs import pairs
from paminn.texts.plan_words import goal_in_words
from paminn.texts.render import render
from paminn.texts.words import all_told, counted_kind, kind_word, status_word, told


def listed(
    waiting: Sequence[Waiting],
    away: Sequence[Mapping[str, object]],
    contradictions: Sequence[Contradicting] = (),
    each: Mapping[Key, EachHeard] = MappingProxyType({}),
    aside: Sequence[WaitingMail] = (),
) -> str:
    """What waits, without a word of it, who contradict each other, and the machines' mails of late (`aside`).

    `away` are the rows of those who cannot be reached, `each` tells of the roles in which each answers for themselves.
    """
    answers = [row for row in waiting if isinstance(row, ShownAnswer)]
    mails = [row for row in waiting if isinstance(row, WaitingMail)]
    return render(
        "cli/replies_list.txt",
        answers=answers,
        mails=mails,
        some_not_read=any(_is_not_read(row.answer) for row in answers),
        some_of_steps=any(row.answer.status is None and row.answer.occurrence.is_step for row in answers),
        some_alone=any(row.alone for row in answers),
        goal_in_words=goal_in_words,
        away=away,
        contradictions=contradictions,
        each=each,
        aside=aside,
        counted=_counted(aside),
        kind_word=kind_word,
        release_word=release_word,
        told=told,
        all_told=all_told,
        not_said_yet=_not_said_yet,
        status_word=status_word,
    ).strip("\n")


def _is_not_read(answer: Answer) -> bool:
    """Whether a person must say its status: of what was read about a preparation only whether it is about that."""
    is_read = answer.occurrence.is_step and answer.read_as is not None
    return answer.status is None and not is_read


def _counted(aside: Sequence[WaitingMail]) -> str:
    """ "2 automatiska svar, 1 leveransrapport"."""
    counts = Counter(mail.kind for mail in aside)
    return ", ".join(counted_kind(kind, count) for kind, count in counts.items())


def _not_said_yet(mail: WaitingMail) -> tuple[Flag, ...]:
    """The flags of a mail but for that of somebody who has left, where that is what the mail was found to be."""
    conclusion = Conclusion.parse(mail.why)
    if conclusion is None or conclusion.finding is not Finding.HAS_LEFT:
        return mail.flags
    return tuple(flag for flag in mail.flags if flag is not Flag.HAS_LEFT)


def who_is_away(number: str, address: str, rows: Sequence[Away]) -> str:
    """One person who cannot be reached, with name and address, and what that comes to in each role."""
    away = absent_rows(rows)
    return render("cli/replies_away.txt", number=number, address=address, rows=rows, away=away).strip("\n")


def back_again(settled: Sequence[Away]) -> str:
    """That somebody is written to again, in each of their roles."""
    return render("cli/replies_settled.txt", settled=settled).strip("\n")


def shown(card: Shown, action: Action | None = None) -> str:
    """One answer or mail with its words; `action` is what was just decided about it."""
    if isinstance(card, ShownMail):
        return _shown_mail(card)
    return _shown_answer(card, action)


def _shown_answer(card: ShownAnswer, action: Action | None) -> str:
    beside = card.personal_beside
    is_personal = any(flag in PERSONAL and flag not in beside for flag in card.flags)
    return render(
        "cli/replies_answer.txt",
        answer=card.answer,
        called=card.called,
        mail=f"m{card.mail}",
        flags=card.flags,
        goal_in_words=goal_in_words,
        is_personal=is_personal,
        beside=beside,
        names_more=card.origin is not None and Flag.ANOTHER_GOAL in card.flags,
        whole_mail=card.whole_mail,
        origin=card.origin,
        as_it_came=_as_it_came(str(card.answer.id), card.origin),
        is_assigned=action is Action.ASSIGN,
        is_asked=action is Action.ASK,
        questions=card.questions,
        alone=card.alone,
        is_set_aside=card.is_set_aside,
        each=card.each,
        against=card.against,
        history=[_decided(decision) for decision in card.history],
        release_word=release_word,
        all_told=all_told,
        status_word=status_word,
    ).strip("\n")


def _decided(decision: ShownDecision) -> Mapping[str, object]:
    """One decision in words: who, when, what and why, from what to what."""
    kept = decision.kept
    reasons = [reason for reason in (kept.why, kept.private_why, kept.stranger_why) if reason]
    if kept.what is Action.ASK:  # the question is shown by itself
        reasons.remove(kept.why)
    return {
        "day": kept.day,
        "who": kept.who,
        "what": _what(decision),
        "changes": _changes(decision),
        "is_known": decision.after is not None,
        "reasons": reasons,
    }


def _what(decision: ShownDecision) -> str:
    """What was done; of words that were placed, at which goals."""
    goals = swedish_list(decision.placed or ())
    words = pairs("replies/actions.txt", goals=goals)
    if decision.kept.what is None:
        return words["unknown"]
    if decision.kept.what is not Action.PLACE:
        return words[decision.kept.what]
    if decision.placed is None:
        return words["placed_somewhere"]
    return words[Action.PLACE if decision.placed else "placed_nowhere"]


def _changes(decision: ShownDecision) -> list[str]:
    """What it changed, but for what its name says already or what follows from the rest."""
    changes: list[str] = []
    before = decision.before or {}
    for fact, after in (decision.after or {}).items():
        match fact:
            case Fact.GOAL | Fact.OWNER | Fact.NEW_DATE:
                changes.append(_change(fact, before.get(fact), after))
            case Fact.STATUS if decision.kept.what is Action.PLACE:
                changes.append(pairs("replies/facts.txt", before="", after=_status(after) or "")["status_at_number"])
            case Fact.STATUS:
                changes.append(_change(fact, _status(before.get(fact)), _status(after)))
            case Fact.TEXT:
                if before.get(fact) is not None and after is not None:
                    changes.append(_change(fact, None, None))
            case Fact.OCCURRENCE:
                if before[fact] is not None and after is not None and OccurrenceId.parse(before[fact] or "").is_step:
                    changes.append(_change(fact, None, None))
            case Fact.RELEASE | Fact.RELEASED:
                pass
            case _:
                assert_never(fact)
    return changes


def _status(value: str | None) -> str | None:
    return None if value is None else status_word(value)


def _change(fact: Fact, before: str | None, after: str | None) -> str:
    nothing = pairs("replies/waiting.txt")["nothing"]
    return pairs("replies/facts.txt", before=before or nothing, after=after or nothing)[fact]


def _shown_mail(card: ShownMail) -> str:
    release = Release.WITHHELD if card.is_laid_aside else Release.HELD
    return render(
        "cli/replies_mail.txt",
        mail=card.mail,
        origin=card.origin,
        as_it_came=_as_it_came(card.mail.number, card.origin),
        release=release,
        release_word=release_word,
        told=told,
        all_told=all_told,
        not_said_yet=_not_said_yet,
    ).strip("\n")


def _as_it_came(number: str, origin: Origin | None) -> str:
    """All that stands in the mail beside its own words, each part under its heading."""
    if origin is None or origin.letter is None:
        return ""
    worded = render("cli/as_it_came.txt", letter=origin.letter, number=number, size=_size, status_word=status_word)
    return "\n" + re.sub(r"\n{3,}", "\n\n", worded).strip("\n")


def _size(count: int) -> str:
    """Of a file: "84 kB", "2,1 MB"."""
    if count < 1_000_000:
        return f"{max(1, round(count / 1000))} kB" if count else "0 kB"
    return f"{count / 1_000_000:.1f} MB".replace(".", ",")


def release_word(release: Release) -> str:
    return pairs("replies/releases.txt")[release]
