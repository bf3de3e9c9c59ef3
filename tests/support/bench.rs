//! The forms of the benchmark (`bench/forms/generate.mjs`) as questionnaires with their keys, for what is counted natively.

/// A questionnaire, and its key where it has one.
pub struct Documents {
    /// The questionnaire, as JSON text.
    pub questionnaire: String,
    /// The scoring key, as JSON text.
    pub key: Option<String>,
}

/// A section of a key: its name, and the paths of its questions.
type Section = (String, Vec<String>);

const ANSWERS: &str = r#""answers":[{"name":"yes","label":"Yes"},{"name":"no","label":"No"},{"name":"na","label":"Not applicable","not_applicable":true}]"#;

/// The form of a name: `ksp`, `wide-N`, `chain-N` or `fan-N`.
pub fn form(name: &str) -> Option<Documents> {
    if name == "ksp" {
        return Some(ksp());
    }
    let (kind, count) = name.split_once('-')?;
    let count = count.parse().ok()?;
    match kind {
        "wide" => Some(wide(count)),
        "chain" => Some(chain(count)),
        "fan" => Some(fan(count)),
        _ => None,
    }
}

/// Forty observations in five sections on one page, a comment on each "no", three mandatory comments, a score.
fn ksp() -> Documents {
    let mut sections: Vec<Section> = Vec::new();
    let mut groups = Vec::new();
    for section in 1..=5 {
        let mut items = Vec::new();
        let mut paths = Vec::new();
        for item in 1..=8 {
            let number = (section - 1) * 8 + item;
            let label = format!("{section}.{item} The operator checks item {number} before work starts and records it");
            items.push(choice(&format!("q{number}"), &label, None));
            items.push(format!(
                r#"{{"type":"text","appearance":"multiline","name":"q{number}_c","label":"Why was {section}.{item} not observed?","required":true,"relevant":"${{q{number}}} = 'no'"}}"#
            ));
            paths.push(format!("p1/s{section}/q{number}"));
        }
        groups.push(group(&format!("s{section}"), &format!("Section {section}"), "", &items.join(",")));
        sections.push((format!("score_s{section}"), paths));
    }
    let comments = ["Strengths", "Points to improve", "Agreed actions"].iter().enumerate().map(|(index, label)| {
        let name = index + 1;
        format!(
            r#"{{"type":"text","appearance":"multiline","name":"m{name}","label":"{label}","required":true,"min_chars":20}}"#
        )
    });
    let note = r#"{"type":"note","name":"score_shown","label":"Score"}"#.to_owned();
    let closing = comments.chain([note]).collect::<Vec<_>>().join(",");
    groups.push(group("s6", "Closing comments", "", &closing));
    let page = group("p1", "Checklist", r#""appearance":"page","#, &groups.join(","));
    Documents { questionnaire: questionnaire("ksp", &page), key: Some(key("ksp", &sections)) }
}

/// So many questions, 20 a page; each third is relevant only when the one before it is "yes"; a score.
fn wide(count: usize) -> Documents {
    let id = format!("wide-{count}");
    let (mut sections, mut pages): (Vec<Section>, Vec<String>) = Default::default();
    let numbers: Vec<usize> = (1..=count).collect();
    for (index, numbers) in numbers.chunks(20).enumerate() {
        let page = format!("p{}", index + 1);
        let items = numbers.iter().map(|number| {
            let before = (number % 3 == 0).then(|| format!("${{q{}}} = 'yes'", number - 1));
            choice(&format!("q{number}"), &format!("Question {number}: is this in place?"), before.as_deref())
        });
        let items = items.collect::<Vec<_>>().join(",");
        pages.push(group(&page, &format!("Page {}", index + 1), r#""appearance":"page","#, &items));
        let paths = numbers.iter().map(|number| format!("{page}/q{number}")).collect();
        sections.push((format!("score_{page}"), paths));
    }
    Documents { questionnaire: questionnaire(&id, &pages.join(",")), key: Some(key(&id, &sections)) }
}

/// One number, and so many calculations, each of which adds one to the one before it.
fn chain(count: usize) -> Documents {
    let start = r#"{"type":"integer","name":"a","label":"Start value"}"#;
    let page = group("p1", "Page 1", r#""appearance":"page","#, start);
    let calculations = (1..=count).map(|number| {
        let before = if number == 1 { "a".to_owned() } else { format!("c{}", number - 1) };
        format!(r#",{{"type":"calculate","name":"c{number}","calculation":"${{{before}}} + 1"}}"#)
    });
    let survey = [page].into_iter().chain(calculations).collect::<String>();
    Documents { questionnaire: questionnaire(&format!("chain-{count}"), &survey), key: None }
}

/// One answer that decides whether so many questions are relevant.
fn fan(count: usize) -> Documents {
    let gate = choice("gate", "Does this apply?", None);
    let items =
        (1..=count).map(|number| choice(&format!("q{number}"), &format!("Question {number}"), Some("${gate} = 'yes'")));
    let items = [gate].into_iter().chain(items).collect::<Vec<_>>().join(",");
    let page = group("p1", "Page 1", r#""appearance":"page","#, &items);
    Documents { questionnaire: questionnaire(&format!("fan-{count}"), &page), key: None }
}

fn choice(name: &str, label: &str, relevant: Option<&str>) -> String {
    let relevant = relevant.map(|source| format!(r#","relevant":"{source}""#)).unwrap_or_default();
    format!(
        r#"{{"type":"select_one","choices":"answers","name":"{name}","label":"{label}","required":true{relevant}}}"#
    )
}

fn group(name: &str, label: &str, more: &str, children: &str) -> String {
    format!(r#"{{"type":"group","name":"{name}","label":"{label}",{more}"children":[{children}]}}"#)
}

fn questionnaire(id: &str, survey: &str) -> String {
    format!(
        r#"{{"sealform":1,"id":"{id}","version":"1","title":"{id}","languages":["en"],"choices":{{{ANSWERS}}},"survey":[{survey}]}}"#
    )
}

/// One section for each part; a "yes" earns one point.
fn key(id: &str, sections: &[Section]) -> String {
    let list = |paths: &[String]| paths.iter().map(|path| format!(r#""{path}""#)).collect::<Vec<_>>().join(",");
    let parts = sections
        .iter()
        .map(|(name, paths)| format!(r#"{{"name":"{name}","label":"{name}","questions":[{}]}}"#, list(paths)));
    let lines =
        sections.iter().flat_map(|(_, paths)| paths).map(|path| format!(r#""{path}":{{"points":{{"yes":1,"no":0}}}}"#));
    format!(
        r#"{{"sealform_key":1,"questionnaire":{{"id":"{id}","version":"1"}},"show":"live","sections":[{}],"questions":{{{}}}}}"#,
        parts.collect::<Vec<_>>().join(","),
        lines.collect::<Vec<_>>().join(",")
    )
}
