# frozen_string_literal: true

<%= header() %>

require_relative "log"

module Service
  # What the service does.
  module Work
    # Does one piece of work. Calls to others should bear a time limit.
    def self.once
      Log.info("worked")
    end
  end
end
