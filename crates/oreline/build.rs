//! Builds again when a bundled world changes: the macro that embeds them cannot tell cargo so.

fn main() {
    println!("cargo::rerun-if-changed=../../worlds");
}
