{{/* Values that are right one by one but not together; each says what to change. */}}
{{- define "kabar.checks" -}}
{{- $kafka := .Values.kafka -}}
{{- $partitions := int .Values.topics.partitions -}}
{{- if and .Values.keda.enabled .Values.hpa.enabled -}}
{{- fail "keda.enabled and hpa.enabled are both true: two autoscalers would fight over the workers; turn one off" -}}
{{- end -}}
{{- range $name, $replicas := dict "replicaCount" .Values.replicaCount "keda.minReplicas" .Values.keda.minReplicas "hpa.minReplicas" .Values.hpa.minReplicas -}}
{{- if gt (int $replicas) $partitions -}}
{{- fail (printf "%s is %d, topics.partitions is %d: a worker without a partition idles and never becomes ready; lower the one or raise the other" $name (int $replicas) $partitions) -}}
{{- end -}}
{{- end -}}
{{- if and (include "kabar.sasl" .) (not $kafka.sasl.secret.name) -}}
{{- fail (printf "kafka.securityProtocol is %s: name the secret that holds user and password in kafka.sasl.secret.name" $kafka.securityProtocol) -}}
{{- end -}}
{{- if and $kafka.sasl.secret.name (not (include "kabar.sasl" .)) -}}
{{- fail (printf "kafka.sasl.secret.name is given, but kafka.securityProtocol is %s: make it SASL_SSL or SASL_PLAINTEXT" $kafka.securityProtocol) -}}
{{- end -}}
{{- if and $kafka.tls.secret.name (not (include "kabar.tls" .)) -}}
{{- fail (printf "kafka.tls.secret.name is given, but kafka.securityProtocol is %s: make it SSL or SASL_SSL" $kafka.securityProtocol) -}}
{{- end -}}
{{- end -}}
