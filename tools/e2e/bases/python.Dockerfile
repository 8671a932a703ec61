# Debian's CPython 3.11, seen through an environment that has /usr/local as its
# prefix, where the public image installs its own build.
ARG REGISTRY
FROM ${REGISTRY}/library/debian:bookworm-slim
ENV PATH=/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 PYTHON_VERSION=3.11
RUN apt-get update -q && apt-get install -y -q --no-install-recommends netbase tzdata python3 python3-venv \
 && rm -rf /var/lib/apt/lists/* && python3 -m venv /usr/local \
 && ln -sf pip3 /usr/local/bin/pip && ln -sf python3 /usr/local/bin/python \
 && printf '[global]\ncert = /etc/ssl/certs/ca-certificates.crt\ndisable-pip-version-check = true\n' >/etc/pip.conf \
 && mkdir -p /etc/uv && printf 'native-tls = true\n' >/etc/uv/uv.toml \
 && python -c 'import ssl, sqlite3, ctypes, lzma, zlib, venv' && pip --version
COPY python.sitecustomize.py /etc/python3.11/sitecustomize.py
CMD ["python3"]
