//! Asks for a library's value where the compiler asks for the whole library.
//!
//! `graph.ingress` after `import data.guardian.graph` is compiled into a lookup of the package, which evaluates every
//! value in it, and then into a step to `ingress`. Here it becomes a call of the one rule. This file is compiled into
//! the build script too: it may use nothing of the crate.

use regorus::rvm::instructions::LiteralOrRegister;
use regorus::rvm::{Instruction, Program};
use regorus::{Rc, Value};
use std::collections::BTreeMap;

/// Exchanges every lookup of a package whose next step names a rule.
pub fn direct(program: &mut Program) {
    let rules: BTreeMap<String, u16> = program
        .rule_infos
        .iter()
        .enumerate()
        .filter_map(|(index, info)| Some((info.name.clone(), u16::try_from(index).ok()?)))
        .collect();
    let mut left = false;
    for pc in 0..program.instructions.len() {
        let Some(Instruction::VirtualDataDocumentLookup { params_index }) = program.instructions.get(pc).copied()
        else {
            continue;
        };
        left |= exchange(program, &rules, pc, params_index).is_none();
    }
    program.needs_runtime_recursion_check &= left;
}

/// Exchanges one lookup; `None` leaves it as it is.
fn exchange(program: &mut Program, rules: &BTreeMap<String, u16>, pc: usize, lookup: u16) -> Option<()> {
    let parameters = program.instruction_data.get_virtual_data_document_lookup_params(lookup)?;
    let package = looked_up(program, &parameters.path_components, parameters.path_components.len())?;
    let found = parameters.dest;
    let ends =
        |instruction: &Instruction| matches!(instruction, Instruction::RuleReturn {} | Instruction::Return { .. });
    let rest = program.instructions.iter().enumerate().skip(pc + 1).take_while(|(_, instruction)| !ends(instruction));
    let (at, user) = rest.into_iter().find(|(_, instruction)| starts_from(program, instruction, found))?;
    let (user, literal, dest) = match *user {
        // The call fills the step's register; in its place something must stand that does nothing.
        Instruction::IndexLiteral { dest, literal_idx, .. } => {
            (Instruction::LoadNull { dest: found }, literal_idx, dest)
        }
        Instruction::ChainedIndex { params_index } => {
            let chain = program.instruction_data.get_chained_index_params(params_index)?;
            match chain.path_components.first()? {
                LiteralOrRegister::Literal(literal) => (Instruction::ChainedIndex { params_index }, *literal, found),
                LiteralOrRegister::Register(_) => return None,
            }
        }
        _ => return None,
    };
    let rule_index = *rules.get(&format!("{package}.{}", text(program, literal)?))?;
    if program.rule_infos.get(usize::from(rule_index))?.function_info.is_some() {
        return None;
    }
    if let Instruction::ChainedIndex { params_index } = user {
        // The first step is the rule's name, which the call stands for now.
        program.instruction_data.chained_index_params.get_mut(usize::from(params_index))?.path_components.remove(0);
    }
    *program.instructions.get_mut(at)? = user;
    *program.instructions.get_mut(pc)? = Instruction::CallRule { dest, rule_index };
    Some(())
}

/// Whether an instruction takes a step from a register.
fn starts_from(program: &Program, instruction: &Instruction, register: u8) -> bool {
    match *instruction {
        Instruction::IndexLiteral { container, .. } | Instruction::Index { container, .. } => container == register,
        Instruction::ChainedIndex { params_index } => {
            program.instruction_data.get_chained_index_params(params_index).is_some_and(|chain| chain.root == register)
        }
        Instruction::Move { src, .. } => src == register,
        _ => false,
    }
}

/// The path below `data` that the first components name, if all of them are fixed.
pub fn looked_up(program: &Program, components: &[LiteralOrRegister], count: usize) -> Option<String> {
    let mut path = String::from("data");
    for component in components.iter().take(count) {
        let LiteralOrRegister::Literal(literal) = component else { return None };
        path.push('.');
        path.push_str(&text(program, *literal)?);
    }
    Some(path)
}

fn text(program: &Program, literal: u16) -> Option<Rc<str>> {
    match program.literals.get(usize::from(literal))? {
        Value::String(text) => Some(Rc::clone(text)),
        _ => None,
    }
}
