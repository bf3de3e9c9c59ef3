//! Distances and areas on a globe of 6,378,100 metres, as ODK's other engines measure them.

use super::{accepting, any, docs, each, plain, text};
use crate::function::{Accepts, Args, Body, Function};
use crate::kinds::ValueKind;
use crate::value::Val;

const RADIUS: f64 = 6_378_100.0;
/// The most legs that `intersects()` holds against one another.
const MAX_LEGS: usize = 2000;

pub(super) const TABLE: &[Function] = &[
    Function {
        name: "area",
        parameters: &[accepting("points", Accepts::Values)],
        optional: 0,
        variadic: true,
        traits: &[],
        returns: ValueKind::Number,
        summary: docs(
            "Square metres within a shape or a line of points, to two places; 0 for fewer than three points.",
        ),
        example: (docs("area('0 0; 0 1; 1 1; 1 0')"), docs("12391256135.81")),
        body: Body::Plain(|a| Val::Number(points(a).map_or(f64::NAN, |points| area(&points)))),
    },
    Function {
        name: "distance",
        parameters: &[accepting("points", Accepts::Values)],
        optional: 0,
        variadic: true,
        traits: &[],
        returns: ValueKind::Number,
        summary: docs("Metres along points, to two places."),
        example: (docs("distance('0 0; 0 1')"), docs("111318.85")),
        body: Body::Plain(|a| {
            // There is no way to a place that nobody gave.
            let is_given = each(&a).all(|value| !value.is_blank());
            Val::Number(points(a).filter(|_| is_given).map_or(f64::NAN, |points| distance(&points)))
        }),
    },
    plain(
        "geofence",
        &[any("point"), any("shape")],
        ValueKind::Truth,
        docs("Whether a point lies within a shape."),
        (docs("geofence('1 1', '0 0; 0 2; 2 2; 2 0; 0 0')"), docs("true")),
        geofence,
    ),
    plain(
        "intersects",
        &[any("line")],
        ValueKind::Truth,
        docs("Whether a line or the edge of a shape crosses itself."),
        (docs("intersects('0 0; 1 1; 0 1; 1 0')"), docs("true")),
        |a| Val::Truth(shape(&text(a, 0)).is_some_and(|points| intersects(&points))),
    ),
];

#[derive(Clone, Copy, PartialEq)]
struct Point {
    lat: f64,
    lon: f64,
}

/// The points of all arguments: `lat lon altitude accuracy`, several joined by `;`.
fn points(arguments: Args<'_>) -> Option<Vec<Point>> {
    let mut all = Vec::new();
    for value in each(&arguments) {
        all.extend(shape(&value.to_text())?);
    }
    Some(all)
}

fn shape(text: &str) -> Option<Vec<Point>> {
    text.split(';').map(str::trim).filter(|part| !part.is_empty()).map(point).collect()
}

fn point(text: &str) -> Option<Point> {
    let mut numbers = text.split_whitespace().map(|number| Val::text(number).to_number());
    let (lat, lon) = (numbers.next()?, numbers.next()?);
    ((-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon)).then_some(Point { lat, lon })
}

fn pairs(points: &[Point]) -> impl Iterator<Item = (Point, Point)> {
    points.iter().zip(points.iter().skip(1)).map(|(one, other)| (*one, *other))
}

fn distance(points: &[Point]) -> f64 {
    let legs = pairs(points).map(|(one, other)| {
        let (from, to) = (one.lat.to_radians(), other.lat.to_radians());
        let across = libm::cos((other.lon - one.lon).to_radians());
        let cosine = libm::sin(from) * libm::sin(to) + libm::cos(from) * libm::cos(to) * across;
        libm::acos(cosine.clamp(-1.0, 1.0)) * RADIUS
    });
    to_two_places(legs.sum())
}

fn area(points: &[Point]) -> f64 {
    let closing = points.first().zip(points.last()).map(|(first, last)| (*last, *first));
    let strips = pairs(points).chain(closing).map(|(one, other)| {
        (other.lon - one.lon).to_radians() * (2.0 + libm::sin(one.lat.to_radians()) + libm::sin(other.lat.to_radians()))
    });
    match points.len() {
        0..3 => 0.0,
        _ => to_two_places((strips.sum::<f64>() * RADIUS * RADIUS / 2.0).abs()),
    }
}

fn to_two_places(metres: f64) -> f64 {
    libm::floor(metres * 100.0 + 0.5) / 100.0
}

/// Whether two legs that do not follow one another meet; the first and the last of a closed line follow one another.
fn intersects(points: &[Point]) -> bool {
    let legs: Vec<(Point, Point)> = pairs(points).take(MAX_LEGS).collect();
    let is_closed = points.first() == points.last();
    let apart = |one: usize, other: usize| other > one + 1 && !(is_closed && one == 0 && other + 1 == legs.len());
    let numbered = || legs.iter().enumerate();
    numbered().any(|(one, leg)| numbered().any(|(other, second)| apart(one, other) && meet(*leg, *second)))
}

/// Each leg has the ends of the other on different sides.
fn meet((a, b): (Point, Point), (c, d): (Point, Point)) -> bool {
    let side = |from: Point, to: Point, at: Point| {
        let turn = (to.lon - from.lon) * (at.lat - from.lat) - (to.lat - from.lat) * (at.lon - from.lon);
        if turn > 0.0 { 1 } else { -i8::from(turn < 0.0) }
    };
    side(a, b, c) * side(a, b, d) <= 0 && side(c, d, a) * side(c, d, b) <= 0
}

/// A ray from the point crosses the shape's edge an odd number of times. What is no point, or no closed shape, holds nothing.
fn geofence(arguments: Args<'_>) -> Val {
    let (at, shape) = (text(arguments, 0), shape(&text(arguments, 1)).unwrap_or_default());
    let is_closed = shape.len() > 3 && shape.first() == shape.last();
    let (Some(at), true) = (point(at.trim()), is_closed) else { return Val::Truth(false) };
    let crossed = pairs(&shape).filter(|(one, other)| {
        (one.lat > at.lat) != (other.lat > at.lat)
            && at.lon < (other.lon - one.lon) * (at.lat - one.lat) / (other.lat - one.lat) + one.lon
    });
    Val::Truth(crossed.count() % 2 == 1)
}
