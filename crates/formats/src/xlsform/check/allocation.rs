//! Which group, repeat or form each entity stands in.
//!
//! An entity is made once for each instance of the innermost repeat that any of its references stands in (its scope).
//! Its node wants to stand where its `save_to` are, and goes outwards, as far as the scope, where that is taken. What
//! lies between the node and its `save_to` belongs to it alone.

use std::collections::HashMap;

use sealform_types::Place;

use crate::xlsform::read::context::ReadContext;
use crate::xlsform::read::node::Node;

/// The form, its groups and its repeats. The form itself is number 0.
#[derive(Debug)]
pub struct Containers {
    all: Vec<Container>,
}

#[derive(Debug)]
struct Container {
    name: String,
    /// What is around it; itself for the form.
    around: usize,
    depth: usize,
    /// The innermost repeat around it or itself, else the form.
    scope: usize,
}

/// How a question and an entity belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// The question is saved to the entity.
    Saved,
    /// The entity names the question.
    Named,
}

/// Where something of an entity stands.
#[derive(Debug, Clone)]
pub struct Use {
    /// The container of the question.
    pub container: usize,
    /// Its place among all rows.
    pub order: usize,
    /// How the question and the entity belong together.
    pub relation: Relation,
    /// The cell.
    pub place: Place,
}

/// An entity with everything that refers to it.
#[derive(Debug)]
pub struct Claim<'a> {
    /// The name of its list.
    pub name: &'a str,
    /// Its cell.
    pub place: &'a Place,
    /// What refers to it.
    pub uses: Vec<Use>,
}

/// Where an entity may stand.
struct Request {
    claim: usize,
    scope: usize,
    wanted: usize,
    saves: Vec<usize>,
}

impl Containers {
    /// Only the form.
    pub fn new() -> Self {
        Self { all: vec![Container { name: String::new(), around: 0, depth: 0, scope: 0 }] }
    }

    /// Adds a group or repeat; gives its number.
    pub fn add(&mut self, node: &Node, around: usize) -> usize {
        let number = self.all.len();
        let (depth, scope) = self.all.get(around).map_or((0, 0), |outer| (outer.depth + 1, outer.scope));
        let scope = if node.is_repeat() { number } else { scope };
        self.all.push(Container { name: node.name.clone(), around, depth, scope });
        number
    }

    fn scope(&self, of: usize) -> usize {
        self.all.get(of).map_or(0, |container| container.scope)
    }

    fn depth(&self, of: usize) -> usize {
        self.all.get(of).map_or(0, |container| container.depth)
    }

    fn around(&self, of: usize) -> usize {
        self.all.get(of).map_or(0, |container| container.around)
    }

    /// How many repeats are around, this one counted.
    fn repeats(&self, of: usize) -> usize {
        let mut scope = self.scope(of);
        let mut repeats = 0;
        while scope != 0 {
            repeats += 1;
            scope = self.scope(self.around(scope));
        }
        repeats
    }

    /// From a container outwards to the form.
    fn outwards(&self, from: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(Some(from), |here| (*here != 0).then(|| self.around(*here)))
    }

    fn is_inside(&self, inner: usize, outer: usize) -> bool {
        self.outwards(inner).any(|here| here == outer)
    }

    /// The innermost container around both.
    fn common(&self, one: usize, other: usize) -> usize {
        self.outwards(one).find(|here| self.is_inside(other, *here)).unwrap_or(0)
    }

    fn shown(&self, scope: usize) -> String {
        match self.all.get(scope).filter(|_| scope != 0) {
            Some(container) => format!("the repeat `{}`", container.name),
            None => "the form".to_owned(),
        }
    }
}

/// Finds a place for each entity, and reports where there is none.
pub fn allocate(context: &mut ReadContext, containers: &Containers, claims: &[Claim<'_>]) {
    let mut requests = Vec::new();
    let mut order: Vec<(usize, &Claim<'_>)> = claims.iter().enumerate().collect();
    order.sort_by_key(|(_, claim)| claim.uses.iter().map(|one| one.order).min().unwrap_or(usize::MAX));
    for (number, claim) in order {
        let Some(request) = request(context, containers, number, claim) else { return };
        requests.push(request);
    }
    // One entity of the form itself stands at the root, wherever its questions are.
    if matches!(requests.as_slice(), [one] if one.scope == 0) {
        return;
    }
    // Scope by scope, and inside each in the order of the sheet.
    let scopes: Vec<usize> = requests.iter().map(|request| request.scope).collect();
    requests.sort_by_key(|one| (scopes.iter().position(|scope| *scope == one.scope), one.claim));
    let mut taken = HashMap::new();
    for request in &requests {
        if settle(containers, request, &mut taken) {
            continue;
        }
        let Some(claim) = claims.get(request.claim) else { continue };
        let scope = containers.shown(request.scope);
        let message = format!("no group is left for the entity list `{}` in {scope}", claim.name);
        let hint = "put the questions of each entity into a group of their own";
        return context.error("xlsform/entity-crowded", message, claim.place.clone(), hint);
    }
}

/// What an entity asks for; nothing where its references do not go together, which is reported.
fn request(context: &mut ReadContext, containers: &Containers, number: usize, claim: &Claim<'_>) -> Option<Request> {
    let mut uses: Vec<&Use> = claim.uses.iter().collect();
    uses.sort_by_key(|one| (one.order, one.relation != Relation::Saved));
    let scopes = uses.iter().map(|one| containers.scope(one.container));
    let scope = deepest(scopes, |scope| containers.repeats(*scope));
    let saves: Vec<usize> =
        uses.iter().filter(|one| one.relation == Relation::Saved).map(|one| one.container).collect();
    let wanted = match saves.split_first() {
        Some((first, rest)) => {
            let common = rest.iter().fold(*first, |common, one| containers.common(common, *one));
            let inner = saved_scope(containers, &uses);
            if containers.is_inside(common, inner) { common } else { inner }
        }
        None => {
            let own = uses.iter().map(|one| one.container).filter(|one| containers.scope(*one) == scope);
            deepest(own, |one| containers.depth(*one))
        }
    };
    let breach = uses.iter().find(|one| {
        let own = containers.scope(one.container);
        !containers.is_inside(scope, own) || (one.relation == Relation::Saved && own != containers.scope(wanted))
    });
    if let Some(breach) = breach {
        let (code, hint) = match breach.relation {
            Relation::Saved => ("xlsform/entity-save-scope", "save to one entity list from one repeat only"),
            Relation::Named => ("xlsform/entity-scope", "refer to questions of one repeat, or of what is around it"),
        };
        let scope = containers.shown(scope);
        let message = format!("the entity list `{}` belongs to {scope}, and this is outside it", claim.name);
        context.error(code, message, breach.place.clone(), hint);
        return None;
    }
    if !saves.is_empty() && containers.scope(wanted) != scope {
        let inner = containers.shown(scope);
        let message = format!("`{}` refers to questions of {inner}, but it is saved to outside of them", claim.name);
        let hint = "save to it inside the repeat, or do not refer to questions inside it";
        context.warning("xlsform/entity-save-scope", message, claim.place.clone(), hint);
    }
    Some(Request { claim: number, scope, wanted, saves })
}

/// The scope that the `save_to` decide for: that of the one which, row by row, went into a deeper scope than all before,
/// or stood deeper inside of it than the one before.
fn saved_scope(containers: &Containers, uses: &[&Use]) -> usize {
    let mut deepest: Option<usize> = None;
    let mut saved: Option<(usize, usize)> = None;
    for one in uses {
        let scope = containers.scope(one.container);
        let below = containers.depth(one.container) - containers.depth(scope);
        let deeper = deepest.is_none_or(|deepest| containers.repeats(scope) > containers.repeats(deepest));
        if deeper {
            deepest = Some(scope);
        }
        let further = saved.is_none_or(|(_, before)| deepest == Some(scope) && below > before);
        if one.relation == Relation::Saved && (deeper || further) {
            saved = Some((scope, below));
        }
    }
    saved.map_or(0, |(scope, _)| scope)
}

/// The first of those that lie deepest, else the form.
fn deepest(all: impl Iterator<Item = usize>, depth: impl Fn(&usize) -> usize) -> usize {
    all.reduce(|best, one| if depth(&one) > depth(&best) { one } else { best }).unwrap_or(0)
}

/// Takes the first free container from the wanted one outwards; whether there was one.
fn settle(containers: &Containers, request: &Request, taken: &mut HashMap<usize, usize>) -> bool {
    if !containers.is_inside(request.wanted, request.scope) {
        return true;
    }
    let mut way: Vec<usize> =
        containers.outwards(request.wanted).take_while(|here| containers.is_inside(*here, request.scope)).collect();
    if taken.contains_key(&request.wanted) && request.saves.iter().any(|save| taken.contains_key(save)) {
        way.clear();
    }
    let Some(here) = way.into_iter().find(|here| !taken.contains_key(here)) else { return false };
    taken.insert(here, request.claim);
    for save in &request.saves {
        let between = containers.outwards(*save).take_while(|one| containers.is_inside(*one, here));
        taken.extend(between.map(|one| (one, request.claim)));
    }
    true
}
