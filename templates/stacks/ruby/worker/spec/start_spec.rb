# frozen_string_literal: true

<%= header() %>

require_relative "program"

# The service as a process of its own, as it runs in its container.
RSpec.describe "bin/start.rb" do
  let(:program) { Program.new("bin/start.rb") }

  after { program.stop }

  %w[TERM INT].each do |signal|
    it "works until SIG#{signal}" do
      expect([program.logged["message"], program.logged["message"]]).to eq(%w[started worked])
      program.signal(signal)
      expect(program.messages).to eq(%w[stopping stopped])
      expect(program.exit_code).to eq(0)
    end
  end
end
