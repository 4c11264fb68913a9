//! Radars of other programs, written and read.
