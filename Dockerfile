# docker build -t vfmock .
# docker run --rm -p 3000:3000 vfmock
# docker run --rm -p 3000:3000 -v "$PWD:/scenarios:ro" vfmock serve pizza.yaml

ARG PYTHON=3.13

FROM python:${PYTHON}-slim AS build
WORKDIR /source
COPY pyproject.toml README.md LICENSE ./
COPY schemas ./schemas
COPY examples ./examples
COPY presets ./presets
COPY vfmock ./vfmock
# The wheels of the dependencies too, so that the second stage installs without a network.
RUN python -m pip wheel --no-cache-dir --wheel-dir /wheels '.[fast,tls]'

FROM python:${PYTHON}-slim AS runtime
LABEL org.opencontainers.image.title="vfmock" \
      org.opencontainers.image.description="A mock of the Voiceflow runtime that speaks its real Socket.IO protocol" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.licenses="MIT"
# A number and not a name: Kubernetes can't tell whether a name is root.
RUN groupadd --gid 10001 vfmock \
    && useradd --uid 10001 --gid vfmock --no-create-home --shell /usr/sbin/nologin vfmock
RUN --mount=type=bind,from=build,source=/wheels,target=/wheels \
    python -m pip install --no-cache-dir --no-index --find-links /wheels 'vfmock[fast,tls]'
# The host and the port are here as well as in CMD, for a command of the user's own without them.
ENV PYTHONUNBUFFERED=1 \
    VFMOCK_HOST=0.0.0.0 \
    VFMOCK_PORT=3000
USER 10001:10001
WORKDIR /scenarios
EXPOSE 3000
STOPSIGNAL SIGTERM
# Without a proxy, which a container may have in its environment: it would not reach this port.
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s --retries=3 \
    CMD ["python", "-c", "from urllib.request import ProxyHandler, build_opener; build_opener(ProxyHandler({})).open('http://127.0.0.1:3000/__vfmock/health', timeout=2).close()"]
ENTRYPOINT ["vfmock"]
CMD ["serve", "--host", "0.0.0.0", "--port", "3000"]
