//! `explain RULE`: a rule's page, from its card and its fixtures. The rule may be named as another tool names the same check.

use super::exit::Exit;
use super::{args, rule_files};
use crate::engine::card::Card;
use crate::engine::embedded;
use crate::engine::evidence::Evidence;
use crate::report::clean::neutral;
use crate::report::page::Page;
use crate::report::unless_closed;
use crate::suggest::{self, nearest};
use miette::Diagnostic;
use std::io::{self, Write};
use std::sync::Arc;

/// Why there is no page.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum ExplainError {
    /// No rule has this id or alias.
    #[error("there is no rule `{id}`")]
    #[diagnostic(code(explain::unknown_rule))]
    UnknownRule {
        /// What was asked for.
        id: String,
        /// What may have been meant.
        #[help]
        help: String,
    },
    /// The page could not be written.
    #[error("the page could not be written")]
    #[diagnostic(code(explain::output))]
    Output(#[from] io::Error),
}

/// Writes the page of the rule with this id, or of every rule with this alias.
pub fn write(
    cards: &[Arc<Card>],
    evidence: &Evidence,
    asked: &str,
    width: usize,
    out: &mut dyn Write,
) -> Result<(), ExplainError> {
    let mut found: Vec<&Arc<Card>> = cards.iter().filter(|card| card.id.eq_ignore_ascii_case(asked)).collect();
    if found.is_empty() {
        found = cards.iter().filter(|card| card.aliases.iter().any(|alias| is_alias(alias, asked))).collect();
    }
    if found.is_empty() {
        return Err(unknown(cards, asked));
    }
    let mut buffer = io::BufWriter::new(out);
    let mut pages = Ok(());
    for (at, card) in found.into_iter().enumerate() {
        let gap = if at > 0 { writeln!(buffer) } else { Ok(()) };
        pages = pages.and(gap).and_then(|()| Page::of(card, evidence).text(width, &mut buffer));
    }
    Ok(unless_closed(pages.and_then(|()| buffer.flush()))?)
}

/// `checkov:CKV_AWS_28`, also without the tool.
fn is_alias(alias: &str, asked: &str) -> bool {
    let bare = alias.split_once(':').map_or(alias, |(_, id)| id);
    alias.eq_ignore_ascii_case(asked) || bare.eq_ignore_ascii_case(asked)
}

fn unknown(cards: &[Arc<Card>], asked: &str) -> ExplainError {
    let near = nearest(asked, cards.iter().map(|card| card.id.as_str()));
    let near = suggest::did_you_mean(near);
    let help = format!("{near}`cfn-guardian rules` lists them all");
    ExplainError::UnknownRule { id: neutral(asked).into_owned(), help }
}

/// Runs the subcommand.
pub fn run(args: &args::Explain, out: &mut dyn Write) -> miette::Result<Exit> {
    let rules = rule_files::rule_set(&args.rules)?;
    write(rules.cards(), embedded::evidence(), &args.rule, super::width(), out)?;
    Ok(Exit::Clean)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;
    use crate::engine::card::Severity;
    use crate::report::sample::card;

    fn cards() -> Vec<Arc<Card>> {
        ["dynamodb-table-pitr", "s3-bucket-encrypted-with-kms"].map(|id| Arc::new(card(id, Severity::High))).into()
    }

    fn explained(asked: &str) -> Result<String, ExplainError> {
        let mut out = Vec::new();
        write(&cards(), &Evidence::default(), asked, 80, &mut out).map(|()| String::from_utf8(out).unwrap())
    }

    #[test]
    fn a_page_says_all_that_the_card_does() {
        insta::assert_snapshot!(explained("dynamodb-table-pitr").unwrap(), @r#"
    dynamodb-table-pitr
    ===================
      DynamoDB tables have point-in-time recovery

    Severity
      high

    Why, and how AWS behaves
      Without it, a table can be restored only to its last on-demand backup.

    What it judges
      - AWS::DynamoDB::Table

    How to fix it
      Set PointInTimeRecoveryEnabled to true.

    What it cannot see
      The answer is undetermined where one of these is known only when the stack is
      deployed:
      - PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled

    Profiles that turn it on
      - default

    Requirements
      - B6

    Frameworks
      - nist-800-53-r5: CP-9

    The same check elsewhere
      - checkov:CKV_AWS_28

    References
      - https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery.html
    "#);
    }

    #[test]
    fn a_rule_is_found_by_the_name_that_another_tool_has_for_it() {
        for alias in ["CKV_AWS_28", "checkov:ckv_aws_28"] {
            let pages = explained(alias).unwrap();
            assert!(
                pages.starts_with("dynamodb-table-pitr\n===")
                    && pages.contains("\n\ns3-bucket-encrypted-with-kms\n===")
            );
        }
    }

    #[test]
    fn an_unknown_rule_is_an_error_with_the_nearest_name() {
        let help = |asked: &str| match explained(asked) {
            Err(error) => (error.to_string(), error.help().unwrap().to_string()),
            Ok(page) => (page, String::new()),
        };
        let (message, hint) = help("dynamo-table-pit");
        assert_eq!(message, "there is no rule `dynamo-table-pit`");
        assert_eq!(hint, "did you mean `dynamodb-table-pitr`? `cfn-guardian rules` lists them all");
        assert_eq!(help("zzz\u{1b}").0, "there is no rule `zzz␛`");
        assert_eq!(help("").1, "`cfn-guardian rules` lists them all");
    }
}
