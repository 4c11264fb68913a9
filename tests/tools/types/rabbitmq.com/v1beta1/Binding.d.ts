import type { Arguments, ClusterReference, Metadata } from "./common.js";

export interface IBinding {
  apiVersion: "rabbitmq.com/v1beta1";
  kind: "Binding";
  metadata: Metadata;
  spec: {
    source: string;
    destination: string;
    destinationType: "exchange" | "queue";
    routingKey?: string;
    arguments?: Arguments & { "x-match"?: "all" | "all-with-x" | "any" | "any-with-x" };
    vhost?: string;
    rabbitmqClusterReference: ClusterReference;
  };
}
