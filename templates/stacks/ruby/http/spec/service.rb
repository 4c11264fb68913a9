# frozen_string_literal: true

<%= header() %>

require "net/http"
require "socket"
require_relative "program"

# The service, or another program, that answers on a free port.
class Served < Program
  def initialize(*arguments, **environment)
    @port = TCPServer.open("127.0.0.1", 0) { |server| server.addr[1] }
    super(*arguments, PORT: @port.to_s, **environment)
    100.times do
      break if listens?

      sleep 0.1
    end
  end

  def url
    "http://127.0.0.1:#{@port}/"
  end

  def get(path, **headers)
    request("GET", path, headers)
  end

  def request(method, path, headers = {})
    request = Net::HTTPGenericRequest.new(method, false, method != "HEAD", path, headers.transform_keys(&:to_s))
    Net::HTTP.start("127.0.0.1", @port, read_timeout: 10) { |connection| connection.request(request) }
  end

  def listens?
    Socket.tcp("127.0.0.1", @port, &:close)
    true
  rescue Errno::ECONNREFUSED
    false
  end
end
