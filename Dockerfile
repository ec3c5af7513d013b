# syntax=docker/dockerfile:1
# One static program in an image with nothing beside it but certificates. The content of this repository is
# compiled in; another organisation mounts its own: see README.md, "In a container".

FROM rust:1.95-slim-bookworm AS build
WORKDIR /src
# Named as a target, the machine's own kind gets the flags and build scripts do not.
ENV RUSTFLAGS="-C target-feature=+crt-static"
RUN rustc --print host-tuple > /target

# The dependencies alone: this layer holds until Cargo.toml or Cargo.lock change.
COPY Cargo.toml Cargo.lock ./
RUN mkdir -p src tests/it benches && echo '//! Empty.' > src/lib.rs \
    && for file in build.rs src/main.rs tests/it/main.rs benches/answers.rs benches/discord.rs benches/history.rs; do \
        printf '//! Empty.\nfn main() {}\n' > "$file"; \
    done \
    && cargo build --locked --profile dist --target "$(cat /target)"

COPY build.rs ./
COPY content content
COPY src src
# The files may be older than what was built of the empty ones.
RUN touch build.rs src/lib.rs src/main.rs \
    && cargo build --locked --profile dist --target "$(cat /target)" \
    && install -D "target/$(cat /target)/dist/tenet" /out/tenet \
    && install -d -m 0700 /out/index

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /out/tenet /usr/local/bin/tenet
COPY --from=build --chown=65532:65532 /out/index /index
COPY LICENSE content/NOTICE /usr/share/doc/tenet/
# The program and its root may be read-only; what is fetched and what must last is written here.
ENV TENET_STATE=/index TENET_HTTP_ADDRESS=0.0.0.0:8080
VOLUME ["/index"]
EXPOSE 8080
USER 65532:65532
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 CMD ["/usr/local/bin/tenet", "health"]
ENTRYPOINT ["/usr/local/bin/tenet"]
CMD ["serve"]
