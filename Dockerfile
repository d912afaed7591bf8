# syntax=docker/dockerfile:1
# A small image that needs no network once it runs: everything it uses is in it.

FROM python:3.11-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY proto/veilscript proto/veilscript
COPY recognizers recognizers
COPY server server
RUN pip wheel --no-deps --wheel-dir /dist .
RUN python -m venv --without-pip /opt/veilscript
RUN pip --python /opt/veilscript/bin/python install --no-cache-dir /dist/*.whl

FROM python:3.11-slim
# Only the installed wheel comes over: no source tree, no build tools, no cache.
COPY --from=build /opt/veilscript /opt/veilscript
RUN useradd --system --uid 10001 --home-dir /var/lib/veilscript --create-home veilscript \
    && chmod 0700 /var/lib/veilscript
ENV PATH=/opt/veilscript/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    VEILSCRIPT_DATA_DIR=/var/lib/veilscript
USER 10001
WORKDIR /var/lib/veilscript
VOLUME /var/lib/veilscript
EXPOSE 50051
# SIGTERM drains: health says NOT_SERVING, streams are told, held text leaves masked.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["veilscript", "health"]
# A core dump would hold call text, so none is written; exec makes the server process 1, which receives the signals.
ENTRYPOINT ["/bin/sh", "-c", "ulimit -c 0 && exec veilscript \"$@\"", "veilscript"]
# Without credentials the server listens on loopback only: run it in the network namespace of the call process.
CMD ["serve"]
