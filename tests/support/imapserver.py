"""A small real IMAP server on loopback: as strict as a big one about what it knows, and scripted to fail."""

from __future__ import annotations

import base64
import re
import socket
import socketserver
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from email.utils import parsedate_to_datetime

_WORD = re.compile(rb'"((?:[^"\\]|\\.)*)"|\([^)]*\)|\S+')


@dataclass
class Folder:
    mails: dict[int, bytes] = field(default_factory=dict)
    validity: int = 17
    flags: dict[int, set[str]] = field(default_factory=dict)
    closed: bool = False  # listed, but only holds other folders
    last: int = 0

    def put(self, raw: bytes) -> int:
        self.last += 1
        self.mails[self.last] = raw
        self.flags[self.last] = set()
        return self.last


@dataclass
class Post:
    """What the server holds, offers and answers, and what it saw.

    `answers`: command → what it answers next instead of doing it. "drop" hangs up, "done and drop" after having done
    it, "wait" says nothing for a while. `style`: "plain", or "odd" for what the standard allows and few servers do.
    """

    folders: dict[str, Folder] = field(default_factory=lambda: {"INBOX": Folder(), "Sent": Folder()})
    offers: tuple[str, ...] = ("UIDPLUS", "MOVE", "NAMESPACE")
    first_offers: tuple[str, ...] = ("AUTH=PLAIN", "AUTH=XOAUTH2")
    answers: dict[str, list[str]] = field(default_factory=dict)
    user: str = "påminn"
    password: str = "hemligt åäö"
    token: str = "ett-giltigt-bevis"
    prefix: str = ""
    style: str = "plain"
    said: list[str] = field(default_factory=list)
    logins: list[tuple[str, bool]] = field(default_factory=list)  # (how, encrypted)
    connections: int = 0

    @property
    def inbox(self) -> Folder:
        return self.folders["INBOX"]


class _Drop(Exception):
    pass


class _Talk(socketserver.StreamRequestHandler):
    post: Post
    tls: ssl.SSLContext | None
    starttls: ssl.SSLContext | None
    disable_nagle_algorithm = True

    def handle(self) -> None:
        self.post.connections += 1
        self.encrypted, self.known = False, False
        self.folder: Folder | None = None
        self.readonly = False
        try:
            if self.tls:
                self._encrypt(self.tls)
            self._tell("* OK prov")
            while line := self.rfile.readline():
                tag, _, rest = line.rstrip(b"\r\n").partition(b" ")
                self._obey(tag.decode(), rest)
        except (OSError, _Drop, UnicodeDecodeError, IndexError):  # the last two: what came is no IMAP
            pass
        finally:
            self.request.close()

    def _encrypt(self, context: ssl.SSLContext) -> None:
        self.request = context.wrap_socket(self.request, server_side=True)
        self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb", 0)
        self.encrypted = True

    def _tell(self, line: str | bytes) -> None:
        self.wfile.write((line if isinstance(line, bytes) else line.encode()) + b"\r\n")

    def _obey(self, tag: str, rest: bytes) -> None:
        words = [_word(found) for found in _WORD.finditer(rest)]
        name, words = words[0].upper(), words[1:]
        if name == "UID":
            name, words = f"UID {words[0].upper()}", words[1:]
        self.post.said.append(" ".join([name, *words]) if name not in ("LOGIN", "AUTHENTICATE") else name)
        scripted = self.post.answers.get(name, [])
        answer = scripted.pop(0) if scripted else ""
        if answer == "drop":
            raise _Drop
        if answer == "wait":
            time.sleep(0.4)
            raise _Drop
        if answer and answer != "done and drop":
            self._tell(f"{tag} {answer}")
            return
        done = getattr(self, "_" + name.lower().replace(" ", "_"), None)
        told = done(words) if done and self._may(name) else f"BAD {name}"
        if answer:
            raise _Drop
        self._tell(f"{tag} {told or 'OK klart'}")
        if name == "STARTTLS":
            self._encrypt(self.starttls)
        if name == "LOGOUT":
            raise _Drop

    def _may(self, name: str) -> bool:
        if name in ("CAPABILITY", "LOGOUT", "NOOP"):
            return True
        if name in ("STARTTLS", "LOGIN", "AUTHENTICATE"):
            return not self.known
        if name in ("SEARCH", "FETCH") or name.startswith("UID"):
            return self.folder is not None
        return self.known

    def _capability(self, words: list[str]) -> None:
        starttls = ("STARTTLS",) if self.starttls and not self.encrypted else ()
        offered = self.post.offers if self.known else (*self.post.first_offers, *starttls)
        self._tell(" ".join(["* CAPABILITY IMAP4rev1", *offered]))

    def _starttls(self, words: list[str]) -> str:
        return "" if self.starttls and not self.encrypted else "BAD ingen kryptering"

    def _login(self, words: list[str]) -> str:
        return self._let_in("LOGIN", words == [self.post.user, self.post.password])

    def _authenticate(self, words: list[str]) -> str:
        if f"AUTH={words[0]}" not in self.post.first_offers:
            return "BAD okänt sätt"
        self._tell("+ ")
        if hasattr(socket, "TCP_QUICKACK"):
            # imaplib answers in two small packets; else the second waits 40 ms for the first to be acknowledged.
            self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        given = base64.b64decode(self.rfile.readline()).decode()
        if words[0] == "PLAIN":
            return self._let_in("PLAIN", given == f"\0{self.post.user}\0{self.post.password}")
        fine = given == f"user={self.post.user}\1auth=Bearer {self.post.token}\1\1"
        if not fine:
            self._tell("+ " + base64.b64encode(b'{"status":"401"}').decode())
            assert self.rfile.readline() == b"\r\n"
        return self._let_in("XOAUTH2", fine)

    def _let_in(self, how: str, fine: bool) -> str:
        self.post.logins.append((how, self.encrypted))
        self.known = fine
        return "" if fine else f"NO [AUTHENTICATIONFAILED] {self.post.user} fel"

    def _logout(self, words: list[str]) -> None:
        self._tell("* BYE")

    def _noop(self, words: list[str]) -> None:
        pass

    def _namespace(self, words: list[str]) -> None:
        self._tell(f'* NAMESPACE (("{self.post.prefix}" ".")) NIL NIL')

    def _list(self, words: list[str]) -> None:
        for name, folder in self.post.folders.items():
            flags = r"\Noselect" if folder.closed else r"\HasNoChildren"
            spelt = f"{{{len(name)}}}\r\n{name}" if self.post.style == "odd" else f'"{_escaped(name)}"'
            self._tell(f'* LIST ({flags}) "." {spelt}')

    def _create(self, words: list[str]) -> str:
        if words[0] in self.post.folders or not words[0].startswith(self.post.prefix):
            return "NO finns eller får inte finnas"
        self.post.folders[words[0]] = Folder()
        return ""

    def _subscribe(self, words: list[str]) -> None:
        pass

    def _select(self, words: list[str], readonly: bool = False) -> str:
        self.folder = self.post.folders.get(words[0])
        if self.folder is None or self.folder.closed:
            self.folder = None
            return "NO finns inte"
        self.readonly = readonly
        self._tell(f"* {len(self.folder.mails)} EXISTS")
        self._tell(f"* OK [UIDVALIDITY {self.folder.validity}] giltig")
        return "OK [READ-ONLY] klart" if readonly else "OK [READ-WRITE] klart"

    def _examine(self, words: list[str]) -> str:
        return self._select(words, readonly=True)

    def _search(self, words: list[str]) -> str:
        if words[0] == "SINCE":
            return self._search_since(words)
        if not (len(words) == 7 and words[0] == "OR" and words[1] == words[4] == "HEADER"):
            return "BAD okänd fråga"
        found = []
        for number, raw in enumerate(list(self.folder.mails.values()), start=1):
            mail = message_from_bytes(raw)
            if any(words[at + 1].lower() in str(mail[words[at]] or "").lower() for at in (2, 5)):
                found.append(str(number))
        self._tell(" ".join(["* SEARCH", *found]))
        return ""

    def _uid_search(self, words: list[str]) -> str:
        """A header that contains some text, as servers look for it."""
        if len(words) != 3 or words[0] != "HEADER":
            return "BAD okänd fråga"
        found = []
        for uid, raw in self.folder.mails.items():
            if words[2].lower() in str(message_from_bytes(raw)[words[1]] or "").lower():
                found.append(str(uid))
        self._tell(" ".join(["* SEARCH", *found]))
        return ""

    def _search_since(self, words: list[str]) -> str:
        """By the mail's own Date: this server has no other."""
        if len(words) != 5 or words[2] != "HEADER" or not re.fullmatch(r"\d+-[A-Z][a-z]{2}-\d{4}", words[1]):
            return "BAD okänd fråga"
        since = datetime.strptime(words[1], "%d-%b-%Y").date()  # noqa: DTZ007 - a day has no zone
        found = []
        for number, raw in enumerate(list(self.folder.mails.values()), start=1):
            mail = message_from_bytes(raw)
            if mail[words[3]] is not None and parsedate_to_datetime(mail["Date"]).date() >= since:
                found.append(str(number))
        self._tell(" ".join(["* SEARCH", *found]))
        return ""

    def _heads(self, numbers: str, names: str) -> None:
        uids = list(self.folder.mails)
        wanted = names.upper().split()
        for number in sorted(int(number) for number in numbers.split(",")):
            mail = message_from_bytes(self.folder.mails[uids[number - 1]])
            lines = [f"{name}: {value}\r\n" for name, value in mail.items() if name.upper() in wanted]
            head = ("".join(lines) + "\r\n").encode()
            self._tell(b"* %d FETCH (BODY[HEADER.FIELDS (%s)] {%d}\r\n%s)" % (number, names.encode(), len(head), head))

    def _fetch(self, words: list[str]) -> str:
        heads = re.fullmatch(r"\(BODY\.PEEK\[HEADER\.FIELDS \((.+)\)\]\)", "".join(words[1:]))
        if heads:
            self._heads(words[0], heads[1])
            return ""
        first, _, last = words[0].partition(":")
        uids = list(self.folder.mails)
        if words[1] != "(UID RFC822.SIZE)" or not int(first) <= int(last) <= len(uids):
            return "BAD okänd fråga"
        numbers = range(int(first), int(last) + 1)
        for number in reversed(numbers) if self.post.style == "odd" else numbers:
            uid = uids[number - 1]
            self._tell(f"* {number} FETCH (UID {uid} RFC822.SIZE {len(self.folder.mails[uid])})")
        return ""

    def _uid_fetch(self, words: list[str]) -> str:
        part = re.fullmatch(r"\(UID(?: BODY\.PEEK\[\]<0\.(\d+)>)?\)", words[1])
        if part is None:
            return "BAD okänd fråga"
        for number, (uid, raw) in enumerate(list(self.folder.mails.items()), start=1):
            if str(uid) not in words[0].split(","):
                continue
            if part[1] is None:
                self._tell(f"* {number} FETCH (UID {uid})")
            else:
                self._give(number, uid, raw[: int(part[1])])
        return ""

    def _give(self, number: int, uid: int, raw: bytes) -> None:
        if self.post.style != "odd":
            self._tell(b"* %d FETCH (UID %d BODY[]<0> {%d}\r\n%s)" % (number, uid, len(raw), raw))
            return
        self._tell(f"* {number} FETCH (FLAGS (\\Seen))")
        if raw.isascii() and raw.decode().isprintable():
            self._tell(f'* {number} FETCH (UID {uid} BODY[]<0> "{_escaped(raw.decode())}")')
        else:
            self._tell(b"* %d FETCH (BODY[]<0> {%d}\r\n%s UID %d)" % (number, len(raw), raw, uid))

    def _uid_move(self, words: list[str]) -> str:
        if "MOVE" not in self.post.offers or self.readonly:
            return "BAD flyttar inte"
        told = self._uid_copy(words)
        if not told and int(words[0]) in self.folder.mails:
            self._remove(int(words[0]))
        return told

    def _uid_copy(self, words: list[str]) -> str:
        target = self.post.folders.get(words[1])
        if target is None:
            return "NO [TRYCREATE] finns inte"
        if int(words[0]) in self.folder.mails:
            target.put(self.folder.mails[int(words[0])])
        return ""

    def _uid_store(self, words: list[str]) -> str:
        if words[1:] != ["+FLAGS.SILENT", r"(\Deleted)"] or self.readonly:
            return "BAD okänd märkning"
        if int(words[0]) in self.folder.mails:
            self.folder.flags[int(words[0])].add("deleted")
        return ""

    def _uid_expunge(self, words: list[str]) -> str:
        if "UIDPLUS" not in self.post.offers:
            return "BAD kan inte"
        uid = int(words[0])
        if uid in self.folder.mails and "deleted" in self.folder.flags[uid]:
            self._remove(uid)
        return ""

    def _remove(self, uid: int) -> None:
        number = list(self.folder.mails).index(uid) + 1
        del self.folder.mails[uid]
        self._tell(f"* {number} EXPUNGE")


def _word(found: re.Match[bytes]) -> str:
    quoted = found[1] is not None
    return re.sub(r"\\(.)", r"\1", found[1].decode()) if quoted else found[0].decode()


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = False
    block_on_close = True

    def handle_error(self, request: object, client_address: object) -> None:
        raise  # a fault of this server is a fault of the test


@contextmanager
def imap(
    post: Post, *, tls: ssl.SSLContext | None = None, starttls: ssl.SSLContext | None = None, host: str = "127.0.0.1"
) -> Iterator[int]:
    """The server's port while it runs."""
    handler = type("Talk", (_Talk,), {"post": post, "tls": tls, "starttls": starttls})
    with _Server((host, 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.002})
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join(5)
