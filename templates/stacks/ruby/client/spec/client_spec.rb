# frozen_string_literal: true

<%= header() %>

require "service/client"
require_relative "service"

RSpec.describe Service::Client do
  let(:other) { Served.new("spec/other.rb") }

  after { other.stop }

  it "carries the preview, but not through a redirect" do
    answers = Service::Preview.with("a-pr-1") do
      [described_class.call(other.url), described_class.call(other.url, headers: { "baggage" => "mine=1" })]
    end
    answers << described_class.call(other.url)
    expect(answers.map(&:code)).to all(eq("302"))
    expect(answers.map(&:body)).to eq(["a-pr-1;preview=a-pr-1", "a-pr-1;mine=1", ";"])
  end
end
