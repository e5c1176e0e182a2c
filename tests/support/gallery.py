"""Every message in every state, made by the product itself, for docs/galleri.md.

The plans are the shipped one and the small ones of tests/support/plans.py; the days are chosen so that each state is met.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from paminn.calendar.entries import EntryKind, entries
from paminn.calendar.ics import CalendarEntry
from paminn.failure import Cause, Failure
from paminn.incoming.finding import Conclusion, Finding
from paminn.incoming.waiting import HeldAnswer
from paminn.plan.identities import RoleId
from paminn.plan.load import FILES, read_plan
from paminn.plan.model import ActionPlan, Kind, OwnerPart, Owners, Part, Person, Timeframe
from paminn.plan.occurrence import OccurrenceId
from paminn.plan.rules import Rules
from paminn.plan.version import Rereading
from paminn.reminders.asking.schedule import Schedule
from paminn.reminders.message import Asked, Channel, Door, Found, Outgoing, Sent, State
from paminn.reminders.model import AskedBack, Digest, History, Question, Step, StepKind
from paminn.reminders.sharing import readers, share
from paminn.replies.codes import make_code
from paminn.replies.model import MailKind
from paminn.reports.absences import Away, Instead
from paminn.reports.beginning import FirstMail
from paminn.reports.notice import (
    AnswersToRead,
    Begins,
    Contradicted,
    DeadAddress,
    EditedPlan,
    HasLeft,
    LeftOver,
    Notice,
    NoticeLine,
    OldName,
    OldNumber,
    PlanEnds,
    PlanProblems,
    ReadAnew,
    RefusedTogether,
    RefusedUs,
    UnknownOutcomes,
    VacantRole,
)
from paminn.reports.on_the_desk import KnownAs, Waiting, WaitingMail
from paminn.reports.reading import Collected, Counted, MailRead
from paminn.reports.sending import Batch, Outcome, Reminded
from paminn.reports.telling import PartToday, Written
from paminn.standing.answer import Answer, Release, Status
from paminn.texts import artifacts
from paminn.texts.artifacts import Table
from paminn.texts.calendar import worded
from paminn.texts.card import cards
from paminn.texts.explain import explained
from paminn.texts.mail.digest import Context, Mail, items_of, word_digest
from paminn.texts.mail.notice import word_notice
from paminn.texts.mail.receipt import word_receipt
from paminn.usecases.desk.answer_shown import answer_waiting
from paminn.usecases.sending.deliver import CUT_OFF, why_judged
from tests.support import houses, plans
from tests.support.failing import BROKE, DEAF, REFUSED
from tests.support.fakes import FakeOutbox
from tests.support.houses import unmet
from tests.support.paths import PLAN
from tests.support.reading import understood
from tests.support.sending import remind

AWAY = "Jag har semester."
CONTACT = "Kvalitetsteamets brevlåda (kvalitetsteamet@gnesta.example)"
SENDER = "paminn@gnesta.example"


@dataclass(frozen=True)
class Shown:
    """One mail and what it is an example of."""

    title: str
    why: str
    mail: Mail
    digest: Digest
    context: Context
    code: str

    @property
    def whole(self) -> bool:
        """Whether its end says something that the usual end does not."""
        role = self.digest.owner
        usual = f"Du får mejlet för att du har rollen {role}. Svarar du Klar slutar påminnelserna om din del.\nFrågor:"
        return usual not in self.mail.text


@cache
def shipped() -> tuple[ActionPlan, Rules]:
    files = {name: (PLAN / name).read_bytes() for name in FILES}
    reading = read_plan(files, "plan_data/gnesta", date(2025, 10, 1))
    assert reading.plan
    assert reading.rules
    return reading.plan, reading.rules


@cache
def _shipped_schedule() -> Schedule:
    return Schedule(*shipped())


@cache
def _year() -> list[Digest]:
    """Everything the shipped plan says through the winter of 2026–27 if nobody answers."""
    return list(_play(_shipped_schedule(), date(2027, 1, 31)))


def _play(schedule: Schedule, last: date, heard: Sequence[Answer] = (), asleep: date = date.max) -> Iterator[Digest]:
    """The days from the decision on, with what is heard on its own day; nothing runs from `asleep` to `last`."""
    covered: dict[tuple[str, OccurrenceId, date], date] = {}
    sent: dict[tuple[str, OccurrenceId], int] = defaultdict(int)
    day = schedule.plan.decided
    while day <= last:
        if day < asleep or day == last:
            known = History(covered, sent, [said for said in heard if said.received <= day])
            for digest in schedule.digests(known, day):
                for reminder in digest.reminders:
                    sent[digest.owner, reminder.occurrence.id] += 1
                    for claim in reminder.covers:
                        covered[digest.owner, claim.occurrence, claim.due] = claim.step.day
                yield digest
        day += timedelta(days=1)


def _told(owner: str, day: date, *goals: str, plan: ActionPlan | None = None, heard: Sequence[Answer] = (),
          asleep: date = date.max) -> Digest:  # fmt: skip
    """What `owner` hears on `day` after a year in which only `heard` was answered; of it, only `goals`."""
    if plan or heard or asleep < date.max:
        schedule = Schedule(plan, shipped()[1]) if plan else _shipped_schedule()
        digests = list(_play(schedule, day, heard, asleep))
    else:
        digests = _year()
    whole = next((one for one in digests if (one.owner, one.day) == (owner, day)), None)
    assert whole, (owner, day, [(one.owner, one.day.isoformat()) for one in digests if one.owner == owner])
    kept = tuple(reminder for reminder in whole.reminders if not goals or reminder.goal.number in goals)
    assert kept, (owner, day, goals)
    return replace(whole, reminders=kept)


def _both(first: Digest, second: Digest) -> Digest:
    """What somebody gets who holds both roles."""
    return replace(first, reminders=(*first.reminders, *second.reminders))


def _taken_over(digest: Digest) -> Digest:
    return replace(digest, reminders=tuple(replace(one, new_to_reader=True) for one in digest.reminders))


def _to(name: str, digest: Digest) -> Digest:
    return replace(digest, people=(Person(name, "mottagaren@gnesta.example"),))


def _each(digest: Digest) -> Digest:
    return replace(digest, reminders=tuple(replace(one, person="anna.ek@gnesta.example") for one in digest.reminders))


def _asked_back(digest: Digest, *, beside: bool = False) -> Digest:
    """With a question about an answer, `beside` a reminder or instead of it."""
    reminders = []
    for reminder in digest.reminders:
        goal = reminder.goal.id
        received = date(2026, 5, 28)
        answer = Answer(1, goal, reminder.occurrence.id, digest.owner, Status.ONGOING, "", received, "Sam It")
        question = Question(1, 1, "Anna Ek", date(2026, 5, 29), "Vilka system återstår?")
        asked = replace(reminder, asked_back=(AskedBack(question, answer),))
        if not beside:
            asked = replace(asked, step=Step(StepKind.QUESTION, 1, question.day))
        reminders.append(asked)
    return replace(digest, reminders=tuple(reminders))


def _shown(title: str, why: str, digest: Digest, plan: ActionPlan | None = None, **context: object) -> Shown:
    about = Context(plan or shipped()[0], SENDER, CONTACT, **context)  # type: ignore[arg-type]
    code = make_code(b"galleri", about.plan.identity, digest.owner, digest.day.isoformat())
    return Shown(title, why, word_digest(digest, code, about), digest, about, code)


def mails() -> list[Shown]:
    return [*_reminders(), *_first_mails()]


def _reminders() -> list[Shown]:
    """The mails, in the order in which a year brings them."""
    team, adults, children = "Kvalitetsteamet", "Chef myndighet vuxen", "Chef myndighet Barn- och familj"
    web, youth, systems = "Kommunikatör/webbansvarig", "Ungdomssamordnare", "Soc IT"

    def late(goal: str, occurrence: str, owner: str, answered: date, new: date) -> Answer:
        about = OccurrenceId.parse(occurrence)
        return Answer(1, goal, about, owner, Status.LATE, "Vi hinner inte.", answered, "Anna Ek", new)

    start = Timeframe("Påbörjas ht 26", Kind.START, date(2026, 7, 1), date(2026, 12, 31))
    starting = plans.plan(plans.goal("1.1", start, "Enhetschef"))
    partner = plans.goal("1.1", plans.deadline(date(2026, 6, 30), "Klart vt 26"), "Enhetschef")
    partner = replace(partner, parts=(*partner.parts, OwnerPart("Bostadsbolaget", Part.PARTNER)))
    together = plans.plan(partner)
    yearly = plans.plan(plans.goal("1.1", plans.yearly(4, 22), "Enhetschef"))
    march = plans.plan(plans.goal("1.1", plans.deadline(date(2026, 3, 31), "Klart mars 26"), "Enhetschef"))
    moved = [late("1.2", "1.2@2025-12-31", adults, date(2026, 1, 9), date(2026, 3, 31))]
    moved_by_another = [replace(answer, known_sender=False, release=Release.RELEASED) for answer in moved]
    moved_start = [late("1.1", "1.1@2026-12-31", "Enhetschef", date(2026, 12, 4), date(2027, 3, 1))]
    account = OccurrenceId.account("1.1", 2025)
    told = [Answer(1, "1.1", account, "Enhetschef", Status.NOT_STARTED, "Det går bra.", date(2025, 12, 1), "Anna Ek")]

    return [
        _shown("Frist, första påminnelsen", "Tjugo arbetsdagar före.", _told(systems, date(2026, 6, 1))),
        _shown("Frist, andra påminnelsen", "Fem arbetsdagar före. Den första fick inget svar.",
               _told(systems, date(2026, 6, 23))),
        _shown("Frist, dagen före", "En arbetsdag före.", _told(systems, date(2026, 6, 29))),
        _shown("Frist, på dagen", "Bara när körningarna före har missats.",
               _told(systems, date(2026, 6, 30), asleep=date(2026, 6, 2))),
        _shown("Frist, en dag efter", "", _told("Enhetschef", date(2026, 4, 1), plan=march), march),
        _shown("Frist, första vardagen efter nyår", "En arbetsdag efter, flyttad ur den lugna perioden.",
               _told(children, date(2026, 1, 7), "1.2")),
        _shown("Frist, länge efter", "En gång i månaden tills någon svarar.", _told(children, date(2026, 4, 1), "1.2")),
        _shown("Flera delmål", "Alla delmål som en roll ska svara om den dagen, i ett mejl.",
               _told(adults, date(2025, 11, 28))),
        _shown("Flera delmål, ett har passerat", "Det som har passerat står först.",
               _told(adults, date(2026, 6, 1))),
        _shown("Flera delmål, alla har passerat", "", _told(adults, date(2026, 1, 12))),
        _shown("Flera delmål, tre av sex har passerat", "Med både stöd och eget ansvar.",
               _told(team, date(2026, 6, 1))),
        _shown("Start, före dagen", "Ett delmål som ska ha börjat men som inte har något slut.",
               _told("Enhetschef", date(2026, 12, 1), plan=starting), starting),
        _shown("Start, efter dagen", "", _told("Enhetschef", date(2027, 1, 7), plan=starting), starting),
        _shown("Återkommande, förberedelse", "Åtta veckor före dagen, med förberedelsen ur rules.yaml.",
               _told(team, date(2026, 9, 30), "3.3")),
        _shown("Återkommande, före dagen", "Utan egna förberedelser.",
               _told("Enhetschef", date(2026, 3, 23), plan=yearly, heard=told), yearly),
        _shown("Återkommande, på dagen", "Bara när körningarna före har missats.",
               _told("Enhetschef", date(2026, 4, 22), plan=yearly, heard=told, asleep=date(2026, 3, 2)), yearly),
        _shown("Återkommande, efter dagen", "", _told(team, date(2026, 11, 26), "3.3")),
        _shown("Årets redovisning", "Till alla som har en del i planen, även i det som inte har någon dag i år.",
               _told(systems, date(2025, 11, 28))),
        _shown("Årets redovisning, flera delmål", "", _told(youth, date(2025, 11, 28))),
        _shown("Årets redovisning, andra påminnelsen", "", _told(youth, date(2025, 12, 19))),
        _shown("Årets redovisning, sent", "", _told(systems, date(2026, 1, 12))),
        _shown("Årets redovisning om det som är löpande", "", _told(children, date(2026, 12, 1), "2.2")),
        _shown("Flyttad dag, före", "Rollen har svarat Försenad och gett ett nytt datum.",
               _to("Anna Ek", _told(adults, date(2026, 3, 24), heard=moved))),
        _shown("Flyttad dag, efter", "", _to("Anna Ek", _told(adults, date(2026, 4, 1), heard=moved))),
        _shown("Flyttad dag, en annans svar", "Den som får mejlet är en annan än den som gav det nya datumet.",
               _to("Eva Lind", _told(adults, date(2026, 4, 1), heard=moved))),
        _shown("Flyttad dag, okänd avsändare", "Svaret kom från en annan adress och släpptes av kvalitetsteamet.",
               _to("Eva Lind", _told(adults, date(2026, 4, 1), heard=moved_by_another))),
        _shown("Flyttad start, före", "",
               _to("Anna Ek", _told("Enhetschef", date(2027, 2, 22), plan=starting, heard=moved_start)), starting),
        _shown("Flyttad start, efter", "",
               _told("Enhetschef", date(2027, 3, 2), plan=starting, heard=moved_start), starting),
        _shown("Rollen stöder", "", _told(team, date(2026, 6, 1), "1.3")),
        _shown("Rollen samarbetar", "", _told("Bostadsbolaget", date(2026, 6, 1), plan=together), together),
        _shown("Ingen kan nås i rollen", "Mejlet går till kvalitetsteamet.",
               unmet(_told(web, date(2026, 6, 1), "3.1"))),
        _shown("Två roller, olika delar", "Den som har två roller får ett mejl. Har rollerna egna delar har varje del sina knappar.",
               _both(_told(team, date(2026, 6, 1), "3.1"), _told(web, date(2026, 6, 1), "3.1"))),
        _shown("Två roller, samma sak", "Har rollerna ingen egen del gäller ett svar båda.",
               _both(_told("Enhetschef", date(2026, 6, 1), plan=together), _told("Bostadsbolaget", date(2026, 6, 1), plan=together)),
               together),
        _shown("Kvalitetsteamets eget mejl, när ingen kan nås i en annan roll", "Ett mejl om dagen också till teamet.",
               _both(_told(team, date(2026, 6, 1), "3.1"), unmet(_told(web, date(2026, 6, 1), "3.1")))),
        _shown("Till den som har tagit över rollen", "Tre påminnelser har gått till den som hade den förut.",
               _taken_over(_told(systems, date(2026, 8, 11)))),
        _shown("Var och en svarar för sig", "Med svarar: var_och_en i owners.yaml.",
               _each(_told(systems, date(2026, 6, 1)))),
        _shown("Fråga från kvalitetsteamet", "Med paminn replies ask, om ett svar. Frågan går en gång.",
               _asked_back(_told(systems, date(2026, 6, 1)))),
        _shown("Fråga från kvalitetsteamet, i en påminnelse", "När det ändå är dags att påminna om delmålet.",
               _asked_back(_told(systems, date(2026, 6, 23)), beside=True)),
        _shown("Till ersättaren", "Den som har rollen är frånvarande eller har slutat.",
               _told(systems, date(2026, 6, 1)), instead_of={systems: ("Anna Ek",)}),
        _shown("Omdirigerat prov", "Med PAMINN_REDIRECT_ALL_TO. Ingen ansvarig får mejlet.",
               _told(systems, date(2026, 6, 1)), redirected=True),
        _shown("Prov av en dag som inte har kommit än", "Med --on och --send. Påminnelsen går en gång till när dagen kommer.",
               _told(systems, date(2026, 6, 1)), rehearsed=True),
        _shown("Med adressen till kalendersidan", "När PAMINN_PUBLIC_URL är satt.",
               _told(systems, date(2026, 6, 1)), public_url="https://www.gnesta.example/plan/"),
    ]  # fmt: skip


def _first_mails() -> list[Shown]:
    """Of a plan that reminds from a day on: what is asked of what lay before it, and who is asked nothing."""
    plan, rules = shipped()
    day = date(2026, 2, 2)
    schedule = Schedule(plan, replace(rules, begins=day))
    who = {"Chef myndighet vuxen": "Cia Ek", "Soc IT": "Sam It"}
    owners = Owners({RoleId(role): (Person(name, f"{role}@gnesta.example"),) for role, name in who.items()})
    mails = {}
    for mail in share(schedule.digests(History(), day, owners), readers(owners, day, (), ()), History()):
        mails[mail.owner] = mail
    asked = "första mejlet på startdagen: läget i dag med det som skulle ha varit klart, och allt som är rollens"
    return [
        _shown("Första mejlet", asked, mails[RoleId("Chef myndighet vuxen")]),
        _shown("Första mejlet, utan fråga", "första mejlet på startdagen: inget att svara på", mails[RoleId("Soc IT")]),
    ]


def notices() -> list[tuple[str, Mail]]:
    """What the quality team gets on a day when something needs it."""
    plan, _ = shipped()
    day = date(2026, 6, 1)
    lines: tuple[NoticeLine, ...] = (
        Begins(date(2026, 6, 8), day, (FirstMail(("Chef myndighet vuxen",), 3, 1, 1), FirstMail(("Soc IT",), 1, 0, 0))),
        PlanEnds(date(2026, 7, 31), day),
        EditedPlan(date(2026, 5, 29), ("Soc IT", "Ungdomssamordnare")),
        OldNumber("3.3", "3.4"),
        OldName("Soc IT", "Digitalisering"),
        LeftOver("Soc IT"),
        ReadAnew("1.1", Rereading(plans.deadline(date(2026, 6, 30)), plans.deadline(date(2026, 5, 31)))),
        RefusedUs(3, date(2026, 6, 1)),
        RefusedTogether(4, date(2026, 6, 1)),
        DeadAddress("Soc IT", date(2026, 5, 28), Instead.DEPUTY, "Sam It", "n2"),
        HasLeft("Ungdomssamordnare", date(2026, 5, 11), Instead.TEAM, "Unni Ung", "f3"),
        Contradicted("1.2", ("Chef myndighet vuxen", "Chef myndighet Barn- och familj"), 2, date(2026, 5, 20)),
        UnknownOutcomes(1, date(2026, 5, 29)),
        AnswersToRead(4, 1, date(2026, 5, 19)),
        VacantRole("Ungdomssamordnare"),
        PlanProblems(1),
    )
    return [
        ("Allt som kan behöva teamet", word_notice(Notice(lines), plan)),
        ("Bara ett svar att läsa", word_notice(Notice((AnswersToRead(1, 0, day),)), plan)),
    ]


def receipts() -> list[tuple[str, Mail]]:
    """What an owner gets back, where receipts are switched on."""
    plan, code = shipped()[0], make_code(b"galleri", "kvitto")

    def answer(goal: str, status: Status | None, new: date | None = None) -> Answer:
        return Answer(0, goal, OccurrenceId.account(goal, 2026), "Soc IT", status, "", date(2026, 6, 2), "Anna Ek", new)

    late = [answer("1.3", Status.LATE, date(2026, 9, 30)), answer("1.4", None)]
    shown = [
        ("Svaret kunde läsas", [answer("1.3", Status.DONE)]),
        ("Nytt datum, och ett svar som en person måste läsa", late),
    ]
    return [(title, word_receipt(plan, answers, code)) for title, answers in shown]


def readings() -> list[tuple[str, str, str]]:
    """(what it shows, a mail as its sender wrote it, what `paminn explain` says of it), for the handbook."""
    files, box, now = {name: (PLAN / name).read_bytes() for name in FILES}, FakeOutbox(), houses.at(date(2026, 6, 1))
    house = houses.fake_house(files, box=box)
    remind(house, now)
    sent = {one.owner: one for one in box.messages if isinstance(one, Outgoing)}
    alone, adults, stranger = sent["Soc IT"], sent["Chef myndighet vuxen"], "bo@annan.example"
    made = []
    for title, about, sender, text in (
        ("Ett svar som kan läsas säkert", alone, "", "Klart!\n\nMallarna är uppdaterade sedan i maj.\n\nMed vänlig hälsning\nAnna Ek"),
        ("Ett svar om flera delmål", adults, "", "1.2: Klar. Rutinen är uppdaterad.\n1.3: Försenad till 30 september 2026. Leverantören är sen."),
        ("Ett svar som en person måste läsa", alone, "", "80 % klart, resten efter sommaren. Ring mig på 070-123 45 67."),
        ("Ett autosvar", alone, "", f"{AWAY} Jag är tillbaka den 3 augusti."),
        ("Ett mejl utan kod från någon annan", None, stranger, "Hej, är det jag som ska svara?"),
    ):  # fmt: skip
        subject, raw = _answered(about, sender, text)
        told = explained(understood(house, raw, now))
        made.append((title, f"Ämne: {subject}\n\n{text}", _shortened(told)))
    return made


def _answered(about: Outgoing | None, sender: str, text: str) -> tuple[str, bytes]:
    """(subject, bytes) of an answer as Outlook makes it, of a program's, or of a mail about nothing of ours."""
    if about is None:
        return "Fråga", houses.reply(text, "Fråga", sender=sender)
    sender = about.recipients[0][0]
    if text.startswith(AWAY):
        subject = f"Automatiskt svar: {about.subject}"
        return subject, houses.reply(text, subject, sender=sender, headers={"Auto-Submitted": "auto-replied"})
    head = f"Från: påminn <{houses.SENDER}>\nTill: {about.owner}\nÄmne: {about.subject}"
    subject = f"SV: {about.subject}"
    return subject, houses.reply(f"{text}\n\n{head}\n\n{houses.text_of(about.raw)}", subject, sender=sender)


def _shortened(told: str) -> str:
    """Of what was cut away, the first three lines."""
    return re.sub(r"(citerat:\n(?:.*\n){3})(?:.*\n)+?\n(?=5\. )", r"\1…\n\n", told)


def buttons(shown: Shown) -> list[tuple[str, str, str]]:
    """(the button's word, subject, body) of what opens when a button of the mail's first goal is pressed."""
    item = items_of(shown.digest, shown.code, shown.context)[0]
    found = []
    for words, link in item.links:
        asked = parse_qs(urlsplit(link).query)
        found.append((words, asked["subject"][0], asked["body"][0].replace("\r\n", "\n")))
    return found


def card(shown: Shown) -> list[str]:
    """The lines of the Teams card that goes beside a mail, with its buttons in brackets."""
    (made,) = cards(shown.digest, shown.code, shown.context, [("Anna Ek", "anna.ek@gnesta.example")])
    return list(_card_lines(json.loads(made.raw)["attachments"][0]["content"]["body"]))


def _card_lines(elements: list[dict[str, Any]]) -> Iterator[str]:
    for element in elements:
        match element["type"]:
            case "Container":
                yield ""
                yield from _card_lines(element["items"])
            case "ActionSet":
                yield " ".join(f"[{action['title']}]" for action in element["actions"])
            case "RichTextBlock":
                yield "".join(run["text"] for run in element["inlines"])
            case "TextBlock":
                yield element["text"].replace("<at>", "@").replace("</at>", "")


def calendar() -> list[tuple[str, CalendarEntry]]:
    """One entry of each kind, and one that a released answer has marked as done."""
    plan, rules = shipped()
    titles = {
        EntryKind.DEADLINE: "Frist eller slutet på en period",
        EntryKind.START: "Start",
        EntryKind.DONE: "Genomfört enligt planen",
        EntryKind.RECURRING: "Återkommande dag",
        EntryKind.WORKDAY: "Arbetsdagen före en återkommande dag på en helg",
        EntryKind.ACCOUNT: "Årets redovisning",
    }
    found = entries(plan, rules, ())
    first = {kind: next(entry for entry in found if entry.kind is kind) for kind in titles}
    unconfirmed = next(entry for entry in found if entry.goal and entry.goal.number == "4.1")
    done = Answer(1, "2.1", OccurrenceId.parse("2.1@2025-12-31"), "Kvalitetsteamet", Status.DONE, "", date(2025, 12, 1), "Kvalitetsteamet",
                  release=Release.RELEASED, released=date(2025, 12, 2))  # fmt: skip
    marked = next(e for e in entries(plan, rules, (done,)) if e.done and e.kind is EntryKind.START)
    shown = [*((titles[kind], entry) for kind, entry in first.items()),
             ("Återkommande dag, läsningen är inte bekräftad", unconfirmed),
             ("Start, besvarad Klar", marked)]  # fmt: skip
    return [(title, worded(plan, (entry,))[0]) for title, entry in shown]


def tables() -> list[tuple[str, str, artifacts.Rows]]:
    """(key, description, rows) of each table that the flows leave in the Prefect UI, and of each when it is empty."""
    rows: list[tuple[str, artifacts.Rows]] = [
        ("utskick", artifacts.sent_rows(_report())),
        ("obesvarade", artifacts.silent_rows(_status())),
        ("svar", artifacts.received_rows(_collected())),
        ("granska", artifacts.waiting_rows(_waiting())),
        ("franvaro", artifacts.absent_rows(_absent())),
        ("kalender", artifacts.file_rows(Written("prov-plan", Path("site"), {"plan.ics": b"BEGIN:VCALENDAR"}))),
        ("saknade-svar", artifacts.missing_rows([("3.1", "Ungdomssamordnare")])),
    ]
    filled = [(key, artifacts.description(Table(key), len(found)), found) for key, found in rows]
    return [*filled, *((key, artifacts.description(Table(key), 0), []) for key, _ in rows if key != "kalender")]


def _report() -> Reminded:
    """One message in each state that a run can leave it in, and what earlier runs can have left."""
    day, before = date(2026, 6, 1), date(2026, 5, 29)
    ends = [
        ("Soc IT", Channel.EMAIL, State.SEEN, None),
        ("Soc IT", Channel.TEAMS, State.ACCEPTED, None),
        ("Chef myndighet vuxen", Channel.EMAIL, State.FAILED, REFUSED),
        ("Chef myndighet Barn- och familj", Channel.EMAIL, State.ACCEPTED, None),
        ("Enhetschef", Channel.EMAIL, State.ACCEPTED, REFUSED),
        ("Ungdomssamordnare", Channel.EMAIL, State.UNKNOWN, BROKE),
        ("Kvalitetsteamet", Channel.EMAIL, None, Failure(Cause.SENT_TODAY_ALREADY)),
        ("Gnestahem", Channel.EMAIL, State.SEEN, None),
    ]
    messages = [_message(owner, day, channel) for owner, channel, _, _ in ends]
    messages[4] = replace(messages[4], recipients=(("a@gnesta.example", "Anna Ek"), ("b@gnesta.example", "Bo Lind")))
    messages[-1] = replace(messages[-1], door=Door.FOLDER)
    unreachable = _message("Kommunikatör/webbansvarig", day, Channel.EMAIL, unreachable=True)
    left = [
        (State.SEEN, None),
        (State.FAILED, CUT_OFF),
        (State.ALERT, why_judged(State.UNKNOWN, State.ALERT, Found.NOT_SEEN, times=1)),
        (State.ALERT, why_judged(State.ACCEPTED, State.ALERT, Found.NOT_SEEN, times=1)),
        (State.UNKNOWN, DEAF),
        (State.CLAIMED, DEAF),
    ]
    recovered = tuple(_sent(number, state, why, before) for number, (state, why) in enumerate(left, start=11))
    again = _sent(21, State.SENDING, CUT_OFF, day)
    earlier = _sent(22, State.ACCEPTED, None, day)
    batch = Batch("gnesta", (*messages, unreachable), (again,), recovered, earlier=(earlier,))
    outcomes = [Outcome(one, state, why) for one, (_, _, state, why) in zip(messages, ends, strict=True)]
    outcomes += [Outcome(unreachable, State.SEEN), Outcome(again, State.SEEN)]
    return Reminded(batch, tuple(outcomes))


def _message(owner: str, day: date, channel: Channel, *, unreachable: bool = False) -> Outgoing:
    digest = Digest(owner, day, ())
    goals = ("1.3", "3.1")
    return Outgoing(key=f"{owner} {channel}", plan="gnesta", channel=channel, owner=owner, day=day,
                    asked=tuple(Asked(goal, owner) for goal in goals),
                    message_id="", recipients=(), raw=b"", unreachable=unreachable, digest=digest, code="",
                    subject="")  # fmt: skip


def _sent(number: int, state: State, why: Failure | None, day: date) -> Sent:
    return Sent(key=str(number), plan="gnesta", channel=Channel.EMAIL, owner="Soc IT", day=day,
                asked=(Asked("1.3", "Soc IT"),), message_id="",
                recipients=(), raw=b"", number=number, state=state, failure=why)  # fmt: skip


def _status() -> list[PartToday]:
    def silent(owner: str, goal: str, reminders: int, last_reminder: date, last_answer: date | None) -> PartToday:
        return PartToday(
            goal=goal, owner=owner, heard=None, part=Part.RESPONSIBLE, timeframe="Klart vt 26", kind=Kind.DEADLINE, start=None,
            end=date(2026, 6, 30), reminders=reminders, last_reminder=last_reminder, last_answer=last_answer,
            status=None, release=None, contradicted=False, held_back=False, of_a_step=None, by_team=False, other_waits=False, unanswered=True, outcome=State.SEEN, door=Door.SMTP,
            refused_some_of=0, failed=0, bounced=0, unknown=0, next_step=None, asked_about=None,
        )  # fmt: skip

    return [
        silent("Soc IT", "1.3", 3, date(2026, 6, 29), date(2025, 12, 5)),
        silent("Ungdomssamordnare", "3.1", 1, date(2026, 6, 1), None),
    ]


def _collected() -> Collected:
    away_until = Conclusion(Finding.AWAY_UNTIL, date(2026, 8, 3), passed_on=True)
    rows = [
        ("reply", "Soc IT", ["1.3"], Finding.READ),
        ("reply", "Ungdomssamordnare", ["3.1", "3.2"], Finding.NEEDS_READING),
        ("reply", "", [], Finding.NO_CODE),
        ("reply", "", [], Finding.SEVERAL_MESSAGES),
        ("suspect", "", [], "from"),
        ("automatic", "Soc IT", [], str(away_until)),
        ("automatic", "Soc IT", [], Finding.HAS_LEFT),
        ("bounce", "Soc IT", [], Finding.DEAD_ADDRESS),
        ("bounce", "Soc IT", [], Finding.NOT_DELIVERED),
        ("bounce", "Soc IT", [], Finding.DELAYED),
        ("loop", "", [], Finding.NOT_OURS),
        ("duplicate", "Soc IT", ["1.3"], Finding.READ),
    ]
    mails = [
        MailRead(MailKind(kind), why, tuple(goals), (owner,) if owner else (), Counted.REPLIES, is_own_copy=False)
        for kind, owner, goals, why in rows
    ]
    return Collected("gnesta", tuple(mails))


def _waiting() -> list[Waiting]:
    held = Answer(
        id=6, goal="3.1", occurrence=OccurrenceId.account("3.1", 2025), owner="Ungdomssamordnare", status=Status.DONE,
        text="Klart.", received=date(2025, 12, 2), answered_by="Namn",
    )  # fmt: skip
    called = KnownAs("3.1", "Ungdomssamordnare")
    private = replace(held, id=7, status=None, known_sender=False, text="Ring 070-123 45 67.")
    return [
        answer_waiting(HeldAnswer(held, 4, ()), called),
        answer_waiting(HeldAnswer(private, 5, ()), called),
        WaitingMail(8, date(2025, 12, 8), Finding.NO_CODE, (), "Namn", "Hej"),
        WaitingMail(9, date(2025, 12, 8), "from", (), "Namn", "Hej"),
    ]


def _absent() -> list[Away]:
    return [
        Away("Soc IT", back=date(2026, 8, 3), instead=Instead.DEPUTY, since=date(2026, 6, 20)),
        Away("Ungdomssamordnare", back=None, instead=Instead.TEAM, since=date(2026, 6, 1)),
        Away("Kvalitetsteamet", back=date(2026, 6, 15), instead=Instead.HOLDER, since=date(2026, 6, 1)),
    ]
