//! Who calls whom in a program: the machine calls rules on the stack of its thread, so calls must end.
//!
//! The compiler finds some of the circles and the machine none. This file is compiled into the build script too: it
//! may use nothing of the crate.

use super::direct::looked_up;
use regorus::rvm::instructions::LiteralOrRegister;
use regorus::rvm::{Instruction, Program};
use std::collections::BTreeSet;

/// How many rules may call one another in a row.
const DEPTH: usize = 100;

/// Refuses programs whose calls do not end, or reach too deep.
///
/// # Errors
///
/// Says in words which rules call one another.
pub fn check(program: &Program) -> Result<(), String> {
    let calls = calls(program);
    let name = |rule: usize| program.rule_infos.get(rule).map_or("", |info| info.name.as_str());
    let name = |rule: usize| name(rule).trim_start_matches("data.");
    // How deep each rule reaches; `None` while it is being looked at.
    let mut reach: Vec<Option<usize>> = vec![None; calls.len()];
    for start in 0..calls.len() {
        let mut open = vec![(start, false)];
        let mut above = BTreeSet::new();
        while let Some((rule, done)) = open.pop() {
            let Some(called) = calls.get(rule) else { continue };
            if done {
                above.remove(&rule);
                let below = called.iter().filter_map(|callee| reach.get(*callee).copied().flatten()).max();
                let depth = below.map_or(0, |below| below + 1);
                if depth > DEPTH {
                    return Err(format!("rules call one another more than {DEPTH} deep, from `{}` on", name(rule)));
                }
                if let Some(slot) = reach.get_mut(rule) {
                    *slot = Some(depth);
                }
            } else if reach.get(rule).is_some_and(Option::is_none) {
                above.insert(rule);
                open.push((rule, true));
                for callee in called {
                    if above.contains(callee) {
                        return Err(format!("recursion: `{}` calls `{}` again", name(rule), name(*callee)));
                    }
                    open.push((*callee, false));
                }
            }
        }
    }
    Ok(())
}

/// The rules that each rule calls.
fn calls(program: &Program) -> Vec<BTreeSet<usize>> {
    let mut calls = vec![BTreeSet::new(); program.rule_infos.len()];
    // What stands before the start of a rule (its parameters) is the rule's too; entry points end in `Return`.
    let (mut pending, mut current) = (BTreeSet::new(), None);
    for instruction in &program.instructions {
        if let Instruction::VirtualDataDocumentLookup { params_index } = *instruction {
            pending.extend(below(program, params_index));
        }
        let called = match *instruction {
            Instruction::CallRule { rule_index, .. } => Some(usize::from(rule_index)),
            Instruction::FunctionCall { params_index } => {
                let called = program.instruction_data.function_call_params.get(usize::from(params_index));
                called.map(|parameters| usize::from(parameters.func_rule_index))
            }
            Instruction::RuleInit { rule_index, .. } => {
                current = Some(usize::from(rule_index));
                None
            }
            Instruction::RuleReturn {} => {
                current = None;
                None
            }
            Instruction::Return { .. } => {
                pending.clear();
                None
            }
            _ => None,
        };
        pending.extend(called);
        if let Some(rule) = current.and_then(|rule| calls.get_mut(rule)) {
            rule.append(&mut pending);
        }
    }
    calls
}

/// Every rule that a lookup of a package may evaluate: those at, above and below the part of its path that is fixed.
fn below(program: &Program, lookup: u16) -> Vec<usize> {
    let Some(parameters) = program.instruction_data.get_virtual_data_document_lookup_params(lookup) else {
        return Vec::new();
    };
    let components = &parameters.path_components;
    let fixed = components.iter().take_while(|component| matches!(component, LiteralOrRegister::Literal(_))).count();
    let prefix = looked_up(program, components, fixed).unwrap_or_else(|| "data".to_owned());
    let within = |long: &str, short: &str| {
        long.strip_prefix(short).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    };
    let may_be = |name: &str| within(name, &prefix) || within(&prefix, name);
    let rules = program.rule_infos.iter().enumerate();
    rules.filter(|(_, info)| info.function_info.is_none() && may_be(&info.name)).map(|(rule, _)| rule).collect()
}
