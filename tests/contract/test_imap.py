"""The mailbox over IMAP: who gets the password, what is found, how mail is read and moved, and every fault told."""

from __future__ import annotations

import re
from contextlib import ExitStack, contextmanager
from datetime import date
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

import pytest

from paminn.channels.imap import ImapMailbox, MailboxError
from paminn.channels.imap_inbox import ImapInbox
from paminn.errors import DeliveryError, StorageError, UsageError
from paminn.failure import Cause, Failure
from paminn.reminders.message import KEY_HEADER, PLAN_HEADER
from tests.support.houses import DUE, FIRST_STEP, SECOND_STEP, at, outgoing
from tests.support.imapserver import Folder, Post, imap
from tests.support.smtpserver import free_port, make_authority

pytestmark = pytest.mark.slow

LOGIN = "p%C3%A5minn:hemligt%20%C3%A5%C3%A4%C3%B6"
MESSAGE_ID, KEY = "<abc@prov.example>", "0123abcd"


@contextmanager
def mailbox_on(post, *, tls=None, starttls=None, login=LOGIN, **options):
    with imap(post, tls=tls, starttls=starttls) as port:
        scheme = "imaps" if tls else "imap"
        mailbox = ImapMailbox(f"{scheme}://{login}@127.0.0.1:{port}", **{"timeout": 5, **options})
        try:
            yield mailbox
        finally:
            mailbox.close()


@pytest.fixture
def post():
    return Post()


@pytest.fixture
def mailbox(post):
    with mailbox_on(post) as mailbox:
        yield mailbox


@pytest.fixture
def inbox(mailbox):
    return ImapInbox(mailbox)


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return make_authority(tmp_path_factory.mktemp("ca"))


def mail(message_id="<annat@prov.example>", **headers):
    lines = [f"Message-ID: {message_id}", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", "text", ""]).encode()


class TestLogin:
    def test_a_password_with_swedish_letters_is_taken(self, post, mailbox):
        assert mailbox.holds(MESSAGE_ID, KEY) is False
        assert [how for how, _ in post.logins] == ["PLAIN"]

    def test_a_server_that_only_knows_the_old_way_is_met(self, post):
        post.first_offers, post.user, post.password = (), 'pa "minn', 'hem\\"ligt'
        with mailbox_on(post, login="pa%20%22minn:hem%5C%22ligt") as mailbox:
            assert mailbox.holds(MESSAGE_ID, KEY) is False
        assert [how for how, _ in post.logins] == ["LOGIN"]

    def test_a_token_stands_in_for_the_password(self, post):
        with mailbox_on(post, token=lambda: post.token, login="p%C3%A5minn") as mailbox:
            assert mailbox.holds(MESSAGE_ID, KEY) is False
        assert [how for how, _ in post.logins] == ["XOAUTH2"]

    @pytest.mark.parametrize("offers", [("AUTH=PLAIN", "AUTH=XOAUTH2"), ()])
    def test_what_is_refused_is_told_without_user_or_password(self, post, offers):
        post.password, post.first_offers = "ett annat", offers
        with mailbox_on(post) as mailbox, pytest.raises(MailboxError, match=r"Inloggningen .+ nekades") as told:
            mailbox.holds(MESSAGE_ID, KEY)
        assert not re.search("påminn@|hemligt|fel", str(told.value))
        assert told.value.__cause__ is None

    def test_a_refused_token_is_told_without_the_token(self, post):
        with (
            mailbox_on(post, token=lambda: "utgånget") as mailbox,
            pytest.raises(MailboxError, match=r"Inloggningen .+ nekades") as told,
        ):
            mailbox.holds(MESSAGE_ID, KEY)
        assert "utgånget" not in str(told.value)

    def test_a_token_that_cannot_be_had_is_told(self, post):
        def fails():
            raise DeliveryError(Failure(Cause.APP_CERTIFICATE_UNKNOWN, "AADSTS700027"))

        with mailbox_on(post, token=fails) as mailbox, pytest.raises(MailboxError, match="PAMINN_GRAPH_CERTIFICATE"):
            mailbox.holds(MESSAGE_ID, KEY)

    def test_one_that_was_refused_is_not_taken_for_logged_in(self, post):
        post.answers = {"AUTHENTICATE": ["NO senare"]}
        with mailbox_on(post) as mailbox:
            with pytest.raises(MailboxError):
                mailbox.holds(MESSAGE_ID, KEY)
            assert mailbox.holds(MESSAGE_ID, KEY) is False

    def test_nothing_in_it_shows_the_password(self, mailbox):
        shown = repr(mailbox) + repr(vars(mailbox))
        assert not re.search("hemligt|påminn", shown)

    @pytest.mark.parametrize("url", ["", "imaps://", "imap:///brevlåda"])
    def test_an_address_without_a_host_is_one_sentence(self, url):
        with pytest.raises(UsageError, match="PAMINN_IMAP_URL saknas"):
            ImapMailbox(url)


class TestEncryption:
    @pytest.mark.parametrize("how", ["tls", "starttls"])
    def test_the_password_goes_encrypted(self, authority, monkeypatch, post, how):
        trusted, context = authority
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        with mailbox_on(post, **{how: context}) as mailbox:
            assert mailbox.holds(MESSAGE_ID, KEY) is False
        assert post.logins == [("PLAIN", True)]

    @pytest.mark.parametrize("how", ["tls", "starttls"])
    def test_a_server_nobody_vouches_for_gets_no_password(self, authority, post, how):
        _, context = authority
        with mailbox_on(post, **{how: context}) as mailbox, pytest.raises(MailboxError, match="certifikat"):
            mailbox.holds(MESSAGE_ID, KEY)
        assert post.logins == []

    def test_a_server_elsewhere_without_encryption_gets_no_password(self, post):
        """127.0.0.2 is loopback, but not one of the names of this very machine."""
        with imap(post, host="127.0.0.2") as port:
            mailbox = ImapMailbox(f"imap://{LOGIN}@127.0.0.2:{port}", timeout=5)
            with pytest.raises(MailboxError, match="lösenordet skickas inte"):
                mailbox.holds(MESSAGE_ID, KEY)
            mailbox.close()
        assert post.logins == []


class TestOwnMails:
    @pytest.mark.parametrize("folder", ["INBOX", "klart", "Sent"])
    def test_the_newest_are_told_by_their_heads(self, post, mailbox, folder):
        place = post.folders.setdefault(folder, Folder())
        place.put(mail(MESSAGE_ID))
        place.put(marked(FIRST_STEP, "aaaaaaaaaaaaaaaa/4"))
        place.put(marked(SECOND_STEP, "aaaaaaaaaaaaaaaa/9"))
        assert [(one.lineage, one.serial) for one in mailbox.own_mails(FIRST_STEP)] == [("a" * 16, 9), ("a" * 16, 4)]
        assert [one.serial for one in mailbox.own_mails(SECOND_STEP)] == [9]
        assert mailbox.own_mails(DUE) == []

    def test_looking_changes_nothing(self, post, mailbox):
        post.inbox.put(marked(FIRST_STEP, "aaaaaaaaaaaaaaaa/4"))
        mailbox.own_mails(FIRST_STEP)
        assert not [said for said in post.said if said.startswith(("SELECT", "UID"))]

    def test_a_server_that_cannot_search_so_is_told_as_one_that_cannot_be_read(self, post, mailbox):
        post.answers["SEARCH"] = ["NO kan inte"]
        with pytest.raises(MailboxError):
            mailbox.own_mails(FIRST_STEP)


def marked(day: date, mark: str) -> bytes:
    made = EmailMessage(policy=SMTP)
    made["Date"] = format_datetime(at(day))
    made[PLAN_HEADER] = f"prov-plan; {mark}"
    made[KEY_HEADER] = f"{day:%Y%m%d}"
    made.set_content("Hej")
    return made.as_bytes()


class TestHolds:
    @pytest.mark.parametrize(
        "folder", ["INBOX", "klart", "Sent", "INBOX.Papperskorg", "P&AOU-minn", 'ett "namn" \\ till']
    )
    @pytest.mark.parametrize("style", ["plain", "odd"])
    def test_a_copy_is_found_in_whatever_folder_it_lies(self, post, mailbox, folder, style):
        post.style = style
        post.folders.setdefault(folder, Folder()).put(mail(MESSAGE_ID))
        assert mailbox.holds(MESSAGE_ID, KEY) is True
        assert mailbox.holds("<nagon-annan@prov.example>", "ffff") is False

    def test_a_copy_that_got_another_message_id_is_known_by_its_key(self, post, mailbox):
        post.inbox.put(mail("<servern-hittade-pa@post.example>", **{KEY_HEADER: KEY}))
        assert mailbox.holds(MESSAGE_ID, KEY) is True

    def test_an_answer_to_it_is_not_a_copy_of_it(self, post, mailbox):
        post.inbox.put(mail(**{"In-Reply-To": MESSAGE_ID, "References": MESSAGE_ID}))
        assert mailbox.holds(MESSAGE_ID, KEY) is False

    def test_what_the_mail_leaves_with_is_what_is_looked_for(self, post, mailbox):
        message = outgoing()
        post.inbox.put(message.raw)
        assert mailbox.holds(message.message_id, "ffff") is True
        assert mailbox.holds("<omskrivet@post.example>", message.key) is True

    def test_looking_changes_nothing(self, post, mailbox):
        post.inbox.put(mail(MESSAGE_ID))
        mailbox.holds(MESSAGE_ID, KEY)
        assert not [said for said in post.said if said.startswith(("SELECT", "UID"))]
        assert post.inbox.flags == {1: set()}

    def test_the_inbox_is_looked_in_first_then_where_the_last_copy_lay(self, post, mailbox):
        post.folders = {name: Folder() for name in ("Arkiv", "klart", "INBOX")}
        post.folders["klart"].put(mail(MESSAGE_ID))
        for _ in range(2):
            post.said.clear()
            assert mailbox.holds(MESSAGE_ID, KEY) is True
        assert [said for said in post.said if said.startswith("EXAMINE")] == ["EXAMINE INBOX", "EXAMINE klart"]

    def test_a_folder_that_only_holds_others_is_passed_by(self, post, mailbox):
        post.folders["Arkiv"] = Folder(closed=True)
        assert mailbox.holds(MESSAGE_ID, KEY) is False

    @pytest.mark.parametrize("command", ["LIST", "EXAMINE", "SEARCH"])
    @pytest.mark.parametrize("answer", ["NO [UNAVAILABLE] senare", "BAD vad"])
    def test_a_folder_that_cannot_be_looked_in_is_never_taken_for_an_empty_one(self, post, mailbox, command, answer):
        post.answers = {command: [answer]}
        with pytest.raises(MailboxError, match="går inte att läsa"):
            mailbox.holds(MESSAGE_ID, KEY)

    @pytest.mark.parametrize("command", ["AUTHENTICATE", "LIST", "EXAMINE", "SEARCH"])
    def test_a_line_that_breaks_is_told_and_the_next_look_is_a_new_one(self, post, mailbox, command):
        post.answers = {command: ["drop"]}
        with pytest.raises(MailboxError, match="svarar inte"):
            mailbox.holds(MESSAGE_ID, KEY)
        assert mailbox.holds(MESSAGE_ID, KEY) is False
        assert post.connections == 2

    def test_an_idle_connection_that_the_server_ended_is_opened_anew(self, post, mailbox):
        mailbox.holds(MESSAGE_ID, KEY)
        post.answers = {"LIST": ["drop"]}
        post.inbox.put(mail(MESSAGE_ID))
        assert mailbox.holds(MESSAGE_ID, KEY) is True
        assert post.connections == 2

    def test_a_server_that_says_nothing_is_not_waited_for_for_ever(self, post):
        post.answers = {"SEARCH": ["wait"]}
        with mailbox_on(post, timeout=0.2) as mailbox, pytest.raises(MailboxError, match="svarar inte"):
            mailbox.holds(MESSAGE_ID, KEY)

    def test_a_server_that_is_down_is_told_with_its_host_and_the_next_step(self):
        port = free_port()
        with pytest.raises(MailboxError, match=f"E-postservern 127.0.0.1:{port} svarar inte. Kontrollera") as told:
            ImapMailbox(f"imap://{LOGIN}@127.0.0.1:{port}", timeout=2).holds(MESSAGE_ID, KEY)
        assert isinstance(told.value, StorageError)
        assert told.value.failure == Failure(Cause.NO_ANSWER, f"127.0.0.1:{port}")

    def test_closing_twice_is_no_fault_and_the_mailbox_opens_again(self, post, mailbox):
        mailbox.close()
        mailbox.holds(MESSAGE_ID, KEY)
        mailbox.close()
        mailbox.close()
        assert mailbox.holds(MESSAGE_ID, KEY) is False


class TestReading:
    def test_more_mails_than_one_question_covers_are_all_read_in_order(self, post, inbox):
        mails = [b"nummer %d\r\n" % number for number in range(1_234)]
        for raw in mails:
            post.inbox.put(raw)
        assert [one.raw for one in inbox.unread()] == mails
        assert sum(said.startswith("FETCH") for said in post.said) == 2
        assert sum(said.startswith("UID FETCH") for said in post.said) == 13

    def test_large_mails_are_not_all_held_at_once(self, post, inbox):
        for _ in range(5):
            post.inbox.put(b"x" * 3_000_000)
        assert sum(len(one.raw) for one in inbox.unread()) == 15_000_000
        assert sum(said.startswith("UID FETCH") for said in post.said) == 5

    def test_a_mail_above_the_limit_is_its_first_bytes_and_the_rest_stays_in_the_mailbox(self, post, mailbox):
        inbox = ImapInbox(mailbox, limit=10)
        post.inbox.put(b"0123456789abcdef")
        (one,) = inbox.unread()
        assert one.raw == b"0123456789"
        inbox.file(one, "klart")
        assert list(post.folders["klart"].mails.values()) == [b"0123456789abcdef"]

    def test_what_few_servers_do_is_read_all_the_same(self, post, inbox):
        post.style = "odd"
        mails = [b'ett "citat" \\ till', b"", b"tv\xc3\xa5\r\n)\r\n", b"(UID 1)"]
        for raw in mails:
            post.inbox.put(raw)
        assert [one.raw for one in inbox.unread()] == mails

    def test_reading_marks_nothing(self, post, inbox):
        post.inbox.put(b"ett")
        list(inbox.unread())
        assert post.inbox.flags == {1: set()}
        assert all("PEEK" in said for said in post.said if "BODY" in said)

    def test_a_mail_that_somebody_else_moved_meanwhile_is_passed_by(self, post, inbox):
        for raw in (b"ett" * 2_000_000, b"tva"):
            post.inbox.put(raw)
        reading = inbox.unread()
        next(reading)
        del post.inbox.mails[2]
        assert list(reading) == []

    def test_one_that_the_server_cannot_give_keeps_none_back_and_is_told_at_the_end(self, post, inbox):
        for raw in (b"ett", b"tva", b"tre"):
            post.inbox.put(raw)
        post.answers = {"UID FETCH": ["NO trasigt", "", "NO trasigt"]}
        read = []
        with pytest.raises(StorageError, match="kunde inte lämna ut 1 av mejlen") as told:
            read.extend(one.raw for one in each(inbox, read))
        assert read == [b"ett", b"tre"]
        assert not isinstance(told.value, MailboxError)

    @pytest.mark.parametrize("command", ["SELECT", "FETCH", "UID FETCH"])
    def test_a_line_that_breaks_is_one_sentence_and_the_next_run_reads_on(self, post, inbox, command):
        post.inbox.put(b"ett")
        post.answers = {command: ["drop"]}
        with pytest.raises(StorageError, match="svarar inte"):
            list(inbox.unread())
        assert [one.raw for one in inbox.unread()] == [b"ett"]


def each(inbox, seen):
    """What is read, kept as it comes: the fault at the end must not take the rest with it."""
    for one in inbox.unread():
        seen.append(one.raw)
    return []


class TestFiling:
    @pytest.mark.parametrize("offers", [("MOVE",), ("UIDPLUS",), ("MOVE", "UIDPLUS", "NAMESPACE")])
    def test_every_way_of_moving_moves_that_mail_and_no_other(self, post, offers):
        post.offers = offers
        for raw in (b"ett", b"tva", b"tre"):
            post.inbox.put(raw)
        post.inbox.flags[1].add("deleted")  # somebody else's mark
        with mailbox_on(post) as mailbox:
            inbox = ImapInbox(mailbox)
            read = list(inbox.unread())
            inbox.file(read[1], "klart")
            inbox.file(read[1], "klart")
        assert post.inbox.mails == {1: b"ett", 3: b"tre"}
        assert list(post.folders["klart"].mails.values()) == [b"tva"]

    def test_a_server_that_cannot_move_one_mail_alone_is_not_used(self, post):
        post.offers = ()
        post.inbox.put(b"ett")
        with mailbox_on(post) as mailbox, pytest.raises(MailboxError, match="varken MOVE eller UIDPLUS"):
            list(ImapInbox(mailbox).unread())

    def test_the_folder_is_made_where_the_user_has_theirs(self, post):
        post.prefix = "INBOX."
        post.inbox.put(b"ett")
        with mailbox_on(post) as mailbox:
            inbox = ImapInbox(mailbox)
            (one,) = inbox.unread()
            inbox.file(one, "klart")
        assert list(post.folders["INBOX.klart"].mails.values()) == [b"ett"]

    def test_a_folder_may_have_a_swedish_name(self, post, inbox):
        post.inbox.put(b"ett")
        (one,) = inbox.unread()
        inbox.file(one, "Påminn & ”klart” ÅÄÖ Ͽ")
        assert list(post.folders["P&AOU-minn &- &IB0-klart&IB0- &AMUAxADW- &A,8-"].mails.values()) == [b"ett"]

    def test_a_mailbox_numbered_anew_has_no_wrong_mail_moved(self, post, inbox):
        post.inbox.put(b"ett")
        (one,) = inbox.unread()
        inbox._mailbox.close()
        post.inbox.validity += 1
        inbox.file(one, "klart")
        assert post.inbox.mails == {1: b"ett"}
        (again,) = inbox.unread()
        assert again.id != one.id

    def test_looking_for_copies_in_between_reads_no_wrong_mail(self, post, mailbox, inbox):
        for raw in (b"ett" * 2_000_000, b"tva"):
            post.inbox.put(raw)
            post.folders["Sent"].put(b"skickat")
        reading = inbox.unread()
        next(reading)
        mailbox.holds(MESSAGE_ID, KEY)
        assert [one.raw for one in reading] == [b"tva"]

    def test_looking_for_copies_in_between_moves_no_wrong_mail(self, post, mailbox, inbox):
        post.inbox.put(b"ett")
        post.folders["Sent"].put(b"skickat")
        (one,) = inbox.unread()
        mailbox.holds(MESSAGE_ID, KEY)
        inbox.file(one, "klart")
        assert list(post.folders["Sent"].mails.values()) == [b"skickat"]
        assert list(post.folders["klart"].mails.values()) == [b"ett"]

    @pytest.mark.parametrize("answer", ["drop", "done and drop"])
    def test_a_line_that_breaks_while_moving_loses_nothing(self, post, inbox, answer):
        post.folders["klart"] = Folder()
        post.inbox.put(b"ett")
        (one,) = inbox.unread()
        post.answers = {"UID MOVE": [answer]}
        with pytest.raises(StorageError, match="svarar inte"):
            inbox.file(one, "klart")
        for again in inbox.unread():
            inbox.file(again, "klart")
        assert list(post.folders["klart"].mails.values()) == [b"ett"]
        assert post.inbox.mails == {}

    def test_a_server_that_says_no_to_moving_what_somebody_else_moved_is_no_fault(self, post, inbox):
        post.inbox.put(b"ett")
        (one,) = inbox.unread()
        post.inbox.mails.clear()
        post.answers = {"UID MOVE": ["NO finns inte"] * 2}
        inbox.file(one, "klart")
        assert post.answers == {"UID MOVE": []}

    def test_a_full_mailbox_is_one_sentence_and_the_mail_stays(self, post, inbox):
        post.inbox.put(b"ett")
        (one,) = inbox.unread()
        post.answers = {"UID MOVE": ["NO [OVERQUOTA] fullt"] * 2}
        with pytest.raises(MailboxError, match="går inte att ändra"):
            inbox.file(one, "klart")
        assert post.inbox.mails == {1: b"ett"}

    def test_memory_does_not_grow_with_what_was_moved(self, post, mailbox, inbox):
        for _ in range(50):
            post.inbox.put(b"ett")
        for one in inbox.unread():
            inbox.file(one, "klart")
        assert sum(map(len, mailbox._connection.untagged_responses.values())) < 10


def test_the_server_itself_refuses_what_it_does_not_know(post):
    """A server that says yes to everything proves nothing."""
    import imaplib

    with imap(post) as port, ExitStack() as stack:
        talk = imaplib.IMAP4("127.0.0.1", port)
        stack.callback(talk.logout)
        talk.authenticate("PLAIN", lambda _: "\0påminn\0hemligt åäö".encode())
        talk.select()
        for asked in [("FETCH", "1", "(BODY[])"), ("STORE", "1", "+FLAGS", r"(\Seen)")]:
            with pytest.raises(imaplib.IMAP4.error):
                talk.uid(*asked)
        assert talk.select('"finns inte"')[0] == "NO"
