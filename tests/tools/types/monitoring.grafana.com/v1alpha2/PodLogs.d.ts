// Which pods Alloy collects the logs of, as far as Blip makes any: its definition, where the charts of Alloy have it,
// knows stages of a pipeline as well.
interface Selector {
  matchLabels?: { [label: string]: string };
  matchExpressions?: { key: string; operator: "In" | "NotIn" | "Exists" | "DoesNotExist"; values?: string[] }[];
}

export interface IPodLogs {
  apiVersion: "monitoring.grafana.com/v1alpha2";
  kind: "PodLogs";
  metadata: { name: string; labels: { [label: string]: string } };
  spec: {
    selector: Selector;
    namespaceSelector?: Selector;
    relabelings?: {
      action?: "replace" | "keep" | "drop" | "labelmap" | "labeldrop" | "labelkeep";
      sourceLabels?: string[];
      separator?: string;
      regex?: string;
      replacement?: string;
      targetLabel?: string;
    }[];
  };
}
