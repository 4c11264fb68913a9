# frozen_string_literal: true

<%= header() %>

require_relative "program"

RSpec.describe "Service::Log" do
  # Each level once, and what no JSON can hold.
  code = <<~'RUBY'
    require "./lib/service/log"
    Service::Log.debug("a")
    Service::Log.info("b", of: 7)
    Service::Log.warn("c\xff")
    Service::Log.error("d")
  RUBY

  it "writes an entry as an object on a line" do
    program = Program.new("-e", code)
    entry = program.logged
    expect(entry.delete("timestamp")).to match(/\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\z/)
    expect(entry).to eq("level" => "info", "message" => "b", "of" => 7)
    expect(program.messages).to eq(["c\u{fffd}", "d"])
  end

  { "debug" => 4, "misspelled" => 3, "WARN" => 2, "error" => 1 }.each do |level, entries|
    it "writes what LOG_LEVEL=#{level} asks for" do
      expect(Program.new("-e", code, LOG_LEVEL: level).messages.size).to eq(entries)
    end
  end
end
