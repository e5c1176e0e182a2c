"""How plainly the code is written, room by room, and beside other projects.

    python tools/measures.py                            the rooms of src/paminn, and flows
    python tools/measures.py importlinter structlog     the same of installed packages, or of any folder

A code line is a line that is neither blank, nor a comment, nor part of a docstring. Of a hundred code lines: how many
conditional expressions and comprehensions. Of all functions: how many percent have a cyclomatic complexity over ten, as
radon counts it (`pip install radon`). With `--same-width` everything is first wrapped alike by ruff, at 88 columns, so
that nothing is won by longer or shorter lines.
"""

from __future__ import annotations

import argparse
import ast
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from radon.complexity import cc_visit

ROOT = Path(__file__).resolve().parents[1]
WIDTH = 88
COMPLEX = 10

COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass
class Counts:
    """What a set of files holds."""

    code_lines: int = 0
    nodes: int = 0
    conditionals: int = 0
    comprehensions: int = 0
    functions: int = 0
    complex_functions: int = 0

    def add(self, source: str) -> None:
        tree = ast.parse(source)
        self.code_lines += len(code_lines(source, tree))
        for node in ast.walk(tree):
            self.nodes += 1
            if isinstance(node, ast.IfExp):
                self.conditionals += 1
            if isinstance(node, COMPREHENSIONS):
                self.comprehensions += 1
        self._add_functions(source)

    def _add_functions(self, source: str) -> None:
        for block in cc_visit(source):
            is_class = block.letter == "C"
            if is_class:
                continue
            self.functions += 1
            if block.complexity > COMPLEX:
                self.complex_functions += 1

    def row(self) -> str:
        lines = max(self.code_lines, 1)
        functions = max(self.functions, 1)
        return (
            f"{self.code_lines:8}"
            f"{self.nodes / lines:10.2f}"
            f"{100 * self.conditionals / lines:14.2f}"
            f"{100 * self.comprehensions / lines:16.2f}"
            f"{100 * self.complex_functions / functions:12.1f} %"
        )


def code_lines(source: str, tree: ast.Module) -> set[int]:
    """The numbers of the lines that hold code."""
    numbers = set()
    for number, line in enumerate(source.splitlines(), start=1):
        text = line.strip()
        if text and not text.startswith("#"):
            numbers.add(number)
    return numbers - docstring_lines(tree)


def docstring_lines(tree: ast.Module) -> set[int]:
    numbers: set[int] = set()
    for node in ast.walk(tree):
        if not isinstance(node, DOCUMENTED) or ast.get_docstring(node) is None:
            continue
        docstring = node.body[0]
        last = docstring.end_lineno or docstring.lineno
        numbers.update(range(docstring.lineno, last + 1))
    return numbers


def count(files: Iterable[Path], same_width: bool) -> Counts:
    counts = Counts()
    for file in files:
        source = file.read_text(encoding="utf-8")
        if same_width:
            source = wrapped(source)
        counts.add(source)
    return counts


def wrapped(source: str) -> str:
    """The same code as ruff would lay it at the common width, its own line breaks forgotten."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "source.py"
        file.write_text(source, encoding="utf-8")
        command = [
            sys.executable,
            "-m",
            "ruff",
            "format",
            "--isolated",
            "--quiet",
            "--config=format.skip-magic-trailing-comma=true",
            f"--line-length={WIDTH}",
            str(file),
        ]
        subprocess.run(command, check=True)
        return file.read_text(encoding="utf-8")


def sources(folder: Path) -> list[Path]:
    """Every Python file of a package, its tests aside."""
    files = []
    for file in sorted(folder.rglob("*.py")):
        names = file.relative_to(folder).parts
        is_test = any(name.startswith("test") for name in names)
        if not is_test:
            files.append(file)
    return files


def rooms() -> dict[str, list[Path]]:
    """The rooms of the house; the files that stand alone in src/paminn are one of them."""
    package = ROOT / "src" / "paminn"
    by_room = {}
    for folder in sorted(package.iterdir()):
        if folder.is_dir() and sources(folder):
            by_room[folder.name] = sources(folder)
    by_room["paminn/*.py"] = sorted(package.glob("*.py"))
    by_room["flows"] = sources(ROOT / "flows")
    return by_room


def folder_of(name: str) -> Path:
    """The folder of that name, else of the installed package."""
    folder = Path(name)
    if folder.is_dir():
        return folder
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise SystemExit(f"{name} is neither a folder nor an installed package.")
    return Path(spec.origin).parent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="*", help="folders or installed packages")
    parser.add_argument("--same-width", action="store_true", help=f"wrap everything at {WIDTH} columns first")
    asked = parser.parse_args()

    measured = {name: sources(folder_of(name)) for name in asked.what} or rooms()
    longest = max(len(name) for name in measured)
    print(f"{'':{longest}}   lines nodes/line conditional/100 comprehension/100 complex")
    for name, files in measured.items():
        print(f"{name:{longest}}{count(files, asked.same_width).row()}")
    if not asked.what:
        everything = [file for files in measured.values() for file in files]
        print(f"{'all':{longest}}{count(everything, asked.same_width).row()}")


if __name__ == "__main__":
    main()
