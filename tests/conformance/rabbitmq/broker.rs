//! A RabbitMQ of one's own: on loopback, under its own name and with its own data, gone when the test is.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::management::Management;
use crate::samples::free_port;

/// Debian's; the one on the PATH would run it as another user.
const SERVER: &str = "/usr/lib/rabbitmq/bin/rabbitmq-server";
const START: Duration = Duration::from_secs(180);
const END: Duration = Duration::from_secs(30);

/// A broker with its management interface.
pub(super) struct Broker {
    server: Child,
    /// Erlang's register of nodes, which would otherwise be one for the whole machine and outlive the test.
    register: Child,
    folder: TempDir,
    pub(super) management: Management,
}

/// Whether this machine can run one.
pub(super) fn is_installed() -> bool {
    Path::new(SERVER).exists()
}

impl Broker {
    pub(super) fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let [register, amqp, management, nodes] = [(); 4].map(|()| free_port());
        let below = |name: &str| folder.path().join(name);
        let config = format!(
            "listeners.tcp.1 = 127.0.0.1:{amqp}\nmanagement.tcp.ip = 127.0.0.1\nmanagement.tcp.port = {management}\n"
        );
        fs::write(below("rabbitmq.conf"), config).unwrap();
        fs::write(below("plugins"), "[rabbitmq_management].\n").unwrap();
        let command = |program: &str| {
            let mut command = Command::new(program);
            command
                .env_clear()
                .env("PATH", std::env::var_os("PATH").unwrap_or_default())
                .env("HOME", folder.path())
                .env("LC_ALL", "C.UTF-8")
                .env("ERL_EPMD_ADDRESS", "127.0.0.1")
                .env("ERL_EPMD_PORT", register.to_string())
                .current_dir(folder.path())
                .stdin(Stdio::null())
                .stdout(File::create(below("out")).unwrap())
                .stderr(File::create(below("err")).unwrap());
            command
        };
        let epmd = command("epmd").spawn().unwrap();
        let server = command(SERVER)
            .env("RABBITMQ_NODENAME", format!("blip-{amqp}@localhost"))
            .env("RABBITMQ_BASE", folder.path())
            .env("RABBITMQ_MNESIA_BASE", below("data"))
            .env("RABBITMQ_LOG_BASE", below("log"))
            .env("RABBITMQ_LOGS", "-")
            .env("RABBITMQ_CONFIG_FILE", below("rabbitmq.conf"))
            .env("RABBITMQ_ENABLED_PLUGINS_FILE", below("plugins"))
            .env("RABBITMQ_DIST_PORT", nodes.to_string())
            .env("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "-kernel inet_dist_use_interface {127,0,0,1} +S 1:1")
            .spawn()
            .unwrap();
        let mut broker = Self { server, register: epmd, folder, management: Management { port: management } };
        broker.wait();
        broker
    }

    fn wait(&mut self) {
        let start = Instant::now();
        while !self.management.answers() {
            let ended = self.server.try_wait().unwrap();
            assert!(ended.is_none() && start.elapsed() < START, "RabbitMQ does not start: {}", self.said());
            sleep(Duration::from_millis(100));
        }
    }

    fn said(&self) -> String {
        let read = |name| fs::read_to_string(self.folder.path().join(name)).unwrap_or_default();
        format!("{}\n{}", read("out"), read("err"))
    }
}

impl Drop for Broker {
    /// Whatever happened in the test.
    fn drop(&mut self) {
        // the script hands it to the server, and waits for its end
        _ = Command::new("kill").args(["-TERM", &self.server.id().to_string()]).status();
        let start = Instant::now();
        while matches!(self.server.try_wait(), Ok(None)) {
            if start.elapsed() > END {
                _ = Command::new("pkill").args(["-KILL", "-P", &self.server.id().to_string()]).status();
                _ = self.server.kill();
            }
            sleep(Duration::from_millis(100));
        }
        _ = self.register.kill();
        _ = self.register.wait();
    }
}
