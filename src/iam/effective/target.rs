//! What an action of an escalation acts on, and whether there is anything to gain from it.

use super::identity::Identity;
use super::names::{self, has_hole, shown, takes_in};
use super::ways::{Way, place_of, ways};
use crate::graph::{Graph, Resource};
use crate::iam::pattern::overlaps;
use crate::iam::statement::Effect;
use crate::resolve::value::Path;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;
use std::sync::Arc;

/// What the first call of a way acts on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A role that is passed to this service.
    Passed(&'static str),
    /// A role whose trust policy is written.
    Trust,
    /// A role whose permissions are written.
    RolePolicy,
    /// A user whose permissions are written.
    UserPolicy,
    /// A group whose permissions are written.
    GroupPolicy,
    /// A user for whom credentials are made.
    UserCredential,
    /// A group that gets a member.
    GroupMember,
    /// A managed policy that is written.
    PolicyVersion,
    /// A Lambda function with its role.
    Function,
    /// An instance with its role.
    Instance,
    /// Something else that runs with a role of its own.
    Service,
}

/// Whether acting on a resource gains anything.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gain {
    /// It does; what it is in words.
    Sure(String),
    /// It may; why that is not known.
    Doubtful(String),
    /// It does not.
    Nothing,
}

/// The identities of a graph and which of them are worth becoming.
pub struct Powers<'g> {
    /// The graph.
    pub graph: &'g Graph,
    /// All identities.
    pub identities: BTreeMap<Arc<str>, Identity>,
    /// The keys of those that are administrators, or can become one.
    pub powerful: BTreeSet<Arc<str>>,
    /// What a pattern of a statement takes in, by type; only ever asked for one pattern.
    taken: RefCell<HashMap<(&'static str, String), Vec<usize>>>,
    /// The ARNs of the graph's resources that can be acted on.
    arns: Vec<(usize, &'static str, String)>,
}

/// What a role is assumed with.
pub const ASSUME: &str = "sts:AssumeRole";

/// The types whose resources can be acted on.
const ACTED_ON: [&str; 6] = [
    "AWS::IAM::Role",
    "AWS::IAM::User",
    "AWS::IAM::Group",
    "AWS::IAM::ManagedPolicy",
    "AWS::Lambda::Function",
    "AWS::EC2::Instance",
];

impl Target {
    /// The service of its ARNs, what their resource part begins with, the type, and the word.
    fn form(self) -> (&'static str, &'static str, &'static str, &'static str) {
        match self {
            Self::Passed(_) | Self::Trust | Self::RolePolicy => ("iam", "role/", "AWS::IAM::Role", "role"),
            Self::UserPolicy | Self::UserCredential => ("iam", "user/", "AWS::IAM::User", "user"),
            Self::GroupPolicy | Self::GroupMember => ("iam", "group/", "AWS::IAM::Group", "group"),
            Self::PolicyVersion => ("iam", "policy/", "AWS::IAM::ManagedPolicy", "managed policy"),
            Self::Function => ("lambda", "function:", "AWS::Lambda::Function", "function"),
            Self::Instance => ("ec2", "instance/", "AWS::EC2::Instance", "instance"),
            Self::Service => ("*", "", "", "endpoint or notebook"),
        }
    }
}

impl<'g> Powers<'g> {
    /// The identities of a graph, of which nobody is powerful yet.
    pub fn new(graph: &'g Graph, identities: BTreeMap<Arc<str>, Identity>) -> Self {
        let arn = |(at, resource): (usize, &Arc<Resource>)| {
            let kind = ACTED_ON.iter().find(|kind| **kind == &*resource.kind)?;
            Some((at, *kind, names::arn(graph, resource)))
        };
        let arns = graph.resources.iter().enumerate().filter_map(arn).collect();
        Self { graph, identities, powerful: BTreeSet::new(), taken: RefCell::default(), arns }
    }

    /// The resources of a type that a pattern takes in.
    fn taken_in(&self, kind: &'static str, pattern: &str) -> Vec<&'g Arc<Resource>> {
        let mut taken = self.taken.borrow_mut();
        let found = taken.entry((kind, pattern.to_owned())).or_insert_with(|| {
            let of_kind = self.arns.iter().filter(|(_, of, _)| *of == kind);
            of_kind.filter(|(.., arn)| takes_in(pattern, arn)).map(|(at, ..)| *at).collect()
        });
        found.iter().filter_map(|at| self.graph.resources.get(*at)).collect()
    }

    /// What an identity gains by acting on a resource, as a statement writes it.
    pub fn gain(&self, me: &Identity, target: Target, resource: Option<&str>) -> Gain {
        let (service, before, kind, word) = target.form();
        let Some(resource) = resource else {
            return Gain::Doubtful(format!("which {word} it is allowed on is not known"));
        };
        if target == Target::Service {
            let all = resource.rsplit([':', '/']).next() == Some("*");
            return if all { Gain::Sure(format!("any {word}")) } else { Gain::Nothing };
        }
        // A name that no pattern takes in but one that takes in all.
        let any = format!("arn:aws:{service}:\u{1}\u{2}:\u{1}\u{2}:{before}\u{3}");
        if takes_in(resource, &any) {
            return self.gain_of_any(me, target, word);
        }
        let known = self.taken_in(kind, resource).into_iter().map(|found| self.gain_of(me, target, found));
        known.min().unwrap_or_else(|| self.gain_elsewhere(target, resource))
    }

    fn gain_of_any(&self, me: &Identity, target: Target, word: &str) -> Gain {
        let own = match target {
            Target::RolePolicy => me.is("Role"),
            Target::UserPolicy => me.is("User"),
            _ => false,
        };
        Gain::Sure(if own { format!("its own {word}") } else { format!("any {word}") })
    }

    /// A pattern that takes in nothing of the graph: another account's, another stack's, or another type's.
    fn gain_elsewhere(&self, target: Target, resource: &str) -> Gain {
        let (service, before, _, word) = target.form();
        let mut fields = resource.splitn(6, ':');
        let is_arn = fields.next() == Some("arn");
        if !is_arn {
            let unknown = has_hole(resource);
            let why = format!("whether {} is a powerful {word} is not known", shown(resource));
            return if unknown { Gain::Doubtful(why) } else { Gain::Nothing };
        }
        let (found, part) = (fields.nth(1).unwrap_or_default(), fields.nth(2).unwrap_or_default());
        let other_type = !has_hole(part) && !overlaps(part, &format!("{before}*"));
        if !(overlaps(found, service) || has_hole(found)) || other_type {
            return Gain::Nothing;
        }
        // Who may make keys and passwords for itself gains nothing.
        if part.contains("${aws:username}") {
            let own = target == Target::UserPolicy;
            return if own { Gain::Sure("its own user".to_owned()) } else { Gain::Nothing };
        }
        Gain::Doubtful(format!("what {} may do is not known", shown(resource)))
    }

    fn gain_of(&self, me: &Identity, target: Target, found: &Arc<Resource>) -> Gain {
        let named = |word: &str| Gain::Sure(format!("{word} {}", found.id));
        let bounded = !matches!(me.boundary, super::identity::Boundary::None);
        let itself = me.key() == &found.key;
        match target {
            Target::Passed(service) => match self.identities.get(&found.key) {
                Some(role) if !itself && trusts_service(role, service) => self.gain_of_role(role),
                _ => Gain::Nothing,
            },
            Target::Trust => match self.identities.get(&found.key) {
                Some(role) if !itself => self.gain_of_role(role),
                _ => Gain::Nothing,
            },
            Target::RolePolicy if itself && !bounded => Gain::Sure("its own role".to_owned()),
            Target::RolePolicy if !itself => match self.identities.get(&found.key) {
                Some(role) if self.can_assume(me, role, || ways(self.graph, me, ASSUME).into()).is_some() => {
                    Gain::Sure(format!("role {}, which it can assume", found.id))
                }
                _ => Gain::Nothing,
            },
            Target::UserPolicy if itself && !bounded => Gain::Sure("its own user".to_owned()),
            Target::GroupPolicy if (itself || me.groups.contains(&found.key)) && !bounded => {
                Gain::Sure("its own group".to_owned())
            }
            Target::UserCredential if !itself && self.powerful.contains(&found.key) => named("user"),
            Target::GroupMember if self.powerful.contains(&found.key) => named("group"),
            Target::PolicyVersion if me.policies.contains(&found.key) && !bounded => {
                Gain::Sure(format!("managed policy {}, which it has", found.id))
            }
            Target::Function => self.gain_of_runner(me, found, "Role", "function"),
            Target::Instance => self.gain_of_runner(me, found, "IamInstanceProfile", "instance"),
            _ => Gain::Nothing,
        }
    }

    fn gain_of_role(&self, role: &Identity) -> Gain {
        if self.powerful.contains(role.key()) {
            Gain::Sure(format!("role {}", role.resource.id))
        } else if role.gaps.is_empty() {
            Gain::Nothing
        } else {
            Gain::Doubtful(format!("what role {} may do is not known", role.resource.id))
        }
    }

    /// What runs with a role that a property leads to.
    fn gain_of_runner(&self, me: &Identity, found: &Arc<Resource>, property: &str, word: &str) -> Gain {
        let Some(value) = found.properties.get(property) else { return Gain::Nothing };
        let role = names::find(self.graph, "AWS::IAM::Role", value).or_else(|| {
            let profile = names::find(self.graph, "AWS::IAM::InstanceProfile", value)?;
            let roles = profile.properties.get("Roles")?;
            let first = roles.step(&crate::resolve::value::Step::Index(0)).unwrap_or(roles);
            names::find(self.graph, "AWS::IAM::Role", first)
        });
        match role.and_then(|role| self.identities.get(&role.key)) {
            Some(role) if role.key() == me.key() => Gain::Nothing,
            Some(role) => match self.gain_of_role(role) {
                Gain::Sure(role) => Gain::Sure(format!("{word} {}, which has {role}", found.id)),
                other => other,
            },
            None => Gain::Doubtful(format!("the role of {word} {} is not known", found.id)),
        }
    }

    /// Where it stands that an identity can assume a role of its account, with a doubt: in the trust policy alone, if that
    /// names the identity, or in one of `own`, the identity's ways to call `sts:AssumeRole`.
    pub fn can_assume(
        &self,
        me: &Identity,
        role: &Identity,
        own: impl FnOnce() -> Rc<[Way]>,
    ) -> Option<(Arc<str>, Path, Option<String>)> {
        if me.key() == role.key() {
            return None;
        }
        let mut by_account = false;
        for statement in role.trust.iter().filter(|statement| statement.effect == Some(Effect::Allow)) {
            if place_of(statement, "sts:assumerole").is_none() || !statement.conditions.is_empty() {
                continue;
            }
            for principal in statement.principals.iter().filter(|principal| matches!(&*principal.kind, "AWS" | "*")) {
                let Some(text) = names::text(self.graph, &principal.value) else { continue };
                if text != "*" && takes_in(&text, &me.arn) {
                    return Some((Arc::clone(role.key()), principal.path.clone(), None));
                }
                by_account |= text == "*" || text.ends_with(":root") || !text.contains(':');
            }
        }
        if !by_account {
            return None;
        }
        let own = own();
        let mut reaching = own.iter().filter(|way| {
            way.resources.iter().flatten().any(|resource| {
                let taken = self.taken_in("AWS::IAM::Role", resource);
                taken.iter().any(|found| found.key == *role.key())
            })
        });
        reaching.next().map(|way| (Arc::clone(&way.owner), way.path.clone(), way.doubt.clone()))
    }
}

/// Whether a service may assume a role; where the trust policy is not known, it may.
fn trusts_service(role: &Identity, service: &str) -> bool {
    let mut trusted = role.trust.iter().filter(|statement| statement.effect == Some(Effect::Allow));
    trusted.any(|statement| {
        statement.principals.iter().any(|principal| match principal.value.as_text() {
            Some(text) => &**text == "*" || text.eq_ignore_ascii_case(service),
            None => &*principal.kind == "Service",
        })
    })
}
