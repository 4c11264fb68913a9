<%= header() %>

# Who hears of errors, in Terraform or OpenTofu; `deploy/SENTRY.md` says how it is applied.
terraform {
  required_providers {
    sentry = {
      source = "jianyuan/sentry"
      # What follows Sentry's newer monitors (`sentry_alert`) is in beta there, and another resource.
      version = ">= 0.14.9, < 0.16"
    }
  }
}

# Its token stands in SENTRY_AUTH_TOKEN, and in no file.
provider "sentry" {
  base_url = <%= "https://" ~ blips.sentry.region ~ ".sentry.io/api/" %>
}

locals {
  organization = <%= blips.sentry.organization | default(service.owner) %>
  project      = <%= blips.sentry.project | default(service.name) %>
}

<% if blips.sentry.alerts == "slack" %>
# Slack itself is connected once, at Sentry: Settings > Integrations.
data "sentry_organization_integration" "slack" {
  organization = local.organization
  provider_key = "slack"
  name         = <%= blips.sentry.slack_workspace %>
}
<% else %>
data "sentry_team" "owner" {
  organization = local.organization
  slug         = <%= blips.sentry.team | default(service.owner) %>
}
<% endif %>

resource "sentry_issue_alert" "errors" {
  organization = local.organization
  project      = local.project
  name         = <%= "Errors in " ~ (environments | last).name %>

  # Elsewhere a try-out would wake somebody up.
  environment = <%= (environments | last).name %>

  # Each of these is a reason: an error that is new, one that was thought mended, and one that comes in numbers.
  action_match = "any"

  conditions_v2 = [
    { first_seen_event = {} },
    { regression_event = {} },
    {
      event_frequency = {
        comparison_type = "count"
        value           = 100
        interval        = "1h"
      }
    },
  ]

  filter_match = "all"

  # Minutes of silence about an error of which somebody was told.
  frequency = 60

  actions_v2 = [
    {
<% if blips.sentry.alerts == "slack" %>
      slack_notify_service = {
        workspace = data.sentry_organization_integration.slack.id
        channel   = <%= "#" ~ blips.sentry.slack_channel %>
        tags      = ["environment", "release"]
      }
<% else %>
      notify_email = {
        target_type       = "Team"
        target_identifier = data.sentry_team.owner.internal_id
        fallthrough_type  = "ActiveMembers"
      }
<% endif %>
    },
  ]
}
