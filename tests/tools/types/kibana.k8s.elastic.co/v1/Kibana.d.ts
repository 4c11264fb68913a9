// Kibana, as far as Blip makes any; `config` is Kibana's own.
import type { Metadata } from "../../elasticsearch.k8s.elastic.co/v1/common.js";

export interface IKibana {
  apiVersion: "kibana.k8s.elastic.co/v1";
  kind: "Kibana";
  metadata: Metadata;
  spec: {
    version: string;
    count: number;
    elasticsearchRef: { name: string };
    config?: { "xpack.fleet.packages"?: { name: string; version: string }[] };
  };
}
