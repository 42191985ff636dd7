//! The same construct in several stages is one finding: an app that deploys to four regions has one mistake, not four.

use super::Finding;
use crate::engine::card::Card;
use crate::frontend::provenance::ProgramPlace;
use crate::resolve::value::Path;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

/// What is the same finding in another stage: rule, verdict, message, the construct within its stage, property, line.
type Key = (String, bool, String, String, Path, Option<ProgramPlace>);

/// Joins findings that differ in nothing but the stage; the first stays, with the stages of all.
pub fn joined(findings: Vec<Finding>) -> Vec<Finding> {
    let mut known: BTreeMap<Key, usize> = BTreeMap::new();
    let mut kept: Vec<Finding> = Vec::with_capacity(findings.len());
    for mut finding in findings {
        let Some((key, stage)) = key(&finding) else {
            kept.push(finding);
            continue;
        };
        match known.entry(key) {
            Entry::Vacant(slot) => {
                slot.insert(kept.len());
                finding.stages.push(stage);
                kept.push(finding);
            }
            Entry::Occupied(slot) => {
                let first = kept.get_mut(*slot.get()).map(|first| &mut first.stages);
                if let Some(stages) = first.filter(|stages| !stages.contains(&stage)) {
                    stages.push(stage);
                }
            }
        }
    }
    kept
}

fn key(finding: &Finding) -> Option<(Key, Arc<str>)> {
    let resource = finding.resource.as_ref()?;
    let provenance = resource.provenance.as_ref().filter(|provenance| !provenance.stage.is_empty())?;
    let rule: &Card = &finding.rule;
    let violated = finding.verdict == super::Verdict::Violated;
    let construct = provenance.local_name().to_owned();
    let message = finding.message.clone();
    let key = (rule.id.clone(), violated, message, construct, finding.property.clone(), provenance.place.clone());
    Some((key, provenance.stage.clone()))
}

#[cfg(test)]
#[path = "stages_tests.rs"]
mod tests;
