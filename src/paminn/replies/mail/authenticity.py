"""Whether a mail is from whom it says: what the server that received it found, written in Authentication-Results.

Only the topmost header is read: a server writes its own above what came with the mail. A verdict of failure is
believed whoever wrote it; one of success proves something only when a server wrote it whose name was given to us.

Exchange names no server in that header, and writes none at all for mail within the organisation; it says so in
X-MS-Exchange-Organization-AuthAs, which it takes away from what comes from outside. Whoever has the mailbox in
Exchange therefore gives the name EXCHANGE. In any other mailbox those words are whoever's who wrote the mail.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from paminn.replies.mail.addresses import addresses_in
from paminn.replies.mail.letter import Letter
from paminn.replies.model import Flag, Reason

EXCHANGE = "exchange"

_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_COMMENT = re.compile(r"\([^()]*\)")
# A failure is one wherever it stands, a comment or a quotation too; a success only where it is said as such.
_FAILED = re.compile(r"\b(compauth|dmarc|spf)\s?=\s?(?:soft)?fail\b", re.I)
_STRONGER_THAN_SPF = frozenset({"compauth", "dmarc", "dkim"})
_SINGLE_CHECKS = frozenset({"spf", "dkim"})
_FAILURES = frozenset({"fail", "softfail"})
_METHOD = re.compile(r"\s*([a-z][a-z0-9-]{0,30})\s?=\s?([a-z]{1,20})(?!\S)", re.I)
_ABOUT = re.compile(r"(?<!\S)([a-z][a-z.-]{0,40})\s?=\s?(\S{1,300})", re.I)


@dataclass(frozen=True, slots=True)
class _Check:
    """One check and what came of it: "dmarc", "pass", {"header.from": "kommun.example"}."""

    method: str
    verdict: str
    about: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Results:
    """The topmost header: the server that wrote it, where it is named, and its checks."""

    server: str
    checks: Sequence[_Check]

    def passed(self) -> set[str]:
        return {check.method for check in self.checks if check.verdict == "pass"}

    def agree(self, method: str, about: Mapping[str, str], verdict: str = "pass") -> bool:
        """Whether the check was made, and every time with this verdict (any, if it is empty) about this sender.

        A sender may have put a second one into the first one's text.
        """
        checks = [check for check in self.checks if check.method == method]
        for check in checks:
            if verdict and check.verdict != verdict:
                return False
            if not about.items() <= check.about.items():
                return False
        return bool(checks)


def suspicion(letter: Letter, own: frozenset[str]) -> Reason | None:
    """Why this sender is not to be believed, or None. `own` are our addresses."""
    if Flag.SUSPECT in letter.flags:
        return Reason.SENDER_FIELD
    claimed = addresses_in(letter.from_name)
    if claimed and letter.from_address not in claimed:
        return Reason.NAME_IS_ANOTHER_ADDRESS
    if "CAT:SPOOF" in letter.header("x-forefront-antispam-report").upper():
        return Reason.SPOOFED
    return _failed_check(letter, own)


def _failed_check(letter: Letter, own: frozenset[str]) -> Reason | None:
    """Which check of the server's tells that the mail is from somewhere else than it says, if any."""
    header = letter.header("authentication-results")
    failed = {method.casefold() for method in _FAILED.findall(header)}
    passed = _results(header).passed()
    if "compauth" in failed:
        return Reason.AUTHENTICATION_FAILED
    if "dmarc" in failed and "compauth" not in passed:
        return Reason.AUTHENTICATION_FAILED
    if "spf" not in failed or passed & _STRONGER_THAN_SPF:
        return None
    our_domains = {_domain(address) for address in own}
    if _domain(letter.from_address) in our_domains:
        return Reason.OUR_DOMAIN_FROM_ELSEWHERE
    return None


def is_refuted(letter: Letter, trusted: Collection[str]) -> bool:
    """Whether a server in `trusted` says outright that the mail is not from where it says.

    A machine's report has seldom anything to prove itself with, so that nothing was found is no failure.
    """
    header = letter.header("authentication-results")
    results = _results(header)
    by = results.server or EXCHANGE
    if by not in trusted:
        return False
    failed = {check.method for check in results.checks if check.verdict in _FAILURES}
    passed = results.passed()
    if "compauth" in failed or ("dmarc" in failed and "compauth" not in passed):
        return True
    return bool(failed & _SINGLE_CHECKS) and not passed & _STRONGER_THAN_SPF


def is_proven(letter: Letter, trusted: Collection[str]) -> bool:
    """Whether a server in `trusted` (authserv-ids in lower case, EXCHANGE) vouches for the address in From."""
    if Flag.SUSPECT in letter.flags:
        return False
    results = _results(letter.header("authentication-results"))
    sender = {"header.from": _domain(letter.from_address)}
    if results.server:
        if results.server not in trusted:
            return False
        logged_in = {"smtp.auth": letter.from_address}
        return results.agree("dmarc", sender) or results.agree("auth", logged_in)
    if EXCHANGE not in trusted:
        return False
    sent_as = {value.strip().casefold() for value in letter.headers.get("x-ms-exchange-organization-authas", ())}
    if sent_as == {"internal"}:
        return True
    return results.agree("compauth", {}) and results.agree("dmarc", sender, verdict="")


def _results(header: str) -> _Results:
    first, *rest = _without_comments(header).split(";")
    if "=" in first:
        return _Results("", _checks([first, *rest]))
    words = first.split()
    if not words:
        return _Results("", _checks([first, *rest]))
    return _Results(words[0].casefold(), _checks(rest))


def _without_comments(header: str) -> str:
    value = _QUOTED.sub('""', header)
    while True:  # a comment may stand within a comment
        bare = _COMMENT.sub(" ", value)
        if bare == value:
            return bare
        value = bare


def _checks(statements: Sequence[str]) -> list[_Check]:
    checks: list[_Check] = []
    for statement in statements:
        match = _METHOD.match(statement)
        if match is None:
            continue
        about: dict[str, str] = {}
        for name, value in _ABOUT.findall(statement, match.end()):
            about[name.casefold()] = value.casefold()
        checks.append(_Check(match[1].casefold(), match[2].casefold(), about))
    return checks


def _domain(address: str) -> str:
    return address.rpartition("@")[2]
