# frozen_string_literal: true

<%= header() %>

require_relative "../lib/service/preview"

names = [Service::Preview::HEADER, "baggage"].map { |name| "HTTP_#{name.upcase.tr("-", "_")}" }
run ->(request) { [302, { "location" => "/elsewhere" }, [request.values_at(*names).join(";")]] }
