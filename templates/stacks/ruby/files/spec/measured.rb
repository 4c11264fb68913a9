# frozen_string_literal: true

<%= header() %>

# Which lines the tests run, as a report. RSpec loads it where it is told to, and then so does each program that a test
# starts (spec/program.rb).

require "simplecov"
require "simplecov-cobertura"

SimpleCov.start do
  command_name "#{File.basename($PROGRAM_NAME)} #{Process.pid}"
  add_filter "/spec/"
  # not bin: Ruby counts no line of the file that it begins with
  track_files "lib/**/*.rb"
  formatter SimpleCov::Formatter::CoberturaFormatter
  # A program leaves what it has run to RSpec, which ends last and adds it up.
  at_exit { result } unless defined?(RSpec)
end
