# The bot in one image. Data lives in /app/var (SQLite) unless DATABASE_URL says otherwise.
FROM python:3.11-slim
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1
WORKDIR /app
COPY requirements.txt .
RUN pip install --disable-pip-version-check -r requirements.txt \
    && useradd --create-home --uid 10001 relais \
    && mkdir var && chown relais var
COPY bot bot
COPY domain domain
COPY dialogs dialogs
COPY templates templates
RUN python -m bot check
USER relais
VOLUME /app/var
# SIGTERM finishes what was received before the container stops.
STOPSIGNAL SIGTERM
CMD ["python", "-m", "bot", "run"]
