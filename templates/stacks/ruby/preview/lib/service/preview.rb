# frozen_string_literal: true

<%= header() %>

module Service
  # Which preview the work at hand is done for.
  #
  # A preview of a service answers beside its stable version, and a header leads to it. A request gets to a preview
  # further down only if every service before it passes that header on.
  module Preview
    # The header whose value names a preview: `<%= service.name %>-pr-42`.
    HEADER = "<%= blips.preview.header %>"
    # The entry of the header `baggage` that says the same; OpenTelemetry carries it through any service.
    ENTRY = "preview"
<% if blips.preview.events == "knative" %>
    # The attribute of an event that says the same, as Knative delivers it.
    ATTRIBUTE = "ce-preview"
<% endif %>

    VALUE = /\A[a-z0-9-]{1,100}\z/

    # What is done within is done for a preview, or for none. Another thread has to be told.
    def self.with(preview)
      before = current
      Thread.current[:preview] = preview
      yield
    ensure
      Thread.current[:preview] = before
    end

    # The preview that the work at hand is done for; none for most.
    def self.current
      Thread.current[:preview]
    end

    # What a call to another service of your own, or a message, has to carry.
    def self.headers
      current ? { HEADER => current, "baggage" => "#{ENTRY}=#{current}" } : {}
    end

    # The preview that a request names, as Rack hands it over.
    def self.in(request)
      in_headers { |name| request["HTTP_#{name.upcase.tr("-", "_")}"] }
    end

    # The preview that a message names by its headers, in lower case.
    def self.in_message(headers)
      in_headers { |name| headers[name] }
    end

    def self.in_headers
<% if blips.preview.events == "knative" %>
      preview = yield(HEADER) || yield(ATTRIBUTE) || in_baggage(yield("baggage").to_s)
<% else %>
      preview = yield(HEADER) || in_baggage(yield("baggage").to_s)
<% endif %>
      # Anybody can send anything: what cannot be the name of a preview is not passed on.
      preview if VALUE.match?(preview.to_s)
    end

    # Reads `a=1, preview=<%= service.name %>-pr-42;property, b=2`.
    def self.in_baggage(baggage)
      entries = baggage.split(",").map { |entry| entry.split(";").first.to_s.split("=", 2).map(&:strip) }
      entries.to_h { |key, value| [key, value] }[ENTRY]
    end

    private_class_method :in_headers, :in_baggage
  end
end
