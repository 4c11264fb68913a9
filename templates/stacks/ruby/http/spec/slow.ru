# frozen_string_literal: true

<%= header() %>

require_relative "../lib/service/server"

slow = lambda do |_request|
  Service::Log.info("begun")
  sleep 1
  [200, {}, ["done"]]
end
broken = ->(_request) { raise "as the test wants it" }

server = Service::Server.new("/slow" => { "GET" => slow }, "/broken" => { "GET" => broken })
server.end_in_order
run server
