"""The Celery application: `celery -A companion.celery worker`."""

import os
from typing import Any

from celery import Celery
from celery.signals import task_postrun, worker_init
from django.db import close_old_connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "companion.settings")
app = Celery("companion")
app.set_default()  # in every thread, so that a nudge finds the broker
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["messaging", "companion"])
app.autodiscover_tasks(["messaging"], related_name="watch")


@worker_init.connect
def make_lists_ready(**_signal: Any) -> None:
    """Before the worker forks: else the first text of each process waits for its own."""
    from companion.texting.reading import make_ready  # needs Django to be set up

    make_ready()


@task_postrun.connect
def close_old(**_signal: Any) -> None:
    """As a request does when it ends: drop connections that broke, or are past CONN_MAX_AGE."""
    close_old_connections()
