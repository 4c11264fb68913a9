# frozen_string_literal: true

<%= header() %>

<% if blips.preview is defined %>
require "service/preview"
<% endif %>
require "service/routes"
require "service/server"
require_relative "service"

# The service as a process of its own, as it runs in its container.
RSpec.describe Service::Server do
  let(:service) { Served.new("bin/start.rb") }

  after { service.stop }

  it "says what it is" do
    answer = service.get("/")
    expect(answer).to have_attributes(code: "200", content_type: "application/json")
    about = { "service" => Service::Routes::NAME, "version" => Service::Routes::VERSION }
    expect(JSON.parse(answer.body)).to eq(about)
    expect(service.request("HEAD", "/")).to have_attributes(code: "200", body: nil)
  end

  it "is live and ready" do
    [described_class::LIVE, described_class::READY].each do |path|
      expect(service.get(path)).to have_attributes(code: "200", body: "ok")
    end
  end

  it "refuses what it does not know" do
    expect(service.get("/nowhere")).to have_attributes(code: "404", body: "Not Found")
    answer = service.request("DELETE", "/")
    expect([answer.code, answer["allow"]]).to eq(%w[405 GET])
  end

  it "logs each request without its query" do
    service.get("/nowhere?token=secret")
    entry = service.logged("request")
    expect(entry.slice("level", "method", "path", "status").values).to eq(["info", "GET", "/nowhere", 404])
    expect(entry["duration_ms"]).to be >= 0
  end
<% if blips.preview is defined %>

  it "leads to a preview further down" do
    other = Served.new("spec/other.rb")
    service = Served.new("bin/start.rb", UPSTREAM_URL: other.url)
    answers = [service.get("/upstream", Service::Preview::HEADER => "a-pr-1"), service.get("/upstream")]
    bodies = answers.map { |answer| JSON.parse(answer.body) }
    expect(bodies).to eq([{ "status" => 302, "body" => "a-pr-1;preview=a-pr-1" },
                          { "status" => 302, "body" => ";" }])
  ensure
    [other, service].compact.each(&:stop)
  end
<% endif %>

  context "with routes that fail, or take their time" do
    let(:service) { Served.new("spec/slow.rb") }

    it "survives" do
      expect(service.get("/broken").code).to eq("500")
      expect(service.logged("request failed")["error"]).to include("as the test wants it")
      expect(service.get(described_class::LIVE).code).to eq("200")
    end

    %w[TERM INT].each do |signal|
      it "answers what is in flight before it ends by SIG#{signal}" do
        answer = Thread.new { service.get("/slow") }
        service.logged("begun")

        service.signal(signal)
        service.logged("stopping")
        expect(service.get(described_class::READY)).to have_attributes(code: "503", body: "stopping")

        expect(answer.value).to have_attributes(code: "200", body: "done")
        expect(service.exit_code).to eq(0)
        expect(service).not_to be_listens
      end
    end
  end
end
