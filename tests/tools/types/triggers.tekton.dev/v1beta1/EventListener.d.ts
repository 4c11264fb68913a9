// What Tekton Triggers 0.3x takes (tektoncd/triggers: pkg/apis/triggers/v1beta1), as far as Blip writes it. Its own
// definitions let every field pass; what is not here is an error, so a field is added where a template begins to use it.

type Metadata = { name: string; namespace: string; labels?: Record<string, string>; annotations?: Record<string, string> };

type Signed = {
  ref: { name: "github" | "gitlab" };
  params: [
    { name: "secretRef"; value: { secretName: string; secretKey: string } },
    { name: "eventTypes"; value: [string, ...string[]] },
  ];
};

type Filtered = {
  ref: { name: "cel" };
  params: [
    { name: "filter"; value: string },
    { name: "overlays"; value: { key: string; expression: string }[] }?,
  ];
};

export interface IEventListener {
  apiVersion: "triggers.tekton.dev/v1beta1";
  kind: "EventListener";
  metadata: Metadata;
  spec: {
    serviceAccountName: string;
    triggers: {
      name: string;
      // nobody without the secret gets past the first
      interceptors: [Signed, Filtered];
      bindings: { name: string; value: string }[];
      template: { ref: string };
    }[];
  };
}
