"""What a mail that came in is, as plain values."""

from __future__ import annotations

from enum import StrEnum


class MailKind(StrEnum):
    """What a mail is, before a word of it is read. Only `REPLY`, `FORWARD` and `SUSPECT` have words of a person.

    A `SEALED` mail is a person's too, but its words are not to be had here.
    """

    REPLY = "reply"
    FORWARD = "forward"
    AUTOMATIC = "automatic"
    BOUNCE = "bounce"
    RECEIPT = "receipt"
    CALENDAR = "calendar"
    LOOP = "loop"
    LIST = "list"
    SPAM = "spam"
    SUSPECT = "suspect"
    SEALED = "sealed"  # a person's, which cannot be opened here
    DUPLICATE = "duplicate"  # decided where the mails already read are known


WRITTEN_BY_PEOPLE = (MailKind.REPLY, MailKind.FORWARD, MailKind.SUSPECT, MailKind.SEALED)

LAID_ASIDE = (
    MailKind.AUTOMATIC,
    MailKind.BOUNCE,
    MailKind.RECEIPT,
    MailKind.CALENDAR,
    MailKind.LIST,
    MailKind.SPAM,
)
"""What nobody has to decide about. It is listed all the same, for a person may know better."""


class Reason(StrEnum):
    """By what the kind of a mail was told."""

    PERSON = "person"  # nothing shows that it is anything else
    UNREADABLE = "unreadable"
    READ_RECEIPT = "disposition-notification"
    DELIVERY_STATUS = "delivery-status"
    FAILED_RECIPIENTS = "x-failed-recipients"
    MAILER_DAEMON = "mailer-daemon"
    RETURN_PATH = "return-path"
    REFUSAL_WORDS = "refusal-words"
    SUBJECT = "subject"
    OUR_HEADER = "x-paminn"
    OUR_ADDRESS = "own-address"
    CALENDAR_METHOD = "calendar-method"
    LIST_ID = "list-id"
    LIST_POST = "list-post"
    AUTO_SUBMITTED = "auto-submitted"
    AUTOREPLY = "x-autoreply"
    PRECEDENCE = "precedence"
    REACTION = "reaction"
    RECALL = "recall"
    INBOX_RULE = "inbox-rules-loop"
    RECEIPT_WORDS = "receipt-words"
    ABSENCE_WORDS = "absence-words"
    SPAM_HEADER = "x-spam"
    SPAM_LEVEL = "scl"
    ANTISPAM = "antispam"
    SENDER_FIELD = "from"
    NAME_IS_ANOTHER_ADDRESS = "name-is-another-address"
    SPOOFED = "antispam-spoof"
    AUTHENTICATION_FAILED = "authentication-results"
    OUR_DOMAIN_FROM_ELSEWHERE = "own-domain-spf"
    RIGHTS_PROTECTED = "rights-protected"
    ENCRYPTED = "encrypted-mail"
    WINMAIL = "winmail"
    PORTAL = "portal"  # it says only where the real one can be read
    FORWARD_MARKER = "marker"
    ATTACHED_MAIL = "attached-mail"


class Flag(StrEnum):
    """What a person must know about how a mail was read. The values stand in `explain --json` and in the ledger;
    what people read of them stands in texts."""

    # the mail
    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    HEAD_TOO_LARGE = "head_too_large"
    TOO_MANY_PARTS = "too_many_parts"
    SHORTENED = "shortened"
    ENCRYPTED = "encrypted"
    PROTECTED = "protected"  # by rights that only Outlook can ask for
    WINMAIL = "in_winmail"  # Outlook's own wrapping
    HIDDEN_TEXT = "hidden_text"
    HIDDEN_CHARACTERS = "hidden_characters"
    CHARSET_MENDED = "charset_mended"
    CHARSET_UNKNOWN = "charset_unknown"
    SAME_ID = "same_id_other_mail"  # another mail under a Message-ID that is known
    # its sender
    SUSPECT = "suspect"
    UNPROVEN_SENDER = "unproven_sender"
    HAS_LEFT = "has_left"
    RECALLED = "recalled"
    # the owner's words
    ANSWER_IN_QUOTE = "answer_in_quote"
    UNKNOWN_IN_QUOTE = "unknown_in_quote"
    NO_WORDS = "no_words"
    PARTS_DIFFER = "parts_differ"  # the plain text and the page
    STATUS_CONTRADICTED = "status_contradicted"  # a link's status by the words beside it
    UNCLEAR_DATE = "unclear_date"
    ANOTHER_GOAL = "another_goal"  # named, though the mail was not asked about it
    ANOTHER_ROLE = "another_role"  # named, or its part of the goal
    PERHAPS_A_TICKET = "perhaps_a_ticket"  # a status that may be a ticket system's own
    ATTACHMENT = "attachment"  # a file came along, beside pictures that belong to the page
    ROLE_DIVIDED = "role_divided"  # or joined with another since it was asked, and nobody knows whose word it is
    STANDS_ALONE = "stands_alone"  # words above or below several answers, that are no goal's for certain
    # what is personal in them
    PERSONAL_NUMBER = "personal_number"
    PHONE_NUMBER = "phone_number"
    EMAIL_ADDRESS = "email_address"


PERSONAL = (Flag.PERSONAL_NUMBER, Flag.PHONE_NUMBER, Flag.EMAIL_ADDRESS)


class Bounce(StrEnum):
    """What became of a mail of ours, from the least to the worst: the server still tries, the mail did not arrive
    (a full mailbox, a rule), the address is no good."""

    DELAYED = "delayed"
    SOFT = "soft"
    HARD = "hard"
