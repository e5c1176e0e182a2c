"""The documentation against the code: what is generated is fresh, and what is named exists."""

from __future__ import annotations

import importlib.util
import re
import shlex
from datetime import date
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
from ruamel.yaml import YAML

from paminn import cli, errors
from paminn.commands import COMMANDS
from paminn.plan import schema
from paminn.plan.load import FILES, read_plan
from tests.support.paths import ROOT

DOCS = ROOT / "docs"
DEV = DOCS / "dev"
HANDBOOK = sorted((DOCS / "handbok").glob("*.md"))
DECISIONS = sorted((DOCS / "decisions").glob("*.md"))
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]


def named(paths: list[Path]) -> list[object]:
    return [pytest.param(path, id=path.name) for path in paths]


@pytest.fixture(scope="module")
def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def test_the_settings_table_is_fresh(generator):
    assert generator.SETTINGS.read_text(encoding="utf-8") == generator.settings_page(), "run: python docs/generate.py"


def test_the_examples_of_how_mails_are_read_are_fresh(generator):
    assert generator.TEAM.read_text(encoding="utf-8") == generator.team_page(), "run: python docs/generate.py"


def test_the_gallery_is_fresh(generator):
    assert generator.GALLERY.read_text(encoding="utf-8") == generator.gallery_page(), "run: python docs/generate.py"


def test_the_schemas_of_the_plan_files_are_fresh(generator):
    written = {page: page.read_text(encoding="utf-8") for page in generator.SCHEMAS.iterdir()}
    assert written == generator.schemas(), "run: python docs/generate.py"


def test_the_mail_that_the_readme_quotes_is_worded_like_that():
    mail = " ".join((DOCS / "galleri.md").read_text(encoding="utf-8").split())
    quoted = re.findall(r"^> ([^`\n]+)", (ROOT / "README.md").read_text(encoding="utf-8"), re.M)
    lines = [" ".join(line.strip("*… ").split()) for line in quoted]
    assert len(lines) == 3
    assert [line for line in lines if line not in mail] == []


@pytest.mark.parametrize("page", named(PAGES))
def test_every_link_leads_somewhere(page):
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        path, _, anchor = target.partition("#")
        if path.startswith("http"):
            continue
        found = (page.parent / path).resolve() if path else page
        assert found.exists(), target
        if anchor:
            assert anchor in _anchors(found), target


def _anchors(page: Path) -> set[str]:
    text = page.read_text(encoding="utf-8")
    headings = re.findall(r"^#+ (.+)$", text, re.M)
    made = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
    return made | set(re.findall(r'<a id="([^"]+)">', text))


def commands() -> list[object]:
    found = []
    for page in [ROOT / "README.md", ROOT / "CHANGELOG.md", *HANDBOOK]:
        text = page.read_text(encoding="utf-8")
        quoted = re.findall(r"`((?:\.venv/bin/)?paminn [^`\n]+)`", text)
        blocks = re.findall(r"^```sh\n(.*?)^```$", text, re.M | re.S)
        typed = [line for block in blocks for line in re.split(r"\n|&&", block)]
        typed = [line.strip() for line in typed if re.match(r"\s*(?:\.venv/bin/)?paminn ", line)]
        found += [pytest.param(line, id=f"{page.stem}: {line}") for line in dict.fromkeys([*quoted, *typed])]
    return found


@pytest.mark.parametrize("line", commands())
def test_every_command_in_the_handbook_can_be_given(line):
    words = shlex.split(line)[1:]
    if words == ["replies", "assign"]:
        words.append("1")
    if words == ["--version"]:  # which answers by itself
        with pytest.raises(SystemExit, match="0"):
            cli.parse(words)
    else:
        cli.parse(words)


def test_the_handbook_names_every_command():
    text = "".join(page.read_text(encoding="utf-8") for page in HANDBOOK)
    assert [name for name in COMMANDS if f"paminn {name}" not in text] == []


def test_the_handbook_has_every_exit_code():
    text = (DOCS / "handbok" / "it.md").read_text(encoding="utf-8")
    listed = {int(code) for code in re.findall(r"^\| (\d) +\|", text, re.M)}
    kinds = (errors.PaminnError, errors.UsageError, errors.PlanError, errors.NotCarriedOut)
    assert listed == {0, *(kind.exit_code for kind in kinds)}


TEAM = DOCS / "handbok" / "kvalitetsteamet.md"
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```$", TEAM.read_text(encoding="utf-8"), re.M | re.S)


@pytest.mark.parametrize("text", EXAMPLES, ids=[text.partition("\n")[0] for text in EXAMPLES])
def test_every_example_of_a_plan_file_is_valid(text, plan_files):
    """Put into the shipped plan, it gives a plan without fault."""
    example = YAML(typ="safe").load(text)
    if isinstance(example, list):
        schema.GoalFile.model_validate(example[0])
    elif "läsning" in example:
        schema.ReadingFile.model_validate(example["läsning"])
    elif "delmål" in example:
        for goal in example["delmål"]:
            schema.GoalAboveFile.model_validate(goal)
    elif "nivåer" in example:
        schema.LevelsFile.model_validate(example["nivåer"])
    elif "roller" in example:
        schema.OwnersFile.model_validate(example)
    else:
        name = FILES[2]
        lines = plan_files[name].decode().splitlines()
        kept = "\n".join(_without(lines, example))
        reading = read_plan({**plan_files, name: f"{kept}\n{text}".encode()}, "", date(2025, 10, 1))
        assert reading.problems == ()


def _without(lines: list[str], keys: dict[str, object]) -> list[str]:
    kept, inside = [], False
    for line in lines:
        if line and line[0] not in " #-":
            inside = line.partition(":")[0] in keys
        if not inside:
            kept.append(line)
    return kept


def test_every_key_of_the_plan_files_is_explained():
    text = TEAM.read_text(encoding="utf-8")
    models = [one for one in vars(schema).values() if isinstance(one, type) and issubclass(one, schema._File)]
    keys = {field.alias or name for model in models for name, field in model.model_fields.items()}
    assert {key for key in keys if not re.search(rf"(?<!\w){key}(?!\w)", text)} == set()


TERMS = re.findall(r"\[`([\w.]+)`\]\(\.\./\.\./(src/[\w/]+\.py)\)", (DEV / "glossary.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("name", "path"), TERMS, ids=[name for name, _ in TERMS])
def test_every_word_of_the_glossary_exists(name, path):
    module = import_module(path.removeprefix("src/").removesuffix(".py").replace("/", "."))
    first, *rest = name.split(".")
    found = getattr(module, first)
    for piece in rest:
        assert hasattr(found, piece) or piece in getattr(found, "__dataclass_fields__", {})


def test_the_glossary_has_a_word_on_every_row():
    rows = re.findall(r"^\| (?!Swedish)(?!-)(.+)$", (DEV / "glossary.md").read_text(encoding="utf-8"), re.M)
    assert len([row for row in rows if not row.startswith("---")]) == len(TERMS) > 40


@pytest.mark.parametrize("page", named(DECISIONS))
def test_a_decision_has_something_under_every_heading(page):
    title, *parts = re.split(r"^## ", page.read_text(encoding="utf-8"), flags=re.M)
    headings = [part.partition("\n")[0] for part in parts]
    assert headings == ["Context", "Decision", "Consequence"]
    assert title.startswith(f"# {int(page.name[:4])}. ")
    assert all(part.partition("\n")[2].strip() for part in parts)


def test_the_decisions_are_numbered_without_a_gap():
    assert [int(page.name[:4]) for page in DECISIONS] == list(range(1, len(DECISIONS) + 1))


def test_code_that_names_a_decision_names_one_that_exists():
    files = [ROOT / "pyproject.toml", *(ROOT / "src").rglob("*.py")]
    numbers = {n for path in files for n in re.findall(r"docs/decisions/(\d{4})", path.read_text(encoding="utf-8"))}
    assert numbers
    assert numbers <= {page.name[:4] for page in DECISIONS}
