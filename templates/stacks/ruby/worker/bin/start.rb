# frozen_string_literal: true

<%= header() %>

# Works until SIGTERM or SIGINT. What is under way then is finished, so a piece of work has to be shorter than
# `terminationGracePeriodSeconds`.

require "io/wait"
require_relative "../lib/service/work"

PAUSE = 1 # seconds

signals, asked = IO.pipe
%w[TERM INT].each do |signal|
  Signal.trap(signal) do
    asked.puts(signal)
    # A second signal ends the process at once.
    Signal.trap(signal, "SYSTEM_DEFAULT")
  end
end

Service::Log.info("started")
loop do
  Service::Work.once
  # The signal cuts the pause short.
  break if signals.wait_readable(PAUSE)
end
Service::Log.info("stopping", signal: signals.gets.chomp)
Service::Log.info("stopped")
