"""`make demo`: the whole service in one process, with an invented town."""
