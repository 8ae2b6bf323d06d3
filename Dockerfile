# The whole product on one machine, as `make run` starts it: docs/docker.md.
#   docker compose up
# REQUIREMENTS=runtime leaves out what trains: a fifth of the size, and no retraining.
ARG BASE_IMAGE=public.ecr.aws/docker/library/python:3.11-slim-bookworm
FROM ${BASE_IMAGE}

# What local/settings.py reads. Uploads go straight to the store, at PUBLIC_AWS_URL: publish
# both ports under their own numbers. HOME is where numba and matplotlib put their caches.
ENV PATH=/opt/venv/bin:$PATH \
    HOST=0.0.0.0 \
    PORT=8000 \
    AWS_PORT=9000 \
    PUBLIC_AWS_URL=http://127.0.0.1:9000 \
    DATA_DIR=/data \
    HOME=/tmp \
    PYTHONPATH=/app:/app/layers/talent/python \
    PYTHONUNBUFFERED=1
WORKDIR /app

# An environment of its own: whatever Python the base image has stays as it is. TensorFlow's
# headers, for those who build operators, are 300 MB.
ARG REQUIREMENTS=training
COPY requirements/${REQUIREMENTS}.txt requirements/
RUN python3 -m venv /opt/venv \
    && pip install --no-cache-dir --require-hashes --requirement requirements/${REQUIREMENTS}.txt \
    && rm -rf /opt/venv/lib/python3*/site-packages/tensorflow/include

COPY layers/talent/python layers/talent/python
COPY functions functions
COPY topology topology
COPY local local
COPY console console
COPY training_job training_job

# It writes to /data, to /tmp and, what trainings say, to build. What is mounted there takes
# owner and mode from here.
RUN python -m compileall -q functions topology local training_job layers \
    && mkdir /data build && chown 1000:1000 /data && chmod 1777 build
USER 1000:1000
VOLUME /data
EXPOSE 8000 9000

HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["python", "-c", "import http.client, os, sys; there = http.client.HTTPConnection('127.0.0.1', int(os.environ['PORT']), timeout=4); there.request('GET', '/api/v1/health'); sys.exit(there.getresponse().status != 200)"]
STOPSIGNAL SIGTERM
CMD ["python", "-m", "local"]
