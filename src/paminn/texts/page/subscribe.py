"""How a calendar is subscribed to: its address, and the links that hand it over to other programs."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlsplit

import segno
from markupsafe import Markup

# Where on the page a telephone is told what to do.
_TELEPHONE = "#telefon"


@dataclass(frozen=True, slots=True)
class Subscription:
    """Where a calendar is; the links are empty when no public address is known."""

    address: str
    outlook: str = ""
    outlook_private: str = ""
    google: str = ""
    webcal: str = ""


def subscription(title: str, public_url: str, feed: str) -> Subscription:
    """The address of a calendar and the links that open it; a bare file name without a public URL."""
    if not public_url:
        return Subscription(feed)
    address = page_address(public_url) + feed
    webcal = "webcal://" + address.partition("://")[2]
    asked = f"?url={quote(address, safe='')}&name={quote(title, safe='')}"
    return Subscription(
        address,
        outlook=f"https://outlook.office.com/calendar/0/addfromweb/{asked}",
        outlook_private=f"https://outlook.live.com/calendar/0/addfromweb/{asked}",
        google=f"https://calendar.google.com/calendar/u/0/r?cid={quote(webcal, safe='')}",
        webcal=webcal,
    )


def page_address(public_url: str) -> str:
    """The published folder's address with a slash at its end; no password, query or fragment of a pasted one."""
    if not public_url:
        return ""
    parts = urlsplit(public_url)
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise ValueError(f"not the address of a web folder: {public_url!r}")
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path}".rstrip("/") + "/"


def code_to_scan(public_url: str) -> Markup:
    """A QR code that opens the page on a telephone, as SVG; nothing when the address is not known.

    It leads to the page and not to the calendar: only some telephones open one, and none of them says what it did.
    """
    if not public_url:
        return Markup("")
    made = segno.make_qr(page_address(public_url) + _TELEPHONE, error="m")
    # Black on white in the dark too: not every telephone reads the opposite.
    svg = made.svg_inline(svgclass="qr", lineclass=None, light="#fff", dark="#000", omitsize=True)
    return Markup(svg)  # noqa: S704 - the library's own, and only numbers
