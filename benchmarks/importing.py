"""A decided document of many pages, made a plan folder by the command as it is run: seconds and the most memory.

python benchmarks/importing.py [ROWS]
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory

from docx import Document

MOST_SECONDS = 5.0
MOST_MEMORY = 300  # megabytes
ROWS_IN_AREA = 20
TIMES = ("Klart ht 2026", "Löpande", "Årligen 1 mars", "2027")
HEADINGS = ("Nr", "Mål", "Aktiviteter", "Ansvarig", "Tidplan", "Indikator")


def write_document(path: Path, rows: int) -> None:
    word = Document()
    word.add_heading("En stor plan 2026–2029", 0)
    word.add_paragraph("Antagen av kommunstyrelsen 2026-01-12. Dnr KS 2026/1")
    times = islice(cycle(TIMES), rows)
    for count, timeframe in enumerate(times):
        area, row = divmod(count, ROWS_IN_AREA)
        if row == 0:
            word.add_heading(f"{area + 1}. Område {area + 1}", 1)
            word.add_paragraph("Bakgrund. " * 200)
            table = word.add_table(1, len(HEADINGS))
            for cell, words in zip(table.rows[0].cells, HEADINGS, strict=True):
                cell.text = words
        said = (
            f"{area + 1}.{row + 1}",
            f"Mål nummer {count} ska nås i hela kommunen. " * 3,
            "Göra det ena. Göra det andra. " * 4,
            f"Enhetschef {count % 40} med stöd av samordnare {count % 7}",
            timeframe,
            "Andel som svarar ja",
        )
        for cell, words in zip(table.add_row().cells, said, strict=True):
            cell.text = words
    word.save(path)


def main() -> int:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    with TemporaryDirectory() as place:
        document = Path(place) / "plan.docx"
        write_document(document, rows)
        paminn = Path(sys.executable).parent / "paminn"
        start = time.perf_counter()
        subprocess.run([paminn, "import", document, "--out", Path(place) / "plan"], check=True, capture_output=True)
        seconds = time.perf_counter() - start
    # Of the largest process among those that have ended, in kilobytes.
    megabytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{rows} rows: {seconds:.2f} s (at most {MOST_SECONDS:g}), {megabytes:.0f} MB (at most {MOST_MEMORY})")
    return 0 if rows > 300 or (seconds <= MOST_SECONDS and megabytes <= MOST_MEMORY) else 1


if __name__ == "__main__":
    sys.exit(main())
