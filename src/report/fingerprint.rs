//! What makes a finding the same one from one run to the next: rule, stack, resource, property and value, never a line.
//!
//! Findings that agree in all of that are counted, so that every fingerprint occurs once in a run.

use super::Run;
use crate::finding::Finding;
use crate::resolve::value::Step;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// The name under which a report gives it; the number changes when what goes into it does.
pub const NAME: &str = "cfnGuardian/v1";

/// The fingerprints of a run's findings, in their order. `home` is the path that a finding's text is reported under.
pub fn of(run: &Run, home: impl Fn(&Finding) -> String) -> Vec<String> {
    let mut seen: BTreeMap<[u8; 32], u32> = BTreeMap::new();
    let one = |finding: &Finding| {
        let base = base(finding, home(finding));
        let count = seen.entry(base).or_default();
        *count += 1;
        let bytes: [u8; 32] = match count {
            1 => base,
            _ => Sha256::new().chain_update(base).chain_update(count.to_le_bytes()).finalize().into(),
        };
        bytes.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    };
    run.findings.iter().map(one).collect()
}

/// A template on its own is told from others by its path, a stack by its name, wherever its document lies.
fn base(finding: &Finding, home: String) -> [u8; 32] {
    let mut hasher = Sha256::new();
    let mut part = |text: &str| {
        hasher.update((text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    };
    part(&finding.rule.id);
    match finding.resource.as_ref() {
        Some(resource) if !resource.stack.is_empty() => part(&resource.stack),
        _ => part(&home),
    }
    if let Some(resource) = &finding.resource {
        part(&resource.kind);
        part(&resource.id);
    }
    for step in &finding.property {
        match step {
            Step::Key(name) => part(name),
            Step::Index(index) => part(&format!("[{index}]")),
        }
    }
    if let Some(value) = &finding.value {
        hasher.update(value.0);
    }
    hasher.finalize().into()
}
