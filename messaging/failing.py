"""What a log may say of an error: its kind and where it was, never what it said."""

import traceback

# The last lines of the way there; more would bury the rest of the log.
FRAMES = 3


def kind_and_place(error: BaseException) -> str:
    """The name of an error, and the lines that it came through last."""
    where = "".join(traceback.format_tb(error.__traceback__)[-FRAMES:])
    return f"{type(error).__name__}\n{where}"
