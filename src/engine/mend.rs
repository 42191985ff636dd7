//! Mends compiled programs where the RVM compiler of regorus departs from Rego (and from its own interpreter).
//!
//! Four things, each shown by `tests/engine_rego.rs`:
//!
//! - `x := e` and the head of a comprehension let an undefined value through, so that a body goes on where it must
//!   fail: a guard goes before each.
//! - a condition that fails in a comprehension outside a loop of its own leaves the loop *around* the comprehension:
//!   the comprehension's body becomes a loop that runs once.
//! - a parameter `_` takes an undefined argument: it gets a guard too.
//! - a body whose loop finds nothing counts as a success that ends an `else` chain: a guard before its return makes it
//!   the failure that it is.
//!
//! Instructions are only ever put *before* others, and every jump is moved along. This file is compiled into the build
//! script too: it may use nothing of the crate.

use regorus::rvm::instructions::{GuardMode, LoopMode, LoopStartParams};
use regorus::rvm::program::RuleType;
use regorus::rvm::{Instruction, Program};
use regorus::{Rc, Value};
use std::ops::Range;

/// The program, mended.
///
/// # Errors
///
/// When it grows beyond what the RVM takes.
pub fn mend(program: &Program) -> Result<Program, String> {
    let mut mended = program.clone();
    let mut before: Vec<Vec<Instruction>> = vec![Vec::new(); program.instructions.len() + 1];
    let mut chained = None;
    for (pc, instruction) in program.instructions.iter().enumerate() {
        if let Instruction::RuleInit { result_reg, rule_index } = *instruction {
            chained = has_else(program, rule_index).then_some(result_reg);
        }
        if let Some(slot) = before.get_mut(pc) {
            slot.extend(guards_of(program, pc, instruction));
            slot.extend(chained.filter(|_| matches!(instruction, Instruction::RuleReturn {})).map(defined));
        }
    }
    for (entry, parameters) in blind_parameters(program) {
        if let Some(slot) = before.get_mut(entry) {
            slot.splice(0..0, parameters.map(defined));
        }
    }
    let loops = open_comprehensions(program, &before);
    let once = match loops.is_empty() {
        true => 0,
        false => literal(&mut mended, Value::from(vec![Value::from(true)]))?,
    };
    for comprehension in &loops {
        open_loop(&mut mended, &mut before, comprehension, once)?;
    }
    let positions = positions(&before);
    mended.instructions = interleaved(program, before);
    for comprehension in &loops {
        close_loop(&mut mended, &positions, comprehension)?;
    }
    move_jumps(&mut mended, program, &positions)?;
    mended.validate_limits()?;
    Ok(mended)
}

fn defined(register: u8) -> Instruction {
    Instruction::Guard { register, mode: GuardMode::NotUndefined }
}

/// Whether a rule has one value and an `else`.
fn has_else(program: &Program, rule: u16) -> bool {
    program.rule_infos.get(usize::from(rule)).is_some_and(|info| {
        info.rule_type == RuleType::Complete && info.else_bodies.iter().flatten().any(|is_else| *is_else)
    })
}

/// The guards that an instruction lacks.
fn guards_of(program: &Program, pc: usize, instruction: &Instruction) -> Vec<Instruction> {
    match *instruction {
        Instruction::Move { dest, src } => {
            let guarded = matches!(program.instructions.get(pc + 1),
                Some(Instruction::Guard { register, mode: GuardMode::NotUndefined }) if *register == dest);
            if guarded { Vec::new() } else { vec![defined(src)] }
        }
        Instruction::ComprehensionYield { value_reg, key_reg } => {
            [Some(value_reg), key_reg].into_iter().flatten().map(defined).collect()
        }
        Instruction::ObjectSet { key, value, .. } => vec![defined(key), defined(value)],
        _ => Vec::new(),
    }
}

/// The parameters that a definition's block of parameters does not look at, by the block's position. Arguments stand
/// in the registers after the first.
fn blind_parameters(program: &Program) -> Vec<(usize, impl Iterator<Item = u8> + use<>)> {
    let mut blind = Vec::new();
    for info in &program.rule_infos {
        let count = info.function_info.as_ref().map_or(0, |function| function.num_params);
        for entry in info.destructuring_blocks.iter().flatten().map(|entry| *entry as usize) {
            let block = program.instructions.get(entry..).unwrap_or_default();
            let block: Vec<Instruction> = block
                .iter()
                .take_while(|item| !matches!(item, Instruction::DestructuringSuccess {}))
                .copied()
                .collect();
            let parameters = (1..=u8::try_from(count).unwrap_or(u8::MAX))
                .filter(move |register| !block.iter().any(|instruction| looks_at(instruction, *register)));
            blind.push((entry, parameters));
        }
    }
    blind
}

fn looks_at(instruction: &Instruction, wanted: u8) -> bool {
    match *instruction {
        Instruction::Move { src: register, .. }
        | Instruction::Eq { left: register, .. }
        | Instruction::Guard { register, .. }
        | Instruction::Count { collection: register, .. }
        | Instruction::IndexLiteral { container: register, .. } => register == wanted,
        _ => false,
    }
}

/// A comprehension to make a loop: its parameters, and its instructions between begin and end.
struct Comprehension {
    parameters: usize,
    body: Range<usize>,
    /// Where the loop's own parameters are.
    loop_parameters: usize,
}

/// The comprehensions in which a condition may fail outside their own loops.
fn open_comprehensions(program: &Program, before: &[Vec<Instruction>]) -> Vec<Comprehension> {
    let mut open = Vec::new();
    let mut loop_parameters = program.instruction_data.loop_params.len();
    for (pc, instruction) in program.instructions.iter().enumerate() {
        let Instruction::ComprehensionBegin { params_index } = instruction else { continue };
        let Some(parameters) = program.instruction_data.get_comprehension_begin_params(*params_index) else { continue };
        let body = pc + 1..usize::from(parameters.comprehension_end).saturating_sub(1);
        if may_fail(program, before, body.clone()) {
            open.push(Comprehension { parameters: usize::from(*params_index), body, loop_parameters });
            loop_parameters += 1;
        }
    }
    open
}

/// Whether a condition stands directly in these instructions, outside inner loops and comprehensions.
fn may_fail(program: &Program, before: &[Vec<Instruction>], body: Range<usize>) -> bool {
    let mut depth = 0_usize;
    for pc in body {
        let conditions = before.get(pc).into_iter().flatten().chain(program.instructions.get(pc));
        for instruction in conditions {
            match instruction {
                Instruction::LoopStart { .. } | Instruction::ComprehensionBegin { .. } => depth += 1,
                Instruction::LoopNext { .. } | Instruction::ComprehensionEnd {} => depth = depth.saturating_sub(1),
                Instruction::Guard { .. } | Instruction::AssertEq { .. } if depth == 0 => return true,
                _ => {}
            }
        }
    }
    false
}

/// Puts the loop's start before the body and its end after it. The comprehension's own registers for key and value are
/// free, because the compiler iterates with loops of its own.
fn open_loop(
    mended: &mut Program,
    before: &mut [Vec<Instruction>],
    comprehension: &Comprehension,
    once: u16,
) -> Result<(), String> {
    let parameters = mended.instruction_data.comprehension_begin_params.get(comprehension.parameters);
    let parameters = parameters.ok_or("a comprehension without parameters")?;
    if parameters.collection_reg != parameters.result_reg {
        return Err("a comprehension that iterates by itself".to_owned());
    }
    let (value, result) = (parameters.value_reg, parameters.key_reg);
    let params_index = mended.instruction_data.add_loop_params(LoopStartParams {
        mode: LoopMode::ForEach,
        collection: value,
        key_reg: value,
        value_reg: value,
        result_reg: result,
        body_start: 0,
        loop_end: 0,
    });
    let start = [Instruction::Load { dest: value, literal_idx: once }, Instruction::LoopStart { params_index }];
    if let Some(slot) = before.get_mut(comprehension.body.start) {
        slot.splice(0..0, start);
    }
    if let Some(slot) = before.get_mut(comprehension.body.end) {
        slot.push(Instruction::LoopNext { body_start: 0, loop_end: 0 });
    }
    Ok(())
}

/// Gives the loop its positions.
fn close_loop(mended: &mut Program, positions: &[usize], comprehension: &Comprehension) -> Result<(), String> {
    let position = |pc: usize| positions.get(pc).copied().ok_or("a comprehension beyond the program");
    // The start stands first before the body; the end is the last before the comprehension's own end.
    let start = narrow(position(comprehension.body.start)? + 2)?;
    let end = narrow(position(comprehension.body.end + 1)?.saturating_sub(1))?;
    let parameters = mended.instruction_data.loop_params.get_mut(comprehension.loop_parameters);
    let parameters = parameters.ok_or("a loop without parameters")?;
    (parameters.body_start, parameters.loop_end) = (start, end);
    if let Some(next) = mended.instructions.get_mut(usize::from(end).saturating_sub(1)) {
        *next = Instruction::LoopNext { body_start: start, loop_end: end };
    }
    Ok(())
}

/// Where each instruction's place begins now: with what was put before it.
fn positions(before: &[Vec<Instruction>]) -> Vec<usize> {
    let mut at = 0;
    let place = |inserted: &Vec<Instruction>| {
        let here = at;
        at += inserted.len() + 1;
        here
    };
    before.iter().map(place).collect()
}

fn interleaved(program: &Program, before: Vec<Vec<Instruction>>) -> Vec<Instruction> {
    let mut all = Vec::new();
    for (pc, inserted) in before.into_iter().enumerate() {
        all.extend(inserted);
        all.extend(program.instructions.get(pc));
    }
    all
}

/// Moves every jump of the program as it was to where its target is now.
fn move_jumps(mended: &mut Program, program: &Program, positions: &[usize]) -> Result<(), String> {
    let moved = |pc: usize| positions.get(pc).copied().ok_or_else(|| "a jump out of the program".to_owned());
    let near = |pc: u16| narrow(moved(usize::from(pc))?);
    let far = |pc: u32| u32::try_from(moved(pc as usize)?).map_err(|error| error.to_string());
    // The loops of this mending come after those of the compiler.
    for parameters in mended.instruction_data.loop_params.iter_mut().take(program.instruction_data.loop_params.len()) {
        parameters.body_start = near(parameters.body_start)?;
        parameters.loop_end = near(parameters.loop_end)?;
    }
    for parameters in &mut mended.instruction_data.comprehension_begin_params {
        parameters.body_start = near(parameters.body_start)?;
        parameters.comprehension_end = near(parameters.comprehension_end)?;
    }
    for (pc, instruction) in program.instructions.iter().enumerate() {
        let now = positions.get(pc + 1).copied().unwrap_or_default().saturating_sub(1);
        if let (Instruction::LoopNext { body_start, loop_end }, Some(slot)) =
            (instruction, mended.instructions.get_mut(now))
        {
            *slot = Instruction::LoopNext { body_start: near(*body_start)?, loop_end: near(*loop_end)? };
        }
    }
    for info in &mut mended.rule_infos {
        for body in Rc::make_mut(&mut info.definitions).iter_mut().flatten() {
            *body = far(*body)?;
        }
        for block in info.destructuring_blocks.iter_mut().flatten() {
            *block = far(*block)?;
        }
    }
    for entry in mended.entry_points.values_mut() {
        *entry = moved(*entry)?;
    }
    mended.main_entry_point = far(mended.main_entry_point)?;
    Ok(())
}

fn narrow(pc: usize) -> Result<u16, String> {
    u16::try_from(pc).map_err(|_| format!("the program exceeds max instructions ({pc})"))
}

/// The index of a literal, added where it is new.
fn literal(program: &mut Program, value: Value) -> Result<u16, String> {
    u16::try_from(program.add_literal(value)).map_err(|_| "the program exceeds max literals".to_owned())
}
