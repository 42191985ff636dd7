//! One input from what a frontend read to its findings: the stages in their order, world by world.
//!
//! An input is analysed on its own and by one thread, so that the answer does not depend on how many there are.

use crate::credentials;
use crate::engine::card::{Card, Severity};
use crate::engine::rule_set::RuleSet;
use crate::engine::session::{Needs, Session};
use crate::engine::{Answer, Place};
use crate::finding::locate::locate;
use crate::finding::mask::{Masks, is_secret_name};
use crate::finding::merge::{Merge, Placed};
use crate::finding::{Finding, RelatedPlace, program, stages, written};
use crate::frontend::template::{DanglingReference, Template};
use crate::frontend::texts::Texts;
use crate::frontend::unit::{Format, Unit};
use crate::graph::build::Builder;
use crate::graph::facts::{Dangling, Facts};
use crate::graph::input::{InputCache, OutputFact, ParameterFact, TemplateFacts};
use crate::graph::{Graph, Resource};
use crate::iam::catalogue::Catalogue;
use crate::iam::rego::Meanings;
use crate::iam::{access, boundary, effective, ineffective, statement};
use crate::network::facts as reachability;
use crate::network::security_group::security_group_rules;
use crate::problem::{Problem, ProblemKind};
use crate::resolve::Pins;
use crate::resolve::value::{Path, Step, Value, ValueKind};
use crate::resolve::worlds::{World, Worlds};
use crate::source::{Document, Limits, ReadError, Source, SourceId};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// What an analysis needs besides the text.
pub struct Analyzer<'a> {
    /// The rules.
    pub rules: &'a RuleSet,
    /// The rules to run, as indices into the rule set's cards.
    pub selected: &'a [usize],
    /// The severity in force of a rule.
    pub severity: &'a (dyn Fn(&Card) -> Severity + Sync),
    /// The profile's settings.
    pub settings: &'a serde_json::Value,
    /// What the user fixed.
    pub pins: &'a Pins,
    /// Bounds on the text.
    pub limits: &'a Limits,
}

/// What is said of one input.
pub struct Analysis {
    /// What it was written in.
    pub format: Format,
    /// The findings in source order.
    pub findings: Vec<Finding>,
    /// What is wrong with the input as such.
    pub problems: Vec<Problem>,
    /// How many resources it defines.
    pub resources: usize,
    /// How many distinct deployments were judged.
    pub worlds: usize,
    /// Whether there are more.
    pub worlds_cut: bool,
    /// Pairs of rule and resource that are satisfied in the world of the defaults.
    pub satisfied: usize,
    /// The rules that are satisfied by something in some world, as indices into the rule set's cards.
    pub satisfying: BTreeSet<usize>,
    /// The parameters that its templates declare.
    pub parameters: Vec<Arc<str>>,
    /// Types that have no translation, with how many resources of each there are.
    pub unmapped: Vec<(Arc<str>, usize)>,
    /// Its texts with their secrets masked, for snippets.
    pub texts: Vec<(SourceId, Arc<Source>)>,
}

impl Analyzer<'_> {
    /// Analyses one template's text.
    ///
    /// # Errors
    /// When it cannot be parsed.
    pub fn analyze_template(&self, source: Source) -> Result<Analysis, ReadError> {
        let mut texts = Texts::new(0);
        let id = texts.add(source).unwrap_or_default();
        let unit = Unit::of_template(id, &texts, self.limits, &self.pins.parameters)?;
        Ok(self.analyze(unit, texts))
    }

    /// Analyses what a frontend read.
    pub fn analyze(&self, unit: Unit, mut texts: Texts) -> Analysis {
        let Unit { format, template, documents, mut problems, program, unmapped, folded, types, .. } = unit;
        let mut masks = Masks::of(documents.iter().map(|(_, document)| document), &texts);
        if documents.is_empty() {
            masks.cover(template.source, &texts);
        }
        masks.hide(given_secrets(&template, self.pins));
        problems.extend(given_parameters(&template, self.pins));
        let worlds = Worlds::of(&template, self.pins);
        if worlds.cut {
            let kind = ProblemKind::WorldsCut { judged: worlds.list.len() };
            problems.push(Problem::at(kind, template.resources_span, "these resources"));
        }
        let judged = Judged { documents: &documents, template: &template, worlds: &worlds };
        let (mut findings, satisfied, satisfying) = self.judge(&judged, &mut problems);
        findings = stages::joined(findings);
        written::digest(&mut findings, &documents, &|place| masks.covers(place, &texts));
        let written = program::Written { folder: program.as_deref(), types: &types, folded: &folded };
        for id in program::point(&mut findings, &written, &mut texts, self.limits) {
            masks.cover(id, &texts);
        }
        findings.iter_mut().for_each(|finding| masks.finding(finding));
        problems.iter_mut().for_each(|problem| masks.problem(problem));
        Analysis {
            format,
            findings,
            problems,
            resources: template.resources.len(),
            worlds: worlds.list.len(),
            worlds_cut: worlds.cut,
            satisfied,
            satisfying,
            parameters: template.parameters.iter().map(|parameter| parameter.name.clone()).collect(),
            unmapped,
            texts: masks.shown(texts),
        }
    }

    fn judge(&self, judged: &Judged<'_>, problems: &mut Vec<Problem>) -> (Vec<Finding>, usize, BTreeSet<usize>) {
        let Judged { template, worlds, .. } = *judged;
        let mut stage = Stage::new(template, worlds, self.pins);
        let mut session = Session::new(self.rules, self.selected);
        let mut merge = Merge::default();
        let mut satisfied = None;
        let mut satisfying = BTreeSet::new();
        let mut incomplete = BTreeMap::new();
        for (number, world) in worlds.list.iter().enumerate() {
            let graph = stage.graph(world);
            let boundaries = boundary::only_boundaries(&graph);
            let variants = variants(world, &boundaries);
            let mut input = |part: &Graph, needs: &Needs| {
                let facts = stage.facts(part, &boundaries, |fact| needs.has(fact));
                let nothing = needs.only_facts() && facts.is_empty();
                (!nothing).then(|| stage.input(part, &facts, self.settings))
            };
            let said = session.evaluate(&graph, &variants, &mut input);
            satisfied.get_or_insert(said.satisfied);
            satisfying.extend(said.satisfying);
            for (rule, why) in said.incomplete {
                incomplete.entry(rule).or_insert(why);
            }
            for answer in said.answers {
                if !merge.again(number, &answer) {
                    merge.add(number, judged.placed(&answer, &graph), &answer);
                }
            }
        }
        for (rule, why) in incomplete {
            let Some(card) = self.rules.cards().get(rule) else { continue };
            let kind = ProblemKind::RuleIncomplete { rule: card.id.clone(), why };
            problems.push(Problem::at(kind, template.resources_span, "these resources"));
        }
        let findings = merge.finish(self.rules.cards(), self.severity, worlds);
        (findings, satisfied.unwrap_or_default(), satisfying)
    }
}

/// What is judged, in the shapes that it has.
struct Judged<'a> {
    documents: &'a [(Arc<str>, Document)],
    template: &'a Template,
    worlds: &'a Worlds,
}

impl Judged<'_> {
    fn placed(&self, answer: &Answer, graph: &Graph) -> Placed {
        let find = |place: &Place| locate(place, graph, self.documents, self.template.resources_span);
        let related =
            answer.related.iter().map(|(place, label)| RelatedPlace { span: find(place).span, label: label.clone() });
        Placed { located: find(&answer.place), related: related.collect() }
    }
}

/// Makes the graph and the `input` document of one world after the other, keeping what they share.
pub struct Stage<'t> {
    template: &'t Template,
    facts: TemplateFacts,
    builder: Builder,
    cache: InputCache,
    meanings: Meanings<'static>,
    /// Texts that hold credentials, by the address of the resource, which is kept.
    credentials: HashMap<*const Resource, (Arc<Resource>, BTreeSet<Arc<str>>)>,
    /// Those of the outputs.
    shown: Option<BTreeSet<Arc<str>>>,
    /// By address and by whether it is a boundary only; the resource is kept, so that its address stays its own.
    statements: HashMap<(*const Resource, bool), Stated>,
    /// By the addresses of the resources, which are kept.
    reachability: HashMap<Vec<*const Resource>, Reached>,
}

impl<'t> Stage<'t> {
    /// A stage for a template; its parameters and outputs are those of the defaults' world.
    pub fn new(template: &'t Template, worlds: &Worlds, pins: &Pins) -> Self {
        let mut resolver = worlds.defaults(template, pins);
        let mut outputs = Vec::new();
        for output in &template.outputs {
            if !resolver.holds(output.condition.as_ref()) {
                continue;
            }
            let Some(value) = resolver.value(&output.value) else { continue };
            let export = output.export.as_ref().and_then(|export| resolver.value(export));
            outputs.push(OutputFact { name: output.name.clone(), value, export });
        }
        let parameters = template.parameters.iter().map(|parameter| ParameterFact {
            name: parameter.name.clone(),
            type_: parameter.kind.clone(),
            no_echo: parameter.no_echo,
            default: parameter.default.as_ref().map(|(text, span)| Value::new(*span, ValueKind::Text(text.clone()))),
            allowed: parameter.allowed.clone(),
        });
        let facts = TemplateFacts { parameters: parameters.collect(), outputs };
        Self {
            template,
            facts,
            builder: Builder::default(),
            cache: InputCache::default(),
            meanings: Meanings::new(Catalogue::embedded()),
            statements: HashMap::new(),
            reachability: HashMap::new(),
            credentials: HashMap::new(),
            shown: None,
        }
    }

    /// The graph of a world.
    pub fn graph(&mut self, world: &World) -> Graph {
        self.builder.build(world.resources.clone())
    }

    /// The wanted facts of a graph, or of a part of one. `boundaries` are the policies that are boundaries and nothing
    /// else in the whole graph.
    pub fn facts(&mut self, part: &Graph, boundaries: &BTreeSet<Arc<str>>, wanted: impl Fn(&str) -> bool) -> Facts {
        let mut facts = Facts::default();
        if wanted("ingress") || wanted("egress") {
            let rules = security_group_rules(part);
            (facts.ingress, facts.egress) = (rules.ingress, rules.egress);
        }
        if wanted("statements") {
            for resource in &part.resources {
                let bounds = boundaries.contains(&resource.key);
                let meanings = &mut self.meanings;
                let (_, known) = self.statements.entry((Arc::as_ptr(resource), bounds)).or_insert_with(|| {
                    let found = statement::of_resource(resource, bounds);
                    (resource.clone(), found.iter().map(|statement| statement.to_rego(meanings)).collect())
                });
                facts.statements.extend(known.iter().cloned());
            }
        }
        if reachability::FACTS.iter().any(|fact| wanted(fact)) {
            facts.rows = self.reachability(part);
        }
        if wanted("principals") {
            facts.rows.insert("principals", effective::fact::principals(part));
        }
        if wanted("credentials") {
            facts.rows.insert("credentials", self.credentials(part));
        }
        if wanted("access") {
            facts.rows.insert("access", access::access(part));
        }
        if wanted("ineffective") {
            facts.rows.insert("ineffective", ineffective::ineffective(part));
        }
        if wanted("dangling") {
            facts.dangling = self.template.dangling.iter().filter_map(|found| dangling(found, part)).collect();
        }
        facts
    }

    /// The texts of resources and outputs that hold credentials.
    fn credentials(&mut self, part: &Graph) -> Vec<regorus::Value> {
        let outputs = self.shown.get_or_insert_with(|| {
            let mut found = BTreeSet::new();
            self.facts.outputs.iter().for_each(|output| credentials::collect(&output.value, &mut found));
            found
        });
        let mut found = outputs.clone();
        for resource in &part.resources {
            let (_, texts) = self.credentials.entry(Arc::as_ptr(resource)).or_insert_with(|| {
                let mut texts = BTreeSet::new();
                credentials::collect(&resource.properties, &mut texts);
                (resource.clone(), texts)
            });
            found.extend(texts.iter().cloned());
        }
        credentials::rows(&found)
    }

    /// The facts on reachability: views with the same network resources have the same ones.
    fn reachability(&mut self, part: &Graph) -> reachability::Rows {
        let network = |kind: &str| reachability::TYPES.binary_search(&kind).is_ok();
        let resources: Vec<_> = part.resources.iter().filter(|resource| network(&resource.kind)).cloned().collect();
        let key = resources.iter().map(Arc::as_ptr).collect();
        let compute = || (resources, reachability::rows(part));
        self.reachability.entry(key).or_insert_with(compute).1.clone()
    }

    /// The document that rules see of a graph, or of a part of one.
    pub fn input(&mut self, part: &Graph, facts: &Facts, settings: &serde_json::Value) -> regorus::Value {
        self.cache.to_input(part, facts, &self.facts, settings)
    }
}

/// A resource with its policy statements.
type Stated = (Arc<Resource>, Vec<regorus::Value>);

/// The resources of a network with their facts.
type Reached = (Vec<Arc<Resource>>, reachability::Rows);

/// The numbers of a world's resources, with a mark where another resource changes what a policy is.
fn variants(world: &World, boundaries: &BTreeSet<Arc<str>>) -> Vec<u32> {
    let numbered = world.resources.iter().zip(&world.signature);
    numbered.map(|(resource, number)| number << 1 | u32::from(boundaries.contains(&resource.key))).collect()
}

/// A dangling reference as a fact; `None` where this world does not have its resource.
fn dangling(found: &DanglingReference, graph: &Graph) -> Option<Dangling> {
    let (section, path, resource) = match &found.resource {
        Some(id) => {
            graph.resource(id)?;
            let below: Path = found.path.get(2..)?.to_vec();
            match below.split_first() {
                Some((Step::Key(first), rest)) if &**first == "Properties" => ("properties", rest.to_vec(), Some(id)),
                _ => ("attributes", below, Some(id)),
            }
        }
        None => ("template", found.path.clone(), None),
    };
    Some(Dangling { resource: resource.cloned(), section, path, name: found.name.clone(), kind: found.kind })
}

/// Values that the user gave for parameters that hold secrets.
pub fn given_secrets(template: &Template, pins: &Pins) -> Vec<Arc<str>> {
    let secret = template.parameters.iter().filter(|parameter| parameter.no_echo || is_secret_name(&parameter.name));
    secret.filter_map(|parameter| pins.parameters.get(&*parameter.name).map(|value| value.as_str().into())).collect()
}

/// Values that the user gave and the template does not allow.
pub fn given_parameters(template: &Template, pins: &Pins) -> Vec<Problem> {
    let given = template.parameters.iter().filter_map(|parameter| {
        let value = pins.parameters.get(&*parameter.name)?;
        let allowed = parameter.allowed.is_empty() || parameter.allowed.iter().any(|allowed| **allowed == **value);
        (!allowed).then(|| {
            let why = format!("does not allow the value given; it allows {}", parameter.allowed.join(", "));
            let kind = ProblemKind::GivenParameter { name: parameter.name.clone(), why };
            Problem::at(kind, parameter.span, "declared here")
        })
    });
    given.collect()
}
