//! The exit code: decided here, from counts and flags, the same for every format.

/// How a run ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Everything was checked and nothing reaches `--fail-on`.
    Clean,
    /// A violation reaches `--fail-on`, or `--strict` makes what is not known one.
    Findings,
    /// Usage, configuration, a rule or reading went wrong, or the analysis is incomplete: the report is not the whole truth.
    Failed,
    /// There was nothing to check.
    Nothing,
}

impl Exit {
    /// The number for the operating system.
    pub fn code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Findings => 1,
            Self::Failed => 2,
            Self::Nothing => 3,
        }
    }
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// What a run came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Templates that were judged.
    pub checked: usize,
    /// Inputs that could not be read, and rules that could not be finished on a template.
    pub failed: usize,
    /// Violations at or above `--fail-on`.
    pub failing: usize,
    /// Answers that are not known.
    pub undetermined: usize,
    /// Templates of which not every deployment was judged, because the budget of worlds was hit.
    pub worlds_cut: usize,
}

/// The options that have a say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flags {
    /// `--strict`.
    pub strict: bool,
    /// `--exit-zero`.
    pub exit_zero: bool,
    /// `--ignore-non-templates`.
    pub ignore_non_templates: bool,
}

/// Decides. What went wrong counts more than what was found, since a report that is not whole cannot be trusted either way.
pub fn decide(outcome: Outcome, flags: Flags) -> Exit {
    let not_known = outcome.undetermined > 0 || outcome.worlds_cut > 0;
    if outcome.failed > 0 {
        Exit::Failed
    } else if outcome.checked == 0 {
        if flags.ignore_non_templates { Exit::Clean } else { Exit::Nothing }
    } else if (outcome.failing > 0 || flags.strict && not_known) && !flags.exit_zero {
        Exit::Findings
    } else {
        Exit::Clean
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table of the documentation, asked for every combination of counts and flags.
    #[test]
    fn every_combination_ends_as_the_table_says() {
        for bits in 0_u32..256 {
            let bit = |at: u32| bits >> at & 1;
            let [checked, failed, failing, undetermined, worlds_cut] = [0, 1, 2, 3, 4].map(|at| bit(at) as usize);
            let flags = Flags { strict: bit(5) == 1, exit_zero: bit(6) == 1, ignore_non_templates: bit(7) == 1 };
            let outcome = Outcome { checked, failed, failing, undetermined, worlds_cut };
            let strict_finding = flags.strict && undetermined + worlds_cut > 0;
            let expected = match (failed, checked, failing == 1 || strict_finding) {
                (1, _, _) => 2,
                (_, 0, _) if flags.ignore_non_templates => 0,
                (_, 0, _) => 3,
                (_, _, true) if flags.exit_zero => 0,
                (_, _, true) => 1,
                (_, _, false) => 0,
            };
            assert_eq!(decide(outcome, flags).code(), expected, "{outcome:?} {flags:?}");
        }
    }

    #[test]
    fn the_cases_that_people_rely_on() {
        let clean = Outcome { checked: 3, ..Outcome::default() };
        let zero = Flags { exit_zero: true, ..Flags::default() };
        let strict = Flags { strict: true, ..Flags::default() };
        assert_eq!(decide(clean, Flags::default()), Exit::Clean);
        assert_eq!(decide(Outcome { failing: 1, ..clean }, Flags::default()), Exit::Findings);
        assert_eq!(decide(Outcome { failing: 1, ..clean }, zero), Exit::Clean);
        assert_eq!(decide(Outcome { failing: 1, failed: 1, ..clean }, zero), Exit::Failed);
        assert_eq!(decide(Outcome { undetermined: 1, ..clean }, Flags::default()), Exit::Clean);
        assert_eq!(decide(Outcome { undetermined: 1, ..clean }, strict), Exit::Findings);
        assert_eq!(decide(Outcome { worlds_cut: 1, ..clean }, strict), Exit::Findings);
        assert_eq!(decide(Outcome::default(), zero), Exit::Nothing);
        let hook = Flags { ignore_non_templates: true, ..Flags::default() };
        assert_eq!(decide(Outcome::default(), hook), Exit::Clean);
        assert_eq!(decide(Outcome { failed: 1, ..Outcome::default() }, hook), Exit::Failed);
    }
}
