# The command line in a container, as a user without rights: the packed package, and a pg_dump for live databases.
#
#   npm pack --pack-destination release && docker build --tag timescale-ci .
#   docker run --rm --user "$(id -u):$(id -g)" --volume "$PWD:/project" timescale-ci backup
ARG BASE=node:24-trixie-slim
FROM ${BASE} AS package
COPY release/timescale-ci-*.tgz /tmp/
RUN npm install --global --prefix /opt/timescale-ci --no-audit --no-fund /tmp/timescale-ci-*.tgz
# Keeps an empty embedded server beside the package: making one takes most of a first run, and each container's is one.
RUN echo 'CREATE EXTENSION timescaledb;' >/tmp/empty.sql \
  && /opt/timescale-ci/bin/timescale-ci dump --engine embedded --init /tmp/empty.sql --allow-empty >/dev/null

FROM ${BASE}
RUN apt-get update -q \
  && apt-get install -y -q --no-install-recommends git postgresql-client \
  && rm -rf /var/lib/apt/lists/* \
  # A directory that somebody else owns is what a volume is.
  && git config --system --add safe.directory /project
COPY --from=package /opt/timescale-ci /opt/timescale-ci
RUN ln -s /opt/timescale-ci/bin/timescale-ci /usr/local/bin/timescale-ci
USER node
WORKDIR /project
ENTRYPOINT ["timescale-ci"]
CMD ["--help"]
