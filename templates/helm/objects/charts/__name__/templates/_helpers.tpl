<%= header() %>
<% set flagger = in_library or blips.flagger is defined %>
<% set apm = in_library or (blips.elk is defined and blips.elk.apm_server is defined) %>
<% set rollouts = in_library or blips["argo-rollouts"] is defined %>
<%# with -primary or -canary behind it, it is still a name %>
<% set most = "52" if service.kind == "job" else '(ternary 55 63 (hasKey .Values "progressive"))' if in_library else "55" if flagger or rollouts else "63" %>
{{- /* The name of all objects. <% if service.kind == "job" %>52 characters: Kubernetes adds 11 to name the runs of a CronJob<% elif most == "55" %>55 characters: those of two versions at work have 8 more<% else %>63 characters, the length of a DNS label<% endif %> */ -}}
{{- define "<%= helpers %>.fullname" -}}
{{- $name := .Release.Name -}}
{{- if not (contains .Chart.Name .Release.Name) -}}
{{- $name = printf "%s-%s" .Release.Name .Chart.Name -}}
{{- end -}}
<% if blips.preview is defined %>
{{- /* a preview keeps its own name: the other is given to the stable version */ -}}
{{- if not (.Values.preview).enabled -}}
{{- $name = .Values.fullnameOverride | default $name -}}
{{- end -}}
{{- $name | trunc <%= most %> | trimAll "-" -}}
<% else %>
{{- .Values.fullnameOverride | default $name | trunc <%= most %> | trimAll "-" -}}
<% endif %>
{{- end -}}
<% if service.kind == "http" and blips.preview is defined and blips.preview.mesh %>

{{- /* The stable version's name, as its Application has it: the release is called like the chart */ -}}
{{- define "<%= helpers %>.stable" -}}
{{- if (.Values.preview).enabled -}}
{{- .Values.fullnameOverride | default .Chart.Name | trunc 63 | trimAll "-" -}}
{{- else -}}
{{- include "<%= helpers %>.fullname" . -}}
{{- end -}}
{{- end -}}
<% endif %>

{{- /* What selects the pods. It cannot be changed once deployed, and must differ between two releases */ -}}
{{- define "<%= helpers %>.selectorLabels" -}}
app.kubernetes.io/name: {{ .Chart.Name | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end -}}

<% if flagger %>
{{- /* Of the same pods, with the one label by which Flagger tells those of two versions and of two releases apart */ -}}
{{- define "<%= helpers %>.matchLabels" -}}
{{- with .Values.progressive -}}
{{- if eq .controller "flagger" -}}
app: {{ include "<%= helpers %>.fullname" $ | quote }}
{{ end -}}
{{- end -}}
{{ include "<%= helpers %>.selectorLabels" . }}
{{- end -}}

{{- /* Not empty where Flagger makes the Services and the route, by this chart's Canary */ -}}
{{- define "<%= helpers %>.flagger" -}}
{{- with .Values.progressive -}}
{{- if and .enabled (eq .controller "flagger") -}}
true
{{- end -}}
{{- end -}}
{{- end -}}

<% endif %>
<% if rollouts %>
{{- /* Not empty where a Rollout takes the place of the Deployment */ -}}
{{- define "<%= helpers %>.rollout" -}}
{{- with .Values.progressive -}}
{{- if and .enabled (eq .controller "argo-rollouts") -}}
true
{{- end -}}
{{- end -}}
{{- end -}}

<% endif %>
{{- define "<%= helpers %>.podLabels" -}}
{{ include "<%= helpers %>.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | replace "+" "_" | trunc 63 | trimAll "-_." | quote }}
app.kubernetes.io/component: <%= service.kind %>
<% if in_library %>
app.kubernetes.io/part-of: {{ index .Chart.Annotations "system" | quote }}
<% else %>
app.kubernetes.io/part-of: "<%= service.system %>"
<% endif %>
<% if in_library %>
{{- with index .Chart.Annotations "portal" }}
backstage.io/kubernetes-id: {{ . | quote }}
{{- end }}
<% elif blips.backstage is defined and "kubernetes" in blips.backstage.plugins %>
<%= why("backstage") %>
backstage.io/kubernetes-id: {{ .Chart.Name | quote }}
<% endif %>
{{- end -}}

{{- define "<%= helpers %>.labels" -}}
{{ include "<%= helpers %>.podLabels" . }}
app.kubernetes.io/managed-by: {{ .Release.Service | quote }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimAll "-_." | quote }}
{{- end -}}

{{- /* A digest names one image for ever, a tag can be moved */ -}}
{{- define "<%= helpers %>.image" -}}
{{- with .Values.image -}}
{{- if .digest -}}
{{ .repository }}@{{ .digest }}
{{- else -}}
{{ .repository }}:{{ .tag | default $.Chart.AppVersion }}
{{- end -}}
{{- end -}}
{{- end -}}
<% if in_library or (blips.preview is defined and blips.preview.events in ["rabbitmq", "kafka"]) %>

{{- /* What a consumer of messages is told: which are its own, in the stable version and in a preview */ -}}
{{- define "<%= helpers %>.messages" -}}
{{- $preview := .Values.preview | default dict -}}
{{- with .Values.messages -}}
<% if in_library or blips.preview.events == "rabbitmq" %>
{{- if .exchange }}
RABBITMQ_QUEUE: {{ ternary $preview.value $.Chart.Name $preview.enabled | quote }}
{{- end }}
<% endif %>
<% if in_library or blips.preview.events == "kafka" %>
{{- if .topics }}
KAFKA_TOPICS: {{ join "," .topics | quote }}
{{- if $preview.enabled }}
KAFKA_GROUP_ID: {{ printf "%s%s" .group (trimPrefix $.Chart.Name $preview.value) | quote }}
# what was sent before it came is none of its business
KAFKA_AUTO_OFFSET_RESET: latest
PREVIEW_ID: {{ $preview.value | quote }}
{{- else }}
KAFKA_GROUP_ID: {{ .group | quote }}
{{- end }}
{{- end }}
<% endif %>
{{- end -}}
{{- end -}}
<% endif %>
<% if in_library or blips.elk is defined %>

{{- /* What a line of the logs and a trace are told to be of, in the names of Elastic and in those of OpenTelemetry */ -}}
{{- define "<%= helpers %>.observed" -}}
{{- $preview := not (not (.Values.preview).enabled) -}}
version: {{ $preview | ternary (.Values.image.tag | default .Chart.AppVersion) .Chart.AppVersion | quote }}
environment: {{ $preview | ternary "preview" ((.Values.elk).environment | default .Release.Namespace) | quote }}
{{- end -}}

{{- /* Annotations by which Filebeat reads the lines of the pods. JSON is read by a processor and not by
co.elastic.logs/json.*, since of a filestream's parsers the hints for JSON would take the place of those for multiline */ -}}
{{- define "<%= helpers %>.hints" -}}
{{- with .Values.elk -}}
{{- if .logs.enabled -}}
{{- $observed := include "<%= helpers %>.observed" $ | fromYaml -}}
co.elastic.logs/enabled: "true"
{{- with .logs.continuation }}
co.elastic.logs/multiline.type: pattern
co.elastic.logs/multiline.pattern: {{ . | quote }}
co.elastic.logs/multiline.negate: "false"
co.elastic.logs/multiline.match: after
{{- end }}
# below one name: at the root, an `error` that is a text would have Elasticsearch refuse the line
co.elastic.logs/processors.1.decode_json_fields.fields: message
co.elastic.logs/processors.1.decode_json_fields.target: app
co.elastic.logs/processors.2.add_fields.target: service
co.elastic.logs/processors.2.add_fields.fields.name: {{ $.Chart.Name | quote }}
co.elastic.logs/processors.2.add_fields.fields.version: {{ $observed.version | quote }}
co.elastic.logs/processors.2.add_fields.fields.environment: {{ $observed.environment | quote }}
{{- else -}}
co.elastic.logs/enabled: "false"
{{- end -}}
{{- end -}}
{{- end -}}
<% endif %>
<% if apm or blips.sentry is defined %>

{{- /* Environment variables of what watches the service */ -}}
{{- define "<%= helpers %>.telemetry" -}}
<% if in_library or blips.sentry is defined %>
{{- with .Values.sentry -}}
{{- $preview := not (not ($.Values.preview).enabled) -}}
- name: SENTRY_DSN
  valueFrom:
    secretKeyRef:
      name: {{ .secret | quote }}
      key: {{ .key | quote }}
      # errors that nobody hears of are better than pods that do not start
      optional: true
- name: SENTRY_ENVIRONMENT
  value: {{ $preview | ternary "preview" (.environment | default $.Release.Namespace) | quote }}
- name: SENTRY_RELEASE
  value: {{ printf "%s@%s" $.Chart.Name ($preview | ternary $.Values.image.tag $.Chart.AppVersion) | quote }}
{{- end }}
<% endif %>
<% if apm %>
{{- with (.Values.elk).apm }}
{{- if .namespace }}
{{- $observed := include "<%= helpers %>.observed" $ | fromYaml }}
- name: APM_TOKEN
  valueFrom:
    secretKeyRef:
      name: {{ .secret | quote }}
      key: {{ .key | quote }}
      # traces that the server refuses are better than pods that do not start
      optional: true
- name: OTEL_SERVICE_NAME
  value: {{ $.Chart.Name | quote }}
- name: OTEL_RESOURCE_ATTRIBUTES
  # the environment by its older name and by its new one
  value: {{ printf "service.version=%s,deployment.environment=%s,deployment.environment.name=%s" $observed.version $observed.environment $observed.environment | quote }}
- name: OTEL_EXPORTER_OTLP_ENDPOINT
  value: {{ printf "http://%s-apm-http.%s.svc:8200" .server .namespace | quote }}
- name: OTEL_EXPORTER_OTLP_PROTOCOL
  value: http/protobuf
- name: OTEL_EXPORTER_OTLP_HEADERS
  value: Authorization=Bearer%20$(APM_TOKEN)
- name: OTEL_TRACES_SAMPLER
  value: parentbased_traceidratio
- name: OTEL_TRACES_SAMPLER_ARG
  value: {{ .ratio | quote }}
- name: OTEL_LOGS_EXPORTER
  # they go to stdout, and are collected from there
  value: none
{{- end }}
{{- end }}
<% endif %>
{{- end -}}
<% endif %>
