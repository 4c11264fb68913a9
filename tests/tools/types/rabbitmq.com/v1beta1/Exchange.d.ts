import type { Arguments, ClusterReference, Metadata } from "./common.js";

export interface IExchange {
  apiVersion: "rabbitmq.com/v1beta1";
  kind: "Exchange";
  metadata: Metadata;
  spec: {
    name: string;
    type?: "direct" | "fanout" | "headers" | "topic";
    durable?: boolean;
    autoDelete?: boolean;
    arguments?: Arguments & { "alternate-exchange"?: string };
    vhost?: string;
    rabbitmqClusterReference: ClusterReference;
  };
}
