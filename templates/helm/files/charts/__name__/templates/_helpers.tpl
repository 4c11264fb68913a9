<%= header() %>
{{- /* The name of all objects. <% if service.kind == "job" %>52 characters: Kubernetes adds 11 to name the runs of a CronJob<% else %>63 characters, the length of a DNS label<% endif %> */ -}}
{{- define "<%= service.name %>.fullname" -}}
{{- $name := .Release.Name -}}
{{- if not (contains .Chart.Name .Release.Name) -}}
{{- $name = printf "%s-%s" .Release.Name .Chart.Name -}}
{{- end -}}
{{- .Values.fullnameOverride | default $name | trunc <%= 52 if service.kind == "job" else 63 %> | trimAll "-" -}}
{{- end -}}

{{- /* What selects the pods. It cannot be changed once deployed, and must differ between two releases */ -}}
{{- define "<%= service.name %>.selectorLabels" -}}
app.kubernetes.io/name: {{ .Chart.Name | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end -}}

{{- define "<%= service.name %>.podLabels" -}}
{{ include "<%= service.name %>.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | replace "+" "_" | trunc 63 | trimAll "-_." | quote }}
app.kubernetes.io/component: <%= service.kind %>
app.kubernetes.io/part-of: "<%= service.system %>"
{{- end -}}

{{- define "<%= service.name %>.labels" -}}
{{ include "<%= service.name %>.podLabels" . }}
app.kubernetes.io/managed-by: {{ .Release.Service | quote }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimAll "-_." | quote }}
{{- end -}}

{{- /* A digest names one image for ever, a tag can be moved */ -}}
{{- define "<%= service.name %>.image" -}}
{{- with .Values.image -}}
{{- if .digest -}}
{{ .repository }}@{{ .digest }}
{{- else -}}
{{ .repository }}:{{ .tag | default $.Chart.AppVersion }}
{{- end -}}
{{- end -}}
{{- end -}}
