#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail")]

use super::sample::{finding, related, render, run, span};
use super::*;
use crate::finding::WorldSet;
use crate::finding::mask::Masked;
use crate::problem::ProblemKind;
use crate::source::{Source, Span};

const TABLE: &str = "Resources:
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: orders
      PointInTimeRecoverySpecification:
        PointInTimeRecoveryEnabled: false
  Logs:
    Type: AWS::S3::Bucket
";

const PITR: &[&str] = &["Properties", "PointInTimeRecoverySpecification", "PointInTimeRecoveryEnabled"];

fn plain() -> Run {
    let mut run = run(&[("lib/Table.yml", TABLE)]);
    run.findings.push(finding(&run, 0, "false", PITR, "table Orders has point-in-time recovery set to false"));
    run
}

/// The blocks without the summary.
fn shown(run: &Run) -> String {
    let text = render(run, &ReportOptions::default());
    text.lines().take(text.lines().count() - 1).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_violation_stands_under_its_cause() {
    insta::assert_snapshot!(render(&plain(), &ReportOptions::default()), @r#"
    high dynamodb-table-pitr

      × table Orders has point-in-time recovery set to false
       ╭─[lib/Table.yml:7:37]
     6 │       PointInTimeRecoverySpecification:
     7 │         PointInTimeRecoveryEnabled: false
       ·                                     ──┬──
       ·                                       ╰── PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled
     8 │   Logs:
       ╰────
      help: Set PointInTimeRecoveryEnabled to true.
            https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery.html

    1 file, 2 resources, 1 rule: 1 violated (1 high), 0 undetermined, 3 satisfied, in 12 ms
    "#);
}

#[test]
fn a_missing_property_is_named_at_its_parent() {
    let mut run = run(&[(
        "t.yml",
        &TABLE.replace("      PointInTimeRecoverySpecification:\n        PointInTimeRecoveryEnabled: false\n", ""),
    )]);
    let mut missing = finding(&run, 0, "Properties", PITR, "table Orders has no point-in-time recovery");
    missing.missing = true;
    run.findings.push(missing);
    insta::assert_snapshot!(shown(&run), @r#"
    high dynamodb-table-pitr

      × table Orders has no point-in-time recovery
       ╭─[t.yml:4:5]
     3 │     Type: AWS::DynamoDB::Table
     4 │     Properties:
       ·     ─────┬────
       ·          ╰── no PointInTimeRecoverySpecification here
     5 │       TableName: orders
       ╰────
      help: Set PointInTimeRecoveryEnabled to true.
            https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery.html
    "#);
}

#[test]
fn related_places_of_the_same_file_are_labels() {
    let mut run = plain();
    run.findings[0].related = vec![related(&run, 0, "Orders", "the table"), related(&run, 0, "Logs", "its log bucket")];
    insta::assert_snapshot!(shown(&run), @r#"
    high dynamodb-table-pitr

      × table Orders has point-in-time recovery set to false
       ╭─[lib/Table.yml:7:37]
     6 │       PointInTimeRecoverySpecification:
     7 │         PointInTimeRecoveryEnabled: false
       ·                                     ──┬──
       ·                                       ╰── PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled
     8 │   Logs:
       ·   ──┬─
       ·     ╰── its log bucket
     9 │     Type: AWS::S3::Bucket
       ╰────
      help: Set PointInTimeRecoveryEnabled to true.
            https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery.html
      ╰─▶   ☞ the table
             ╭─[lib/Table.yml:2:3]
           1 │ Resources:
           2 │   Orders:
             ·   ──────
           3 │     Type: AWS::DynamoDB::Table
             ╰────
    "#);
}

#[test]
fn related_places_of_another_file_have_a_snippet_of_their_own() {
    let mut run = run(&[("a.yml", TABLE), ("b.yml", "Resources:\n  Key:\n    Type: AWS::KMS::Key\n")]);
    run.findings.push(finding(&run, 0, "false", PITR, "table Orders is not recoverable"));
    run.findings[0].related = vec![related(&run, 1, "Key", "the key of the table")];
    insta::assert_snapshot!(shown(&run), @r#"
    high dynamodb-table-pitr

      × table Orders is not recoverable
       ╭─[a.yml:7:37]
     6 │       PointInTimeRecoverySpecification:
     7 │         PointInTimeRecoveryEnabled: false
       ·                                     ──┬──
       ·                                       ╰── PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled
     8 │   Logs:
       ╰────
      help: Set PointInTimeRecoveryEnabled to true.
            https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery.html
      ╰─▶   ☞ the key of the table
             ╭─[b.yml:2:3]
           1 │ Resources:
           2 │   Key:
             ·   ───
           3 │     Type: AWS::KMS::Key
             ╰────
    "#);
}

#[test]
fn worlds_are_said_in_words() {
    let mut run = plain();
    run.findings[0].worlds = WorldSet {
        holds: 2,
        of: 6,
        when: Some("Environment is dev".to_owned()),
        example: vec![("Environment".to_owned(), "dev".to_owned())],
    };
    insta::assert_snapshot!(shown(&run), @r#"
    high dynamodb-table-pitr

      × table Orders has point-in-time recovery set to false
      │ when Environment is dev (2 of 6 deployments)
       ╭─[lib/Table.yml:7:37]
     6 │       PointInTimeRecoverySpecification:
     7 │         PointInTimeRecoveryEnabled: false
       ·                                     ──┬──
       ·                                       ╰── PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled
     8 │   Logs:
       ╰────
      help: Set PointInTimeRecoveryEnabled to true.
            https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery.html
    "#);
}

#[test]
fn an_undetermined_finding_is_counted_and_shown_when_asked_for() {
    let mut run = plain();
    run.findings[0].verdict = Verdict::Undetermined;
    run.findings[0].reason = Some("parameter Recovery has no value".to_owned());
    insta::assert_snapshot!(render(&run, &ReportOptions::default()), @"1 file, 2 resources, 1 rule: 0 violated, 1 undetermined (--show undetermined lists them), 3 satisfied, in 12 ms");
    let all = ReportOptions { show_undetermined: true, ..ReportOptions::default() };
    insta::assert_snapshot!(render(&run, &all), @r#"
    high dynamodb-table-pitr (undetermined)

      × table Orders has point-in-time recovery set to false
      │ not known: parameter Recovery has no value
       ╭─[lib/Table.yml:7:37]
     6 │       PointInTimeRecoverySpecification:
     7 │         PointInTimeRecoveryEnabled: false
       ·                                     ──┬──
       ·                                       ╰── PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled
     8 │   Logs:
       ╰────
      help: Set PointInTimeRecoveryEnabled to true.
            https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery.html

    1 file, 2 resources, 1 rule: 0 violated, 1 undetermined, 3 satisfied, in 12 ms
    "#);
    let strict = ReportOptions { strict: true, ..ReportOptions::default() };
    assert_eq!(render(&run, &strict), render(&run, &all));
}

#[test]
fn wide_characters_and_crlf_do_not_move_the_label() {
    let text = "Resources:\r\n  T:\r\n    Description: \"Grüße 你好 👩‍🔧\"\r\n    Enabled: { 名前: 表, On: false }\r\n    Next: 1\r\n";
    let mut run = run(&[("t.yml", text)]);
    run.findings.push(finding(&run, 0, "false", &["Enabled", "On"], "it is off"));
    run.findings.push(finding(&run, 0, "你好", &["Description"], "it is greeting"));
    insta::assert_snapshot!(shown(&run), @r#"
    high dynamodb-table-pitr

      × it is off
       ╭─[t.yml:4:27]
     3 │     Description: "Grüße 你好 👩‍🔧"
     4 │     Enabled: { 名前: 表, On: false }
       ·                              ──┬──
       ·                                ╰── Enabled.On
     5 │     Next: 1
       ╰────
      help: Set PointInTimeRecoveryEnabled to true.
            https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery.html

    high dynamodb-table-pitr

      × it is greeting
       ╭─[t.yml:3:25]
     2 │   T:
     3 │     Description: "Grüße 你好 👩‍🔧"
       ·                         ──┬─
       ·                           ╰── Description
     4 │     Enabled: { 名前: 表, On: false }
       ╰────
      help: Set PointInTimeRecoveryEnabled to true.
            https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery.html
    "#);
}

#[test]
fn a_span_over_lines_is_drawn_beside_them_and_a_long_one_is_cut() {
    let mut run = plain();
    let first = span(&run, 0, "PointInTimeRecoverySpecification");
    let last = span(&run, 0, "false");
    run.findings[0].span = Span { end: last.end, ..first };
    run.findings[0].property.pop();
    let mut whole = run.findings[0].clone();
    whole.span = Span { start: span(&run, 0, "Orders").start, end: TABLE.len() as u32 - 1, ..first };
    run.findings.push(whole);
    insta::assert_snapshot!(shown(&run), @r#"
    high dynamodb-table-pitr

      × table Orders has point-in-time recovery set to false
       ╭─[lib/Table.yml:6:7]
     5 │           TableName: orders
     6 │ ╭─▶       PointInTimeRecoverySpecification:
     7 │ ├─▶         PointInTimeRecoveryEnabled: false
       · ╰──── PointInTimeRecoverySpecification
     8 │       Logs:
       ╰────
      help: Set PointInTimeRecoveryEnabled to true.
            https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery.html

    high dynamodb-table-pitr

      × table Orders has point-in-time recovery set to false
       ╭─[lib/Table.yml:2:3]
     1 │ Resources:
     2 │   Orders:
       ·   ───┬───
       ·      ╰── PointInTimeRecoverySpecification (begins here)
     3 │     Type: AWS::DynamoDB::Table
       ╰────
      help: Set PointInTimeRecoveryEnabled to true.
            https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery.html
    "#);
}

#[test]
fn a_masked_secret_is_not_in_the_report() {
    let source = Source::new("t.yml", "Properties:\n  MasterUserPassword: hunter2\n  Port: 5432\n", 0);
    let masked = Masked::of_text(SourceId(0), &source);
    let mut run = run(&[("t.yml", &masked.source().unwrap().text)]);
    let password = Span { source: SourceId(0), ..masked.spans[0] };
    let mut secret =
        finding(&run, 0, "*", &["Properties", "MasterUserPassword"], "password \"hunter2\" stands in the template");
    secret.span = password;
    masked.finding(&mut secret);
    run.findings.push(secret);
    insta::assert_snapshot!(shown(&run), @r#"
    high dynamodb-table-pitr

      × password "****" stands in the template
       ╭─[t.yml:2:23]
     1 │ Properties:
     2 │   MasterUserPassword: *******
       ·                       ───┬───
       ·                          ╰── MasterUserPassword
     3 │   Port: 5432
       ╰────
      help: Set PointInTimeRecoveryEnabled to true.
            https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery.html
    "#);
    let mut json = Vec::new();
    json::write(&run, &ReportOptions::default(), &mut json).unwrap();
    assert!(!String::from_utf8(json).unwrap().contains("hunter2"));
}

#[test]
fn nothing_in_a_template_reaches_the_terminal_as_an_escape() {
    let text = "Resources:\n  \u{1b}[2JBad\u{7}: \u{202e}true\u{9b}31m\u{2066}x\n  Next: 1\r2\n";
    let mut run = run(&[("a\u{1b}[31m.yml", text)]);
    run.findings.push(finding(
        &run,
        0,
        "x\n  Next",
        &["Resources", "\u{1b}[2JBad\u{7}"],
        "table \u{1b}]0;title\u{7} is \u{202e}odd",
    ));
    run.findings[0].span.end -= "\n  Next".len() as u32;
    run.findings[0].related = vec![related(&run, 0, "2\n", "two\u{1b}c")];
    insta::assert_snapshot!(shown(&run), @r#"
    high dynamodb-table-pitr

      × table ␛]0;title␇ is �odd
       ╭─[a␛[31m.yml:2:23]
     1 │ Resources:
     2 │   ␛[2JBad␇: �true�31m�x
       ·                       ┬
       ·                       ╰── Resources.␛[2JBad␇
     3 │   Next: 1␍2
       ·           ─┬
       ·            ╰── two␛c
       ╰────
      help: Set PointInTimeRecoveryEnabled to true.
            https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery.html
    "#);
    for options in [ReportOptions::default(), ReportOptions { quiet: true, verbose: true, ..ReportOptions::default() }]
    {
        assert!(render(&run, &options).chars().all(|c| c == '\n' || clean::stand_in(c).is_none()));
    }
    let mut json = Vec::new();
    json::write(&run, &ReportOptions::default(), &mut json).unwrap();
    let json = String::from_utf8(json).unwrap();
    assert!(json.chars().all(|c| c == '\n' || clean::stand_in(c).is_none()));
    let read: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(read["findings"][0]["file"], "a\u{1b}[31m.yml");
}

#[test]
fn a_text_on_one_line_is_shown_around_the_label() {
    let filler = "\"x\":1,".repeat(20_000);
    let mut run = run(&[("t.json", &format!("{{{filler}\"On\":false,\"Off\":true,{filler}\"y\":2}}"))]);
    run.findings.push(finding(&run, 0, "false", &["On"], "it is off"));
    run.findings[0].related = vec![related(&run, 0, "\"y\":2", "the other end")];
    insta::assert_snapshot!(shown(&run), @r#"
    high dynamodb-table-pitr

      × it is off
       ╭─[t.json:1:120007]
     1 │ ,"x":1,"x":1,"x":1,"x":1,"x":1,"x":1,"x":1,"x":1,"x":1,"On":false,"Off":true,"x":1,"x":1,"x":1,"x":1,"x":1,"x":1,"x":1,"x":1,
       ·                                                             ──┬──
       ·                                                               ╰── On
       ╰────
      help: Set PointInTimeRecoveryEnabled to true.
            https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery.html
      ╰─▶   ☞ the other end
             ╭─[t.json:1:240024]
           1 │ "x":1,"x":1,"x":1,"x":1,"x":1,"x":1,"x":1,"x":1,"x":1,"x":1,"y":2}
             ·                                                             ─────
             ╰────
    "#);
}

#[test]
fn problems_have_code_help_and_place() {
    let mut run = run(&[("t.yml", "Resources:\n\tA: 1\n"), ("gone.yml", "")]);
    let kind = |message: &str| ProblemKind::Unreadable {
        code: "source::tab_indentation".to_owned(),
        message: message.to_owned(),
        help: "indent with spaces".to_owned(),
    };
    let tab = span(&run, 0, "\t");
    run.files[0].problems.push(Problem { kind: kind("a tab indents line 2"), labels: vec![(tab, "here".to_owned())] });
    run.files[1].problems.push(Problem { kind: kind("it cannot be opened"), labels: vec![] });
    run.skipped.push(Skipped { path: "docs/x.yml".to_owned(), reason: "no Resources section".to_owned() });
    insta::assert_snapshot!(render(&run, &ReportOptions { verbose: true, ..ReportOptions::default() }), @r#"
    incomplete source::tab_indentation

      × a tab indents line 2
       ╭─[t.yml:2:1]
     1 │ Resources:
     2 │     A: 1
       · ──┬─
       ·   ╰── here
       ╰────
      help: indent with spaces

    incomplete source::tab_indentation

      × gone.yml: it cannot be opened
      help: indent with spaces

    read     t.yml: cloudformation, 2 resources, 1 deployment
    read     gone.yml: cloudformation, 2 resources, 1 deployment
    skipped  docs/x.yml: no Resources section

    2 files, 4 resources, 1 rule: 0 violated, 0 undetermined, 3 satisfied, 2 incomplete, in 12 ms
    "#);
    insta::assert_snapshot!(render(&run, &ReportOptions { quiet: true, ..ReportOptions::default() }), @r#"
    t.yml:2:1 incomplete a tab indents line 2
    gone.yml incomplete it cannot be opened
    2 files, 4 resources, 1 rule: 0 violated, 0 undetermined, 3 satisfied, 2 incomplete, in 12 ms
    "#);
}

#[test]
fn quiet_is_a_line_for_each_finding() {
    let mut run = plain();
    run.findings[0].worlds.of = 3;
    insta::assert_snapshot!(render(&run, &ReportOptions { quiet: true, ..ReportOptions::default() }), @r#"
    lib/Table.yml:7:37 high dynamodb-table-pitr table Orders has point-in-time recovery set to false, in 1 of 3 deployments
    1 file, 2 resources, 1 rule: 1 violated (1 high), 0 undetermined, 3 satisfied, in 12 ms
    "#);
}

#[test]
fn colours_come_only_when_wanted() {
    let run = plain();
    assert!(!render(&run, &ReportOptions::default()).contains('\u{1b}'));
    assert!(render(&run, &ReportOptions { color: true, ..ReportOptions::default() }).contains("\u{1b}["));
}

#[test]
fn any_span_can_be_drawn() {
    for text in [TABLE, "", "a", "a\n", "\n\n", "a\rb\r\nc", "\u{1b}é\n", &"é".repeat(700)] {
        let mut run = run(&[("t", text)]);
        for start in (0..text.len() as u32 + 3).step_by(1 + text.len() / 20) {
            for end in [0, start, start + 1, start + 7, text.len() as u32, u32::MAX] {
                let mut any = finding(&run, 0, "", &["A", "0"], "m");
                any.span = Span { source: SourceId(0), start, end };
                any.related = vec![RelatedPlaceAt::at(end, start)];
                run.findings.push(any);
            }
        }
        let all = render(&run, &ReportOptions::default());
        assert_eq!(all.matches("high dynamodb-table-pitr").count(), run.findings.len());
    }
}

struct RelatedPlaceAt;

impl RelatedPlaceAt {
    fn at(start: u32, end: u32) -> crate::finding::RelatedPlace {
        let span = Span { source: SourceId(0), start, end };
        crate::finding::RelatedPlace { span, label: "other".to_owned() }
    }
}

#[test]
fn thousands_of_findings_are_drawn_fast() {
    let text = format!("{}{TABLE}", "# a line that is long enough to count\n".repeat(25_000));
    let mut run = run(&[("t.yml", &text)]);
    let one = finding(&run, 0, "false", PITR, "table Orders has point-in-time recovery off");
    run.findings = vec![one; 3000];
    let begin = std::time::Instant::now();
    assert!(render(&run, &ReportOptions::default()).len() > 100_000);
    // A scan of the megabyte for each label takes minutes in this build.
    assert!(begin.elapsed() < Duration::from_secs(20), "{:?}", begin.elapsed());
}

#[test]
fn json_is_valid_for_its_schema_and_the_same_each_time() {
    let mut run = run(&[("a.yml", TABLE), ("b.yml", "Resources: {}\n")]);
    run.findings.push(finding(&run, 0, "false", PITR, "table Orders is not recoverable"));
    run.findings[0].related = vec![related(&run, 1, "Resources", "nothing here")];
    let mut other = finding(&run, 0, "Orders", &["Outputs", "0"], "who knows");
    other.verdict = Verdict::Undetermined;
    other.reason = Some("parameter X has no value".to_owned());
    other.resource = None;
    run.findings.push(other);
    let kind = ProblemKind::Unreadable {
        code: "source::tab_indentation".to_owned(),
        message: "broken".to_owned(),
        help: "mend it".to_owned(),
    };
    let labels = vec![(span(&run, 1, "{}"), "here".to_owned()), (span(&run, 1, "Resources"), "and here".to_owned())];
    run.files[1].problems = vec![Problem { kind: kind.clone(), labels }, Problem { kind, labels: vec![] }];
    run.skipped.push(Skipped { path: "x".to_owned(), reason: "no template".to_owned() });
    let options = ReportOptions { show_undetermined: true, exit_code: 2, ..ReportOptions::default() };
    let written = |run: &Run| {
        let mut out = Vec::new();
        json::write(run, &options, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    };
    let first = written(&run);
    run.elapsed = Duration::from_secs(7);
    assert_eq!(first, written(&run));
    let report: serde_json::Value = serde_json::from_str(&first).unwrap();
    let schema: serde_json::Value = serde_json::from_str(json::SCHEMA).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let errors: Vec<String> = validator.iter_errors(&report).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(
        report["findings"][0]["span"],
        serde_json::json!({
            "start": {"line": 7, "column": 37, "offset": TABLE.find("false").unwrap()},
            "end": {"line": 7, "column": 42, "offset": TABLE.find("false").unwrap() + 5},
        })
    );
    assert_eq!(report["findings"][0]["related"][0]["file"], "b.yml");
    assert_eq!(report["findings"][1]["property"], serde_json::json!(["Outputs", 0]));
    assert_eq!(report["summary"]["by_severity"]["high"], 1);
    assert_eq!(report["summary"]["undetermined"], 1);
    assert_eq!(report["summary"]["exit_code"], 2);
    assert_eq!(report["files"][1]["problems"][0]["code"], "source::tab_indentation");
    let mut wrong = report.clone();
    wrong["findings"][0]["verdict"] = "perhaps".into();
    assert!(!validator.is_valid(&wrong));
}

#[test]
fn a_reader_that_went_away_is_no_error() {
    struct Closed;
    impl io::Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    assert!(text::write(&plain(), &ReportOptions::default(), &mut Closed).is_ok());
    assert!(json::write(&plain(), &ReportOptions::default(), &mut Closed).is_ok());
}
