//! Which crate may depend on which.
//!
//! The order follows the flow of data; see `crates/README.md`. A new arrow is a change of architecture: it is made here, in a
//! commit of its own, with a reason.

use std::collections::BTreeSet;

/// A crate and what it may depend on.
#[derive(Debug)]
pub struct Layer {
    /// Its package name.
    pub name: &'static str,
    /// Packages of this workspace that it may name in `[dependencies]`.
    pub may_know: &'static [&'static str],
}

/// The allowed arrows.
pub const LAYERS: &[Layer] = &[
    Layer { name: "sealform-wire-derive", may_know: &[] },
    Layer { name: "sealform-types", may_know: &["sealform-wire-derive"] },
    Layer { name: "sealform-expression", may_know: &["sealform-types"] },
    Layer { name: "sealform-questionnaire", may_know: &["sealform-types"] },
    Layer { name: "sealform-protocol", may_know: &["sealform-types"] },
    Layer { name: "sealform-submission", may_know: &["sealform-types"] },
    Layer { name: "sealform-scoring", may_know: &["sealform-types", "sealform-questionnaire"] },
    Layer {
        name: "sealform-engine",
        may_know: &[
            "sealform-types",
            "sealform-expression",
            "sealform-questionnaire",
            "sealform-scoring",
            "sealform-protocol",
        ],
    },
    Layer { name: "sealform-ui", may_know: &["sealform-types", "sealform-protocol"] },
    Layer {
        name: "sealform-web",
        may_know: &[
            "sealform-types",
            "sealform-protocol",
            "sealform-engine",
            "sealform-expression",
            "sealform-ui",
            "sealform-submission",
            "sealform-receiver",
        ],
    },
    Layer {
        name: "sealform-receiver",
        may_know: &[
            "sealform-types",
            "sealform-protocol",
            "sealform-scoring",
            "sealform-engine",
            "sealform-submission",
        ],
    },
    Layer { name: "sealform-formats", may_know: &["sealform-types", "sealform-questionnaire", "sealform-expression"] },
    Layer { name: "sealform-xml", may_know: &["sealform-types", "sealform-expression"] },
    Layer { name: "sealform-serve", may_know: &[] },
    Layer { name: "sealform-cli", may_know: NATIVE },
    Layer { name: "sealform-tests", may_know: NATIVE },
    Layer { name: "sealform-e2e", may_know: &["sealform-serve"] },
    Layer { name: "glue", may_know: &[] },
    Layer { name: "xtask", may_know: &["sealform-serve"] },
];

/// Everything that runs outside browsers, and the UI, which draws the first page there.
const NATIVE: &[&str] = &[
    "sealform-types",
    "sealform-expression",
    "sealform-questionnaire",
    "sealform-scoring",
    "sealform-protocol",
    "sealform-engine",
    "sealform-submission",
    "sealform-receiver",
    "sealform-formats",
    "sealform-xml",
    "sealform-serve",
    "sealform-ui",
];

/// Crates that must never reach the Wasm that people download.
const NEVER_IN_WASM: &[&str] = &[
    "sealform-formats",
    "sealform-xml",
    "sealform-serve",
    "sealform-cli",
    "sealform-tests",
    "sealform-e2e",
    "glue",
    "xtask",
];

/// An arrow that somebody has drawn: who depends on whom.
pub type Arrow<'a> = (&'a str, &'a str);

/// What is wrong with the arrows of a workspace, one sentence each.
pub fn violations(members: &[&str], arrows: &[Arrow]) -> Vec<String> {
    let mut found = Vec::new();
    for member in members {
        if layer(member).is_none() {
            found.push(format!("`{member}` is not in the table of `crates/xtask/src/layers.rs`"));
        }
    }
    for (from, to) in arrows {
        if layer(from).is_some_and(|layer| !layer.may_know.contains(to)) {
            found.push(format!("`{from}` must not depend on `{to}`"));
        }
    }
    let wasm = reach("sealform-web", arrows);
    found.extend(
        NEVER_IN_WASM
            .iter()
            .filter(|name| wasm.contains(*name))
            .map(|name| format!("`{name}` reaches the browser's Wasm")),
    );
    found
}

fn layer(name: &str) -> Option<&'static Layer> {
    LAYERS.iter().find(|layer| layer.name == name)
}

fn reach<'a>(from: &'a str, arrows: &[Arrow<'a>]) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::from([from]);
    let mut open = vec![from];
    while let Some(name) = open.pop() {
        open.extend(
            arrows.iter().filter(|(source, _)| *source == name).map(|(_, to)| *to).filter(|to| reached.insert(to)),
        );
    }
    reached
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_points_one_way() {
        let arrows: Vec<Arrow> =
            LAYERS.iter().flat_map(|layer| layer.may_know.iter().map(|to| (layer.name, *to))).collect();
        for layer in LAYERS {
            for known in layer.may_know {
                assert!(!reach(known, &arrows).contains(layer.name), "{} and {known} know each other", layer.name);
            }
        }
        assert!(violations(&LAYERS.iter().map(|layer| layer.name).collect::<Vec<_>>(), &arrows).is_empty());
    }

    #[test]
    fn a_forbidden_arrow_is_named() {
        let found = violations(&["sealform-ui", "sealform-engine"], &[("sealform-ui", "sealform-engine")]);
        assert_eq!(found, ["`sealform-ui` must not depend on `sealform-engine`"]);
    }

    #[test]
    fn a_crate_without_a_place_is_named() {
        let found = violations(&["sealform-new"], &[("sealform-new", "sealform-types")]);
        assert_eq!(found, ["`sealform-new` is not in the table of `crates/xtask/src/layers.rs`"]);
    }

    #[test]
    fn the_server_never_reaches_the_wasm() {
        let arrows = [("sealform-web", "sealform-ui"), ("sealform-ui", "sealform-serve")];
        assert!(violations(&[], &arrows).contains(&"`sealform-serve` reaches the browser's Wasm".to_owned()));
    }
}
