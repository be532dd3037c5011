# The service in one image: web, worker and clock are three commands of it (docker-compose.yml).
# Nothing is installed that requirements/*.lock does not name with its hash.

FROM python:3.11.13-slim-bookworm AS packages
ENV PIP_NO_CACHE_DIR=1 UV_NO_CACHE=1
WORKDIR /app
COPY requirements requirements
COPY scripts/install.py scripts/install.py
RUN python3 scripts/install.py runtime

FROM python:3.11.13-slim-bookworm
ENV PYTHONUNBUFFERED=1 PATH=/app/.venv/bin:$PATH
# What a PDF needs of the system: scripts/install.py, PAPER.
RUN apt-get -qq update && apt-get -qq install -y --no-install-recommends \
    libpango-1.0-0 libpangoft2-1.0-0 fonts-dejavu-core fonts-hosny-amiri fonts-lohit-guru \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin companion
WORKDIR /app
COPY --from=packages /app/.venv .venv
COPY manage.py ./
COPY vault vault
COPY messaging messaging
COPY content content
COPY companion companion
COPY templates templates
COPY static static
COPY scripts/healthy.py scripts/healthy.py
# Settings demand every key; these are thrown away with the step. The files belong to root: the
# service cannot change its own source; what Python compiles in this step stays for every start.
RUN SECRET_KEY=thrown-away \
    FIELD_KEYS="build:$(head -c 32 /dev/urandom | base64)" \
    INDEX_KEY="$(head -c 32 /dev/urandom | base64)" \
    PUBLIC_BASE_URL=https://build.invalid \
    ALLOWED_HOSTS=build.invalid \
    CELERY_BROKER_URL=memory:// \
    TWILIO_ACCOUNT_SID=thrown-away \
    TWILIO_AUTH_TOKEN=thrown-away \
    TWILIO_FROM=+447700900900 \
    python manage.py collectstatic --no-input
RUN mkdir -p var/media && chown companion var/media
USER companion
EXPOSE 8000
CMD ["gunicorn", "companion.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--no-control-socket"]
