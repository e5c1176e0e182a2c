"""Writes what docs/ takes from the code: settings, how mails are read, the gallery of texts, the plan's JSON Schemas.

Run it after a change of either: python docs/generate.py
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SETTINGS, TEAM = ROOT / "docs" / "handbok" / "it.md", ROOT / "docs" / "handbok" / "kvalitetsteamet.md"
GALLERY = ROOT / "docs" / "galleri.md"
SCHEMAS = ROOT / "docs" / "schema"
SETTINGS_START, EXAMPLES_START, END = "<!-- inställningar -->\n", "<!-- exempel -->\n", "<!-- slut -->\n"


def settings_page() -> str:
    """it.md with its table as the settings are now."""
    from paminn.settings import PREFIX, SECRETS, Settings

    rows = [
        {
            "Namn": f"`{PREFIX}{name.upper()}`",
            "Förval": _default(field.default),
            "Vad den gör": f"{field.description}{' Hemlig.' if name in SECRETS else ''}",
        }
        for name, field in Settings.model_fields.items()
    ]
    return _filled(SETTINGS, SETTINGS_START, _table(rows))


def team_page() -> str:
    """kvalitetsteamet.md with examples of how mails are read."""
    from tests.support import gallery

    parts = []
    for title, mail, told in gallery.readings():
        parts += [f"**{title}.**", _fenced(mail), "Så läses det:", _fenced(told)]
    return _filled(TEAM, EXAMPLES_START, "\n\n".join(parts) + "\n")


def _filled(page: Path, start: str, made: str) -> str:
    before, _, rest = page.read_text(encoding="utf-8").partition(start)
    _, _, after = rest.partition(END)
    return f"{before}{start}\n{made}\n{END}{after}"


def gallery_page() -> str:
    """Every message as people read it, for the quality team to approve."""
    from tests.support import gallery

    mails = gallery.mails()
    several = next(shown for shown in mails if len(shown.digest.reminders) > 1)
    parts = [
        "# Textgalleriet",
        "Varje mejl, kort, kalenderpost och tabell i varje läge, så som påminn skriver dem. Att läsas och "
        "godkännas av kvalitetsteamet.",
        "Sidan görs av `docs/generate.py`. Ändra inte här, utan i mallarna i `src/paminn/texts/sv`. Slutar ett mejl "
        "med tre punkter fortsätter det som det första.",
        "## Mejlen",
    ]
    for shown in mails:
        text = shown.mail.text
        if shown not in (mails[0], several) and (len(shown.digest.reminders) > 1 or not shown.whole):
            text = text.partition("SÅ SVARAR DU")[0].strip() + "\n…\n"
        why = [shown.why] if shown.why else []
        parts += [f"### {shown.title}", *why, _fenced(f"Ämne: {shown.mail.subject}\n\n{text}")]
    parts += ["### Det som öppnas när någon trycker på en knapp", "Knapparna finns bara i mejlets HTML-del."]
    for words, subject, body in gallery.buttons(mails[0]):
        parts.append(_fenced(f"[{words}]\nÄmne: {subject}\n\n{body}"))
    parts += ["## Kvittona", "Skickas bara när `PAMINN_RECEIPTS` är `ja`."]
    for title, mail in gallery.receipts():
        parts += [f"### {title}", _fenced(f"Ämne: {mail.subject}\n\n{mail.text}")]
    parts += ["## Dagens besked", "Till kvalitetsteamet, högst ett om dagen och bara när något behöver det."]
    for title, mail in gallery.notices():
        parts += [f"### {title}", _fenced(f"Ämne: {mail.subject}\n\n{mail.text}")]
    parts.append("## Korten i Teams")
    parts += [_fenced("\n".join(gallery.card(shown)) + "\n") for shown in (mails[0], several)]
    parts.append("## Kalenderposterna")
    for title, entry in gallery.calendar():
        parts += [f"### {title}", _fenced(f"{entry.summary}\n\n{entry.description.strip()}\n")]
    parts += ["## Tabellerna i Prefect", "En tom tabell har bara sin mening."]
    for key, description, rows in gallery.tables():
        parts += [f"**{key}**: {description}", *([_table(rows).rstrip()] if rows else [])]
    return "\n\n".join(part.rstrip("\n") for part in parts) + "\n"


def schemas() -> Mapping[Path, str]:
    """The JSON Schemas of the plan's files, as an editor takes them."""
    from paminn.texts.editor import schema_files

    return {SCHEMAS / Path(name).name: text for name, text in schema_files().items()}


def _default(value: Any) -> str:
    shown = value.get_secret_value() if hasattr(value, "get_secret_value") else value
    shown = {True: "ja", False: "nej"}.get(shown, shown) if isinstance(shown, bool) else shown
    return "" if shown in (None, "") else f"`{shown}`"


def _table(rows: Sequence[Mapping[str, object]]) -> str:
    lines = [" | ".join(rows[0]), " | ".join("---" for _ in rows[0])]
    lines += [" | ".join(str(value).strip() for value in row.values()) for row in rows]
    return "".join(f"| {line} |\n" for line in lines)


def _fenced(text: str) -> str:
    return f"```text\n{text.rstrip()}\n```"


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    SETTINGS.write_text(settings_page(), encoding="utf-8")
    TEAM.write_text(team_page(), encoding="utf-8")
    GALLERY.write_text(gallery_page(), encoding="utf-8")
    SCHEMAS.mkdir(exist_ok=True)
    for page, text in schemas().items():
        page.write_text(text, encoding="utf-8")
