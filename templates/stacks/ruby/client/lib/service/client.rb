# frozen_string_literal: true

<%= header() %>

require "net/http"
require_relative "preview"

module Service
  # Calls to your own services, which carry on the preview that the work at hand is done for.
  #
  # Third parties are called by other means: previews are none of their business.
  module Client
    # How many seconds the other service may take for each step of its answer.
    TIMEOUT = 5

    # Asks another service. It follows no redirect: one may lead to a stranger, and the headers would go along.
    def self.call(url, method: "GET", headers: {}, body: nil)
      uri = URI(url)
      fields = Preview.headers.merge(headers)
      request = Net::HTTPGenericRequest.new(method, !body.nil?, true, uri.request_uri, fields)
      options = { use_ssl: uri.scheme == "https", open_timeout: TIMEOUT, read_timeout: TIMEOUT }
      Net::HTTP.start(uri.host, uri.port, **options) { |connection| connection.request(request, body) }
    end
  end
end
