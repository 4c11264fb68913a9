// What the objects of Elastic's operator have in common, as far as Blip makes any.
export interface Metadata {
  name: string;
  namespace: string;
  annotations?: { [name: string]: string };
}

export interface Container {
  name: string;
  securityContext?: { runAsUser: number };
  env?: { name: string; valueFrom: { fieldRef: { fieldPath: string } } }[];
  resources: { requests: { cpu: string; memory: string }; limits: { memory: string } };
  volumeMounts?: { name: string; mountPath: string; readOnly: boolean }[];
}
