//! Functions that the page around a form computes, and what they gave.

use std::cell::RefCell;
use std::rc::Rc;

use sealform_expression::Val;
use sealform_types::Json;

use crate::given;

/// Computes the functions that a page registers: from a name and arguments the value, or nothing where the page has no such
/// function or no answer. It is called again where an argument changes, so it should give the same for the same arguments.
///
/// # Example
/// ```
/// use sealform_engine::HostFunctions;
/// use sealform_types::Json;
/// let functions = HostFunctions::new(|name, arguments| match name {
///     "double" => Some(Json::Integer(2 * arguments.first()?.as_integer()?)),
///     _ => None,
/// });
/// # drop(functions);
/// ```
#[derive(Clone, Default)]
pub struct HostFunctions(Option<Rc<Compute>>);

type Compute = dyn Fn(&str, &[Json]) -> Option<Json>;

impl HostFunctions {
    /// Functions that are computed like this.
    pub fn new(compute: impl Fn(&str, &[Json]) -> Option<Json> + 'static) -> Self {
        Self(Some(Rc::new(compute)))
    }

    /// Of a session around which there is no page.
    pub fn none() -> Self {
        Self(None)
    }
}

impl std::fmt::Debug for HostFunctions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.0.is_some() { "HostFunctions(…)" } else { "HostFunctions(none)" })
    }
}

/// One call, with what it gave.
#[derive(Debug, PartialEq)]
pub(crate) struct HostCall {
    name: String,
    arguments: Vec<Json>,
    value: Json,
}

impl HostCall {
    /// As the fact `functions` lists it.
    pub fn to_json(&self) -> Json {
        Json::Object(vec![
            ("args".to_owned(), Json::Array(self.arguments.clone())),
            ("name".to_owned(), Json::from(self.name.as_str())),
            ("value".to_owned(), self.value.clone()),
        ])
    }

    fn read(json: &Json) -> Option<Self> {
        let (name, arguments) = (json.get("name")?.as_str()?.to_owned(), json.get("args")?.as_array()?.to_vec());
        Some(Self { name, arguments, value: json.get("value")?.clone() })
    }
}

/// Calls whose answers are still known: a page need not be asked twice, and a replay asks nobody.
const REMEMBERED: usize = 1000;

/// Who computes, and what was computed.
#[derive(Debug, Default)]
pub(crate) struct HostCalls {
    functions: HostFunctions,
    known: RefCell<Vec<Rc<HostCall>>>,
    /// Those made since they were last taken.
    made: RefCell<Vec<Rc<HostCall>>>,
}

impl HostCalls {
    pub fn new(functions: HostFunctions) -> Self {
        Self { functions, ..Self::default() }
    }

    pub fn functions(&self) -> &HostFunctions {
        &self.functions
    }

    /// Takes over what the fact `functions` of a sealed file lists.
    pub fn recall(&mut self, fact: Option<&Json>) {
        let calls = fact.and_then(Json::as_array).unwrap_or_default();
        self.known.borrow_mut().extend(calls.iter().filter_map(HostCall::read).map(Rc::new));
    }

    /// What a call gives.
    pub fn call(&self, name: &str, arguments: &[Val]) -> Val {
        let arguments: Vec<Json> = arguments.iter().map(given::to_json).collect();
        let is_it = |call: &&Rc<HostCall>| call.name == name && call.arguments == arguments;
        let known = self.known.borrow().iter().find(is_it).cloned();
        let Some(call) = known.or_else(|| self.compute(name, arguments)) else { return Val::Blank };
        self.made.borrow_mut().push(Rc::clone(&call));
        given::from_json(&call.value)
    }

    fn compute(&self, name: &str, arguments: Vec<Json>) -> Option<Rc<HostCall>> {
        let value = given::sealable(self.functions.0.as_ref()?(name, &arguments)?)?;
        let call = Rc::new(HostCall { name: name.to_owned(), arguments, value });
        let mut known = self.known.borrow_mut();
        if known.len() == REMEMBERED {
            known.clear();
        }
        known.push(Rc::clone(&call));
        Some(call)
    }

    /// Whether no call was made since [`HostCalls::take_made`].
    pub fn has_made_none(&mut self) -> bool {
        self.made.get_mut().is_empty()
    }

    /// The calls made since this was last asked.
    pub fn take_made(&self) -> Vec<Rc<HostCall>> {
        self.made.take()
    }
}
