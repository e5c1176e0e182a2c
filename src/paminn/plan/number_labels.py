"""What stands beside a number and says what it is: somebody's personal number, another number, a case."""

from __future__ import annotations

import re

LABEL_REACHES = 60  # characters beside a number

_NUMBER = r"n(?:um{1,2}e?)?r(?:et)?"
_PERSONAL = (
    rf"\b(?:(?:person|samordnings?|sam|födelse|föd|reserv|pers|p|id|tf?|tillfälligt)[\W_]{{0,2}}{_NUMBER}"
    r"|person[\W_]?id|pn|föd[da]?|fött|f\.|f(?= \d))(?![^\W\d_])"
)
# From the label to the number: a few words of the same sentence, and what stands in brackets.
_OF_THE_SAME = re.compile(
    rf"{_PERSONAL}\.?(?:\s?\([^()\n]{{0,30}}\))?\W{{0,4}}(?:[^\W\d]+[ :,]{{1,2}}){{0,6}}\W{{0,3}}$", re.I
)
_NEW_SENTENCE = re.compile(r"[.!?]\s+[A-ZÅÄÖ]|\n\s*\n")
_AFTER = re.compile(rf"^\s?(?:\(|=\s?|[-,]\s?|(?:är|var) )(?:[^\W\d]+ ){{0,2}}{_PERSONAL}", re.I)
_BIRTH = re.compile(r"\b(?:föd[da]?s?|föddes|fött|född|födelse\w{0,10}|f\.?|person\w{0,10}|pnr)\W{0,3}(?:den )?$", re.I)

_THINGS = (
    "dnr|faktura|ocr|order|inköpsorder|avtal|konto|bankkonto|bankgiro|plusgiro|bg|pg|projekt|paket|isbn|issn|ean|gtin|gln"
    "|streckkod|kod|lösenord|fastighetsbeteckning|verifikat|tel|telefon|tfn|mobil|ring|sms|fax|växel|zoom|teams|ticket"
    "|supportärende|version|build|mac|ip"
)
_NUMBERED = (
    "diarie|artikel|art|faktura|ocr|order|beställnings?|inköps?|kund|avtals?|konto|org|organisations|reg|registrerings"
    "|serie|projekt|objekts?|inventarie|licens|kort|kolli|fastighets|mätar|anläggnings?|verifikations?|mötes|lgh|lägenhets"
)
_INITIALS = r"(?:(?-i:[A-ZÅÄÖ]){1,4}\W)?"  # dnr SN 251014-0012
_ANOTHER_NUMBER = re.compile(
    rf"\b(?:(?:{_THINGS})(?:en|et|an|n)?|(?:{_NUMBERED})[\W_]{{0,2}}(?:{_NUMBER}|id))\W{{0,3}}{_INITIALS}$", re.I
)
_CASE = re.compile(
    rf"\b(?:akt|ärende|mål|handling|protokoll|bilaga|dok(?:ument)?|ref(?:erens)?|rev|id|målnr)(?:et|en)?[\W_]{{0,2}}"
    rf"(?:{_NUMBER})?\W{{0,3}}{_INITIALS}$",
    re.I,
)


def is_called_personal(in_front: str) -> bool:
    """Whether what stands in front of a number says that it is somebody's."""
    match = _OF_THE_SAME.search(in_front)
    return match is not None and _NEW_SENTENCE.search(match[0]) is None


def is_called_personal_after(after: str) -> bool:
    """Whether what follows a number says so."""
    return _AFTER.search(after) is not None


def is_told_as_birth(in_front: str) -> bool:
    """Whether what stands in front of a day says that somebody was born then."""
    return _BIRTH.search(in_front) is not None


def is_called_another_number(in_front: str) -> bool:
    """Whether it says that the number is an invoice's, a register's, a telephone's, which no person is named by."""
    return _ANOTHER_NUMBER.search(in_front) is not None


def is_called_case(in_front: str) -> bool:
    """Whether it says that the number is a case's, which may be named by a person or by a day."""
    return _CASE.search(in_front) is not None
