"""Why a message did not arrive, or why nobody can tell: a cause with facts. The words for people are in texts/causes.

What is decided about a failure is decided by the facts here, never by its words. A new cause is given here with its
facts, and in texts/sv/causes.txt with its words; a test holds the two lists against each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Move(StrEnum):
    """Whose move it is."""

    NEXT_RUN = "next_run"
    TEAM = "quality_team"
    IT = "it"
    NOBODY = "nobody"


class NextStep(StrEnum):
    """What is to be done about a message, as the quality team is told. The words are in texts/sv/next_steps.txt."""

    AGAIN = "again"
    ADDRESS = "address"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    NOBODY = "nobody"
    MISSING = "missing"
    LOOK = "look"
    ASK = "ask"
    ASK_BY_NUMBER = "ask_by_number"
    JOINS = "joins"
    TRIAL = "trial"
    COPY = "copy"
    TOMORROW = "tomorrow"
    BOUNCED = "bounced"

    @property
    def waits_for_somebody(self) -> bool:
        """Whether the quality team has something to do; else the words begin with "Inget"."""
        match self:
            case NextStep.AGAIN | NextStep.LOOK | NextStep.JOINS | NextStep.TRIAL:
                return False
            case NextStep.COPY | NextStep.TOMORROW:
                return False
            case NextStep.ADDRESS | NextStep.REFUSED | NextStep.BOUNCED:
                return True
            case NextStep.UNREACHABLE | NextStep.NOBODY | NextStep.MISSING:
                return True
            case NextStep.ASK | NextStep.ASK_BY_NUMBER:
                return True


_FOR_GOOD = True  # the very same message will never be taken
_FOR_NOW = False


class Cause(StrEnum):
    """Each with its facts: whether it is for good, whose move it is, and what follows when a mail failed of it.

    IT is the one who can mend a setting or a server, but is asked only when it lasts: the next run tries first.
    """

    is_permanent: bool
    move: Move
    next_step: NextStep

    def __new__(cls, value: str, is_permanent: bool, move: Move, next_step: NextStep) -> Cause:
        cause = str.__new__(cls, value)
        cause._value_ = value
        cause.is_permanent = is_permanent
        cause.move = move
        cause.next_step = next_step
        return cause

    # The address, or that there is none.
    RECIPIENT_REFUSED = "recipient_refused", _FOR_GOOD, Move.TEAM, NextStep.ADDRESS
    RECIPIENT_REFUSED_FOR_NOW = "recipient_refused_for_now", _FOR_NOW, Move.NEXT_RUN, NextStep.AGAIN
    ADDRESS_HAS_FOREIGN_CHARACTERS = "address_has_foreign_characters", _FOR_GOOD, Move.TEAM, NextStep.ADDRESS
    NOBODY_TO_WRITE_TO = "nobody_to_write_to", _FOR_NOW, Move.TEAM, NextStep.NOBODY
    NOBODY_IN_THE_ROLE = "nobody_in_the_role", _FOR_NOW, Move.TEAM, NextStep.UNREACHABLE

    # The mail server.
    NO_ANSWER = "no_answer", _FOR_NOW, Move.IT, NextStep.AGAIN
    CERTIFICATE_NOT_TRUSTED = "certificate_not_trusted", _FOR_NOW, Move.IT, NextStep.AGAIN
    NO_ENCRYPTION = "no_encryption", _FOR_NOW, Move.IT, NextStep.AGAIN
    LOGIN_REFUSED = "login_refused", _FOR_NOW, Move.IT, NextStep.AGAIN
    MESSAGE_REFUSED = "message_refused", _FOR_GOOD, Move.IT, NextStep.AGAIN
    MESSAGE_REFUSED_FOR_NOW = "message_refused_for_now", _FOR_NOW, Move.NEXT_RUN, NextStep.AGAIN
    OWN_COPY_REFUSED = "own_copy_refused", _FOR_NOW, Move.IT, NextStep.AGAIN
    CONNECTION_BROKE_BEFORE = "connection_broke_before", _FOR_NOW, Move.NEXT_RUN, NextStep.AGAIN
    CONNECTION_BROKE = "connection_broke", _FOR_NOW, Move.NEXT_RUN, NextStep.LOOK
    ANSWER_MAKES_NO_SENSE = "answer_makes_no_sense", _FOR_NOW, Move.NEXT_RUN, NextStep.LOOK

    # The mailbox over IMAP.
    MAILBOX_LOGIN_REFUSED = "mailbox_login_refused", _FOR_NOW, Move.IT, NextStep.AGAIN
    MAILBOX_NO_ENCRYPTION = "mailbox_no_encryption", _FOR_NOW, Move.IT, NextStep.AGAIN
    MAILBOX_CANNOT_BE_READ = "mailbox_cannot_be_read", _FOR_NOW, Move.IT, NextStep.AGAIN
    MAILBOX_CANNOT_BE_CHANGED = "mailbox_cannot_be_changed", _FOR_NOW, Move.IT, NextStep.AGAIN
    MAILBOX_IS_READ_ONLY = "mailbox_is_read_only", _FOR_NOW, Move.IT, NextStep.AGAIN
    MAILBOX_CANNOT_MOVE = "mailbox_cannot_move", _FOR_NOW, Move.IT, NextStep.AGAIN

    # Microsoft Graph.
    GRAPH_DENIED = "graph_denied", _FOR_NOW, Move.IT, NextStep.AGAIN
    GRAPH_MAILBOX_ABSENT = "graph_mailbox_absent", _FOR_NOW, Move.IT, NextStep.AGAIN
    GRAPH_SENDER_DENIED = "graph_sender_denied", _FOR_NOW, Move.IT, NextStep.AGAIN
    GRAPH_MAILBOX_FULL = "graph_mailbox_full", _FOR_NOW, Move.IT, NextStep.AGAIN
    GRAPH_RECIPIENT_REFUSED = "graph_recipient_refused", _FOR_GOOD, Move.TEAM, NextStep.ADDRESS
    GRAPH_REFUSED = "graph_refused", _FOR_GOOD, Move.IT, NextStep.AGAIN
    GRAPH_REFUSED_FOR_NOW = "graph_refused_for_now", _FOR_NOW, Move.IT, NextStep.AGAIN
    GRAPH_THROTTLED = "graph_throttled", _FOR_NOW, Move.NEXT_RUN, NextStep.AGAIN
    GRAPH_NO_ANSWER = "graph_no_answer", _FOR_NOW, Move.IT, NextStep.AGAIN
    GRAPH_OUT_OF_ORDER = "graph_out_of_order", _FOR_NOW, Move.NEXT_RUN, NextStep.AGAIN
    GRAPH_CERTIFICATE_NOT_TRUSTED = "graph_certificate_not_trusted", _FOR_NOW, Move.IT, NextStep.AGAIN
    GRAPH_POINTS_ELSEWHERE = "graph_points_elsewhere", _FOR_NOW, Move.IT, NextStep.AGAIN
    GRAPH_GARBLED = "graph_garbled", _FOR_NOW, Move.NEXT_RUN, NextStep.AGAIN
    GRAPH_NO_DRAFT = "graph_no_draft", _FOR_NOW, Move.NEXT_RUN, NextStep.AGAIN
    GRAPH_NO_FOLDER = "graph_no_folder", _FOR_NOW, Move.NEXT_RUN, NextStep.AGAIN
    GRAPH_MAIL_STAYS = "graph_mail_stays", _FOR_NOW, Move.NEXT_RUN, NextStep.AGAIN
    GRAPH_BROKE = "graph_broke", _FOR_NOW, Move.NEXT_RUN, NextStep.LOOK
    GRAPH_ANSWERED_WITH_A_FAULT = "graph_answered_with_a_fault", _FOR_NOW, Move.NEXT_RUN, NextStep.LOOK
    DRAFT_OUT_OF_SIGHT = "draft_out_of_sight", _FOR_NOW, Move.NEXT_RUN, NextStep.LOOK
    DRAFT_VANISHED = "draft_vanished", _FOR_NOW, Move.NEXT_RUN, NextStep.LOOK

    # The app's login in Entra, before anything is asked of Graph, of a flow or of a mailbox.
    APP_REFUSED = "app_refused", _FOR_NOW, Move.IT, NextStep.AGAIN
    APP_SECRET_WRONG = "app_secret_wrong", _FOR_NOW, Move.IT, NextStep.AGAIN
    APP_SECRET_ENDED = "app_secret_ended", _FOR_NOW, Move.IT, NextStep.AGAIN
    APP_SECRET_MISSING = "app_secret_missing", _FOR_NOW, Move.IT, NextStep.AGAIN
    APP_CERTIFICATE_UNKNOWN = "app_certificate_unknown", _FOR_NOW, Move.IT, NextStep.AGAIN
    APP_CERTIFICATE_NOT_ALLOWED = "app_certificate_not_allowed", _FOR_NOW, Move.IT, NextStep.AGAIN
    APP_CERTIFICATE_OR_CLOCK = "app_certificate_or_clock", _FOR_NOW, Move.IT, NextStep.AGAIN
    APP_UNKNOWN = "app_unknown", _FOR_NOW, Move.IT, NextStep.AGAIN
    APP_SWITCHED_OFF = "app_switched_off", _FOR_NOW, Move.IT, NextStep.AGAIN
    APP_WITHOUT_PERMISSION = "app_without_permission", _FOR_NOW, Move.IT, NextStep.AGAIN
    APP_NOT_ASSIGNED = "app_not_assigned", _FOR_NOW, Move.IT, NextStep.AGAIN
    APP_STOPPED_BY_A_RULE = "app_stopped_by_a_rule", _FOR_NOW, Move.IT, NextStep.AGAIN
    TENANT_UNKNOWN = "tenant_unknown", _FOR_NOW, Move.IT, NextStep.AGAIN
    TENANT_IS_NO_ID = "tenant_is_no_id", _FOR_NOW, Move.IT, NextStep.AGAIN
    AUTHORITY_OF_ANOTHER_CLOUD = "authority_of_another_cloud", _FOR_NOW, Move.IT, NextStep.AGAIN
    SERVICE_NOT_IN_TENANT = "service_not_in_tenant", _FOR_NOW, Move.IT, NextStep.AGAIN
    SERVICE_SWITCHED_OFF = "service_switched_off", _FOR_NOW, Move.IT, NextStep.AGAIN
    SERVICE_UNKNOWN = "service_unknown", _FOR_NOW, Move.IT, NextStep.AGAIN
    ENTRA_BUSY = "entra_busy", _FOR_NOW, Move.NEXT_RUN, NextStep.AGAIN
    ENTRA_NO_ANSWER = "entra_no_answer", _FOR_NOW, Move.IT, NextStep.AGAIN
    ENTRA_CERTIFICATE_NOT_TRUSTED = "entra_certificate_not_trusted", _FOR_NOW, Move.IT, NextStep.AGAIN
    ENTRA_GARBLED = "entra_garbled", _FOR_NOW, Move.IT, NextStep.AGAIN

    # Cards to Teams.
    FLOW_REFUSED = "flow_refused", _FOR_GOOD, Move.IT, NextStep.COPY
    FLOW_THROTTLED = "flow_throttled", _FOR_NOW, Move.NEXT_RUN, NextStep.COPY
    FLOW_NO_ANSWER = "flow_no_answer", _FOR_NOW, Move.IT, NextStep.COPY
    FLOW_ANSWERED_WITH_A_FAULT = "flow_answered_with_a_fault", _FOR_NOW, Move.NOBODY, NextStep.COPY
    FLOW_BROKE = "flow_broke", _FOR_NOW, Move.NOBODY, NextStep.COPY

    # This machine, its settings, and a fault of ours: the detail is the sentence that the error itself has.
    TRUSTED_LIST_ABSENT = "trusted_list_absent", _FOR_NOW, Move.IT, NextStep.AGAIN
    SETTING_WRONG = "setting_wrong", _FOR_NOW, Move.IT, NextStep.AGAIN
    STOPPED = "stopped", _FOR_NOW, Move.IT, NextStep.AGAIN
    OUR_FAULT = "our_fault", _FOR_NOW, Move.IT, NextStep.AGAIN

    # What our own runs and mailboxes tell.
    TAKEN_BY_ANOTHER_RUN = "taken_by_another_run", _FOR_NOW, Move.NOBODY, NextStep.AGAIN
    SENT_TODAY_ALREADY = "sent_today_already", _FOR_NOW, Move.NOBODY, NextStep.AGAIN
    RUN_TOO_LONG = "run_too_long", _FOR_NOW, Move.NEXT_RUN, NextStep.AGAIN
    CUT_OFF = "cut_off", _FOR_NOW, Move.NEXT_RUN, NextStep.AGAIN
    MAILBOX_DOES_NOT_TELL = "mailbox_does_not_tell", _FOR_NOW, Move.TEAM, NextStep.ASK
    ROW_UNREADABLE = "row_unreadable", _FOR_NOW, Move.TEAM, NextStep.ASK
    COPY_DIFFERS = "copy_differs", _FOR_NOW, Move.TEAM, NextStep.ASK
    MAILBOX_SHOWS_NO_PROBE = "mailbox_shows_no_probe", _FOR_NOW, Move.TEAM, NextStep.ASK
    NOTHING_IN_MAILBOX = "nothing_in_mailbox", _FOR_NOW, Move.TEAM, NextStep.ASK
    BROKE_OFF_TWICE = "broke_off_twice", _FOR_NOW, Move.TEAM, NextStep.ASK
    COPY_NEVER_CAME = "copy_never_came", _FOR_NOW, Move.TEAM, NextStep.ASK

    # What somebody else tells: the detail is a person's name, what a mail was found to be, a sentence.
    TOLD_BY_PERSON = "told_by_person", _FOR_NOW, Move.NEXT_RUN, NextStep.JOINS
    TOLD_BY_MAIL = "told_by_mail", _FOR_NOW, Move.NEXT_RUN, NextStep.JOINS
    TOLD_EARLIER = "told_earlier", _FOR_NOW, Move.NEXT_RUN, NextStep.AGAIN


# These say that one of the recipients is no good, never which.
ONE_OF_THE_ADDRESSES = (Cause.ADDRESS_HAS_FOREIGN_CHARACTERS, Cause.GRAPH_RECIPIENT_REFUSED)


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong. `detail` fills the hole in the cause's words: a code, a server's host; never an address."""

    cause: Cause
    detail: str = ""

    def __str__(self) -> str:
        """For logs and developers."""
        return f"{self.cause} ({self.detail})" if self.detail else str(self.cause)


def recipients_refused(codes: frozenset[int]) -> Failure:
    """What an SMTP server's answers to the recipients it refused come to, as one failure.

    One who is refused for good makes it a bad address: the others would be tried in vain.
    """
    cause = Cause.RECIPIENT_REFUSED_FOR_NOW
    for code in codes:
        if is_for_good(code):
            cause = Cause.RECIPIENT_REFUSED
    return Failure(cause, ", ".join(str(code) for code in sorted(codes)))


def message_refused(code: int) -> Failure:
    """What an SMTP server's answer to a whole message comes to."""
    if is_for_good(code):
        return Failure(Cause.MESSAGE_REFUSED, str(code))
    return Failure(Cause.MESSAGE_REFUSED_FOR_NOW, str(code))


def is_for_good(code: int) -> bool:
    """Whether an SMTP code is a no for ever (RFC 5321 §4.2.1); one that begins with 4 is only for now."""
    return code >= 500
