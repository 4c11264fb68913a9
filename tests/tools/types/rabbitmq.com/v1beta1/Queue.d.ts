import type { Arguments, ClusterReference, Metadata } from "./common.js";

export interface IQueue {
  apiVersion: "rabbitmq.com/v1beta1";
  kind: "Queue";
  metadata: Metadata;
  spec: {
    name: string;
    type?: "classic" | "quorum" | "stream";
    durable?: boolean;
    autoDelete?: boolean;
    deleteIfEmpty?: boolean;
    deleteIfUnused?: boolean;
    arguments?: Arguments & { "x-expires"?: number };
    vhost?: string;
    rabbitmqClusterReference: ClusterReference;
  };
}
