# frozen_string_literal: true

<%= header() %>

require_relative "preview"

module Service
  # Which messages are this process's own.
  #
  # Kafka hands each message to every group and filters none by its headers: a preview takes what names it, and the
  # stable version all but what names a preview of this service.
  module Messages
    SERVICE = "<%= service.name %>"
    # What its previews are called, by the numbers of their pull requests.
    PREVIEW = /\A#{SERVICE}-pr-[0-9]+\z/
    # The preview that this process is, which the chart sets; empty for the stable version.
    PREVIEW_ID = ENV.fetch("PREVIEW_ID", "")

    # Whether to handle a message, by its headers in lower case. Else it is skipped, and its offset committed all the
    # same.
    def self.mine?(headers, own = PREVIEW_ID)
      preview = Preview.in_message(headers)
      own.empty? ? !PREVIEW.match?(preview.to_s) : preview == own
    end
  end
end
