"""Make the one table: run with the bare settings, before they are served."""

import django
from django.db import connection

if __name__ == "__main__":
    django.setup()
    from tests.bench.bare.models import Row

    with connection.schema_editor() as editor:
        editor.create_model(Row)
