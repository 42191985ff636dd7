//! Every kind of problem, with its message, code and help.

use miette::Diagnostic;
use std::sync::Arc;

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
    /// A cloud assembly of a schema version that was not tried.
    #[error("the cloud assembly has schema version {version}, which is not among those known here ({known})")]
    #[diagnostic(code(assembly::version), help("what is known of the format is read; look for a newer cfn-guardian"))]
    AssemblyVersion {
        /// The version.
        version: String,
        /// The majors that are known.
        known: &'static str,
    },
    /// An artifact of a cloud assembly that is not known.
    #[error("artifact `{id}` is of type `{kind}`, which is not known")]
    #[diagnostic(code(assembly::unknown_artifact), help("it is not judged; the other artifacts are"))]
    UnknownArtifact {
        /// The artifact's id.
        id: Arc<str>,
        /// Its type.
        kind: Arc<str>,
    },
    /// The metadata of a stack is missing or broken.
    #[error("the metadata of stack `{stack}` is not read: {why}")]
    #[diagnostic(
        code(assembly::no_metadata),
        help(
            "construct paths are taken from the template and tree.json where they have them; synthesize again for source lines"
        )
    )]
    NoMetadata {
        /// The stack.
        stack: Arc<str>,
        /// Why.
        why: String,
    },
    /// Resources that nothing relates to a construct.
    #[error("for {count} of {resources} resources of stack `{stack}` no construct path is known")]
    #[diagnostic(code(assembly::no_construct_paths), help("they are judged, and shown by their logical ids"))]
    NoConstructPaths {
        /// The stack.
        stack: Arc<str>,
        /// How many.
        count: usize,
        /// Of how many.
        resources: usize,
    },
    /// An assembly without stacks.
    #[error("the cloud assembly has no stack")]
    #[diagnostic(
        code(assembly::no_stacks),
        help("synthesize the app again: `cdk synth` writes a template for each stack")
    )]
    NoStacks,
    /// An assembly whose synthesis failed.
    #[error("the cloud assembly was left behind by a synthesis that failed: {why}")]
    #[diagnostic(code(assembly::failed_synthesis), help("what is there is judged; it may not be all of the app"))]
    FailedSynthesis {
        /// What failed.
        why: String,
    },
    /// An assembly that was made with placeholders.
    #[error("the cloud assembly has placeholders for what was not looked up: {keys}")]
    #[diagnostic(
        code(assembly::missing_context),
        help("synthesize with credentials once and commit cdk.context.json; what is there is judged")
    )]
    MissingContext {
        /// The keys of the context.
        keys: String,
    },
    /// A nested stack whose template is not there.
    #[error("the template of nested stack `{resource}` is not part of the cloud assembly, and not judged")]
    #[diagnostic(code(assembly::nested_elsewhere), help("check that template on its own"))]
    NestedElsewhere {
        /// The logical id of the nested stack.
        resource: Arc<str>,
    },
    /// A nested stack whose template is named by a local path, and is not there.
    #[error("the template of nested stack `{resource}` is not judged: {why}")]
    #[diagnostic(
        code(template::nested_missing),
        help("`TemplateURL` takes a path from the template's own folder; values of the nested stack stay unknown")
    )]
    NestedMissing {
        /// The logical id of the nested stack.
        resource: Arc<str>,
        /// Why.
        why: String,
    },
    /// A nested stack whose template must not or cannot be read.
    #[error("the template of nested stack `{resource}` is not read: {why}")]
    #[diagnostic(code(template::nested_not_read))]
    NestedNotRead {
        /// The logical id of the nested stack.
        resource: Arc<str>,
        /// Why.
        why: String,
        /// What to do.
        #[help]
        help: String,
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
