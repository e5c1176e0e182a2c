"""What comments, docstrings and the pages for developers name of the house is there: a file, a module, a thing in one."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.support.paths import ROOT

PACKAGE = ROOT / "src" / "paminn"
SWEDISH = PACKAGE / "texts" / "sv"
CODE = sorted([*(ROOT / "src").rglob("*.py"), *(ROOT / "flows").glob("*.py"), *(ROOT / "tests").rglob("*.py")])
PAGES = sorted((ROOT / "docs" / "dev").glob("*.md"))

_ROOMS = sorted(path.stem for path in PACKAGE.iterdir() if path.is_dir() or path.suffix == ".py")
_ROOM = "|".join(name for name in _ROOMS if not name.startswith("_"))
_OUTSIDE = "src|tests|docs|flows|deployments|benchmarks|tools|plan_data"
# plan/timeframe, texts/sv/parts.txt, tests/unit, docs/decisions/0001
PATH = re.compile(rf"(?<![\w./-])((?:{_ROOM}|{_OUTSIDE}|sv)/[\w./-]*\w)")
# usecases.sending.remind, paminn.plan.model.Goal
DOTTED = re.compile(rf"(?<![\w./-])(?:paminn\.)?((?:{_ROOM})(?:\.[A-Za-z_]\w*)+)(?![\w/-])")
_OTHER_FILES = (".yaml", ".ics", ".md", ".txt", ".json")  # plan.yaml is a file of a plan, no module


def words_of(path: Path) -> Iterator[str]:
    """Every comment and docstring of a Python file."""
    source = path.read_text("utf-8")
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.string
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield ast.get_docstring(node) or ""


def is_there(path: str) -> bool:
    """A path as comments write it: from the checkout, from the package, or from texts/; a suffix may be left out."""
    places = [ROOT / path, PACKAGE / path, SWEDISH.parent / path]
    if any(place.exists() or place.with_suffix(".py").exists() for place in places):
        return True
    return path.startswith("docs/decisions/") and bool(list(ROOT.glob(f"{path}-*.md")))


def can_be_imported(dotted: str) -> bool:
    names = dotted.split(".")
    for size in range(len(names), 0, -1):
        name = ".".join(["paminn", *names[:size]])
        if is_module(name):
            return has(import_module(name), names[size:])
    return False


def is_module(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def has(thing: object, names: list[str]) -> bool:
    for name in names:
        if name in getattr(thing, "__dataclass_fields__", {}):
            return True
        if not hasattr(thing, name):
            return False
        thing = getattr(thing, name)
    return True


def missing(text: str) -> list[str]:
    gone = [path for path in PATH.findall(text) if not is_there(path)]
    for dotted in DOTTED.findall(text):
        if dotted.endswith(".py"):
            found = is_there(dotted)
        else:
            found = dotted.endswith(_OTHER_FILES) or can_be_imported(dotted)
        if not found:
            gone.append(dotted)
    return gone


@pytest.mark.slow
def test_comments_and_docstrings_name_what_is_there():
    gone = {}
    for path in CODE:
        if path != Path(__file__):
            names = [name for text in words_of(path) for name in missing(text)]
            if names:
                gone[path.relative_to(ROOT).as_posix()] = names
    assert gone == {}


@pytest.mark.parametrize("page", [pytest.param(path, id=path.name) for path in PAGES])
def test_the_pages_for_developers_name_what_is_there(page):
    assert missing(page.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "words",
    ["usecases/remind.py does it", "as in texts.receipt", "`plan.model.Gaol` is", "docs/decisions/0099", "sv/no.txt"],
)
def test_what_is_gone_is_seen(words):
    assert len(missing(words)) == 1


@pytest.mark.parametrize(
    "words",
    [
        "texts/sv/parts.txt",
        "sv/account/",
        "plan.model.Goal.wording",
        "plan/timeframe",
        "docs/decisions/0001",
        "plan.yaml",
    ],
)
def test_what_is_there_is_left_alone(words):
    assert missing(words) == []
