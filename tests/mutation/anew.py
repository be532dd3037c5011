"""Starts the service with a mutant: what a module does when it is imported is done anew.

A plugin: `pytest -p tests.mutation.anew TESTS…` with the mutant in MUTATION_MUTANT.
"""

import os
import pickle
from pathlib import Path

from tests.mutation.swap import import_changed

if PLACE := os.environ.get("MUTATION_MUTANT"):
    import_changed(pickle.loads(Path(PLACE).read_bytes()))  # noqa: S301 - our own file
