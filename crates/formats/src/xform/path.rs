//! Absolute and relative paths to nodes of the primary instance.

use sealform_expression::{PathFrom, StepTo, SyntaxPath, parse_qualified};

/// The absolute path that a reference means, seen from the node at `context` (`/data/group`). `None` where it is no path.
pub(super) fn resolve(context: &str, reference: &str) -> Option<String> {
    target(context, &parse_qualified(reference, "").ok()?.syntax().path()?)
}

/// Where a path leads to, seen from the node at `context`.
///
/// Prefixes and predicates of steps are left out: they say which instance, not which node. `None` where it leads to no
/// node of the primary instance.
pub(super) fn target(context: &str, path: &SyntaxPath<'_>) -> Option<String> {
    let mut steps: Vec<&str> = match path.from {
        PathFrom::Root => Vec::new(),
        PathFrom::Here | PathFrom::Current => context.split('/').filter(|step| !step.is_empty()).collect(),
        PathFrom::Instance(_) | PathFrom::Question(_) | PathFrom::Other => return None,
    };
    for step in &path.steps {
        match step.to {
            StepTo::Here => {}
            StepTo::Parent => drop(steps.pop()?),
            StepTo::Child(name) if name.starts_with('@') => return None,
            StepTo::Child(name) => steps.push(local(name)),
            StepTo::Any => return None,
        }
    }
    (!steps.is_empty()).then(|| steps.iter().flat_map(|step| ["/", step]).collect())
}

/// The name of a step without its prefix.
pub(super) fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// The path of the node above; empty above the root.
pub(super) fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(above, _)| above)
}

/// The last step.
pub(super) fn name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::resolve;

    #[test]
    fn references_are_resolved_from_where_they_stand() {
        let from = |reference| resolve("/data/group", reference);
        assert_eq!(from("/data/a").as_deref(), Some("/data/a"));
        assert_eq!(from("a").as_deref(), Some("/data/group/a"));
        assert_eq!(from("./a").as_deref(), Some("/data/group/a"));
        assert_eq!(from("../a").as_deref(), Some("/data/a"));
        assert_eq!(from("current()/../a").as_deref(), Some("/data/a"));
        assert_eq!(from("/data/rep[@id = ']'][2]/orx:a").as_deref(), Some("/data/rep/a"));
        assert_eq!(from(".").as_deref(), Some("/data/group"));
        for bad in ["../../../a", "//a", "a + b", "", "a[", "count(a)"] {
            assert_eq!(from(bad), None, "{bad}");
        }
    }
}
