//! The files without which a job fails, though nothing in its text says so.

use crate::{Pipeline, Task, Toolbox};

/// A file that jobs cannot do without.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeededFile {
    /// Its path, as the service calls it.
    pub path: String,
    /// The jobs that fail without it.
    pub jobs: Vec<String>,
    /// Words of which one stands in a pipeline that still asks for it; none: they cannot tell.
    pub signs: &'static [&'static str],
}

/// How a pipeline builds an image, by whichever builder; where somebody builds it another way, none of these is left.
const BUILDS: &[&str] = &["docker/build-push-action@", "buildctl", "buildah build", "docker build"];

impl Pipeline {
    /// The files that jobs cannot do without: what the image is built from, and what the dependencies are installed from.
    #[must_use]
    pub fn needed_files(&self) -> Vec<NeededFile> {
        let jobs = |uses: &dyn Fn(&crate::Job) -> bool| -> Vec<String> {
            self.jobs.iter().filter(|job| uses(job)).map(|job| job.id.clone()).collect()
        };
        let dockerfile = NeededFile {
            path: "Dockerfile".to_owned(),
            jobs: jobs(&|job| job.toolbox == Toolbox::Builder),
            signs: BUILDS,
        };
        let lock = self.lock.as_ref().map(|lock| NeededFile {
            path: lock.clone(),
            jobs: jobs(&|job| {
                let scans = |task: &Task| matches!(task, Task::ScanDependencies { .. });
                matches!(job.toolbox, Toolbox::Stack { .. } | Toolbox::Builder) || job.tasks.iter().any(scans)
            }),
            signs: &[],
        });
        [Some(dockerfile), lock].into_iter().flatten().filter(|needed| !needed.jobs.is_empty()).collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{BARE, pipeline};

    #[test]
    fn an_image_is_built_from_a_dockerfile_and_dependencies_come_from_the_lock_file() {
        let needed = pipeline("gitlab", BARE).needed_files();
        let told: Vec<_> = needed.iter().map(|needed| (needed.path.as_str(), needed.jobs.join(" "))).collect();
        let all = "test dependencies build publish nightly".to_owned();
        assert_eq!(told, [("Dockerfile", "build publish".to_owned()), ("Cargo.lock", all)]);
    }
}
