"""The ways in which time plans are usually put; what is put in none of them is read with a warning.

The rules of the grammar meet in more ways than anybody has looked at. An example below stands for every text with
the same parts in the same order, whatever its days: those readings have been looked at. A new way is a new line.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from paminn.plan.timeframe.parts import Is
from paminn.plan.timeframe.phrases import Cue, Every, Item, Phrases, When
from paminn.plan.timeframe.tokens import symbols, tidy

DOUBT = "Ovanligt skrivet: se efter att tiden lästes rätt."

EXAMPLES = """
    # one time
    Vt 26
    Senast vt 26
    2026-04-01 senast
    Före vt 26
    Senast före utgången av december 2026
    Klart vt 26
    Vt 26 klart
    Klart senast vt 26
    Klart – ht 2025
    Klart före utgången av 2025
    Klart till vt 26
    Slutförs vt 26
    Slutförs senast vt 26
    Ska vara klart vt 26
    Ska vara klart senast vt 26
    Genomförs ht 25
    Genomförs senast ht 25
    Ska genomföras under 2026
    Utvärderas ht 2026
    Redovisas till nämnden senast 31 mars 2026
    Ska redovisas senast 31 mars 2026
    Per den 30 april 2026
    Hela 2026
    Snarast, senast vt 26
    Omgående, klart senast 30 november 2025

    # one time, and a finer one
    Ht 26, vecka 45
    Oktober, ht 2026
    Vt 26 (våren 2026)
    Ht 2026, senast 1 oktober
    Vår 2026 - senast 1 juni
    Ht 2026, senast 1 oktober 2026
    Under 2025, klart senast 31 mars 2026
    Senast i maj, vt 2026
    Klart vt 2026 (maj)
    Klart ht 26, senast 1 oktober

    # a beginning, and perhaps an end
    Påbörjas ht 25
    Påbörjas senast 1 mars 2026
    Påbörjas från höstterminen 2026
    Ska påbörjas ht 25
    Senast i december 2026 ha påbörjats
    Ska vara påbörjat senast 1 januari 2026
    Implementering påbörjas januari 2026
    Våren 2026 påbörjas arbetet
    Påbörjas ht 25, klart vt 26
    Påbörjas ht 25 och är klart vt 26
    Påbörjas ht 25 och ska vara klart vt 26
    Påbörjas ht 25, klart senast vt 26
    Påbörjas ht 25. Klart vt 26.
    Start ht 25 - klart vt 26
    Start ht 25, slut vt 27
    Inleds 2026, avslutas 2027
    Inleds 2026 och avslutas 2027
    Påbörjas omgående, klart vt 26
    Arbetet påbörjas omgående och ska vara klart senast 2026-06-30
    Påbörjas hösten 2025 och fortgår 2026
    Påbörjas Q1 2026 och pågår löpande
    Start ht 2025 (löpande)
    Start ht 25 och därefter löpande
    Påbörjas ht 25, sedan löpande
    Påbörjas vt 26, pågår till ht 26
    Från och med mars 2026 (till och med maj 2026)

    # begun
    Påbörjat ht 25
    Påbörjat, klart vt 26
    Påbörjad. Klar ht 26.
    Arbetet är påbörjat, klart senast 2026-05-31
    Påbörjat och ska vara klart ht 2026
    Arbetet har påbörjats och ska vara klart senast den 30 juni 2026
    Är påbörjat. Ska vara klart 2026-12-31
    Påbörjat, avslutas 2027
    Påbörjat, pågår under 2026
    Påbörjat, pågår t.o.m. 2026
    Påbörjat 2024, klart 2026
    Påbörjades ht 25, avslutas vt 26
    Vt 25 påbörjat, klart vt 26
    Hösten 2024 påbörjat, klart senast 2026-05-31
    Påbörjat våren 2025 och pågår till 2027
    Startade 2024, pågår

    # done
    Genomfört
    Genomfört vt 2025
    Har genomförts
    Har genomförts vt 2025
    Har tagits fram under 2025
    Klart
    Klart och implementerat
    Klart sedan 2024
    Genomfört senast vt 26
    Senast 2026 genomfört
    Ska vara genomfört vt 26
    Ska ha genomförts senast 2025-12-31
    Klart ht 2025 – uppföljning

    # ongoing
    Löpande
    - Löpande
    Löpande, året om
    Ska ske löpande
    Tills vidare
    Löpande ht 25
    Löpande hela planperioden
    Fortlöpande under hela perioden
    2025 (hela året)
    Löpande från 2026
    Löpande med start ht 25
    Löpande t.o.m. 2027
    Löpande till mars 2026
    Löpande from 2026, avslut 2027
    Pågår sedan 2024
    Pågår sedan hösten 2024, avslutas våren 2026
    Arbetet pågår och fortsätter under 2026
    Från 2026
    Från 2026 till 2027 löpande
    2026 och framåt
    2026 och löpande därefter
    2026 →
    Från 2026 och framåt
    Tills vidare, från 1 januari 2026
    Tills vidare, längst till och med 2027
    Januari 2026 – tills vidare
    Till och med 2027
    Löpande vid varje nyanställning

    # ongoing, and looked at
    Löpande och årligen
    Löpande, årlig uppföljning
    Löpande samt årlig uppföljning
    Löpande, följs upp årligen
    Löpande. Uppföljning årligen.
    Löpande. Årlig uppföljning.
    Löpande (årlig avstämning i mars)
    Löpande, följs upp årligen i mars
    Löpande, avstämning i mars varje år
    Löpande, följs upp årligen senast 15 februari
    Löpande, följs upp årligen från 2026
    Löpande från 2026, följs upp årligen
    Löpande 2025–2027 med årlig avstämning i november
    Löpande 2025–2027, följs upp årligen i januari
    Hela planperioden, redovisas årligen den 1 mars
    Löpande under 2026, därefter utvärdering
    Hela 2026, därefter utvärdering

    # again and again
    Årligen
    Årlig revidering
    Följs upp årligen
    Vid varje APT
    Varje nämndsammanträde
    Inför varje läsår
    Vid varje revidering av rutinen
    Vid nyanställning och därefter årligen
    Årligen i mars
    Årligen – oktober
    Mars varje år
    Årligen per den 31 december
    Årligen senast 31 mars
    Senast den 1 mars varje år
    Genomfört senast 31 mars varje år
    Årligen före den 1 mars
    Varje vår senast 30 april
    Uppdateras årligen i mars
    Uppdateras årligen senast 1 mars
    Uppföljning sker i december varje år
    Uppföljning sker senast 1 december varje år
    Årlig uppföljning i december
    Årligen 2025–2027
    Årligen från 2026
    Årligen sedan 2024
    Från och med 2026, årligen
    Årligen t.o.m. 2027
    Årligen till 2027
    Årligen, första gången 2026
    Årligen, sista gången mars 2026
    Årligen med start 2026
    Årligen i mars, med start 2026
    Årligen i mars, första gången 2026
    Årligen i mars från 2026
    Årligen i mars t.o.m. 2027
    Årligen den 15 mars fram till 2027
    Årligen i mars, sista gången 2026
    Årligen i mars, första gången 2026 och sista gången 2027
    Årligen den 1 mars, avslutas 2027
    Årligen den 1 mars, slut 2026
    Mars varje år t.o.m. 2027
    25 november varje år fram till 2027
    Mars varje år från 2026
    Mars varje år med start 2026
    Årlig uppföljning i december, första gången 2025
    Uppföljning görs årligen i november till och med 2027
    Redovisas årligen senast den 15 februari t o m 2027
    Revideras årligen i november, nästa gång 2026
    Årligen (senast 31 mars) 2026–2027
    Årligen senast den 1 mars, under perioden 2026–2027
    Årligen senast den 1 mars med start 2026
    Årligen senast den 1 mars från 2026
    Årligen senast den 1 mars t.o.m. 2027
    Årligen senast 1 mars, sista gången 2026
    Årligen från 2026 senast den 1 april
    Senast den 1 mars varje år från 2026
    Senast den 1 mars varje år t.o.m. 2027
    Senast den 1 mars varje år fram till 2027
    Senast den 1 mars varje år, första gången 2026
    Senast den 1 mars varje år, sista gången 2027
    Senast den 1 mars varje år under perioden 2025–2027
    Den 1 oktober varje år 2025–2027
    Årligen 2025–2027, senast den 5 juni
    Årligen, 2025–2027, i november
    2025–2027, årligen i oktober
    2025–2027, årligen senast den 31 mars
    Med början 2026, årligen i mars
    Med början 2026, årligen senast den 30 april
    Årligen med start 2026, senast den 1 juni
    Varje vår senast 15 maj från 2026

    # once, and then again and again
    Mars 2026, därefter årligen
    Mars 2026 – därefter årligen
    Vt 2026, sedan årligen
    2026, sedan varje år till 2027
    Första gången mars 2026, därefter årligen
    Senast 1 mars 2026, därefter årligen
    Senast den 31 augusti 2026 och därefter den 1 mars varje år
    Senast den 1 september 2026 och årligen senast den 1 september
    Påbörjas ht 25, därefter årligen
    Klart ht 25, därefter årligen
    Klart ht 25, sedan årligen
    Från 1 mars 2026, därefter årligen
    Påbörjas mars 2026, klart april 2026, därefter årligen
"""

# What says nothing of how the others belong together, or is warned of anyhow.
_SILENT = {Is.FILLER, Is.SIGN, Is.COMMA, Is.COLON, Is.AT, Is.STRAY, Is.THING}
_SEVERAL_IN_ONE = {Is.DUE, Is.UNTIL, Is.ONGOING, Is.DONE}  # whose value makes another part of them
_STATES = {Is.DUE, Is.DONE, Is.BEGUN}
_A_STOP = {Is.DOT, Is.STOP}

Shape = tuple[str, ...]


def is_familiar(items: Sequence[Item]) -> bool:
    """Whether `items` are the parts of one of the examples, in its order."""
    return shape_of(items) in _familiar_shapes()


@cache
def _familiar_shapes() -> frozenset[Shape]:
    return frozenset(shape_of(Phrases(symbols(text), text).items()) for text in examples())


def examples() -> list[str]:
    """The examples, each a tidied text."""
    lines = [tidy(line) for line in EXAMPLES.splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


def shape_of(items: Sequence[Item]) -> Shape:
    """The parts of `items` in order; a stop at the end ends nothing."""
    parts = [_part(item) for item in items]
    for place in range(2, len(items)):
        if _in_brackets(items[place - 2 : place + 1]):
            parts[place - 1] = f"({parts[place - 1]})"
    shape = [part for part in parts if part]
    while shape and shape[-1] == Is.STOP:
        shape.pop()
    return tuple(shape)


def _in_brackets(three: Sequence[Item]) -> bool:
    """Whether the one in the middle may be how it stands: "ht 2025 (klart)"."""
    before, middle, after = three
    if not isinstance(before, Cue) or not isinstance(after, Cue) or not isinstance(middle, Cue):
        return False
    return middle.kind in _STATES and before.text == "(" and after.text == ")"


def _part(item: Item) -> str:
    """The part that an item plays; empty for one that plays none."""
    if isinstance(item, Every):
        return "every"
    if isinstance(item, When):
        return "time" if item.dated else "time of the year"
    return _part_of(item)


def _part_of(cue: Cue) -> str:
    if cue.kind in _SILENT:
        return ""
    if cue.kind in _A_STOP:
        return Is.STOP
    if cue.kind in _SEVERAL_IN_ONE:
        return f"{cue.kind} {cue.value}"
    return cue.kind
