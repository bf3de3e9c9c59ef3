//! What is written is read back, whatever it says.

use crate::forge::{json, key};
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, TimeDelta};
use proptest::prelude::*;
use sealform_submission::agency::{
    AgencyDocument, Assignment, AttemptRules, Briefing, Contact, Enrolment, Hours, Scenario, Site, UnsignedDocument,
    UnverifiedDocument, Visit,
};
use sealform_submission::{JwkSet, QuestionnaireRef, SoftKey};
use sealform_types::{Decimal, Json, digest};

fn name() -> impl Strategy<Value = String> {
    "[a-zA-Zåøł0-9_:/.-]([ a-zæ0-9']{0,20}[a-z0-9])?"
}

fn text() -> impl Strategy<Value = String> {
    "[ -~\n\t«»–ąžЖ☎]{0,60}[a-z]"
}

fn day() -> impl Strategy<Value = NaiveDate> {
    (0_u64..4000).prop_map(|days| NaiveDate::default() + chrono::Days::new(20_000 + days))
}

fn moment() -> impl Strategy<Value = DateTime<FixedOffset>> {
    (0_i64..2_000_000_000, 0_u32..1000, -14_i32..=14).prop_map(|(second, millis, hours)| {
        let utc = DateTime::from_timestamp(second, millis * 1_000_000).expect("a moment");
        utc.with_timezone(&FixedOffset::east_opt(hours * 3600).expect("an offset"))
    })
}

fn site() -> impl Strategy<Value = Site> {
    let degrees = (-900_000_i32..=900_000)
        .prop_map(|parts| Decimal::parse(&format!("{}", f64::from(parts) / 10_000.0)).expect("a decimal"));
    (name(), prop::option::of(name()), prop::option::of((degrees.clone(), degrees)))
        .prop_map(|(id, name, location)| Site { id, name, location })
}

fn hours() -> impl Strategy<Value = Vec<Hours>> {
    prop::collection::btree_set(0_u32..1440, 0..6).prop_map(|minutes| {
        let minutes: Vec<NaiveTime> = minutes
            .into_iter()
            .map(|minute| NaiveTime::from_hms_opt(minute / 60, minute % 60, 0).expect("a time of day"))
            .collect();
        minutes.chunks_exact(2).map(|pair| Hours { from: pair[0], to: pair[1] }).collect()
    })
}

fn visit() -> impl Strategy<Value = Visit> {
    let zone = prop::option::of(prop_oneof![Just("Europe/Oslo".to_owned()), Just("Etc/GMT+3".to_owned())]);
    let days = prop::collection::btree_set(1_u8..=7, 0..7).prop_map(|days| days.into_iter().collect());
    (prop::option::of(day()), 7_i64..60, days, hours(), zone, prop::collection::vec(day(), 0..3))
        .prop_map(|(from, length, days, hours, tz, holidays)| Visit {
            from,
            to: from.map(|from| from + TimeDelta::days(length)),
            days,
            hours,
            tz,
            holidays,
        })
        .prop_filter("a day is left", Visit::has_a_day)
}

fn contact() -> impl Strategy<Value = Contact> {
    let tel = prop::option::of("\\+[0-9]{2} [0-9]{4,8}");
    let email = prop::option::of("[a-z.+]{1,8}@[a-z]{1,8}\\.example");
    let url = prop::option::of("https?://[a-z]{1,8}\\.example/[a-z?=&#]{0,9}");
    (tel, email, url)
        .prop_map(|(tel, email, url)| Contact { tel, email, url })
        .prop_filter("a way", |contact| *contact != Contact::default())
}

fn tree() -> impl Strategy<Value = Json> {
    let value = prop_oneof![
        any::<bool>().prop_map(Json::Boolean),
        (-9_007_199_254_740_991_i64..=9_007_199_254_740_991).prop_map(Json::Integer),
        any::<String>().prop_map(Json::String),
        prop::collection::vec("[a-z]{1,8}", 0..4)
            .prop_map(|names| names.iter().map(|name| Json::from(name.as_str())).collect()),
    ];
    prop::collection::btree_map("[a-z][a-z0-9_]{0,8}(/[a-z][a-z0-9_]{0,8})?", value, 0..4)
        .prop_map(|members| Json::Object(members.into_iter().collect()))
}

fn scenarios() -> impl Strategy<Value = Vec<Scenario>> {
    prop::collection::btree_map(name(), (prop::option::of(text()), prop::option::of(text())), 0..4)
        .prop_map(|all| all.into_iter().map(|(id, (text, choose))| Scenario { id, text, choose }).collect())
}

fn attempts() -> impl Strategy<Value = AttemptRules> {
    (1_u32.., any::<(u32, u32)>(), any::<bool>(), prop::collection::btree_set(name(), 0..4)).prop_map(
        |(max, (wait, wait_days), different_days, channels)| AttemptRules {
            max,
            wait,
            wait_days,
            different_days,
            channels: channels.into_iter().collect(),
        },
    )
}

fn assignment() -> impl Strategy<Value = Assignment> {
    let base = (name(), name(), name(), 1_u32.., name(), name(), any::<[u8; 8]>());
    let who =
        (prop::option::of(name()), prop::option::of(site()), prop::option::of(name()), prop::option::of(contact()));
    let what = (scenarios(), prop::option::of(attempts()), prop::option::of(tree()), prop::option::of(tree()));
    let when = (prop::option::of(visit()), prop::option::of(moment()), prop::option::of(0_i64..100));
    let rest = (prop::option::of(name()), prop::option::of(any::<[u8; 4]>()), any::<bool>());
    (base, who, what, when, rest).prop_map(|(base, who, what, when, rest)| {
        let (iss, jti, id, version, form, form_version, seed) = base;
        let (observer, site, channel, contact) = who;
        let (scenarios, attempts, policy, prefill) = what;
        let (visit, at, due) = when;
        let (nonce, bound, encrypted) = rest;
        let questionnaire = QuestionnaireRef { id: form, version: form_version, sha256: digest(&seed) };
        // The report is due after the visit.
        let submit_by = due.map(|days| {
            let day = visit.as_ref().and_then(|visit| visit.from).unwrap_or_default() + TimeDelta::days(days);
            day.and_time(NaiveTime::MIN).and_utc().fixed_offset()
        });
        let thumbprint = |seed: [u8; 4]| key(&format!("{seed:?}")).public().thumbprint().to_string();
        Assignment {
            at,
            observer,
            site,
            channel,
            scenarios,
            attempts,
            visit,
            submit_by,
            contact,
            briefing: bound.map(|seed| Briefing { url: "briefing/nb.html".to_owned(), sha256: digest(&seed) }),
            nonce,
            key_commitment: bound.map(thumbprint),
            jkt: bound.map(thumbprint),
            encrypt: encrypted.then(|| key("press").public()),
            policy,
            prefill,
            ..Assignment::new(&iss, &jti, &id, version, questionnaire)
        }
    })
}

fn token(document: AgencyDocument, body: &Json, key: &SoftKey) -> String {
    let unsigned = UnsignedDocument::new(document, body, &key.public()).expect("a small document");
    unsigned.attach(&key.sign(unsigned.signing_input())).expect("64 bytes")
}

proptest! {
    #[test]
    fn an_assignment_comes_back_as_it_was(assignment in assignment()) {
        let written = assignment.to_json();
        prop_assert_eq!(&Assignment::from_json(&written).expect("what was written"), &assignment);
        let agency = key("agency");
        let signed = token(AgencyDocument::Assignment, &written, &agency);
        let read = UnverifiedDocument::parse(&signed).and_then(|read| read.verify_with(&JwkSet::of([agency.public()])));
        prop_assert_eq!(read.expect("what was signed").body().clone(), written);
    }

    #[test]
    fn an_enrolment_comes_back_as_it_was(iss in name(), observer in name(), at in moment(), port in prop::option::of(1_u16..)) {
        let device = key(&observer);
        let origin = port.map_or_else(|| "https://forms.example".to_owned(), |port| format!("http://127.0.0.1:{port}"));
        let enrolment = Enrolment { iss, observer, jwk: device.public(), origin, at };
        let signed = token(AgencyDocument::Enrolment, &enrolment.to_json(), &device);
        prop_assert_eq!(Enrolment::verify(&signed).expect("what was signed"), enrolment);
    }

    #[test]
    fn no_tree_breaks_the_readers(pointer in "/[a-z_]{1,14}(/[a-z0-9]{1,6})?", value in tree()) {
        let mut tree = json("{}");
        if let (Json::Object(members), Some(name)) = (&mut tree, pointer.split('/').nth(1)) {
            members.push((name.to_owned(), value));
        }
        prop_assert!(Assignment::from_json(&tree).is_err());
        prop_assert!(Enrolment::from_json(&tree).is_err());
    }
}
