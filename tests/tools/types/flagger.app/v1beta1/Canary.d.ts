// By the definition of Flagger 1.44 (artifacts/flagger/crd.yaml), as far as the chart uses it; that definition lets
// unknown keys pass.
import type { Matcher, Metadata, Reference } from "./common.js";

interface Webhook {
  name: string;
  url: string;
  type?:
    | "confirm-rollout" | "pre-rollout" | "rollout" | "confirm-traffic-increase" | "confirm-promotion" | "post-rollout"
    | "rollback" | "event";
  timeout?: string;
  retries?: number;
  disableTLS?: boolean;
  muteAlert?: boolean;
  metadata?: Record<string, string>;
}

interface Metric {
  name: string;
  interval: string;
  templateRef: { name: string; namespace?: string };
  templateVariables?: Record<string, string>;
  thresholdRange: { min?: number; max?: number };
}

interface Checks {
  interval: string;
  threshold: number;
  metrics: Metric[];
  webhooks?: Webhook[];
}

/** One of them alone: the definition says so by `oneOf`. */
type Analysis =
  | (Checks & { stepWeights: number[] })
  | (Checks & { iterations: number; match?: { headers: Record<string, Matcher> }[] });

interface Service {
  name?: string;
  port: number;
  portName?: string;
  targetPort?: number | string;
  timeout?: string;
  hosts?: string[];
  match?: { uri: Matcher }[];
  apex?: Labelled;
  primary?: Labelled;
  canary?: Labelled;
}

interface Labelled {
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

interface GatewayRef {
  group?: "gateway.networking.k8s.io";
  kind?: "Gateway";
  name: string;
  namespace?: string;
  sectionName?: string;
}

/** For requests within a mesh a route is attached to the Service that they ask. */
interface MeshRef {
  group: "core";
  kind: "Service";
  name: string;
  namespace?: string;
  port: number;
}

/** By which Kuma knows the protocol of a port. */
interface InKuma {
  labels?: Record<string, string>;
  annotations: { [port: `${number}.service.kuma.io/protocol`]: "http" };
}

interface Common {
  targetRef: Reference<"apps/v1", "Deployment">;
  autoscalerRef?: Reference<"autoscaling/v2", "HorizontalPodAutoscaler">;
  progressDeadlineSeconds?: number;
  skipAnalysis?: boolean;
  analysis: Analysis;
}

/** What each provider needs to divide requests, which the definition does not say. */
type Spec =
  | (Common & { provider: "gatewayapi:v1"; service: Service & { hosts: string[]; gatewayRefs: GatewayRef[] } })
  | (Common & { provider: "gatewayapi:v1"; service: Service & { hosts?: never; gatewayRefs: MeshRef[] } })
  | (Common & { provider: "kuma"; service: Service & { apex: InKuma; primary: InKuma; canary: InKuma } })
  | (Common & { provider: "istio"; service: Service & { hosts: string[]; gateways: string[] } })
  | (Common & { provider: "traefik"; service: Service })
  | (Common & { provider: "kubernetes"; service: Service });

export interface ICanary {
  apiVersion: "flagger.app/v1beta1";
  kind: "Canary";
  metadata: Metadata;
  spec: Spec;
}
