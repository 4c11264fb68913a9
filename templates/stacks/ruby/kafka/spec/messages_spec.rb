# frozen_string_literal: true

<%= header() %>

require "service/messages"

RSpec.describe Service::Messages do
  service = described_class::SERVICE
  ours = "#{service}-pr-42"

  def mine?(preview, own)
    described_class.mine?({ Service::Preview::HEADER => preview }, own)
  end

  it "gives a preview what names it" do
    expect(mine?(ours, ours)).to be true
    expect(described_class.mine?({ "baggage" => "preview=#{ours}" }, ours)).to be true
  end

  ["", "#{ours}1", "#{service}-pr-4", "else-pr-42"].each do |other|
    it "gives a preview nothing else: #{other.inspect}" do
      expect(mine?(other, ours)).to be false
    end
  end

  ["", "else-pr-42", service, "#{service}-pr-x"].each do |other|
    it "gives the stable version all others: #{other.inspect}" do
      expect(mine?(other, "")).to be true
    end
  end

  it "spares the stable version what names a preview of this service" do
    expect(mine?(ours, "")).to be false
    expect(described_class.mine?({}, "")).to be true
    expect(described_class.mine?({}, ours)).to be false
  end
end
