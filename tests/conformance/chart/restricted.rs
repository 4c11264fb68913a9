//! Pod Security Standards, level "restricted": the controls of its table, and those of "baseline" that it includes.

use serde_yaml::Value;

/// A control by its name in the standard, and whether a pod keeps it.
type Control = (&'static str, fn(&Pod<'_>) -> bool);

/// The standard as of Kubernetes 1.34, for pods that run Linux.
const CONTROLS: &[Control] = &[
    // baseline
    ("HostProcess", |pod| pod.is_unset("windowsOptions.hostProcess")),
    ("Host Namespaces", |pod| ["hostNetwork", "hostPID", "hostIPC"].iter().all(|key| off(&pod.spec[*key]))),
    ("Privileged Containers", |pod| pod.each(|container| off(&container["securityContext"]["privileged"]))),
    ("Host Ports", |pod| pod.each(|container| items(&container["ports"]).all(|port| port["hostPort"].is_null()))),
    ("Host Probes / Lifecycle Hooks", |pod| pod.each(|container| !names_a_host(container))),
    ("AppArmor", |pod| pod.is_unset("appArmorProfile")),
    ("SELinux", |pod| pod.is_unset("seLinuxOptions")),
    ("/proc Mount Type", |pod| pod.each(|container| container["securityContext"]["procMount"].is_null())),
    ("Sysctls", |pod| pod.spec["securityContext"]["sysctls"].is_null()),
    // restricted
    ("Volume Types", |pod| items(&pod.spec["volumes"]).all(is_allowed_volume)),
    ("Privilege Escalation", |pod| {
        pod.each(|container| container["securityContext"]["allowPrivilegeEscalation"] == false)
    }),
    ("Running as Non-root", |pod| pod.each(|container| *pod.effective(container, "runAsNonRoot") == true)),
    ("Running as Non-root user", |pod| pod.each(|container| *pod.effective(container, "runAsUser") != 0)),
    ("Seccomp", |pod| {
        let is_allowed = |profile: &Value| profile == "RuntimeDefault" || profile == "Localhost";
        pod.each(|container| is_allowed(&pod.effective(container, "seccompProfile")["type"]))
    }),
    ("Capabilities", |pod| {
        pod.each(|container| {
            let capabilities = &container["securityContext"]["capabilities"];
            items(&capabilities["drop"]).any(|name| name == "ALL")
                && items(&capabilities["add"]).all(|name| name == "NET_BIND_SERVICE")
        })
    }),
];

const VOLUMES: [&str; 8] =
    ["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"];

/// A pod's spec, with its containers of all kinds.
struct Pod<'a> {
    spec: &'a Value,
    containers: Vec<&'a Value>,
}

/// The controls that the spec of a pod breaks.
pub(super) fn broken(spec: &Value) -> Vec<&'static str> {
    let kinds = ["containers", "initContainers", "ephemeralContainers"];
    let pod = Pod { spec, containers: kinds.iter().flat_map(|kind| items(&spec[*kind])).collect() };
    CONTROLS.iter().filter(|(_, keeps)| !keeps(&pod)).map(|(name, _)| *name).collect()
}

impl Pod<'_> {
    fn each(&self, keeps: impl Fn(&Value) -> bool) -> bool {
        !self.containers.is_empty() && self.containers.iter().all(|container| keeps(container))
    }

    /// A key of the security context: the container's own, else the pod's.
    fn effective<'v>(&'v self, container: &'v Value, key: &str) -> &'v Value {
        match &container["securityContext"][key] {
            Value::Null => &self.spec["securityContext"][key],
            own => own,
        }
    }

    /// Whether neither the pod nor a container sets what the chart has no business with.
    fn is_unset(&self, path: &str) -> bool {
        let unset = |node: &Value| path.split('.').fold(&node["securityContext"], |node, key| &node[key]).is_null();
        unset(self.spec) && self.each(unset)
    }
}

fn names_a_host(container: &Value) -> bool {
    let probes = ["livenessProbe", "readinessProbe", "startupProbe"].map(|probe| &container[probe]);
    let hooks = ["postStart", "preStop"].map(|hook| &container["lifecycle"][hook]);
    let handlers = probes.into_iter().chain(hooks);
    handlers.into_iter().any(|handler| ["httpGet", "tcpSocket"].iter().any(|kind| !handler[*kind]["host"].is_null()))
}

fn is_allowed_volume(volume: &Value) -> bool {
    let keys = volume.as_mapping().into_iter().flat_map(|volume| volume.keys()).filter_map(Value::as_str);
    keys.filter(|key| *key != "name").all(|key| VOLUMES.contains(&key))
}

fn off(value: &Value) -> bool {
    value.is_null() || *value == false
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_sequence().into_iter().flatten()
}

#[test]
fn what_the_standard_forbids_is_found() {
    let pod = |text: &str| broken(&serde_yaml::from_str(text).unwrap()).join(", ");
    let all = "Privilege Escalation, Running as Non-root, Seccomp, Capabilities";
    assert_eq!(pod("containers: [{name: a}]"), all);
    let sound = "securityContext: {runAsNonRoot: true, runAsUser: 65532, seccompProfile: {type: RuntimeDefault}}\n\
                 containers: [{name: a, securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}}]\n";
    assert_eq!(pod(sound), "");
    let table = [
        ("runAsUser: 65532", "runAsUser: 0", "Running as Non-root user"),
        ("drop: [ALL]", "drop: [ALL], add: [SYS_TIME]", "Capabilities"),
        ("drop: [ALL]}", "drop: [ALL]}, privileged: true", "Privileged Containers"),
        ("drop: [ALL]}", "drop: [ALL]}, procMount: Unmasked", "/proc Mount Type"),
        ("{name: a,", "{name: a, ports: [{hostPort: 1}],", "Host Ports"),
        ("{name: a,", "{name: a, livenessProbe: {httpGet: {host: x}},", "Host Probes / Lifecycle Hooks"),
        ("containers:", "volumes: [{name: v, hostPath: {}}]\ncontainers:", "Volume Types"),
        ("containers:", "hostPID: true\ncontainers:", "Host Namespaces"),
        ("runAsNonRoot: true,", "runAsNonRoot: true, sysctls: [],", "Sysctls"),
        ("runAsNonRoot: true,", "runAsNonRoot: true, seLinuxOptions: {},", "SELinux"),
        ("runAsNonRoot: true,", "runAsNonRoot: true, windowsOptions: {hostProcess: true},", "HostProcess"),
        ("{type: RuntimeDefault}", "{type: Unconfined}", "Seccomp"),
    ];
    for (old, new, control) in table {
        assert_eq!(pod(&sound.replacen(old, new, 1)), control);
    }
}
