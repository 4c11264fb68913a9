# frozen_string_literal: true

<%= header() %>

require "json"
require "rbconfig"
require "timeout"

# A program of Ruby as a process of its own.
class Program
  attr_reader :pid

  def initialize(*arguments, **environment)
    @output, output = IO.pipe
    variables = { "LOG_LEVEL" => "info", "RUBYOPT" => options }.merge(environment.transform_keys(&:to_s))
    @pid = Process.spawn(variables, RbConfig.ruby, *arguments, out: output, chdir: File.dirname(__dir__))
    output.close
  end

  # The next entry of its log, or the next with that message; nil once it has ended.
  def logged(message = nil)
    while (line = @output.gets)
      entry = JSON.parse(line)
      return entry if message.nil? || entry["message"] == message
    end
  end

  # The messages of the rest of its log.
  def messages
    @output.each_line.map { |line| JSON.parse(line)["message"] }
  end

  def signal(name)
    Process.kill(name, pid)
  end

  # Waits for its end.
  def exit_code
    @exit_code ||= Process.wait2(pid).last.exitstatus
  end

  # Leaves nothing running.
  def stop
    return if @exit_code

    signal("TERM")
    Timeout.timeout(20) { exit_code }
  rescue Timeout::Error
    signal("KILL")
    exit_code
  end

  private

  def options
    measured = "-r./spec/measured" if defined?(SimpleCov)
    [ENV.fetch("RUBYOPT", nil), measured].compact.join(" ")
  end
end
