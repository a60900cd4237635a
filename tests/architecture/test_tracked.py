"""What must not lie in the repository: other lock files, addresses of registries, paths of one machine."""

import re

from .repository import ROOT, files, is_sample, is_test, named, report, text

LOCKS = ("requirements.lock", "requirements-dev.lock")
ADDRESS = re.compile(r":/" + r"/|--(?:extra-)?index-url|--find-links|@ *(?:file|git)")
REGISTRIES = re.compile(
    "|".join(
        re.escape(left + "." + right)
        for left, right in (
            ("py" + "pi", "org"),
            ("python" + "hosted", "org"),
            ("registry.n" + "pmjs", "org"),
            ("registry.y" + "arnpkg", "com"),
            ("crates", "io"),
            ("proxy.go" + "lang", "org"),
        )
    ),
    re.IGNORECASE,
)
MACHINE = re.compile(r"""(?:^|[\s"'`(=:])/(?:wo""" + r"""rk|ro""" + r"""ot|ho""" + r"""me/\w+|Us""" + r"""ers/\w+)/""")


def _lines(pattern: re.Pattern[str], names: list[str] | None = None) -> list[str]:
    """Where a pattern stands in what we wrote ourselves."""
    return [
        f"{named(path)}:{number} {line.strip()[:100]}"
        for path in files()
        if (named(path) in names if names else not is_sample(path))
        for number, line in enumerate((text(path) or "").splitlines(), 1)
        if pattern.search(line)
    ]


def test_it_keeps_only_hash_pinned_locks() -> None:
    other = {"uv" + ".lock", "poetry.lock", "Pipfile.lock", "package-lock.json", "yarn.lock"}
    report(
        "Remove the lock file (CONTRIBUTING.md says how ours are made):",
        (named(path) for path in files() if path.name in other),
    )
    for name in LOCKS:
        blocks = re.split(r"\n(?=\S)", (ROOT / name).read_text())
        pinned = [block for block in blocks if not block.startswith("#")]
        assert len(pinned) > 20
        report(
            f"{name}: pin every package with ==version and hashes:",
            (block.splitlines()[0] for block in pinned if "==" not in block or "--hash=sha256:" not in block),
        )


def test_it_names_no_address_in_a_lock() -> None:
    report("Compile the lock with --no-header and without an index in the configuration:", _lines(ADDRESS, [*LOCKS]))


def test_it_pins_the_same_versions_for_use_and_for_development() -> None:
    use, development = (
        set(re.findall(r"^([\w.-]+==[\w.+-]+)", (ROOT / name).read_text(), re.MULTILINE)) for name in LOCKS
    )
    report("Compile both locks together; these versions differ:", use - development)


def test_it_names_no_registry() -> None:
    report("Do not name the hosts of package registries:", _lines(REGISTRIES))


def test_it_names_no_path_of_one_machine() -> None:
    report("Use paths relative to the project, or DATA_DIR:", _lines(MACHINE))


def test_it_keeps_secrets_and_products_out() -> None:
    unwanted = re.compile(r"\.(?:mo|pyc|key|pem|sqlite3)$|(?:^|/)\.env$")
    report(
        "Take it out of git and name it in .gitignore:",
        (named(path) for path in files() if unwanted.search(named(path)) and not is_test(path)),
    )
