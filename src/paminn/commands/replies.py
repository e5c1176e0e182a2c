"""`paminn replies`: the quality team's desk, where answers are read, released, withheld and put right."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from paminn.commands.options import add_day, day
from paminn.commands.show import (
    Rows,
    absences_as_json,
    contradictions_as_json,
    heard_as_json,
    of_plan,
    say_doubt,
    say_plan,
    say_stopped,
    show_json,
)
from paminn.errors import NotCarriedOut, PaminnError, UsageError

if TYPE_CHECKING:
    from paminn.incoming.decision import Action
    from paminn.reports.absences import Away
    from paminn.reports.contradicting import Contradicting
    from paminn.reports.on_the_desk import AsItCame, AskedQuestion, Origin, Shown, ShownDecision, Waiting, WaitingMail
    from paminn.today import Today
    from paminn.usecases.desk.at_hand import DeskDoors
    from paminn.usecases.desk.choice import Choice
    from paminn.usecases.each_plan import OfEach
    from paminn.usecases.house import House
    from paminn.usecases.plans import KeptPlan


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "what",
        choices=("list", "show", "release", "withhold", "assign", "place", "ask", "settle"),
        metavar="VAD",
        help="list, show (läs), release (släpp), withhold (håll inne), assign (ändra), place (ett stycke för sig), "
        "ask (fråga tillbaka) eller settle (någon nås igen)",
    )
    parser.add_argument("number", nargs="*", metavar="NUMMER", help="ett eller flera nummer ur listan")
    parser.add_argument("--by", help="ditt namn", metavar="…")
    parser.add_argument("--why", help="skäl till läget eller texten du sätter, eller till att hålla inne", metavar="…")
    parser.add_argument("--private-why", help="skäl till att släppa det som ser privat ut", metavar="…")
    parser.add_argument(
        "--stranger-why", help="skäl till att någon annans ord ska gälla i stället för den ansvarigas", metavar="…"
    )
    parser.add_argument("--question", help="frågan som går tillbaka med nästa mejl", metavar="…")
    parser.add_argument("--save", metavar="MAPP", help="med show: spara mejlet och dess bilagor i mappen")
    parser.add_argument("--text-file", help="granskad text som ska gälla", metavar="…")
    parser.add_argument("--status", help='klar, pågår, försenad eller "ej påbörjad"', metavar="…")
    parser.add_argument("--goal", help="delmål; för place även alla, inget eller svar:NUMMER", metavar="…")
    parser.add_argument("--owner", help="roll", metavar="…")
    parser.add_argument("--to-plan", help="med assign: planen som mejlet gäller, om det är en annan", metavar="…")
    parser.add_argument(
        "--about", help="steget eller dagen: vad svaret på ett mejl om en förberedelse gäller", metavar="…"
    )
    parser.add_argument("--date", type=day, metavar="DAG", help="ny dag som svaret lovar")
    add_day(parser)


def run(asked: Namespace) -> int:
    from paminn.clock import today_in_sweden
    from paminn.home import settings
    from paminn.wiring import open_house

    chosen = settings()
    today = today_in_sweden(asked.on, leaves=chosen.leaves)
    with open_house(asked.plan, chosen) as house:
        if asked.what == "list":
            return _list(house, today, as_json=asked.json)
        plans = house.plans
        house = _of_numbers(house, asked.number, today)
        if asked.what == "settle":
            _settle(house, today, asked)
        elif asked.what == "show" and any(_is_of_the_absent(number) for number in asked.number):
            _show_who_is_away(house, today, asked)
        else:
            _show_or_decide(house, plans, today, asked)
    return 0


def _of_numbers(house: House, numbers: Sequence[str], today: Today) -> House:
    """The house of the plan whose desk these lie on, of the first where none knows them.

    Raises UsageError where they lie on several.
    """
    if not house.further:
        return house
    of: dict[str, House] = {}
    for number in numbers:
        for alone in house.each:
            with suppress(PaminnError):
                _look_up(alone, number, today)
                of[alone.identity] = alone
                break
    if len(of) > 1:
        raise UsageError("Numren hör till olika planer. Ta en plan i taget.")
    for alone in of.values():
        return alone
    return house.each[0]


def _look_up(house: House, number: str, today: Today) -> None:
    """Raises UsageError where the plan knows nothing of the number."""
    from paminn.usecases.desk.show import show
    from paminn.usecases.reading.seen_to import who_is_away

    if _is_of_the_absent(number):
        who_is_away(house.plan, house.memory, number, today)
    else:
        show(_doors(house), number, today)


def _doors(house: House) -> DeskDoors:
    from paminn.usecases.desk.at_hand import DeskDoors

    return DeskDoors(house.plan, house.memory, house.post, house.desk, house.requests, house.record, house.reader)


@dataclass(frozen=True)
class _Desk:
    """What lies on the desk of one plan, and what is known of its memory."""

    rows: Sequence[Waiting]
    away: Sequence[Away]
    against_each_other: Sequence[Contradicting]
    aside: Sequence[WaitingMail]
    doubt: str


def _list(house: House, today: Today, *, as_json: bool) -> int:
    from paminn.texts.artifacts import absent_rows
    from paminn.texts.desk_shown import listed
    from paminn.usecases.each_plan import of_each
    from paminn.usecases.reading.each_heard import each_heard

    desks = of_each(house.each, lambda alone: _on_the_desk(alone, today))
    for desk in desks.results:
        if as_json:
            say_doubt(desk.doubt, as_json=True)
    if as_json:
        show_json(_desks_as_json(desks))
    else:
        for done in desks.done:
            desk = done.result
            say_plan(done.of, are_several=desks.are_several)
            say_doubt(desk.doubt, as_json=False)
            each = each_heard(done.of.plan, house.memory, today.day)
            print(listed(desk.rows, absent_rows(desk.away), desk.against_each_other, each, desk.aside))
    say_stopped(desks)
    return desks.exit_code()


def _on_the_desk(house: House, today: Today) -> _Desk:
    from paminn.usecases.desk.show import laid_aside, waiting
    from paminn.usecases.plans import decided
    from paminn.usecases.reading.absent import absent
    from paminn.usecases.reading.contradicted import contradicted
    from paminn.usecases.telling.doubted_memory import doubt_of

    plan = decided(house.plan, today.day).plan.identity
    return _Desk(
        waiting(house.plan, house.desk, house.requests, today),
        absent(house.plan, house.memory, today.day),
        contradicted(house.plan, house.memory, today.day),
        laid_aside(house.plan, house.record, today),
        doubt_of(house.lineage, house.store, house.options.site, plan),
    )


def _desks_as_json(desks: OfEach[House, _Desk]) -> dict[str, object]:
    """What waits of every plan. What is counted and not queued: each with its kind, and how many of each."""
    replies: Rows = []
    contradictions: Rows = []
    absences: Rows = []
    aside: Rows = []
    kinds: Counter[str] = Counter()
    for done in desks.done:
        plan, desk = done.of.identity, done.result
        replies += of_plan(plan, [_without_words(row) for row in desk.rows])
        contradictions += of_plan(plan, contradictions_as_json(desk.against_each_other))
        absences += of_plan(plan, absences_as_json(desk.away))
        aside += of_plan(plan, [_of_mail(mail) | {"kind": mail.kind} for mail in desk.aside])
        kinds.update(mail.kind.value for mail in desk.aside)
    return {
        "replies": replies,
        "contradictions": contradictions,
        "absences": absences,
        "laid_aside": aside,
        "laid_aside_counts": kinds,
    }


def _is_of_the_absent(number: str) -> bool:
    return number.startswith(("f", "n"))


def _show_who_is_away(house: House, today: Today, asked: Namespace) -> None:
    from paminn.texts.desk_shown import who_is_away as shown
    from paminn.usecases.reading.seen_to import who_is_away

    for number in dict.fromkeys(asked.number):
        address, rows = who_is_away(house.plan, house.memory, number, today)
        if asked.json:
            show_json({"absences": absences_as_json(rows), "name": rows[0].name, "address": address})
        else:
            print(shown(number, address, rows))


def _settle(house: House, today: Today, asked: Namespace) -> None:
    """Of one after another: what is said of somebody is said of them alone."""
    from paminn.texts.desk_shown import back_again
    from paminn.usecases.reading.seen_to import Back, see_to

    if not asked.number:
        raise UsageError("Vem? Skriv numret från: paminn replies list")
    settled: list[Away] = []
    for number in dict.fromkeys(asked.number):
        back = Back(number, asked.by or "", asked.why or "")
        settled += see_to(house.plan, house.memory, house.desk, back, today)
    if asked.json:
        show_json({"absences": absences_as_json(settled)})
    else:
        print(back_again(settled))


def _show_or_decide(house: House, plans: Sequence[KeptPlan], today: Today, asked: Namespace) -> None:
    from paminn.incoming.decision import Action
    from paminn.texts.desk_shown import shown
    from paminn.usecases.desk.choice import Choice
    from paminn.usecases.desk.place import place
    from paminn.usecases.desk.ruling import decide
    from paminn.usecases.desk.show import show

    if not asked.number:
        raise UsageError("Vilket svar? Skriv numret från: paminn replies list")
    if asked.text_file and len(asked.number) > 1:
        raise UsageError("En granskad text hör till ett svar. Skriv ett nummer i taget.")
    saved: list[str] = []
    missing: list[str] = []
    doors = _doors(house)
    if asked.to_plan:
        doors = replace(doors, into=_plan_called(plans, asked.to_plan, asked.what, today))
    if asked.what == "show":
        action = None
        cards = [show(doors, number, today) for number in asked.number]
        if asked.save:
            saved, missing = _save(doors, house, asked.number, Path(asked.save))
    elif asked.what == Action.PLACE:
        action = Action.PLACE
        if len(asked.number) > 1:
            raise UsageError("Ett stycke hör till ett mejl. Skriv ett nummer i taget.")
        choice = Choice(action, asked.by or "", asked.why or "")
        cards = place(doors, asked.number[0], asked.goal or "", choice, today)
    else:
        action = Action(asked.what)
        choice = _choice(asked, action)
        cards = decide(doors, asked.number, choice, today)
    if asked.json:
        files = {"saved": saved} if asked.save else {}
        show_json({"replies": [_with_words(card) for card in cards], **files})
    else:
        for path in saved:
            print(path, file=sys.stderr)
        print("\n\n".join(shown(card, action) for card in cards))
    if missing:
        raise NotCarriedOut("\n".join(missing))


def _plan_called(plans: Sequence[KeptPlan], name: str, what: str, today: Today) -> KeptPlan:
    from paminn.incoming.decision import Action
    from paminn.usecases.desk.another_plan import plan_called

    if what != Action.ASSIGN:
        raise UsageError("Ett mejl flyttas till en annan plan med: paminn replies assign NUMMER --to-plan …")
    return plan_called(plans, name, today.day)


def _save(doors: DeskDoors, house: House, numbers: Sequence[str], folder: Path) -> tuple[list[str], list[str]]:
    """The mail of each number as it came, and each of its attachments, as new files in a folder.

    Where they lie, and what could not be saved, each in a sentence.
    """
    from paminn.usecases.desk.save import mail_to_save

    paths: list[str] = []
    missing: list[str] = []
    for number in dict.fromkeys(numbers):
        saved = mail_to_save(doors, house.inbox, number)
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in saved.files:
            paths.append(str(_write_new(folder, name, data)))
        if saved.missing:
            missing.append(f"{number}: {saved.missing}")
    return paths, missing


def _write_new(folder: Path, name: str, data: bytes) -> Path:
    """A file under a name that nothing has; never through a link that lies there."""
    path = folder / name
    copy = 1
    while True:
        try:
            with path.open("xb") as file:
                file.write(data)
        except FileExistsError:
            copy += 1
            path = folder / f"{Path(name).stem}-{copy}{Path(name).suffix}"
        else:
            return path


def _without_words(row: Waiting) -> dict[str, object]:
    """What the mail says is read one answer at a time, never in a list that may be logged.

    A stranger's name is a word of the mail too.
    """
    from paminn.reports.on_the_desk import ShownAnswer
    from paminn.texts.pairs import pairs

    if isinstance(row, ShownAnswer):
        answer = row.answer
        return {
            "id": answer.id,
            "mail": row.mail,
            "received": answer.received.isoformat(),
            "goal": row.called.goal,
            "asked_as": row.called.asked_as or None,
            "owner": row.called.owner,
            "status": answer.status,
            "why": pairs("replies/waiting.txt")["waits"],
            "new_date": _iso(answer.new_date),
            "known_sender": answer.known_sender,
            "flags": list(row.flags),
            "read_as": answer.read_as,
            "occurrence": str(answer.occurrence),
            "asked_on": _iso(row.asked_on),
            "answered_by": answer.answered_by if answer.known_sender else None,
        }
    return _of_mail(row) | {"answered_by": None}


def _with_words(card: Shown) -> dict[str, object]:
    from paminn.reports.on_the_desk import ShownMail

    if isinstance(card, ShownMail):
        row = _of_mail(card.mail) | {"answered_by": card.mail.sender_name, "text": card.mail.text}
        row |= _of_origin(card.origin)
        if card.is_laid_aside:
            row["release"] = "withheld"
        return row
    answer = card.answer
    row = {
        "id": answer.id,
        "mail": card.mail,
        "goal": card.called.goal,
        "asked_as": card.called.asked_as or None,
        "owner": card.called.owner,
        "occurrence": str(answer.occurrence),
        "status": answer.status,
        "new_date": _iso(answer.new_date),
        "received": answer.received.isoformat(),
        "answered_by": answer.answered_by,
        "release": answer.release,
        "known_sender": answer.known_sender,
        "flags": list(card.flags),
        "text": answer.text,
    }
    row |= {
        "read_as": answer.read_as,
        "status_by_team": answer.status_by_team,
        "request": answer.request,
        "against": [said.number for said in card.against],
        "history": [_decision_as_json(decision) for decision in card.history],
        "questions": [_question_as_json(question) for question in card.questions],
        "heard": None if card.each is None else heard_as_json(card.each.heard, card.each.missing),
    }
    if card.origin is not None:
        row |= {"mail_text": card.origin.text}
        row |= _of_origin(card.origin)
    return row


def _decision_as_json(decision: ShownDecision) -> dict[str, object]:
    kept = decision.kept
    return {
        "what": kept.what,
        "by": kept.who,
        "at": kept.at.isoformat(),
        "on": kept.day.isoformat(),
        "why": kept.why,
        "private_why": kept.private_why,
        "stranger_why": kept.stranger_why,
        "before": decision.before,
        "after": decision.after,
        "placed": decision.placed,
    }


def _question_as_json(question: AskedQuestion) -> dict[str, object]:
    return {
        "by": question.who,
        "on": question.day.isoformat(),
        "text": question.text,
        "mail": question.mail,
        "answered_here": question.is_answered_here,
    }


def _of_mail(mail: WaitingMail) -> dict[str, object]:
    """The keys of an answer, most of them without a value: no answer was read from it."""
    from paminn.texts.words import finding_told

    return {
        "id": None,
        "mail": mail.mail,
        "received": mail.received.isoformat(),
        "goal": None,
        "asked_as": None,
        "owner": None,
        "status": None,
        "why": finding_told(mail.why),
        "new_date": None,
        "known_sender": None,
        "flags": list(mail.flags),
        "read_as": None,
        "occurrence": None,
        "asked_on": None,
    }


def _of_letter(letter: AsItCame) -> dict[str, object]:
    return {
        "subject": letter.subject,
        "only_in_html": letter.only_on_page,
        "hidden": letter.concealed,
        "pressed": [{"goal": number, "status": status} for number, status in letter.pressed],
        "signature": letter.signature,
        "quoted": letter.quoted,
        "ours": letter.ours,
        "server_said": letter.said,
        "not_an_answer": letter.whole,
        "is_cut": letter.is_cut,
        "attachments": [{"name": file.name, "type": file.type, "size": file.size} for file in letter.attachments],
    }


def _of_origin(origin: Origin) -> dict[str, object]:
    edited = None
    if origin.edited is not None:
        edited = {"by": origin.edited.by, "on": origin.edited.on.isoformat(), "why": origin.edited.why}
    row: dict[str, object] = {"address": origin.address or None, "edited": edited}
    return row if origin.letter is None else row | _of_letter(origin.letter)


def _iso(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _choice(asked: Namespace, action: Action) -> Choice:
    from paminn.disk import read_text
    from paminn.usecases.desk.choice import Choice

    text = read_text(Path(asked.text_file)) if asked.text_file else None
    return Choice(
        what=action,
        who=asked.by or "",
        why=asked.why or "",
        private_why=asked.private_why or "",
        stranger_why=asked.stranger_why or "",
        question=asked.question or "",
        text=text,
        status=asked.status,
        goal=asked.goal,
        owner=asked.owner,
        new_date=asked.date,
        about=asked.about,
    )
