//! As much of a Kubernetes API server as a controller needs to read objects: lists and watches, without any types.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

/// An API server that holds some objects, until it goes out of scope.
pub(super) struct Api {
    address: SocketAddr,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    world: Mutex<World>,
    changed: Condvar,
}

#[derive(Default)]
struct World {
    /// The objects that are there, with the path of their kind: `apis/traefik.io/v1alpha1/ingressroutes`.
    objects: Vec<(String, Value)>,
    /// Everything that happened; the version of an event is its place here, from 1 on.
    events: Vec<(String, &'static str, Value)>,
    ended: bool,
}

impl Api {
    /// One with these objects, each of which names its namespace where it has one.
    pub(super) fn start(objects: Vec<Value>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let api = Self { address: listener.local_addr().unwrap(), state: Arc::default() };
        for object in objects {
            api.apply(object);
        }
        let state = Arc::clone(&api.state);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if state.world().ended {
                    break;
                }
                let state = Arc::clone(&state);
                // whoever leaves early does no harm
                thread::spawn(move || _ = state.serve(&stream));
            }
        });
        api
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Adds an object.
    pub(super) fn apply(&self, mut object: Value) {
        let path = path_of(&object);
        let mut world = self.state.world();
        let version = world.events.len() + 1;
        object["metadata"]["resourceVersion"] = version.to_string().into();
        object["metadata"]["generation"] = 1.into();
        object["metadata"]["uid"] = format!("00000000-0000-0000-0000-{version:012}").into();
        // the first is the oldest
        object["metadata"]["creationTimestamp"] =
            format!("2026-01-01T00:{:02}:{:02}Z", version / 60, version % 60).into();
        world.events.push((path.clone(), "ADDED", object.clone()));
        world.objects.push((path, object));
        self.state.changed.notify_all();
    }

    /// Takes away everything in a namespace.
    pub(super) fn delete_namespace(&self, namespace: &str) {
        let mut world = self.state.world();
        let is_in =
            |object: &Value| object["metadata"]["namespace"] == namespace || object["metadata"]["name"] == namespace;
        let (gone, kept): (Vec<_>, Vec<_>) = world.objects.drain(..).partition(|(_, object)| is_in(object));
        world.objects = kept;
        for (path, mut object) in gone {
            object["metadata"]["resourceVersion"] = (world.events.len() + 1).to_string().into();
            world.events.push((path, "DELETED", object));
        }
        self.state.changed.notify_all();
    }
}

impl Drop for Api {
    fn drop(&mut self) {
        self.state.world().ended = true;
        self.state.changed.notify_all();
        // wakes whoever waits for the next connection
        _ = TcpStream::connect(self.address);
    }
}

impl State {
    fn world(&self) -> std::sync::MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers the requests of one connection.
    fn serve(&self, stream: &TcpStream) -> std::io::Result<()> {
        let mut reader = BufReader::new(stream);
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line)? == 0 {
                return Ok(());
            }
            let mut length = 0;
            loop {
                let mut header = String::new();
                reader.read_line(&mut header)?;
                match header.trim_end().to_ascii_lowercase().split_once(": ") {
                    None => break,
                    Some(("content-length", value)) => length = value.parse().unwrap_or_default(),
                    Some(_) => {}
                }
            }
            let mut body = vec![0; length];
            reader.read_exact(&mut body)?;
            let mut words = line.split_whitespace();
            let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
            let (path, query) = target.split_once('?').unwrap_or((target, ""));
            match method {
                "GET" if query.split('&').any(|part| part == "watch=true" || part == "watch=1") => {
                    return self.watch(stream, path, query);
                }
                "GET" => answer(stream, 200, &self.get(path, query))?,
                // the state of an object, which its controller writes: taken, and forgotten
                _ => answer(stream, 200, &serde_json::from_slice(&body).unwrap_or_else(|_| json!({})))?,
            }
        }
    }

    /// A list; what is asked about the server itself is answered just well enough.
    fn get(&self, path: &str, query: &str) -> Value {
        if path == "/version" {
            return json!({"major": "1", "minor": "34", "gitVersion": "v1.34.0"});
        }
        let world = self.world();
        let is_wanted = |of: &str, object: &Value| is_of(path, of, object) && is_selected(query, object);
        let items: Vec<&Value> =
            world.objects.iter().filter(|(of, object)| is_wanted(of, object)).map(|(_, object)| object).collect();
        // without a kind, the client takes it for the list that it asked for
        json!({"metadata": {"resourceVersion": world.events.len().to_string()}, "items": items})
    }

    /// Tells what happens from a version on, one event a line, until somebody leaves.
    fn watch(&self, mut stream: &TcpStream, path: &str, query: &str) -> std::io::Result<()> {
        if query.contains("sendInitialEvents=true") {
            // an older server's answer to a list in the form of a watch; the client asks for the list next
            return answer(
                stream,
                422,
                &json!({"kind": "Status", "apiVersion": "v1", "status": "Failure", "code": 422,
                "reason": "Invalid", "message": "sendInitialEvents is forbidden"}),
            );
        }
        write!(stream, "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n")?;
        let parameter = |name: &str| query.split('&').find_map(|part| part.strip_prefix(name)?.strip_prefix('='));
        let mut seen: usize = parameter("resourceVersion").and_then(|version| version.parse().ok()).unwrap_or_default();
        loop {
            let news = {
                let mut world = self.world();
                while world.events.len() <= seen && !world.ended {
                    let wait = self.changed.wait_timeout(world, Duration::from_secs(1));
                    world = wait.unwrap_or_else(PoisonError::into_inner).0;
                }
                if world.ended {
                    return Ok(());
                }
                let news = world.events[seen..].to_vec();
                seen = world.events.len();
                news
            };
            for (of, what, object) in &news {
                if is_of(path, of, object) && is_selected(query, object) {
                    chunk(stream, &json!({"type": what, "object": object}))?;
                }
            }
        }
    }
}

/// Whether an object is in the list at `path`: that of all namespaces, of one, or of its name alone.
fn is_of(path: &str, of: &str, object: &Value) -> bool {
    let (group, plural) = of.rsplit_once('/').unwrap_or_default();
    let namespace = object["metadata"]["namespace"].as_str().unwrap_or_default();
    let path = path.trim_start_matches('/');
    path == of || path == format!("{group}/namespaces/{namespace}/{plural}")
}

/// Labels and fields by equality; of anything else everything passes.
fn is_selected(query: &str, object: &Value) -> bool {
    let selectors = query.split('&').filter_map(|part| part.strip_prefix("labelSelector="));
    selectors.flat_map(|text| text.split("%2C")).all(|term| match term.split_once("%3D") {
        Some((key, value)) => {
            let key = key.trim_end_matches('!').replace("%2F", "/");
            let is_equal = object["metadata"]["labels"][&key] == value.trim_start_matches("%3D");
            is_equal != term.contains("%21%3D")
        }
        None => true,
    })
}

/// Where objects of its kind are listed.
fn path_of(object: &Value) -> String {
    let (api, kind) = (object["apiVersion"].as_str().unwrap(), object["kind"].as_str().unwrap().to_lowercase());
    let plural = if kind.ends_with('s') { format!("{kind}es") } else { format!("{kind}s") };
    let root = if api.contains('/') { "apis" } else { "api" };
    format!("{root}/{api}/{plural}")
}

fn answer(mut stream: &TcpStream, status: u16, body: &Value) -> std::io::Result<()> {
    let body = body.to_string();
    write!(
        stream,
        "HTTP/1.1 {status} \r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
}

fn chunk(mut stream: &TcpStream, event: &Value) -> std::io::Result<()> {
    let line = format!("{event}\n");
    write!(stream, "{:x}\r\n{line}\r\n", line.len())
}
