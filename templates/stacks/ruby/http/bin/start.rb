# frozen_string_literal: true

<%= header() %>

# Starts the service.

require "puma/cli"

Dir.chdir(File.dirname(__dir__))
Puma::CLI.new([]).run
