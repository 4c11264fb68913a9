# frozen_string_literal: true

<%= header() %>

# Works once. The exit code says whether it is done or to be tried again.

require_relative "../lib/service/work"

# No handler, no end: the kernel spares the first process of a container.
%w[TERM INT].each do |signal|
  Signal.trap(signal) { exit 128 + Signal.list.fetch(signal) }
end

begin
  Service::Work.once
rescue StandardError => e
  Service::Log.error("failed", error: e.full_message(highlight: false))
  exit 1
end
Service::Log.info("done")
