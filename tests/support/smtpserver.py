"""A real SMTP server on loopback whose behaviour a test scripts, and a certificate authority of our own."""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass
class Script:
    """What the server answers, and what it saw. An answer of "drop" breaks the connection without a word."""

    rcpt: dict[str, str] = field(default_factory=dict)  # address → answer, once each
    mail: list[str] = field(default_factory=list)  # the answers to the first senders
    begin: list[str] = field(default_factory=list)  # to the first DATA; "cut": hang up in the middle of the text
    data: list[str] = field(default_factory=list)  # to the first texts, then 250; "wait": take it, say nothing
    after: list[str] = field(default_factory=list)  # "drop": hang up once a message has been accepted
    lines: int = 1_000_000  # how many connections it takes, of all that ever come
    reports: bool = False  # whether it offers DSN (RFC 3461), which aiosmtpd knows nothing of
    said: list[str] = field(default_factory=list)  # every MAIL, RCPT, DATA and RSET as it came
    got: list[tuple[tuple[str, ...], bytes]] = field(default_factory=list)
    connections: set[object] = field(default_factory=set)
    encrypted: list[bool] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)

    async def handle_EHLO(self, server: Any, session: Any, envelope: Any, name: str, told: list[str]) -> list[str]:
        session.host_name = name
        return [*told[:-1], "250-DSN", told[-1]] if self.reports else told

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        self.connections.add(session.peer)
        answer = self.rcpt.pop(address, "")
        if answer == "drop":
            server.transport.abort()
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        answer = self.data.pop(0) if self.data else "250 OK"
        if answer in ("250 OK", "drop", "wait"):
            self.got.append((tuple(envelope.rcpt_tos), envelope.content))
            self.encrypted.append(session.ssl is not None)
        if answer == "wait":
            await asyncio.sleep(0.4)
        if answer in ("drop", "wait"):
            server.transport.abort()
        elif self.after and self.after.pop(0) == "drop":
            server.loop.call_later(0.02, server.transport.abort)
        return answer

    def authenticate(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        self.logins.append((data.login.decode(), data.password.decode()))
        return AuthResult(success=data.password == b"hemligt", handled=False)


class _Scripted(SMTP):
    """aiosmtpd, with its commands written down and what it cannot be scripted to do."""

    event_handler: Script

    async def smtp_MAIL(self, arg: str) -> None:
        self.event_handler.said.append(f"MAIL {arg}")
        if self.event_handler.mail:
            await self.push(self.event_handler.mail.pop(0))
        else:
            await super().smtp_MAIL(self._without_reports(arg))

    async def smtp_RCPT(self, arg: str) -> None:
        self.event_handler.said.append(f"RCPT {arg}")
        await super().smtp_RCPT(self._without_reports(arg))

    async def smtp_RSET(self, arg: str) -> None:
        self.event_handler.said.append("RSET")
        await super().smtp_RSET(arg)

    async def smtp_DATA(self, arg: str) -> None:
        self.event_handler.said.append("DATA")
        answer = self.event_handler.begin.pop(0) if self.event_handler.begin else ""
        if answer == "cut":
            await self.push("354 Go on")
            await self._reader.readline()
        if answer in ("cut", "drop"):
            self.transport.abort()
        elif answer:
            await self.push(answer)
        else:
            await super().smtp_DATA(arg)

    def _without_reports(self, arg: str) -> str:
        return re.sub(r" (?:RET|ENVID|NOTIFY)=\S+", "", arg) if self.event_handler.reports else arg


class _Full(asyncio.Protocol):
    """Says no at the door, as Exchange does to a fourth connection."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        transport.write(b"421 4.3.2 Concurrent connections limit exceeded\r\n")
        transport.close()


@contextmanager
def serving(script: Script, *, tls: ssl.SSLContext | None = None, **options: Any) -> Iterator[int]:
    """The server's port while it runs. `tls` is for encryption from the first byte; the rest is aiosmtpd's own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    made: list[_Scripted] = []

    def connected() -> asyncio.BaseProtocol:
        if len(made) == script.lines:
            return _Full()
        made.append(_Scripted(script, hostname="prov", loop=loop, **options))
        return made[-1]

    async def start() -> asyncio.Server:
        return await loop.create_server(connected, "127.0.0.1", 0, ssl=tls)

    async def stop() -> None:
        server.close()
        for one in made:
            if one.transport is not None:
                one.transport.abort()
        await server.wait_closed()
        mine = asyncio.current_task()
        await asyncio.wait(
            [*(task for task in asyncio.all_tasks() if task is not mine), asyncio.ensure_future(asyncio.sleep(0))]
        )

    server = asyncio.run_coroutine_threadsafe(start(), loop).result(5)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        asyncio.run_coroutine_threadsafe(stop(), loop).result(5)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        loop.close()


def free_port() -> int:
    """A port where nobody answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def make_authority(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """(the authority's certificate as a file, what a server on 127.0.0.1 shows that it signed)."""
    now = datetime.now(UTC)
    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Provets utfardare")])
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    ca_id = x509.SubjectKeyIdentifier.from_public_key(ca_key.public_key())

    def builder(subject: x509.Name, public: Any) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder(subject_name=subject, issuer_name=ca_name, public_key=public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(hours=1))
            .not_valid_after(now + timedelta(days=1))
        )

    usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
    authority = (
        builder(ca_name, ca_key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(ca_id, critical=False)
        .sign(ca_key, hashes.SHA256())
    )
    server = (
        builder(name, key.public_key())
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(ca_id), critical=False)
        .sign(ca_key, hashes.SHA256())
    )
    trusted, chain, private = folder / "ca.pem", folder / "server.pem", folder / "server.key"
    pem = serialization.Encoding.PEM
    trusted.write_bytes(authority.public_bytes(pem))
    chain.write_bytes(server.public_bytes(pem))
    private.write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, private)
    return trusted, context
