"""What a mail server means when it refuses a mail: nobody there, a reason that passes, or something about us.

The server's own sentence counts before any code, and the code in its sentence before the report's summary. What
passes outweighs what seems to be for good: a person's address is given up only on plain words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from paminn.replies.lexicon.comparing import fold


class Why(StrEnum):
    """What is in the way."""

    NOBODY = "nobody"  # there is nobody at the address
    NO_HOST = "no_host"  # nor is there a server for it: a wrong domain, or DNS on our side
    US = "us"  # our address, our server, or how we sign in and vouch for ourselves
    PASSING = "passing"  # a full mailbox, the mail's size or content, a rule, a server in trouble
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a server refused, and its own words, as it wrote them, on one line."""

    why: Why
    said: str = ""

    @property
    def is_dead(self) -> bool:
        return self.why in (Why.NOBODY, Why.NO_HOST)


_CODE = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_REPLY = re.compile(r"(?:^|[ ;:(>-])([45])\d\d(?=[ #-]|$)")
# Codes that tell of the address, and of ours. 5.4.x is the way there, which may be mended.
_OF_ADDRESS = re.compile(r"5\.(?:1\.(?:[1-3]|6|9|10|\d{3})|2\.1)$")
_OF_US = re.compile(r"[45]\.(?:1\.[78]|7\.(?:8|9|2[0-9]|57|60|70[0-9]))$")
_NO_SUCH_SERVER = "5.1.2"
_SAYS_NOTHING = re.compile(r"[45]\.0\.0$")

_PERSON = (
    r"(?:user|recipient|addressee|mailbox|mail ?box|account|address|e-?mail|inbox|alias|local[ -]?part|person"
    r"|destination)"
)
_SWEDISH_PERSON = r"(?:[a-z-]{0,10}mottagar\w*|anvandar\w*|[a-z-]{0,10}adress\w*|postlad\w*|brevlad\w*|konto\w*)"
_NOBODY = re.compile(
    rf"\b(?:unknown|no such|invalid|bad|non[- ]?existent|illegal) (?:destination )?(?:local |virtual "
    rf"|or illegal )?{_PERSON}"
    rf"|\b{_PERSON}s?\b.{{0,60}}?(?:unknown|does ?n[o'’]?t exist|not exist|not found|not be found|invalid|not known"
    rf"|not present"
    r"|not (?:a )?valid|no longer (?:valid|exists?|active|in use|available|employed|accepts mail)"
    r"|was ?n['’]t found|could ?n['’]t be found|(?:is )?not active|is not local"
    r"|(?:has been |is )?(?:closed|deleted|removed|terminated))"
    r"|\bnot (?:a |an )(?:known|valid|active|local|existing) (?:user|mailbox|recipient|address|e-?mail)"
    r"|\bno (?:mail ?box|account|recipient|user|person)\b.{0,20}(?:here|by that|with that|found|available|for this|$)"
    r"|\bno one at this address"
    rf"|\bdoes ?n[o'’]t have an? .{{0,60}}account|\b{_PERSON} rejected\W*(?:\S+@\S+)?\W*$|recip\w*notfound"
    rf"|recipient ?not ?found"
    r"|recipient address rejected: access denied|\b(?:mailbox|account) (?:is )?unavailable\b"
    r"|\bhas (?:moved|been replaced by)\b"
    r"|\bunrouteable address\b|\b(?:bad|valid)(?:rcpt|recipient)to\b"
    r"|\bno valid recipients?\b|\brecipient (?:not ok|has been denied)\b|\bname is not recogni[sz]ed\b"
    r"|<\S{1,200}@\S{1,200}>:? (?:not found|does not exist)|\bin name directory\b|\bcan['’]t accept user"
    r"|\bserver rejected recipients?\b"
    # In other tongues.
    r"|\bnessun utente\b|\bno existe (?:dicha persona|(?:ese|el) usuario)|\b(?:utilisateur|destinataire) inconnu"
    r"|\badresse nicht gefunden|\bempfanger unbekannt|\bunbekannter (?:empfanger|benutzer)"
    r"|\b(?:modtager|mottaker)en? (?:er )?(?:ukendt|ukjent)|\b(?:ukendt|ukjent) (?:modtager|mottaker)"
    r"|\bnot (?:listed in|in) .{0,20}director"
    rf"|\b{_SWEDISH_PERSON}\b.{{0,40}}(?:hittades|finns|fanns|gick) (?:inte|ej)"
    rf"|\b{_SWEDISH_PERSON}\b.{{0,40}}(?:inte|ej) (?:hittades|finns|fanns)"
    r"|gick inte att hitta|\bwas(?:n['’]t| not) found at [\w.-]+\.\w"
    rf"|\b(?:okand|ogiltig|felaktig) {_SWEDISH_PERSON}|\badressaten (?:finns inte|(?:ar )?okand)"
)
_NO_HOST = re.compile(
    r"\b(?:host unknown|unknown host|find any host (?:by|named)|name or service not known"
    r"|no such (?:domain|host)|(?:domain|host(?: or domain name)?) (?:does not exist(?!:)"
    r"|not found)"
    r"|domain must exist|domanen (?:finns inte|hittades inte))"
)
_US = re.compile(
    r"\bsender(?:['’]s)?(?: \w+){0,2} (?:rejected|refused|denied|invalid|unknown|not found|does not exist|syntax"
    r"|verif\w*|fail\w*)"
    r"|\b(?:invalid|bad|unknown) sender|\bsender (?:policy|verif|address (?:rejected|refused))"
    r"|\bsender['’]?s? .{0,20}(?:syntax|domain)|\bdomain of (?:the )?sender|\bunrout\w+ sender"
    r"|\bmail from (?:command|not |<)|\bmail from:|\bfrom: "
    r"|\brcpthosts\b|\bnot (?:a )?local host|\bhandle mail for\b|\bnot configured to (?:relay|receive)|\bbatv\b"
    r"|\bopen proxy\b|\bdynamic ip\b|\borbs\b|\b(?:server|access|sending) ip\b|\bfrom mail server\b"
    r"|\bspf\b|\bdkim\b|\bdmarc\b|\bunauthenticated\b|\bauthenticat\w+|\bcredentials\b|\brelay(?:ing)?\b"
    r"|\bclient host\b|\b(?:your|this|the|sending|source|client) (?:ip|mta|mail ?server|mail host|server|host ?name"
    r"|sending)\b"
    r"|\bip (?:address|range)\b|\breputation\b|\bblock ?list\w*|\bblack ?list\w*|\bdeny ?list|\bdnsbl|\brbl\b"
    r"|\bspamhaus|\bspamcop"
    r"|\bbarracuda(?:central)?\b|\bsorbs\b|\breverse dns|\bptr\b|\bhelo\b|\behlo\b|\bavsandar\w*|\bfrom (?:domain"
    r"|address)\b"
    r"|\bblocked using\b|(?<!not )\blisted (?:in|at|by)\b"
)
_PASSING = re.compile(
    r"\bfull\b|\bquota|\bover ?size|\bstorage\b|\bdisk\b|\bspace\b|\binsufficient|\btoo (?:large|big|long|many|much"
    r"|fast)"
    r"|\bsize\b|\blimit\w*|\bmaximum\b|\bexceed\w*|\bfullt?\b|\bfor (?:stort?|manga)\b|\butrymme"
    r"|\bspam\w*|\bjunk\b|\bunsolicited|\bbulk\b|\bvirus|\bmalware|\binfected|\bphish\w*|\bcontent\b|\battachment"
    r"|\bbanned\b"
    r"|\bpolic(?:y|ies)\b|\bnot (?:authori[sz]ed|permitted|allowed|acceptable|accept\w*)|\brestrict\w*|\bprohibit\w*"
    r"|\badministrat\w*"
    r"|\baccess denied|\bpermission|\brst\.\w+|\btransport\.rules|\bmoderat\w*|\bloop\w*|\bhops?\b|\bhop count"
    r"|\brate\b|\bthrottl\w*|\bgr[ae]y-?list\w*|\btempor\w*|\btry(?:ing)? (?:it )?(?:again|later)|\bagain later"
    r"|\bdefer\w*|\bbusy\b"
    r"|\bresources?\b|\btime(?:d)? ?out|\bconnection\b|\bservice (?:currently )?(?:un|not )available|\bnetwork\b"
    r"|\broute to host"
    r"|\bunreachable|\bqueue\w*|\bexpired\b|\bretry\w*|\btls\b|\bstarttls|\bcertificate|\bencrypt\w*"
    r"|\bdns\b|\bname ?(?:server|service)|\bservfail|\blookup\b|\bmx\b|\bresolv(?:e|ing|ed)\b|\bno answer\b"
    r"|\bsender\b|\bfilter\w*|\brules?\b|\brefus\w*|\bpreferences\b|\breject$|\bheaders?\b|\bprotocol\b"
    r"|\borgani[sz]ational\b|\bmass mailer|\banti-?spam|\bpleine?\b|\bgo away\b|\bnot verified\b|\byour isp\b"
    r"|\bsuspend\w*|\binactiv\w*|\blocked\b|\bfrozen\b"
    r"|\bdisabled\b|\bdiscontinued\b|\bdeactivated\b|\bon hold\b|\bmaintenance|\bblocked\b|\bconfigur\w*|\bsystem\b"
)
_IN_REPLY = re.compile(r"\s*\(in reply to rcpt to command\)")
# Addresses, hosts, and how every report begins.
_NOT_SAID = re.compile(
    r"<?\S+@\S+>?|https?://\S+|\b(?:mx|mail|smtp)[\w-]{0,40}(?:\.[\w-]{1,60}){1,8}|\bthe mail system(?: at host \S+)?"
)
_LETS_WAIT = re.compile(r"\bgr[ae]y-?list")
_DNS = re.compile(r"\btry again|\bserv(?:er|ice) error|\btimeout|\blookup|\bdns\b")
# What nobody says of a living address, whatever else is said beside it.
_PLAINLY_NOBODY = re.compile(
    r"\b(?:user|recipient|addressee|mailbox|account)\b.{0,30}?(?:unknown|does ?n[o'’]?t exist|not found)"
    r"|\b(?:unknown|no such) (?:user|recipient|addressee|mailbox)|recip\w*notfound|recipient ?not ?found"
    r"|recipient address rejected: access denied|\baddress could ?n['’]t be found"
)


def refusal(said: str, summary: str = "") -> Refusal:
    """What a server means that said `said`. `summary` is the code that a report gives beside it, if any."""
    words = _IN_REPLY.sub("", fold(said))
    code = _code_of(words) or _code_of(fold(summary))
    return Refusal(_why(words, code), " ".join(said.split()))


def _code_of(words: str) -> str:
    """The first code that says something."""
    for code in _CODE.finditer(words):
        if not _SAYS_NOTHING.match(code[0]):
            return code[0]
    return ""


def _why(words: str, code: str) -> Why:
    if _OF_US.match(code) or _US.search(words):
        return Why.US
    is_for_now = code.startswith("4") or _is_for_now(words, code)
    if is_for_now:
        return Why.PASSING
    if _PLAINLY_NOBODY.search(words):
        return Why.NOBODY
    if _NO_HOST.search(words) and not _DNS.search(words):
        return Why.NO_HOST
    if _PASSING.search(_without_codes(words)):
        return Why.PASSING
    if code == _NO_SUCH_SERVER and not _NOBODY.search(words):
        return Why.NO_HOST
    if _NOBODY.search(words) or _OF_ADDRESS.match(code):
        return Why.NOBODY
    return Why.PASSING if code else Why.UNKNOWN


def _is_for_now(words: str, code: str) -> bool:
    """The server keeps a list of whom to let wait, or its reply begins with a 4 and no code says otherwise."""
    if _LETS_WAIT.search(words):
        return True
    reply = _REPLY.search(words[:80])
    return not code and reply is not None and reply[1] == "4"


def _without_codes(words: str) -> str:
    """The words alone: addresses and the numbers before them may hold anything."""
    return _NOT_SAID.sub(" ", words)
