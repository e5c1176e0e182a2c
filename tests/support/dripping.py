"""A server on loopback that is never silent and never done: it says a byte now and then."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

_BETWEEN = 0.02  # seconds between two bytes

Talk = Callable[[socket.socket, threading.Event], None]


@contextmanager
def dripping(talk: Talk, tls: ssl.SSLContext | None = None) -> Iterator[int]:
    """The server's port. `talk` has each connection to itself, until it returns or the test is over."""
    over = threading.Event()
    threads: list[threading.Thread] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve(line: socket.socket) -> None:
            with line, suppress(OSError):
                if tls is None:
                    talk(line, over)
                    return
                with tls.wrap_socket(line, server_side=True) as encrypted:
                    talk(encrypted, over)

        def accept() -> None:
            with suppress(OSError):
                while True:
                    line, _ = server.accept()
                    if over.is_set():
                        line.close()
                        return
                    threads.append(threading.Thread(target=serve, args=(line,)))
                    threads[-1].start()

        threads.append(threading.Thread(target=accept))
        threads[0].start()
        port = server.getsockname()[1]
        try:
            yield port
        finally:
            over.set()
            socket.create_connection(("127.0.0.1", port)).close()
            for thread in threads:
                thread.join(5)


def drip(line: socket.socket, over: threading.Event, byte: bytes = b" ") -> None:
    """Until the other end has had enough."""
    while not over.wait(_BETWEEN):
        line.sendall(byte)


def smtp(until: str) -> Talk:
    """A mail server that drips instead of answering `until` (GREETING, EHLO, MAIL, RCPT, DATA, TEXT or QUIT)."""

    def talk(line: socket.socket, over: threading.Event) -> None:
        heard = line.makefile("rb")

        def answer(to: str, words: bytes) -> None:
            if to == until:
                drip(line, over, b"2")
            line.sendall(words)

        answer("GREETING", b"220 prov\r\n")
        while command := heard.readline()[:4].decode().upper():
            match command:
                case "EHLO":
                    answer(command, b"250 prov\r\n")
                case "DATA":
                    answer(command, b"354 go on\r\n")
                    while heard.readline() not in (b".\r\n", b""):
                        pass
                    answer("TEXT", b"250 OK\r\n")
                case _:
                    answer(command, b"250 OK\r\n")

    return talk


def imap(until: str) -> Talk:
    """A mailbox that drips instead of answering `until` (GREETING or a command)."""

    def talk(line: socket.socket, over: threading.Event) -> None:
        heard = line.makefile("rb")
        if until == "GREETING":
            drip(line, over)
        line.sendall(b"* OK prov\r\n")
        while command := heard.readline():
            tag, verb, *_ = command.split()
            name = verb.decode().upper()
            if name == until:
                line.sendall(b"* LIST () ")
                drip(line, over)
            if name == "CAPABILITY":
                line.sendall(b"* CAPABILITY IMAP4rev1\r\n")
            line.sendall(tag + b" OK done\r\n")

    return talk


def http(before: bytes) -> Talk:
    """A web server that says `before` and drips on; each request is read first."""

    def talk(line: socket.socket, over: threading.Event) -> None:
        line.recv(1 << 16)
        line.sendall(before)
        drip(line, over)

    return talk
