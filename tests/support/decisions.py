"""Decided plans for the tests of versions: a few real goals in Swedish, and how to change them."""

from __future__ import annotations

from datetime import date

from paminn.plan.decided import DecidedArea, DecidedGoal, DecidedPart, DecidedPlan
from paminn.plan.model import Part

TEAM = "Kvalitetsteamet"
ADULTS = "Chef myndighet vuxen"
FAMILIES = "Chef myndighet Barn- och familj"
SYSTEMS = "Soc IT"
YOUTH = "Ungdomssamordnare"


def goal(number: str, wording: str, *activities: str, roles: tuple[str, ...] = (TEAM,), when: str = "Klart ht 2026"):
    """The roles are responsible, all of them; the words about them are their names."""
    return DecidedGoal(
        number=number,
        wording=wording,
        activities=activities or ("–",),
        responsible=" ".join(roles),
        parts=tuple(DecidedPart(role=role, part=Part.RESPONSIBLE) for role in roles),
        timeframe=when,
    )


def area(number: int, title: str, *goals: DecidedGoal, introduction: str = "") -> DecidedArea:
    return DecidedArea(number=number, title=title, introduction=introduction, goals=goals)


def plan(*areas: DecidedArea, **others: object) -> DecidedPlan:
    whole = {
        "title": "Handlingsplan Fri från våld",
        "subtitle": "",
        "period": "2025-2027",
        "committee": "Socialnämnden",
        "decided": date(2025, 9, 3),
        "revised": None,
        "valid_until": None,
        "document_owner": "Förvaltningschef",
        "registration_number": "SN.2025.17",
        "definitions": {"VINR": "Våld i nära relation"},
        "vision": "Våldet ska upphöra.",
        "aims": ("Förebygga.", "Stödja."),
        "areas": areas,
    }
    return DecidedPlan.model_validate({**whole, **others})


# --- one goal each to change ----------------------------------------

INFORMATION = goal(
    "1.1",
    "Det ska finnas tydlig information på hemsidan och intranätet vid misstanke om våld i nära relation.",
    "Ta fram och publicera information.",
    "Utforma stödmaterial till enheterna.",
    roles=(TEAM, "Kommunikatör"),
    when="Klart ht 2025",
)
ROUTINES = goal(
    "1.2",
    "Inom myndighetsutövande verksamheter finns uppdaterade rutiner för att fråga om VINR, HRV och POM.",
    "Uppdatering av rutiner.",
    "Implementering av rutiner.",
    roles=(ADULTS, FAMILIES),
    when="Klart ht 25",
)
TEMPLATES = goal(
    "1.3",
    "Frågor om våld finns i alla relevanta dokumentationsmallar i verksamhets-systemen.",
    "Uppdatering av dokumentationsmallar i verksamhetssystem.",
    roles=(ADULTS, SYSTEMS),
    when="Klart vt 26",
)
KNOWLEDGE = goal(
    "2.1",
    "All personal inom Socialförvaltningen har grundläggande kunskaper om VINR utifrån yrkesroll.",
    "Digitala utbildningar finns tillgängliga på InfoCaption.",
    "APT-material om särskilt sårbara grupper finns tillgängligt.",
    when="Påbörjas ht 25",
)
DEEPER = goal(
    "2.2",
    "Personal inom myndighetsutövande verksamheter har fördjupade kunskaper inom VINR, HRV och POM.",
    "Externa utbildare tas in vid behov.",
    roles=(ADULTS, FAMILIES),
    when="Löpande",
)
CAMPAIGN = goal(
    "2.3",
    "Uppmärksamma Internationella dagen för avskaffande av mäns våld mot kvinnor, 25 november.",
    "Årlig informationskampanj",
    when="Årligen",
)


def first_plan() -> DecidedPlan:
    """Two areas of three goals each."""
    return plan(
        area(1, "Förebyggande", INFORMATION, ROUTINES, TEMPLATES, introduction="Att fråga om våld."),
        area(2, "Kunskapsbaserad", KNOWLEDGE, DEEPER, CAMPAIGN),
    )


def renumbered(whole: DecidedGoal, number: str, **others: object) -> DecidedGoal:
    """The goal with another number, and whatever else is said."""
    return whole.model_copy(update={"number": number, **others})


def revised(*goals: DecidedGoal, titles: dict[int, str] | None = None) -> DecidedPlan:
    """The first plan with exactly these goals, each in the area that its number says."""
    names = {1: "Förebyggande", 2: "Kunskapsbaserad", 3: "Uppföljande", **(titles or {})}
    introductions = {1: "Att fråga om våld."}
    areas = []
    for number, title in sorted(names.items()):
        inside = [decided for decided in goals if decided.number.startswith(f"{number}.")]
        if inside:
            areas.append(area(number, title, *inside, introduction=introductions.get(number, "")))
    return plan(*areas)
