"""A year in which the plan is revised, lived in a real house by somebody who knows who every goal and role is.

Goals and roles are numbers that nobody sees (`DraftGoal.who`). What the house remembers under identities of its own is
held against what was said, sent and shown, as it was seen: by the numbers and names of that day.
"""

from __future__ import annotations

import copy
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from enum import Enum
from html import unescape
from pathlib import Path

import icalendar

from paminn.errors import UsageError
from paminn.plan.comparing import Said
from paminn.plan.comparing.matching.folding import fold
from paminn.plan.identities import GoalId, RoleId
from paminn.plan.model import ActionPlan, FocusArea, Goal, OwnerPart
from paminn.plan.occurrence import OccurrenceId
from paminn.plan.rules import Preparation
from paminn.plan.succession import retired_goals, retired_roles
from paminn.plan.version import PlanVersion, VersionKind, in_force_on
from paminn.reminders.asking.schedule import Schedule
from paminn.reminders.message import Channel, Outgoing
from paminn.reminders.model import Digest, History, Reminder
from paminn.standing.answer import Answer, Release, Status
from paminn.summary.blocks import Document, Table
from paminn.summary.years import is_of
from paminn.texts.account.labels import label
from paminn.usecases.deciding.adopt import adopt, propose
from paminn.usecases.plans import KeptPlan, decided, decided_then
from tests.support import deciding
from tests.support.fakes import FakeInbox, FakeLedger, FakeOutbox, FakePlan, FakeVersions
from tests.support.houses import SENDER, at, fake_house, on, plan_files
from tests.support.reading import collect
from tests.support.revisions import Draft, DraftGoal, Editor, Maker, Revision, Side, still_there
from tests.support.revisions import decided as as_decided
from tests.support.sending import prepare, remind
from tests.support.telling import publish, status_of, summarise

PLAN = "prov-plan"
FIRST_DAY = date(2026, 3, 4)
OUT = Path("ut")
# Many days of these lie in the year that is lived.
FRAMES = (
    "Klart senast 30 juni 2026", "Klart vt 2026", "Klart ht 2026", "Årligen, 25 november", "Årligen, 15 april",
    "Påbörjas senast 1 september 2026", "Löpande", "Klart senast 31 mars 2026",
)  # fmt: skip
WORDS = {Status.DONE: "Klar", Status.ONGOING: "Pågår", Status.LATE: "Försenad", Status.NOT_STARTED: "Ej påbörjad"}
ROUNDS = 4  # of questions: who has said that a goal is not the one removed last is asked about the one before it
BOXES = tuple(f"person{number}@prov.example" for number in range(7))
ALL_ANSWERS = label("answers.caption")
_IN_AN_ENTRY = re.compile(r"^Delmål (\d+\.\d+): ", re.MULTILINE)
_CALENDAR_OF_ROLE = re.compile(r'href="#kalender-(roll-[^"]*)">Egen kalender för ([^<]*)</a>')
_TOKEN = re.compile(r"Dokument (A\d+)")


@dataclass(frozen=True)
class Item:
    """What a mail asked: under which number, about which goal, in which role, and what that was called.

    `preparing`: it only told to prepare.
    """

    number: str
    goal: int
    role: int
    called: str
    preparing: bool


@dataclass(frozen=True)
class OldMail:
    """A mail of ours, and what it was about on the day that it left."""

    message: Outgoing
    items: tuple[Item, ...]

    @property
    def numbers(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(item.number for item in self.items))


@dataclass(frozen=True)
class Word:
    """What is answered about one goal; `new_date` may go with Försenad. `as_role`: in which role, where it says so."""

    status: Status
    new_date: date | None = None
    as_role: str = ""

    @property
    def words(self) -> str:
        if self.new_date is None:
            return WORDS[self.status]
        return f"{WORDS[self.status]}. Nytt datum: {self.new_date}"


class Pointer(Enum):
    """What in an answer tells which mail it answers."""

    REPLY = "the mail client says so"
    SUBJECT = "only the code in the subject"
    QUOTED = "only the code in what is quoted"


@dataclass(frozen=True)
class Asked:
    """A reminder by who it is about: what is compared."""

    role: int
    goal: int
    occurrence: str
    due: date
    step: str
    number: int
    covers: frozenset[tuple[str, date, date]]


@dataclass
class Adopted:
    """What the house goes by, and who each number and name of it is."""

    side: Side
    draft: Draft


class RevisedYear:
    """The house, the plan that is written and the one that is adopted, and all that has been seen so far."""

    def __init__(self, seed: int, *, goals: int = 6) -> None:
        self.maker = Maker(seed)
        self.random = self.maker.random
        self.draft = self.maker.made(goals, empty_cells=False)
        for _, goal in self.draft.places():
            goal.timeframe = self.random.choice(FRAMES)
        self.editor = Editor(self.maker, self.draft)
        self.day = FIRST_DAY
        self.readings: dict[int, date] = {}  # who → the day that the team reads its time plan as
        self.prepared: dict[int, tuple[str, str]] = {}  # who → the number it was written under, what to prepare
        self.adopted: dict[int, Adopted] = {}
        self.goal_ids: dict[int, GoalId] = {}
        self.role_ids: dict[int, RoleId] = {}
        self.since: dict[int, date] = {}
        self.origins: dict[int, tuple[int, ...]] = {}
        self.role_origins: dict[int, tuple[int, ...]] = {}
        self.gone: dict[int, tuple[str, DraftGoal]] = {}
        self.mails: list[OldMail] = []
        self.said: dict[int, tuple[int, int, Answer]] = {}  # number of the answer → goal, role, as it was taken
        self.uids: dict[str, int] = {}
        self.sequences: dict[str, int] = {}
        self.standing: set[str] = set()  # UIDs that the calendar last showed as something to come
        self.documents: list[Document] = []
        self.letters = 0
        self._open()

    def _open(self) -> None:
        versions = FakeVersions()
        self.ledger, self.box = FakeLedger(), FakeOutbox()
        self.folder = FakePlan(self._files())
        house = fake_house(
            self.folder.contents,
            ledger=self.ledger,
            box=self.box,
            inbox=FakeInbox(),
            max_messages=500,
            quality_team="kvalitet@prov.example",
        )
        plan = KeptPlan(self.folder, versions, versions)
        self.house = replace(house, plan=plan, write_document=self._write)
        first = Adopted(as_decided(self.draft), copy.deepcopy(self.draft))
        self.adopted[1] = first
        self._know(
            first.side, PlanVersion.model_construct(goals=_names(first.side.goals), roles=_names(first.side.roles))
        )
        self.since.clear()
        self.remind()

    def _write(self, document: Document) -> bytes:
        self.documents.append(document)
        return b""

    # --- what stands in the files

    @property
    def side(self) -> Side:
        """The adopted plan."""
        return self.adopted[max(self.adopted)].side

    @property
    def is_edited(self) -> bool:
        return as_decided(self.draft).plan.fingerprint != self.side.plan.fingerprint

    def _files(self, *, turned: bool = False) -> dict[str, bytes]:
        files = plan_files(people=self._people())
        head = json.loads(files["plan.yaml"])
        head["fokusområden"] = [self._area(place) for place, _ in enumerate(self.draft.areas, 1)]
        head["fokusområden"] = [area for area in head["fokusområden"] if area["delmål"]]
        if turned:
            head = self._turned(head)
            head["noteringar"] = [f"Läst {self.day}."]
        rules = json.loads(files["rules.yaml"])
        entries = []
        for number, text in self.prepared.values():
            entries.append({"delmål": number, "steg": [{"veckor_före": 8, "text": text}]})
        rules["förberedelser"] = entries
        comment = f"# {self.day}\n" if turned else ""
        files["plan.yaml"] = (comment + json.dumps(head, ensure_ascii=False)).encode()
        files["rules.yaml"] = json.dumps(rules, ensure_ascii=False).encode()
        return files

    def _people(self) -> dict[str, Sequence[str]]:
        """Those of the roles that the written plan has, by what it calls them."""
        people: dict[str, Sequence[str]] = {}
        for _, goal in self.draft.places():
            for who, _ in goal.parts:
                people[self.draft.roles[who]] = (_box(who),)
        return people

    def _area(self, place: int) -> dict[str, object]:
        area = self.draft.areas[place - 1]
        goals = []
        for goal in sorted(area.goals, key=lambda goal: goal.number):
            names = [self.draft.roles[role] for role, _ in goal.parts]
            written: dict[str, object] = {
                "nr": f"{place}.{goal.number}",
                "lydelse": goal.wording,
                "aktiviteter": goal.activities,
                "ansvarig": " ".join(names),
                "ägare": [{"roll": self.draft.roles[role], "typ": part.value} for role, part in goal.parts],
                "tidplan": goal.timeframe,
            }
            if goal.who in self.readings:
                day = self.readings[goal.who].isoformat()
                written["läsning"] = {"slag": "frist", "till": day, "grund": "Protokoll.", "bekräftad": "ja"}
            goals.append(written)
        return {"nr": place, "titel": area.title, "delmål": goals}

    def _turned(self, value: object) -> object:
        """The same with the keys in another order, everywhere."""
        if isinstance(value, list):
            return [self._turned(item) for item in value]
        if not isinstance(value, dict):
            return value
        keys = list(value)
        self.random.shuffle(keys)
        return {key: self._turned(value[key]) for key in keys}

    # --- what is done in a year

    def pass_days(self, days: int) -> None:
        self.day += timedelta(days)

    def remind(self) -> None:
        """One run: exactly what is due goes out, whatever has been revised; nothing is said twice and nothing lost."""
        expected = sorted(self._expected(), key=repr)
        before = len(self.box.messages)
        remind(self.house, at(self.day))
        new = [message for message in self.box.messages[before:] if message.channel is Channel.EMAIL]
        sent: list[Asked] = []
        for message in new:
            assert isinstance(message, Outgoing)
            sent += [self._by_who(reminder) for reminder in message.digest.reminders]
            items = tuple(self._items(message.digest))
            assert message.mailboxes == {_box(item.role) for item in items}
            self.mails.append(OldMail(message, items))
        assert sorted(sent, key=repr) == expected

    def _items(self, digest: Digest) -> Iterator[Item]:
        for reminder in digest.reminders:
            number = reminder.goal.number
            role = self.side.roles[reminder.part.role]
            yield Item(number, self.side.goals[number], role, reminder.part.role, reminder.is_preparation)

    def _by_who(self, reminder: Reminder) -> Asked:
        goal = self.side.goals[reminder.goal.number]
        role = self.side.roles[reminder.part.role]
        for claim in reminder.covers:
            assert claim.occurrence.goal == self.goal_ids[goal]
        return _asked(role, goal, reminder)

    def _expected(self) -> Iterator[Asked]:
        """The same rules asked of a plan and a history in which everything is named by who it is, for ever."""
        work = decided(self.house.plan, self.day)
        plan = self._named_by_who(work.plan)
        whos = {_goal(who): who for who in self.side.goals.values()}
        roles = {_role(who): who for who in self.side.roles.values()}
        preparations = {}
        for who, (_, text) in self.prepared.items():
            if _goal(who) in plan.by_id:
                preparations[_goal(who)] = Preparation(((8, text),), ())
        rules = replace(work.rules, preparations=preparations)
        served = {box for mail in self.mails if mail.message.day == self.day for box in mail.message.mailboxes}
        for digest in Schedule(plan, rules).digests(self._history(), self.day):
            for reminder in digest.reminders:
                role = roles[reminder.owner]
                if _box(role) not in served:
                    yield _asked(role, whos[reminder.goal.id], reminder)

    def _named_by_who(self, plan: ActionPlan) -> ActionPlan:
        areas = []
        for area in plan.areas:
            goals = tuple(self._goal_by_who(goal) for goal in area.goals)
            areas.append(FocusArea(area.number, area.title, area.introduction, goals))
        return replace(plan, areas=tuple(areas))

    def _goal_by_who(self, goal: Goal) -> Goal:
        who = self.side.goals[goal.number]
        parts = [self._part_by_who(part) for part in goal.parts]
        origins = tuple(_goal(old) for old in self.origins.get(who, ()))
        return replace(goal, identity=_goal(who), since=self.since.get(who), origins=origins, parts=tuple(parts))

    def _part_by_who(self, part: OwnerPart) -> OwnerPart:
        who = self.side.roles[part.role]
        origins = tuple(_role(old) for old in self.role_origins.get(who, ()))
        return replace(part, identity=_role(who), origins=origins)

    def _history(self) -> History:
        covered: dict[tuple[RoleId, OccurrenceId, date], date] = {}
        steps: dict[tuple[RoleId, OccurrenceId], set[tuple[date, date]]] = defaultdict(set)
        for mail in self.mails:
            for item, reminder in zip(mail.items, mail.message.digest.reminders, strict=True):
                role = _role(item.role)
                occurrence = replace(reminder.occurrence.id, goal=_goal(item.goal))
                if not reminder.is_preparation:
                    steps[role, occurrence].add((reminder.due, reminder.step.day))
                for claim in reminder.covers:
                    key = (role, replace(claim.occurrence, goal=_goal(item.goal)), claim.due)
                    covered[key] = max(claim.step.day, covered.get(key, date.min))
        answers = []
        for goal, role_who, answer in self.said.values():
            occurrence = replace(answer.occurrence, goal=_goal(goal))
            answers.append(replace(answer, goal=_goal(goal), owner=_role(role_who), occurrence=occurrence))
        answers.sort(key=lambda answer: (answer.received, answer.id))
        return History(covered, {key: len(days) for key, days in steps.items()}, tuple(answers))

    def reply(self, mail: OldMail, said: Mapping[str, Word], *, bare: bool = False) -> None:
        """An answer to any earlier mail, by its numbers: it is about what that mail asked, in the roles it asked.

        Of a role that was split or joined since it is the new role's that its reader holds; else a person tells whose.
        """
        before = set(self.said)
        self.letters += 1
        lines = []
        for number, word in said.items():
            line = f"{word.words}. Dokument A{self.letters}."
            lines.append(line if bare else f"{number}: {line}")
            if word.as_role:
                lines.append(f"Som {word.as_role}:")
        self._write_to_us(mail, "\n".join(lines))
        new = {number: taken for number, taken in self._answers().items() if number not in before}
        expected: dict[tuple[int, int], tuple[int, int, Status | None, date | None]] = {}
        for number, word in said.items():
            for taken_as in self._taken_as([item for item in mail.items if item.number == number], word, mail):
                goal, role, _, _ = taken_as
                expected.setdefault((goal, role), taken_as)
        taken = []
        for goal, role, answer in new.values():
            # Of what was only to be prepared nothing is taken as said of the day.
            read = None if answer.occurrence.is_step else answer.status
            taken.append((goal, role, read, answer.new_date))
        assert sorted(taken, key=repr) == sorted(expected.values(), key=repr)
        self.said |= new

    def _taken_as(
        self, asked: Sequence[Item], word: Word, mail: OldMail
    ) -> Iterator[tuple[int, int, Status | None, date | None]]:
        """What is said about a goal in each role that it was asked of: in the one named, if only one has had the name."""
        named = asked
        if word.as_role and len(asked) > 1:
            named = [item for item in asked if word.as_role in self._names_borne(item.role)]
        for item in asked:
            role, is_known = self._whose_word(item, mail)
            if len(named) > 1 and word.as_role:
                yield item.goal, role, None, None
            elif item in named:
                yield item.goal, role, word.status if is_known and not item.preparing else None, word.new_date

    def _names_borne(self, role: int) -> set[str]:
        names: set[str] = {self.role_ids[role]}
        in_plan = role in self.side.roles.values()
        for adopted in self.adopted.values():
            names.update(name for name, who in adopted.side.roles.items() if who == role and in_plan)
        return names

    def _whose_word(self, item: Item, mail: OldMail) -> tuple[int, bool]:
        """In which role the reader of a mail answers what it asked, and whether that can be told."""
        bearing: list[int] = []
        for _, goal in self.adopted[max(self.adopted)].draft.places():
            if goal.who == item.goal:
                bearing = [role for role, _ in goal.parts]
        heirs = [role for role in bearing if item.role in self.role_origins.get(role, ())]
        if item.role in bearing or not heirs:
            return item.role, True
        (address, _), *_ = mail.message.recipients
        theirs = [role for role in heirs if _box(role) == address]
        if len(theirs) != 1:
            return item.role, False
        return theirs[0], True

    def reply_about_another(self, mail: OldMail, number: str) -> None:
        """A number that the mail did not show: nothing is taken as said of any goal."""
        self.letters += 1
        self._write_to_us(mail, f"{number}: Klar. Dokument A{self.letters}.")
        new = {key: taken for key, taken in self._answers().items() if key not in self.said}
        assert [answer.status for _, _, answer in new.values() if answer.status is not None] == []
        self.said |= new

    def _write_to_us(self, mail: OldMail, text: str) -> None:
        (address, name), *_ = mail.message.recipients
        letter = EmailMessage(policy=SMTP)
        letter["From"] = f"{name} <{address}>"
        letter["To"] = SENDER
        letter["Message-ID"] = f"<svar-{self.letters}@prov.example>"
        pointer = self.random.choice(tuple(Pointer))
        if pointer is Pointer.QUOTED:
            letter["Subject"] = "Svar"
            text = f"{text}\n\nDen 1 mars skrev påminn:\n> {mail.message.subject}\n"
        else:
            letter["Subject"] = f"SV: {mail.message.subject}"
        if pointer is Pointer.REPLY:
            letter["In-Reply-To"] = mail.message.message_id
        letter["Date"] = format_datetime(at(self.day, hour=9))
        letter.set_content(text)
        self.house.inbox.put(letter.as_bytes())
        collect(self.house, at(self.day, hour=10))

    def _answers(self) -> dict[int, tuple[int, int, Answer]]:
        """All that is remembered, by who the identities are."""
        goals = {identity: who for who, identity in self.goal_ids.items()}
        roles = {identity: who for who, identity in self.role_ids.items()}
        answers = {}
        for answer in self.house.memory.answers(PLAN):
            assert answer.occurrence.goal == answer.goal
            answers[answer.id] = (goals[answer.goal], roles[answer.owner], answer)
        return answers

    def release(self, number: int) -> None:
        goal, role, _ = self.said[number]
        after = deciding.release(self.house, number, at(self.day))
        self.said[number] = (goal, role, after)

    # --- revising

    def edit(self, edits: Sequence[str]) -> None:
        """What is written and not adopted changes nothing."""
        before = self._as_it_works()
        self.editor.gone = self._may_come_back()
        possible = self.editor.edits()
        for name in edits:
            possible[name]()
        self._name_anew()
        self._tell_apart_from_before()
        self.folder.contents = self._files()
        assert self._as_it_works() == before

    def _may_come_back(self) -> list[tuple[str, DraftGoal]]:
        """What is gone, but for what another adopted goal says in the same words: those nobody could tell on paper."""
        whos = {goal.who for _, goal in self.draft.places()}
        words = {fold(goal.wording) for goal in self.side.plan.goals()}
        return [gone for who, gone in self.gone.items() if who not in whos and fold(gone[1].wording) not in words]

    def _name_anew(self) -> None:
        """A role in the name of one that was is that one again: another that was given such a name gets its own."""
        for known in self.adopted.values():
            for name, who in known.side.roles.items():
                for other, called in self.draft.roles.items():
                    if called == name and other != who:
                        self.draft.roles[other] = f"{name} {other}"

    def _tell_apart_from_before(self) -> None:
        """To decide an earlier version's words anew, about another goal or role, is what nobody could tell on paper."""
        content = as_decided(self.draft)
        for known in self.adopted.values():
            is_who_it_was = known.side.goals == content.goals and known.side.roles == content.roles
            if known.side.plan.fingerprint == content.plan.fingerprint and not is_who_it_was:
                self.editor.insert()

    def _as_it_works(self) -> tuple[object, ...]:
        work = decided(self.house.plan, self.day)
        batch = prepare(self.house, at(self.day), recover_first=False)
        mails = [(message.recipients, message.subject, message.digest) for message in batch.messages]
        assert work.version is not None
        people = {role: work.owners.people[role] for role in work.version.roles.values()}
        return replace(work.plan, notes=()), work.rules, people, mails

    def tidy(self) -> None:
        """Comments, notes and the order of the keys are nothing that was decided."""
        before = self._as_it_works()
        edited = propose(self.house.adopting, self.day).differs
        self.folder.contents = self._files(turned=True)
        assert propose(self.house.adopting, self.day).differs == edited
        assert self._as_it_works() == before

    def read_as(self, who: int, day: date) -> None:
        """The team says how a time plan is read: that holds at once, where the file says what was adopted."""
        self.readings[who] = day
        self.folder.contents = self._files()
        (number,) = [number for number, known in self.side.goals.items() if known == who]
        assert decided(self.house.plan, self.day).plan.by_number[number].timeframe.end == day
        self.remind()  # what a run has used is kept

    def prepare_for(self, who: int) -> None:
        """The team writes what is to be prepared, by the number of today; one number cannot stand twice."""
        (number,) = [number for number, known in self.side.goals.items() if known == who]
        numbers = {known: called for called, known in self.side.goals.items()}
        for other, (written, text) in self.prepared.items():
            if written == number:
                self.prepared[other] = (numbers[other], text)
        self.letters += 1
        texts = {text for _, text in self.prepared.values()} | {f"Förbered {self.letters}."}
        self.prepared[who] = (number, self.random.choice(sorted(texts)))
        self.folder.contents = self._files()
        self.remind()

    def rewrite_numbers(self) -> None:
        """What is to be prepared stands under the numbers of today, as the team is asked to write it."""
        numbers = {known: called for called, known in self.side.goals.items()}
        self.prepared = {who: (numbers[who], text) for who, (_, text) in self.prepared.items()}
        self.folder.contents = self._files()
        assert not [line for line in prepare(self.house, at(self.day)).questions if line.startswith("rules.yaml")]
        self.remind()

    def refuse(self) -> None:
        """What cannot be said adopts nothing."""
        before = self._memory()
        for nonsense in (
            Said(same=(("99.9", "1.1"),)),
            Said(removed=("99.9",)),
            Said(split=(("99.9", ("1.1", "1.2")),)),
        ):
            try:
                adopt(self.house.adopting, on(at(self.day)), "Åsa", nonsense)
            except UsageError:
                pass
            else:
                raise AssertionError("nonsense was adopted")
        assert self._memory() == before

    def _memory(self) -> tuple[object, ...]:
        versions = self.house.plan.versions
        return list(versions.adopted(PLAN)), copy.deepcopy(getattr(versions, "files", None)), self._as_it_works()

    def adopt(self) -> None:
        """A truthful person adopts what is written, and answers what is asked."""
        revision = self._revision()
        before = self._memory()
        proposed = adopt(self.house.adopting, on(at(self.day)), "Åsa")
        said = Said()
        for _ in range(ROUNDS):
            if not proposed.differs or proposed.adopted is not None:
                break
            assert self._memory() == before
            assert proposed.comparison is not None
            for question in proposed.comparison.questions:
                answer = revision.truthful(question)
                if answer.merge not in [(clause,) for clause in said.merge]:
                    said = said.also(answer)
            proposed = adopt(self.house.adopting, on(at(self.day)), "Åsa", said)
        version = proposed.adopted
        if version is None:
            assert not proposed.differs
            assert not self.is_edited
        else:
            self._take(revision, version, said)
        again = adopt(self.house.adopting, on(at(self.day)), "Åsa")
        assert again.adopted is None
        assert not again.differs

    def _revision(self) -> Revision:
        versions = self.house.plan.versions.adopted(PLAN)
        retired = tuple(retired_goals(versions))
        retired_who = {}
        for goal in retired:
            retired_who[goal.name] = self.adopted[goal.version].side.goals[goal.number]
        roles = tuple(retired_roles(versions))
        for role in roles:
            retired_who[role.name] = self.adopted[role.version].side.roles[role.role]
        new = as_decided(self.draft)
        return Revision(
            old=self.side,
            new=new,
            goal_fate=self.editor.goal_fate,
            role_fate=still_there(self.editor.role_fate, self.side, new),
            retired=retired,
            retired_who=retired_who,
            edits=(),
            retired_roles=roles,
        )

    def pass_on_a_name(self) -> None:
        """A role is called as another was, or as one that is gone was; and that is adopted."""
        random = self.maker.random
        names = set(self.draft.roles.values())
        gone = sorted({role.role for role in retired_roles(self.house.plan.versions.adopted(PLAN))} - names)
        if gone and random.random() < 0.4:
            self.editor.newcomer(random.choice(gone))
        elif random.random() < 0.5:
            self.editor.swap_names()
        else:
            self.editor.take_name()
        self._tell_apart_from_before()
        self.folder.contents = self._files()
        self.adopt()

    def _take(self, revision: Revision, version: PlanVersion, said: Said) -> None:
        old, new = revision.old, revision.new
        for area, goal in self.adopted[max(self.adopted)].draft.places():
            self.gone[goal.who] = (area.title, goal)
        if version.kind is VersionKind.REVISION:
            known = set(old.goals.values())
            for whole, pieces in revision.goal_fate.split.items():
                if whole in known:
                    self.origins |= dict.fromkeys(pieces, (whole,))
            for olds, whole in revision.goal_fate.merged:
                self.origins[whole] = tuple(olds)
            self.origins |= _carved_out(revision, said)
            for whole, pieces in revision.role_fate.split.items():
                self.role_origins |= dict.fromkeys(pieces, (whole,))
            for olds, whole in revision.role_fate.merged:
                self.role_origins[whole] = tuple(olds)
        self.adopted[version.number] = Adopted(new, copy.deepcopy(self.draft))
        self._know(new, version)
        in_plan = set(new.goals.values())
        self.prepared = {who: entry for who, entry in self.prepared.items() if who in in_plan}
        self.folder.contents = self._files()
        self.editor = Editor(self.maker, self.draft)

    def _know(self, side: Side, version: PlanVersion) -> None:
        """Who each identity is: the same for ever, and never another's."""
        for number, who in side.goals.items():
            identity = version.goals[number]
            if who not in self.goal_ids:
                assert identity not in self.goal_ids.values(), f"{identity} has been another goal"
                self.goal_ids[who] = identity
                self.since[who] = self.day
            assert self.goal_ids[who] == identity, f"{number} was {self.goal_ids[who]} and is {identity}"
        for name, who in side.roles.items():
            role = version.roles[name]
            if who not in self.role_ids:
                assert role not in self.role_ids.values(), f"{role} has been another role"
                self.role_ids[who] = role
            assert self.role_ids[who] == role, f"{name} was {self.role_ids[who]} and is {role}"

    def take_back(self, number: int) -> None:
        """The content of an earlier version once more: everything is who it was then."""
        earlier = self.adopted[number]
        self.draft = copy.deepcopy(earlier.draft)
        self.editor = Editor(self.maker, self.draft)
        self.folder.contents = self._files()
        self.adopt()

    # --- what is told

    def publish(self) -> None:
        """What the calendar has shown of a goal stays, or is withdrawn, and never becomes another's."""
        files = publish(self.house, OUT, self.day).files
        content = files["plan.ics"]
        shown_in_plan: dict[str, int] = {}
        now: set[str] = set()
        cancelled: set[str] = set()
        for event in icalendar.Calendar.from_ical(content).walk("VEVENT"):
            uid, sequence = str(event["UID"]), int(event["SEQUENCE"])
            assert sequence >= self.sequences.get(uid, 0)
            self.sequences[uid] = sequence
            if event.get("STATUS") == "CANCELLED":
                cancelled.add(uid)
                continue
            now.add(uid)
            shown = _IN_AN_ENTRY.search(str(event["DESCRIPTION"]))
            if shown is None:
                continue
            goal = self.side.goals[shown[1]]
            assert self.uids.setdefault(uid, goal) == goal, f"{uid} has been another goal's"
            shown_in_plan[uid] = goal
            if str(event["SUMMARY"]).startswith("✓"):
                assert self._is_said_done(goal)
        withdrawn = {uid for uid, shown in self.house.almanac.shown(PLAN).items() if shown.withdrawn is not None}
        for uid in self.standing - now:
            assert uid in withdrawn
            assert uid in cancelled, f"{uid} has vanished without a word"
        self.standing = now
        self._are_of_their_roles(files, shown_in_plan)

    def _are_of_their_roles(self, files: Mapping[str, bytes], shown: Mapping[str, int]) -> None:
        """The calendar that the page leads a role to shows what the plan's does of its goals; no other shows anything."""
        role_of_file: dict[str, int] = {}
        for path, name in _CALENDAR_OF_ROLE.findall(files["index.html"].decode()):
            role_of_file[f"{path}.ics"] = self.side.roles[unescape(name)]
        for name, content in files.items():
            if not name.startswith("roll-"):
                continue
            who = role_of_file.get(name)
            its_goals = set()
            for _, goal in self.adopted[max(self.adopted)].draft.places():
                if who in dict(goal.parts):
                    its_goals.add(goal.who)
            in_it = set()
            for event in icalendar.Calendar.from_ical(content).walk("VEVENT"):
                is_of_a_goal = _IN_AN_ENTRY.search(str(event["DESCRIPTION"]))
                if is_of_a_goal and event.get("STATUS") != "CANCELLED":
                    in_it.add(str(event["UID"]))
            assert in_it == {uid for uid, goal in shown.items() if goal in its_goals}

    def _is_said_done(self, who: int) -> bool:
        for goal, _, answer in self.said.values():
            is_of_the_goal = goal == who and not answer.occurrence.is_step
            if is_of_the_goal and answer.status is Status.DONE and answer.release is Release.RELEASED:
                return True
        return False

    def status(self) -> None:
        """Each row tells what was sent and said of that goal to that role."""
        for row in status_of(self.house, self.day):
            goal, role = self.side.goals[row.goal], self.side.roles[row.owner]
            last = telling = None
            for about, of, answer in sorted(self.said.values(), key=lambda said: (said[2].received, said[2].id)):
                if (about, of) == (goal, role):
                    last = answer
                    is_better = answer.release is not Release.WITHHELD or telling is None
                    if not answer.occurrence.is_step and (is_better or telling.release is Release.WITHHELD):
                        telling = answer
            days = set()
            for mail in self.mails:
                if any((item.goal, item.role) == (goal, role) for item in mail.items):
                    days.add(mail.message.day)
            waiting = [day for day in days if last is None or day > last.received]
            assert row.reminders == len(waiting), (row.goal, row.owner)
            assert row.last_reminder == max(days, default=None)
            if not row.contradicted:
                assert row.status == (telling.status if telling else None)
            assert row.last_answer == (telling.received if telling else None)

    def account(self, year: int) -> None:
        """Every released answer of the year stands there once, under the goal and the role that it is about."""
        self.documents.clear()
        summarise(self.house, year, OUT, self.day)
        versions = self.house.plan.versions.adopted(PLAN)
        held = in_force_on(versions, min(self.day, date(year, 12, 31))).number
        told = sorted(_answers_told(self.documents[0]))
        plan = decided_then(self.house.plan, min(date(year, 12, 31), self.day), self.day).plan
        expected: list[tuple[str, int, int]] = []
        for goal, role, answer in self.said.values():
            if answer.release is Release.RELEASED and is_of(answer, year, plan):
                expected.append((_token(answer.text), goal, role))
        assert [token for token, _, _ in told] == sorted(token for token, _, _ in expected)
        for token, number, name in told:
            whos = [(goal, role) for known, goal, role in expected if known == token]
            assert any(self._is_called(goal, role, number, name, held) for goal, role in whos), (token, number, name)

    def _is_called(self, goal: int, role: int, number: str, name: str, version: int) -> bool:
        """Whether they bore this number and name in the version, or in any where it does not have them."""
        side = self.adopted[version].side
        sides = [known.side for known in self.adopted.values()]
        goals = [side] if goal in side.goals.values() else sides
        roles = [side] if role in side.roles.values() else sides
        is_number = any(known.goals.get(number) == goal for known in goals)
        is_name = any(known.roles.get(name) == role for known in roles)
        return is_number and is_name

    def check(self) -> None:
        """All that is remembered is what was said, and what is prepared what was written, whatever has been revised."""
        assert self._answers() == self.said
        preparations = decided(self.house.plan, self.day).rules.preparations
        prepared = {goal: steps.steps[0][1] for goal, steps in preparations.items()}
        assert prepared == {self.goal_ids[who]: text for who, (_, text) in self.prepared.items()}


def _answers_told(document: Document) -> Iterator[tuple[str, str, str]]:
    """(token, the goal's number, the role's name) of each row in the list of all answers."""
    for block in document.blocks:
        if not isinstance(block, Table) or block.caption != ALL_ANSWERS:
            continue
        for number, by, _, text in block.rows:
            (role, *_) = by
            words = " ".join(paragraph.text for paragraph in text)
            assert isinstance(number, str)
            yield _token(words), number.partition(" ")[0], role.text


def _token(text: str) -> str:
    """What tells one letter from another."""
    token = _TOKEN.search(text)
    assert token is not None, text
    return token[1]


def _names(whos: Mapping[str, int]) -> dict[str, str]:
    """In the first version everything is what it is called."""
    return {name: name for name in whos}


def _box(role: int) -> str:
    """The address of who holds a role: some hold several."""
    return BOXES[role % len(BOXES)]


def _goal(who: int) -> GoalId:
    return GoalId(f"g{who}")


def _role(who: int) -> RoleId:
    return RoleId(f"r{who}")


def _asked(role: int, goal: int, reminder: Reminder) -> Asked:
    def called(occurrence: OccurrenceId) -> str:
        return str(replace(occurrence, goal=_goal(goal)))

    covers = frozenset((called(claim.occurrence), claim.due, claim.step.day) for claim in reminder.covers)
    occurrence = called(reminder.occurrence.id)
    return Asked(role, goal, occurrence, reminder.due, reminder.step.label, reminder.number, covers)


def _carved_out(revision: Revision, said: Said) -> dict[int, tuple[int, ...]]:
    """The new goals that a person said came from one that goes on, by who they are."""
    carved = {}
    for old, several in said.split:
        whole = revision.old.goals.get(old)
        pieces = [revision.new.goals[number] for number in several if number in revision.new.goals]
        if whole in pieces:
            carved.update({piece: (whole,) for piece in pieces if piece != whole})
    return carved
