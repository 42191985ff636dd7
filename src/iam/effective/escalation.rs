//! Who can give itself more than it was given, and how.
//!
//! Each identity is asked for each way of the table ([`methods`](super::methods)). Whoever can become an administrator is
//! worth becoming in turn, so the asking is repeated until nothing is added: an assume-role chain of any length comes out.

use super::identity::{Identity, identities};
use super::methods::{METHODS, Method};
use super::target::{ASSUME, Gain, Powers, Target};
use super::ways::{Way, admin_places, ways};
use crate::graph::Graph;
use crate::resolve::value::Path;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

/// How often who can become powerful is asked anew. Longer chains than that are cut.
const ROUNDS: usize = 8;

/// So many roles that an identity can assume are named.
const CHAINS: usize = 3;

/// One way to more permissions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Escalation {
    /// Its name, a slug.
    pub name: &'static str,
    /// What is done, step by step.
    pub steps: Vec<String>,
    /// Where the permissions stand that it takes; the first one decides.
    pub places: Vec<(Arc<str>, Path)>,
    /// Why it may come to nothing.
    pub undetermined: Option<String>,
}

/// What was found out about the identities of a graph.
pub struct Found<'g> {
    /// The identities, and which of them are powerful.
    pub powers: Powers<'g>,
    /// Where each administrator is made one.
    pub admins: BTreeMap<Arc<str>, Vec<(Arc<str>, Path)>>,
    /// The ways of each identity that is no administrator.
    pub escalations: BTreeMap<Arc<str>, Vec<Escalation>>,
}

/// Finds the administrators of a graph, and who can become one.
pub fn find(graph: &Graph) -> Found<'_> {
    let identities = identities(graph);
    let admins: BTreeMap<Arc<str>, Vec<(Arc<str>, Path)>> = identities
        .iter()
        .map(|(key, identity)| (Arc::clone(key), admin_places(graph, identity)))
        .filter(|(_, places)| !places.is_empty())
        .collect();
    let mut powers = Powers::new(graph, identities);
    powers.powerful.extend(admins.keys().cloned());
    let mut escalations = BTreeMap::new();
    for _ in 0..ROUNDS {
        // Who is known to have a way is not asked again.
        let found = round(&powers);
        let sure = |found: &&Vec<Escalation>| found.iter().any(|one| one.undetermined.is_none());
        let can: Vec<Arc<str>> =
            found.iter().filter(|(_, found)| sure(found)).map(|(key, _)| Arc::clone(key)).collect();
        escalations.extend(found);
        if can.is_empty() {
            break;
        }
        powers.powerful.extend(can);
    }
    without_those_of_groups(&powers, &mut escalations);
    Found { powers, admins, escalations }
}

/// The ways of those who are not powerful yet.
fn round(powers: &Powers<'_>) -> BTreeMap<Arc<str>, Vec<Escalation>> {
    let others = powers.identities.iter().filter(|(key, _)| !powers.powerful.contains(*key));
    let mut found = BTreeMap::new();
    for (key, identity) in others {
        let by_table = METHODS.iter().filter_map(|method| escalation(powers, identity, method));
        let all: Vec<Escalation> = by_table.chain(chains(powers, identity)).collect();
        if !all.is_empty() {
            found.insert(Arc::clone(key), all);
        }
    }
    found
}

/// What a user has from its group is said of the group.
fn without_those_of_groups(powers: &Powers<'_>, escalations: &mut BTreeMap<Arc<str>, Vec<Escalation>>) {
    let of_groups: BTreeMap<Arc<str>, Vec<Escalation>> = escalations
        .iter()
        .filter(|(key, _)| powers.identities.get(*key).is_some_and(|identity| identity.is("Group")))
        .map(|(key, found)| (Arc::clone(key), found.clone()))
        .collect();
    for (key, found) in escalations.iter_mut() {
        let groups = powers.identities.get(key).map(|identity| identity.groups.as_slice()).unwrap_or_default();
        let said = |one: &Escalation| {
            let same = |other: &Escalation| other.name == one.name && other.places == one.places;
            groups.iter().filter_map(|group| of_groups.get(group)).flatten().any(same)
        };
        found.retain(|one| !said(one));
    }
    escalations.retain(|_, found| !found.is_empty());
}

/// One way of the table, if an identity has it or may have it.
fn escalation(powers: &Powers<'_>, me: &Identity, method: &Method) -> Option<Escalation> {
    let (first, rest) = method.calls.split_first()?;
    // Cheap for those that have nothing of it, which are nearly all.
    let named = |group: &&[&str]| group.iter().any(|action| me.may(&action.to_ascii_lowercase()));
    if !method.calls.iter().all(named) {
        return None;
    }
    let mut best: Option<(Gain, Way)> = None;
    for way in first.iter().flat_map(|action| ways(powers.graph, me, action)) {
        if let (Target::Passed(service), Some(services)) = (method.target, &way.passed_to)
            && !services.iter().any(|passed| crate::iam::pattern::covers(passed, service))
        {
            continue;
        }
        let gains = way.resources.iter().map(|resource| powers.gain(me, method.target, resource.as_deref()));
        let Some(gain) = gains.min() else { continue };
        let doubt = |way: &Way, gain: &Gain| way.doubt.is_some() || !matches!(gain, Gain::Sure(_));
        if gain != Gain::Nothing && best.as_ref().is_none_or(|(old, from)| doubt(from, old) && !doubt(&way, &gain)) {
            best = Some((gain, way));
        }
    }
    let (gain, way) = best?;
    let mut places = vec![(way.owner, way.path)];
    let mut doubt = way.doubt;
    for group in rest {
        let mut found: Vec<Way> = group.iter().flat_map(|action| ways(powers.graph, me, action)).collect();
        found.sort_by_key(|way| way.doubt.is_some());
        let way = found.into_iter().next()?;
        places.push((way.owner, way.path));
        doubt = doubt.or(way.doubt);
    }
    let (target, doubt) = match gain {
        Gain::Sure(target) => (target, doubt),
        Gain::Doubtful(why) => (String::new(), Some(why)),
        Gain::Nothing => return None,
    };
    let steps = method.steps.iter().map(|step| step.replace("{}", if target.is_empty() { "it" } else { &target }));
    places.dedup();
    Some(Escalation { name: method.name, steps: steps.collect(), places, undetermined: doubt })
}

/// Roles worth becoming that an identity can assume, in the order of their keys.
fn chains<'p>(powers: &'p Powers<'_>, me: &'p Identity) -> impl Iterator<Item = Escalation> + 'p {
    let own: OnceCell<Rc<[Way]>> = OnceCell::new();
    let roles = powers.powerful.iter().filter_map(|key| powers.identities.get(key));
    let assumed = roles.filter(|role| role.is("Role")).filter_map(move |role| {
        let own = || Rc::clone(own.get_or_init(|| ways(powers.graph, me, ASSUME).into()));
        let (owner, path, undetermined) = powers.can_assume(me, role, own)?;
        let steps = vec![
            format!("assumes role {} (sts:AssumeRole)", role.resource.id),
            format!("has what role {} has, or can get", role.resource.id),
        ];
        Some(Escalation { name: "assume-role", steps, places: vec![(owner, path)], undetermined })
    });
    assumed.take(CHAINS)
}
