"""What an answer says: bytes of a mail in, a `Reply` out.

    bytes -> letter -> the owner's own words -> status, dates, goals
             mail/     words/                   meaning/

`read` goes this way in one call, or from a letter that has been taken apart already. The words that all of it is read
by stand in `lexicon/`; `codes` and `model` lie below. Nothing here raises for what a mail holds, and what is not
certain is left to a person.
"""
