//! Who calls whom in a program: the machine calls rules on the stack of its thread, so calls must end.
//!
//! The compiler finds some of the circles and the machine none. This file is compiled into the build script too: it
//! may use nothing of the crate.

use regorus::Value;
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
        let called: Vec<usize> = match *instruction {
            Instruction::CallRule { rule_index, .. } => vec![usize::from(rule_index)],
            Instruction::FunctionCall { params_index } => {
                let called = program.instruction_data.function_call_params.get(usize::from(params_index));
                called.map(|parameters| usize::from(parameters.func_rule_index)).into_iter().collect()
            }
            Instruction::VirtualDataDocumentLookup { params_index } => looked_up(program, params_index),
            Instruction::RuleInit { rule_index, .. } => {
                current = Some(usize::from(rule_index));
                Vec::new()
            }
            Instruction::RuleReturn {} => {
                current = None;
                Vec::new()
            }
            Instruction::Return { .. } => {
                pending.clear();
                Vec::new()
            }
            _ => Vec::new(),
        };
        pending.extend(called);
        if let Some(rule) = current.and_then(|rule| calls.get_mut(rule)) {
            rule.append(&mut pending);
        }
    }
    calls
}

/// The rules that a lookup such as `data.package.names[name]` may come to: those at, above and below the part of its path
/// that is fixed.
fn looked_up(program: &Program, params_index: u16) -> Vec<usize> {
    let lookups = &program.instruction_data.virtual_data_document_lookup_params;
    let Some(lookup) = lookups.get(usize::from(params_index)) else { return Vec::new() };
    let mut path = String::from("data");
    for component in &lookup.path_components {
        let LiteralOrRegister::Literal(literal) = component else { break };
        let Some(Value::String(name)) = program.literals.get(usize::from(*literal)) else { break };
        path.push('.');
        path.push_str(name);
    }
    let within =
        |long: &str, short: &str| long.strip_prefix(short).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    let may_be = |name: &str| within(name, &path) || within(&path, name);
    let rules = program.rule_infos.iter().enumerate();
    rules.filter(|(_, info)| may_be(&info.name)).map(|(rule, _)| rule).collect()
}
