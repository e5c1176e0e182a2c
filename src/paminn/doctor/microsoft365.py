"""Microsoft 365: the certificate, the login, our own mailbox, and that all others are refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from paminn.doctor.diagnosis import Diagnosed, Remedy, Skipped, behind
from paminn.doctor.examine import Check, CheckName
from paminn.doctor.probe import host_answers, host_of, why
from paminn.doors import graph_client, graph_tokens
from paminn.errors import DeliveryError, StorageError, UnknownOutcome
from paminn.home import AskedPlan, plan_folders
from paminn.plan.load import read_plan
from paminn.plan.model import Owners
from paminn.settings import Settings
from paminn.texts import causes

if TYPE_CHECKING:
    from paminn.channels.graph.client import Refused

_URL, _AUTHORITY = "PAMINN_GRAPH_URL", "PAMINN_GRAPH_AUTHORITY"
_EARLY = 30  # days before a certificate ends that the doctor begins to say so
_FORBIDDEN, _MISSING = 403, 404
_INBOX = ("mailFolders", "inbox")
_ID = {"$select": "id"}


class Microsoft365:
    """Each check needs the one before: what cannot work for a reason already told is not told again as wrong."""

    def __init__(self, chosen: Settings, asked_plan: AskedPlan, now: datetime) -> None:
        self._chosen = chosen
        self._asked_plan = asked_plan
        self._now = now
        self._own = "PAMINN_GRAPH_MAILBOX" if chosen.graph_mailbox else "PAMINN_SENDER"
        self._shut_out = ""  # why neither mailbox can be asked
        self._shut = ""  # why our own cannot

    def checks(self) -> Iterator[Check]:
        yield Check(CheckName.CERTIFICATE, self._certificate)
        yield Check(CheckName.TOKEN, self._token)
        yield Check(CheckName.MAILBOX, self._mailbox)
        if self._chosen.graph_mailbox.casefold() not in ("", self._chosen.sender.casefold()):
            yield Check(CheckName.TWO_NAMES, self._two_names)
        yield Check(CheckName.FENCE, self._fence)

    def mailbox_needed(self) -> None:
        """Raises Skipped when it is known to be out of reach."""
        self._login_needed()
        if self._shut:
            raise Skipped(self._shut)

    def _login_needed(self) -> None:
        if self._shut_out:
            raise Skipped(self._shut_out)

    @contextmanager
    def explained(self) -> Iterator[None]:
        """What Graph says no with, and what stops us on the way there, is told as Diagnosed."""
        from paminn.channels.graph.client import Refused

        try:
            yield
        except (DeliveryError, UnknownOutcome, StorageError) as error:
            for cause in behind(error):
                if isinstance(cause, Refused):
                    raise self._refusal(cause) from error
            known = why(error, host_of(self._chosen.graph_url), _URL)
            if known is not None:
                raise known from error
            for cause in behind(error):
                if isinstance(cause, DeliveryError | UnknownOutcome):
                    raise Diagnosed(causes.why(cause.failure), Remedy.LATER) from error
            raise

    def _refusal(self, refused: Refused) -> Diagnosed:
        shown = refused.failure.detail
        if "ErrorSendAsDenied" in refused.codes:
            return Diagnosed(f"appen får inte skicka från brevlådan i {self._own} ({shown})", Remedy.SEND_AS, self._own)
        if refused.status == _FORBIDDEN:
            return Diagnosed(f"appen får inte använda brevlådan i {self._own} ({shown})", Remedy.MAILBOX, self._own)
        if refused.status == _MISSING:
            return Diagnosed(f"brevlådan i {self._own} finns inte ({shown})", Remedy.ABSENT, self._own)
        return Diagnosed(causes.why(refused.failure), Remedy.LATER)

    def _certificate(self) -> str:
        from paminn.channels.graph.certificate import read_certificate

        path = self._chosen.graph_certificate
        if path is None:
            raise Skipped("Appen loggar in med en hemlighet. Ett certifikat är bättre: då syns dess sista dag här.")
        self._shut_out = "Provas när certifikatet går att använda."
        certificate = read_certificate(path)
        days = _days_left(certificate.begins, certificate.ends, self._now)
        self._shut_out = ""
        if days < _EARLY:
            raise Diagnosed(f"certifikatet går ut om {days} dagar", Remedy.RENEW)
        return f"Certifikatet gäller i {days} dagar till."

    def _token(self) -> str:
        self._login_needed()
        self._shut_out = "Provas när inloggningen fungerar."
        graph = urlsplit(self._chosen.graph_url)
        login = self._chosen.graph_authority
        with closing(graph_tokens(self._chosen)) as tokens:
            host_answers(login, _AUTHORITY)
            try:
                tokens.get(f"{graph.scheme}://{graph.netloc}/.default")
            except DeliveryError as error:
                known = why(error, host_of(login), _AUTHORITY)
                if known is None:
                    raise
                raise known from None
        self._shut_out = ""
        return "Appen får logga in."

    def _mailbox(self) -> str:
        self._login_needed()
        self._shut = "Provas när appen kommer åt den egna brevlådan."
        host_answers(self._chosen.graph_url, _URL)
        with closing(graph_client(self._chosen)) as client, self.explained():
            client.get(*_INBOX, params=_ID)
        self._shut = ""
        return "Appen kommer åt den egna brevlådan."

    def _two_names(self) -> str:
        raise Skipped(
            "PAMINN_GRAPH_MAILBOX och PAMINN_SENDER är olika. Det är rätt bara om de är två namn på samma brevlåda: "
            "se efter att mejlet «Prov från påminn» har kommit till dess inkorg. Annars läses inte svaren."
        )

    def _fence(self) -> str:
        """Somebody of the same domain who is in the plan; only whether the inbox exists is asked, nothing in it."""
        from paminn.channels.graph.client import Refused

        self._login_needed()
        other = self._other()
        if not other:
            raise Skipped("owners.yaml har ingen annan brevlåda i samma domän att pröva med.")
        with closing(graph_client(self._chosen, other)) as client, self.explained():
            try:
                client.get(*_INBOX, params=_ID)
            except Refused as error:
                if error.status == _FORBIDDEN:
                    return "Appen nekas en annan brevlåda, som den ska."
                if error.status == _MISSING:
                    raise Skipped("Den brevlåda som prövades finns inte: spärren kunde inte prövas.") from None
                raise
        raise Diagnosed("appen kommer åt en annan brevlåda än den delade")

    def _other(self) -> str:
        """The address of somebody else in the plan, of our own domain; "" when there is nobody."""
        for folder in plan_folders(self._asked_plan, self._chosen.plan):
            owners = read_plan(folder.files(), folder.name, self._now.date()).owners
            if owners is not None:
                found = self._other_of(owners)
                if found:
                    return found
        return ""

    def _other_of(self, owners: Owners) -> str:
        mine = (self._chosen.graph_mailbox or self._chosen.sender).casefold()
        own = (mine, self._chosen.sender.casefold())
        for holders in owners.people.values():
            for person in holders:
                address = person.email.casefold()
                if _domain(address) == _domain(mine) and address not in own:
                    return person.email
        return ""


def _domain(address: str) -> str:
    return address.rpartition("@")[2]


def _days_left(begins: datetime, ends: datetime, now: datetime) -> int:
    """Whole days that the app's certificate still holds. Raises Diagnosed when it does not hold now."""
    if now < begins:
        raise Diagnosed(f"certifikatet gäller inte än: det börjar gälla {begins:%Y-%m-%d %H:%M} UTC", Remedy.NOT_YET)
    if now > ends:
        raise Diagnosed(f"certifikatet gick ut {ends:%Y-%m-%d}, för {(now - ends).days} dagar sedan", Remedy.RENEW)
    return (ends - now).days
