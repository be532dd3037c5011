#!/usr/bin/env python
"""Django's command line for Companion."""

import os
import sys

from companion.management import keyless


def main() -> None:
    """Run one management command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "companion.settings")
    if sys.argv[1:2] and sys.argv[1] in keyless.COMMANDS:
        keyless.prepare()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
