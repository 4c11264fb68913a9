import type { Metadata } from "./common.js";

export interface IMetricTemplate {
  apiVersion: "flagger.app/v1beta1";
  kind: "MetricTemplate";
  metadata: Metadata;
  spec: {
    provider: {
      type: "prometheus";
      address: string;
      secretRef?: { name: string };
      insecureSkipVerify?: boolean;
    };
    query: string;
  };
}
