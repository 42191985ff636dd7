//! Severities as people write them, on the command line and in files.

use crate::engine::card::Severity;

/// Every severity with its word, the least serious first.
pub const WORDS: [(&str, Severity); 5] = [
    ("info", Severity::Info),
    ("low", Severity::Low),
    ("medium", Severity::Medium),
    ("high", Severity::High),
    ("critical", Severity::Critical),
];

/// The severity of a word.
pub fn parse(word: &str) -> Option<Severity> {
    WORDS.iter().find(|(known, _)| *known == word).map(|(_, severity)| *severity)
}

/// The word of a severity.
pub fn word(severity: Severity) -> &'static str {
    WORDS.iter().find(|(_, known)| *known == severity).map_or("info", |(word, _)| word)
}

/// From which severity on a violation makes the run fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailOn {
    /// From this severity on.
    At(Severity),
    /// No violation does.
    Never,
}

impl FailOn {
    /// The threshold of a word: a severity or `never`.
    pub fn parse(word: &str) -> Option<Self> {
        if word == "never" { Some(Self::Never) } else { parse(word).map(Self::At) }
    }

    /// Whether a violation of this severity makes the run fail.
    pub fn fails(self, severity: Severity) -> bool {
        match self {
            Self::At(least) => severity >= least,
            Self::Never => false,
        }
    }
}

impl Default for FailOn {
    /// What is only good to know does not break a build.
    fn default() -> Self {
        Self::At(Severity::Low)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_go_both_ways_and_rise() {
        for (text, severity) in WORDS {
            assert_eq!((parse(text), word(severity)), (Some(severity), text));
        }
        assert!(WORDS.windows(2).all(|pair| matches!(pair, [(_, low), (_, high)] if low < high)));
        assert_eq!(parse("High"), None);
    }

    #[test]
    fn a_threshold_includes_itself() {
        assert_eq!(FailOn::parse("medium"), Some(FailOn::At(Severity::Medium)));
        assert!(FailOn::At(Severity::Medium).fails(Severity::Medium));
        assert!(!FailOn::At(Severity::Medium).fails(Severity::Low));
        assert_eq!(FailOn::parse("never"), Some(FailOn::Never));
        assert!(!FailOn::Never.fails(Severity::Critical));
        assert!(!FailOn::default().fails(Severity::Info));
    }
}
