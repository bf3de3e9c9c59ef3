//! Locations on earth.

use crate::{Decimal, Json};

/// A location on earth, in decimal degrees and metres.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Geopoint {
    /// Latitude in degrees.
    pub lat: Decimal,
    /// Longitude in degrees.
    pub lon: Decimal,
    /// Altitude in metres.
    pub alt: Option<Decimal>,
    /// Accuracy in metres.
    pub acc: Option<Decimal>,
}

/// Digits behind the point of a degree that stand for about a metre.
const DIGITS_OF_A_METRE: usize = 5;

impl Geopoint {
    /// Reads ODK's `lat lon alt acc`; the last two may be missing. Nothing where a part is no number, or no such location
    /// is on earth.
    ///
    /// # Example
    /// ```
    /// use sealform_types::Geopoint;
    /// let point = Geopoint::parse("59.91 10.75 12 5").unwrap();
    /// assert_eq!((point.lat.as_str(), point.to_text().as_str()), ("59.91", "59.91 10.75 12 5"));
    /// assert!(Geopoint::parse("91 0").is_none());
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split_whitespace().map(|part| Decimal::parse(part).ok());
        let (lat, lon) = (parts.next()??, parts.next()??);
        let (alt, acc) = (parts.next(), parts.next());
        let rest = |part: Option<Option<Decimal>>| part.map_or(Some(None), |read| read.map(Some));
        parts.next().is_none().then_some(())?;
        Self { lat, lon, alt: rest(alt)?, acc: rest(acc)? }.on_earth()
    }

    /// Reads `{lat, lon, alt?, acc?}`: decimals as texts, or whole numbers.
    pub fn from_json(json: &Json) -> Option<Self> {
        let members = json.as_object()?;
        members.iter().all(|(name, _)| matches!(name.as_str(), "lat" | "lon" | "alt" | "acc")).then_some(())?;
        let number = |name: &str| match json.get(name) {
            None | Some(Json::Null) => Some(None),
            Some(Json::Integer(number)) => Some(Some(Decimal::from(*number))),
            Some(Json::String(text)) => Decimal::parse(text).ok().map(Some),
            Some(_) => None,
        };
        Self { lat: number("lat")??, lon: number("lon")??, alt: number("alt")?, acc: number("acc")? }.on_earth()
    }

    /// As exact as `digits` behind the point of a degree are: five stand for about a metre. Altitude and accuracy have whole metres
    /// then, and with each further digit one more of their own; the accuracy is rounded up, so that it claims no more than was measured.
    ///
    /// # Example
    /// ```
    /// use sealform_types::Geopoint;
    /// let point = Geopoint::parse("59.9133301 10.7389751 12.34 4.2").unwrap();
    /// assert_eq!(point.rounded(5).to_text(), "59.91333 10.73898 12 5");
    /// assert_eq!(point.rounded(6).to_text(), "59.91333 10.738975 12.3 4.2");
    /// ```
    #[must_use]
    pub fn rounded(&self, digits: usize) -> Self {
        let of_metre = digits.saturating_sub(DIGITS_OF_A_METRE);
        Self {
            lat: self.lat.rounded(digits),
            lon: self.lon.rounded(digits),
            alt: self.alt.as_ref().map(|alt| alt.rounded(of_metre)),
            acc: self.acc.as_ref().map(|acc| acc.rounded_up(of_metre)),
        }
    }

    fn on_earth(self) -> Option<Self> {
        (self.lat.to_f64().abs() <= 90.0 && self.lon.to_f64().abs() <= 180.0).then_some(self)
    }

    /// As ODK writes it: `lat lon alt acc`, as far as they are known.
    pub fn to_text(&self) -> String {
        let mut text = [self.lat.as_str(), " ", self.lon.as_str()].concat();
        let alt = self.alt.as_ref().map(Decimal::as_str);
        let acc = self.acc.as_ref().map(Decimal::as_str);
        for part in [alt.or(acc.map(|_| "0")), acc].into_iter().flatten() {
            text.push(' ');
            text.push_str(part);
        }
        text
    }

    /// As drafts and submissions write it.
    pub fn to_json(&self) -> Json {
        // In the order of canonical JSON: what comes back from a sealed file is the same tree.
        let known = [
            ("acc", self.acc.as_ref()),
            ("alt", self.alt.as_ref()),
            ("lat", Some(&self.lat)),
            ("lon", Some(&self.lon)),
        ];
        let members =
            known.into_iter().filter_map(|(name, number)| Some((name.to_owned(), Json::from(number?.as_str()))));
        Json::Object(members.collect())
    }
}
