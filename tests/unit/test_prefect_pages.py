"""Prefect answers this machine by its own names, and no page but its own."""

from __future__ import annotations

import asyncio

import pytest

from paminn.up.prefect_pages import REFUSED, OnlyFromHere, pages_of

PORT = 4200


def answered(headers: list[tuple[str, str]], kind: str = "http") -> list[dict]:
    """All that is sent to a request; an app that is reached says so."""

    async def app(scope, receive, send) -> None:
        await send({"type": "reached"})

    sent: list[dict] = []

    async def send(message) -> None:
        sent.append(message)

    async def receive() -> dict:
        return {"type": "http.request"}

    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers]
    asyncio.run(OnlyFromHere(app, pages_of(PORT))({"type": kind, "headers": raw}, receive, send))
    return sent


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize(
    "host", ["127.0.0.1:4200", "localhost:4200", "LOCALHOST:4200", "[::1]:4200", "localhost", "127.0.0.1:5000"]
)
def test_this_machine_is_answered_by_any_of_its_names(host, kind):
    assert answered([("host", host)], kind) == [{"type": "reached"}]


@pytest.mark.parametrize(
    "host",
    ["ond.example", "ond.example:4200", "localhost.ond.example:4200", "127.0.0.1.ond.example", "ond@localhost:4200",
     "localhost:4200@ond.example", "127.0.0.1:4200/ond", "localhost:x", "127.0.0.2:4200", "0.0.0.0:4200", "", "[", "å:4200",
     "localhost:4200, ond.example"],
)  # fmt: skip
def test_another_name_is_refused_whoever_gave_it_to_this_machine(host):
    start, body = answered([("host", host)])
    assert start["status"] == 403
    assert body["body"] == REFUSED
    assert answered([("host", host)], "websocket") == [{"type": "websocket.close", "code": 1008}]


@pytest.mark.parametrize(
    "headers", [[], [("host", "localhost:4200"), ("host", "ond.example")], [("x-forwarded-host", "localhost:4200")]]
)
def test_so_is_none_or_more_than_one(headers):
    start, _ = answered(headers)
    assert start["status"] == 403


@pytest.mark.parametrize("origin", pages_of(PORT))
def test_its_own_pages_are_answered(origin):
    assert answered([("host", "127.0.0.1:4200"), ("origin", origin)]) == [{"type": "reached"}]


@pytest.mark.parametrize(
    "origin",
    [
        "https://ond.example",
        "null",
        "http://localhost:8000",
        "https://localhost:4200",
        "http://127.0.0.1:4200.ond.example",
        "",
    ],
)
@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_no_other_page_is(origin, kind):
    assert answered([("host", "127.0.0.1:4200"), ("origin", origin)], kind) != [{"type": "reached"}]


def test_what_starts_and_ends_the_server_goes_through():
    assert answered([], "lifespan") == [{"type": "reached"}]
