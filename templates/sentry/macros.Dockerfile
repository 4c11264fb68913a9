<%# Source maps: the stage `build` has put the scripts with their maps into /written; the image takes that of the stage `injected`. %>
<% macro inject() %>
<%= why("sentry") %>
# Each script and its map get one id, which needs no token. Without the maps the scripts go into the image, and with them into
# what the pipeline gives Sentry: `docker build --target symbols --output symbols .`
FROM docker.io/getsentry/sentry-cli:3.8.2 AS injected
COPY --from=build /written /written
RUN sentry-cli sourcemaps inject /written \
    && cp -R /written /symbols \
    && find /written -name '*.map' -delete

FROM scratch AS symbols
COPY --from=injected /symbols /
<% endmacro %>
