"""A Swedish corpus of mails of our own: `CASES`, each with how a careful person reads it."""

from tests.support.mails.corpus import machines, odd, people

CASES = (
    *people.SHORT, *people.DONE, *people.GOING_ON, *people.LATE, *people.UNSURE, *people.TRAPS, *people.DIGEST,
    *odd.CASES, *machines.CASES,
)  # fmt: skip
