//! The `heraut` command. Everything it does is in the library.

use std::process::ExitCode;

/// A mail is made of thousands of short strings on several threads, which this allocator serves for a seventh less of the
/// processor's time than the C library's. Without huge pages it keeps a fifth more memory; with them, two fifths.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    heraut::cli::run()
}
