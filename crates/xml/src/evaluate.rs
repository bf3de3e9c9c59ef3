//! Evaluates an expression over a document.

use std::fmt;

use chrono::{DateTime, FixedOffset, NaiveDateTime};
use sealform_expression::{Context, EvalError, ListId, NoNames, Nodes, Purpose, Val, ValueRef};
use sealform_types::{Finding, Findings, Place};

use crate::findings::one;
use crate::names::Names;
use crate::tree::Document;
use crate::walk::World;
use crate::zone::Zone;

/// What surrounds an expression.
#[derive(Default)]
pub struct Setting<'a> {
    /// The place of the node that the expression belongs to: `/*[1]/*[2]`; the document by default.
    pub context: Option<&'a str>,
    /// The place that `/` begins at; the document by default.
    pub root: Option<&'a str>,
    /// The language of texts.
    pub language: Option<&'a str>,
    /// The moment of `now()` and `today()`; both are blank without one.
    pub at: Option<DateTime<FixedOffset>>,
    /// The clock's zone; UTC by default.
    pub zone: Option<Zone>,
    /// Where chance begins.
    pub seed: u64,
}

impl fmt::Debug for Setting<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Setting").field("context", &self.context).field("root", &self.root).finish_non_exhaustive()
    }
}

/// What an expression gave.
#[derive(Debug, Clone)]
pub struct Found {
    /// The value; of nodes, what each holds.
    pub value: Val,
    /// The places of the nodes, in document order, if the expression leads to nodes.
    pub nodes: Option<Vec<String>>,
    /// The names of the nodes.
    pub names: Vec<String>,
    /// The value as a number, in the zone.
    pub number: f64,
}

impl Document {
    /// Evaluates an expression.
    ///
    /// # Errors
    /// What is wrong with the expression; `xml/no-such-place` for a context or root that is not there;
    /// `expr/no-answer` where a function has none for what it was given, `expr/too-many-nodes` at the limit.
    pub fn evaluate(&self, expression: &str, setting: &Setting<'_>) -> Result<Found, Findings> {
        let names = Names::new(self);
        let (compiled, findings) = sealform_expression::compile(expression, &names, Purpose::Value, "");
        let Some(compiled) = compiled else { return Err(findings) };
        let root = self.find(setting.root)?;
        let here = match setting.context {
            None => root,
            context => self.find(context)?,
        };
        let world = World { document: self, root, here, meanings: names.meanings.take(), language: setting.language };
        let around = Around { world, setting };
        let nodes = compiled.nodes(&around).transpose().map_err(refused)?;
        let value = match &nodes {
            Some(nodes) => Val::Many(nodes.iter().map(|node| around.world.value(*node)).collect()),
            None => compiled.try_eval(&around).map_err(refused)?,
        };
        let number = value.to_number_in(&|local| around.seconds_east(local));
        let names = nodes.iter().flatten().map(|node| around.world.name(*node)).collect();
        let nodes = nodes.map(|nodes| nodes.iter().map(|node| self.place(node.index)).collect());
        Ok(Found { value, nodes, names, number })
    }

    fn find(&self, place: Option<&str>) -> Result<u32, Findings> {
        let Some(place) = place else { return Ok(0) };
        self.locate(place).ok_or_else(|| {
            let finding =
                Finding::error("xml/no-such-place", format!("there is no node at `{place}`"), Place::default());
            one(finding.hint("write a path such as `/data/visit[2]`"))
        })
    }
}

fn refused(error: EvalError) -> Findings {
    one(match error {
        EvalError::TooManyNodes => {
            let message = format!("the expression visits more than {} nodes", sealform_expression::MAX_NODES);
            Finding::error("expr/too-many-nodes", message, Place::default()).hint("select fewer nodes first")
        }
        EvalError::NoAnswer => {
            let message = "a function cannot be evaluated on its arguments";
            Finding::error("expr/no-answer", message, Place::default()).hint("pass it a value of the expected kind")
        }
    })
}

struct Around<'a> {
    world: World<'a>,
    setting: &'a Setting<'a>,
}

impl Context for Around<'_> {
    fn read(&self, reference: ValueRef) -> Val {
        match (reference, self.setting.at) {
            (NoNames::NOW, Some(at)) => Val::Moment(at),
            (NoNames::TODAY, Some(at)) => Val::Date(at.date_naive()),
            _ => Val::Blank,
        }
    }
    fn choice_label(&self, _: ListId, _: &str) -> Option<String> {
        None
    }
    fn nodes(&self) -> Option<&dyn Nodes> {
        Some(&self.world)
    }
    fn seconds_east(&self, local: NaiveDateTime) -> i32 {
        self.setting.zone.as_ref().map_or(0, |zone| zone(local))
    }
    fn before(&self) -> Val {
        self.world.here().map_or(Val::Blank, |here| self.world.value(here))
    }
    fn seed(&self) -> u64 {
        self.setting.seed
    }
}
