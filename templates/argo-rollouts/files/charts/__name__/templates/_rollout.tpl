<%= header() %>
{{- /* How a new version takes the place of the old one; the Rollout stands in deployment.yaml */ -}}
{{- define "<%= service.name %>.strategy" -}}
{{- $name := include "<%= helpers %>.fullname" . -}}
{{- with .Values.progressive -}}
<% if router == "none" %>
{{- $divides := false }}
<% else %>
{{- /* without a host there is no route, and so nothing that could be divided but pods */}}
{{- $divides := not (empty $.Values.route.hosts) }}
<% endif %>
{{- if eq .strategy "blue-green" }}
blueGreen:
  activeService: {{ $name | quote }}
  previewService: {{ printf "%s-canary" $name | quote }}
  autoPromotionEnabled: {{ not .approval }}
  prePromotionAnalysis:
    {{- include "<%= service.name %>.analysis" $ | nindent 4 }}
  # the old version stands ready for as long
  scaleDownDelaySeconds: 300
{{- else }}
canary:
  # a new pod is ready before an old one goes
  maxSurge: 25%
  maxUnavailable: 0
  {{- if $divides }}
  stableService: {{ $name | quote }}
  canaryService: {{ printf "%s-canary" $name | quote }}
  trafficRouting:
<% if router == "gateway-api" %>
    {{- if eq .strategy "ab-testing" }}
    managedRoutes:
      - name: {{ printf "%s-header" $name | quote }}
    {{- end }}
    plugins:
      argoproj-labs/gatewayAPI:
        namespace: {{ $.Release.Namespace | quote }}
        httpRoutes:
          - name: {{ $name | quote }}
            useHeaderRoutes: {{ eq .strategy "ab-testing" }}
<% elif router == "istio" %>
    {{- if eq .strategy "ab-testing" }}
    managedRoutes:
      - name: {{ printf "%s-header" $name | quote }}
    {{- end }}
    istio:
      virtualService:
        name: {{ $name | quote }}
        routes: [primary]
<% elif router == "traefik" %>
    traefik:
      weightedTraefikServiceName: {{ $name | quote }}
<% endif %>
  {{- else if eq .strategy "ab-testing" }}
  {{- fail "progressive.strategy ab-testing divides requests from outside, and route.hosts names no host; name one, or choose another strategy" }}
  {{- end }}
  {{- if eq .strategy "ab-testing" }}
  steps:
    # half as many pods as the old version has
    - setCanaryScale:
        weight: 50
    - setHeaderRoute:
        name: {{ printf "%s-header" $name | quote }}
        match:
          - headerName: {{ .header.name | quote }}
            headerValue:
              exact: {{ .header.value | quote }}
    - analysis:
        {{- include "<%= service.name %>.analysis" $ | nindent 8 }}
    {{- if .approval }}
    # until somebody promotes it
    - pause: {}
    {{- end }}
    # takes the route away
    - setHeaderRoute:
        name: {{ printf "%s-header" $name | quote }}
  {{- else }}
  # all the while, from the first requests on
  analysis:
    startingStep: 1
    {{- include "<%= service.name %>.analysis" $ | nindent 4 }}
  steps:
    {{- range .stepWeights }}
    - setWeight: {{ . }}
    - pause:
        duration: {{ printf "%ds" (int $.Values.progressive.stepSeconds) | quote }}
    {{- end }}
    {{- if .approval }}
    # until somebody promotes it
    - pause: {}
    {{- end }}
  {{- end }}
{{- end }}
{{- end -}}
{{- end -}}

{{- define "<%= service.name %>.analysis" -}}
templates:
  - templateName: {{ printf "%s-requests" (include "<%= helpers %>.fullname" .) | quote }}
<% if metrics == "service" %>
args:
  - name: hash
    valueFrom:
      podTemplateHashValue: Latest
<% endif %>
{{- end -}}
