#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]

use super::*;
use crate::engine::card::Severity;
use crate::finding::{ResourceName, Verdict, WorldSet};
use crate::frontend::provenance::Options;
use crate::report::sample::card;

fn provenance(form: Form, name: &str, kind: &str, place: Option<(&str, u32, Option<u32>)>) -> Arc<Provenance> {
    Arc::new(Provenance {
        form,
        path: name.into(),
        name: name.into(),
        kind: Some(kind.into()),
        stage: "".into(),
        place: place.map(|(file, line, column)| ProgramPlace { file: file.into(), line, column }),
        helper_of: None,
        suppressions: Vec::new(),
        options: Options::default(),
    })
}

fn finding(provenance: Option<Arc<Provenance>>, property: &[&str]) -> Finding {
    Finding {
        rule: Arc::new(card("x", Severity::High)),
        severity: Severity::High,
        verdict: Verdict::Violated,
        message: "m".to_owned(),
        reason: None,
        source: SourceId(0),
        resource: Some(ResourceName { id: "X".into(), kind: "T".into(), stack: "".into(), provenance }),
        property: property.iter().map(|step| Step::Key((*step).into())).collect(),
        span: Span::default(),
        missing: false,
        value: None,
        worlds: WorldSet { holds: 1, of: 1, when: None, example: vec![] },
        related: vec![],
        input: None,
        program: None,
        stages: vec![],
    }
}

/// The findings as they are pointed in a program, with its texts.
fn pointed(findings: &mut [Finding], files: &[(&str, &str)], folded: &[Folded]) -> (Texts, Vec<SourceId>) {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let mut texts = Texts::new(0);
    let written = Written { folder: Some(folder.path()), types: &Tables::default(), folded };
    let added = point(findings, &written, &mut texts, &Limits::default());
    (texts, added)
}

const APP: &str = "// shop\n  new Table(this, 'T');  \nlast";

#[test]
fn a_finding_points_at_its_line_from_the_column_or_the_first_letter() {
    let at = |line, column| finding(Some(provenance(Form::Cdk, "S/T", "Table", Some(("app.ts", line, column)))), &[]);
    let mut findings = [at(2, None), at(2, Some(7)), at(3, None), at(9, None), at(2, Some(99))];
    let (texts, added) = pointed(&mut findings, &[("app.ts", APP)], &[]);
    assert_eq!(added.len(), 1, "a file is read once");
    let text = |finding: &Finding| {
        let span = finding.program.as_ref().unwrap().span?;
        Some(texts.get(span.source).unwrap().slice(span).to_owned())
    };
    let shown: Vec<Option<String>> = findings.iter().map(text).collect();
    let own = |text: &str| Some(text.to_owned());
    assert_eq!(
        shown,
        [own("new Table(this, 'T');"), own("Table(this, 'T');"), own("last"), None, own("new Table(this, 'T');")]
    );
}

#[test]
fn a_place_without_its_file_or_outside_stays_a_place() {
    let at = |file| finding(Some(provenance(Form::Cdk, "S/T", "Table", Some((file, 2, Some(3))))), &[]);
    let mut findings = [at("gone.ts"), at("../out.ts"), at("/etc/passwd")];
    let (_, added) = pointed(&mut findings, &[("app.ts", APP)], &[]);
    assert_eq!(added, []);
    for finding in &findings {
        let site = finding.program.as_ref().unwrap();
        assert_eq!((site.span, site.place.line), (None, 2));
    }
    let mut none = [finding(None, &[]), finding(Some(provenance(Form::Cdk, "S/T", "Table", None)), &[])];
    pointed(&mut none, &[], &[]);
    assert!(none.iter().all(|finding| finding.program.is_none() && finding.input.is_none()));
}

const CLUSTER: &str = "aws:rds/cluster:Cluster";
const BUCKET: &str = "aws:s3/bucket:Bucket";
const VERSIONING: &str = "aws:s3/bucketVersioning:BucketVersioning";

#[test]
fn a_property_of_pulumi_is_named_as_its_input() {
    let of = |form, kind| finding(Some(provenance(form, "u", kind, None)), &["Properties", "StorageEncrypted"]);
    let mut findings = [of(Form::Pulumi, CLUSTER), of(Form::Cdk, CLUSTER), of(Form::Pulumi, "x:y:Z")];
    findings[2].property.truncate(1);
    pointed(&mut findings, &[], &[]);
    let inputs: Vec<Option<&str>> = findings.iter().map(|finding| finding.input.as_deref()).collect();
    assert_eq!(inputs, [Some("storageEncrypted"), None, None]);
}

#[test]
fn what_a_side_resource_sets_is_named_with_it_and_its_line() {
    let side = provenance(Form::Pulumi, "versions", VERSIONING, Some(("index.ts", 3, None)));
    let other = provenance(Form::Pulumi, "others", VERSIONING, None);
    let path = vec![Step::Key("VersioningConfiguration".into())];
    let folded = [
        Folded { owner: "elsewhere".into(), path: path.clone(), from: other },
        Folded { owner: "data".into(), path, from: side },
    ];
    let bucket = || Some(provenance(Form::Pulumi, "data", BUCKET, Some(("index.ts", 2, None))));
    let mut findings = [
        finding(bucket(), &["Properties", "VersioningConfiguration", "Status"]),
        finding(bucket(), &["Properties", "BucketName"]),
    ];
    let (texts, _) = pointed(&mut findings, &[("index.ts", "// shop\nnew Bucket();\nnew Versioning();\n")], &folded);
    let [versioned, named] = &findings;
    let input = format!("versioningConfiguration.status of versions ({VERSIONING})");
    assert_eq!(versioned.input.as_deref(), Some(&*input));
    let [place] = &versioned.related[..] else { panic!("{:?}", versioned.related) };
    assert_eq!(place.label, "versions sets it");
    assert_eq!(texts.get(place.span.source).unwrap().slice(place.span), "new Versioning();");
    assert_eq!((named.input.as_deref(), named.related.len()), (Some("bucket"), 0));
}
