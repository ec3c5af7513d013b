//! Builds again when the content that is compiled in changes.

fn main() {
    println!("cargo::rerun-if-changed=content");
}
