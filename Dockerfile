# dtm as a container: the map application, the binary, and a runtime that holds only what the binary needs.
# It brings no database: give DATABASE_URL a PostgreSQL server with PostGIS (docs/operations.md).

FROM node:22-bookworm-slim AS map
WORKDIR /dtm/web
COPY web/ ./
RUN npm ci && npm run build

FROM rust:1.95-bookworm AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends libproj-dev pkg-config \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /dtm
COPY . ./
COPY --from=map /dtm/web/dist web/dist
RUN cargo build --release --locked

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends libproj25 proj-data \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --user-group --home-dir /var/lib/dtm dtm \
    && install -d -o dtm -g dtm -m 750 /var/lib/dtm
COPY LICENSE /usr/share/doc/dtm/LICENSE
COPY --from=build /dtm/target/release/dtm /usr/local/bin/dtm
USER 10001:10001
ENV DTM_HOST=0.0.0.0 DTM_PORT=8080 DTM_DATA_DIR=/var/lib/dtm
VOLUME /var/lib/dtm
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=6s --start-period=30s CMD ["dtm", "health"]
ENTRYPOINT ["dtm"]
CMD ["serve"]
