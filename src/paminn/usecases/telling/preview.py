"""The mails to come as they will look, in files: nothing is sent, and nothing of it is remembered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import takewhile
from pathlib import Path

from paminn.documents.mail_files import as_files, file_name
from paminn.errors import UsageError
from paminn.plan.identities import RoleId
from paminn.plan.model import QUALITY_TEAM
from paminn.plan.problems import suggest
from paminn.reminders.message import Channel, Outgoing
from paminn.reminders.model import Digest
from paminn.replies.codes import NO_CODE
from paminn.reports.previewing import MailToCome, Previewed
from paminn.standing.word import only_released
from paminn.texts.preview import preview_page
from paminn.today import Today
from paminn.usecases.approval import as_begun
from paminn.usecases.plans import Decided, decided
from paminn.usecases.sending.forecast import forecast
from paminn.usecases.sending.remind import Reminding
from paminn.usecases.sending.writing import Writer, quality_team
from paminn.usecases.telling.stamped_days import stamped

# How far ahead the next mail is looked for: the yearly account comes at least once in that time.
_LOOKED_AHEAD = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which mails are to be shown: those of a `day`, else of the next day with any; for the role called `owner`."""

    day: date | None = None
    owner: str = ""


def preview(asked: Reminding, wanted: Wanted, out: Path, today: Today) -> Previewed:
    """Write the mails of a day to `out`, as they will be if nobody answers until then, and a page that shows them.

    Codes and keys in them are nobody's, so that no answer to such a mail is taken for an answer to the real one.
    Raises UsageError for a role that the plan does not have.
    """
    work = decided(asked.kept, today.day)
    so_far = asked.memory.history(work.plan.identity, redirected=asked.delivery.is_trial)
    work = as_begun(asked.kept, work, so_far, min(today.day, wanted.day or today.day))
    role = _role(work, wanted.owner)
    plan = work.plan.identity
    digests = _of_the_day(asked, work, wanted.day, role, today)
    day = digests[0].day if digests else wanted.day
    mails: list[Outgoing] = []
    if day is not None:
        as_if = _as_if_it_were(day, today)
        mails += _written(asked, work, digests, as_if)
        if role in ("", QUALITY_TEAM) and day == today.day:
            mails += _notice(asked, work, as_if)
    if not mails or day is None:
        return Previewed(plan, out, {}, day, ())
    shown = [_mail_to_come(number, mail) for number, mail in enumerate(mails, start=1)]
    files: dict[str, bytes] = {}
    for mail, row in zip(mails, shown, strict=True):
        files |= as_files(f"{day.isoformat()}/{row.name}", mail.raw)
    door = asked.options.door
    files["index.html"] = preview_page(work.plan, day, shown, door, asked.options.redirect_all_to).encode()
    asked.store.write(out, files)
    return Previewed(plan, out, files, day, tuple(shown))


def _role(work: Decided, owner: str) -> RoleId | str:
    """The role that is called so; empty where none was named."""
    if not owner:
        return ""
    names = work.plan.roles_in_use
    for role, name in names.items():
        if name.casefold() == owner.casefold():
            return role
    raise UsageError(f"Planen har ingen roll «{owner}».{suggest(owner, list(names.values()))}")


def _of_the_day(
    asked: Reminding, work: Decided, day: date | None, role: RoleId | str, today: Today
) -> Sequence[Digest]:
    """The mails of `day`, or of the first day from today on with any, for the role where one is named."""
    is_trial = asked.delivery.is_trial
    history = asked.memory.history(work.plan.identity, redirected=is_trial)
    first = today.day
    last = first + _LOOKED_AHEAD
    if day is not None:
        first = min(first, day)
        last = day
    options = asked.options
    to_come = forecast(work, first, last, history, lambda on: quality_team(options, work, on))
    wanted = (mail for mail in to_come if (not role or role in mail.roles) and (day is None or mail.day == day))
    first_mail = next(wanted, None)
    if first_mail is None:
        return ()
    return [first_mail, *takewhile(lambda mail: mail.day == first_mail.day, wanted)]


def _as_if_it_were(day: date, today: Today) -> Today:
    """Eight in the morning of the day; nothing leaves, so that no mail says that it is a rehearsal."""
    return Today(day, datetime.combine(day, time(8), today.moment.tzinfo))


def _written(asked: Reminding, work: Decided, digests: Sequence[Digest], today: Today) -> list[Outgoing]:
    plan = work.plan
    released = only_released(asked.memory.answers(plan.identity))
    entries = stamped(plan, work.rules, work.owners, released, asked.almanac.shown(plan.identity)).entries
    writer = Writer(asked.options, False, work, entries, today, code=NO_CODE)
    mails: list[Outgoing] = []
    for digest in digests:
        mails += writer.messages(digest)
    return mails


def _notice(asked: Reminding, work: Decided, today: Today) -> list[Outgoing]:
    """The team's notice of today, where there is one; what there will be to tell on another day nobody knows."""
    notice = asked.notices.to_look_at(work, today)
    return [] if notice is None else [notice]


def _mail_to_come(number: int, mail: Outgoing) -> MailToCome:
    roles: tuple[str, ...] = ()
    if mail.channel is Channel.EMAIL:
        roles = mail.digest.called(mail.digest.roles)
    called = roles[0] if roles else QUALITY_TEAM
    return MailToCome(f"{number:02}-{file_name(called)}", roles, tuple(mail.recipients), mail.subject)
