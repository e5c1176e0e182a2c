"""What the site answers, without a socket: tags, dates, types, and everything it does not answer."""

from __future__ import annotations

import asyncio
import json
import os
from email.utils import formatdate
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paminn.site.app import Answer, Site
from paminn.site.etags import ETAGS, etag, etags
from paminn.site.store import write_folder

pytestmark = pytest.mark.slow

FEED = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
PAGE = b'<!doctype html><meta http-equiv="Content-Security-Policy" content="default-src \'none\'; img-src data:"><p>Hej</p>'
FILES = {"plan.ics": FEED, "roll-chef.ics": FEED + b" ", "index.html": PAGE}


@pytest.fixture
def folder(tmp_path) -> Path:
    place = tmp_path / "site"
    write_folder(place, FILES | {ETAGS: etags(FILES)})
    (tmp_path / "secret.ics").write_bytes(b"not for anybody")
    return place


def get(site: Site, path: str, method: str = "GET", **headers: str) -> Answer:
    return site.answer(method, path, [(n.replace("_", "-").encode(), v.encode("latin-1")) for n, v in headers.items()])


def test_a_calendar_is_sent_whole_as_a_calendar(folder):
    answer = get(Site(folder), "/plan.ics")
    assert (answer.status, answer.body) == (200, FEED)
    assert answer.headers == {
        "content-type": "text/calendar; charset=utf-8",
        "content-length": str(len(FEED)),
        "etag": etag(FEED),
        "last-modified": formatdate((folder / "plan.ics").stat().st_mtime, usegmt=True),
        "cache-control": "no-cache",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cross-origin-resource-policy": "same-origin",
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    }


def test_the_page_is_at_the_root_with_the_policy_it_carries(folder):
    answer = get(Site(folder), "/")
    assert (answer.status, answer.body) == (200, PAGE)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-security-policy"] == "default-src 'none'; img-src data:; frame-ancestors 'none'"
    assert get(Site(folder), "/index.html") == answer


def test_the_list_of_tags_says_what_the_server_says(folder):
    listed = json.loads((folder / ETAGS).read_bytes())
    assert set(listed) == set(FILES)
    assert {name: get(Site(folder), f"/{name}").headers["etag"] for name in listed} == listed
    assert json.loads(get(Site(folder), f"/{ETAGS}").body) == listed


@pytest.mark.parametrize(
    "form",
    ["{}", "W/{}", '"other", {}', '"other",W/{} , "third"', "*", " * ", ' {} ,"x, y"', '"a,b", {}'],
)
def test_whoever_has_these_bytes_is_told_so_in_every_form_of_the_question(folder, form):
    answer = get(Site(folder), "/plan.ics", if_none_match=form.format(etag(FEED)))
    assert (answer.status, answer.body) == (304, b"")
    assert answer.headers["etag"] == etag(FEED)
    assert answer.headers["cache-control"] == "no-cache"
    assert not {"content-length", "content-type"} & set(answer.headers)


@pytest.mark.parametrize(
    "form", ['"other"', "{bare}", '""', "", "W/", '"{bare}', 'w/{}x"', '"x{bare}"', "**", '"*"', "\xff"]
)
def test_anybody_else_gets_the_bytes(folder, form):
    asked = form.replace("{bare}", etag(FEED).strip('"')).replace("{}", etag(FEED)[:-1])
    assert get(Site(folder), "/plan.ics", if_none_match=asked).status == 200


def test_several_lines_of_tags_are_one_list(folder):
    lines = [(b"if-none-match", b'"other"'), (b"if-none-match", etag(FEED).encode())]
    assert Site(folder).answer("GET", "/plan.ics", lines).status == 304


def test_a_date_counts_only_when_it_is_the_files_own_and_no_tag_is_given(folder):
    site = Site(folder)
    own = get(site, "/plan.ics").headers["last-modified"]
    assert get(site, "/plan.ics", if_modified_since=own).status == 304
    assert get(site, "/plan.ics", if_modified_since=own, if_none_match='"other"').status == 200
    for other in ("Wed, 01 Jan 2031 00:00:00 GMT", "Wed, 01 Jan 2020 00:00:00 GMT", "yesterday", ""):
        assert get(site, "/plan.ics", if_modified_since=other).status == 200


def test_nothing_is_negotiated(folder):
    site = Site(folder)
    plain = get(site, "/plan.ics")
    asked = {"accept": "text/html", "accept_encoding": "gzip", "accept_language": "de", "range": "bytes=0-3"}
    assert get(site, "/plan.ics", **asked) == plain
    assert not {"vary", "content-encoding", "accept-ranges"} & set(plain.headers)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "get", ""])
def test_only_reading_is_answered(folder, method):
    answer = get(Site(folder), "/plan.ics", method)
    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize(
    "path",
    [
        "/roll-ingen.ics", "/../secret.ics", "//secret.ics", "/./plan.ics", "/plan.ics/", "/a/plan.ics", "/..", "",
        "plan.ics", "/plan.ics\0", "/plan.ics\n", "/plan.ics%00", "/%2e%2e/secret.ics", "/..\\secret.ics", "/.plan.ics",
        "/.plan.ics.tmp", "/plan.ICS", "/PLAN.ics", "/plan.txt", "/plan", "/C:/plan.ics", "/" + "a" * 5000 + ".ics",
        "/plán.ics", "/wp-login.php", "/index.html/../plan.ics", "http://127.0.0.1/plan.ics", "*",
    ],
)  # fmt: skip
def test_what_is_not_there_is_told_in_plain_text(folder, path):
    answer = get(Site(folder), path)
    assert answer.status == 404
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.body.decode().startswith("Här finns ingenting.")
    assert "etag" not in answer.headers


@given(st.text(max_size=40))
def test_no_path_leads_out_of_the_folder(tmp_path_factory, path):
    place = tmp_path_factory.getbasetemp() / "hostile"
    write_folder(place / "site", {"plan.ics": FEED})
    (place / "secret.ics").write_bytes(b"not for anybody")
    site = Site(place / "site")
    for asked in (path, f"/{path}", f"/../{path}", f"/{path}/secret.ics", f"/..{path}secret.ics"):
        assert get(site, asked).body != b"not for anybody"


def test_a_link_a_folder_and_a_pipe_are_nothing(folder):
    (folder / "link.ics").symlink_to(folder.parent / "secret.ics")
    (folder / "inner.ics").mkdir()
    os.mkfifo(folder / "pipe.ics")
    for name in ("link.ics", "inner.ics", "pipe.ics"):
        assert get(Site(folder), f"/{name}").status == 404, name


def test_a_file_that_has_been_replaced_or_taken_away_is_seen_at_once(folder):
    site = Site(folder)
    before = get(site, "/plan.ics")
    write_folder(folder, {"plan.ics": FEED.replace(b"VCAL", b"XCAL")})
    after = get(site, "/plan.ics")
    assert after.body != before.body
    assert after.headers["etag"] != before.headers["etag"]
    (folder / "plan.ics").unlink()
    assert get(site, "/plan.ics").status == 404
    write_folder(folder, {"plan.ics": FEED})
    assert get(site, "/plan.ics").headers["etag"] == before.headers["etag"], "the same bytes have the same tag"


def test_a_folder_that_is_not_there_yet_is_only_empty(tmp_path):
    site = Site(tmp_path / "later")
    assert get(site, "/").status == 404
    write_folder(tmp_path / "later", {"index.html": PAGE})
    assert get(site, "/").status == 200


def spoken(site: Site, scope: dict[str, object]) -> list[dict[str, object]]:
    sent: list[dict[str, object]] = []

    async def send(message):
        sent.append(message)

    async def receive():
        raise AssertionError("nothing is read from the asker")

    asyncio.run(site(scope, receive, send))
    return sent


def test_head_is_get_without_the_body(folder):
    site = Site(folder)
    scope = {"type": "http", "path": "/plan.ics", "headers": []}
    got, head = (spoken(site, scope | {"method": method}) for method in ("GET", "HEAD"))
    assert got[0] == head[0]
    assert (b"content-length", str(len(FEED)).encode()) in head[0]["headers"]
    assert (got[1]["body"], head[1]["body"]) == (FEED, b"")


def test_other_protocols_are_refused(folder):
    with pytest.raises(ValueError, match="websocket"):
        spoken(Site(folder), {"type": "websocket"})
