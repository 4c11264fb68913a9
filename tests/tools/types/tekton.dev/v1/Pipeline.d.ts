// What Tekton Pipelines 1 takes (tektoncd/pipeline: pkg/apis/pipeline/v1), as far as Blip writes it. No package of types
// has this kind; what is not here is an error, so a field is added where a template begins to use it. What its types
// cannot say, the references from one part to another, is checked by tests/conformance/cluster.

type Metadata = { name: string; namespace: string; labels?: Record<string, string>; annotations?: Record<string, string> };

type Declared = { name: string; description?: string; type?: "string"; default?: string };

type Given = { name: string; value: string };

type Secret = { name: string; key: string; optional?: boolean };

type Environment = { name: string; value: string } | { name: string; valueFrom: { secretKeyRef: Secret } };

type Profile = { type: "Unconfined" | "RuntimeDefault" };

type Step = {
  name: string;
  image: string;
  workingDir?: string;
  volumeMounts?: { name: string; mountPath: string }[];
  securityContext?: { runAsUser?: number; runAsGroup?: number; seccompProfile?: Profile; appArmorProfile?: Profile };
  env?: Environment[];
  script: string;
};

type Task = {
  name: string;
  runAfter?: string[];
  when?: { input: string; operator: "in" | "notin"; values: [string, ...string[]] }[];
  timeout?: string;
  params?: Given[];
  taskSpec: {
    params?: Declared[];
    results?: { name: string; type?: "string"; description?: string }[];
    volumes?: { name: string; emptyDir: Record<string, never> }[];
    steps: [Step, ...Step[]];
  };
};

// waits for all others by itself
type Finally = Omit<Task, "runAfter">;

export interface IPipeline {
  apiVersion: "tekton.dev/v1";
  kind: "Pipeline";
  metadata: Metadata;
  spec: {
    description?: string;
    params?: Declared[];
    tasks: [Task, ...Task[]];
    finally?: Finally[];
  };
}
