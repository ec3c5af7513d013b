//! The program: see [`tenet::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    tenet::cli::main()
}
