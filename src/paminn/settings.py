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

from paminn.errors import UsageError, told_by_disk
from paminn.plan.schema import EMAIL
from paminn.reminders.outbox import Door

PREFIX = "PAMINN_"
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
    if value and not re.fullmatch(EMAIL, value):
        raise ValueError("skriv en enda e-postadress, till exempel paminn@kommun.example")
    return value


def _split(value: str) -> SplitResult:
    """The parts of an address; empty ones when it cannot be read: Python's words of it quote the password there."""
    try:
        parts = urlsplit(value)
        return parts if parts.port != 0 else urlsplit("")
    except ValueError:
        return urlsplit("")


def _url(*schemes: str) -> AfterValidator:
    def check(secret: SecretStr) -> SecretStr:
        value = secret.get_secret_value()
        parts = _split(value)
        if value and not (parts.scheme in schemes and parts.hostname):
            raise ValueError(f"skriv en adress som börjar med {schemes[0]}:// och en värd")
        return secret

    return AfterValidator(check)


def _web(value: str) -> str:
    parts = _split(value)
    if value and not (parts.scheme in ("https", "http") and parts.hostname and value.isprintable()):
        raise ValueError("skriv sidans adress, till exempel https://kommun.example/plan/")
    return value


def _on_this_machine(parts: SplitResult) -> bool:
    """Unencrypted is fine where nothing leaves the machine."""
    return parts.scheme == "http" and parts.hostname in ("127.0.0.1", "::1", "localhost")


def _webhook(secret: SecretStr) -> SecretStr:
    if secret.get_secret_value():
        _https(secret.get_secret_value())
    return secret


def _https(value: str) -> str:
    parts = _split(value)
    if not ((parts.scheme == "https" or _on_this_machine(parts)) and parts.hostname and value.isprintable()):
        raise ValueError("skriv en adress som börjar med https://")
    return value.rstrip("/")


def _yes_or_no(value: str | bool) -> str | bool:
    return {"ja": True, "nej": False}.get(str(value).casefold(), value)


def _hosts(value: str) -> str:
    names = [name.strip().casefold() for name in value.split(",") if name.strip()]
    if not all(re.fullmatch(r"[a-z0-9.-]{1,253}", name) for name in names):
        raise ValueError("skriv servernamn åtskilda med komma, till exempel mx.kommun.example")
    return ",".join(names)


def _key(secret: SecretStr) -> SecretStr:
    """Whoever guesses it can make the codes that answers are known by."""
    value = secret.get_secret_value()
    if value and (len(value.encode()) < _KEY or len(set(value)) < _VARIED):
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

    home: Path = Field(Path("var"), description="Mappen som håller allt en körning sparar.")
    plan: Path | None = Field(None, description="Planens mapp. Annars plan_data/gnesta här, annars den medföljande.")
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
    max_messages: int = Field(200, ge=1, description="Fler mejl än så på en gång stoppar körningen.")

    @property
    def outbox(self) -> Path:
        return self.outbox_folder or self.home / "outbox"

    @property
    def inbox_path(self) -> Path:
        return self.inbox_folder or self.home / "inbox"


SECRETS = ("database_url", "smtp_url", "imap_url", "graph_secret", "teams_webhook", "secret_key")


def read_settings(environ: Mapping[str, str]) -> Settings:
    """The settings in `environ`. Raises SettingsError with one sentence for each that is wrong."""
    values: dict[str, Any] = {}
    faults: list[str] = []
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    files = {f"{PREFIX}{name.upper()}_FILE" for name in SECRETS}
    for name, value in sorted(environ.items()):
        if not name.startswith(PREFIX):
            continue
        if name in files:
            values[name.removeprefix(PREFIX).removesuffix("_FILE").lower()] = _secret_file(name, value, faults)
        elif name in known:
            if value.strip():
                values.setdefault(name.removeprefix(PREFIX).lower(), value.strip())
        else:
            close = get_close_matches(name.upper(), known | files, n=1, cutoff=0.6)
            faults.append(f"Okänd inställning {name}." + (f" Menade du {close[0]}?" if close else " Ta bort den."))
    try:
        settings = Settings(**values)
    except ValidationError as error:
        faults += [_sentence(one) for one in error.errors(include_input=False, include_context=True)]
    if faults:
        raise SettingsError(faults)
    return settings


def _secret_file(name: str, value: str, faults: list[str]) -> str:
    try:
        return Path(value).read_text(encoding="utf-8").strip()
    except OSError as error:
        faults.append(f"Filen som {name} pekar på går inte att läsa ({told_by_disk(error)}).")
    except UnicodeDecodeError:
        faults.append(f"Filen som {name} pekar på är ingen text.")
    return ""


def _sentence(error: Any) -> str:
    name = f"{PREFIX}{str(error['loc'][0]).upper()}"
    if error["type"] == "value_error":
        return f"{name}: {error['ctx']['error']}."
    if error["type"] == "enum":
        return f"{name} ska vara {error['ctx']['expected'].replace(' or ', ' eller ')}."
    if error["type"].startswith("bool"):
        return f"{name} ska vara ja eller nej."
    if error["type"].startswith(("int", "greater")):
        return f"{name} ska vara ett heltal, minst 1."
    return f"{name} har ett värde som inte går att använda."
