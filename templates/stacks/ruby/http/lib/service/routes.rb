# frozen_string_literal: true

<%= header() %>

require "json"
<% if blips.preview is defined %>
require_relative "client"
<% if blips.preview.events == "knative" %>
require_relative "log"
<% endif %>
<% endif %>

module Service
  # What the service answers. Health checks and logs are added by server.rb.
  module Routes
    NAME = "<%= service.name %>"
    VERSION = File.read(File.expand_path("../../VERSION", __dir__)).strip
<% if blips.preview is defined %>
    # Where another service answers, of which this one asks something; empty for none.
    UPSTREAM_URL = ENV.fetch("UPSTREAM_URL", "")
<% endif %>

    # The handlers by path and method. Each takes what Rack hands over, and answers what Rack wants.
    def self.all
<% if blips.preview is defined %>
      routes = { "/" => { "GET" => method(:about) } }
<% if blips.preview.events == "knative" %>
      routes["/events"] = { "POST" => method(:event) }
<% endif %>
      routes["/upstream"] = { "GET" => method(:upstream) } unless UPSTREAM_URL.empty?
      routes
<% else %>
      { "/" => { "GET" => method(:about) } }
<% endif %>
    end

    def self.about(_request)
      json(200, service: NAME, version: VERSION)
    end
<% if blips.preview is defined %>

    # A first call to another service, and a way to see which version of it a request gets to.
    def self.upstream(_request)
      answer = Client.call(UPSTREAM_URL)
      json(200, status: answer.code.to_i, body: answer.body.force_encoding("UTF-8").scrub)
    end
<% if blips.preview.events == "knative" %>

    # Takes one event. What is answered otherwise than by 200 to 299 comes again.
    def self.event(request)
      Log.info("event", id: request["HTTP_CE_ID"], type: request["HTTP_CE_TYPE"])
      [204, {}, []]
    end
<% endif %>
<% endif %>

    def self.json(status, **values)
      [status, { "content-type" => "application/json" }, [JSON.generate(values)]]
    end
  end
end
