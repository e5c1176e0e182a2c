"""Whose words: the owner's, told from all else in the mail.

    extract    -> banner                              the warnings on top
               -> quote -> heads, lines               where the mail that is quoted begins
               -> inline, quoted_form, under          what was typed inside that
               -> signature                           how the owner signed

What we know of the mail is in `known`, the reminder we sent in `sent`, and what is to be filled in there in `form` and
`form_day`.
"""
