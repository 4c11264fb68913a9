# frozen_string_literal: true

module Service
  # A route that takes its time, in place of the service's own: what a user would write there.
  module Routes
    def self.all
      { "/slow" => { "GET" => method(:slow) } }
    end

    def self.slow(_request)
      sleep 2
      [200, { "content-type" => "text/plain" }, ["done"]]
    end
  end
end
