# frozen_string_literal: true

<%= header() %>

$LOAD_PATH.unshift File.expand_path("../lib", __dir__)

RSpec.configure do |config|
  config.disable_monkey_patching!
  config.order = :random
  config.warnings = true
end
