"""What answers over http: the flow's host, Prefect, the calendar site."""

from __future__ import annotations

from urllib.parse import urlsplit

from paminn.doctor.diagnosis import Diagnosed, Skipped
from paminn.doctor.probe import host_answers, page_answers
from paminn.engine import prefect_api
from paminn.settings import Settings
from paminn.site.feeds import PLAN_FEED


def teams(chosen: Settings) -> str:
    """That the flow's host can be reached."""
    url = chosen.teams_webhook.get_secret_value()
    if not url:
        raise Skipped("Inget flöde i Teams är inställt.")
    reached = host_answers(url, "PAMINN_TEAMS_WEBHOOK")
    return f"{reached} Om adressen i övrigt stämmer går inte att veta utan att skicka ett kort."


def prefect() -> str:
    """That Prefect answers, where somebody has said that it should."""
    url, said = prefect_api()
    try:
        return page_answers(f"{url}/ready", "PREFECT_API_URL")
    except Diagnosed:
        if said:
            raise
        raise Skipped("Prefect körs inte på den här datorn just nu. Det startas med paminn up.") from None


def public(chosen: Settings) -> str:
    """That the page and the calendar are where the mails say."""
    if not chosen.public_url:
        raise Skipped("PAMINN_PUBLIC_URL är inte satt. Då saknar mejlen länken till kalendersidan.")
    base = chosen.public_url
    if not urlsplit(base).path.endswith("/"):
        base += "/"
    page_answers(base, "PAMINN_PUBLIC_URL")
    return page_answers(base + PLAN_FEED, "PAMINN_PUBLIC_URL")
