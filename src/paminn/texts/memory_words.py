"""How the memory stands, in Swedish: what is seen, where, why it may be so, and the way on."""

from __future__ import annotations

from paminn.reminders.mark import Place, Restored, Seen, Verdict
from paminn.texts.pairs import pairs
from paminn.texts.render import render


def what_stops(verdict: Verdict, seen: Seen) -> str:
    """Why nothing is sent before a person has seen to it."""
    return render("memory_stops.txt", verdict=verdict, seen=seen, place=_place(verdict.place)).strip()


def how_it_stands(verdict: Verdict, seen: Seen) -> str:
    """One sentence about a memory that stops nothing."""
    words = pairs("memory.txt")[verdict.standing]
    return words.replace("{mark}", str(seen.ledger.mark or ""))


def restored_told(restored: Restored) -> str:
    """One sentence about a memory that was put back: when, by whom, from which copy, and what was read again."""
    return render("memory_restored.txt", restored=restored).strip()


def _place(place: Place | None) -> str:
    if place is None:
        return ""
    return pairs("memory_places.txt")[place]
