//! The command `index`: published methods of criticality.

use super::{DONE, open};
use crate::args::{IndexArgs, MethodArg};
use crate::{output, progress};
use anyhow::Result;
use oreline::folder;
use oreline::index::{Ask, Method, csv, document};

/// Prints the indices that were asked for.
pub(super) fn index(args: &IndexArgs) -> Result<u8> {
    let opened = open(&args.world)?;
    let (good, stage, region) = (args.good.clone(), args.stage.clone(), args.region.clone());
    let ask = Ask { method: method(args.method), good, stage, region };
    let answer = progress::during("reconciling", || oreline::index::index(&opened, args.days.into(), &ask))?;
    let json = || folder::json(&answer);
    output::answer(args.format.format, || document(&answer), json, || csv(&answer))?;
    Ok(DONE)
}

fn method(asked: MethodArg) -> Option<Method> {
    match asked {
        MethodArg::All => None,
        MethodArg::Hhi => Some(Method::Hhi),
        MethodArg::ImportReliance => Some(Method::ImportReliance),
        MethodArg::EuSr2017 => Some(Method::EuSr2017),
        MethodArg::EuSr2023 => Some(Method::EuSr2023),
        MethodArg::EuEi2023 => Some(Method::EuEi2023),
        MethodArg::GeoPolRisk => Some(Method::GeoPolRisk),
    }
}
