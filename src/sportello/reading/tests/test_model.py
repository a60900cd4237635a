import subprocess
import sys

from sportello.reading.artefact import SHIPPED, load
from sportello.reading.encoder import UNIVERSAL
from sportello.reading.training import corpus_digest


def test_it_ships_a_model_of_this_corpus_and_this_encoder() -> None:
    model = load()
    assert model.corpus == corpus_digest()
    assert model.version == f"{UNIVERSAL.name}.{model.corpus[:12]}"


def test_it_ships_a_small_model_with_its_card() -> None:
    assert SHIPPED.stat().st_size < 10_000_000
    card = (SHIPPED.parent / "MODEL.md").read_text(encoding="utf-8")
    assert load().version in card


def test_it_needs_neither_django_nor_a_database_nor_the_trainers_library() -> None:
    code = (
        "import sys; from sportello.reading import read; read('Where is my parcel?');"
        "print([name for name in ('django', 'psycopg', 'sklearn', 'scipy') if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True)
    assert run.stdout.strip() == "[]"
