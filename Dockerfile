# blip with a shell and git beside it: what a job of a pipeline needs. Written by hand, for a service needs less.
FROM docker.io/library/rust:1.95.0-alpine3.23 AS build
# what the C code of libgit2 is compiled with
# hadolint ignore=DL3018
RUN apk add --no-cache musl-dev
WORKDIR /src
COPY . .
RUN cargo build --locked --release --package blip

FROM docker.io/library/alpine:3.23
# git fetches packs, by the credentials that a job has set up
# hadolint ignore=DL3018
RUN apk add --no-cache ca-certificates git openssh-client-default \
    # a runner checks out as one user and runs jobs as another; what is checked here is its own
    && git config --system --add safe.directory '*'
COPY --from=build /src/target/release/blip /usr/local/bin/blip
# whoever runs it may have no home
ENV XDG_CACHE_HOME=/tmp/cache
WORKDIR /work
# By number: so Kubernetes can tell, before it starts the container, that this is not root.
USER 65532:65532
# GitLab has it left out (`entrypoint: [""]`), the job on GitHub names it: both say what they run.
ENTRYPOINT ["blip"]
CMD ["--help"]
