//! The other builders of GitLab, and images of several architectures.

use serde_json::json;

use super::gitlab::{MERGE_REQUEST, PUSH, assert_ran, run, signed_image};
use super::{github, room::Room};
use crate::tools::tool;

const IMAGE: &str = "registry.gitlab.com/acme/checkout";
const PUSHED: [&str; 6] = ["chart", "deploy-staging", "publish", "scan", "sign", "test"];
const OF_SEVERAL: [&str; 8] =
    ["chart", "deploy-staging", "publish", "publish-amd64", "publish-arm64", "scan", "sign", "test"];

/// A site on GitLab, with these settings of the blip `ci`.
fn room(settings: &[&str]) -> Option<Room> {
    let (_gitlab_ci_local, _rsync) = (tool("gitlab-ci-local")?, tool("rsync")?);
    Some(Room::with_settings("gitlab", "static", settings))
}

/// Expects that lines which begin so stand there in this order.
#[track_caller]
fn assert_in_order(calls: &str, beginnings: &[&str]) {
    let mut lines = calls.lines();
    for beginning in beginnings {
        assert!(lines.any(|line| line.starts_with(beginning)), "no `{beginning}` in its turn:\n{calls}");
    }
}

#[test]
fn gitlab_builds_with_buildah() {
    let Some(room) = room(&["blips.ci.builder=buildah"]) else { return };
    // what Buildah can build without a network
    room.sandbox.write("checkout/Dockerfile", "FROM scratch\nCOPY Caddyfile /\n");
    let commit = room.commit("build: without a network");
    room.push();
    assert_ran(&run(&room, PUSH), &PUSHED);
    let calls = room.calls();
    let name = format!("{IMAGE}:sha-{commit}");
    let build = format!("buildah build --tag {name} --label org.opencontainers.image.source=");
    assert_in_order(&calls, &[&build, &format!("buildah push --digestfile digest {name}")]);
    let signed = signed_image(&calls);
    let digest = signed.strip_prefix(IMAGE).and_then(|rest| rest.strip_prefix("@sha256:")).unwrap_or_default();
    assert_eq!(digest.len(), 64, "the digest is not handed on: {signed}");
    assert!(room.values("staging").contains(digest));
    // the index of what was pushed knows the same digest
    if room.sandbox.exists("pushed/index.json") {
        assert!(room.sandbox.read("pushed/index.json").contains(digest), "{digest} was not pushed");
    }

    room.git(&["switch", "--quiet", "--create", "topic"]);
    room.sandbox.write("checkout/Dockerfile", "FROM scratch\nCOPY Caddyfile /other\n");
    room.commit("build: elsewhere");
    assert_ran(&run(&room, MERGE_REQUEST), &["build", "required", "test"]);
    let calls = room.calls();
    assert!(calls.contains("buildah build .\n") && !calls.contains("buildah push"), "{calls}");
}

#[test]
fn gitlab_builds_with_docker_in_docker() {
    let Some(room) = room(&["blips.ci.builder=dind"]) else { return };
    without_services(&room);
    let commit = room.head();
    assert_ran(&run(&room, PUSH), &PUSHED);
    let calls = room.calls();
    let build = format!("docker buildx build --tag {IMAGE}:sha-{commit} --provenance=mode=max --sbom=true --push ");
    assert_in_order(&calls, &["docker context create dind", "docker buildx create --use dind", &build]);
    assert!(room.values("staging").contains(signed_image(&calls).split_once('@').unwrap().1));

    room.git(&["switch", "--quiet", "--create", "topic"]);
    let dockerfile = room.sandbox.read("checkout/Dockerfile");
    room.sandbox.write("checkout/Dockerfile", dockerfile + "\n");
    room.commit("build: an empty line");
    assert_ran(&run(&room, MERGE_REQUEST), &["build", "required", "test"]);
    assert!(room.calls().contains("docker build .\n"));
}

/// Each builder brings the digests of two builds to one image.
#[test]
fn gitlab_builds_for_several_architectures() {
    for (builder, pushes) in [
        ("buildkit", "build build --frontend dockerfile.v0 "),
        ("dind", "docker buildx build --provenance=mode=max "),
        ("buildah", "buildah push --digestfile digest "),
    ] {
        let settings = [&format!("blips.ci.builder={builder}"), "blips.ci.architectures=[amd64, arm64]"];
        let Some(room) = room(&settings) else { return };
        without_services(&room);
        room.sandbox.write("checkout/Dockerfile", "FROM scratch\nCOPY Caddyfile /\n");
        let commit = room.commit("build: without a network");
        room.push();
        assert_ran(&run(&room, PUSH), &OF_SEVERAL);
        let calls = room.calls();
        assert_eq!(calls.lines().filter(|line| line.starts_with(pushes)).count(), 2, "{calls}");
        if builder != "buildah" {
            assert_eq!(calls.matches("push-by-digest=true").count(), 2, "{calls}");
            assert!(calls.contains("ref=registry.gitlab.com/acme/checkout:cache-arm64"), "{calls}");
        }
        let merge = format!("docker buildx imagetools create --tag {IMAGE}:sha-{commit} {IMAGE}@sha256:");
        assert_in_order(&calls, &[pushes, pushes, &merge, "docker buildx imagetools inspect"]);
        assert_merged(&room, &calls);
    }
}

#[test]
fn github_builds_for_several_architectures() {
    if tool("act").is_none() {
        return;
    }
    let room = Room::with_settings("github", "static", &["blips.ci.architectures=[amd64, arm64]"]);
    github::for_act(&room);
    let jobs = [&["changes"][..], &OF_SEVERAL].concat();
    github::run(&room, "ci", "push", &json!({"ref": "refs/heads/main"})).succeeds_with(&jobs);
    let calls = room.calls();
    let output = "type=image,name=ghcr.io/acme/checkout,push-by-digest=true,name-canonical=true,push=true";
    assert_eq!(calls.matches(&format!("build push={output} ")).count(), 2, "{calls}");
    assert!(calls.contains("docker buildx imagetools create --tag ghcr.io/acme/checkout:sha-"), "{calls}");
    assert_merged(&room, &calls);
    for report in ["image-amd64", "image-arm64"] {
        assert!(room.sandbox.exists(format!("reports/{report}.sarif")), "what was found in {report} is not shown");
    }
}

/// Expects that what was scanned, signed and deployed is the index.
#[track_caller]
fn assert_merged(room: &Room, calls: &str) {
    let digest = room.sandbox.read("index");
    let digest = digest.trim();
    assert!(signed_image(calls).ends_with(digest), "{digest} is the index's:\n{calls}");
    for platform in ["linux/amd64", "linux/arm64"] {
        assert!(calls.contains(&format!("@{digest} --platform {platform} ")), "{platform} is not scanned:\n{calls}");
    }
    assert!(room.values("staging").contains(digest));
}

/// gitlab-ci-local has nothing to run them in.
fn without_services(room: &Room) {
    let text = room.sandbox.read("checkout/.gitlab-ci.yml");
    let is_service = |line: &&str| {
        let line = line.trim();
        line == "services:" || line == "alias: docker" || (line.starts_with("- name:") && line.ends_with("-dind"))
    };
    let kept: String = text.lines().filter(|line| !is_service(line)).map(|line| format!("{line}\n")).collect();
    room.sandbox.write("checkout/.gitlab-ci.yml", kept);
    room.commit("ci: without services");
    room.push();
}
