//! Content security policies: what guides print and pages hold is what `sealform serve` sends.

use sealform_serve::{content_security_policy, meta_policy};

/// Where guides send to.
const TARGET: &str = "https://agency.example";
/// What begins a policy, wherever one is written.
const FIRST: &str = "default-src ";
/// Pages that people copy or load; those of tests are served under the policy.
const PAGES: [&str; 2] = ["www/site/", "www/docs/"];

/// What is wrong with the policies of a file: guides print them as a block of their own, pages hold one.
pub fn found(name: &str, text: &str) -> Vec<String> {
    if name.ends_with(".md") {
        let wanted = content_security_policy(&[TARGET.to_owned()]);
        let fault = format!("a guide prints the policy as a block of its own: `{wanted}`");
        let lines = lines_of_others(text, &wanted);
        lines.map(|line| format!("{name}:{line}: {fault}")).collect()
    } else if name.ends_with(".html") && PAGES.iter().any(|folder| name.starts_with(folder)) {
        in_page(text, &meta_policy(&[])).into_iter().map(|fault| format!("{name}: {fault}")).collect()
    } else {
        Vec::new()
    }
}

/// Lines of a guide that begin a policy other than the wanted one, or one inside a sentence.
fn lines_of_others<'a>(text: &'a str, wanted: &'a str) -> impl Iterator<Item = usize> + 'a {
    let mut line = 1;
    text.split("```").enumerate().filter_map(move |(index, part)| {
        let begin = line;
        line += part.matches('\n').count();
        let found = part.lines().position(|line| line.contains(FIRST))?;
        let is_code = index % 2 == 1;
        let is_wanted = is_code && part.split_whitespace().collect::<Vec<_>>().join(" ") == wanted;
        (!is_wanted).then_some(begin + found)
    })
}

fn in_page(text: &str, wanted: &str) -> Option<String> {
    let meta = format!(r#"<meta http-equiv="Content-Security-Policy" content="{wanted}">"#);
    let is_plain = !text.contains("<script>") && !text.contains("<style") && !text.contains(" style=");
    match (text.contains(&meta), is_plain) {
        (false, _) => Some(format!("a page holds the policy: `{meta}`")),
        (true, false) => Some("its policy allows no script, style or attribute `style` inside the page".to_owned()),
        (true, true) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guide_prints_what_is_sent() {
        let policy = content_security_policy(&[TARGET.to_owned()]);
        let broken = policy.replace("; connect-src", ";\nconnect-src");
        assert_eq!(found("a.md", &format!("Text.\n\n```\n{broken}\n```\n")), Vec::<String>::new());
        for weaker in ["frame-ancestors 'none'; ", "base-uri 'none'; ", "form-action 'none'; "] {
            let found = found("a.md", &format!("Text.\n\n```\n{}\n```\n", policy.replace(weaker, "")));
            assert_eq!(found.len(), 1, "{weaker}");
            assert!(found[0].starts_with("a.md:4: a guide prints"), "{}", found[0]);
        }
        assert_eq!(found("a.md", "Say `default-src 'none'` and be done.\n").len(), 1);
    }

    #[test]
    fn a_page_holds_what_a_page_can_hold() {
        let page = |policy: &str, rest: &str| {
            let text = format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">{rest}");
            found("www/site/a.html", &text)
        };
        assert_eq!(page(&meta_policy(&[]), ""), Vec::<String>::new());
        assert_eq!(page(&meta_policy(&[]), "<script>alert(1)</script>").len(), 1);
        assert_eq!(page(&content_security_policy(&[]), "").len(), 1);
        assert_eq!(found("www/docs/examples/b.html", "<p>").len(), 1);
        assert_eq!(found("tests/e2e/pages/b.html", "<p>"), Vec::<String>::new());
    }
}
