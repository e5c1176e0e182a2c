"""Every setting, described once; the table in the handbook is generated from here.

Read from PAMINN_* variables, a secret also from the file that PAMINN_…_FILE names. An unknown PAMINN_* name is
refused: a misspelt REDIRECT_ALL_TO must not send mail to real people. (Why not pydantic-settings:
docs/decisions/0002.)
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails

from paminn.disk import read_text
from paminn.errors import UsageError, told_by_disk
from paminn.plan.schema import EMAIL
from paminn.reminders.message import Door

PREFIX = "PAMINN_"
_EMAIL = re.compile(EMAIL)
_HOST = re.compile(r"[a-z0-9.-]{1,253}")
_NO_PARTS = urlsplit("")
_LARGEST_SECRET = 64 * 1024  # bytes
_KEY = 32  # bytes
_VARIED = 8  # different characters; a key that is made has at least this many, a short word repeated has not


class InboxDoor(StrEnum):
    """Where answers come in."""

    FOLDER = "folder"
    IMAP = "imap"
    GRAPH = "graph"


class SettingsError(UsageError):
    """Settings that cannot be understood; `faults` has one sentence for each."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__(" ".join(faults))
        self.faults = tuple(faults)


def _address(value: str) -> str:
    if value and not _EMAIL.fullmatch(value):
        raise ValueError("skriv en enda e-postadress, till exempel paminn@kommun.example")
    return value


def _split(value: str) -> SplitResult:
    """The parts of an address; empty ones when it cannot be read: Python's words of it quote the password there."""
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        return _NO_PARTS
    if port == 0:
        return _NO_PARTS
    return parts


def _url(*schemes: str) -> AfterValidator:
    def check(secret: SecretStr) -> SecretStr:
        value = secret.get_secret_value()
        parts = _split(value)
        if value and not (parts.scheme in schemes and parts.hostname):
            raise ValueError(f"skriv en adress som börjar med {schemes[0]}:// och en värd")
        return secret

    return AfterValidator(check)


def _web(value: str) -> str:
    if not value:
        return value
    parts = _split(value)
    for_the_web = parts.scheme in ("https", "http")
    if not for_the_web or not parts.hostname or not value.isprintable():
        raise ValueError("skriv sidans adress, till exempel https://kommun.example/plan/")
    return value


def _webhook(secret: SecretStr) -> SecretStr:
    value = secret.get_secret_value()
    if value:
        _https(value)
    return secret


def _https(value: str) -> str:
    parts = _split(value)
    safe = parts.scheme == "https" or _on_this_machine(parts)
    if not safe or not parts.hostname or not value.isprintable():
        raise ValueError("skriv en adress som börjar med https://")
    return value.rstrip("/")


def _on_this_machine(parts: SplitResult) -> bool:
    """Unencrypted is fine where nothing leaves the machine."""
    return parts.scheme == "http" and parts.hostname in ("127.0.0.1", "::1", "localhost")


def _yes_or_no(value: str | bool) -> str | bool:
    """ "ja" and "nej" as pydantic takes them; anything else is left for it to refuse."""
    word = str(value).casefold()
    if word == "ja":
        return True
    if word == "nej":
        return False
    return value


def _hosts(value: str) -> str:
    hosts = []
    for written in value.split(","):
        host = written.strip().casefold()
        if not host:
            continue
        if not _HOST.fullmatch(host):
            raise ValueError("skriv servernamn åtskilda med komma, till exempel mx.kommun.example")
        hosts.append(host)
    return ",".join(hosts)


def _key(secret: SecretStr) -> SecretStr:
    """Whoever guesses it can make the codes that answers are known by."""
    value = secret.get_secret_value()
    if not value:
        return secret
    too_short = len(value.encode()) < _KEY
    too_even = len(set(value)) < _VARIED
    if too_short or too_even:
        raise ValueError(
            "nyckeln är för kort eller lätt att gissa. Gör en ny med "
            'python3 -c "import secrets; print(secrets.token_hex(32))" och spara den i filen som '
            "PAMINN_SECRET_KEY_FILE anger"
        )
    return secret


Address = Annotated[str, AfterValidator(_address)]


class Settings(BaseModel):
    """Frozen; secrets show as stars in every repr and log."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    home: Path = Field(
        Path("var"), description="Mappen som håller allt en körning sparar. Hela sökvägen, när något lämnar datorn."
    )
    plan: Path | None = Field(
        None, description="Planens mapp, eller flera planers. Annars plan_data/gnesta här, annars den medföljande."
    )
    database_url: SecretStr = Field(
        SecretStr(""), description="Databas, till exempel postgresql+psycopg://… Annars SQLite i HOME."
    )
    mail: Door = Field(Door.FOLDER, description="Hur mejl går ut: folder (en mapp), smtp eller graph (Microsoft 365).")
    inbox: InboxDoor = Field(
        InboxDoor.FOLDER, description="Varifrån svar läses: folder (en mapp), imap eller graph (Microsoft 365)."
    )
    outbox_folder: Path | None = Field(None, description="Maildir för utgående mejl. Annars HOME/outbox.")
    inbox_folder: Path | None = Field(None, description="Maildir för svar. Annars HOME/inbox.")
    sender: Address = Field("paminn@kommun.example", description="Den delade brevlådans adress, avsändare för allt.")
    smtp_url: Annotated[SecretStr, _url("smtp", "smtps")] = Field(
        SecretStr(""), description="smtp://användare:lösenord@värd:587 (STARTTLS) eller smtps://…:465."
    )
    imap_url: Annotated[SecretStr, _url("imap", "imaps")] = Field(
        SecretStr(""),
        description="imaps://användare:lösenord@värd:993 eller imap://…:143 (STARTTLS): den delade brevlådan.",
    )
    graph_url: Annotated[str, AfterValidator(_https)] = Field(
        "https://graph.microsoft.com/v1.0", description="Microsoft Graph. Ändras bara för andra moln."
    )
    graph_authority: Annotated[str, AfterValidator(_https)] = Field(
        "https://login.microsoftonline.com", description="Inloggning till Graph. Ändras bara för andra moln."
    )
    graph_tenant: str = Field("", description="Kommunens klientorganisation (katalog-id) i Entra.")
    graph_client_id: str = Field("", description="Appens id (program-id) i Entra.")
    graph_secret: SecretStr = Field(SecretStr(""), description="Appens klienthemlighet. Certifikat är bättre.")
    graph_certificate: Path | None = Field(
        None, description="PEM-fil med appens certifikat och privata nyckel, eller en PFX-fil utan lösenord."
    )
    graph_mailbox: Address = Field("", description="Den delade brevlådan i Graph. Annars SENDER.")
    teams_webhook: Annotated[SecretStr, AfterValidator(_webhook)] = Field(
        SecretStr(""), description="Adressen till flödet i Teams som tar emot kopior. Tomt = inga kopior i Teams."
    )
    secret_key: Annotated[SecretStr, AfterValidator(_key)] = Field(
        SecretStr(""), description="Nyckel till svarskoderna, minst 32 tecken. Annars skapas en i HOME."
    )
    public_url: Annotated[str, AfterValidator(_web)] = Field(
        "", description="Adressen där kalendersidan ligger, när den är publicerad."
    )
    quality_team: Address = Field(
        "", repr=False, description="Kvalitetsteamets adress. Annars den som har rollen i owners.yaml."
    )
    receipts: Annotated[bool, BeforeValidator(_yes_or_no)] = Field(
        False, description="ja: den som svarar får ett kvitto som säger hur svaret lästes."
    )
    auth_results_hosts: Annotated[str, AfterValidator(_hosts)] = Field(
        "",
        description="Servrar vars Authentication-Results är att lita på, åtskilda med komma. exchange = brevlådan "
        "ligger i Exchange eller Microsoft 365. Tomt = ingen avsändare räknas som styrkt.",
    )
    redirect_all_to: Address = Field(
        "", repr=False, description="Skicka allt hit i stället för till de ansvariga (prov)."
    )
    max_minutes: int = Field(
        60, ge=1, description="Så många minuter får en körning vänta på andras servrar. Resten går i nästa körning."
    )
    max_minutes_per_mail: int = Field(10, ge=1, description="Så många minuter får ett enda mejl ta av dem.")
    max_messages: int = Field(200, ge=1, description="Fler mejl än så på en gång stoppar körningen.")

    @property
    def leaves(self) -> bool:
        """Whether a door that leaves the machine is open, whatever host it leads to."""
        return self.mail is not Door.FOLDER or bool(self.teams_webhook.get_secret_value())

    @property
    def is_home_certain(self) -> bool:
        """Whether the memory lies in the same folder wherever a command is given."""
        return "home" in self.model_fields_set and self.home.is_absolute()

    @property
    def is_sender_named(self) -> bool:
        """Whether somebody has said whose mail it is."""
        return "sender" in self.model_fields_set

    @property
    def reads_real_mail(self) -> bool:
        """Whether what is read is answers to real mails, or lies in a real mailbox."""
        return self.leaves or self.inbox is not InboxDoor.FOLDER

    @property
    def site(self) -> Path:
        """Where the calendar is published, unless another place is named."""
        return self.home / "site"

    @property
    def outbox(self) -> Path:
        if self.outbox_folder is None:
            return self.home / "outbox"
        return self.outbox_folder

    @property
    def inbox_path(self) -> Path:
        if self.inbox_folder is None:
            return self.home / "inbox"
        return self.inbox_folder


SECRETS = ("database_url", "smtp_url", "imap_url", "graph_secret", "teams_webhook", "secret_key")

# Each variable of the environment -> the setting that it gives.
_VARIABLES = {f"{PREFIX}{name.upper()}": name for name in Settings.model_fields}
_FILE_VARIABLES = {f"{PREFIX}{name.upper()}_FILE": name for name in SECRETS}


def read_settings(environ: Mapping[str, str]) -> Settings:
    """The settings in `environ`. Raises SettingsError with one sentence for each that is wrong."""
    values: dict[str, Any] = {}
    faults: list[str] = []
    # In alphabetical order SECRET comes before SECRET_FILE: what a file says counts.
    for variable, value in sorted(environ.items()):
        if not variable.startswith(PREFIX):
            continue
        if variable in _FILE_VARIABLES:
            values[_FILE_VARIABLES[variable]] = _secret_file(variable, value, faults)
        elif variable in _VARIABLES:
            if value.strip():
                values[_VARIABLES[variable]] = value.strip()
        else:
            faults.append(_unknown(variable))
    try:
        settings = Settings(**values)
    except ValidationError as error:
        for fault in error.errors(include_input=False, include_context=True):
            faults.append(_sentence(fault))
    if faults:
        raise SettingsError(faults)
    return settings


def _unknown(variable: str) -> str:
    known = {*_VARIABLES, *_FILE_VARIABLES}
    close = get_close_matches(variable.upper(), known, n=1, cutoff=0.6)
    if not close:
        return f"Okänd inställning {variable}. Ta bort den."
    return f"Okänd inställning {variable}. Menade du {close[0]}?"


def _secret_file(name: str, value: str, faults: list[str]) -> str:
    try:
        return read_text(Path(value), _LARGEST_SECRET).strip()
    except OSError as error:
        faults.append(f"Filen som {name} pekar på går inte att läsa ({told_by_disk(error)}).")
    return ""


def _sentence(fault: ErrorDetails) -> str:
    variable = f"{PREFIX}{str(fault['loc'][0]).upper()}"
    kind = fault["type"]
    if kind == "value_error":
        return f"{variable}: {fault['ctx']['error']}."
    if kind == "enum":
        allowed = fault["ctx"]["expected"].replace(" or ", " eller ")
        return f"{variable} ska vara {allowed}."
    if kind.startswith("bool"):
        return f"{variable} ska vara ja eller nej."
    if kind.startswith(("int", "greater")):
        return f"{variable} ska vara ett heltal, minst 1."
    return f"{variable} har ett värde som inte går att använda."
