"""Whether a mail gives itself out for somebody else.

A verdict of failure is believed; one of success proves nothing here.
"""

from __future__ import annotations

import re

from paminn.replies.mail.headers import addresses_in
from paminn.replies.mail.letter import SUSPECT, Letter

_RESULT = re.compile(r"\b(dmarc|compauth|spf|dkim)\s?=\s?([a-z]{1,12})", re.I)


def suspicion(letter: Letter, own: frozenset[str]) -> str:
    """Why this sender is not to be believed, or nothing."""
    if SUSPECT in letter.flags:
        return "from"
    claimed = addresses_in(letter.from_name)
    if claimed and letter.from_address not in claimed:
        return "name-is-another-address"
    if letter.header("x-forefront-antispam-report").upper().find("CAT:SPOOF") >= 0:
        return "antispam-spoof"
    results = {name.lower(): value.lower() for name, value in _RESULT.findall(letter.header("authentication-results"))}
    if results.get("compauth", results.get("dmarc")) == "fail":
        return "authentication-results"
    domain = letter.from_address.rpartition("@")[2]
    ours = {address.rpartition("@")[2] for address in own}
    failed = results.get("spf") in ("fail", "softfail") and results.get("dkim") != "pass"
    if domain in ours and failed and "pass" not in (results.get("dmarc"), results.get("compauth")):
        return "own-domain-spf"
    return ""
