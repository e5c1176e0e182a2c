"""The shape of the plan files. The Swedish keys live here as aliases and nowhere else."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    PlainValidator,
    StringConstraints,
    Tag,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from paminn.plan.level_names import KNOWN
from paminn.plan.numbers import AREA_NUMBER, NUMBER

# How a goal that is followed up, and one whose actions are, are told apart in the places of faults.
ITSELF = "<följs upp>"
ITS_ACTIONS = "<har åtgärder>"
_ACTIONS = "åtgärder"


def _text_only(value: object) -> object:
    """YAML turns 1.10 into a number and 2025-12-31 into a date; such a value is refused, never reworded."""
    if value is not None and not isinstance(value, str):
        raise ValueError("quote")
    return value


def _text_or_nothing(value: object) -> object:
    if value is None:
        return ""
    return _text_only(value)


Text = Annotated[str, BeforeValidator(_text_only), StringConstraints(strip_whitespace=True, min_length=1)]
# A text that may be empty, but only where somebody has written that it is.
SaidText = Annotated[str, BeforeValidator(_text_only), StringConstraints(strip_whitespace=True)]
MaybeText = Annotated[str, BeforeValidator(_text_or_nothing), WithJsonSchema({"type": ["string", "null"]})]
YesNo = Literal["ja", "nej"]


def _in_an_editor(pattern: str) -> WithJsonSchema:
    """A text of a form, for whoever makes a JSON Schema of it: pydantic leaves the form out where texts are checked."""
    return WithJsonSchema({"type": "string", "pattern": pattern})


_MONTH_DAY = r"^\d\d-\d\d$"
MonthDay = Annotated[Text, StringConstraints(pattern=_MONTH_DAY), _in_an_editor(_MONTH_DAY)]
_GOAL_NUMBER = rf"^{NUMBER}$"
GoalNumber = Annotated[Text, StringConstraints(pattern=_GOAL_NUMBER), _in_an_editor(_GOAL_NUMBER)]
# A year outside this is a slip of the hand, and would lead the calendar astray.
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2099, 12, 31))]
Steps = tuple[Annotated[int, Field(ge=1, le=250)], ...]


class _File(BaseModel):
    # Only the three whole files are ever validated, so the parts need no validator of their own.
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class PartFile(_File):
    role: Text = Field(alias="roll")
    part: Literal["ansvar", "stöd", "samarbete"] = Field(alias="typ")
    words: MaybeText = Field(alias="del", default="")


class ReadingFile(_File):
    """`läsning`: a person's decision of how the words are read. Exactly one of `varje_år`, `slag`, `läses_som` is used.

    `läses_som` is read by the time plans' own grammar, and so says all that they can.
    """

    words: Text | None = Field(alias="läses_som", default=None)
    yearly: MonthDay | None = Field(alias="varje_år", default=None)
    kind: Literal["frist", "period", "start", "löpande", "genomfört"] | None = Field(alias="slag", default=None)
    start: Day | None = Field(alias="från", default=None)
    end: Day | None = Field(alias="till", default=None)
    reason: Text = Field(alias="grund")
    confirmed: YesNo = Field(alias="bekräftad")


class GoalFile(_File):
    """What is followed up: it has owners and a time of its own."""

    number: GoalNumber = Field(alias="nr")
    wording: Text = Field(alias="lydelse")
    activities: tuple[Text, ...] = Field(alias="aktiviteter", default=())
    responsible: Text = Field(alias="ansvarig")
    parts: tuple[PartFile, ...] = Field(alias="ägare", min_length=1)
    timeframe: SaidText = Field(alias="tidplan")
    reading: ReadingFile | None = Field(alias="läsning", default=None)
    replaced_by: MaybeText = Field(alias="ersatt_av", default="")
    extra: dict[str, MaybeText] = Field(alias="övrigt", default_factory=dict)


class GoalAboveFile(_File):
    """A goal of which nothing is followed up but its actions."""

    number: GoalNumber = Field(alias="nr")
    wording: Text = Field(alias="lydelse")
    actions: tuple[GoalFile, ...] = Field(alias="åtgärder", min_length=1)


def _which(goal: object) -> str:
    if isinstance(goal, GoalAboveFile) or (isinstance(goal, dict) and _ACTIONS in goal):
        return ITS_ACTIONS
    return ITSELF


AnyGoal = Annotated[
    Annotated[GoalFile, Tag(ITSELF)] | Annotated[GoalAboveFile, Tag(ITS_ACTIONS)],
    Discriminator(_which),
]


def _number_of_an_area(value: object) -> int | str:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 1:
        return value
    if isinstance(value, str) and re.fullmatch(AREA_NUMBER, value):
        return value
    raise PydanticCustomError("area_number", "neither a whole number nor a letter")


_AREA_NUMBER_IN_AN_EDITOR = {
    "anyOf": [{"type": "integer", "minimum": 1}, {"type": "string", "pattern": f"^{AREA_NUMBER}$"}]
}
AreaNumber = Annotated[int | str, PlainValidator(_number_of_an_area), WithJsonSchema(_AREA_NUMBER_IN_AN_EDITOR)]


class AreaFile(_File):
    number: AreaNumber = Field(alias="nr")
    title: Text = Field(alias="titel")
    introduction: MaybeText = Field(alias="inledning", default="")
    goals: tuple[AnyGoal, ...] = Field(alias="delmål", min_length=1)


class NounFile(_File):
    """A word in the forms that sentences need."""

    singular: Text = Field(alias="ental")
    definite: Text = Field(alias="bestämd")
    plural: Text = Field(alias="flertal")
    definite_plural: Text = Field(alias="bestämt_flertal")


def _in_all_forms(value: object) -> object:
    """A well-known word stands by itself, another with its forms."""
    if not isinstance(value, str):
        return value
    noun = KNOWN.get(value.strip().lower())
    if noun is None:
        raise PydanticCustomError("level_name", "a word whose forms are not known")
    return {
        "ental": noun.singular,
        "bestämd": noun.definite,
        "flertal": noun.plural,
        "bestämt_flertal": noun.definite_plural,
    }


_FORMS = ("ental", "bestämd", "flertal", "bestämt_flertal")
_LEVEL_IN_AN_EDITOR = {
    "anyOf": [
        {"type": "string"},
        {
            "type": "object",
            "properties": {form: {"type": "string"} for form in _FORMS},
            "required": list(_FORMS),
            "additionalProperties": False,
        },
    ]
}
LevelName = Annotated[NounFile, BeforeValidator(_in_all_forms), WithJsonSchema(_LEVEL_IN_AN_EDITOR)]


class LevelsFile(_File):
    """What the plan calls its levels."""

    area: LevelName | None = Field(alias="område", default=None)
    goal: LevelName | None = Field(alias="mål", default=None)
    action: LevelName | None = Field(alias="åtgärd", default=None)


class OrganisationFile(_File):
    """Whose plan it is."""

    name: Text = Field(alias="namn")
    address: MaybeText = Field(alias="adress", default="")


PERIOD = r"^(?:20\d\d(?:\s*[-–]\s*20\d\d)?|[Tt]ills ?vidare)$"


class PlanFile(_File):
    title: Text = Field(alias="titel")
    subtitle: MaybeText = Field(alias="undertitel", default="")
    levels: LevelsFile | None = Field(alias="nivåer", default=None)
    organisation: OrganisationFile | None = None
    followed_up_by: MaybeText = Field(alias="följs_upp_av", default="")
    period: Annotated[Text, StringConstraints(pattern=PERIOD), _in_an_editor(PERIOD)]
    committee: Text = Field(alias="beslutsinstans")
    decided: Day = Field(alias="beslutad")
    revised: Day | None = Field(alias="senast_reviderad", default=None)
    valid_until: date | Literal["Tillsvidare"] = Field(alias="giltig_till", default="Tillsvidare")
    document_owner: MaybeText = Field(alias="dokumentansvarig", default="")
    registration_number: MaybeText = Field(alias="diarienummer", default="")
    definitions: dict[str, Text] = Field(alias="definitioner", default_factory=dict)
    vision: MaybeText = ""
    aims: tuple[Text, ...] = Field(alias="mål", default=())
    notes: tuple[Text, ...] = Field(alias="noteringar", default=())
    areas: tuple[AreaFile, ...] = Field(alias="fokusområden", min_length=1)


# What mail can be sent to: an address that is only nearly one would stop a whole run.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
EMAIL = rf"^{_ATOM}(?:\.{_ATOM})*@[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+$"
Email = Annotated[Text, StringConstraints(pattern=EMAIL), _in_an_editor(EMAIL)]


class DeputyFile(_File):
    name: Text = Field(alias="namn")
    email: Email = Field(alias="epost")
    upn: Email | None = None  # shaped like an address, often another one


class PersonFile(_File):
    name: Text = Field(alias="namn")
    email: Email = Field(alias="epost")
    upn: Email | None = None
    deputy: DeputyFile | None = Field(alias="ersättare", default=None)
    since: date | None = Field(alias="från", default=None)
    until: date | None = Field(alias="till", default=None)


class RoleFile(_File):
    role: Text = Field(alias="roll")
    answers: Literal["en_för_alla", "var_och_en"] = Field(alias="svarar", default="en_för_alla")
    vacant: YesNo = Field(alias="vakant", default="nej")
    reminded: YesNo = Field(alias="påminns", default="ja")
    weekly: Literal["måndag", "tisdag", "onsdag", "torsdag", "fredag"] | None = Field(alias="veckobrev", default=None)
    people: tuple[PersonFile, ...] = Field(alias="personer", default=())


class OwnersFile(_File):
    roles: tuple[RoleFile, ...] = Field(alias="roller")


class TermFile(_File):
    first: MonthDay = Field(alias="från")
    last: MonthDay = Field(alias="till")


class TermsFile(_File):
    vt: TermFile
    ht: TermFile


class QuietFile(_File):
    first: MonthDay = Field(alias="från")
    last: MonthDay = Field(alias="till")
    reason: MaybeText = Field(alias="skäl", default="")


class StepsFile(_File):
    before: Steps = Field(alias="före", default=())
    after: Steps = Field(alias="efter", default=())
    monthly: YesNo = Field(alias="sedan_varje_månad", default="nej")


class AllStepsFile(_File):
    deadline: StepsFile = Field(alias="frist")
    start: StepsFile
    recurring: StepsFile = Field(alias="återkommande")


class PreparationStepFile(_File):
    weeks: Annotated[int, Field(ge=1, le=52)] = Field(alias="veckor_före")
    text: Text


class PreparationFile(_File):
    goal: GoalNumber = Field(alias="delmål")
    steps: tuple[PreparationStepFile, ...] = Field(alias="steg", min_length=1)
    after: Steps = Field(alias="efter", default=())


class AccountFile(_File):
    due: MonthDay = Field(alias="svar_senast")
    before: Steps = Field(alias="före", min_length=1)
    after: Steps = Field(alias="efter", default=())


_KEY = r"^[a-z0-9][a-z0-9-]{2,40}$"


class CampaignFile(_File):
    key: Annotated[Text, StringConstraints(pattern=_KEY), _in_an_editor(_KEY)] = Field(alias="kännetecken")
    name: Text = Field(alias="namn")
    goal: GoalNumber = Field(alias="delmål")
    first: Day = Field(alias="från")
    last: Day | None = Field(alias="till", default=None)


class CalendarFile(_File):
    horizon: Annotated[int, Field(ge=2025, le=2099)] = Field(alias="horisont")
    alarms: YesNo = Field(alias="larm", default="nej")
    campaigns: tuple[CampaignFile, ...] = Field(alias="kampanjer", default=())


_IDENTITY = r"^[a-z0-9][a-z0-9-]{2,60}$"


class RulesFile(_File):
    identity: Annotated[Text, StringConstraints(pattern=_IDENTITY), _in_an_editor(_IDENTITY)] = Field(
        alias="kännetecken"
    )
    terms: TermsFile = Field(alias="halvår")
    begins: Day | None = Field(alias="påminn_från", default=None)
    quiet: tuple[QuietFile, ...] = Field(alias="lugna_perioder", default=())
    bridge_days_off: YesNo = Field(alias="klämdagar_lediga", default="nej")
    steps: AllStepsFile = Field(alias="påminnelser")
    preparations: tuple[PreparationFile, ...] = Field(alias="förberedelser", default=())
    account: AccountFile = Field(alias="årlig_redovisning")
    calendar: CalendarFile = Field(alias="kalender")
