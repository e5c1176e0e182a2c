"""Whether a mail is from whom it says: what the server that received it found, written in Authentication-Results.

Only the topmost header is read: a server writes its own above what came with the mail. A verdict of failure is
believed whoever wrote it; one of success proves something only when a server wrote it whose name was given to us.

Exchange names no server in that header, and writes none at all for mail within the organisation; it says so in
X-MS-Exchange-Organization-AuthAs, which it takes away from what comes from outside. Whoever has the mailbox in
Exchange therefore gives the name EXCHANGE. In any other mailbox those words are whoever's who wrote the mail.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from paminn.replies.mail.headers import addresses_in
from paminn.replies.mail.letter import Letter
from paminn.replies.model import Flag

EXCHANGE = "exchange"

_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_COMMENT = re.compile(r"\([^()]*\)")
# A failure is one wherever it stands, a comment or a quotation too; a success only where it is said as such.
_FAILED = re.compile(r"\b(compauth|dmarc|spf)\s?=\s?(?:soft)?fail\b", re.I)
_BETTER = frozenset({"compauth", "dmarc", "dkim"})
_METHOD = re.compile(r"\s*([a-z][a-z0-9-]{0,30})\s?=\s?([a-z]{1,20})(?!\S)", re.I)
_ABOUT = re.compile(r"(?<!\S)([a-z][a-z.-]{0,40})\s?=\s?(\S{1,300})", re.I)


@dataclass(frozen=True, slots=True)
class _Result:
    """One check: "dmarc", "pass", {"header.from": "kommun.example"}."""

    method: str
    verdict: str
    about: Mapping[str, str]


def suspicion(letter: Letter, own: frozenset[str]) -> str:
    """Why this sender is not to be believed, or nothing."""
    if Flag.SUSPECT in letter.flags:
        return "from"
    claimed = addresses_in(letter.from_name)
    if claimed and letter.from_address not in claimed:
        return "name-is-another-address"
    if letter.header("x-forefront-antispam-report").upper().find("CAT:SPOOF") >= 0:
        return "antispam-spoof"
    failed = {one.casefold() for one in _FAILED.findall(letter.header("authentication-results"))}
    passed = {one.method for one in _topmost(letter)[1] if one.verdict == "pass"}
    if "compauth" in failed or ("dmarc" in failed and "compauth" not in passed):
        return "authentication-results"
    ours = {address.rpartition("@")[2] for address in own}
    return "own-domain-spf" if _domain(letter) in ours and "spf" in failed and not passed & _BETTER else ""


def is_proven(letter: Letter, trusted: Collection[str]) -> bool:
    """Whether a server in `trusted` (authserv-ids in lower case, EXCHANGE) vouches for the address in From."""
    if Flag.SUSPECT in letter.flags:
        return False
    server, results = _topmost(letter)
    named = {"header.from": _domain(letter)}
    if server:
        return server in trusted and (
            _agreed(results, "dmarc", named) or _agreed(results, "auth", {"smtp.auth": letter.from_address})
        )
    inside = {value.strip().casefold() for value in letter.headers.get("x-ms-exchange-organization-authas", ())}
    outside = _agreed(results, "compauth", {}) and _agreed(results, "dmarc", named, verdict="")
    return EXCHANGE in trusted and (inside == {"internal"} or outside)


def _topmost(letter: Letter) -> tuple[str, Sequence[_Result]]:
    """The server of the topmost header, where it names one, and its results."""
    value = _QUOTED.sub('""', letter.header("authentication-results"))
    while (bare := _COMMENT.sub(" ", value)) != value:
        value = bare
    first, *rest = value.split(";")
    server = "" if "=" in first else next(iter(first.split()), "").casefold()
    return server, tuple(_results(rest if server else [first, *rest]))


def _results(statements: Sequence[str]) -> Iterator[_Result]:
    for statement in statements:
        if match := _METHOD.match(statement):
            about = {name.casefold(): value.casefold() for name, value in _ABOUT.findall(statement, match.end())}
            yield _Result(match[1].casefold(), match[2].casefold(), about)


def _agreed(results: Sequence[_Result], method: str, about: Mapping[str, str], verdict: str = "pass") -> bool:
    """Whether the check was made, and every time with this verdict (any, if none is given) about this sender.

    A sender may have put a second one into the first one's text.
    """
    made = [one for one in results if one.method == method]
    return bool(made) and all(
        (not verdict or one.verdict == verdict) and about.items() <= one.about.items() for one in made
    )


def _domain(letter: Letter) -> str:
    return letter.from_address.rpartition("@")[2]
