//! What becomes of Markdown, text by text.

use proptest::prelude::*;

use super::*;

proptest! {
    #[test]
    fn a_line_that_is_not_read_would_be_read_as_it_is(line in "([ -~]|[0-9#>=+.) -]|\\$\\{[a-z]\\}|[\u{7f}\u{a0}å\u{e000}\u{2028}]){0,12}") {
        if !may_be_marked(&line, Syntax::Inline) {
            let Marked { text, marks, lost } = read(&line, Syntax::Inline);
            prop_assert!(marks.is_empty() && lost.is_empty(), "{:?}", marks);
            prop_assert_eq!(text, line);
        }
    }
}

/// A text with its marks as tags, to be compared.
fn drawn(text: &str, syntax: Syntax) -> String {
    let Marked { text, marks, .. } = markdown(text, syntax);
    let name = |kind: &MarkKind| match kind {
        MarkKind::Emphasis => "em".to_owned(),
        MarkKind::Strong => "strong".to_owned(),
        MarkKind::Code => "code".to_owned(),
        MarkKind::Link { address } => ["a ", address].concat(),
        MarkKind::Paragraph => "p".to_owned(),
        MarkKind::Heading => "h".to_owned(),
        MarkKind::Item { number: None } => "li".to_owned(),
        MarkKind::Item { number: Some(number) } => ["li ", &number.to_string()].concat(),
    };
    let mut drawn = text.clone();
    let starts = marks.iter().map(|(range, kind)| (range.start, false, ["<", &name(kind), ">"].concat()));
    let ends = marks.iter().rev().map(|(range, kind)| {
        let name = name(kind);
        (range.end, true, ["</", name.split(' ').next().unwrap_or_default(), ">"].concat())
    });
    // Ends come before starts at the same place; the inner one of two ends first.
    let mut tags: Vec<(usize, bool, String)> = ends.chain(starts).collect();
    tags.sort_by_key(|(at, ends, _)| (*at, !*ends));
    for (at, _, tag) in tags.iter().rev() {
        drawn.insert_str(*at, tag);
    }
    drawn
}

#[test]
fn what_is_asked_is_a_line_with_emphasis_links_and_code() {
    let cases = [
        ("Was it **really** open?", "Was it <strong>really</strong> open?"),
        ("*Never* say _no_", "<em>Never</em> say <em>no</em>"),
        ("***Both***", "<em><strong>Both</strong></em>"),
        ("Type `*100#`", "Type <code>*100#</code>"),
        ("See [the map](https://example.org/a?b=1&c=2)", "See <a https://example.org/a?b=1&c=2>the map</a>"),
        ("Call [**us**](tel:+47123)", "Call <a tel:+47123><strong>us</strong></a>"),
        ("Write to <a@example.org>", "Write to <a mailto:a@example.org>a@example.org</a>"),
        // Signs that mark nothing, or begin a block elsewhere.
        ("1. Did they greet you?", "1. Did they greet you?"),
        ("# of visits", "# of visits"),
        ("- none", "- none"),
        ("> 10 minutes", "> 10 minutes"),
        ("Title\n===", "Title\n==="),
        ("    indented", "    indented"),
        ("5 * 3 * 2 = 30", "5 * 3 * 2 = 30"),
        ("snake_case_name", "snake_case_name"),
        ("a < b & c > d", "a < b & c > d"),
        ("One\n\n*Two*\nthree", "One\n\n<em>Two</em>\nthree"),
        ("\"**So**\" she said", "\"<strong>So</strong>\" she said"),
        // Escapes and entities.
        (r"\*not marked\*", "*not marked*"),
        ("Fish &amp; chips", "Fish & chips"),
        // Insertions are never read.
        ("**${name}**: ${a*b*c} and ${_x_}", "<strong>${name}</strong>: ${a*b*c} and ${_x_}"),
        ("[${a}](https://example.org/?q=${b}) ${c}", "<a https://example.org/?q=${b}>${a}</a> ${c}"),
        // Tags of other programs.
        ("Say <b>it</b><br>now", "Say <strong>it</strong>\nnow"),
        ("<i>a <b>b</i> c", "<em>a <strong>b c</strong></em>"),
        ("<span style=\"color:red\">Red</span>", "Red"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"),
        // White space inside a mark, and tags that are left open or opened again and again.
        ("Please note <b>this </b>", "Please note <strong>this</strong>"),
        ("`a\nb` c", "<code>a b</code> c"),
        ("[a](https://${x}.example.org) b", "a b"),
        ("[a](https:${x}) b", "a b"),
        ("[a](https:////${x}) b", "a b"),
        ("[a](https://example.org:${x}/) b", "a b"),
        ("[a](https://example.org?q=${x}) b", "<a https://example.org?q=${x}>a</a> b"),
        ("[a](https://example.org#${x}) b", "<a https://example.org#${x}>a</a> b"),
        // Links that lead into the page are texts.
        ("[a](javascript:alert(1))", "a"),
        ("![a](https://example.org/a.png)", "a"),
    ];
    for (source, expected) in cases {
        assert_eq!(drawn(source, Syntax::Inline), expected, "{source}");
    }
}

#[test]
fn what_is_read_has_blocks_as_well() {
    let cases = [
        ("Plain\n\nand plain", "Plain\n\nand plain"),
        ("# Welcome\nRead *this*.", "<h>Welcome</h>\n\n<p>Read <em>this</em>.</p>"),
        ("Bring:\n\n- a pen\n- **paper**", "<p>Bring:</p>\n\n• <li>a pen</li>\n• <li><strong>paper</strong></li>"),
        ("3. three\n4. four\n\nDone", "3. <li 3>three</li>\n4. <li 4>four</li>\n\n<p>Done</p>"),
        ("- a\n  - b\n- c", "• <li>a</li>\n• <li>b</li>\n• <li>c</li>"),
        ("<div>One</div>", "One"),
        ("a\n***\nb ***c***", "<p>a</p>\n\n<p>***</p>\n\n<p>b <em><strong>c</strong></em></p>"),
        ("Sign:\n\n_______", "Sign:\n\n_______"),
        ("---", "---"),
        ("[Note]: important", "[Note]: important"),
        ("Intro\n\n<p>Hello <b>you</b></p>", "<p>Intro</p>\n<p>Hello <strong>you</strong></p>"),
        ("Read this: <b>everything </b>", "<p>Read this: <strong>everything</strong></p>"),
    ];
    for (source, expected) in cases {
        assert_eq!(drawn(source, Syntax::Blocks), expected, "{source}");
    }
}

#[test]
fn what_is_not_drawn_is_named() {
    let lost = |text| markdown(text, Syntax::Inline).lost.into_iter().collect::<Vec<_>>().join("; ");
    assert!(lost("[a](javascript:alert(1))").starts_with("the link to `javascript:alert(1)` is not drawn"));
    assert!(lost("![a](b.png)").starts_with("the picture `b.png` is not drawn"));
    assert!(lost("<span style='color:red'>a</span>").starts_with("the look that `<span style='color:red'>` asks for"));
    assert_eq!(lost("<b>a</b> *b* [c](https://d.example)"), "");
}

#[test]
fn marks_are_inside_one_another_and_not_too_deep() {
    let deep = [&"<b>".repeat(20_000), "x", &" *a*".repeat(20_000)].concat();
    let Marked { text, marks, lost } = markdown(&deep, Syntax::Inline);
    assert!(text.starts_with("x a a"), "{}", text.len());
    assert!(lost.iter().any(|lost| lost.starts_with("more than 16 marks")));
    let mut around: Vec<usize> = Vec::new();
    for (range, _) in &marks {
        while around.pop_if(|end| *end <= range.start).is_some() {}
        assert!(around.last().is_none_or(|end| range.end <= *end), "{range:?} is only half inside another");
        assert!(range.start < range.end && range.end <= text.len());
        around.push(range.end);
        assert!(around.len() <= DEEPEST);
    }
}

#[test]
fn signs_for_private_use_stand_for_themselves() {
    assert_eq!(drawn("\u{E000}*a*${b}\u{E001}", Syntax::Inline), "\u{E000}<em>a</em>${b}\u{E001}");
}
