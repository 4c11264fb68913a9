export interface Metadata {
  name: string;
  namespace?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

export interface Reference<Version, Kind> {
  apiVersion: Version;
  kind: Kind;
  name: string;
}

/** The Gateway API knows no prefix of a header; that of a path is the only one. */
export type Matcher = { exact: string } | { prefix: string } | { regex: string };
