# frozen_string_literal: true

<%= header() %>

require "json"
require "time"

module Service
  # Logs as one JSON object a line on stdout, from LOG_LEVEL (debug, info, warn, error) up.
  module Log
    LEVELS = %w[debug info warn error].freeze

    LEVELS.each do |level|
      define_singleton_method(level) do |message, **fields|
        $stdout << line(level, message, **fields) << "\n" if wanted?(level)
      end
    end

    # An entry as it is written.
    def self.line(level, message, **fields)
      entry = { timestamp: Time.now.utc.iso8601(3), level:, message:, **fields }
      # What cannot be written as it is must not cost the entry.
      JSON.generate(entry.transform_values { |value| value.is_a?(String) ? value.scrub : value })
    end

    # A misspelled level silences nothing.
    def self.wanted?(level)
      least = LEVELS.index(ENV.fetch("LOG_LEVEL", "").downcase) || LEVELS.index("info")
      LEVELS.index(level) >= least
    end
  end
end

$stdout.sync = true
