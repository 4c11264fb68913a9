// What Argo CD's Image Updater 1.x takes (argocd-image-updater: config/crd/bases), as far as Blip writes it. No package
// of types has this kind; what is not here is an error, so a field is added where a template begins to use it.

type Settings = {
  updateStrategy?: "semver" | "newest-build" | "alphabetical" | "digest";
  allowTags?: "any" | `regexp:${string}`;
  ignoreTags?: string[];
  platforms?: string[];
  pullSecret?: string;
  forceUpdate?: boolean;
};

type WriteBack = {
  method: "argocd" | "git" | `git:${string}`;
  gitConfig?: {
    repository?: string;
    branch?: string;
    writeBackTarget?: `helmvalues:${string}` | `kustomization:${string}`;
  };
};

type Image = {
  alias: string;
  imageName: string;
  commonUpdateSettings?: Settings;
  manifestTargets?: { helm: { name: string; tag: string } | { spec: string } } | { kustomize: { name: string } };
};

export interface IImageUpdater {
  apiVersion: "argocd-image-updater.argoproj.io/v1alpha1";
  kind: "ImageUpdater";
  metadata: { name: string; namespace?: string; labels?: Record<string, string>; annotations?: Record<string, string> };
  spec: {
    commonUpdateSettings?: Settings;
    writeBackConfig?: WriteBack;
    applicationRefs: [Reference, ...Reference[]];
  };
}

type Reference = {
  namePattern: string;
  images: [Image, ...Image[]];
  commonUpdateSettings?: Settings;
  writeBackConfig?: WriteBack;
};
