//! What is wrong with a template as such, apart from what the rules say: mistakes in structure, notes on reading.
//!
//! A problem never stops the others from being reported. One that makes the analysis incomplete says so by its level.

use crate::source::{Remark, Span};
use miette::Diagnostic;
use std::sync::Arc;

/// A problem with its places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong, with message, code and help.
    pub kind: ProblemKind,
    /// Where; the first is the main place. Empty when the problem is about the whole file.
    pub labels: Vec<(Span, String)>,
}

/// How serious a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Good to know; changes nothing.
    Note,
    /// CloudFormation may refuse this, or read it in another way than it looks.
    Warning,
    /// CloudFormation refuses this; what can be judged is judged all the same.
    Error,
    /// The analysis is not complete: the exit code is 2.
    Incomplete,
}

impl Problem {
    /// A problem at one place.
    pub fn at(kind: ProblemKind, span: Span, label: impl Into<String>) -> Self {
        Self { kind, labels: vec![(span, label.into())] }
    }

    /// A problem of the whole file.
    pub fn of_file(kind: ProblemKind) -> Self {
        Self { kind, labels: Vec::new() }
    }

    /// How serious it is.
    pub fn level(&self) -> Level {
        self.kind.level()
    }
}

impl From<&Remark> for Problem {
    fn from(remark: &Remark) -> Self {
        match remark {
            Remark::DuplicateKey { key, first, last } => Self {
                kind: ProblemKind::DuplicateKey { key: key.clone() },
                labels: vec![(*last, "this one counts".into()), (*first, "this one is lost".into())],
            },
            Remark::MergeKey(span) => Self::at(ProblemKind::MergeKey, *span, "merge key"),
            Remark::Alias(span) => Self::at(ProblemKind::Alias, *span, "alias"),
            Remark::UnknownTag { name, span } => {
                Self::at(ProblemKind::UnknownTag { name: name.clone() }, *span, "this tag")
            }
            Remark::SecondDocument(span) => Self::at(ProblemKind::SecondDocument, *span, "not read"),
        }
    }
}

/// Every kind of problem.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Diagnostic)]
pub enum ProblemKind {
    /// The file could not be read as a template at all.
    #[error("{message}")]
    #[diagnostic()]
    Unreadable {
        /// The code of what went wrong, such as `source::tab_indentation`.
        code: String,
        /// What went wrong, one sentence.
        message: String,
        /// What to do.
        #[help]
        help: String,
    },
    /// There is no `Resources` section, or it is empty or no mapping, or none of its resources can be read.
    #[error("the template has no resource that can be judged")]
    #[diagnostic(
        code(template::no_resources),
        help("a template needs a `Resources` section: a mapping of logical ids to resources, each with a `Type`")
    )]
    NoResources,
    /// A section has the wrong shape.
    #[error("section `{section}` must be {wants}")]
    #[diagnostic(code(template::section_shape), help("what stands there is not read; the rest of the template is"))]
    SectionShape {
        /// The section's name.
        section: String,
        /// What it must be.
        wants: &'static str,
    },
    /// A top-level key that CloudFormation does not know.
    #[error("`{section}` is no section of a template")]
    #[diagnostic(
        code(template::unknown_section),
        help(
            "sections are AWSTemplateFormatVersion, Description, Metadata, Parameters, Rules, Mappings, Conditions, Transform, Resources and Outputs"
        )
    )]
    UnknownSection {
        /// The key.
        section: Arc<str>,
    },
    /// A resource without a type.
    #[error("resource `{id}` has no type")]
    #[diagnostic(code(template::no_type), help("add `Type: AWS::…`; the resource is not judged without it"))]
    NoType {
        /// The logical id.
        id: Arc<str>,
    },
    /// A key of a resource that is no resource attribute.
    #[error("`{attribute}` is no attribute of a resource")]
    #[diagnostic(
        code(template::unknown_attribute),
        help(
            "properties belong under `Properties`; attributes are Type, Properties, Condition, DependsOn, Metadata, CreationPolicy, UpdatePolicy, DeletionPolicy and UpdateReplacePolicy"
        )
    )]
    UnknownAttribute {
        /// The key.
        attribute: Arc<str>,
    },
    /// A parameter, condition or output that lacks what it needs.
    #[error("{what} `{name}` {lacks}")]
    #[diagnostic(code(template::malformed), help("it is read as far as it can be"))]
    Malformed {
        /// `parameter`, `output` …
        what: &'static str,
        /// Its name.
        name: Arc<str>,
        /// What is wrong with it.
        lacks: String,
    },
    /// A function with arguments that it does not take.
    #[error("`{function}` {what}")]
    #[diagnostic(code(template::bad_function), help("its value is taken as not known"))]
    BadFunction {
        /// The function's long name.
        function: String,
        /// What it takes.
        what: String,
    },
    /// A reference to a name that does not exist.
    #[error("{kind} refers to `{name}`, which the template does not define")]
    #[diagnostic(code(template::dangling_reference))]
    Dangling {
        /// `Ref`, `GetAtt` …
        kind: &'static str,
        /// The name.
        name: Arc<str>,
        /// What to do.
        #[help]
        help: String,
    },
    /// Resources or conditions that refer to one another in a circle.
    #[error("circular reference: {path}")]
    #[diagnostic(
        code(template::circular_reference),
        help(
            "CloudFormation cannot order these; break the circle, for example with a separate resource for the rule or policy"
        )
    )]
    Circular {
        /// The circle, `A -> B -> A`.
        path: String,
    },
    /// A key given twice.
    #[error("key `{key}` is given twice")]
    #[diagnostic(code(source::duplicate_key), help("the last one wins; delete the other"))]
    DuplicateKey {
        /// The key.
        key: Arc<str>,
    },
    /// A YAML merge key.
    #[error("CloudFormation does not read merge keys (`<<`)")]
    #[diagnostic(
        code(source::merge_key),
        help("merged here as YAML 1.1 does; package the template or write the keys out")
    )]
    MergeKey,
    /// A YAML alias.
    #[error("CloudFormation itself does not take YAML aliases; some of its tools expand them")]
    #[diagnostic(code(source::alias), help("expanded here; `aws cloudformation package` writes them out"))]
    Alias,
    /// A second YAML document in the file.
    #[error("the file has a second YAML document, which CloudFormation does not read")]
    #[diagnostic(code(source::second_document), help("put it in a file of its own"))]
    SecondDocument,
    /// A YAML tag that CloudFormation does not know.
    #[error("`{name}` is no function of CloudFormation")]
    #[diagnostic(code(source::unknown_tag), help("its value is read as though it had no tag"))]
    UnknownTag {
        /// The tag.
        name: Arc<str>,
    },
    /// A macro that only AWS can run.
    #[error("macro `{name}` runs at deployment: what it adds or changes is not seen here")]
    #[diagnostic(
        code(template::macro_not_run),
        help(
            "check the processed template (`aws cloudformation get-template --template-stage Processed`) for a complete answer"
        )
    )]
    MacroNotRun {
        /// The macro's name.
        name: Arc<str>,
    },
    /// `Fn::ForEach` that could not be expanded.
    #[error("`{name}` is not expanded: {why}")]
    #[diagnostic(
        code(template::for_each),
        help(
            "`Fn::ForEach` takes an identifier, a collection and a mapping, and needs `Transform: AWS::LanguageExtensions`"
        )
    )]
    ForEach {
        /// The loop's key.
        name: Arc<str>,
        /// Why not.
        why: String,
    },
    /// `Fn::ForEach` over what is known only at deployment.
    #[error("what `{name}` makes is not seen: {why}")]
    #[diagnostic(
        code(template::loop_not_known),
        help("give the parameter a value with --parameter or --parameters to see what the loop makes")
    )]
    LoopNotKnown {
        /// The loop's key.
        name: Arc<str>,
        /// What is not known.
        why: String,
    },
    /// A value was given for a parameter that the template does not have, or does not allow.
    #[error("parameter `{name}` {why}")]
    #[diagnostic(code(template::given_parameter), help("see the `Parameters` section of the template"))]
    GivenParameter {
        /// The parameter.
        name: Arc<str>,
        /// What is wrong.
        why: String,
    },
    /// The enumeration of worlds was cut short.
    #[error("the template can become more deployments than the {judged} that were judged")]
    #[diagnostic(
        code(analysis::worlds_cut),
        help("give parameters with --parameter or --parameters to look at the deployments that matter")
    )]
    WorldsCut {
        /// How many were judged.
        judged: usize,
    },
    /// A part of a Pulumi document has the wrong type.
    #[error("`{what}` must be {wants}")]
    #[diagnostic(
        code(pulumi::shape),
        help(
            "what stands there is not read; write the document once more with `pulumi preview --json` or `pulumi stack export`"
        )
    )]
    PulumiShape {
        /// The part.
        what: String,
        /// What it must be.
        wants: &'static str,
    },
    /// A preview of a program that failed.
    #[error("the preview failed, and resources may be missing from it: {why}")]
    #[diagnostic(
        code(pulumi::failed),
        help(
            "what is there is judged; run the preview once more when the program runs through, for a complete answer"
        )
    )]
    PulumiFailed {
        /// The first error.
        why: String,
    },
    /// A preview without the resources that do not change.
    #[error("the preview leaves out {missing} resource{} that the update does not change", if *missing == 1 { "" } else { "s" })]
    #[diagnostic(
        code(pulumi::left_out),
        help("they are not judged: use `pulumi preview --json --show-sames`, or check `pulumi stack export`")
    )]
    PulumiLeftOut {
        /// How many.
        missing: u64,
    },
    /// A stream of events, which has no dependencies.
    #[error("events do not say which resource an unknown value comes from, nor which line made a resource")]
    #[diagnostic(
        code(pulumi::no_references),
        help(
            "check the document of `pulumi preview --json` without PULUMI_ENABLE_STREAMING_JSON_PREVIEW for a complete answer"
        )
    )]
    PulumiNoReferences,
    /// An export of a stack whose last update was interrupted.
    #[error(
        "the stack has {count} operation{} whose outcome is not known",
        if *count == 1 { "" } else { "s" }
    )]
    #[diagnostic(
        code(pulumi::pending),
        help(
            "the resources may differ from what the export says: run `pulumi refresh`, then export the stack once more"
        )
    )]
    PulumiPending {
        /// How many.
        count: usize,
    },
    /// A rule could not be finished.
    #[error("rule {rule} could not be finished on this template: {why}")]
    #[diagnostic(
        code(analysis::incomplete),
        help("its answer is missing; split the template, or leave the rule out with --skip and say why")
    )]
    RuleIncomplete {
        /// The rule's id.
        rule: String,
        /// Why.
        why: String,
    },
}

impl ProblemKind {
    /// The code under which it is documented and searched for.
    pub fn name(&self) -> String {
        match self {
            Self::Unreadable { code, .. } => code.clone(),
            _ => self.code().map(|code| code.to_string()).unwrap_or_default(),
        }
    }

    /// How serious it is.
    pub fn level(&self) -> Level {
        match self {
            Self::Alias | Self::WorldsCut { .. } | Self::MacroNotRun { .. } => Level::Note,
            Self::UnknownSection { .. }
            | Self::UnknownAttribute { .. }
            | Self::DuplicateKey { .. }
            | Self::MergeKey
            | Self::LoopNotKnown { .. }
            | Self::PulumiLeftOut { .. }
            | Self::PulumiNoReferences
            | Self::PulumiPending { .. }
            | Self::UnknownTag { .. }
            | Self::SecondDocument => Level::Warning,
            Self::NoType { .. }
            | Self::Malformed { .. }
            | Self::BadFunction { .. }
            | Self::Dangling { .. }
            | Self::Circular { .. }
            | Self::SectionShape { .. }
            | Self::ForEach { .. } => Level::Error,
            Self::Unreadable { .. }
            | Self::NoResources
            | Self::RuleIncomplete { .. }
            | Self::PulumiShape { .. }
            | Self::PulumiFailed { .. }
            // Wrong usage: what was judged is no deployment of this template.
            | Self::GivenParameter { .. } => Level::Incomplete,
        }
    }
}
