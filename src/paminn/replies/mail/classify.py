"""What a mail is by its form: its parts, its head, its subject. What the words tell is asked afterwards (`read`).

No human's mail may be taken for a machine's: when in doubt it is a reply.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from paminn.replies.lexicon.comparing import fold, words
from paminn.replies.mail.authenticity import suspicion
from paminn.replies.mail.bounce import bounce_sign, is_read_receipt
from paminn.replies.mail.letter import Letter
from paminn.replies.mail.subject import folded_subject, names_any, split_subject
from paminn.replies.model import Flag, MailKind, Reason

_AUTOMATIC = re.compile(
    r"(?:autosvar|auto(?:matiskt|matic|mated)?[ -]?(?:svar|reply|response)|automatiskt meddelande"
    r"|franvaromeddelande|franvaro|franvarande|ej pa plats|inte pa plats|ej i tjanst"
    r"|out of (?:the )?office(?: (?:auto-?)?(?:reply|response|message|notification))?|ooo|abwesen(?:d|heit\w*)"
    r"|automatische antwort|vacation (?:reply|response)|franvaroassistent(?:en)?)(?: \(.{1,40}\))?\s?(?::|$)"
    r"|(?:auto(?:svar)?: )?.{1,60} (?:ar (?:inte|ej) pa (?:kontoret|plats)|is (?:out of the|not in the) office)\b"
)
_RECEIPT = re.compile(r"(?:last|ej last|inte last|olast|levererat|laskvitto|read|not read|delivered|read receipt)\s?:")
_CALENDAR = re.compile(
    r"(?:accepterat|accepterad|godkant|avbojt|avbojd|preliminart|preliminar|ny tid foreslagen"
    r"|accepted|declined|tentative(?:ly accepted)?|new time proposed)\s?:"
)
_RECALL = re.compile(
    r"(?:aterkalla|aterkallelse|aterkallat|recall)\s?:|recall (?:failure|success)|message recall report"
)
_REACTION = re.compile(r".{1,60} (?:reagerade pa|reacted to|gillade|liked) (?:ditt|din|your|:)")
_HAS_LEFT = re.compile(
    r"\b(?:har slutat(?! (?:for|i) (?:i ?)?dag)|slutade(?! (?:for|i) (?:i ?)?dag)|har avslutat min|har lamnat (?:min"
    r"|kommunen|tjansten)|har gatt i pension"
    r"|inte langre kvar|(?:arbetar|jobbar|ar) inte langre|inte langre (?:anstalld|arbetar|jobbar)"
    r"|no longer (?:works?|working|employed|with)|have left|has left)\b"
)
_I_HAVE_LEFT = re.compile(r"\bjag (?:har slutat(?! (?:for|i) (?:i ?)?dag)|arbetar inte langre|jobbar inte langre)\b")
_PORTAL = re.compile(
    r"(?:du har (?:fatt|tagit emot)|you(?: have|['’]ve) received|har skickat dig) (?:ett |an? )?"
    r"(?:nytt |new )?(?:sakert|skyddat|krypterat|secure|encrypted|protected)"
    r" (?:e-post)?(?:meddelande|mejl|brev|message|e-?mail)"
    r"|(?:detta|det har|this) (?:e-post)?(?:meddelandet?|mejlet|message) (?:ar|is) (?:skyddat|krypterat|encrypted"
    r"|protected)"
    r"|(?:lasa|oppna|read|view|open) (?:det |the |your )?(?:krypterade|skyddade|sakra|secure|encrypted|protected)"
    r" (?:meddelandet|mejlet|message)"
)
_LONGEST_NOTICE = 1_000  # characters
_FORWARDED_BELOW = re.compile(
    r"^\W{0,40}(?:forwarded message|vidarebefordrat (?:brev|mejl|meddelande)|begin forwarded message)\b",
    re.M,
)
_SPAM_LEVEL = re.compile(r"(?:^|;)SCL:(\d)")
_SPAM_VERDICT = re.compile(r"(?:^|;)(?:SFV:SPM|CAT:(?:SPM|HSPM|PHSH|HPHISH|HPHSH|MALW|BULK))")

_FORWARDS = words("vb fw fwd vl wg tr")
_AUTOREPLY_HEADERS = words("x-autoreply x-autorespond x-autoresponder x-auto-reply")
_BULK = words("bulk junk")
_AUTO_REPLY = words("auto_reply auto-reply")
_NOBODY = re.compile(
    r"^(?:no|inget|ej|do[-_.]?not)[-_.]?(?:reply|replay|svar|response)|^(?:noreply|ingensvarar|svara[-_.]?(?:ej|inte))",
    re.I,
)
_TICKET = re.compile(
    r"(?:arende(?:nr|nummer)?|ticket|case|support|dnr|diarienummer|inc|req|request|sag|sak)(?: ?(?:id|nr|nummer"
    r"|number))?"
    r"\W{0,3}[a-z]{0,4}-?\d[\w/-]{2,}"
    r"|\W{1,2}(?:arende|ticket|case)?\W{0,2}#?\d{3,}\W|(?:arende)?bekraftelse\b|mottagnings\w+|kvittens\b"
    r"|vi har (?:mottagit|tagit emot)"
)
_LEAST_SPAM = 5  # of the level that Exchange gives, up to 9


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a mail is and by what that was told; `flags` are signals for the quality team."""

    kind: MailKind
    reason: Reason
    flags: tuple[Flag, ...] = ()


# Each rule tells by what a mail is of its kind, or None; it is told our own addresses.
_Rule = Callable[[Letter, frozenset[str]], Reason | None]


def classify(letter: Letter, own_addresses: Sequence[str], *, answers_us: bool = False) -> Verdict:
    """The first rule that holds, most certain first; a reply if none does.

    `answers_us`: it is known to answer a mail of ours, from an address that we wrote to. What servers and filters on
    its way have put on it makes no machine's mail of it then.
    """
    own = frozenset(address.strip().lower() for address in own_addresses)
    for kind, rule in _RULES:
        reason = rule(letter, own)
        if reason is None or (answers_us and reason in _PUT_ON_ITS_WAY):
            continue
        return Verdict(kind, reason, signals(letter, kind, reason))
    return Verdict(MailKind.REPLY, Reason.PERSON, signals(letter, MailKind.REPLY, Reason.PERSON))


def looks_sent_by_machine(letter: Letter) -> bool:
    """Whether something in the head is more often a machine's than a person's. Alone it proves nothing."""
    if letter.header("return-path").replace(" ", "") == "<>" or is_nobodys(letter.from_address):
        return True
    return is_under_number(letter)


def is_under_number(letter: Letter) -> bool:
    """Whether the subject begins with a ticket's number."""
    return _TICKET.match(folded_subject(letter)) is not None


def came_by_list(letter: Letter) -> bool:
    """Whether a list or a mass mailer has had a hand in it."""
    return "list-id" in letter.headers or "precedence" in letter.headers


def is_nobodys(address: str) -> bool:
    """An address that nobody answers from, such as noreply@."""
    return _NOBODY.match(address) is not None


def _unreadable(letter: Letter, own: frozenset[str]) -> Reason | None:
    if Flag.UNREADABLE in letter.flags:
        return Reason.UNREADABLE
    return None


def _sealed(letter: Letter, own: frozenset[str]) -> Reason | None:
    """Whose words are not to be had: what stands there instead is a program's notice, and nobody's answer."""
    if Flag.PROTECTED in letter.flags:
        return Reason.RIGHTS_PROTECTED
    has_words = any(character.isalnum() for character in letter.text)
    if Flag.ENCRYPTED in letter.flags and (not has_words or _is_wholly_encrypted(letter)):
        return Reason.ENCRYPTED
    if Flag.WINMAIL in letter.flags and not has_words:
        return Reason.WINMAIL
    if _PORTAL.search(fold(letter.text[:_LONGEST_NOTICE])) and not names_any(letter, own):
        return Reason.PORTAL
    return None


def _is_wholly_encrypted(letter: Letter) -> bool:
    content_type = letter.header("content-type").lower()
    if content_type.startswith(("multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime")):
        return True
    return letter.text.lstrip().startswith("-----BEGIN PGP MESSAGE-----")


def _receipt_by_report(letter: Letter, own: frozenset[str]) -> Reason | None:
    if is_read_receipt(letter):
        return Reason.READ_RECEIPT
    return None


def _receipt_by_subject(letter: Letter, own: frozenset[str]) -> Reason | None:
    if _begins(letter, _RECEIPT, own):
        return Reason.SUBJECT
    return None


def _loop(letter: Letter, own: frozenset[str]) -> Reason | None:
    for name in letter.headers:
        if name == "x-paminn" or name.startswith("x-paminn-"):
            return Reason.OUR_HEADER
    if letter.from_address in own:
        return Reason.OUR_ADDRESS
    return None


def _calendar(letter: Letter, own: frozenset[str]) -> Reason | None:
    for kind in letter.types:
        if kind.startswith("text/calendar;method=") and not kind.endswith("=publish"):
            return Reason.CALENDAR_METHOD
    if _begins(letter, _CALENDAR, own):
        return Reason.SUBJECT
    return None


def _list(letter: Letter, own: frozenset[str]) -> Reason | None:
    if names_any(letter, own):
        return None
    if "list-id" in letter.headers or _precedence(letter) == "list":
        return Reason.LIST_ID
    if "list-post" in letter.headers or "mailing-list" in letter.headers:
        return Reason.LIST_POST
    return None


def _automatic_by_header(letter: Letter, own: frozenset[str]) -> Reason | None:
    submitted = re.split(r"[\s;(]", letter.header("auto-submitted").lower().strip(), maxsplit=1)[0]
    if submitted not in ("", "no", "auto-forwarded"):
        return Reason.AUTO_SUBMITTED
    if _AUTOREPLY_HEADERS & letter.headers.keys():
        return Reason.AUTOREPLY
    if _precedence(letter) in _AUTO_REPLY:
        return Reason.AUTOREPLY
    return None


def _bulk(letter: Letter, own: frozenset[str]) -> Reason | None:
    return Reason.PRECEDENCE if _precedence(letter) in _BULK else None


def _reaction(letter: Letter, own: frozenset[str]) -> Reason | None:
    if "text/vnd.google.email-reaction+json" in letter.types or _REACTION.match(folded_subject(letter)[:200]):
        return Reason.REACTION
    return None


def _recall(letter: Letter, own: frozenset[str]) -> Reason | None:
    if "x-ms-exchange-organization-recallreport" in letter.headers or _begins(letter, _RECALL, own):
        return Reason.RECALL
    return None


def _inbox_rule(letter: Letter, own: frozenset[str]) -> Reason | None:
    silenced = "all" in letter.header("x-auto-response-suppress").lower()
    if silenced and "x-ms-exchange-inbox-rules-loop" in letter.headers:
        return Reason.INBOX_RULE
    return None


def _automatic_by_subject(letter: Letter, own: frozenset[str]) -> Reason | None:
    if _begins(letter, _AUTOMATIC, own):
        return Reason.SUBJECT
    return None


def _spam(letter: Letter, own: frozenset[str]) -> Reason | None:
    """What answers a mail of ours is no spam, whatever a filter took it for."""
    if names_any(letter, own):
        return None
    return _spam_by_filter(letter)


def _suspect(letter: Letter, own: frozenset[str]) -> Reason | None:
    return suspicion(letter, own)


def _marked_by_filter(letter: Letter, own: frozenset[str]) -> Reason | None:
    return _spam_by_filter(letter)


def _forward(letter: Letter, own: frozenset[str]) -> Reason | None:
    prefixes, _ = split_subject(letter.subject)
    if prefixes and prefixes[0] in _FORWARDS:
        return Reason.SUBJECT
    if not prefixes and _FORWARDED_BELOW.search(_fold_lines(letter.text)):
        return Reason.FORWARD_MARKER
    if "message/rfc822" in letter.types and not letter.text.strip():
        return Reason.ATTACHED_MAIL
    return None


_RULES: tuple[tuple[MailKind, _Rule], ...] = (
    (MailKind.SUSPECT, _unreadable),
    (MailKind.SEALED, _sealed),
    (MailKind.RECEIPT, _receipt_by_report),
    (MailKind.BOUNCE, bounce_sign),
    (MailKind.LOOP, _loop),
    (MailKind.RECEIPT, _receipt_by_subject),
    (MailKind.CALENDAR, _calendar),
    (MailKind.LIST, _list),
    (MailKind.AUTOMATIC, _automatic_by_header),
    (MailKind.AUTOMATIC, _bulk),
    (MailKind.AUTOMATIC, _reaction),
    (MailKind.AUTOMATIC, _recall),
    (MailKind.AUTOMATIC, _inbox_rule),
    (MailKind.AUTOMATIC, _automatic_by_subject),
    (MailKind.SPAM, _spam),
    (MailKind.SUSPECT, _suspect),
    (MailKind.SUSPECT, _marked_by_filter),
    (MailKind.FORWARD, _forward),
)

_PUT_ON_ITS_WAY = frozenset(
    {
        Reason.LIST_ID,
        Reason.LIST_POST,
        Reason.PRECEDENCE,
        Reason.SPAM_HEADER,
        Reason.SPAM_LEVEL,
        Reason.ANTISPAM,
    }
)
"""What others than the sender's own program have written in a head."""


def _spam_by_filter(letter: Letter) -> Reason | None:
    for header in ("x-spam-flag", "x-spam-status"):
        if letter.header(header).lower().startswith("yes"):
            return Reason.SPAM_HEADER
    report = letter.header("x-forefront-antispam-report").upper().replace(" ", "")
    level = letter.header("x-ms-exchange-organization-scl").strip()
    in_report = _SPAM_LEVEL.search(report)
    if not level and in_report:
        level = in_report[1]
    if level.isdigit() and int(level[:2]) >= _LEAST_SPAM:
        return Reason.SPAM_LEVEL
    if _SPAM_VERDICT.search(report):
        return Reason.ANTISPAM
    return None


def _precedence(letter: Letter) -> str:
    return letter.header("precedence").lower().strip()


def _fold_lines(text: str) -> str:
    """Each of the first lines folded."""
    return "\n".join(fold(line[:200]) for line in text.split("\n")[:200])


def _begins(letter: Letter, pattern: re.Pattern[str], own: frozenset[str]) -> bool:
    """The subject begins so; behind a "SV:" only when no quoted mail of ours shows that a person answered."""
    if not pattern.match(folded_subject(letter)):
        return False
    prefixes, _ = split_subject(letter.subject)
    return not prefixes or not names_any(letter, own)


def signals(letter: Letter, kind: MailKind, reason: Reason) -> tuple[Flag, ...]:
    """What else the quality team must know of it."""
    text = fold(letter.text[:3_000])
    if reason is Reason.RECALL:
        return (Flag.RECALLED,)
    if kind is MailKind.AUTOMATIC and _HAS_LEFT.search(text):
        return (Flag.HAS_LEFT,)
    if kind is MailKind.REPLY and _I_HAVE_LEFT.search(text):
        return (Flag.HAS_LEFT,)
    return ()
