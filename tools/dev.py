"""Sets up this checkout and runs its jobs. Needs Python 3.11 or newer and git, and nothing else.

    python3 tools/dev.py example     assemble, validate and render the example system
    python3 tools/dev.py test        run the tests (further words go to pytest; --long tries all values)
    python3 tools/dev.py check       lint, types and generated content
    python3 tools/dev.py generated   generated content alone, as the hook before a commit asks
    python3 tools/dev.py bench       time the daily commands beside trestle
    python3 tools/dev.py bench scale many systems and workspaces; --short for seconds alone
    python3 tools/dev.py setup       only make .venv ready

It is written for any Python 3.6, so that an old one can say what is needed.
The first run makes .venv and installs the project into it; later runs find it ready and start at once.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from typing import NoReturn

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
OLDEST = (3, 11)
STAMP = os.path.join(VENV, "attestle-setup.txt")
SYSTEM = "example-enclave"
DAY = "2026-11-25"  # the day that the example describes; its evidence grows old with time like any other
BUILDERS = (
    "build_schema",
    "build_constraints",
    "build_versions",
    "build_authored",
    "build_catalogs",
    "build_decision",
    "build_readiness",
    "build_interview",
    "build_sprs",
    "build_digests",
    "build_topics",
    "build_projects",
    "build_audiences",
    "build_crosswalk",
    "build_components",
    "build_example",
    "build_docs",
    "lowest_versions",
)


def stop(message: str) -> NoReturn:
    """End with a message for the reader instead of a traceback."""
    sys.stderr.write("error: " + message + "\n")
    sys.exit(2)


def python() -> str:
    """The Python to build on: this one if it is new enough, else the newest that is installed."""
    if sys.version_info[:2] >= OLDEST:
        return (
            getattr(sys, "_base_executable", None) or sys.executable
        )  # never .venv's own, which may be made anew
    for minor in range(19, OLDEST[1] - 1, -1):
        found = shutil.which("python3.%d" % minor)
        if found:
            return found
    stop(
        "Python %d.%d or newer is needed, this is %s and no newer one is on the PATH.\n"
        "Install Python 3.11 or newer and run this again with it."
        % (OLDEST + (sys.version.split()[0],))
    )


def in_venv(name: str) -> str:
    folder = "Scripts" if os.name == "nt" else "bin"
    return os.path.join(VENV, folder, name + (".exe" if os.name == "nt" else ""))


def wanted(interpreter: str) -> str:
    """What the environment was made from: while this text is the same, nothing needs to be installed again."""
    with open(os.path.join(ROOT, "pyproject.toml"), "rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()
    return "%s\n%s\n%s\n" % (os.path.realpath(interpreter), ROOT, digest)


def setup() -> None:
    """Make .venv ready; costs nothing when it is."""
    if not shutil.which("git"):
        stop("git is not on the PATH; install it and run this again")
    interpreter = python()
    text = wanted(interpreter)
    if os.path.exists(STAMP):
        with open(STAMP, encoding="utf-8") as file:
            if file.read() == text and os.path.exists(in_venv("python")):
                return
    start = time.time()
    say("setting up .venv (once)")
    if not os.path.exists(in_venv("python")) or _other_python(text):
        run(
            [interpreter, "-m", "venv", "--clear", VENV],
            "the module venv does not work; on Debian or Ubuntu install python3-venv",
        )
    run(
        [
            in_venv("python"),
            "-m",
            "pip",
            "install",
            "-qq",
            "--disable-pip-version-check",
            "--editable",
            ROOT + "[dev]",
        ],
        "the dependencies could not be installed; is there a way to the package index?",
    )
    with open(STAMP, "w", encoding="utf-8") as file:
        file.write(text)
    say("set up in %.0f s" % (time.time() - start))


def _other_python(text: str) -> bool:
    if not os.path.exists(STAMP):
        return True
    with open(STAMP, encoding="utf-8") as file:
        return file.readline().strip() != text.split("\n", 1)[0]


def run(command: list, why: str) -> None:  # type: ignore[type-arg]
    """Run a command that must succeed."""
    try:
        done = subprocess.run(command, cwd=ROOT, check=False)
    except OSError as error:
        stop("%s (%s)" % (why, error))
    if done.returncode:
        stop(why)


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def step(number: int, title: str, command: list, quiet: bool = True) -> str:  # type: ignore[type-arg]
    """One step of a job, told in a line with its time. What it printed is shown if it fails, or if it is the point of the step."""
    start = time.time()
    done = subprocess.run(
        command,
        cwd=ROOT,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    good = done.returncode == 0
    say("[%d] %-46s %6.2f s%s" % (number, title, time.time() - start, "" if good else "   FAILED"))
    if not good or not quiet:
        say("\n".join("    " + line for line in done.stdout.rstrip().split("\n")))
    if not good:
        sys.exit(done.returncode or 1)
    return done.stdout


def example() -> None:
    """The main job on the example system: markdown to OSCAL, checks, figures, documents."""
    attestle = in_venv("attestle")
    say("The example system: ssp/%s, judged as of %s, the day it describes" % (SYSTEM, DAY))
    out = os.path.join("build", "example")
    step(
        1,
        "assemble the markdown to four OSCAL documents",
        [attestle, "ssp", "assemble", SYSTEM],
        quiet=False,
    )
    found = step(2, "validate the whole workspace", [attestle, "validate", "--as-of", DAY])
    say("    " + summary(found))
    step(
        3,
        "status: ratings, scores, what blocks",
        [attestle, "status", SYSTEM, "--as-of", DAY],
        quiet=False,
    )
    to_word = [
        attestle,
        "render",
        SYSTEM,
        "--what",
        "ssp",
        "--to",
        "docx",
        "--to",
        "md",
        "--out",
        out,
        "--as-of",
        DAY,
    ]
    step(4, "render the plan to Word and markdown", to_word, quiet=False)
    to_tables = [
        attestle,
        "gap",
        SYSTEM,
        "--to",
        "html",
        "--to",
        "xlsx",
        "--out",
        out,
        "--as-of",
        DAY,
    ]
    step(5, "gap analysis from SOC 2 to HTML and xlsx", to_tables, quiet=False)
    say("")
    say("The documents are in %s:" % out)
    for name in sorted(os.listdir(os.path.join(ROOT, out))):
        say(
            "  %s  (%d kB)"
            % (os.path.join(out, name), os.path.getsize(os.path.join(ROOT, out, name)) // 1024)
        )
    say(
        "The OSCAL documents are in system-security-plans/, plan-of-action-and-milestones/, assessment-plans/ and assessment-results/."
    )
    say("")
    say("Try next:")
    say(
        "  edit ssp/%s/controls/AC/3.1.1.md: set objective a to `- State: partial` and add `- Missing: ...`, then"
        % SYSTEM
    )
    say("  .venv/bin/attestle status          to see what that costs")
    say(
        "  .venv/bin/attestle validate        to see what is found, and .venv/bin/attestle explain CODE for the reason"
    )
    say("  .venv/bin/attestle catalog show 3.1.1")
    say("  .venv/bin/attestle init ../my-workspace   to begin a workspace of your own")


def summary(text: str) -> str:
    """The line of `validate` that counts."""
    lines = [
        line
        for line in text.strip().split("\n")
        if "error" in line and "warning" in line or line == "no findings"
    ]
    return lines[-1] if lines else "no findings"


def test(words: list) -> int:  # type: ignore[type-arg]
    """The tests on all cores; further words go to pytest.

    Each worker begins with tests that stand together, so that what a module prepares is mostly
    prepared once, and takes over from the slower ones at the end.
    """
    cores = max(1, min(8, os.cpu_count() or 1))
    parallel = ["-n", str(cores), "--dist", "worksteal"]
    if cores == 1 or any(word.startswith("-n") for word in words):
        parallel = []
    # with it each process that a test starts compiles all sources again, which takes longer than
    # what the process is started for
    environment = {key: os.environ[key] for key in os.environ if key != "PYTHONDONTWRITEBYTECODE"}
    return subprocess.run(
        [in_venv("python"), "-m", "pytest", "-q", *parallel, *words],
        cwd=ROOT,
        env=environment,
        check=False,
    ).returncode


def check() -> int:
    """Lint, format, types, and whether generated files are what their sources build."""
    python_ = in_venv("python")
    return run_jobs(
        [
            ("lint", [python_, "-m", "ruff", "check", "."]),
            ("format", [python_, "-m", "ruff", "format", "--check", "."]),
            ("types", [python_, "-m", "mypy"]),
            *list_builds(),
            ("assembled documents", [in_venv("attestle"), "ssp", "assemble", "--check"]),
        ]
    )


def list_builds() -> list:  # type: ignore[type-arg]
    """A job for each builder: whether what is committed is what it builds."""
    return [
        (
            name.replace("_", " "),
            [in_venv("python"), os.path.join("tools", name + ".py"), "--check"],
        )
        for name in BUILDERS
    ]


def run_jobs(jobs: list) -> int:  # type: ignore[type-arg]
    """Each with its time and, if it failed, what it printed; 1 if one did."""
    failed = []
    for title, command in jobs:
        start = time.time()
        done = subprocess.run(
            command,
            cwd=ROOT,
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )
        say(
            "%-22s %6.2f s   %s"
            % (title, time.time() - start, "fine" if not done.returncode else "FAILED")
        )
        if done.returncode:
            say(done.stdout)
            failed.append(title)
    return 1 if failed else 0


def bench(words: list) -> int:  # type: ignore[type-arg]
    name = "daily.py"
    if words[:1] == ["scale"]:
        name, words = "scale.py", words[1:]
    return subprocess.run(
        [in_venv("python"), os.path.join("tools", "bench", name), *words],
        cwd=ROOT,
        check=False,
    ).returncode


def main() -> None:
    word, rest = (sys.argv[1], sys.argv[2:]) if len(sys.argv) > 1 else ("", [])
    if word not in ("example", "test", "check", "generated", "bench", "setup"):
        sys.stdout.write(__doc__)
        sys.exit(0 if word in ("", "-h", "--help") else 2)
    if sys.version_info < (3, 6):
        stop("Python 3.11 or newer is needed")
    setup()
    if word == "example":
        example()
    sys.exit(
        test(rest)
        if word == "test"
        else check()
        if word == "check"
        else run_jobs(list_builds())
        if word == "generated"
        else bench(rest)
        if word == "bench"
        else 0
    )


if __name__ == "__main__":
    main()
