"""The house as a test: which way the arrows point, who builds, what never appears, and how long a thing may be."""

import ast
import functools
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("app", "widgets", "services")
TOP_LEVEL = (*ROOMS, "resources", "tests", "packaging")

MODULE_LINES, FUNCTION_LINES = 300, 50
LONGER = {
    # path, or path::function -> why it is longer than the others may be
}


@functools.cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def modules(*rooms: str) -> list[Path]:
    return [path for room in rooms for path in sorted((ROOT / room).rglob("*.py"))]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def places(rooms: tuple[str, ...], kind: type[ast.AST]) -> Iterator[tuple[str, ast.AST]]:
    for path in modules(*rooms):
        yield from ((f"{name(path)}:{node.lineno}", node) for node in ast.walk(tree(path)) if isinstance(node, kind))


def imported(path: Path) -> set[str]:
    """Every module that a file names in an import, with `from a import b` as both `a` and `a.b`."""
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name(path)}:{node.lineno} imports relatively; say the whole name"
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {str(node.module)}
    return found


def called(node: ast.AST) -> str:
    function = getattr(node, "func", None)
    return getattr(function, "id", getattr(function, "attr", ""))


# Arrows


def test_imports_keep_their_contracts() -> None:
    """In a process of its own: the linter switches off every logger that stands, and later tests would log nothing."""
    lint = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(cache_dir=None))"
    done = subprocess.run([sys.executable, "-c", lint], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


RELAY_MAY = re.compile(r"services(\.(entries|trouble|relay)(\..*)?|\.channels(\.hooks(\..*)?|\.\w+(\.hook(\..*)?)?)?)?")


def test_the_relay_knows_entries_trouble_and_hooks() -> None:
    """A list of what it may, not of what it may not: tomorrow's room is forbidden without a line here."""
    wrong = {
        f"{name(path)} imports {module}"
        for path in modules("services/relay")
        for module in imported(path)
        if module.split(".")[0] in ROOMS and not RELAY_MAY.fullmatch(module)
    }
    assert not wrong


# Who builds


HOUSE = ("app/house.py", "app/rooms.py", "app/listening_rooms.py", "app/staff.py")
BEFORE_THE_HOUSE = {"app/agencies.py", "app/desk.py", "app/first_run.py", "app/reception.py", "app/worker.py"}
"""An agency is joined and chosen before there is a house: these may build what talks to its relay, and what this
machine remembers of its agencies."""


def services_in(path: Path) -> dict[str, str]:
    """The names that a file imports from `services`, with where each comes from."""
    return {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("services")
        for alias in node.names
    }


def constructs(path: Path) -> set[str]:
    """The classes of `services` that a file calls, by their full name."""
    known = services_in(path)
    calls = {called(node) for node in ast.walk(tree(path)) if isinstance(node, ast.Call)}
    return {known[each] for each in calls & set(known) if each[0].isupper()}


def test_only_the_house_constructs_services() -> None:
    values = ("services.entries.", "services.records.", "services.trouble.")
    built = {each for place in HOUSE for each in constructs(ROOT / place) if not each.startswith(values)}
    assert built, "the house constructs nothing: this test looks in the wrong place"
    elsewhere = {
        f"{name(path)} constructs {each}"
        for path in modules(*ROOMS)
        if name(path) not in {*BEFORE_THE_HOUSE, *HOUSE}
        for each in constructs(path) & built
    }
    assert not elsewhere


# What never appears

NESTED_LOOPS = {"exec", "exec_", "processEvents", "asyncClose", "asyncSlot"}


def test_nothing_spins_a_loop_inside_the_loop() -> None:
    """A nested loop kills whichever task is woken in it; asyncSlot and asyncClose outlive their widget."""
    names = [(place, getattr(node, "attr", None)) for place, node in places(("app", "widgets"), ast.Attribute)]
    names += [(place, getattr(node, "id", None)) for place, node in places(("app", "widgets"), ast.Name)]
    assert not [f"{place} uses {what}" for place, what in names if what in NESTED_LOOPS]


def test_colours_come_from_the_tokens() -> None:
    hexadecimal = re.compile(r"#(?:[0-9A-Fa-f]{8}|[0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})\b")
    literal = [
        f"{place} {node.value!r}"
        for place, node in places(("app", "widgets"), ast.Constant)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and hexadecimal.search(node.value)
    ]
    numbers = [
        place
        for place, node in places(("app", "widgets"), ast.Call)
        if isinstance(node, ast.Call)
        and called(node) == "QColor"
        and any(isinstance(argument, ast.Constant) and isinstance(argument.value, int) for argument in node.args)
    ]
    assert not literal + numbers


WIDGETS_READ = {
    # what is shipped is read through these modules only
    "widgets/stylesheet.py",
    "widgets/theme.py",
    "widgets/tokens.py",
    "widgets/words.py",
}
FILE_CALLS = {"open", "read_text", "read_bytes", "write_text", "write_bytes", "mkdir", "unlink", "QFile", "QSaveFile"}


def test_widgets_touch_no_files_of_data() -> None:
    touched = [
        f"{place} calls {called(node)}"
        for place, node in places(("widgets",), ast.Call)
        if called(node) in FILE_CALLS
        and place.split(":")[0] not in WIDGETS_READ
        and not (called(node) == "open" and isinstance(getattr(node, "func", None), ast.Attribute))  # dialog.open()
    ]
    assert not touched
    modules_of_data = {f"{name(path)}: {each}" for path in modules("widgets") for each in imported(path)}
    assert not [each for each in modules_of_data if "QtSql" in each or "QtNetwork" in each]


KNOWN_HOSTS = re.compile(
    r"[][\w:-]*|(10|127|192\.168|198\.51\.100|203\.0\.113)(\.\d+)+"  # no name, or an address of nobody's
    r"|([\w-]+\.)*example(\.\w+)?|[\w.-]+\.(test|invalid)"
    r"|graph\.facebook\.com|lookaside\.fbsbx\.com|fb\.me|(api|app)\.manychat\.com|www\.uchat\.com\.au|api\.elevenlabs\.io"
    r"|keepachangelog\.com|semver\.org|www\.w3\.org|developers\.facebook\.com|www\.openstreetmap\.org"  # pages to read
)
HOST = re.compile(r"(?:https?|wss?)://([^/\s\"'`<>{}()|\\:\]]+)")
TEXTS = {".py", ".toml", ".md", ".json", ".lock", ".qss", ".sql", ".sh", ".txt", ".yml"}
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:root|Users|work|opt|mnt)/\w")


def texts() -> Iterator[tuple[str, str]]:
    """Every text of the project with its path, whether git knows it yet or not."""
    files = [path for room in TOP_LEVEL for path in (ROOT / room).rglob("*")] + list(ROOT.glob("*.*"))
    for path in sorted(files):
        if path.is_file() and path.suffix in TEXTS and "__pycache__" not in path.parts:
            yield name(path), path.read_text(encoding="utf-8")


def test_no_stranger_is_named() -> None:
    """All that this project speaks to: providers, loopback, pages to read; no machine of ours is among them."""
    hosts = [(path, host) for path, text in texts() for host in HOST.findall(text)]
    assert not {f"{path}: {host}" for path, host in hosts if not KNOWN_HOSTS.fullmatch(host)}
    assert not [f"{path}: {hit.group()}" for path, text in texts() for hit in MACHINE_PATH.finditer(text)]


# How long, and how a file begins


def lengths() -> Iterator[tuple[str, int, int]]:
    for path in modules(*ROOMS, "packaging"):
        yield name(path), len(path.read_text(encoding="utf-8").splitlines()), MODULE_LINES
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                yield f"{name(path)}::{node.name}", lines, FUNCTION_LINES


def test_one_idea_fits_its_page() -> None:
    assert not [f"{what}: {lines} lines" for what, lines, most in lengths() if lines > most and what not in LONGER]
    assert not set(LONGER) - {what for what, lines, most in lengths() if lines > most}, "no longer longer"


def test_every_module_says_what_it_is_for() -> None:
    silent = [name(path) for path in modules(*ROOMS, "packaging", "tests") if not ast.get_docstring(tree(path))]
    assert not silent


def test_the_top_level_is_fixed() -> None:
    rooms = {path.name for path in ROOT.iterdir() if path.is_dir() and path.name[0] not in "._"}
    assert rooms <= {*TOP_LEVEL, "build", "dist"}  # the last two are what packaging tools leave behind
