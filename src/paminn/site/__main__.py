"""`python -m paminn.site MAPP`: serve a published folder, behind a web server that does the encryption."""

from __future__ import annotations

import argparse
from pathlib import Path

from paminn.site.serve import serve


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m paminn.site", description="Delar ut mappen som kalendern ligger i."
    )
    parser.add_argument("folder", type=Path, metavar="MAPP", help="det som «paminn publish» har skrivit")
    parser.add_argument("--host", default="127.0.0.1", help="adress att lyssna på (annars bara den här datorn)")
    parser.add_argument("--port", type=int, default=4201)
    asked = parser.parse_args()
    if not asked.folder.is_dir():
        parser.error(f"Det finns ingen mapp {asked.folder}. Skriv den först med: paminn publish --out {asked.folder}")
    serve(asked.folder, asked.host, asked.port)


if __name__ == "__main__":
    main()
