"""What the programs write that keep tickets: help desks, contact centres, case systems.

Patterns of folded sentences.
"""

from __future__ import annotations

import re

from paminn.replies.lexicon.comparing import either
from paminn.replies.lexicon.statuses import BEGINNINGS

_TICKET = (
    r"(?:(?:support|it-?)?arende(?:t|na)?|ticket|case|incident|request|issue|begaran|forfragan|felanmalan(?:en)?"
    r"|bestallning(?:en)?|avvikelse(?:n)?|handelse(?:n)?|synpunkt(?:en)?)"
)
_NUMBER = r"(?:\(?#?(?!\d{6,8}-\d{4}\b)[a-z]{0,5}-?\d[\w/-]*\)?)"
_CLOSED = (
    r"(?:avsluta[td]s?|stang[td]s?|losts?|klar(?:t|markerats?)?|fardigt|atgarda[td]s?|markerats som \w+"
    r"|uppdatera[td]s?|closed|resolved|solved|completed|updated|cancell?ed)"
)

FIRST_PERSON = re.compile(r"\b(?:vi|oss|jag|mig|min|mitt|mina|vart|we|us|our|my|i(?= (?:have|am|will|did)))\b")
"""A program tells of a ticket, a person of what they themselves have done with it."""

ON_OUR_SIDE = re.compile(r"\b(?:hos oss|hos mig|vart system|vara system|for var del|pa var sida)\b")
"""Ärendet är avslutat hos oss: a person's."""

OF_A_TICKET = re.compile(
    rf"\b{_TICKET} (?:med )?(?:nummer |nr |id )?{_NUMBER}(?!\w)"
    r"|^\W{0,2}(?:jira\W|[a-z]{2,8}-\d+\b)|\binc\d{4,}"
)
"""It names a ticket by its number, whoever writes it."""

OF_ITS_TICKET = re.compile(
    r"\b(?:ditt|ert) (?:support|it-?)?arende\b(?!,)|^arendet (?:pagar|ar (?:nu )?(?:klart|avslutat|stangt|lost))\W*$"
    r"|\byour (?:ticket|case|request)\b"
)
"""A status here is the ticket's own."""

_ITS_STATE = (
    # Yours is closed, or has a status.
    rf"\b(?:ditt|din|your) (?:\w+ )?{_TICKET}\b(?: {_NUMBER})?(?:,? (?:med|under) \w+ \S+)?\s?"
    rf"(?::|(?:har|ar|is|has been|was) (?:nu |now |nyligen |automatiskt )?(?:\w+ status\w* )?(?:blivit )?{_CLOSED}\b)"
    rf"|\b{_TICKET}\b(?: {_NUMBER})? (?:har|fick|has) (?:nu |fatt )?(?:ny )?status(?:en)?\b"
    rf"|\b{_TICKET}\b(?: {_NUMBER})? (?:stangdes|avslutades|lostes|stangs|avslutas|was closed|was resolved)\b"
    rf"|\b{_CLOSED} (?:automatiskt|automatically)\b|\b(?:automatiskt|automatically) {_CLOSED}"
)
_ITS_OFFERS = (
    rf"\b(?:oppna|reopen|re-open|ateroppna) (?:ditt |det |den |the |it |your |this )?"
    rf"(?:{_TICKET} )?(?:igen|pa nytt|again)\b"
    r"|\bateroppna\w*\b|\bre-?open(?:ed)?\b"
    rf"|^(?:visa|se|folj|view|show|track) (?:hela |ditt |the |your |this )*{_TICKET}\b"
    r"|^(?:visa|oppna|view|open) (?:i|in) \w+$|\bstang av avisering\w*|\bnotification settings\b"
    r"|\b(?:sjalvservice\w*|kundportal\w*|serviceportal\w*|self-?service)"
    r"|\bhur nojd\b|\bnojd (?:du|ni) ar\b|\benkat\b.{0,40}\bnojd"
    r"|\bsatisfaction survey|\brate (?:our|this|your)\b"
    r"|\b(?:detta|det har|mejlet|meddelandet)\b.{0,20}\b(?:gar|kan) (?:inte|ej) (?:att )?(?:svara|besvaras?)\b"
)
_ITS_LOG = (
    r"^statusandring|^statusuppdatering|\bstatus (?:changed|change|andrad|uppdaterad)\b"
    r"|\bandrade status(?:en)? (?:fran|till|pa)\b|\bstatus(?:en)? (?:har )?andra(?:t|s|ts|des) (?:fran|till)\b"
    r"|\bchanged (?:the )?status\b|\bstatus (?:was|has been) changed\b"
    r"|^(?:gammal|tidigare|foregaende|old|previous) status\s?:|->|→"
)

SYSTEM = re.compile(f"{_ITS_STATE}|{_ITS_OFFERS}|{_ITS_LOG}")
"""What no person writes of a ticket, but the program that keeps it."""

NUMBER_FIELD = re.compile(
    r"^(?:(?:arende|bestallnings|ticket|case)[ -]?(?:nummer|nr|id|number)?|incident|ticket|case)\s?[:#]\s*\S*\d"
)
"""A ticket's number, in a field of its own."""

FIELD = re.compile(
    r"(?:arende(?:nummer|nr|-?id)?|diarienummer|dnr|referens(?:nummer)?|prioritet|kategori|handlaggare|amne|skapad"
    r"|status|inkommet|rubrik|(?:tilldelad|avslutad|stangd|skapad|closed)(?: (?:till|av|by))?"
    r"|stangningskod|losningskod|bestallare|anmalare|servicegrupp"
    r"|sagsnummer|saksnummer|ticketnummer|ihre ticketnummer|ticket(?: (?:number|id))?|incident|state|resolution"
    r"|close code|assigned to|assignee|impact|urgency|case(?: (?:number|id))?"
    r"|priority|subject|created|reference(?: number)?)\s?(?:[:#]|lautet|\d)"
)

BEGINS_WITH_STATUS = re.compile(rf"^(?:{either(BEGINNINGS)})\s?[,.!–-]")
"""Pågår, se ärende 5512: a person's way to begin."""

STATUS_ALONE = re.compile(
    r"^(?:(?:(?:ny|aktuell|nuvarande|new|current) )?status\s?[:=–-]?\s*|[a-z]{3,24}\s?[:=]\s*)?"
    rf"(?:{either(BEGINNINGS)})(?: for (?:\w+ )?\w+)?\W*$"
)
"""A status and nothing else: a person's answer, or a ticket's field."""
