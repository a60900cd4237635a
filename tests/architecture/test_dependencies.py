"""What we stand on is permissive or named in NOTICE, is declared, and is used."""

import re
from importlib import metadata
from pathlib import Path

from .distributions import declared, imported, licence, locked, normal, owners, packages
from .repository import PACKAGE, ROOT, is_test, named, python_files, report

PERMISSIVE = re.compile(
    r"MIT|BSD|Apache|PSF|Python Software Foundation|PostgreSQL|ISC|Zlib|CC0|Unlicense|HPND|BlueOak|0BSD"
)
DEMANDING = re.compile(r"GPL|MPL|Mozilla|EUPL|EPL|CDDL|SSPL|BUSL|Commons Clause|Proprietary", re.IGNORECASE)
SAYS_NOTHING = {"imapclient": "its COPYING is the BSD licence"}
"""Distributions without a word in their metadata, whose licence text was read."""

ONLY_TO_TRAIN = ("/training.py", "/learning.py", "/calibrating.py", "/search/weighing.py")
"""Files that run when a model is trained anew, with the development packages."""

USED_WITHOUT_IMPORT = {
    "argon2-cffi": "Django's password hasher",
    "django-htmx": "middleware and template tag",
    "whitenoise": "middleware",
}


def _notice() -> tuple[set[str], set[str]]:
    """The names of the exceptions in NOTICE: those used, and those for development only."""
    use, _, development = (ROOT / "NOTICE").read_text().partition("For development only")
    return _words(use), _words(development)


def _words(text: str) -> set[str]:
    return {normal(word) for word in re.findall(r"[A-Za-z][\w.-]*\w", text)}


def _unwelcome(lock: str, allowed: set[str]) -> list[str]:
    """What a lock pins that is neither permissive nor allowed, with what it says of itself."""
    found = []
    for name in sorted({name for name, _ in locked(lock)} - allowed - set(SAYS_NOTHING)):
        says = licence(name)
        if DEMANDING.search(says) or not PERMISSIVE.search(says):
            found.append(f"{name}: {says or 'says nothing'}")
    return found


def test_it_uses_permissive_packages_and_names_the_others() -> None:
    report("Replace the package, or name it with its licence in NOTICE:", _unwelcome("requirements.lock", _notice()[0]))


def test_it_develops_with_permissive_packages_and_names_the_others() -> None:
    use, development = _notice()
    report("Name it in NOTICE, for development only:", _unwelcome("requirements-dev.lock", use | development))


def test_it_never_ships_the_gpl() -> None:
    report(
        "A package under the GPL or AGPL may not be in requirements.lock:",
        (
            f"{name}: {licence(name)}"
            for name in sorted({name for name, _ in locked("requirements.lock")})
            if re.search(r"(?<!L)GPL|(?<!Lesser )General Public", licence(name))
        ),
    )


def test_it_has_what_the_locks_pin() -> None:
    report(
        "The environment is not what the lock says; run `make setup`:",
        (
            f"{name}: {metadata.version(name)} instead of {version}"
            for name, version in locked("requirements.lock")
            if metadata.version(name) != version
        ),
    )


def test_it_declares_what_it_imports() -> None:
    report(
        "Declare it in pyproject.toml; what only comes along with another package may go away:",
        (
            f"{named(path)} imports {package}"
            for path in python_files()
            if path.is_relative_to(PACKAGE) and not is_test(path) and not str(path).endswith(ONLY_TO_TRAIN)
            for package in imported(path)
            if not owners(package) & declared()
        ),
    )


def test_it_declares_what_tests_and_tools_import() -> None:
    known = declared() | declared("dev")
    report(
        "Declare it under `dev` in pyproject.toml:",
        (
            f"{named(path)} imports {package}"
            for path in python_files()
            if is_test(path) or str(path).endswith(ONLY_TO_TRAIN) or path.is_relative_to(ROOT / "scripts")
            for package in imported(path) - {"tests", "scripts", "bench"}
            if not owners(package) & known
        ),
    )


def test_it_uses_what_it_declares() -> None:
    sources = [path for path in python_files() if path.is_relative_to(PACKAGE) and not is_test(path)]
    used = {package for path in sources for package in imported(path)}
    report(
        "Nothing imports it; take it out of pyproject.toml and the locks:",
        (
            name
            for name in declared() - USED_WITHOUT_IMPORT.keys()
            if not packages(name) & used and not _is_named(name, sources)
        ),
    )


def _is_named(distribution: str, sources: list[Path]) -> bool:
    """Whether the code finds a package's files by name, as with programs that come in a wheel."""
    return any(
        re.search(rf"""["']{package}["'/.]""", path.read_text("utf-8"))
        for package in packages(distribution)
        for path in sources
    )
