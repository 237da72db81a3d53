//! What the front of the path costs: a feed parsed, a poll that brought nothing, polls with storage
//! over loopback, pages extracted, and a day of ten thousand feeds. Own harness, standard library
//! only. One line of `name value unit` each, so that `benches/peers.py` can set others beside it.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::cast_precision_loss,
    clippy::indexing_slicing,
    reason = "a measurement stops at its first trouble, prints, and reads the real clock"
)]

#[path = "../../tests/world/clock.rs"]
mod clock;
mod day;
#[path = "../../tests/world/ids.rs"]
mod ids;
mod pages;
mod polls;
mod setting;

use std::time::Instant;

fn main() {
    // `cargo test --all-targets` runs benches too; only `cargo bench` passes this argument.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let wanted: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with('-')).collect();
    let is_wanted = |name: &str| wanted.is_empty() || wanted.iter().any(|w| w == name);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    if is_wanted("parse") {
        polls::parse();
        polls::not_modified();
    }
    if is_wanted("pages") {
        pages::extraction();
    }
    if is_wanted("polls") {
        runtime.block_on(polls::loopback(2000));
    }
    if is_wanted("day") {
        runtime.block_on(day::day(1000));
        runtime.block_on(day::day(10_000));
    }
}

/// Runs `work` often enough to trust the figure; seconds for one.
fn seconds_each(mut work: impl FnMut()) -> f64 {
    work();
    let mut times = 0_u32;
    let start = Instant::now();
    while start.elapsed().as_secs_f64() < 1.5 {
        work();
        times += 1;
    }
    start.elapsed().as_secs_f64() / f64::from(times)
}

fn report(name: &str, value: f64, unit: &str) {
    println!("{name} {value:.4} {unit}");
}
