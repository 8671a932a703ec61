# PostgreSQL 15 with the public image's paths, variables and stop signal. UID is 70
# in its Alpine flavour, 999 in its Debian flavour. The compiler libraries of the
# query engine's JIT are half of the size and of no use here.
ARG REGISTRY
FROM ${REGISTRY}/library/debian:bookworm-slim
ARG UID=999
RUN groupadd -r -g "$UID" postgres && useradd -r -g postgres -u "$UID" -d /var/lib/postgresql -s /bin/bash postgres \
 && install -d -o postgres -g postgres /var/lib/postgresql \
 && apt-get update -q && apt-get install -y -q --no-install-recommends postgresql-common \
 && sed -i 's/^#\?create_main_cluster.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf \
 && apt-get install -y -q --no-install-recommends postgresql-15 gosu \
 && rm -rf /usr/lib/*/libLLVM-14* /usr/lib/llvm-14 /usr/lib/postgresql/15/lib/llvmjit* /usr/lib/postgresql/15/lib/bitcode /var/lib/apt/lists/* \
 && mkdir -p /docker-entrypoint-initdb.d \
 && install -d -o postgres -g postgres -m 3777 /var/run/postgresql \
 && install -d -o postgres -g postgres -m 1777 /var/lib/postgresql/data
COPY --chmod=755 postgres.entrypoint /usr/local/bin/docker-entrypoint.sh
ENV LANG=C.UTF-8 PG_MAJOR=15 PGDATA=/var/lib/postgresql/data \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/usr/lib/postgresql/15/bin
VOLUME /var/lib/postgresql/data
ENTRYPOINT ["docker-entrypoint.sh"]
STOPSIGNAL SIGINT
EXPOSE 5432
CMD ["postgres"]
