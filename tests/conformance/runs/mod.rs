//! The generated pipelines, run: GitHub's by act, GitLab's by gitlab-ci-local, both without containers.
//!
//! Checks, chart, scripts and commits are real; what leaves the machine (registries, releases, signatures, scanners)
//! is done by the stand-ins in `act/`, which write down what they were asked for. The repository that the pipeline
//! pushes to is a bare one beside the service. semantic-release and Release Please are real as well, the latter with that
//! repository in the place of GitHub. Each stack meets one event of a forge: running all on all would take too long for what it could find.

mod builders;
mod github;
mod gitlab;
mod monorepo;
mod reports;
mod room;
mod versions;
