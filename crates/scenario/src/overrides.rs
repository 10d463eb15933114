//! `--set name=value`: one run with another number, without editing a file.
//!
//! A name is an input of the priors, a constant, the focus, or `act.field` of the scenario. What cannot be
//! found is refused with near names; nothing is ever ignored.

use crate::case::Case;
use crate::ensemble::RunError;
use crate::plan::{Plan, Range};
use crate::priors::check_constant;

/// Inputs held at a value.
pub(crate) type Fixed = Vec<(String, f64)>;

/// Applies overrides to copies of case and plan; returns the inputs that are held.
pub(crate) fn apply(
    case: &Case,
    plan: &Plan,
    overrides: &[(String, String)],
) -> Result<(Case, Plan, Fixed), RunError> {
    let (mut case, mut plan, mut fixed) = (case.clone(), plan.clone(), Fixed::new());
    for (name, text) in overrides {
        one(&mut case, &mut plan, &mut fixed, name, text)
            .map_err(|message| RunError::Override(format!("{name}={text}"), message))?;
    }
    Ok((case, plan, fixed))
}

fn one(case: &mut Case, plan: &mut Plan, fixed: &mut Fixed, name: &str, text: &str) -> Result<(), String> {
    if let Some((act, field)) = name.split_once('.')
        && plan.acts.iter().any(|a| a.id == act)
    {
        return act_field(plan, act, field, text);
    }
    if name == ALTERNATIVES {
        return alternatives(case, text);
    }
    let value: f64 = text.trim().parse().map_err(|_| format!("'{text}' is not a number"))?;
    if !value.is_finite() || value.abs() > 1e15 {
        return Err(format!("{text} is not a number that makes sense here"));
    }
    if name == case.focus {
        fixed.push((name.to_string(), place_of_share(case, value)?));
        return Ok(());
    }
    if let Some(input) = case.priors.input.get_mut(name) {
        if input.off {
            return Err("this input is off: a row of a world states it where it is known, and no run reads it elsewhere".into());
        }
        let (min, max) = (input.min.unwrap_or(f64::NEG_INFINITY), input.max.unwrap_or(f64::INFINITY));
        let unit =
            if matches!(input.unit.as_str(), "" | "1") { String::new() } else { format!(" {}", input.unit) };
        if value < min || value > max {
            return Err(format!("must lie between {min} and {max}{unit}"));
        }
        if matches!(input.law, crate::priors::Law::LogNormal) && value <= 0.0 {
            return Err(format!("must be above 0{unit}"));
        }
        fixed.push((name.to_string(), value));
        return Ok(());
    }
    if let Some((short, constant)) =
        name.strip_prefix("constant.").and_then(|c| Some((c, case.priors.constant.get_mut(c)?)))
    {
        check_constant(short, value)?;
        *constant = value;
        return Ok(());
    }
    Err(unknown(case, plan, name))
}

/// The switch of the alternative magnet recipes.
pub(crate) const ALTERNATIVES: &str = "alternatives";

fn alternatives(case: &mut Case, text: &str) -> Result<(), String> {
    match text.trim() {
        "on" => Ok(()),
        "off" => {
            without_alternatives(case);
            Ok(())
        }
        _ => Err("write on or off".into()),
    }
}

/// Makes every alternative of a plant its average recipe: nothing can be substituted any more.
pub(crate) fn without_alternatives(case: &mut Case) {
    case.structure.processes.iter_mut().for_each(|p| p.recipe.clear());
}

fn unknown(case: &Case, plan: &Plan, name: &str) -> String {
    let mut known: Vec<String> = case.priors.input.keys().cloned().collect();
    known.push(case.focus.clone());
    known.push(ALTERNATIVES.to_string());
    known.extend(case.priors.constant.keys().map(|c| format!("constant.{c}")));
    for act in &plan.acts {
        known.extend(FIELDS.iter().map(|f| format!("{}.{f}", act.id)));
    }
    let near = crate::near::nearest(name, known.iter());
    format!(
        "no input of this name{near} (inputs are those of the priors file, '{}', and <act>.<field>)",
        case.focus
    )
}

/// The place among the ordered bases whose share is nearest to the one asked for.
fn place_of_share(case: &Case, share: f64) -> Result<f64, String> {
    let (Some(first), Some(last)) = (case.bases.first(), case.bases.last()) else { return Ok(0.5) };
    if share < first.focus_share || share > last.focus_share {
        return Err(format!(
            "the balanced bases span {:.3} to {:.3}; ask for a share within",
            first.focus_share, last.focus_share
        ));
    }
    let distance = |k: &usize| (case.bases[*k].focus_share - share).abs();
    let best = (0..case.bases.len()).min_by(|a, b| distance(a).total_cmp(&distance(b))).unwrap_or(0);
    Ok((best as f64 + 0.5) / case.bases.len() as f64)
}

const FIELDS: [&str; 13] = [
    "cut",
    "pent-up",
    "months",
    "believed",
    "amount",
    "late",
    "lag",
    "fill",
    "start",
    "announcement",
    "chance",
    "ramp",
    "also-in-baseline",
];

fn act_field(plan: &mut Plan, id: &str, field: &str, text: &str) -> Result<(), String> {
    let known = || FIELDS.iter().map(|f| (*f).to_string()).collect::<Vec<_>>();
    let Some(act) = plan.acts.iter_mut().find(|a| a.id == id) else { return Err(format!("no act '{id}'")) };
    let number = || -> Result<Range, String> {
        let value: f64 = text.trim().parse().map_err(|_| format!("'{text}' is not a number"))?;
        if value.is_finite() { Ok(Range::Point(value)) } else { Err(format!("{text} is not finite")) }
    };
    match field {
        "cut" => act.cut = Some(number()?),
        "pent-up" | "pent_up" => act.pent_up = Some(number()?),
        "months" => act.months = Some(number()?),
        "believed" => act.believed = Some(number()?),
        "amount" => act.amount = Some(number()?),
        "late" => act.late = Some(number()?),
        "lag" => act.lag = Some(number()?),
        "chance" => act.chance = Some(number()?.value()),
        "announcement" => act.announcement = Some(text.trim().to_string()),
        "fill" => act.fill = Some(number()?),
        "ramp" => act.ramp = Some(number()?.value()),
        "start" => act.start = Some(text.trim().to_string()),
        "also-in-baseline" => {
            act.also_in_baseline = text.trim().parse().map_err(|_| "write true or false".to_string())?;
        }
        _ => {
            let near = crate::near::nearest(field, known().iter());
            return Err(format!("acts have no field '{field}'{near}; fields are {}", FIELDS.join(", ")));
        }
    }
    plan.check().map_err(|e| e.to_string())
}
