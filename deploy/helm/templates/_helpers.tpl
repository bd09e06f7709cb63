{{- define "kabar.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "kabar.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 54 | trimSuffix "-" -}}
{{- else if contains (include "kabar.name" .) .Release.Name -}}
{{- .Release.Name | trunc 54 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "kabar.name" .) | trunc 54 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "kabar.selector" -}}
app.kubernetes.io/name: {{ include "kabar.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "kabar.labels" -}}
{{ include "kabar.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end -}}

{{- define "kabar.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "kabar.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "kabar.image" -}}
{{ .Values.image.repository }}:{{ default .Chart.AppVersion .Values.image.tag }}
{{- end -}}

{{- define "kabar.sasl" -}}
{{- if hasPrefix "SASL" .Values.kafka.securityProtocol }}yes{{ end -}}
{{- end -}}

{{- define "kabar.tls" -}}
{{- if hasSuffix "SSL" .Values.kafka.securityProtocol }}yes{{ end -}}
{{- end -}}

{{- define "kabar.caFile" -}}
{{- if .Values.kafka.tls.secret.name }}/etc/kabar/tls/{{ .Values.kafka.tls.secret.caKey }}{{ end -}}
{{- end -}}

{{/* Helm reads every YAML number as a float, and would print a large one as 3.3554432e+07. */}}
{{- define "kabar.text" -}}
{{- if and (kindIs "float64" .) (eq (floor .) .) -}}{{ int64 . }}{{- else -}}{{ . }}{{- end -}}
{{- end -}}

{{/*
Measured (deploy/scaling.md): the worker itself takes a quarter of the CPU time of its extraction
processes; with its template it takes 345 MiB, a process 30 MiB. The limit lets each process reach
its own limit first: then one article is dead-lettered, instead of the pod being killed.
*/}}
{{- define "kabar.resources" -}}
{{- if .Values.resources -}}
{{ toYaml .Values.resources }}
{{- else -}}
requests:
  cpu: {{ mul (int .Values.extractors) 1250 }}m
  memory: {{ add 256 (mul (int .Values.extractors) 256) }}Mi
limits:
  memory: {{ add 512 (mul (int .Values.extractors) (int .Values.extractorMemoryMb)) }}Mi
{{- end -}}
{{- end -}}

{{/* All settings of the worker and of the topics job; secrets only by reference. */}}
{{- define "kabar.env" -}}
{{- $kafka := .Values.kafka -}}
- {name: KABAR_BROKER, value: {{ $kafka.brokers | quote }}}
- {name: KABAR_GROUP, value: {{ $kafka.group | quote }}}
- {name: KABAR_TOPIC_PREFIX, value: {{ $kafka.topicPrefix | quote }}}
- {name: KABAR_SECURITY_PROTOCOL, value: {{ $kafka.securityProtocol | quote }}}
{{- if include "kabar.sasl" . }}
- {name: KABAR_SASL_MECHANISM, value: {{ $kafka.sasl.mechanism | quote }}}
- name: KABAR_SASL_USERNAME
  valueFrom: {secretKeyRef: {name: {{ $kafka.sasl.secret.name | quote }}, key: {{ $kafka.sasl.secret.usernameKey | quote }}}}
- name: KABAR_SASL_PASSWORD
  valueFrom: {secretKeyRef: {name: {{ $kafka.sasl.secret.name | quote }}, key: {{ $kafka.sasl.secret.passwordKey | quote }}}}
{{- end }}
{{- with include "kabar.caFile" . }}
- {name: KABAR_SSL_CAFILE, value: {{ . | quote }}}
{{- end }}
- {name: KABAR_EXTRACTORS, value: {{ int .Values.extractors | quote }}}
- {name: KABAR_EXTRACTOR_MEMORY_MB, value: {{ int .Values.extractorMemoryMb | quote }}}
- {name: KABAR_SHUTDOWN_GRACE, value: {{ int .Values.shutdownGraceSeconds | quote }}}
- {name: KABAR_PARTITIONS, value: {{ int .Values.topics.partitions | quote }}}
- {name: KABAR_REPLICATION, value: {{ int .Values.topics.replication | quote }}}
- {name: KABAR_WEB_HOST, value: "0.0.0.0"}
- {name: KABAR_WEB_PORT, value: "6066"}
{{- range $name, $value := .Values.settings }}
- {name: {{ $name }}, value: {{ include "kabar.text" $value | quote }}}
{{- end }}
{{- with .Values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "kabar.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile: {type: RuntimeDefault}
{{- end -}}

{{- define "kabar.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end -}}

{{/* What a container may write, and the certificate authority it reads. */}}
{{- define "kabar.mounts" -}}
- {name: tmp, mountPath: /tmp}
{{- if .Values.kafka.tls.secret.name }}
- {name: tls, mountPath: /etc/kabar/tls, readOnly: true}
{{- end }}
{{- end -}}

{{- define "kabar.volumes" -}}
- {name: tmp, emptyDir: {sizeLimit: 64Mi}}
{{- if .Values.kafka.tls.secret.name }}
- name: tls
  secret:
    secretName: {{ .Values.kafka.tls.secret.name }}
    items: [{key: {{ .Values.kafka.tls.secret.caKey }}, path: {{ .Values.kafka.tls.secret.caKey }}}]
{{- end }}
{{- end -}}

{{/* Where a pod may be placed, for the worker and the topics job alike. */}}
{{- define "kabar.placement" -}}
{{- with .Values.imagePullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.affinity }}
affinity: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}
