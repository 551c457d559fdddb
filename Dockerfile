# faqlint in a container:
#
#     docker build --tag faqlint .
#     docker run --rm --volume "$PWD:/work" faqlint check --target-version 3.12
#
# BASE can name an image by its digest: --build-arg BASE=node:22-slim@sha256:...
ARG BASE=node:22-slim

FROM ${BASE} AS build
WORKDIR /faqlint
COPY . .
RUN npm run prepare && npm pack --ignore-scripts --pack-destination /tmp

FROM ${BASE}
COPY --from=build /tmp/faqlint-*.tgz /tmp/
RUN npm install --global --ignore-scripts --no-audit --no-fund /tmp/faqlint-*.tgz && rm -rf /tmp/faqlint-*.tgz ~/.npm
USER node
WORKDIR /work
ENTRYPOINT ["faqlint"]
CMD ["check"]
