"""Why a text did not arrive is always said, and each reason in words of its own."""

from companion.views.advocate.thread import why_failed
from messaging.faults import Fault


def test_each_fault_has_words_of_its_own() -> None:
    words = [why_failed(fault.value) for fault in Fault]
    assert all(words)
    assert len(set(words)) == len(words)
