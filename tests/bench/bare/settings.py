"""What the service is measured against: Django, one table, one address, and nothing between."""

from companion import settings as ours

SECRET_KEY = ours.SECRET_KEY
ALLOWED_HOSTS = ["*"]
DATABASES = ours.DATABASES
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = ["tests.bench.bare"]
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "tests.bench.bare.urls"
USE_TZ = True
