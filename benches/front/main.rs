//! What the front of the path costs: a feed parsed, a poll that brought nothing, polls with storage
//! over loopback, pages extracted, and a day of ten thousand feeds. Own harness, standard library
//! only. One line of `name value unit` each, which `benches/peers.py` reads to set others beside it.
//! Of the clock and the processor, it is the processor's time that counts. `day 3000` is a day of so many feeds; `fuzz_pages 1000000` and `fuzz_feeds 1000000` read so many
//! mutated documents, from the first or from the number given next.
//! `statements 1000 6` shows what the store works at in the first hours of a day.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::format_collect,
    clippy::disallowed_methods,
    clippy::cast_precision_loss,
    clippy::indexing_slicing,
    reason = "a measurement stops at its first trouble, prints, and reads the real clock"
)]

#[path = "../../tests/world/clock.rs"]
mod clock;
mod day;
mod fuzz;
#[path = "../../tests/world/ids.rs"]
mod ids;
#[path = "../../tests/world/mutants.rs"]
mod mutants;
mod pages;
mod polls;
mod setting;
mod web;

fn main() {
    // `cargo test --all-targets` runs benches too; only `cargo bench` passes this argument.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let wanted: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with('-')).collect();
    let is_wanted = |name: &str| wanted.is_empty() || wanted.iter().any(|w| w == name);
    // What follows a name on the command line.
    let after = |name: &str, place: usize| {
        wanted.iter().position(|w| w == name).and_then(|at| wanted.get(at + place))
    };
    let number = |name: &str, place: usize| after(name, place).and_then(|word| word.parse().ok());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    if is_wanted("parse") {
        polls::parse();
        polls::not_modified();
    }
    if is_wanted("pages") {
        pages::extraction(after("pages", 1).map(String::as_str));
    }
    if is_wanted("polls") {
        let port = number("polls", 1).and_then(|port| u16::try_from(port).ok());
        runtime.block_on(polls::loopback(2000, port));
    }
    for (name, run) in
        [("fuzz_pages", fuzz::pages as fn(usize, usize)), ("fuzz_feeds", fuzz::feeds)]
    {
        if let Some(count) = number(name, 1) {
            run(number(name, 2).unwrap_or(0), count);
        }
    }
    if let Some(count) = number("statements", 1) {
        let hours = number("statements", 2).unwrap_or(3);
        runtime.block_on(day::statements(count, i64::try_from(hours).unwrap_or(3)));
    }
    match number("day", 1) {
        Some(count) => runtime.block_on(day::day(count)),
        None if is_wanted("day") => {
            for count in day::SIZES {
                again(&["day", &count.to_string()]);
            }
        }
        None => {}
    }
}

/// This program once more, for a figure that is one of the whole process.
fn again(arguments: &[&str]) {
    let program = std::env::current_exe().unwrap();
    let ended = std::process::Command::new(program).arg("--bench").args(arguments).status();
    assert!(ended.unwrap().success(), "{arguments:?}");
}

/// Runs `work` often enough to trust the figure; seconds of this thread's processor for one.
fn seconds_each(mut work: impl FnMut()) -> f64 {
    work();
    let mut times = 0_u32;
    let start = setting::thread_seconds();
    while setting::thread_seconds() - start < 1.5 {
        work();
        times += 1;
    }
    (setting::thread_seconds() - start) / f64::from(times)
}

fn report(name: &str, value: f64, unit: &str) {
    println!("{name} {value:.4} {unit}");
}
