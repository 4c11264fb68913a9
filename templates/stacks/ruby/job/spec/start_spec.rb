# frozen_string_literal: true

<%= header() %>

require_relative "program"

# The service as a process of its own, as it runs in its container.
RSpec.describe "bin/start.rb" do
  it "works once" do
    program = Program.new("bin/start.rb")
    expect(program.messages).to eq(%w[worked done])
    expect(program.exit_code).to eq(0)
  end
end
