"""Cards to Teams through a Workflows webhook: taken by the flow, which is not to say that anybody sees them."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable
from pathlib import Path

from requests import PreparedRequest, RequestException
from requests.exceptions import ConnectTimeout, InvalidURL, ProxyError, SSLError, Timeout
from urllib3.exceptions import NewConnectionError

from paminn.channels.graph.session import Session, underlying
from paminn.errors import DeliveryError, UnknownOutcome
from paminn.failure import Cause, Failure
from paminn.patience import ENDLESS
from paminn.ports.outbox import Note
from paminn.reminders.message import Found, Message, State

_TAKEN = range(200, 300)
_THROTTLED = 429
_BROKEN = 500
_PAUSE = 10.0  # seconds, when a throttled flow does not say how many


class TeamsOutbox:
    """Posts each card once. The webhook's address is a key to the channel: it is in no error and no log."""

    def __init__(
        self,
        url: str,
        *,
        token: Callable[[], str] | None = None,
        ca: Path | None = None,
        timeout: tuple[float, float] = (10, 30),
        patience: float = 120,
        sleep: Callable[[float], None] = time.sleep,
        answer: Callable[[], float] = ENDLESS.for_an_answer,
    ) -> None:
        """`token` gives an OAuth token, for a flow that asks for one; it may raise DeliveryError.

        `patience` is how many seconds a run waits in all while the flow is throttled; `ca` and `timeout` as in Session,
        `answer` how many seconds it may take for one.
        """
        self._url = url
        self._token = token
        self._web = Session(ca, timeout, answer)
        self._patience = patience
        self._sleep = sleep
        self._down: Failure | None = None  # why nothing more is tried in this run

    def send(self, message: Message, note: Note) -> State:
        if self._down is not None:
            # A flow that does not answer is waited for once a run, not once a card.
            raise DeliveryError(self._down)
        try:
            token = self._token() if self._token is not None else ""
        except DeliveryError as error:
            self._down = error.failure
            raise
        note(State.SENDING)
        status = self._post_patiently(message.raw, token)
        if status >= _BROKEN:
            raise UnknownOutcome(Failure(Cause.FLOW_ANSWERED_WITH_A_FAULT, str(status)))
        if status == _THROTTLED:
            raise DeliveryError(Failure(Cause.FLOW_THROTTLED, str(status)))
        if status not in _TAKEN:
            raise DeliveryError(Failure(Cause.FLOW_REFUSED, str(status)))
        return State.ACCEPTED

    def look(self, message: Message, *, withdraw: bool = False, half_way: bool = False) -> Found:
        """A flow answers before it runs, and gives no name to ask for."""
        return Found.BLIND

    def close(self) -> None:
        self._web.close()

    def _post_patiently(self, raw: bytes, token: str) -> int:
        """The flow's status, when it is not throttled any more or the run has no patience left."""
        while True:
            status, wait = self._post(raw, token)
            if status != _THROTTLED or wait > self._patience:
                return status
            self._patience -= wait
            self._sleep(wait)

    def _post(self, raw: bytes, token: str) -> tuple[int, float]:
        """(status, seconds to wait if it was throttled)"""

        def sign(request: PreparedRequest) -> PreparedRequest:
            # Named here, so that no .netrc on the machine puts a password of its own in.
            if token:
                request.headers["Authorization"] = f"Bearer {token}"
            return request

        headers = {"Content-Type": "application/json; charset=utf-8"}
        try:
            # Its answer is left unread, so no connection is kept: one gone stale would leave the next card in doubt.
            with self._web.post(self._url, data=raw, headers=headers, auth=sign, stream=True) as answer:
                return answer.status_code, _seconds(answer.headers.get("Retry-After", ""))
        except RequestException as error:
            may_have_left = not _never_left(error)
            is_silent = isinstance(error, Timeout)
        # Told out here: inside, the error with the address in it would follow along.
        if is_silent or not may_have_left:
            self._down = Failure(Cause.FLOW_NO_ANSWER)
        if may_have_left:
            raise UnknownOutcome(Failure(Cause.FLOW_BROKE))
        raise DeliveryError(Failure(Cause.FLOW_NO_ANSWER))


def _never_left(error: RequestException) -> bool:
    """Whether there never was a connection, so that not a byte of the card can have been read."""
    if isinstance(error, ConnectTimeout | ProxyError | InvalidURL):
        return True
    behind = underlying(error)
    if isinstance(behind, NewConnectionError):
        return True
    if isinstance(error, SSLError) and behind is not None:
        # Nobody vouches for the server, so it was told nothing.
        return any(isinstance(reason, ssl.SSLCertVerificationError) for reason in behind.args)
    return False


def _seconds(retry_after: str) -> float:
    if not retry_after.isdecimal():
        return _PAUSE
    return max(1.0, float(retry_after))
