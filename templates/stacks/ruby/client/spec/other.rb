# frozen_string_literal: true

<%= header() %>

# Another service: answers with what it was sent, and a redirect.

require "puma/cli"

Puma::CLI.new(["spec/other.ru"]).run
