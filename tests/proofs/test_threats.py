"""The page on threats says what the table says, and every proof it names is there."""

from pathlib import Path

from tests.proofs.threats import THREATS, page

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_is_the_table() -> None:
    assert (ROOT / "docs" / "threats.md").read_text(encoding="utf-8") == page()


def test_every_proof_is_a_test_that_exists() -> None:
    missing = []
    for proof in (proof for threat in THREATS for proof in threat.proofs):
        file, _, name = proof.partition("::")
        if f"def {name}(" not in (ROOT / file).read_text(encoding="utf-8"):
            missing.append(proof)
    assert missing == []
    assert all(threat.proofs for threat in THREATS)
