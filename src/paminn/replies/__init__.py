"""What an answer says: bytes of a mail in, a `Reply` out.

    bytes -> letter -> the owner's own words -> status, dates, goals
             mail/     words/                   meaning/

`read` goes this way in one call; `codes` and `model` lie below. Nothing here raises for what a mail holds, and what is
not certain is left to a person.
"""
