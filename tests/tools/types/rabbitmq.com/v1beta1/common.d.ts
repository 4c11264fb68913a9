// What objects of the RabbitMQ Messaging Topology Operator have in common (config/crd/bases/rabbitmq.com_*.yaml).

export interface Metadata {
  name: string;
  namespace?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

/** A RabbitmqCluster, or a Secret that says how to reach a broker that the operator does not know. */
export type ClusterReference =
  | { name: string; namespace?: string }
  | { connectionSecret: { name: string } };

/** Arguments of AMQP 0-9-1. */
export type Arguments = Record<string, string | number | boolean>;
