"""The memory's own mark: the port Lineage, and what happens when a ledger is gone, put back or somebody else's."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from docx import Document

from paminn.errors import Implausible, StorageError, UsageError
from paminn.failure import Cause, Failure
from paminn.ledger.database import Database
from paminn.ledger.desk import SqlDesk
from paminn.ledger.dispatch import SqlDispatch
from paminn.ledger.lineage import SqlLineage
from paminn.ports.dispatch import Dispatch
from paminn.ports.lineage import Lineage
from paminn.reminders.mark import Mark, Replayed, Restored, Standing
from paminn.reminders.message import State
from paminn.texts.memory_words import restored_told
from paminn.usecases.house import House
from paminn.usecases.sending.outcomes import open_outcomes, tell
from paminn.usecases.sending.resume import Resuming, how_it_stands, resume
from tests.support.databases import empty_database
from tests.support.fakes import FakeLedger, FakeLineage, FakeOutbox
from tests.support.houses import (
    FIRST_STEP,
    NOW,
    PEOPLE,
    SECOND_STEP,
    at,
    fake_house,
    mails,
    on,
    opened,
    outgoing,
    plan_files,
    real_house,
    reply,
    tree,
)
from tests.support.reading import collect
from tests.support.sending import prepare, remind
from tests.support.telling import publish, summarise

pytestmark = pytest.mark.slow

PLAN = "prov-plan"
DAY = timedelta(days=1)


@dataclass
class Memory:
    lineage: Lineage
    dispatch: Dispatch


@pytest.fixture(params=["sqlite", "fake"])
def memory(request):
    if request.param == "fake":
        ledger = FakeLedger()
        yield Memory(FakeLineage(ledger), ledger)
    else:
        with empty_database() as database:
            yield Memory(SqlLineage(database), SqlDispatch(database))


class TestLineage:
    def test_a_new_one_has_no_mark_and_nothing_in_it(self, memory):
        remembered = memory.lineage.remembered(PLAN)
        assert (remembered.mark, remembered.home, remembered.is_empty) == (None, None, True)

    def test_it_is_given_once_and_told_to_the_home(self, memory):
        mark = memory.lineage.settle()
        remembered = memory.lineage.remembered(PLAN)
        assert (remembered.mark, remembered.home) == (mark, mark)
        assert memory.lineage.settle() == mark

    def test_each_run_that_claims_counts_one_however_much_it_claims(self, memory):
        mark = memory.lineage.settle()
        memory.dispatch.claim([outgoing("Chef"), outgoing("Vice")], NOW)
        assert memory.lineage.remembered(PLAN).mark == Mark(mark.lineage, mark.serial + 1)
        memory.dispatch.claim([outgoing("Chef")], NOW)
        assert memory.lineage.remembered(PLAN).mark == Mark(mark.lineage, mark.serial + 1)

    def test_it_knows_the_keys_that_it_has(self, memory):
        memory.lineage.settle()
        memory.dispatch.claim([outgoing("Chef")], NOW)
        keys = [outgoing("Chef").key, outgoing("Vice").key]
        remembered = memory.lineage.remembered(PLAN, keys=keys)
        assert remembered.keys == {outgoing("Chef").key}
        assert not remembered.is_empty

    def test_a_new_mark_goes_on_from_the_one_before_and_from_what_is_accepted(self, memory):
        before = memory.lineage.settle()
        after = memory.lineage.renew([Mark("c" * 16, 7)], "Kvalitetsteamet", NOW)
        assert after.lineage != before.lineage
        remembered = memory.lineage.remembered(PLAN)
        assert (remembered.mark, remembered.home) == (after, after)
        assert remembered.known == {before.lineage: before.serial, "c" * 16: 7}

    def test_of_several_that_are_accepted_the_one_furthest_on_is_known(self, memory):
        before = memory.lineage.settle()
        signs = [Mark(before.lineage, 9), Mark(before.lineage, 4), Mark("c" * 16, 3), Mark("c" * 16, 7)]
        memory.lineage.renew(signs, "Eva", NOW)
        assert memory.lineage.remembered(PLAN).known == {before.lineage: 9, "c" * 16: 7}

    def test_what_was_told_anew_is_kept_by_plan(self, memory):
        memory.lineage.settle()
        assert memory.lineage.remembered(PLAN).restored == ()
        told = Replayed(FIRST_STEP, answers=2, sent=3, questions=1)
        memory.lineage.renew([], "Eva", NOW, PLAN, told)
        memory.lineage.renew([], "Eva", NOW + DAY, "annan-plan", Replayed())
        memory.lineage.renew([], "Bo", NOW + DAY)
        assert memory.lineage.remembered(PLAN).restored == (Restored(FIRST_STEP, "Eva", told),)
        assert memory.lineage.remembered("annan-plan").restored == (Restored(FIRST_STEP + DAY, "Eva", Replayed()),)


@pytest.fixture
def house(tmp_path):
    with real_house(tmp_path) as made:
        yield made


class TestCounting:
    """Whatever a person or a run adds to the memory moves its mark, in the same transaction."""

    def test_home_has_what_the_ledger_has_after_a_run(self, house, tmp_path):
        remind(house, NOW)
        remembered = house.lineage.remembered(PLAN)
        assert remembered.mark == remembered.home
        assert remembered.mark.serial >= 1

    def test_a_run_that_claims_nothing_moves_nothing(self, house):
        remind(house, NOW)
        before = house.lineage.remembered(PLAN).mark
        remind(house, NOW)
        assert house.lineage.remembered(PLAN).mark == before

    def test_each_mail_says_what_the_memory_is_once_it_has_been_claimed(self, house, tmp_path):
        remind(house, NOW)
        mark = house.lineage.remembered(PLAN).mark
        own = house.mailbox.own_mails(FIRST_STEP)
        assert len(own) == len(mails(tmp_path)) == 3
        assert {mail.lineage for mail in own} == {mark.lineage}
        assert 1 <= own[0].serial <= mark.serial

    def test_a_trial_says_whose_it_is_and_is_no_measure(self, tmp_path):
        with real_house(tmp_path) as real:
            remind(real, NOW)
        with real_house(tmp_path, redirect_all_to="prov@prov.example") as trial:
            remind(trial, NOW)
            serials = [mail.serial for mail in trial.mailbox.own_mails(FIRST_STEP)]
        assert serials.count(None) == 3
        assert len(serials) == 6

    def test_a_decision_moves_it_and_a_refused_one_does_not(self, house):
        before = house.lineage.settle()
        house.desk.decide([])
        assert house.lineage.remembered(PLAN).mark == Mark(before.lineage, before.serial + 1)

    def test_what_would_cover_the_traces_is_refused(self, tmp_path):
        with closing(Database("", tmp_path)) as database:
            SqlLineage(database).settle()
            database.home_mark.write(Mark("c" * 16, 7))
            with pytest.raises(StorageError, match="paminn resume"):
                SqlDispatch(database).claim([outgoing()], NOW)
            with pytest.raises(StorageError, match="paminn resume"):
                SqlDesk(database).decide([])
            assert SqlDispatch(database).sent(PLAN) == []
            assert database.home_mark.read() == Mark("c" * 16, 7)

    def test_a_home_that_cannot_be_read_is_written_again(self, house, tmp_path):
        remind(house, NOW)
        (tmp_path / "minne.json").write_text("{", encoding="utf-8")
        assert remind(house, NOW + DAY).complete
        remembered = house.lineage.remembered(PLAN)
        assert remembered.home == remembered.mark


class Doubted:
    """A home that has reminded on FIRST_STEP, and what has become of its ledger since."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "hem"
        self.copy = folder / "kopia"
        self.other = folder / "annan"

    def keep_copy(self) -> None:
        self.copy.mkdir()
        with closing(sqlite3.connect(self.home / "ledger.db")) as connection:
            connection.execute("vacuum into ?", (str(self.copy / "ledger.db"),))

    def take_away(self) -> None:
        for file in self.home.glob("ledger.db*"):
            file.unlink()

    def put_back(self) -> None:
        self.take_away()
        shutil.copy(self.copy / "ledger.db", self.home / "ledger.db")

    def lose_the_homes_mark(self) -> None:
        (self.home / "minne.json").unlink()

    def house(self, **options: object):
        return real_house(self.home, **options)


@pytest.fixture(scope="module")
def grown(tmp_path_factory) -> Path:
    """What `doubted` begins with, grown once and copied for each test."""
    folder = tmp_path_factory.mktemp("doubted")
    made = Doubted(folder)
    with made.house() as house:
        remind(house, NOW)
    made.keep_copy()
    with made.house() as house:
        remind(house, at(SECOND_STEP))
    assert len(mails(made.home)) == 6
    return folder


@pytest.fixture
def doubted(grown, tmp_path) -> Doubted:
    shutil.copytree(grown, tmp_path, dirs_exist_ok=True)
    return Doubted(tmp_path)


def stops(doubted: Doubted, words: str) -> None:
    with doubted.house() as house, pytest.raises(Implausible, match=words) as told:
        remind(house, at(SECOND_STEP))
    assert "paminn resume --by NAMN" in str(told.value)
    assert told.value.exit_code == 4
    assert len(mails(doubted.home)) == 6


@pytest.mark.pain(1)
@pytest.mark.parametrize("home_too", [False, True])
class TestStops:
    """With HOME's own mark, and without it by what lies in the mailbox."""

    def test_a_ledger_that_is_gone(self, doubted, home_too):
        doubted.take_away()
        if home_too:
            doubted.lose_the_homes_mark()
        stops(doubted, "Minnet är borta")

    def test_a_ledger_that_was_put_back(self, doubted, home_too):
        doubted.put_back()
        if home_too:
            doubted.lose_the_homes_mark()
        stops(doubted, "Minnet är äldre")

    def test_a_ledger_of_another_home(self, doubted, home_too):
        with real_house(doubted.other) as other:
            remind(other, NOW)
        doubted.take_away()
        shutil.copy(doubted.other / "ledger.db", doubted.home / "ledger.db")
        if home_too:
            doubted.lose_the_homes_mark()
        stops(doubted, "Minnet är inte det")


@pytest.mark.pain(1)
class TestThePublishedCalendar:
    """What lies there tells as well, where the home's own mark and every mail of ours are gone."""

    @pytest.fixture
    def site(self, tmp_path) -> Path:
        return tmp_path / "hem" / "site"

    @pytest.fixture
    def published(self, doubted, site) -> Doubted:
        """Both runs and a copy between them, as `doubted`; and the calendar as it was published after the second."""
        with doubted.house(site=site) as house:
            publish(house, site, SECOND_STEP)
        doubted.lose_the_homes_mark()
        for file in (doubted.home / "outbox" / "new").iterdir():
            file.unlink()
        return doubted

    def stops(self, published: Doubted, site: Path, words: str) -> None:
        with published.house(site=site) as house, pytest.raises(Implausible, match=words) as told:
            remind(house, at(SECOND_STEP))
        assert "paminn resume --by NAMN" in str(told.value)
        assert mails(published.home) == []
        with published.house(site=site) as house:
            seen = how_it_stands(house.reminding, on(at(SECOND_STEP)))
        assert seen.verdict.standing.stops

    def test_a_ledger_that_is_gone(self, published, site):
        published.take_away()
        self.stops(published, site, "Minnet är borta")

    def test_one_of_no_length(self, published, site):
        published.take_away()
        (published.home / "ledger.db").touch()
        self.stops(published, site, "Minnet är borta")

    def test_one_that_is_gone_where_the_calendar_has_no_mark(self, published, site):
        (site / ".minne").unlink()
        published.take_away()
        self.stops(published, site, "sådant som databasen aldrig har visat")

    def test_one_that_was_put_back(self, published, site):
        published.put_back()
        self.stops(published, site, "Minnet är äldre")

    def test_one_of_another_home(self, published, site):
        with real_house(published.other) as other:
            remind(other, NOW)
        published.take_away()
        shutil.copy(published.other / "ledger.db", published.home / "ledger.db")
        self.stops(published, site, "Minnet är inte det")

    @pytest.mark.parametrize(("how", "words"), [("put_back", "Minnet är äldre"), ("take_away", "Minnet är borta")])
    def test_nothing_is_published_or_accounted_for_meanwhile(self, published, site, tmp_path, how, words):
        with published.house(site=site) as house:
            summarise(house, 2026, tmp_path / "ut", SECOND_STEP)
        getattr(published, how)()
        before = tree(site), tree(tmp_path / "ut")
        with published.house(site=site) as house:
            with pytest.raises(Implausible, match=words):
                publish(house, site, SECOND_STEP + DAY)
            with pytest.raises(Implausible, match=words):
                summarise(house, 2026, tmp_path / "ut", SECOND_STEP + DAY)
        assert (tree(site), tree(tmp_path / "ut")) == before
        self.stops(published, site, words)

    def test_publishing_somewhere_else_covers_no_trace(self, published, site):
        """Nobody who sends looks there, so it stops nothing; what lies there keeps the mark of whoever knew more."""
        published.put_back()
        before = (site / ".minne").read_bytes()
        with published.house() as house:
            publish(house, site, SECOND_STEP + DAY)
        assert (site / ".minne").read_bytes() == before

    @pytest.mark.parametrize("how", ["take_away", "put_back"])
    def test_once_it_is_resumed_everything_agrees(self, published, site, how):
        getattr(published, how)()
        with published.house(site=site) as house:
            assert resume(resuming(house), "Eva", on(at(SECOND_STEP + DAY))).mark is not None
            assert how_it_stands(house.reminding, on(at(SECOND_STEP + DAY))).verdict.standing is Standing.FINE
            publish(house, site, SECOND_STEP + DAY)
            assert how_it_stands(house.reminding, on(at(SECOND_STEP + DAY))).verdict.standing is Standing.FINE
            assert Mark.parse((site / ".minne").read_text("ascii")) == house.lineage.remembered(PLAN).mark

    def test_another_plans_calendar_in_the_same_folder_is_no_sign(self, tmp_path):
        """One whose identity begins as ours does."""
        site = tmp_path / "site"
        with real_house(tmp_path / "annat", plan_files(identity=f"{PLAN}-till-barn")) as other:
            publish(other, site, FIRST_STEP)
        with real_house(tmp_path / "hem", site=site) as house:
            assert remind(house, NOW).complete


class TestGoesOn:
    def test_a_home_that_was_moved_or_copied_whole_is_itself(self, doubted):
        moved = replace_home(doubted)
        with real_house(moved) as house:
            assert remind(house, at(SECOND_STEP)).complete
        assert len(mails(moved)) == 6

    def test_a_dry_run_is_stopped_by_nothing(self, doubted):
        doubted.take_away()
        with doubted.house() as house:
            assert remind(house, at(SECOND_STEP), dry_run=True).batch.messages

    def test_a_mailbox_that_does_not_answer_stops_nothing(self):
        ledger = FakeLedger()
        box = FakeOutbox(blind=True)
        house = fake_house(ledger=ledger, box=box)
        assert remind(house, NOW).complete


def replace_home(doubted: Doubted) -> Path:
    moved = doubted.home.with_name("flyttat")
    shutil.copytree(doubted.home, moved)
    return moved


def resuming(house: House) -> Resuming:
    return Resuming(house.reminding, house.inbox, house.reader, house.post, house.past)


class TestTold:
    """Whoever reads the account or asks how it stands learns that the memory was put back."""

    def test_after_a_restore(self, doubted, tmp_path):
        doubted.put_back()
        with doubted.house() as house:
            resume(resuming(house), "Eva", on(at(SECOND_STEP + DAY)))
            (restored,) = house.lineage.remembered(PLAN).restored
            assert restored == Restored(SECOND_STEP + DAY, "Eva", Replayed(FIRST_STEP, sent=3))
            sentence = (
                "Databasen togs i bruk igen den 24 juni 2026 av Eva, från en kopia som minns till och med den 1 juni "
                "2026: inget svar lästes om ur brevlådan, tre mejl där räknades som skickade."
            )
            assert restored_told(restored) == sentence
            summarise(house, 2026, tmp_path, SECOND_STEP + DAY)
            assert sentence in words(tmp_path / "redovisning-2026.docx")
            summarise(house, 2025, tmp_path, SECOND_STEP + DAY)
            assert "togs i bruk igen" not in words(tmp_path / "redovisning-2025.docx")

    def test_after_a_ledger_was_deleted_every_year_is_told_anew(self, doubted, tmp_path):
        doubted.take_away()
        with doubted.house() as house:
            resume(resuming(house), "Eva", on(at(SECOND_STEP + DAY)))
            summarise(house, 2025, tmp_path, SECOND_STEP + DAY)
        assert "av Eva, utan någon kopia: inget svar" in words(tmp_path / "redovisning-2025.docx")

    def test_one_of_each_and_a_question(self):
        told = restored_told(Restored(FIRST_STEP, "Eva", Replayed(None, answers=1, sent=1, questions=1)))
        assert told.endswith(
            "ett svar lästes om ur brevlådan, ett mejl där räknades som skickat och en person tillfrågades om ett."
        )


def words(document: Path) -> str:
    return "\n".join(paragraph.text for paragraph in Document(document).paragraphs)


class TestResuming:
    def test_nobody_named_is_told_so_and_nothing_is_done(self, doubted):
        doubted.put_back()
        with doubted.house() as house:
            with pytest.raises(UsageError, match="--by NAMN"):
                resume(resuming(house), " ", on(at(SECOND_STEP + DAY)))
            assert how_it_stands(house.reminding, on(at(SECOND_STEP))).verdict.standing is Standing.OLDER

    def test_nor_is_anything_done_during_a_trial(self, doubted):
        doubted.put_back()
        with doubted.house(redirect_all_to="prov@prov.example") as house:
            before = house.lineage.remembered(PLAN)
            with pytest.raises(UsageError, match="PAMINN_REDIRECT_ALL_TO är satt"):
                resume(resuming(house), "Eva", on(at(SECOND_STEP + DAY)))
            assert house.lineage.remembered(PLAN) == before

    def test_a_memory_that_is_as_it_should_is_left_alone(self, doubted):
        with doubted.house() as house:
            before = house.lineage.remembered(PLAN)
            report = resume(resuming(house), "Eva", on(at(SECOND_STEP + DAY)))
            assert (report.mark, house.lineage.remembered(PLAN)) == (None, before)

    @pytest.mark.pain(1)
    def test_what_the_mailbox_has_is_not_sent_again_after_a_restore(self, doubted):
        doubted.put_back()
        with doubted.house() as house:
            report = resume(resuming(house), "Eva", on(at(SECOND_STEP + DAY)))
            assert {(message.day, message.owner) for message in report.as_sent} == {
                (SECOND_STEP, owner) for owner in ("Chef", "Vice", "Teamet")
            }
            assert report.unsure == ()
            assert remind(house, at(SECOND_STEP + DAY)).batch.messages == ()
            remembered = house.lineage.remembered(PLAN)
            assert remembered.mark == remembered.home == report.mark
        assert len(mails(doubted.home)) == 6

    @pytest.mark.pain(1)
    def test_nor_when_the_ledger_was_deleted(self, doubted):
        doubted.take_away()
        doubted.lose_the_homes_mark()
        with doubted.house() as house:
            report = resume(resuming(house), "Eva", on(at(SECOND_STEP + DAY)))
            assert len(report.as_sent) == 6
            assert remind(house, at(SECOND_STEP + DAY)).batch.messages == ()

    @pytest.mark.pain(1)
    @pytest.mark.parametrize("how", ["put_back", "take_away"])
    def test_nor_what_went_earlier_the_very_day(self, doubted, how):
        getattr(doubted, how)()
        with doubted.house() as house:
            report = resume(resuming(house), "Eva", on(at(SECOND_STEP, 15)))
            assert len([message for message in report.as_sent if message.day == SECOND_STEP]) == 3
            assert remind(house, at(SECOND_STEP, 15)).batch.messages == ()
        assert len(mails(doubted.home)) == 6

    def changed(self, doubted: Doubted, old: bytes, new: bytes) -> None:
        """Chef's mail of SECOND_STEP says something else than what the plan gives."""
        for file in (doubted.home / "outbox" / "new").glob(f"{SECOND_STEP.isoformat()}.*"):
            raw = file.read_bytes()
            if b"chef@prov.example" in raw:
                assert old in raw
                file.write_bytes(raw.replace(old, new, 1))

    @pytest.mark.parametrize("answer", ["sent", "unsent"])
    @pytest.mark.parametrize("new", [b"; 2026-06-23\r\n a1b2c3", b"; 2026-06-22\r\n", b"; inget\r\n"])
    def test_a_copy_that_does_not_agree_with_the_plan_is_a_persons_question(self, doubted, new, answer):
        self.changed(doubted, b"; 2026-06-23\r\n", new)
        doubted.put_back()
        later = at(SECOND_STEP + 2 * DAY)
        with doubted.house() as house:
            report = resume(resuming(house), "Eva", on(at(SECOND_STEP + DAY)))
            assert [message.owner for message in report.otherwise] == ["Chef"]
            assert [message.owner for message in report.as_sent] == ["Vice", "Teamet"]
            # A look in the mailbox, where one of that key lies, settles nothing.
            assert not remind(house, at(SECOND_STEP + DAY)).complete
            (question,) = open_outcomes(house.plan, house.dispatch, SECOND_STEP + DAY)
            assert question.failure == Failure(Cause.COPY_DIFFERS)
            assert len(mails(doubted.home)) == 6
            tell(house.plan, house.memory, house.delivery, str(question.number), answer, "Eva", on(later))
            assert remind(house, later).complete
        assert len(mails(doubted.home)) == (6 if answer == "sent" else 7)

    def test_a_goal_that_has_left_the_plan_since_is_one(self, doubted):
        doubted.put_back()
        with real_house(doubted.home, plan_files({"1.1": ("Chef", "Vice")})) as house:
            report = resume(resuming(house), "Eva", on(at(SECOND_STEP + DAY)))
            # What was adopted holds, so the mails agree with it.
            assert report.otherwise == ()
        doubted.take_away()
        with real_house(doubted.home, plan_files({"1.1": ("Chef", "Vice")})) as house:
            report = resume(resuming(house), "Eva", on(at(SECOND_STEP + DAY)))
            assert {message.owner for message in report.otherwise} == {"Chef"}
            assert {message.owner for message in report.as_sent} == {"Vice"}
            assert remind(house, at(SECOND_STEP + DAY)).batch.messages == ()

    def test_a_role_that_has_changed_hands_since_is_one(self, doubted):
        """The mail went to the one who held it, and whoever holds it now has had none."""
        doubted.put_back()
        people = {**PEOPLE, "Chef": ("ny.chef@prov.example",)}
        with real_house(doubted.home, plan_files(people=people)) as house:
            report = resume(resuming(house), "Eva", on(at(SECOND_STEP + DAY)))
            assert [message.owner for message in report.otherwise] == ["Chef"]
            remind(house, at(SECOND_STEP + DAY))
        assert len(mails(doubted.home)) == 6

    def test_a_mailbox_that_shows_nothing_of_ours_proves_nothing(self):
        ledger = FakeLedger()
        lineage = FakeLineage(ledger, told_home=Mark("c" * 16, 9))
        house = fake_house(ledger=ledger, lineage=lineage)
        report = resume(resuming(house), "Eva", on(at(FIRST_STEP + DAY)))
        assert {message.owner for message in report.unsure} == {"Chef", "Vice", "Teamet"}
        assert remind(house, at(FIRST_STEP + DAY)).batch.messages == ()

    def test_the_answers_that_were_read_since_are_found_and_taken_once(self, doubted):
        chefs = next(raw for raw in mails(doubted.home) if b"chef@" in raw)
        answer = reply("1.1: Pågår. Snart.", f"SV: {opened(chefs)['Subject']}")
        (doubted.home / "inbox" / "new").mkdir(parents=True, exist_ok=True)
        (doubted.home / "inbox" / "new" / "1.eml").write_bytes(answer)
        with doubted.house() as house:
            collect(house, at(SECOND_STEP))
            assert len(house.memory.answers(PLAN)) == 1
        doubted.put_back()
        with doubted.house() as house:
            assert house.memory.answers(PLAN) == ()
            assert resume(resuming(house), "Eva", on(at(SECOND_STEP + DAY))).answers == 1
            assert [answer.text for answer in house.memory.answers(PLAN)] == ["Pågår. Snart."]
            assert resume(resuming(house), "Eva", on(at(SECOND_STEP + DAY))).answers == 0

    def test_what_nobody_can_tell_of_is_asked_about_and_not_sent(self):
        """SMTP without a mailbox that can be read, and a home that remembers more than the ledger."""
        ledger = FakeLedger()
        lineage = FakeLineage(ledger, told_home=Mark("c" * 16, 9))
        house = fake_house(ledger=ledger, box=FakeOutbox(blind=True), lineage=lineage)
        report = resume(resuming(house), "Eva", on(at(FIRST_STEP + DAY)))
        assert len(report.unsure) > 0
        states = {message.state for message in ledger.sent(PLAN)}
        assert states == {State.ALERT}

    def test_a_day_when_nothing_was_sent_is_reminded_of_now(self, doubted):
        """The copy in the mailbox is what counts, not that the day has passed."""
        doubted.put_back()
        for file in (doubted.home / "outbox" / "new").glob(f"{SECOND_STEP.isoformat()}.*"):
            file.unlink()
        with doubted.house() as house:
            report = resume(resuming(house), "Eva", on(at(SECOND_STEP + DAY)))
            assert report.as_sent == ()
            assert len(remind(house, at(SECOND_STEP + DAY)).batch.messages) > 0


@pytest.mark.parametrize("box", ["folder", "fake"])
def test_a_mail_door_tells_the_newest_of_our_own(box, tmp_path):
    with real_house(tmp_path) as house:
        if box == "fake":
            house = fake_house()
        remind(house, NOW)
        remind(house, at(SECOND_STEP))
        newest = house.mailbox.own_mails(date(2026, 1, 1))
        assert len(newest) == 6
        serials = [mail.serial for mail in newest]
        assert serials == sorted(serials, reverse=True)
        assert {mail.plan for mail in newest} == {PLAN}
        assert len(house.mailbox.own_mails(SECOND_STEP)) == 3
        assert house.mailbox.own_mails(SECOND_STEP + DAY) == []


def test_what_is_prepared_and_never_sent_leaves_no_trace():
    house = fake_house()
    prepare(house, NOW, recover_first=False)
    assert house.lineage.remembered(PLAN).mark is None
