# frozen_string_literal: true

<%= header() %>

require_relative "log"
<% if blips.preview is defined %>
require_relative "preview"
<% endif %>

module Service
  # What surrounds the routes: health checks, a log line for each request, and an orderly end.
  class Server
    # Whether the process works; where it does not, Kubernetes restarts it.
    LIVE = "<%= service.health.live %>"
    # Whether to send requests here.
    READY = "<%= service.health.ready %>"

    # How many seconds the last requests may take while the service still listens. Together with those of config/puma.rb
    # they must fit into `terminationGracePeriodSeconds`, less the preStop hook.
    DRAIN = 10

    def initialize(routes)
      @routes = routes
      @stopping = false
      @in_flight = 0
      @lock = Mutex.new
      @idle = ConditionVariable.new
    end

    # Answers a request as Rack hands it over.
    def call(request)
      case request["PATH_INFO"]
      when LIVE then text(200, "ok")
      when READY then @stopping ? text(503, "stopping") : text(200, "ok")
      else counted { logged(request) { answer(request) } }
      end
    end

    # At SIGTERM and SIGINT goes on listening until all is answered, so that who asks whether it is ready hears no and
    # is not refused; then has Puma end, which has set up its handlers when this is called.
    def end_in_order
      %w[TERM INT].each do |signal|
        puma = Signal.trap(signal) do
          # A second signal ends the process at once.
          Signal.trap(signal, "SYSTEM_DEFAULT")
          Thread.new do
            drain
            Signal.trap(signal, puma)
            Process.kill(signal, Process.pid)
          end
        end
      end
    end

    private

    def drain
      @stopping = true
      Log.info("stopping")
      deadline = now + DRAIN
      @lock.synchronize do
        @idle.wait(@lock, deadline - now) while @in_flight.positive? && now < deadline
      end
    end

    def counted
      @lock.synchronize { @in_flight += 1 }
      yield
    ensure
      @lock.synchronize do
        @in_flight -= 1
        @idle.broadcast
      end
    end

    def logged(request)
      start = now
      status, = answer = yield
      answer
    ensure
      duration_ms = ((now - start) * 1000).round(3)
      fields = { method: request["REQUEST_METHOD"], path: request["PATH_INFO"] }
      Log.info("request", **fields, status:, duration_ms:)
    end

    def answer(request)
<% if blips.preview is defined %>
      Preview.with(Preview.in(request)) { route(request) }
<% else %>
      route(request)
<% endif %>
    rescue StandardError => e
      Log.error("request failed", path: request["PATH_INFO"], error: e.full_message(highlight: false))
      text(500, "Internal Server Error")
    end

    def route(request)
      methods = @routes[request["PATH_INFO"]]
      return text(404, "Not Found") unless methods

      # What answers to GET answers to HEAD, and Puma leaves out the body.
      name = request["REQUEST_METHOD"]
      handler = methods[name == "HEAD" ? "GET" : name]
      return handler.call(request) if handler

      text(405, "Method Not Allowed", "allow" => methods.keys.join(", "))
    end

    def text(status, text, **headers)
      [status, { "content-type" => "text/plain; charset=utf-8", **headers }, [text]]
    end

    def now
      Process.clock_gettime(Process::CLOCK_MONOTONIC)
    end
  end
end
