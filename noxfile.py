# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What needs environments of its own: the checks on every supported ansible-core, and the archive.

`make matrix sanity targets awx mesh events build` runs the sessions, `make lint` that of antsibull-nox.
`.venv/bin/nox --list` names them, and `.venv/bin/nox --session 'matrix(2.20)' -- -k check_mode` runs one,
with arguments for pytest.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import antsibull_nox
import nox

nox.options.default_venv_backend = "uv"
nox.options.error_on_missing_interpreters = True
# A Python that is missing is told: nox and uv would download one, to outside of the checkout.
nox.options.download_python = "never"
os.environ["UV_PYTHON_DOWNLOADS"] = "never"
nox.options.reuse_venv = "yes"
nox.options.envdir = ".cache/nox"

CHECKOUT = Path(__file__).resolve().parent
CACHE = CHECKOUT / ".cache"


@dataclass(frozen=True)
class Core:
    """An ansible-core, a Python its controllers may have, and the oldest Python its targets may have.

    ``libraries`` says which versions of those in requirements.txt the controller gets, in uv's words.
    """

    requirement: str
    python: str
    target_python: str
    libraries: str = "highest"


CORES = {
    "2.18": Core("ansible-core~=2.18.0", "3.11", "3.8", libraries="lowest-direct"),
    "2.19": Core("ansible-core~=2.19.0", "3.11", "3.8"),
    "2.20": Core("ansible-core~=2.20.0", "3.12", "3.9"),
    "2.21": Core("ansible-core~=2.21.0", "3.13", "3.9"),
    # A release candidate, until there is more.
    "2.22": Core("ansible-core~=2.22.0rc1", "3.13", "3.9"),
}
FIRST, *_BETWEEN, LAST = CORES
# What rests on the libraries, in tests/operations; a controller of the first ansible-core has the oldest.
EXCHANGES = (
    *("answers", "environment", "files", "headers", "hostile", "laboratory", "memory"),
    *("paging", "retry_table", "tokens", "total_timeout", "trust"),
)
# Newer than those that `make sanity` insists on: it checks on them where they are there.
UNCHECKED_PYTHONS = {"3.14", "3.15"}
EVERY_CORE = [nox.param(core.python, name, id=name) for name, core in CORES.items()]


def offer_pyenv_pythons() -> None:
    """Puts pyenv's Pythons on the path: its own commands python3.N run only versions that were chosen."""
    pyenv = shutil.which("pyenv")
    if pyenv:
        root = subprocess.run([pyenv, "root"], capture_output=True, text=True, check=True).stdout.strip()
        places = [str(place) for place in Path(root).glob("versions/3.*/bin")]
        os.environ["PATH"] = os.pathsep.join([*places, os.environ["PATH"]])


offer_pyenv_pythons()
antsibull_nox.load_antsibull_nox_toml()


@nox.session
@nox.parametrize(["python", "core"], EVERY_CORE)
def matrix(session: nox.Session, core: str) -> None:
    """All tests on an ansible-core; modules run on the oldest Python and libraries of a target."""
    wanted = CORES[core]
    session.install("--resolution", wanted.libraries, wanted.requirement, "--requirement", "requirements.txt")
    session.install(
        *("--requirement", "tests/requirements-simulator.txt", "--requirement", "tests/requirements.txt")
    )
    target = oldest_target(session, wanted.target_python)
    session.run(
        *("pytest", "--numprocesses=auto", "--maxprocesses=8", "--dist=worksteal"),
        *(session.posargs or chosen_tests(core)),
        env={
            "APIOPS_TESTS_TARGET_PYTHON": str(target),
            "APIOPS_TESTS_TARGET_VERSION": wanted.target_python,
        },
    )


def chosen_tests(core: str) -> list[str]:
    """What rests on ansible-core, and on the first one what rests on the libraries.

    ``make contract`` runs all tests of ``make unit``, on the newest Python and libraries, and the examples.
    """
    if core == FIRST:
        exchanges = [f"tests/operations/test_{name}.py" for name in EXCHANGES]
        return ["-m", "not same_on_every_core", "tests/unit", *exchanges, "tests/integration"]
    unit = [str(path) for path in sorted(Path("tests/unit").glob("test_*.py"))]
    if core == LAST:
        examples = [f"--ignore=tests/integration/test_{name}.py" for name in ("examples", "guides")]
        return [*examples, *unit, "tests/integration"]
    return ["-m", "not same_on_every_core and not first_and_last_core", *unit, "tests/integration"]


def oldest_target(session: nox.Session, python: str) -> Path:
    """The interpreter of an environment with that Python and the oldest libraries of requirements.txt."""
    environment = CACHE / "nox" / f"target-{python}"
    session.run_install("uv", "venv", "--quiet", "--allow-existing", "--python", python, str(environment))
    session.run_install(
        *("uv", "pip", "install", "--quiet", "--python", str(environment)),
        *("--resolution", "lowest-direct", "--requirement", "requirements.txt"),
    )
    return environment / "bin" / "python"


@nox.session
@nox.parametrize(["python", "core"], EVERY_CORE)
def sanity(session: nox.Session, core: str) -> None:
    """`ansible-test sanity` on an ansible-core, nothing ignored.

    What rests on the Python and not on the core, and takes long, runs on the first and the last alone.
    """
    left_out = [] if core in (FIRST, LAST) else ["--skip-test", "pylint", "--skip-test", "import"]
    refuse_gaps(session, ansible_test(session, core, "sanity", "--color", "no", *left_out, *session.posargs))


@nox.session(python=CORES["2.19"].python)
def targets(session: nox.Session) -> None:
    """A target of `ansible-test integration`, each of which runs the tests of its module."""
    session.log(ansible_test(session, "2.19", "integration", *(session.posargs or ["cmf_token"]), "--venv"))


def ansible_test(session: nox.Session, core: str, command: str, *arguments: str) -> str:
    """What a command of ansible-test prints that runs in a copy of the collection, with a home of its own."""
    session.install(CORES[core].requirement)
    keep_to_the_index(session)
    place = CACHE / command / core
    collection = copied_collection(place)
    stand_in_for_get_pip(session, place / "home")
    with session.chdir(collection):
        environment = {"HOME": str(place / "home")}
        return str(session.run("ansible-test", command, *arguments, env=environment, silent=True))


def refuse_gaps(session: nox.Session, told: str) -> None:
    """Fails for a test that ansible-test left out on a Python, as it does with a warning alone."""
    # The warning comes twice, the second time in a summary.
    gaps = set(re.findall(r"^WARNING: (Skipping sanity test .* on Python (\d+\.\d+).*)", told, flags=re.M))
    needed = [words for words, python in gaps if python not in UNCHECKED_PYTHONS]
    if needed:
        session.error("\n".join(["ansible-test did not test everything:", *sorted(needed)]))


def copied_collection(place: Path) -> Path:
    """A copy of the collection in a tree as ansible-test wants it, of the files that git knows or would."""
    collection = place / "ansible_collections" / "apiops" / "platforms"
    shutil.rmtree(collection, ignore_errors=True)
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listing.stdout.split("\0")):
        if (CHECKOUT / name).exists():
            (collection / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(CHECKOUT / name, collection / name)
    # ansible-test asks git for the files, and the checkout's would say that all below .cache is ignored.
    subprocess.run(["git", "init", "--quiet"], cwd=collection, check=True)
    return collection


def stand_in_for_get_pip(session: nox.Session, home: Path) -> None:
    """Gives ansible-test the script by which it puts pip into its environments.

    It would download one from a host of its own; Python brings a pip along.
    """
    source = site_packages(session) / "ansible_test" / "_internal" / "python_requirements.py"
    found = re.search(r"pip='([\d.]+)'", source.read_text(encoding="utf-8"))
    if not found:
        session.error("ansible-test no longer says which pip it wants")
    cache = home / ".ansible" / "test" / "cache"
    cache.mkdir(parents=True, exist_ok=True)
    script = cache / ("get_pip_%s.py" % found[1].replace(".", "_"))
    script.write_text("import ensurepip\nensurepip.bootstrap()\n", encoding="utf-8")


def keep_to_the_index(session: nox.Session) -> None:
    """Has ansible-test install by name and version only; a prerelease may want a file from elsewhere."""
    for listing in site_packages(session).glob("ansible_test/_data/requirements/sanity.*.txt"):
        text = listing.read_text(encoding="utf-8")
        listing.write_text(re.sub(r"^(\w+) @ .*", r"\1", text, flags=re.M), encoding="utf-8")


def site_packages(session: nox.Session) -> Path:
    """Where the session's environment keeps its libraries."""
    (place,) = Path(session.virtualenv.location).glob("lib/python*/site-packages")
    return place


@nox.session(python="3.12")
def awx(session: nox.Session) -> None:
    """What stands between the collection and AWX: awx.awx, ansible-runner and ansible-builder."""
    session.install(
        *("--requirement", "requirements.txt", "--requirement", "tests/requirements-awx.txt"),
        *("--requirement", "tests/requirements-runner.txt"),
        *("--requirement", "tests/requirements-simulator.txt", "--requirement", "tests/requirements.txt"),
    )
    session.run(
        *("pytest", "--numprocesses=auto", "--maxprocesses=8", "--dist=worksteal", "tests/awx"),
        *session.posargs,
    )


@nox.session(python="3.12")
def mesh(session: nox.Session) -> None:
    """Jobs on execution nodes, by the engine of AWX. `scripts/setup-go` must have been run."""
    session.install(
        *("--requirement", "requirements.txt", "--requirement", "tests/requirements-mesh.txt"),
        *("--requirement", "tests/requirements-runner.txt"),
        *("--requirement", "tests/requirements-simulator.txt", "--requirement", "tests/requirements.txt"),
    )
    session.run(
        *("pytest", "--numprocesses=auto", "--maxprocesses=8", "--dist=worksteal", "tests/mesh"),
        *session.posargs,
    )


@nox.session(python="3.12")
def events(session: nox.Session) -> None:
    """Rulebooks with the event source, under ansible-rulebook. Its rule engine needs Java 17."""
    session.install(
        *("--requirement", "requirements.txt", "--requirement", "tests/requirements-eda.txt"),
        *("--requirement", "tests/requirements-simulator.txt", "--requirement", "tests/requirements.txt"),
    )
    session.run(
        *("pytest", "--numprocesses=auto", "--maxprocesses=8", "--dist=worksteal", "tests/events"),
        *session.posargs,
    )


@nox.session(python="3.12")
def build(session: nox.Session) -> None:
    """The archive, checked as Galaxy checks it, and the demo from where the archive was installed."""
    session.install("ansible-core", "galaxy-importer", "--requirement", "requirements.txt")
    session.install("--requirement", "tests/requirements-simulator.txt")
    place = CACHE / "build"
    shutil.rmtree(place, ignore_errors=True)
    session.run("ansible-galaxy", "collection", "build", "--output-path", str(place))
    (archive,) = place.glob("*.tar.gz")
    with session.chdir(place):
        report = session.run("python", "-m", "galaxy_importer.main", archive.name, silent=True)
    warnings = [line for line in str(report).splitlines() if line.startswith(("WARNING", "ERROR"))]
    if warnings:
        session.error("galaxy-importer: " + " ".join(warnings))
    session.run(
        *("ansible-galaxy", "collection", "install", str(archive)),
        *("--collections-path", str(place / "collections")),
    )
    session.run("python", "-m", "tests.demo", str(place / "collections"))
