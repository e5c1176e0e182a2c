"""Plants small faults in the code, one at a time, and runs the tests nearest to each: which are noticed?

    python tools/plant_faults.py map [TESTFILE …]         which test file runs which lines; keep it in var/
    python tools/plant_faults.py run --count 600          plant faults, seeded, in every room below
    python tools/plant_faults.py run replies --count 90   in one room, or in one file
    python tools/plant_faults.py again                    plant those once more that no test noticed

The nearest tests of a fault are the test files of tests/unit and tests/contract that run its line, those first that run
most of its file.
A fault that none of them notices is shown with the line as it was and as it became. Some of those change nothing that
anybody could see: a person judges that, and mends the tests for the others. Nothing on disk is changed: the faulty
module lives in the memory of a forked process. Needs `pip install coverage`, and a system that can fork.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib.machinery
import importlib.util
import json
import os
import random
import resource
import select
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src"
MAP = ROOT / "var" / "test_map.json"
UNNOTICED = ROOT / "var" / "unnoticed_faults.json"  # by file and by the line as it was and as it became
ROOMS = ("plan", "standing", "reminders", "incoming", "replies")
TEST_FOLDERS = ("unit", "contract")

# What a fault's nearest tests may take together, in seconds of work when nothing is wrong and coverage looks on.
# Then how much longer one fault may work; and how long by the clock, should it wait for ever or the machine be busy.
BUDGET = 40.0
MORE_WORK = 20
PATIENCE = 600.0

# What tests load and we do not write: loaded once, before the first fork.
PRELOADED = ("pytest", "hypothesis", "pydantic", "sqlalchemy", "icalendar", "jinja2", "ruamel.yaml", "holidays", "docx",
             "requests", "msal", "cryptography.x509", "flufl.bounce", "aiosmtpd.controller", "trustme")  # fmt: skip

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
NAMES = {"min": "max", "max": "min", "any": "all", "all": "any", "sorted": "list"}
METHODS = {"earlier": "later", "later": "earlier", "before": "after", "after": "before", "startswith": "endswith"}

GUARDS = ("frozen", "slots", "kw_only", "strict", "maxsize")


@dataclass(frozen=True)
class Fault:
    """One change of one piece of a file."""

    file: Path
    line: int
    statement: int  # the line on which the statement around it begins
    start: int  # offsets into the text of the file
    end: int
    text: str

    def planted(self, source: str) -> str:
        return source[: self.start] + self.text + source[self.end :]

    def lines(self, source: str) -> tuple[str, str]:
        """The line as it was and as it became."""
        before = source.splitlines()[self.line - 1].strip()
        after = self.planted(source).splitlines()[self.line - 1].strip()
        return before, after

    def shown(self, source: str) -> str:
        before, after = self.lines(source)
        return f"{self.file.relative_to(ROOT)}:{self.line}\n    - {before}\n    + {after}"


# -- where faults can be planted ---------------------------------------------------------------------------------------


def faults_of(file: Path) -> list[Fault]:
    """Every fault that can be planted in a file, in its order."""
    source = file.read_text(encoding="utf-8")
    line_starts = [0]
    for line in source.splitlines(keepends=True):
        line_starts.append(line_starts[-1] + len(line))

    def offset(line: int, column_bytes: int) -> int:
        start = line_starts[line - 1]
        text = source[start : line_starts[line]]
        return start + len(text.encode()[:column_bytes].decode())

    tree = ast.parse(source)
    statements = statements_of(tree)
    faults = []
    for node in behaving_nodes(tree):
        for changed in changes(node):
            start = offset(node.lineno, node.col_offset)
            end = offset(node.end_lineno or node.lineno, node.end_col_offset or 0)
            faults.append(Fault(file, node.lineno, statements[id(node)], start, end, ast.unparse(changed)))
    return faults


def statements_of(tree: ast.Module) -> dict[int, int]:
    """The id of every node → the line on which the innermost statement around it begins."""
    lines: dict[int, int] = {}
    for node in ast.walk(tree):  # outer statements come before inner ones
        if isinstance(node, ast.stmt):
            lines.update((id(inner), node.lineno) for inner in ast.walk(node))
    return lines


def behaving_nodes(tree: ast.Module) -> Iterator[ast.expr | ast.stmt]:
    """The nodes whose change may change what the code does: neither annotations nor docstrings nor imports, nor what
    only guards against a misuse that nothing here commits ("frozen=True")."""
    ignored: set[int] = set()
    for node in ast.walk(tree):
        for annotation in annotations_of(node):
            ignored.update(id(inner) for inner in ast.walk(annotation))
        for guard in guards_of(node):
            ignored.update(id(inner) for inner in ast.walk(guard))
        if isinstance(node, ast.JoinedStr):  # its text is words, and its positions are not those of the file
            ignored.update(id(inner) for inner in ast.walk(node))
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            ignored.update(id(inner) for inner in ast.walk(node))
    for node in ast.walk(tree):
        if isinstance(node, ast.expr | ast.stmt) and id(node) not in ignored:
            yield node


def annotations_of(node: ast.AST) -> list[ast.AST]:
    annotations = [getattr(node, name, None) for name in ("annotation", "returns")]
    return [annotation for annotation in annotations if isinstance(annotation, ast.AST)]


def guards_of(node: ast.AST) -> list[ast.expr]:
    """The values of a node's keyword arguments that change nothing in code that is right."""
    keywords = getattr(node, "keywords", [])
    return [keyword.value for keyword in keywords if isinstance(keyword, ast.keyword) and keyword.arg in GUARDS]


def changes(node: ast.expr | ast.stmt) -> Iterator[ast.AST]:
    """What a node could be by mistake."""
    match node:
        case ast.Compare(ops=[operator]) if type(operator) in COMPARISONS:
            yield with_value(node, ops=[COMPARISONS[type(operator)]()])
        case ast.BoolOp(op=operator):
            other = ast.Or() if isinstance(operator, ast.And) else ast.And()
            yield parenthesised(with_value(node, op=other))
            for index in range(len(node.values)):
                rest = node.values[:index] + node.values[index + 1 :]
                yield rest[0] if len(rest) == 1 else parenthesised(with_value(node, values=rest))
        case ast.UnaryOp(op=ast.Not()):
            yield parenthesised(node.operand)
        case ast.BinOp(op=operator) if type(operator) in ARITHMETIC:
            yield parenthesised(with_value(node, op=ARITHMETIC[type(operator)]()))
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(value)):
            yield ast.Constant(value + 1)
        case ast.Call(func=ast.Name(id=name)) if name in NAMES:
            yield with_value(node, func=ast.Name(NAMES[name]))
        case ast.Call(func=ast.Attribute(attr=name)) if name in METHODS:
            yield with_value(node, func=with_value(node.func, attr=METHODS[name]))
        case ast.Set(elts=elements) | ast.Tuple(elts=elements, ctx=ast.Load()) | ast.List(elts=elements) if (
            len(elements) > 1
        ):
            for index in range(len(elements)):
                yield with_value(node, elts=elements[:index] + elements[index + 1 :])
        case ast.IfExp():
            yield parenthesised(node.body)
            yield parenthesised(node.orelse)
        case ast.Return(value=ast.expr()):
            yield ast.Return(ast.Constant(None))
        case ast.Continue():
            yield ast.Break()
        case ast.Break():
            yield ast.Continue()
        case ast.AugAssign() | ast.Expr(value=ast.Call()) | ast.Raise():
            yield ast.Pass()


def with_value(node: ast.AST, **values: object) -> ast.AST:
    changed = copy.copy(node)
    for name, value in values.items():
        setattr(changed, name, value)
    return changed


def parenthesised(node: ast.AST) -> ast.AST:
    """A name whose text is the node in parentheses, so that it keeps its place among stronger operators."""
    return ast.Name(f"({ast.unparse(node)})")


# -- carrying out ------------------------------------------------------------------------------------------------------


class FaultyModule(importlib.machinery.SourceFileLoader):
    """Loads one file of ours from a text that is not the file's."""

    def __init__(self, fullname: str, file: Path, text: str) -> None:
        super().__init__(fullname, str(file))
        self._text = text

    def get_code(self, fullname: str) -> object:  # type: ignore[override]
        return compile(self._text, self.path, "exec", dont_inherit=True)


class FaultyFinder:
    """Comes before Python's own finders and knows one module."""

    def __init__(self, file: Path, text: str) -> None:
        parts = file.relative_to(SOURCE).with_suffix("").parts
        self._is_package = parts[-1] == "__init__"
        self._name = ".".join(parts[:-1] if self._is_package else parts)
        self._file = file
        self._text = text

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> object:
        if fullname != self._name:
            return None
        loader = FaultyModule(fullname, self._file, self._text)
        locations = [str(self._file.parent)] if self._is_package else None
        return importlib.util.spec_from_file_location(
            fullname, self._file, loader=loader, submodule_search_locations=locations
        )


def in_child(work: Callable[[], str], most_work: int) -> tuple[int, int]:
    """Start `work` in a forked process of its own group, which is killed when it has worked for so many seconds.

    Returns its process number and where its answer comes.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    os.setpgid(0, 0)
    resource.setrlimit(resource.RLIMIT_CPU, (most_work, most_work))
    os.close(reading)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    answer = "broken"
    try:
        answer = work()
    finally:
        with os.fdopen(writing, "w") as file:
            file.write(answer)
        os._exit(0)


def answer_of(child: int, reading: int, patience: float) -> str:
    """What the process answered; "late" when it took too long, and then it is gone."""
    pieces = []
    deadline = time.monotonic() + patience
    while True:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([reading], [], [], left)[0]:
            pieces = ["late"]
            break
        piece = os.read(reading, 1 << 20)
        if not piece:
            break
        pieces.append(piece.decode())
    os.close(reading)
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return "".join(pieces) or "late"


# What is preloaded cannot be rewritten, which pytest warns of, and warnings are errors in our tests.
QUIET = ("-q", "-m", "not slow", "-W", "ignore::pytest.PytestAssertRewriteWarning")


def run_tests(files: Sequence[str]) -> str:
    import pytest

    code = pytest.main([*QUIET, "-x", *files])
    return "unnoticed" if code == 0 else "noticed"


def prepare() -> None:
    """Load what every child would load, and let nothing of ours be among it."""
    os.chdir(ROOT)
    sys.path[:0] = [str(SOURCE), str(ROOT)]
    for name in PRELOADED:
        importlib.import_module(name)


# -- the map -----------------------------------------------------------------------------------------------------------


def make_map(asked: Sequence[str]) -> None:
    """See which lines the test files run: all of them, or those asked for and the others as they were seen before."""
    files = [(ROOT / name).resolve() for name in asked]
    known = json.loads(MAP.read_text(encoding="utf-8")) if files and MAP.exists() else {}
    if not files:
        for folder in TEST_FOLDERS:
            files += sorted((ROOT / "tests" / folder).rglob("test_*.py"))
    prepare()
    MAP.parent.mkdir(exist_ok=True)
    for file in files:
        name = str(file.relative_to(ROOT))
        child, reading = in_child(lambda name=name: lines_run_by(name), 10 * MORE_WORK)  # type: ignore[misc]
        answer = answer_of(child, reading, PATIENCE)
        if answer in ("late", "broken"):
            print(f"{name}: {answer}, left out")
            continue
        known[name] = json.loads(answer)
        print(f"{name}: {known[name]['seconds']:.1f} s, {len(known[name]['lines'])} files")
        MAP.write_text(json.dumps(known), encoding="utf-8")


def lines_run_by(name: str) -> str:
    import coverage
    import pytest

    tracer = coverage.Coverage(source=[str(SOURCE / "paminn")], data_file=None, config_file=False)
    begun = seconds_worked()
    tracer.start()
    code = pytest.main([*QUIET, name])
    tracer.stop()
    if code not in (0, 5):
        return "broken"
    data = tracer.get_data()
    lines = {}
    for file in data.measured_files():
        lines[str(Path(file).relative_to(ROOT))] = sorted(data.lines(file) or [])
    return json.dumps({"seconds": seconds_worked() - begun, "lines": lines})


def seconds_worked() -> float:
    """What this process and its children have worked, however busy the machine is with other things."""
    own = os.times()
    return own.user + own.system + own.children_user + own.children_system


def nearest(fault: Fault, known: dict[str, dict[str, object]], budget: float) -> list[str]:
    """The test files that run the fault's line, those first that run most of its file, as many as the budget allows.

    A table is run by every test that imports it: among them those first that run most of the folder.
    """
    file = str(fault.file.relative_to(ROOT))
    folder = file.rpartition("/")[0] + "/"
    running = []
    for name, seen in known.items():
        lines: dict[str, list[int]] = seen["lines"]  # type: ignore[assignment]
        run = lines.get(file, [])
        if fault.line in run or fault.statement in run:
            run_around = sum(len(neighbour) for other, neighbour in lines.items() if other.startswith(folder))
            running.append((-len(run), -run_around, float(str(seen["seconds"])), name))
    chosen: list[str] = []
    spent = 0.0
    for _, _, seconds, name in sorted(running):
        if chosen and spent + seconds > budget:
            continue
        chosen.append(name)
        spent += seconds
    return chosen


# -- a sample ----------------------------------------------------------------------------------------------------------


def chosen_faults(what: Sequence[str], count: int, seed: int) -> list[Fault]:
    """A seeded sample over rooms or files, at most two on a line."""
    files: list[Path] = []
    for name in what or ROOMS:
        place = ROOT / name if (ROOT / name).exists() else SOURCE / "paminn" / name
        files += [place] if place.is_file() else sorted(place.rglob("*.py"))
    every = [fault for file in files for fault in faults_of(file)]
    random.Random(seed).shuffle(every)
    sample, on_line = [], dict[tuple[Path, int], int]()
    for fault in every:
        place_of_fault = (fault.file, fault.line)
        if on_line.get(place_of_fault, 0) < 2 and compiles(fault):
            on_line[place_of_fault] = on_line.get(place_of_fault, 0) + 1
            sample.append(fault)
        if len(sample) == count:
            break
    return sample


def compiles(fault: Fault) -> bool:
    source = fault.file.read_text(encoding="utf-8")
    try:
        planted = compile(fault.planted(source), "fault", "exec", flags=ast.PyCF_ONLY_AST)
    except SyntaxError:
        return False
    return ast.dump(planted) != ast.dump(ast.parse(source))


def faults_unnoticed_before() -> list[Fault]:
    """Those that the last run or the last time again left unnoticed, wherever their lines stand now."""
    faults = []
    rows = json.loads(UNNOTICED.read_text(encoding="utf-8"))
    for name in dict.fromkeys(name for name, _, _ in rows):
        file = ROOT / name
        source = file.read_text(encoding="utf-8")
        for fault in faults_of(file):
            if [name, *fault.lines(source)] in rows:
                faults.append(fault)
    return faults


def try_faults(sample: Sequence[Fault], jobs: int, budget: float) -> int:
    known = json.loads(MAP.read_text(encoding="utf-8"))
    prepare()
    waiting = list(sample)
    running: list[tuple[Fault, int, int]] = []
    ends: dict[Fault, str] = {}
    while waiting or running:
        while waiting and len(running) < jobs:
            fault = waiting.pop(0)
            tests = nearest(fault, known, budget)
            if not tests:
                ends[fault] = "not run by any test"
                continue
            text = fault.planted(fault.file.read_text(encoding="utf-8"))

            def work(fault: Fault = fault, tests: list[str] = tests, text: str = text) -> str:
                sys.meta_path.insert(0, FaultyFinder(fault.file, text))  # type: ignore[arg-type]
                return run_tests(tests)

            child, reading = in_child(work, int(budget) + MORE_WORK)
            running.append((fault, child, reading))
        if running:
            ready = select.select([reading for _, _, reading in running], [], [], PATIENCE)[0]
            fault, child, reading = next((row for row in running if row[2] in ready), running[0])
            running.remove((fault, child, reading))
            ends[fault] = answer_of(child, reading, patience=PATIENCE if ready else 0)
            print(f"{len(ends)}/{len(sample)} {ends[fault]}", file=sys.stderr)
    return report(sample, ends)


def report(sample: Sequence[Fault], ends: dict[Fault, str]) -> int:
    unnoticed = [fault for fault in sample if ends[fault] in ("unnoticed", "not run by any test")]
    for fault in sorted(unnoticed, key=lambda fault: (fault.file, fault.line)):
        print(fault.shown(fault.file.read_text(encoding="utf-8")))
        print(f"    {ends[fault]}")
    rows = []
    for fault in unnoticed:
        before, after = fault.lines(fault.file.read_text(encoding="utf-8"))
        rows.append((str(fault.file.relative_to(ROOT)), before, after))
    UNNOTICED.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
    late = [fault for fault in sample if ends[fault] == "late"]
    for fault in late:
        print(fault.shown(fault.file.read_text(encoding="utf-8")))
        print("    late: it may go on for ever, which its tests notice, or the machine was busy")
    noticed = len(sample) - len(unnoticed) - len(late)
    print(
        f"{noticed} of {len(sample)} noticed ({100 * noticed / max(len(sample), 1):.0f} %), {len(late)} ran out of time"
    )
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    mapping = verbs.add_parser("map", help="see which test file runs which lines")
    mapping.add_argument("tests", nargs="*", help="test files to look at anew; otherwise all")
    run = verbs.add_parser("run", help="plant faults and run the nearest tests")
    run.add_argument("what", nargs="*", help=f"rooms or files; otherwise {', '.join(ROOMS)}")
    run.add_argument("--count", type=int, default=600)
    run.add_argument("--seed", type=int, default=10)
    again = verbs.add_parser("again", help="plant those once more that no test noticed")
    for verb in (run, again):
        verb.add_argument("--jobs", type=int, default=2)
        verb.add_argument("--budget", type=float, default=BUDGET, help="seconds of tests for each fault")
    asked = parser.parse_args()
    if asked.verb == "map":
        make_map(asked.tests)
        return 0
    if asked.verb == "again":
        sample = faults_unnoticed_before()
    else:
        sample = chosen_faults(asked.what, asked.count, asked.seed)
    return try_faults(sample, asked.jobs, asked.budget)


if __name__ == "__main__":
    sys.exit(main())
