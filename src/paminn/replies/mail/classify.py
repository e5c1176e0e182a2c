"""What a mail is, before its text is read.

No human's mail may be taken for a machine's: when in doubt it is a reply.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from paminn.replies.lexicon.vocabulary import fold
from paminn.replies.mail.authenticity import suspicion
from paminn.replies.mail.bounce import bounce_sign, is_read_receipt
from paminn.replies.mail.letter import Letter
from paminn.replies.mail.subject import folded_subject, names_any, split_subject
from paminn.replies.model import Flag, MailKind


@dataclass(frozen=True, slots=True)
class Verdict:
    """`reason` is short and for machines; `flags` are signals for the quality team."""

    kind: MailKind
    reason: str
    flags: tuple[Flag, ...] = ()


_AUTOMATIC = re.compile(
    r"(?:autosvar|auto(?:matiskt|matic|mated)?[ -]?(?:svar|reply|response)|automatiskt meddelande"
    r"|franvaromeddelande|franvaro|"
    r"franvarande|out of (?:the )?office|ooo|ej pa plats|inte pa plats|ej i tjanst|abwesend|automatische "
    r"antwort)(?: \(.{1,40}\))?"
    r"\s?(?::|$)"
    r"|(?:auto(?:svar)?: )?.{1,60} (?:ar (?:inte|ej) pa (?:kontoret|plats)|is (?:out of the|not in the) office)\b"
)
_RECEIPT = re.compile(r"(?:last|ej last|inte last|olast|levererat|read|not read|delivered|laskvitto|read receipt)\s?:")
_CALENDAR = re.compile(
    r"(?:accepterat|accepterad|godkant|avbojt|avbojd|preliminart|preliminar|accepted|declined"
    r"|tentative(?:ly accepted)?"
    r"|ny tid foreslagen|new time proposed)\s?:"
)
_RECALL = re.compile(
    r"(?:aterkalla|aterkallelse|aterkallat|recall)\s?:|recall (?:failure|success)|message recall report"
)
_REACTION = re.compile(r".{1,60} (?:reagerade pa|reacted to|gillade|liked) (?:ditt|din|your|:)")
_SELF_DECLARED = re.compile(
    r"\b(?:detta|det har|this) (?:ar|is) (?:ett |an )?(?:automatiskt (?:svar|genererat|meddelande"
    r"|utskick)|autosvar|automatgenererat"
    r"|automatic(?:ally)? (?:reply|response|generated|message)|auto-?reply)"
)
_LEFT = re.compile(
    r"\b(?:har slutat|slutade|har avslutat min|har lamnat (?:min|kommunen|tjansten)|har gatt i pension"
    r"|inte langre kvar"
    r"|(?:arbetar|jobbar|ar) inte langre|inte langre (?:anstalld|arbetar|jobbar)|no longer (?:works?"
    r"|working|employed|with)"
    r"|have left|has left)\b"
)


def classify(letter: Letter, own_addresses: Sequence[str]) -> Verdict:
    """The first rule that holds, most certain first; a reply if none does."""
    own = frozenset(address.strip().lower() for address in own_addresses)
    for kind, rule in _rules(own):
        reason = rule(letter)
        if reason:
            return Verdict(kind, reason, _signals(letter, kind, reason))
    return Verdict(MailKind.REPLY, "person", _signals(letter, MailKind.REPLY, ""))


def _rules(own: frozenset[str]) -> tuple[tuple[MailKind, Callable[[Letter], str]], ...]:
    return (
        (MailKind.SUSPECT, lambda letter: "unreadable" if Flag.UNREADABLE in letter.flags else ""),
        (MailKind.RECEIPT, lambda letter: "disposition-notification" if is_read_receipt(letter) else ""),
        (MailKind.BOUNCE, lambda letter: bounce_sign(letter, own)),
        (MailKind.LOOP, lambda letter: _loop(letter, own)),
        (MailKind.RECEIPT, lambda letter: "subject" if _subject(letter, _RECEIPT, own) else ""),
        (MailKind.CALENDAR, lambda letter: _calendar(letter, own)),
        (MailKind.LIST, lambda letter: "" if names_any(letter, own) else _list(letter)),
        (MailKind.AUTOMATIC, lambda letter: _automatic(letter, own)),
        (MailKind.SPAM, lambda letter: "" if names_any(letter, own) else _spam(letter)),
        (MailKind.SUSPECT, lambda letter: suspicion(letter, own) or _spam(letter)),
        (MailKind.FORWARD, _forward),
    )


def _loop(letter: Letter, own: frozenset[str]) -> str:
    if any(name == "x-paminn" or name.startswith("x-paminn-") for name in letter.headers):
        return "x-paminn"
    return "own-address" if letter.from_address in own else ""


def _calendar(letter: Letter, own: frozenset[str]) -> str:
    for kind in letter.types:
        if kind.startswith("text/calendar;method=") and not kind.endswith("=publish"):
            return "calendar-method"
    return "subject" if _subject(letter, _CALENDAR, own) else ""


def _automatic(letter: Letter, own: frozenset[str]) -> str:
    submitted = re.split(r"[\s;(]", letter.header("auto-submitted").lower().strip(), maxsplit=1)[0]
    if submitted and submitted not in ("no", "auto-forwarded"):
        return "auto-submitted"
    if any(name in letter.headers for name in ("x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply")):
        return "x-autoreply"
    if letter.header("precedence").lower().strip() in ("bulk", "junk", "auto_reply", "auto-reply"):
        return "precedence"
    if "text/vnd.google.email-reaction+json" in letter.types or _REACTION.match(folded_subject(letter)[:200]):
        return "reaction"
    if "x-ms-exchange-organization-recallreport" in letter.headers or _subject(letter, _RECALL, own):
        return "recall"
    silenced = "all" in letter.header("x-auto-response-suppress").lower()
    if silenced and "x-ms-exchange-inbox-rules-loop" in letter.headers:
        return "inbox-rules-loop"
    if _subject(letter, _AUTOMATIC, own):
        return "subject"
    words = fold(letter.text[:1_500])
    return "self-declared" if _SELF_DECLARED.search(words) and not names_any(letter, own) else ""


def _list(letter: Letter) -> str:
    if "list-id" in letter.headers or letter.header("precedence").lower().strip() == "list":
        return "list-id"
    return "list-post" if "list-post" in letter.headers or "mailing-list" in letter.headers else ""


def _spam(letter: Letter) -> str:
    if letter.header("x-spam-flag").lower().startswith("yes") or letter.header("x-spam-status").lower().startswith(
        "yes"
    ):
        return "x-spam"
    level = letter.header("x-ms-exchange-organization-scl").strip()
    report = letter.header("x-forefront-antispam-report").upper().replace(" ", "")
    found = re.search(r"(?:^|;)SCL:(\d)", report)
    level = level or (found[1] if found else "")
    if level.isdigit() and int(level[:2]) >= 5:
        return "scl"
    return "antispam" if re.search(r"(?:^|;)(?:SFV:SPM|CAT:(?:SPM|HSPM|PHSH|HPHISH|HPHSH|MALW|BULK))", report) else ""


def _forward(letter: Letter) -> str:
    prefixes, _ = split_subject(letter.subject)
    if prefixes and prefixes[0] in ("vb", "fw", "fwd", "vl", "wg", "tr"):
        return "subject"
    if not prefixes and re.search(
        r"^\W{0,40}(?:forwarded message|vidarebefordrat (?:brev|mejl|meddelande)|begin forwarded message)\b",
        fold_lines(letter.text),
        re.M,
    ):
        return "marker"
    return "attached-mail" if "message/rfc822" in letter.types and not letter.text.strip() else ""


def fold_lines(text: str) -> str:
    """Each of the first lines folded."""
    return "\n".join(fold(line[:200]) for line in text.split("\n")[:200])


def _subject(letter: Letter, pattern: re.Pattern[str], own: frozenset[str]) -> bool:
    """The subject begins so; behind a "SV:" only when no quoted mail of ours shows that a person answered."""
    prefixes, bare = split_subject(letter.subject)
    return bool(pattern.match(fold(bare))) and not (prefixes and names_any(letter, own))


def _signals(letter: Letter, kind: MailKind, reason: str) -> tuple[Flag, ...]:
    words = fold(letter.text[:3_000])
    flags: list[Flag] = []
    if (kind is MailKind.AUTOMATIC and reason != "recall" and _LEFT.search(words)) or (
        kind is MailKind.REPLY and re.search(r"\bjag (?:har slutat|arbetar inte langre|jobbar inte langre)\b", words)
    ):
        flags.append(Flag.HAS_LEFT)
    if reason == "recall":
        flags.append(Flag.RECALLED)
    return tuple(flags)
