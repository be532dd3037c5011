"""Every setting, read from the environment; a missing or malformed one stops the start."""

from datetime import time, timedelta
from pathlib import Path

from companion.clock import QUEUES, ROUTES, schedule
from companion.environment import (
    broker,
    database,
    env,
    field_keys,
    key_of_32_bytes,
    long_enough,
    one_of,
    passkey_place,
    rate,
    required,
    web_address,
)

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = Path(env.str("COMPANION_VAR", default=str(BASE_DIR / "var")))
DEMO = env.bool("DEMO", default=False)
DEBUG = False


# Keys and addresses
SECRET_KEY = long_enough(
    "SECRET_KEY", required("SECRET_KEY", "a long random text that signs sessions")
)
FIELD_KEYS = field_keys(required("FIELD_KEYS", "the list of keys that seal what people say"))
INDEX_KEY = key_of_32_bytes(
    "INDEX_KEY", required("INDEX_KEY", "the key by which numbers are found")
)
PUBLIC_BASE_URL = web_address(
    "PUBLIC_BASE_URL", required("PUBLIC_BASE_URL", "the address the text provider calls")
)
ALLOWED_HOSTS = [
    host.strip() for host in required("ALLOWED_HOSTS", "the host names served").split(",")
]
CSRF_TRUSTED_ORIGINS = [PUBLIC_BASE_URL]
PASSKEY_HOST, PASSKEY_ORIGIN = passkey_place("PUBLIC_BASE_URL", PUBLIC_BASE_URL)

# The text provider
TWILIO_ACCOUNT_SID = required("TWILIO_ACCOUNT_SID", "the account at the text provider")
TWILIO_AUTH_TOKEN = required("TWILIO_AUTH_TOKEN", "the token that signs the provider's calls")
TWILIO_FROM = [n.strip() for n in required("TWILIO_FROM", "the numbers we text from").split(",")]
TWILIO_MESSAGING_SERVICE_SID = env.str("TWILIO_MESSAGING_SERVICE_SID", default="")
TWILIO_API_BASE_URL = web_address(
    "TWILIO_API_BASE_URL", env.str("TWILIO_API_BASE_URL", default="https://api.twilio.com")
)
# Where the provider may lead us for what came with a text, besides its own host.
TWILIO_MEDIA_HOSTS = env.list("TWILIO_MEDIA_HOSTS", default=["mms.twiliocdn.com"])
# Bytes that one thing that came with a text may have; the provider's own limit is the same.
LARGEST_MEDIUM = 5_000_000
TWILIO_SEGMENTS_A_SECOND = rate(
    "TWILIO_SEGMENTS_A_SECOND", env.str("TWILIO_SEGMENTS_A_SECOND", default="10")
)
TWILIO_CONTENT_RETENTION = one_of(
    "TWILIO_CONTENT_RETENTION", env.str("TWILIO_CONTENT_RETENTION", default=""), "discard"
)
MESSAGING_INCOMING = "companion.texting.incoming.handle"
MESSAGING_GATE = "companion.texting.gate.decide"
MESSAGING_MAY_COME_TWICE = "companion.texting.twice.may_come_twice"
# What a worker does besides texting while no broker brings it tasks.
MESSAGING_WITHOUT_BROKER = ("companion.tasks.tell", "companion.tasks.send_letters")
MESSAGING_REASONS = "companion.texting.reasons.IN_WORDS"
MESSAGING_OPTED_OUT = "companion.texting.incoming.provider_opted_out"
# Invented numbers are no real mobiles; only a demonstration or a test may hold them.
DRAMA_NUMBERS = env.bool("DRAMA_NUMBERS", default=DEMO)

# The application
INSTALLED_APPS = [
    "vault",
    "messaging",
    "companion",
    "django_otp",
    "axes",
    "csp",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.admin",
    "wagtail",
    "modelsearch",
    "modelcluster",
    "taggit",
    "django_filters",
    # After Wagtail's: it changes what they connect when they start.
    "content",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "companion.views.webhooks.WebhooksMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "companion.views.headers.SafeHeadersMiddleware",
    "companion.views.size.SizeMiddleware",
    "companion.views.session_ended.SignInMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "companion.views.door.DoorMiddleware",
    "companion.views.crossed.CrossedMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "companion.urls"
WSGI_APPLICATION = "companion.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "companion.views.desks.desks",
            ]
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Where things are kept
DATABASES = {"default": database(env.str("DATABASE_URL", default=""), VAR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MEDIA_ROOT = VAR / "media"
MEDIA_URL = "/media/"
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEMO
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEMO
WHITENOISE_AUTOREFRESH = False
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="dummymail://")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", default="bookings@localhost")
# Without a way out, nobody is reminded, and nobody is said to have been.
MAIL_LEAVES = not str(EMAIL_CONFIG["EMAIL_BACKEND"]).endswith("dummy.EmailBackend")

# The clock-driven work
CELERY_BROKER_URL = required(
    "CELERY_BROKER_URL", "the broker that carries nudges, such as redis://… or amqp://…"
)
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SOFT_TIME_LIMIT = 25
CELERY_TASK_TIME_LIMIT = 40
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# A connection to the database outlives its task: a new one for each costs more than most tasks.
# `companion/celery.py` closes those that are old or broken.
CELERY_DB_REUSE_MAX = 10_000
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = broker(CELERY_BROKER_URL)
# Nobody orders workers about through the broker; one that listens for it ends with a killed Redis.
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_BEAT_SCHEDULE = schedule(demo=DEMO)
CELERY_TASK_QUEUES, CELERY_TASK_ROUTES = QUEUES, ROUTES

# Signing in
AUTH_USER_MODEL = "companion.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["name", "email"]},
    },
    {"NAME": "companion.passwords.OfThisServiceValidator"},
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/advocate/"
OTP_LOGIN_URL = "/sign-in/second-factor/"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "companion.views.door.locked_out"
AXES_CLIENT_IP_CALLABLE = "companion.views.proxies.client_address"
AXES_USERNAME_FORM_FIELD = "email"
AXES_VERBOSE = False
# Kept of a wrong password: who, from where, when. Trying again does not prolong the wait.
AXES_SENSITIVE_PARAMETERS = ["email", "next", "csrfmiddlewaretoken"]
AXES_DISABLE_ACCESS_LOG = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
SESSION_IDLE = timedelta(minutes=30)
FACTOR_IS_FRESH = timedelta(minutes=5)
SESSION_AT_MOST = timedelta(hours=12)
SESSION_COOKIE_AGE = int(SESSION_AT_MOST.total_seconds())
SESSION_ENGINE = "companion.views.session_store"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = True
# As the session: gone with the browser.
CSRF_COOKIE_AGE = None

# How many proxies of ours stand before this service, and each add to X-Forwarded-For.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)

# What a browser is told
OVER_TLS = PUBLIC_BASE_URL.startswith("https:")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = OVER_TLS
# A browser takes cookies of such a name over TLS only, and from no other host of ours.
THIS_HOST_ALONE = "__Host-" if OVER_TLS else ""
SESSION_COOKIE_NAME = f"{THIS_HOST_ALONE}s"
CSRF_COOKIE_NAME = f"{THIS_HOST_ALONE}csrftoken"
MESSAGE_STORAGE = "companion.views.said.SaidStorage"
SECURE_SSL_REDIRECT = OVER_TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if OVER_TLS else None
SECURE_HSTS_SECONDS = 63_072_000 if OVER_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = OVER_TLS
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "manifest-src": ["'self'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
# With its files; the phones of a demonstration send large ones, so that our own limit is seen.
LARGEST_REQUEST = 250_000_000 if DEMO else 6_000_000

# Words and time
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True
LOCALE_PATHS = [BASE_DIR / "companion" / "locale"]

# Wagtail: guidance and wordings only, and nothing asked of anybody outside
WAGTAIL_SITE_NAME = "Bookings"
WAGTAILADMIN_BASE_URL = PUBLIC_BASE_URL
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILADMIN_LOGIN_URL = LOGIN_URL
WAGTAIL_FRONTEND_LOGIN_URL = LOGIN_URL
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["pdf", "odt", "csv", "txt"]
# Handed over as files, never shown inside a page of ours.
WAGTAILDOCS_INLINE_CONTENT_TYPES: list[str] = []
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 5_000_000
# A wording goes live when a second editor approves it (content/approval.py).
WAGTAIL_WORKFLOW_ENABLED = True
# A version is saved on purpose: somebody else is asked to approve it.
WAGTAIL_AUTOSAVE_INTERVAL = 0
WAGTAIL_I18N_ENABLED = False
# No address that an editor types is called by the server.
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []

# How long, how many: the rules that a service may tune
SAFE_CONTACT_RULE_PERIOD = timedelta(days=90)
CONSENT_PERIOD = timedelta(days=365)
CODE_LASTS = timedelta(days=90)
SILENCE_FREEZES = timedelta(days=90)
UNPROMPTED_A_DAY = 1
UNPROMPTED_A_WEEK = 3
QUESTION_OPEN_FOR = timedelta(hours=72)
MENU_OPEN_FOR = timedelta(hours=24)
REMIND_AFTER, REMIND_UNTIL = timedelta(hours=24), timedelta(hours=60)
GOAL_ASKED_EVERY = timedelta(days=28)
TURN_TO_ASKED_AFTER = timedelta(days=1)
ASKED_BEFORE_REVIEW = timedelta(days=7)
REPLY_WITHIN = timedelta(minutes=5)
ALERT_AGAIN_AFTER = timedelta(minutes=5)
DUTY_TEST_LASTS = timedelta(days=1)
# A case on the panel's desk: for how long a reason to open it counts, and what is near enough to be
# one's own, before and after a meeting and after one's own work.
OPENING_LASTS = timedelta(hours=12)
CASE_STAYS_OWN = timedelta(days=14)
# For how long the second person has to say yes, and then a colleague acts for somebody.
EMERGENCY_LASTS = timedelta(hours=4)
# After somebody dealt with it, the text of an unknown number is kept for so long.
STRANGERS_KEPT = timedelta(days=90)
OWED_WITHIN_WORKING_DAYS = 10
# The ages at which rules change, as bands of companion.models.AgeBand.
AGE_BANDS_WITHOUT_TEXTS = frozenset({"under_13"})
AGE_BANDS_WITH_COMPETENCE = frozenset({"13_to_15"})
# Nobody's work telephone rings at midnight because a day began; a demonstration never sleeps.
REMIND_FROM = time(0) if DEMO else time(8)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "companion.logs.WithoutContent",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "axes": {"level": "ERROR"},
        "celery": {"level": "WARNING"},
        # They would write down what is being printed.
        "weasyprint": {"level": "WARNING", "propagate": False},
        "fontTools": {"level": "ERROR"},
    },
}
