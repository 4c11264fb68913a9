//! Tests over the whole of plan and apply, on real folders.

mod detection;
mod faults;
mod fixture;
mod kill;
mod lines;
mod marks;
mod moves;
mod obstacles;
mod pins;
mod power;
mod records;
mod roots;
mod states;
