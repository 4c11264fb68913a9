# frozen_string_literal: true

<%= header() %>

# How Puma serves. https://puma.io/puma/Puma/DSL.html

require_relative "../lib/service/log"

environment "production"
port ENV.fetch("PORT", <%= service.port %>)
threads 1, 16

# A load balancer keeps idle connections for up to a minute. Whoever closes first must not be this side, or a request
# that is on its way then gets lost.
persistent_timeout 65

# How many seconds the last requests may take once nobody listens any more (Service::Server says what comes before).
force_shutdown_after 10
# An end that was asked for is no failure.
raise_exception_on_sigterm false

log_formatter { |message| Service::Log.line("info", message.sub(/\A[\s*!=-]+/, "")) }
