"""A start day: nothing before it, one first mail to each when somebody has said yes, and what lay before it once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from paminn.errors import DeliveryError, UsageError
from paminn.plan.identities import RoleId
from paminn.reminders.mark import Mark
from paminn.reminders.message import Channel, Sent, State
from paminn.reports.sending import Reminded
from paminn.standing.answer import Status
from paminn.today import Today
from paminn.usecases.deciding.begin import begin, how_it_begins
from paminn.usecases.house import House
from paminn.usecases.sending.resume import Resuming, resume
from tests.support.failing import REFUSED_FOR_NOW
from tests.support.fakes import FakeInbox, FakeLedger, FakeLineage, FakeOutbox, FakeVersions
from tests.support.houses import NOW, PEOPLE, at, fake_house, kept, on, opened, plan_files, real_house, reply, text_of
from tests.support.mailroom import MEMORIES
from tests.support.reading import collect
from tests.support.sending import remind

PLAN = "prov-plan"
BEGINS = date(2026, 6, 2)
PAST = "Det här skulle ha varit klart 31 mars 2026. Hur är läget i dag?"
DAY = timedelta(days=1)


def files(begins: date | None = BEGINS, **people: tuple[str, ...]) -> dict[str, bytes]:
    """Goal 1.1 was to be done in March, 1.2 in June; reminders go on every month."""
    made = plan_files(people=PEOPLE | people, frames={"1.1": "Klart senast 31 mars 2026"})
    rules = made["rules.yaml"].replace(b'"frist": {', b'"frist": {"sedan_varje_m\xc3\xa5nad": "ja",')
    if begins is not None:
        rules = rules.replace(b'"halv', f'"påminn_från": "{begins}", "halv'.encode(), 1)
    return made | {"rules.yaml": rules.replace(f'"{begins}"'.encode(), str(begins).encode())}


class Home:
    """One memory through many runs, whatever the files say on each."""

    def __init__(self, opened_with: Callable[[Mapping[str, bytes]], House]) -> None:
        self._open = opened_with
        self.files = files()
        self.box: FakeOutbox | None = None

    @property
    def house(self) -> House:
        house = self._open(self.files)
        if self.box is not None:
            house = replace(house, outboxes={**house.outboxes, Channel.EMAIL: self.box})
        return house

    def run(self, day: date) -> Reminded:
        return remind(self.house, at(day))

    def approve(self, day: date) -> None:
        house = self.house
        begin(house.plan, house.memory, on(at(day)), "Anna Ek")

    def sent_on(self, day: date, channel: Channel = Channel.EMAIL) -> dict[str, Sent]:
        """Role → its mail of the day."""
        sent = {}
        for message in self.house.dispatch.sent(PLAN):
            if message.day == day and message.channel is channel and message.state is not State.FAILED:
                sent[message.owner] = message
        return sent


@pytest.fixture(params=MEMORIES)
def home(request, tmp_path) -> Iterator[Home]:
    with ExitStack() as stack:
        if request.param == "fake":
            ledger, versions, box, notices = FakeLedger(), FakeVersions(), FakeOutbox(), FakeOutbox()

            def in_memory(files: Mapping[str, bytes]) -> House:
                house = fake_house(files, ledger=ledger, box=box, notices=notices)
                return replace(house, plan=kept(files, versions))

            yield Home(in_memory)
        else:
            yield Home(lambda files: stack.enter_context(real_house(tmp_path, files)))


def test_nothing_goes_before_the_day_nor_on_it_until_somebody_has_said_yes(home):
    assert home.run(BEGINS - DAY).complete
    late = home.run(BEGINS)
    assert (late.batch.messages, late.batch.unapproved, late.complete) == ((), BEGINS, False)
    assert not home.sent_on(BEGINS)
    home.approve(BEGINS)
    begun = home.run(BEGINS)
    assert (begun.batch.unapproved, begun.complete) == (None, True)
    assert sorted(home.sent_on(BEGINS)) == ["Chef", "Teamet", "Vice"]


def test_the_first_mail_tells_all_that_is_theirs_and_asks_how_it_stands_with_what_lay_before(home):
    home.approve(BEGINS - DAY)
    home.run(BEGINS)
    mail = text_of(home.sent_on(BEGINS)["Chef"].raw)
    assert "Det här är ditt första mejl om Handlingsplan Prov, som Provnämnden har beslutat." in mail
    assert PAST in mail
    assert "1.2  Rutinen 1.2" in mail
    assert "Mejl till dig: 23 och 29 juni 2026." in mail
    assert "Nästa gång är 1 och 22 december 2026" in mail
    for never in ("passera", " sedan.", "påminnelse nummer", "förse"):
        assert never not in mail.casefold().replace("försenad", "")
    subject = str(opened(home.sent_on(BEGINS)["Chef"].raw)["Subject"])
    assert subject.startswith("Ditt första mejl: två delmål där du har en del, läget i ett av dem")


def test_who_is_asked_nothing_is_told_so(home):
    home.approve(BEGINS - DAY)
    home.run(BEGINS)
    mail = text_of(home.sent_on(BEGINS)["Teamet"].raw)
    assert "I dag behöver du inte svara på något." in mail
    assert "Status:" not in mail


def test_it_is_said_once_however_often_it_is_run(home):
    home.approve(BEGINS)
    home.run(BEGINS)
    assert home.run(BEGINS).batch.messages == ()
    assert home.run(BEGINS + DAY).batch.messages == ()


def test_what_lay_before_is_asked_again_once_a_month_in_the_same_words(home):
    home.approve(BEGINS)
    home.run(BEGINS)
    day = BEGINS + DAY
    asked = []
    while day < date(2026, 8, 10):
        home.run(day)
        asked += [sent.day for role, sent in home.sent_on(day).items() if role == "Vice"]
        day += DAY
    assert asked == [date(2026, 7, 1), date(2026, 8, 3)]
    mail = home.sent_on(date(2026, 7, 1))["Vice"]
    assert PAST in text_of(mail.raw)
    assert "Påminnelse 2: delmål 1.1, läget i dag" in str(opened(mail.raw)["Subject"])


def test_a_yes_to_another_day_is_none(home):
    home.approve(BEGINS - DAY)
    home.files = files(BEGINS + 7 * DAY)
    assert home.run(BEGINS).batch.messages == ()
    assert home.run(BEGINS + 7 * DAY).batch.unapproved == BEGINS + 7 * DAY


def test_once_it_has_begun_another_day_needs_no_yes_and_introduces_nobody_twice(home):
    home.approve(BEGINS)
    home.run(BEGINS)
    home.files = files(BEGINS + 7 * DAY)
    again = home.run(BEGINS + 7 * DAY)
    assert again.batch.unapproved is None
    assert not any(reminder.introduces for sent in again.batch.messages for reminder in sent.digest.reminders)


def test_who_comes_later_is_introduced_alone(home):
    home.approve(BEGINS)
    home.run(BEGINS)
    home.files = files(Teamet=("ett@prov.example", "tre@prov.example"))
    home.run(BEGINS + DAY)
    assert list(home.sent_on(BEGINS + DAY)) == ["Teamet"]
    mail = home.sent_on(BEGINS + DAY)["Teamet"]
    assert mail.mailboxes == {"tre@prov.example"}
    assert "Det här är ditt första mejl" in text_of(mail.raw)
    assert home.run(BEGINS + 2 * DAY).batch.messages == ()


def test_who_comes_on_a_day_with_a_reminder_hears_both_in_one_mail(home):
    home.approve(BEGINS)
    home.run(BEGINS)
    step = date(2026, 6, 23)
    home.files = files(Teamet=("ett@prov.example", "tre@prov.example"))
    home.run(step)
    of_the_day = [sent for sent in home.house.dispatch.sent(PLAN) if sent.day == step and not sent.is_copy]
    mails = [sent for sent in of_the_day if sent.owner == "Teamet"]
    introduced = {next(iter(sent.mailboxes)): "första mejl om" in text_of(sent.raw) for sent in mails}
    assert introduced == {"ett@prov.example": False, "tre@prov.example": True}
    assert all("Ska vara klart senast 30 juni 2026" in text_of(sent.raw) for sent in mails)


def test_a_first_mail_that_failed_comes_the_next_day_to_that_one_alone(home):
    home.approve(BEGINS)
    home.box = FakeOutbox(fails={"Vice": DeliveryError(REFUSED_FOR_NOW)})
    home.run(BEGINS)
    assert "Vice" not in home.sent_on(BEGINS)
    home.box = FakeOutbox()
    home.run(BEGINS + DAY)
    assert list(home.sent_on(BEGINS + DAY)) == ["Vice"]
    assert "Det här är ditt första mejl" in text_of(home.sent_on(BEGINS + DAY)["Vice"].raw)


def test_an_answer_to_it_is_about_the_goals_next_day_and_it_counts_as_no_request(home):
    home.approve(BEGINS)
    home.run(BEGINS)
    house = home.house
    (request,) = house.requests.requests(PLAN, RoleId("Chef"), "1.2", BEGINS)
    assert str(request.occurrence) == "1.2@2026-06-30"
    asked = {(row.goal, row.role) for row in house.requests.arrived(PLAN, BEGINS)}
    assert asked == {("1.1", "Chef"), ("1.1", "Vice")}


def test_a_role_that_nobody_holds_is_introduced_to_the_team_once(home):
    home.files = files(Vice=())
    home.approve(BEGINS)
    home.run(BEGINS)
    (mail,) = [sent for role, sent in home.sent_on(BEGINS).items() if role == "Vice"]
    assert mail.mailboxes == {"kvalitet@prov.example"}
    assert home.run(BEGINS + DAY).batch.messages == ()
    home.files = files(Vice=("ny@prov.example",))
    home.run(BEGINS + 2 * DAY)
    assert home.sent_on(BEGINS + 2 * DAY)["Vice"].mailboxes == {"ny@prov.example"}


def test_the_team_is_told_what_is_to_come_until_somebody_has_said_yes(home):
    told = []
    day = date(2026, 5, 12)
    while day <= BEGINS:
        home.run(day)
        told += [sent.day for sent in home.sent_on(day, Channel.NOTICE).values()]
        day += DAY
    assert told[0] == date(2026, 5, 19)
    assert told[-1] == BEGINS
    (first,) = home.sent_on(told[0], Channel.NOTICE).values()
    assert "Chef: del i två punkter, läget i ett som skulle ha varit klart" in text_of(first.raw)
    assert "paminn begin --by NAMN" in text_of(first.raw)
    home.approve(BEGINS)
    home.run(BEGINS + DAY)
    assert not home.sent_on(BEGINS + DAY, Channel.NOTICE)


def test_without_a_day_nothing_is_introduced_and_nothing_asks_for_a_yes(home):
    home.files = files(None)
    run = home.run(NOW.date())
    assert run.batch.unapproved is None
    assert not any(reminder.introduces for sent in run.batch.messages for reminder in sent.digest.reminders)
    with pytest.raises(UsageError, match="påminn_från"):
        home.approve(NOW.date())


def test_who_says_yes_says_their_name_and_does_it_today_where_mail_leaves(home):
    house = home.house
    with pytest.raises(UsageError, match="--by NAMN"):
        begin(house.plan, house.memory, on(at(BEGINS)), "  ")
    played = Today(BEGINS, datetime(2026, 5, 1, 8, tzinfo=NOW.tzinfo), leaves=True)
    with pytest.raises(UsageError, match="Ta bort --on"):
        begin(house.plan, house.memory, played, "Anna Ek")
    shown = how_it_begins(house.plan, house.memory, on(at(BEGINS)))
    assert (shown.approval, shown.has_begun, len(shown.mails)) == (None, False, 3)


def test_a_memory_that_is_gone_learns_from_the_mailbox_who_has_been_introduced():
    box, made = FakeOutbox(), files()
    before = fake_house(made, box=box)
    begin(before.plan, before.memory, on(at(BEGINS)), "Anna Ek")
    remind(before, at(BEGINS))
    sent = len(box.messages)
    ledger = FakeLedger()
    after = fake_house(made, box=box, ledger=ledger, lineage=FakeLineage(ledger, told_home=Mark("b" * 16, 7)))
    asked = Resuming(after.reminding, after.inbox, after.reader, after.post, after.past)
    report = resume(asked, "Eva", on(at(BEGINS + DAY)))
    assert sorted(message.owner for message in report.as_sent) == ["Chef", "Teamet", "Vice"]
    assert remind(after, at(BEGINS + DAY)).batch.messages == ()
    assert len(box.messages) == sent


@pytest.mark.parametrize(
    ("role", "words", "read"),
    [
        ("Chef", "Pågår, vi är halvvägs.", [("1.1", Status.ONGOING)]),
        ("Chef", "1.2: Klar. Vi blev färdiga i maj.", [("1.2", Status.DONE)]),
        ("Chef", "1.1: Pågår.\n\n1.2: Klar. Allt är gjort.", [("1.1", Status.ONGOING), ("1.2", Status.DONE)]),
        ("Chef", "Tack för informationen!", [("1.1", None)]),
        ("Teamet", "Tack för informationen!", [("1.2", None)]),
        ("Teamet", "Klart sedan i maj. Allt är gjort.", [("1.2", Status.DONE)]),
    ],
)
@pytest.mark.parametrize("quoted", ["", "> "])
def test_an_answer_that_names_no_goal_is_about_what_was_asked(role, words, read, quoted):
    box, inbox, ledger = FakeOutbox(), FakeInbox(), FakeLedger()
    house = fake_house(files(), box=box, inbox=inbox, ledger=ledger)
    begin(house.plan, house.memory, on(at(BEGINS)), "Anna Ek")
    remind(house, at(BEGINS))
    (mail,) = [message for message in box.messages if message.owner == role]
    quote = "\n".join(f"{quoted}{line}".rstrip() for line in text_of(mail.raw).splitlines())
    sender, name = mail.recipients[0]
    text = f"{words}\n\nDen 2 juni 2026 08:00 skrev påminn:\n{quote}"
    inbox.put(reply(text, f"SV: {opened(mail.raw)['Subject']}", sender=f"{name} <{sender}>"))
    collect(house, at(BEGINS + DAY))
    assert [(answer.goal, answer.status) for answer in ledger.answers(PLAN)] == read


def test_a_yes_that_is_late_begins_it_late_and_calls_nothing_late(home):
    late = date(2026, 7, 20)
    home.run(BEGINS)
    assert home.run(late).batch.unapproved == BEGINS
    home.approve(late)
    home.run(late)
    mail = text_of(home.sent_on(late)["Chef"].raw)
    assert PAST in mail
    assert "Det här skulle ha varit klart 30 juni 2026. Hur är läget i dag?" in mail
    assert "passera" not in mail.casefold()
    assert home.run(late + DAY).batch.messages == ()
    assert home.run(date(2026, 8, 3)).batch.messages == ()
