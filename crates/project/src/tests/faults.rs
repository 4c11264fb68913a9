//! A disk that fails on purpose.

use std::io;
use std::path::Path;

use blip_model::Roots;

use crate::disk::{Disk, Mode, RealDisk};

/// How the disk fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// The program is killed: nothing works from then on, not even cleaning up.
    Kill,
    /// One call fails (the disk is full, say), the next ones work.
    Once,
}

/// A disk that fails at the call with a given number; a write leaves half of the bytes then.
pub(super) struct FaultyDisk {
    real: RealDisk,
    calls_left: usize,
    fault: Fault,
    pub(super) hit: bool,
}

impl FaultyDisk {
    pub(super) fn new(roots: &Roots, fault: Fault, calls_left: usize) -> Self {
        Self { real: RealDisk::below(roots), calls_left, fault, hit: false }
    }

    fn call(&mut self) -> bool {
        if self.hit {
            return self.fault == Fault::Once;
        }
        if self.calls_left == 0 {
            self.hit = true;
            return false;
        }
        self.calls_left -= 1;
        true
    }

    fn run(&mut self, work: impl FnOnce(&mut RealDisk) -> io::Result<()>) -> io::Result<()> {
        if self.call() { work(&mut self.real) } else { Err(io::ErrorKind::StorageFull.into()) }
    }
}

impl Disk for FaultyDisk {
    fn create_folder(&mut self, path: &Path) -> io::Result<()> {
        self.run(|real| real.create_folder(path))
    }

    fn write_new(&mut self, path: &Path, bytes: &[u8], mode: &Mode) -> io::Result<()> {
        let was_hit = self.hit;
        if self.call() {
            return self.real.write_new(path, bytes, mode);
        }
        if !was_hit {
            self.real.write_new(path, &bytes[..bytes.len() / 2], mode)?;
        }
        Err(io::ErrorKind::StorageFull.into())
    }

    fn settle(&mut self, path: &Path) -> io::Result<()> {
        self.run(|real| real.settle(path))
    }

    fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        self.run(|real| real.rename(from, to))
    }

    fn remove_file(&mut self, path: &Path) -> io::Result<()> {
        self.run(|real| real.remove_file(path))
    }

    fn remove_folder(&mut self, path: &Path) -> io::Result<()> {
        self.run(|real| real.remove_folder(path))
    }
}
