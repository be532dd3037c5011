"""The Celery application: `celery -A companion.celery worker`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "companion.settings")
app = Celery("companion")
app.set_default()  # in every thread, so that a nudge finds the broker
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["messaging", "companion"])
