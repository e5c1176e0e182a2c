"""Microsoft Graph for one mailbox. What may be asked again is; what may have been done is told as doubtful."""

from __future__ import annotations

import json
import re
import time
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import inf
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any
from urllib.parse import quote, urlsplit

from requests import ConnectTimeout, PreparedRequest, ReadTimeout, RequestException, Response
from requests.auth import AuthBase
from requests.exceptions import ProxyError, SSLError
from urllib3.exceptions import NewConnectionError

from paminn.channels.graph.session import Session, underlying
from paminn.channels.graph.token import Tokens
from paminn.channels.time_limit import within
from paminn.errors import DeliveryError, UnknownOutcome
from paminn.failure import Cause, Failure
from paminn.patience import ENDLESS

AT_ONCE = 2  # Graph allows four requests at once for an app, in all its mailboxes together
_PAUSES = (1.0, 3.0, 9.0)  # before a GET or DELETE is asked again
_WAITS = 5  # so often may Graph ask us to wait for one request
_LONGEST = 300.0  # seconds that we wait at a time
_UNASKED = 10.0  # seconds, when Graph does not say how long
_MOST = 50_000_000  # bytes that are read of an answer, when nobody asks for fewer

# Without it the id of a mail changes when a person moves it.
_IMMUTABLE = 'IdType="ImmutableId"'

NOT_FOUND = 404
_UNAUTHORIZED, _TIMED_OUT, _THROTTLED = 401, 408, 429
_AGAIN = frozenset({408, 500, 502, 503, 504})
_FOR_GOOD = frozenset({400, 413, 422})

_CAUSES = {
    "ErrorAccessDenied": Cause.GRAPH_DENIED,
    "Authorization_RequestDenied": Cause.GRAPH_DENIED,
    "ErrorInvalidUser": Cause.GRAPH_MAILBOX_ABSENT,
    "Request_ResourceNotFound": Cause.GRAPH_MAILBOX_ABSENT,
    "ResourceNotFound": Cause.GRAPH_MAILBOX_ABSENT,
    "MailboxNotEnabledForRESTAPI": Cause.GRAPH_MAILBOX_ABSENT,
    "ErrorSendAsDenied": Cause.GRAPH_SENDER_DENIED,
    "ErrorQuotaExceeded": Cause.GRAPH_MAILBOX_FULL,
    "ErrorInvalidRecipients": Cause.GRAPH_RECIPIENT_REFUSED,
}


class Refused(DeliveryError):
    """Graph said no, so nothing was done. `codes`: its error codes, outermost first."""

    def __init__(self, status: int, codes: tuple[str, ...] = ()) -> None:
        shown = " ".join((str(status), *codes[:1]))
        super().__init__(Failure(_cause(status, codes), shown))
        self.status, self.codes = status, codes


def _cause(status: int, codes: tuple[str, ...]) -> Cause:
    if status == _THROTTLED:
        return Cause.GRAPH_THROTTLED
    for code in codes:
        if code in _CAUSES:
            return _CAUSES[code]
    if status in _FOR_GOOD:
        return Cause.GRAPH_REFUSED
    return Cause.GRAPH_REFUSED_FOR_NOW


class Unreachable(DeliveryError):
    """Graph cannot be asked now; nothing was done."""


class Doubtful(UnknownOutcome):
    """The answer to what should change something never came: it may have been done."""


@dataclass(frozen=True)
class _Question:
    """`limit`: so many bytes of the answer are read."""

    method: str
    url: str
    params: Mapping[str, str] | None = None
    headers: Mapping[str, str] | None = None
    json: Mapping[str, Any] | None = None
    limit: int = _MOST

    @property
    def changes_something(self) -> bool:
        """Whether asking twice could be one time too many. What is deleted twice is deleted."""
        return self.method == "POST"


@dataclass(frozen=True)
class _Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


class _Bearer(AuthBase):
    """As an `auth`, which a .netrc file cannot take the place of."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class GraphClient:
    """Safe to share between threads. Every path is below the mailbox and is given in parts, each quoted here."""

    def __init__(
        self,
        url: str,
        mailbox: str,
        tokens: Tokens,
        *,
        ca: Path | None = None,
        timeout: tuple[float, float] = (10, 60),
        sleep: Callable[[float], None] = time.sleep,
        left: Callable[[], float] = lambda: inf,
        answer: Callable[[], float] = ENDLESS.for_an_answer,
    ) -> None:
        """`url` as https://graph.microsoft.com/v1.0; `ca` and `timeout` as in Session.

        `left`: how many seconds Graph may still keep us waiting; `answer`: how many of them for one answer.
        """
        self.mailbox = mailbox
        self._root = url.rstrip("/")
        self._tokens = tokens
        self._sleep = sleep
        self._left = left
        self._answer = answer
        parts = urlsplit(self._root)
        self._host = (parts.scheme, parts.netloc)
        self._scope = f"{parts.scheme}://{parts.netloc}/.default"
        self._web = Session(ca, timeout, answer)
        self._web.headers["Prefer"] = _IMMUTABLE
        self._places = BoundedSemaphore(AT_ONCE)

    def get(self, *path: str, params: Mapping[str, str] | None = None) -> dict[str, Any]:
        """Raises Refused, Unreachable or TokenError."""
        answer = self._call(_Question("GET", self._url(path), params=params))
        return _parsed(answer, Unreachable)

    def content(self, *path: str, limit: int) -> bytes:
        """What is no JSON, a mail for one: its first `limit` bytes. Raises as `get`."""
        answer = self._call(_Question("GET", self._url(path), limit=limit))
        return answer.body

    def pages(
        self, *path: str, params: Mapping[str, str] | None = None, rows: int | None = None
    ) -> Iterator[dict[str, Any]]:
        """Each page of a list, its rows under "value". Raises as `get`.

        `rows`: how many on a page, where $top would be how many in all (change tracking).
        """
        headers = None
        if rows is not None:
            headers = {"Prefer": f"{_IMMUTABLE}, odata.maxpagesize={rows}"}
        question = _Question("GET", self._url(path), params=params, headers=headers)
        while True:
            page = _parsed(self._call(question), Unreachable)
            if not isinstance(page.get("value"), list):
                # Taken for an empty list, this would say that a mail is not there.
                raise Unreachable(Failure(Cause.GRAPH_GARBLED))
            yield page
            following = page.get("@odata.nextLink")
            if not following:
                return
            question = _Question("GET", self._ours(str(following)), headers=headers)

    def post(self, *path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Leaves once, and again only when it was refused. Raises as `get`, and Doubtful."""
        answer = self._call(_Question("POST", self._url(path), json=body))
        return _parsed(answer, Doubtful)

    def delete(self, *path: str) -> bool:
        """Whether it was there; what is gone already is no error. Raises as `get`."""
        try:
            self._call(_Question("DELETE", self._url(path)))
        except Refused as error:
            if error.status != NOT_FOUND:
                raise
            return False
        return True

    def close(self) -> None:
        self._web.close()
        self._tokens.close()

    def _url(self, path: tuple[str, ...]) -> str:
        parts = [self._root, "users", quote(self.mailbox, safe="@")]
        parts += [quote(part, safe="$") for part in path]
        return "/".join(parts)

    def _ours(self, link: str) -> str:
        """A link from an answer, which may lead nowhere else."""
        parts = urlsplit(link)
        if (parts.scheme, parts.netloc) != self._host:
            raise Unreachable(Failure(Cause.GRAPH_POINTS_ELSEWHERE))
        return link

    def _call(self, question: _Question) -> _Answer:
        """The answer, when it is a yes. Raises Refused, Unreachable, Doubtful or TokenError."""
        token = self._tokens.get(self._scope)
        is_renewed = False
        pauses = [] if question.changes_something else list(_PAUSES)
        waits = _WAITS
        while True:
            try:
                answer = self._once(question, token)
            except RequestException as error:
                if not pauses or self._left() <= pauses[0]:
                    raise _broken(error, changing=question.changes_something) from None
                self._sleep(pauses.pop(0))
                continue
            asked_wait = _asked_wait(answer)
            longest = min(_LONGEST, self._left())
            if answer.status == _UNAUTHORIZED and not is_renewed:
                token = self._tokens.renew(self._scope, _challenge(answer))
                is_renewed = True
            elif answer.status == _THROTTLED and waits > 0 and asked_wait <= longest:
                waits -= 1
                self._sleep(asked_wait)
            elif answer.status in _AGAIN and pauses and self._left() > pauses[0]:
                pause = pauses.pop(0)
                if "Retry-After" in answer.headers:
                    pause = max(pause, min(asked_wait, longest))
                self._sleep(pause)
            else:
                return _judged(answer, changing=question.changes_something)

    def _once(self, question: _Question, token: str) -> _Answer:
        with (
            self._places,
            within(self._answer()) as limit,
            self._web.request(
                question.method,
                question.url,
                params=question.params,
                headers=question.headers,
                json=question.json,
                auth=_Bearer(token),
                stream=True,
            ) as response,
        ):
            body = _first(response, question.limit)
            if limit.has_cut:
                raise ReadTimeout  # where no length is told, half a body looks like a whole
            return _Answer(response.status_code, response.headers, body)


def _first(response: Response, limit: int) -> bytes:
    body = bytearray()
    for piece in response.iter_content(1 << 16):
        body += piece
        if len(body) >= limit:
            break
    return bytes(body[:limit])


def _judged(answer: _Answer, *, changing: bool) -> _Answer:
    status = answer.status
    if 200 <= status < 300:
        return answer
    if status < 500 and status != _TIMED_OUT:
        raise Refused(status, _codes(answer))
    if changing:
        raise Doubtful(Failure(Cause.GRAPH_ANSWERED_WITH_A_FAULT, str(status)))
    raise Unreachable(Failure(Cause.GRAPH_OUT_OF_ORDER, str(status)))


def _broken(error: RequestException, *, changing: bool) -> Unreachable | Doubtful:
    """Before a connection stands nothing can have been done; after that anybody's guess."""
    if isinstance(error, SSLError) and "CERTIFICATE_VERIFY_FAILED" in str(error):
        return Unreachable(Failure(Cause.GRAPH_CERTIFICATE_NOT_TRUSTED))
    never_connected = isinstance(error, ConnectTimeout | ProxyError)
    if isinstance(underlying(error), NewConnectionError):
        never_connected = True
    if changing and not never_connected:
        return Doubtful(Failure(Cause.GRAPH_BROKE))
    return Unreachable(Failure(Cause.GRAPH_NO_ANSWER))


def _parsed(answer: _Answer, otherwise: type[Unreachable | Doubtful]) -> dict[str, Any]:
    """The answer's JSON object; {} when there is no body."""
    if not answer.body:
        return {}
    try:
        parsed = json.loads(answer.body)
    except ValueError:
        raise otherwise(Failure(Cause.GRAPH_GARBLED)) from None
    if not isinstance(parsed, dict):
        raise otherwise(Failure(Cause.GRAPH_GARBLED))
    return parsed


def _codes(answer: _Answer) -> tuple[str, ...]:
    """Every error code, and nothing else of an error: the rest may hold addresses."""
    codes: list[str] = []
    try:
        error = json.loads(answer.body).get("error")
    except (ValueError, AttributeError):
        return ()
    while isinstance(error, dict):
        code = str(error.get("code", ""))
        if re.fullmatch(r"[A-Za-z0-9_]{1,60}", code):
            codes.append(code)
        error = error.get("innerError") or error.get("innererror")
    return tuple(codes)


def _asked_wait(answer: _Answer) -> float:
    """Seconds."""
    asked = answer.headers.get("Retry-After", "")
    if not re.fullmatch(r"\d{1,9}(\.\d+)?", asked):
        return _UNASKED
    return float(asked)


def _challenge(answer: _Answer) -> str | None:
    """What a new token must hold (continuous access evaluation), as JSON."""
    claims = re.search(r'claims="([A-Za-z0-9+/=]+)"', answer.headers.get("WWW-Authenticate", ""))
    if claims is None:
        return None
    try:
        return b64decode(claims[1]).decode("ascii")
    except (NotBase64, UnicodeDecodeError):
        return None
