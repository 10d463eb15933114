//! The README's two commands, read from it: what a newcomer is told and what CI runs are one text.
//!
//! Each stands alone in a fenced block after its mark, `<!-- command: run -->` or `<!-- command: test -->`.

use anyhow::{Context, Result, ensure};

/// The command after the mark `<!-- command: NAME -->`.
pub(crate) fn command<'a>(readme: &'a str, name: &str) -> Result<&'a str> {
    let mark = format!("<!-- command: {name} -->");
    let mut parts = readme.split(&mark);
    let after = parts.nth(1).with_context(|| format!("README.md: there is no {mark}"))?;
    ensure!(parts.next().is_none(), "README.md: {mark} stands twice");
    let block = after.split("```").nth(1).with_context(|| format!("README.md: no block after {mark}"))?;
    let mut lines = block.lines().skip(1).filter(|line| !line.trim().is_empty());
    let line = lines.next().with_context(|| format!("README.md: the block after {mark} is empty"))?;
    ensure!(lines.next().is_none(), "README.md: the block after {mark} must hold one command");
    Ok(line.trim())
}

/// What is wrong with the two commands.
pub(crate) fn check(readme: &str) -> Vec<String> {
    let begins = [("run", "cargo run"), ("test", "cargo test")];
    begins
        .iter()
        .filter_map(|(name, start)| match command(readme, name) {
            Err(error) => Some(format!("{error}")),
            Ok(line) if !line.starts_with(start) => {
                Some(format!("README.md: the {name} command must start with `{start}`, not `{line}`"))
            }
            Ok(_) => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const README: &str = "# Title\n<!-- command: run -->\n```sh\ncargo run -- x\n```\ntext\n<!-- command: test -->\n```sh\ncargo test --workspace\n```\n";

    #[test]
    fn the_commands_are_read_verbatim() {
        assert_eq!(command(README, "run").unwrap(), "cargo run -- x");
        assert_eq!(command(README, "test").unwrap(), "cargo test --workspace");
        assert!(check(README).is_empty());
    }

    #[test]
    fn a_missing_doubled_or_changed_command_is_found() {
        assert_eq!(check("# Title\n").len(), 2);
        assert_eq!(check(&format!("{README}{README}")).len(), 2);
        assert!(
            check(&README.replace("cargo test", "make test"))[0].contains("must start with `cargo test`")
        );
        assert!(check(&README.replace("-- x\n", "-- x\ncargo build\n"))[0].contains("one command"));
    }
}
