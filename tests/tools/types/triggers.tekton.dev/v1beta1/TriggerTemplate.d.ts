// What Tekton Triggers 0.3x takes (tektoncd/triggers: pkg/apis/triggers/v1beta1), as far as Blip writes it, with the
// PipelineRun of tekton.dev/v1 that it makes.

type Metadata = { name: string; namespace: string; labels?: Record<string, string>; annotations?: Record<string, string> };

type PipelineRun = {
  apiVersion: "tekton.dev/v1";
  kind: "PipelineRun";
  metadata: { generateName: string; namespace: string };
  spec: {
    pipelineRef: { name: string };
    taskRunTemplate?: { serviceAccountName: string };
    timeouts?: { pipeline: string };
    params?: { name: string; value: string }[];
  };
};

export interface ITriggerTemplate {
  apiVersion: "triggers.tekton.dev/v1beta1";
  kind: "TriggerTemplate";
  metadata: Metadata;
  spec: {
    params?: { name: string; description?: string; default?: string }[];
    resourcetemplates: [PipelineRun, ...PipelineRun[]];
  };
}
