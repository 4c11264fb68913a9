# frozen_string_literal: true

<%= header() %>

# A service that takes its time, for the test of how a service ends.

require "puma/cli"

Puma::CLI.new(["spec/slow.ru"]).run
