# frozen_string_literal: true

<%= header() %>

require_relative "lib/service/routes"
require_relative "lib/service/server"

server = Service::Server.new(Service::Routes.all)
server.end_in_order
run server
