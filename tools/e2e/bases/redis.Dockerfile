# Redis 7.0 with the public image's paths; GID is 1000 in its Alpine flavour, 999 in
# its Debian flavour.
ARG REGISTRY
FROM ${REGISTRY}/library/debian:bookworm-slim
ARG GID=999
RUN groupadd -r -g "$GID" redis && useradd -r -g redis -u 999 redis && apt-get update -q \
 && apt-get install -y -q --no-install-recommends redis-server redis-tools gosu && rm -rf /var/lib/apt/lists/* \
 && install -d -o redis -g redis /data
COPY --chmod=755 redis.entrypoint /usr/local/bin/docker-entrypoint.sh
VOLUME /data
WORKDIR /data
ENTRYPOINT ["docker-entrypoint.sh"]
EXPOSE 6379
CMD ["redis-server"]
