"""The invented town that `make demo` shows; made by the real changes, in nobody's likeness."""

from companion.management.world.build import build, is_empty
from companion.management.world.told import tell

__all__ = ["build", "is_empty", "tell"]
