// A Beat, as far as Blip makes any; `config` is Filebeat's own, of which these are the parts that are used.
import type { Container, Metadata } from "../../elasticsearch.k8s.elastic.co/v1/common.js";

interface Hints {
  type: "kubernetes";
  node: string;
  "hints.enabled": boolean;
  "hints.default_config": {
    type: "filestream";
    id: string;
    paths: string[];
    parsers: { container: {} }[];
    "prospector.scanner.symlinks": boolean;
    "prospector.scanner.fingerprint.enabled": boolean;
    "file_identity.fingerprint": {};
  };
}

type Processor =
  | { rename: { fields: { from: string; to: string }[]; ignore_missing: boolean; fail_on_error: boolean } }
  | { timestamp: { field: string; layouts: string[]; ignore_missing: boolean; ignore_failure: boolean } }
  | { drop_fields: { fields: string[]; ignore_missing?: boolean } }
  | { if: { has_fields: string[] }; then: Processor[]; else?: Processor[] };

export interface IBeat {
  apiVersion: "beat.k8s.elastic.co/v1beta1";
  kind: "Beat";
  metadata: Metadata;
  spec: {
    type: "filebeat";
    version: string;
    elasticsearchRef: { name: string };
    kibanaRef?: { name: string };
    config: {
      "filebeat.autodiscover.providers": Hints[];
      processors: Processor[];
      "setup.ilm.enabled": boolean;
      "setup.ilm.policy_name": string;
      "setup.template.settings": { "index.number_of_replicas": number };
    };
    daemonSet: {
      podTemplate: {
        spec: {
          serviceAccountName: string;
          automountServiceAccountToken: boolean;
          terminationGracePeriodSeconds: number;
          containers: Container[];
          volumes: { name: string; hostPath: { path: string } }[];
        };
      };
    };
  };
}
