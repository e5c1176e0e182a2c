"""Mail over SMTP: STARTTLS, login, and a copy to the sender's own mailbox as the record of what left.

The copy is one more recipient of the same transaction, so the server's one answer is for both: when a run is cut off,
the copy in the mailbox tells that the mail was taken. SMTP itself never can, nor a mailbox that does not show it.
"""

from __future__ import annotations

import smtplib
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from email.utils import parseaddr
from math import inf

from paminn.channels.imap import ImapMailbox, MailboxError
from paminn.channels.mail_server import read_url
from paminn.channels.smtp_lines import Line, Lines, Named
from paminn.channels.time_limit import within
from paminn.errors import DeliveryError, UnknownOutcome, UsageError
from paminn.failure import Cause, Failure, is_for_good, recipients_refused
from paminn.ports.outbox import Note
from paminn.reminders.mark import NEWEST, OwnMail
from paminn.reminders.message import NOT_LEFT, Found, Message, Sent, State

_LEAST = 0.1  # seconds that a server has to answer, however late it is
_PAUSE = 5.0  # seconds between two looks


class SmtpOutbox:
    """Sends on as many connections as there are senders at once; each is opened at its first message and kept.

    `send` may be called from several threads; `look` and `close` from one, when nothing is being sent.
    """

    def __init__(
        self,
        url: str,
        sender: str,
        mailbox: ImapMailbox | None = None,
        *,
        settle: float = 600,
        timeout: float = 60,
        sleep: Callable[[float], None] = time.sleep,
        left: Callable[[], float] = lambda: inf,
    ) -> None:
        """`url` is smtp://user:password@host:587 (STARTTLS whenever it is offered, always with a login) or smtps://.

        `mailbox` is the sender's own; closed with the door. `settle`: seconds after which a copy that has not come
        never will. `timeout`: how many seconds the server may be silent at a time, and `left` how many it still may
        take for this mail. Raises UsageError.
        """
        server = read_url(url, 587, 465)
        if server is None:
            raise UsageError("PAMINN_SMTP_URL saknas. Skriv till exempel smtp://server:587.")
        self._left = left
        self._lines = Lines(server, lambda: min(timeout, max(left(), _LEAST)))
        _, self._sender = parseaddr(sender)
        self._mailbox = mailbox
        self._settle = settle
        self._sleep = sleep
        self._doubted = time.monotonic()

    def send(self, message: Message, note: Note) -> State:
        with within(self._left()):
            return self._send_on_a_line(message, note)

    def _send_on_a_line(self, message: Message, note: Note) -> State:
        new_lines_broken = 0
        while True:
            with self._lines.one() as line:
                is_new = not line.used
                try:
                    return self._send(line, message, note)
                except _Broken as error:
                    # A line that was idle is opened anew; a new one may have been one too many for the server.
                    if is_new:
                        new_lines_broken += 1
                    if new_lines_broken > 1 or self._left() <= 0:
                        raise DeliveryError(Failure(Cause.CONNECTION_BROKE_BEFORE)) from error
                except UnknownOutcome:
                    self._doubted = time.monotonic()
                    raise

    def look(self, message: Message, *, withdraw: bool = False, half_way: bool = False) -> Found:
        """Seen at once; not seen only when the server has had time to deliver. There is never a draft to withdraw."""
        if self._mailbox is None:
            return Found.BLIND
        state = message.state if isinstance(message, Sent) else State.UNKNOWN
        is_waited_for = state not in NOT_LEFT and state is not State.ALERT
        patience = self._settle / 2 if half_way else self._settle
        while True:
            left = self._doubted + patience - time.monotonic()
            try:
                is_there = self._mailbox.holds(message.message_id, message.key)
            except MailboxError as error:
                raise DeliveryError(error.failure) from error
            if is_there:
                return Found.SENT
            if left <= 0 or not is_waited_for:
                return Found.NOT_SEEN
            self._sleep(min(left, _PAUSE))

    def own_mails(self, since: date, most: int = NEWEST) -> Sequence[OwnMail]:
        """From the copies in the sender's own mailbox; nothing where it has none that can be read."""
        if self._mailbox is None:
            return ()
        try:
            return self._mailbox.own_mails(since, most)
        except MailboxError as error:
            raise DeliveryError(error.failure) from error

    def close(self) -> None:
        self._lines.close()
        if self._mailbox is not None:
            self._mailbox.close()

    def _send(self, line: Line, message: Message, note: Note) -> State:
        refused = self._address(line, message)
        try:
            note(State.SENDING)
        except Exception:
            line.take_back()
            raise
        try:
            line.hand_over(message.raw)
        except UnknownOutcome as error:
            raise UnknownOutcome(error.failure, later=_refused_for_now(refused)) from error
        if refused:
            raise _refusal(refused, partial=True)
        return State.ACCEPTED

    def _address(self, line: Line, message: Message) -> Mapping[str, Named]:
        """Name sender and recipients. Returns the answers to those refused, by address, unless it is all of them.

        Until the text is on its way a break means that nothing has been sent: then _Broken is raised.
        """
        try:
            return self._envelope(line, message)
        except UnicodeEncodeError:
            line.take_back()
            raise DeliveryError(Failure(Cause.ADDRESS_HAS_FOREIGN_CHARACTERS)) from None
        except (OSError, smtplib.SMTPException) as error:
            line.hang_up()
            raise _Broken from error

    def _envelope(self, line: Line, message: Message) -> Mapping[str, Named]:
        line.begin(self._sender, message)
        answers = {}
        for address, _ in message.recipients:
            answers[address.casefold()] = line.name(address)
        refused = {address: named for address, named in answers.items() if not named.is_taken}
        if len(refused) == len(answers):
            line.take_back()
            raise _refusal(refused, partial=False)
        ours = self._sender.casefold()
        if ours not in answers:
            answers[ours] = line.name(self._sender)
        # Without its copy in the mailbox, a mail that was taken would look as if it never left and be sent again.
        if not answers[ours].is_taken and self._mailbox is not None:
            line.take_back()
            raise DeliveryError(Failure(Cause.OWN_COPY_REFUSED, str(answers[ours].code)))
        return refused


def _refusal(refused: Mapping[str, Named], *, partial: bool) -> DeliveryError:
    codes = frozenset(named.code for named in refused.values())
    dead = frozenset(address for address, named in refused.items() if named.is_dead)
    later = _refused_for_now(refused) if partial else frozenset[str]()
    return DeliveryError(recipients_refused(codes), partial=partial, dead=dead, later=later)


def _refused_for_now(refused: Mapping[str, Named]) -> frozenset[str]:
    return frozenset(address for address, named in refused.items() if not is_for_good(named.code))


class _Broken(Exception):
    """Nobody was at the other end of a line any longer, and nothing had been sent on it."""
