"""An answer that speaks of another role, or of its part of the goal; and one that only tells with whom."""

from __future__ import annotations

from datetime import date

import pytest

from paminn.incoming.another_role import speaks_of_another
from paminn.plan.model import Goal, OwnerPart, Part
from tests.support import plans

TEAM, WEB, ADULTS, CHILDREN, IT = (
    "Kvalitetsteamet",
    "Kommunikatör/webbansvarig",
    "Chef myndighet vuxen",
    "Chef myndighet barn",
    "Soc IT",
)
MATERIAL = OwnerPart(TEAM, Part.RESPONSIBLE, "framtagande av stödmaterial")
PUBLISHING = OwnerPart(WEB, Part.RESPONSIBLE, "redigering samt publicering av information")
SUPPORT = OwnerPart(TEAM, Part.SUPPORT, "med stöd av kvalitetsteamet")


def goal(number: str, *parts: OwnerPart | str) -> Goal:
    made = plans.goal(number, plans.deadline(date(2026, 6, 30)))
    given = tuple(OwnerPart(part, Part.RESPONSIBLE) if isinstance(part, str) else part for part in parts)
    return Goal(number, made.wording, made.activities, made.responsible, given, made.timeframe)


PRINTING = OwnerPart(IT, Part.RESPONSIBLE, "tryck och information")
LAYOUT = OwnerPart(WEB, Part.RESPONSIBLE, "form samt information till elever")
FOLLOWING_UP = OwnerPart(WEB, Part.RESPONSIBLE, "uppföljning enligt planen")
GOALS = {
    "1.1": goal("1.1", MATERIAL, PUBLISHING),
    "1.2": goal("1.2", ADULTS, CHILDREN, SUPPORT),
    "1.3": goal("1.3", IT, SUPPORT),
    "1.4": goal("1.4", "Chef"),
    "1.5": goal("1.5", PRINTING, LAYOUT),
    "1.6": goal("1.6", IT, FOLLOWING_UP),
}

OF_ANOTHER = [
    (IT, "1.3", "Kvalitetsteamet: Klar"),
    (IT, "1.3", "Chef myndighet vuxen är klar"),
    (IT, "1.3", "Klart, säger Chef myndighet barn."),
    (IT, "1.3", "Gäller Kvalitetsteamet: pågår"),
    (IT, "1.3", "Vi är klara med kvalitetsteamets del"),
    (IT, "1.3", "Klar.\n\nKvalitetsteamet har inte börjat."),
    (IT, "1.3", "Svar från kvalitetsteamet: klart."),
    (IT, "1.3", "För kvalitetsteamet är det klart."),
    (ADULTS, "1.2", "Klart. Samma för Chef myndighet barn."),
    (TEAM, "1.1", "Kommunikatören är klar"),
    (TEAM, "1.1", "Webbansvarig: klar"),
    (TEAM, "1.1", "Publiceringen är klar"),
    (TEAM, "1.1", "Redigering: klar"),
    (WEB, "1.1", "Framtagandet är klart"),
    (WEB, "1.1", "Kommunikatör/webbansvarig och Soc IT: klart"),
    (ADULTS, "1.2", "Chef myndighet vuxen är klar, säger vår chef."),
    (WEB, "1.5", "Trycket är klart."),
    (IT, "1.6", "Uppföljningen är klar."),
]
OWN = [
    (IT, "1.3", "Klar."),
    (IT, "1.3", "Soc IT är klara."),
    (IT, "1.3", "Klart med stöd av kvalitetsteamet."),
    (IT, "1.3", "Klart, tillsammans med vårt kvalitetsteam och med Chef myndighet vuxen."),
    (IT, "1.3", "Hej Kvalitetsteamet!\n\nKlar."),
    (IT, "1.3", "Tack, kvalitetsteamet. Klar."),
    (IT, "1.3", "Klart och överlämnat till Chef myndighet vuxen."),
    (ADULTS, "1.2", "Klart. Chef myndighet vuxen"),
    (TEAM, "1.1", "Framtagandet av stödmaterial är klart"),
    (WEB, "1.1", "Publiceringen är klar. Redigeringen också."),
    (WEB, "1.1", "Stödmaterialet är klart att publiceras"),
    (IT, "1.3", "Försenad. Väntar på materialet från kvalitetsteamet."),
    (IT, "1.3", "Försenad, vi väntar på underlag från kvalitetsteamet."),
    (IT, "1.3", "Klar. Underlaget har skickats till kvalitetsteamet och Chef myndighet vuxen har läst det."),
    (IT, "9.9", "Klart."),
    (ADULTS, "1.2", "Chef myndighet vuxen är klar."),
    (WEB, "1.5", "Informationen är klar."),
    (IT, "1.5", "Informationen är klar."),
    (IT, "1.5", "Formen på det hela är klar."),
    (IT, "1.5", "Eleverna är klara med sitt."),
    (TEAM, "1.1", "Informationen till alla är klar."),
    (IT, "1.6", "Enligt planen är det klart."),
]


@pytest.mark.parametrize(("role", "number", "text"), OF_ANOTHER)
def test_another_role_or_its_part_is_spoken_of(role: str, number: str, text: str) -> None:
    assert speaks_of_another(text, role, number, GOALS)


@pytest.mark.parametrize(("role", "number", "text"), OWN)
def test_a_role_speaks_of_itself_of_its_own_part_and_of_whom_it_worked_with(role: str, number: str, text: str) -> None:
    assert not speaks_of_another(text, role, number, GOALS)
