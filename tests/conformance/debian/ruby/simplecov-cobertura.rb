# frozen_string_literal: true

# In place of simplecov-cobertura, of which Debian has no package: what SimpleCov counted, as a report of that name and
# in as much of its format as tells which lines were run.

require "simplecov"

module SimpleCov
  module Formatter
    class CoberturaFormatter
      def format(result)
        classes = result.files.map { |file| class_of(file) }
        rate = (result.covered_percent / 100).round(2)
        text = %(<coverage line-rate="#{rate}"><packages><package><classes>#{classes.join}</classes></package></packages></coverage>)
        File.write(File.join(SimpleCov.coverage_path, "coverage.xml"), text)
      end

      private

      def class_of(file)
        lines = file.lines.reject(&:never?).map { |line| %(<line number="#{line.number}" hits="#{line.coverage.to_i}"/>) }
        %(<class filename="#{file.project_filename.delete_prefix("/")}"><lines>#{lines.join}</lines></class>)
      end
    end
  end
end
