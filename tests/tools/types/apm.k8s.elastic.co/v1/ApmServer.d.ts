// An APM server, as far as Blip makes any.
import type { Metadata } from "../../elasticsearch.k8s.elastic.co/v1/common.js";

export interface IApmServer {
  apiVersion: "apm.k8s.elastic.co/v1";
  kind: "ApmServer";
  metadata: Metadata;
  spec: {
    version: string;
    count: number;
    elasticsearchRef: { name: string };
    kibanaRef?: { name: string };
    http?: { tls?: { selfSignedCertificate?: { disabled?: boolean } } };
  };
}
