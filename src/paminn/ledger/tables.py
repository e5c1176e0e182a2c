"""The memory's tables. Plain SQLAlchemy Core: SQLite today, PostgreSQL by another URL."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    true,
)

from paminn.plan.identities import GoalId
from paminn.plan.occurrence import OccurrenceId


class Utc(TypeDecorator[datetime]):
    """A moment, kept as UTC without a zone, since SQLite forgets zones."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC)


class Occurrence(TypeDecorator[OccurrenceId]):
    """An instance of a goal, kept as the text it is called by."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: OccurrenceId | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> OccurrenceId | None:
        if value is None:
            return None
        return _occurrence(value)


_UNREADABLE = OccurrenceId.account(GoalId("oläsligt"), 1)


@lru_cache(maxsize=4_096)
def _occurrence(text: str) -> OccurrenceId:
    """Thousands of rows name the same few instances."""
    try:
        return OccurrenceId.parse(text)
    except ValueError:  # damage stops its own row: no goal is called so, and its step stays taken
        return _UNREADABLE


metadata = MetaData()

# What shape the ledger has: one row. Where the shape comes from is `steps`, and from here for a ledger that is new.
schema = Table(
    "schema",
    metadata,
    Column("version", Integer, nullable=False),
    Column("readable_from", Integer, nullable=False),  # the oldest version whose program may open it
    Column("at", Utc, nullable=False),
    Column("program", String(32), nullable=False),
)

# Whose memory this is, and how much it has remembered: the one current row. The others are earlier memories, or other
# ones that a person has accepted, each with the serial up to which what they did is known here.
mark = Table(
    "mark",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("lineage", String(32), nullable=False, unique=True),
    Column("serial", Integer, nullable=False),
    Column("is_current", Boolean, nullable=False),
    Column("accepted_by", Text, nullable=False),
    Column("accepted_at", Utc),
)

# One row per digest and channel; `raw` is what left, byte for byte. Its indexes are named as when it was called
# `message`: the first wave's program trips over them before it writes in a ledger that it does not know.
message = Table(
    "mail",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(32), nullable=False, unique=True),
    Column("plan", String(64), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("owner", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("code", String(16), nullable=False),
    Column("message_id", Text, nullable=False),
    Column("remote_id", Text, nullable=False, server_default=""),
    Column("conversation", Text, nullable=False, server_default=""),
    Column("door", String(16), nullable=False, server_default=""),
    Column("subject", Text, nullable=False),
    Column("recipients", Text, nullable=False),
    Column("redirected", Boolean, nullable=False, default=False),
    Column("unreachable", Boolean, nullable=False, default=False),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False, default=1),
    Column("claimed_at", Utc, nullable=False),
    Column("settled_at", Utc),
    # Why it is in its state: a failure.Cause, and what fills the hole in its words. The first version had a sentence.
    Column("cause", String(40), nullable=False, server_default=""),
    Column("reason", Text, key="detail", nullable=False, default=""),
    # The mailboxes, casefolded and in JSON, that were refused for the moment while others got it.
    Column("missed", Text, nullable=False, server_default=""),
    # Last, since SQLite reads through it to get at whatever stands behind it.
    Column("raw", LargeBinary, nullable=False),
    Index("message_plan_day", "plan", "day"),
    Index("mail_plan_state", "plan", "state"),
    Index("ix_message_code", "code"),
    Index("ix_message_message_id", "message_id"),
    Index("ix_message_conversation", "conversation"),
)

# Every step a message takes with it; `shown` marks the one its reader saw, under the goal's `number` of that day.
step = Table(
    "step",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("message", ForeignKey("mail.id"), nullable=False, index=True),
    Column("plan", String(64), nullable=False, server_default=""),  # its mail's, so that an instance is found at once
    Column("goal", String(16), nullable=False),
    Column("number", String(16), nullable=False, server_default=""),
    # The role whose step it is, and the mailbox where each of those who hold the role answers for themselves.
    Column("owner", Text, nullable=False, server_default=""),
    Column("person", Text, nullable=False, server_default=""),
    Column("occurrence", Occurrence, nullable=False),
    Column("due", Date, nullable=False),
    Column("step", String(16), nullable=False),
    Column("step_day", Date, nullable=False),
    Column("weeks", Integer),  # before `due`, of a step that only tells what to prepare
    Column("shown", Boolean, nullable=False),
    # The step itself, while the message has it: two messages can never hold the same one. Empty when it failed, and
    # when another message of the day has it, for others of the same role.
    Column("taken", String(64)),
    Index("step_taken", "taken", unique=True),
    Index("step_plan_occurrence", "plan", "occurrence"),
)

# Every mail that ever reached the mailbox, exactly once.
reply = Table(
    "reply",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("plan", String(64), nullable=False, index=True),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("body_sha256", String(64), nullable=False, server_default=""),
    Column("message_id", Text, nullable=False, index=True),
    Column("at", Utc, nullable=False),
    Column("sender_name", Text, nullable=False),
    Column("sender_address", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("reason", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("removed", Text, nullable=False),
    Column("signature", Text, nullable=False),
    Column("flags", Text, nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Column("alone", Text, nullable=False, server_default=""),  # what stands by itself beside several answers
    # A mail without a readable answer waits until a named person has dealt with it.
    Column("settled_by", Text),
    Column("settled_at", Utc),
    Column("settled_why", Text),
    Column("settled_played", Date),
)

# What an owner said about one goal. The text that was read stays; what may be published stands beside it.
answer = Table(
    "answer",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("reply", ForeignKey("reply.id"), nullable=False, index=True),
    Column("plan", String(64), nullable=False, index=True),
    Column("goal", String(16), nullable=False),
    Column("occurrence", Occurrence, nullable=False),
    Column("owner", Text, nullable=False),
    Column("status", String(16)),
    Column("status_by_team", Boolean, nullable=False, default=False),
    Column("known_sender", Boolean, nullable=False, default=True),
    Column("new_date", Date),
    Column("text", Text, nullable=False),
    Column("answered_by", Text, nullable=False),
    Column("person", Text, nullable=False, server_default=""),  # whose word, where each answers for themselves
    Column("received", Date, nullable=False),
    Column("release", String(16), nullable=False),
    Column("released", Date),
    Column("released_text", Text),
    # What was read in the words, for ever. An older ledger does not know it where the team had set the status.
    Column("read_status", String(16)),
    Column("read_known", Boolean, nullable=False, server_default=true()),
    Column("request", ForeignKey("mail.id")),  # the mail of ours that it answers, where that can be told
)

# What a machine has told of an address: nobody reads there. An owner's own words end it early.
absence = Table(
    "absence",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("reply", ForeignKey("reply.id"), nullable=False, index=True),
    Column("plan", String(64), nullable=False, index=True),
    Column("address", Text, nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date, nullable=False),
    Column("gone", Boolean, nullable=False),
    Column("about", String(32), nullable=False),
)

# What a server has told of an address as it refused a mail: there is nobody there. An owner's own words end it early.
refusal = Table(
    "refusal",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("plan", String(64), nullable=False, index=True),
    Column("address", Text, nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date, nullable=False),
    Column("about", String(32), nullable=False),
)

# Who of the quality team has said that somebody reads there all the same, and why; it ends what a machine told.
seen_to = Table(
    "seen_to",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("plan", String(64), nullable=False, index=True),
    Column("address", Text, nullable=False),
    Column("at", Utc, nullable=False),
    Column("played", Date),  # the day it counts as said, where that was not the real one
    Column("who", Text, nullable=False),
    Column("why", Text, nullable=False),
)

# Who decided what about an answer, and why; rows are only ever added.
decision = Table(
    "decision",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("answer", ForeignKey("answer.id"), nullable=False, index=True),
    Column("at", Utc, nullable=False),
    Column("who", Text, nullable=False),
    Column("what", String(16), nullable=False),
    Column("why", Text, nullable=False),
    Column("original_sha256", String(64), nullable=False),
    Column("released_sha256", String(64)),
    Column("played", Date),  # the day it counts as made, where that was not the real one
    Column("private_why", Text, nullable=False, server_default=""),
    Column("stranger_why", Text, nullable=False, server_default=""),
    # What it changed, as JSON of incoming.answer_states.Fact; an older ledger's rows have neither.
    Column("state_before", Text),
    Column("state_after", Text),
)

# Each entry of the calendar every time it was published anew; the latest row is what stands there.
entry = Table(
    "entry",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("plan", String(64), nullable=False),
    Column("uid", Text, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("revised", Utc, nullable=False),
    Column("withdrawn", Date),
    Column("words", Text, nullable=False),
    Index("entry_plan_uid", "plan", "uid"),
)

# Every adopted version of a plan, whole: `document` is a plan.version.PlanVersion. Rows are only ever added.
version = Table(
    "version",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("plan", String(64), nullable=False),
    Column("number", Integer, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("in_force", Date, nullable=False),
    Column("adopted_at", Utc, nullable=False),
    Column("adopted_by", Text, nullable=False),
    Column("document", Text, nullable=False),
    Index("version_plan_number", "plan", "number", unique=True),
)

# The plan's files as they were used, by day: who held a role then, and how the decision was read.
source = Table(
    "source",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("plan", String(64), nullable=False),
    Column("name", String(32), nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    Index("source_plan_name", "plan", "name"),
)

# A mail that seems to be another home's, and since when it has been left where it lies.
left_mail = Table(
    "left_mail",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("since", Date, nullable=False),
)

# Each time a memory that was gone or old was taken into use again, and what it was told anew.
restored = Table(
    "restored",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("plan", String(64), nullable=False),
    Column("day", Date, nullable=False),
    Column("who", Text, nullable=False),
    Column("last", Date),  # the last day that it remembered a mail of
    Column("answers", Integer, nullable=False),
    Column("sent", Integer, nullable=False),
    Column("questions", Integer, nullable=False),
    Index("restored_plan", "plan"),
)
