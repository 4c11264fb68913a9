// A cluster of Elasticsearch, as far as Blip makes any: its definition lies in config/crds/v1/resources/ of the operator,
// and says nothing of `config`, which is Elasticsearch's own.

import type { Container, Metadata } from "./common.js";

interface Claim {
  accessModes: "ReadWriteOnce"[];
  storageClassName?: string;
  resources: { requests: { storage: string } };
}

export interface IElasticsearch {
  apiVersion: "elasticsearch.k8s.elastic.co/v1";
  kind: "Elasticsearch";
  metadata: Metadata;
  spec: {
    version: string;
    volumeClaimDeletePolicy?: "DeleteOnScaledownOnly" | "DeleteOnScaledownAndClusterDeletion";
    secureSettings?: { secretName: string }[];
    nodeSets: {
      name: string;
      count: number;
      config?: {
        "node.roles"?: ("master" | "data" | "ingest")[];
        "node.store.allow_mmap"?: boolean;
      };
      podTemplate?: { spec: { containers: Container[] } };
      volumeClaimTemplates?: { metadata: { name: "elasticsearch-data" }; spec: Claim }[];
    }[];
  };
}
