"""A digest as a mail: its subject, its text and its page, worded by the templates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import quote

from paminn.plan.identities import RoleId
from paminn.plan.level_names import words_of_all
from paminn.plan.model import ActionPlan, Goal, OwnerPart
from paminn.plan.numbers import number_order
from paminn.reminders.model import AskedBack, DaysToCome, Digest, Purpose, Reminder
from paminn.replies.codes import show_code
from paminn.replies.lexicon.statuses import LINK_CODES
from paminn.replies.words.preparing import of_the_step
from paminn.replies.words.roles import all_of, for_all_roles, given_as
from paminn.standing.answer import Status
from paminn.texts.abbreviations import SpellOut
from paminn.texts.language import swedish_choice
from paminn.texts.plan_words import reading
from paminn.texts.render import render
from paminn.texts.words import status_word

MARKER = "-- Skriv ditt svar ovanför den här raden --"


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail in words: `text` and `html` say the same."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Context:
    """What a mail says beside its digest. `contact`: whom its readers may ask, empty where it is they who are asked."""

    plan: ActionPlan
    sender: str
    contact: str
    public_url: str = ""
    redirected: bool = False
    rehearsed: bool = False  # it will be sent for real on a day to come
    # Role → who should have had it, where it goes to their deputies.
    instead_of: Mapping[RoleId, tuple[str, ...]] = field(default_factory=dict)
    vacant: frozenset[RoleId] = frozenset()  # those that owners.yaml says nobody has yet

    @property
    def is_trial(self) -> bool:
        return self.redirected or self.rehearsed


@dataclass(frozen=True, slots=True)
class Promise:
    """The answer that gave a new day, on `day`, as a reader is told of it.

    `is_own`: the one reader of the mail wrote it. `name` is who did, empty where that is not told.
    """

    day: date
    is_own: bool
    name: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Item:
    """What the templates know of one reminder.

    `days` is how far `due` is from the day of the mail, either way. `number` is which reminder in order this is, to
    its reader 1 when the `earlier` ones went to others. `prepare` is what there is to prepare, when `preparation`.
    `links` are (a button's word, what it opens). `year` is the one that an account is about, which may be over when it
    is wanted. `role` is told where the mail is for several, `said_by` is the one that an answer must name.
    `for_oneself`: each of the role answers for themselves. `instead_of` is told where it is for a deputy in some of
    them. `unmet`: nobody can be reached in its role, `vacant`: and owners.yaml says so. `questions`: what the quality
    team asks about an answer, which is all there is where it `only_asks_back`. `promise`: where `due` is not the
    decided day.

    `lies_before`: its day lies before the first on which anybody was reminded, which makes nobody late. `introduces`:
    its reader is told of the goal for the first time, which is all there is where it `only_introduces`.
    """

    goal: Goal
    part: OwnerPart
    purpose: Purpose
    due: date
    decided_due: date
    promise: Promise | None
    late: bool
    missing: bool
    days: int
    number: int
    preparation: bool
    prepare: str
    also_account: bool
    links: tuple[tuple[str, str], ...]
    year: int
    role: str = ""
    for_oneself: bool = False
    said_by: str = ""
    instead_of: tuple[str, ...] = ()
    unmet: bool = False
    vacant: bool = False
    earlier: int = 0
    questions: tuple[AskedBack, ...] = ()
    only_asks_back: bool = False
    lies_before: bool = False
    introduces: DaysToCome | None = None
    only_introduces: bool = False

    @property
    def of_the_step(self) -> str:
        """The sentence by which the reader learns what an answer is about; none where the year is asked about too."""
        if not self.preparation or self.also_account:
            return ""
        return of_the_step(self.goal.number)


@dataclass(frozen=True, slots=True)
class Block:
    """A goal as a mail shows it, once: one item for each role that it is asked of.

    `for_all`: one answer is for all of these roles, as the mail says, since none has a part in words of its own and
    its reader holds them all.
    """

    goal: Goal
    items: tuple[Item, ...]

    @property
    def for_all(self) -> bool:
        return len(self.items) > 1 and not any(item.said_by for item in self.items)

    @property
    def said_for_all(self) -> str:
        """The sentence that says so."""
        return for_all_roles(self.goal.number, all_of(len(self.items)))

    @property
    def roles_to_say(self) -> tuple[str, ...]:
        """What an answer says to tell which of the roles it is for; none where there is no doubt."""
        return tuple(f"«{given_as(item.said_by)}»" for item in self.items if item.said_by)


@dataclass(frozen=True, slots=True)
class PlanPart:
    """What a mail asks of one plan, under the plan's title where there are several.

    `spell` spells out the plan's abbreviations. `relabelled`: (as the mail calls it, as the plan does) of a goal whose
    number another plan in the mail has too. `instead_of` as in `Item`, of all of the part. `introduced` are the goals
    that its reader is told of for the first time, in the roles `introduced_roles`.
    """

    plan: ActionPlan
    blocks: tuple[Block, ...]
    spell: SpellOut
    relabelled: tuple[tuple[str, str], ...] = ()
    instead_of: tuple[str, ...] = ()
    introduced: tuple[Block, ...] = ()
    introduced_roles: tuple[str, ...] = ()

    @property
    def introduced_above(self) -> list[Block]:
        """Those of them that the mail asks about, and so has shown before the others."""
        shown = {block.goal.number for block in self.blocks}
        return [block for block in self.introduced if block.goal.number in shown]

    @property
    def introduced_below(self) -> list[Block]:
        """Those that the mail only tells of."""
        above = self.introduced_above
        return [block for block in self.introduced if block not in above]

    @property
    def next_account(self) -> tuple[date, ...]:
        """The days of the next yearly account of what is introduced."""
        days = []
        for block in self.introduced:
            for item in block.items:
                if item.introduces is not None and item.introduces.accounts:
                    days.append(item.introduces.accounts)
        return min(days, default=())


def word_digest(digest: Digest, code: str, context: Context, further: Sequence[Context] = ()) -> Mail:
    """Subject, plain text and HTML of one digest. `further`: of a mail of several plans, those beside the first."""
    contexts = (context, *further)
    parts = _digests_by_plan(digest, contexts)
    items: list[Item] = []
    for of_plan, its_context in parts:
        items += items_of(of_plan, code, its_context)
    values = digest_values(digest, items, code, context)
    if further:
        values |= _values_of_several(parts)
    subject = " ".join(render("reminder/subject.txt", **values).split())
    # Each body is read from its own top, so each spells out anew.
    text = render("reminder/body.txt", **values, parts=_plan_parts(parts, code))
    html = render("reminder/body.html", **values, subject=subject, parts=_plan_parts(parts, code))
    return Mail(subject, text.strip() + "\n", html)


def _digests_by_plan(digest: Digest, contexts: Sequence[Context]) -> list[tuple[Digest, Context]]:
    if len(contexts) == 1:
        return [(digest, contexts[0])]
    return [(digest.of_plan(context.plan.identity), context) for context in contexts]


def _values_of_several(parts: Sequence[tuple[Digest, Context]]) -> dict[str, object]:
    """What is told once in a mail of several plans. A role may be called the same in two of them."""
    vacant: list[str] = []
    unreachable: list[str] = []
    of_roles: dict[str, list[str]] = {"roles": [], "unmet": [], "all_roles": []}
    for digest, context in parts:
        unmet = digest.unmet
        of_roles["roles"] += digest.called(role for role in digest.roles if role not in unmet)
        of_roles["unmet"] += digest.called(unmet)
        of_roles["all_roles"] += digest.called(digest.roles)
        vacant += digest.called(role for role in unmet if role in context.vacant)
        unreachable += digest.called(role for role in unmet if role not in context.vacant)
    values: dict[str, object] = {name: tuple(dict.fromkeys(called)) for name, called in of_roles.items()}
    values["vacant"] = tuple(dict.fromkeys(vacant))
    values["unreachable"] = tuple(dict.fromkeys(unreachable))
    values["plan_names"] = [context.plan.name for _, context in parts]
    values["instead_of"] = ()
    values["words"] = words_of_all([context.plan.words for _, context in parts])
    return values


def _plan_parts(parts: Sequence[tuple[Digest, Context]], code: str) -> list[PlanPart]:
    made = []
    for digest, context in parts:
        plan = context.plan
        items = items_of(digest, code, context)
        blocks = tuple(blocks_of([item for item in items if not item.only_introduces]))
        introduced = tuple(introduced_in(items))
        relabelled = []
        for block in (*blocks, *introduced):
            known = plan.by_id.get(block.goal.id)
            if known is not None and known.number != block.goal.number:
                relabelled.append((block.goal.number, known.number))
        spell = SpellOut(plan.definitions)
        told_apart = tuple(dict.fromkeys(relabelled))
        deputy_for = _instead_of_all(digest, context)
        roles = dict.fromkeys(reminder.owner for reminder in digest.reminders if reminder.introduces)
        called = digest.called(role for role in roles if role not in digest.unmet)
        made.append(PlanPart(plan, blocks, spell, told_apart, deputy_for, introduced, called))
    return made


def introduced_in(items: Sequence[Item]) -> list[Block]:
    """The goals that a first mail tells its reader of, in the order of the plan's numbers."""
    introduced = [item for item in items if item.introduces]
    return blocks_of(sorted(introduced, key=lambda item: number_order(item.goal.number)))


def items_of(digest: Digest, code: str, context: Context) -> list[Item]:
    """Each reminder of the digest, in its order."""
    return [_item(reminder, digest, code, context) for reminder in digest.reminders]


def blocks_of(items: Sequence[Item]) -> list[Block]:
    """The goals that these items are about, in the order of their first."""
    by_goal: dict[str, list[Item]] = {}
    for item in items:
        by_goal.setdefault(item.goal.number, []).append(item)
    return [Block(of_goal[0].goal, tuple(of_goal)) for of_goal in by_goal.values()]


def _item(reminder: Reminder, digest: Digest, code: str, context: Context) -> Item:
    purpose = reminder.occurrence.purpose
    day = digest.day
    passed = reminder.due < day and not reminder.lies_before and not reminder.is_introduction
    role = ""
    instead_of: tuple[str, ...] = ()
    if len(digest.roles) > 1:
        role = reminder.part.role
        if not _instead_of_all(digest, context):
            instead_of = context.instead_of.get(reminder.owner, ())
    said_by = _role_to_say(reminder, digest)
    links = []
    for status in Status:
        link = reply_link(context.sender, reminder.goal.number, status, code, said_by)
        links.append((status_word(status), link))
    earlier = reminder.number - 1 if reminder.new_to_reader else 0
    return Item(
        goal=reminder.goal,
        part=reminder.part,
        purpose=purpose,
        due=reminder.due,
        decided_due=reminder.decided_due,
        promise=_promise(reminder, digest),
        # Work can be late; an account that has not come is only missing.
        late=passed and purpose is not Purpose.ACCOUNT and not reminder.is_question,
        missing=passed and purpose is Purpose.ACCOUNT and not reminder.is_question,
        days=abs((reminder.due - day).days),
        number=reminder.number - earlier,
        preparation=reminder.is_preparation,
        prepare=reminder.step.text,
        also_account=_also_asks_for_account(reminder),
        links=tuple(links),
        year=reminder.occurrence.id.year,
        role=role,
        for_oneself=bool(reminder.person),
        said_by=said_by,
        instead_of=instead_of,
        unmet=reminder.unmet,
        vacant=reminder.unmet and reminder.owner in context.vacant,
        earlier=earlier,
        questions=reminder.asked_back,
        only_asks_back=reminder.is_question,
        lies_before=reminder.lies_before,
        introduces=reminder.introduces,
        only_introduces=reminder.is_introduction,
    )


def _promise(reminder: Reminder, digest: Digest) -> Promise | None:
    """Whose answer gave the new day. The mail may go to others of the role, or to who stands in or came after."""
    answer = reminder.promise
    if answer is None:
        return None
    name = answer.answered_by if answer.known_sender else ""
    is_own = False
    if name and len(digest.people) == 1:
        (reader,) = digest.people
        # In a role where each answers for themselves the mailbox is the holder's also when their deputy wrote.
        is_of_the_mailbox = answer.person in ("", reader.email.casefold())
        is_own = is_of_the_mailbox and name.casefold() == reader.name.casefold()
    return Promise(answer.received, is_own, name)


def _role_to_say(reminder: Reminder, digest: Digest) -> str:
    """The role that an answer must name: it has a part of the goal, and so has another in the same mail.

    Either part has words of its own, or one of the roles is somebody else's, whom nobody can reach.
    """
    others = [other for other in digest.reminders if other.goal.number == reminder.goal.number]
    are_apart = any(other.part.words or other.unmet for other in others)
    if len(others) > 1 and are_apart:
        return reminder.part.role
    return ""


def _instead_of_all(digest: Digest, context: Context) -> tuple[str, ...]:
    """Who should have had the whole mail, where its reader is a deputy in all of its roles."""
    names: dict[str, None] = {}
    for role in digest.roles:
        if role not in context.instead_of:
            return ()
        names.update(dict.fromkeys(context.instead_of[role]))
    return tuple(names)


def _also_asks_for_account(reminder: Reminder) -> bool:
    if reminder.occurrence.purpose is Purpose.ACCOUNT:
        return False
    return any(claim.occurrence.is_account for claim in reminder.covers if not claim.step.is_question)


def digest_values(digest: Digest, items: Sequence[Item], code: str, context: Context) -> dict[str, object]:
    """What the templates know of one digest."""
    introduced = introduced_in(items)
    items = [item for item in items if not item.only_introduces]
    # A preparation only tells; nobody is asked how the day went before it has been.
    asked = [item for item in items if not item.preparation and not item.only_asks_back]
    days_to_come = [item.due for item in asked if item.due >= digest.day]
    return {
        "digest": digest,
        "plan": context.plan,
        "plan_names": [context.plan.name],
        "words": context.plan.words,
        "items": items,
        "introduced": introduced,
        "reading": reading,
        "blocks": blocks_of(items),
        "instead_of": _instead_of_all(digest, context),
        "roles": digest.called(role for role in digest.roles if role not in digest.unmet),
        "unmet": digest.called(digest.unmet),
        "vacant": digest.called(role for role in digest.unmet if role in context.vacant),
        "unreachable": digest.called(role for role in digest.unmet if role not in context.vacant),
        "all_roles": digest.called(digest.roles),
        "asked": asked,
        "questioned": [item for item in items if item.questions],
        "late": [item for item in asked if item.late],
        "missing": [item for item in asked if item.missing],
        "offered": swedish_choice(status_word(status) for status in Status),
        "reply_by": min(days_to_come, default=None),
        "code": show_code(code),
        "marker": MARKER,
        "context": context,
    }


def reply_link(sender: str, goal: str, status: Status, code: str, role: str = "") -> str:
    """A mailto link (RFC 6068) that opens an answer with the status filled in; under 400 characters."""
    subject, body = reply_parts(goal, status, code, role)
    address = quote(sender, safe="@")
    return f"mailto:{address}?subject={subject}&body={body}"


def reply_parts(goal: str, status: Status, code: str, role: str = "") -> tuple[str, str]:
    """Subject and body of the answer that a button opens, percent-encoded.

    `role`: the one it is given in, where the mail asks several about the goal.
    """
    subject = f"Svar {goal} {status_word(status)} {show_code(code)}"
    lines = [f"DELMAL={goal} STATUS={LINK_CODES[status]}"]
    if role:
        lines.append(given_as(role))
    if status is Status.LATE:
        lines.append("Nytt datum: ")
    lines += ["", ""]
    return quote(subject), "%0D%0A".join(quote(line) for line in lines)
