# frozen_string_literal: true

<%= header() %>

require "service/preview"

RSpec.describe Service::Preview do
  it "is named by the header or the baggage" do
    both = { described_class::HEADER => "a-pr-1", "baggage" => "preview=b-pr-2" }
    expect(described_class.in_message(both)).to eq("a-pr-1")
    baggage = { "baggage" => "user=7, preview = b-pr-2;hops=1,tenant=x" }
    expect(described_class.in_message(baggage)).to eq("b-pr-2")
<% if blips.preview.events == "knative" %>
    expect(described_class.in_message(described_class::ATTRIBUTE => "a-pr-1")).to eq("a-pr-1")
<% endif %>
    expect(described_class.in_message("baggage" => "nopreview=a-pr-1,preview")).to be_nil
    expect(described_class.in_message({})).to be_nil
    expect(described_class.in("HTTP_BAGGAGE" => "preview=b-pr-2")).to eq("b-pr-2")
  end

  ["a b", "A-PR-1", "a,b", "a\n", "", "a" * 101].each do |value|
    it "drops #{value[0, 6].inspect}, which cannot be a name of a preview" do
      expect(described_class.in_message(described_class::HEADER => value)).to be_nil
    end
  end

  it "is kept by each thread for itself, to the end of its work" do
    previews = ["a-pr-1", nil, "a-pr-2"]
    threads = previews.map do |preview|
      Thread.new { described_class.with(preview) { sleep(0.01) && described_class.current } }
    end
    expect(threads.map(&:value)).to eq(previews)
    expect { described_class.with("a-pr-1") { raise "x" } }.to raise_error("x")
    expect(described_class.current).to be_nil
  end

  it "is carried by calls and messages" do
    expect(described_class.headers).to eq({})
    headers = described_class.with("a-pr-1") { described_class.headers }
    expect(headers).to eq(described_class::HEADER => "a-pr-1", "baggage" => "preview=a-pr-1")
  end
end
