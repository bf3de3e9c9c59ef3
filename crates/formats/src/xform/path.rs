//! Absolute and relative paths to nodes of the primary instance.

/// The absolute path that a reference means, seen from the node at `context` (`/data/group`).
///
/// Prefixes and predicates of steps are left out: they say which instance, not which node. `None` where it is no plain
/// path.
pub(super) fn resolve(context: &str, reference: &str) -> Option<String> {
    let reference = reference.trim();
    let mut steps: Vec<&str> = Vec::new();
    let relative = match reference.strip_prefix('/') {
        Some(absolute) => absolute,
        None => {
            steps.extend(context.split('/').filter(|step| !step.is_empty()));
            let relative = reference.strip_prefix("current()").unwrap_or(reference).trim_start();
            relative.strip_prefix('/').unwrap_or(relative)
        }
    };
    let plain = without_predicates(relative)?;
    for step in plain.split('/') {
        match step.trim() {
            "." => {}
            ".." => drop(steps.pop()?),
            name => steps.push(plain_name(name)?),
        }
    }
    (!steps.is_empty()).then(|| steps.iter().flat_map(|step| ["/", step]).collect())
}

/// A step without its prefix, where it is a plain name.
fn plain_name(step: &str) -> Option<&str> {
    let local = step.rsplit_once(':').map_or(step, |(_, local)| local);
    let is_plain = !local.is_empty() && local.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
    is_plain.then_some(local)
}

/// The text without what stands in square brackets.
fn without_predicates(text: &str) -> Option<String> {
    let (mut plain, mut depth, mut quote) = (String::new(), 0_u32, None);
    for sign in text.chars() {
        match (quote, sign) {
            (Some(open), _) if open == sign => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') if depth > 0 => quote = Some(sign),
            (None, '[') => depth += 1,
            (None, ']') => depth = depth.checked_sub(1)?,
            (None, _) if depth == 0 => plain.push(sign),
            (None, _) => {}
        }
    }
    (depth == 0 && quote.is_none()).then_some(plain)
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
