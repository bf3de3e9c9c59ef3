//! Where the parts of a document came from.

use std::collections::BTreeMap;

/// Where one member of a part came from.
///
/// # Example
/// ```
/// use sealform_formats::document::MemberOrigin;
/// let relevance = MemberOrigin::of("relevant", "survey!F5");
/// assert_eq!((relevance.member.as_str(), relevance.origin.as_str()), ("/relevant", "survey!F5"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberOrigin {
    /// JSON pointer (RFC 6901) from the part to the member; empty for the part itself.
    pub member: String,
    /// The cell (`survey!F5`), the path of the element, or the JSON pointer in the source.
    pub origin: String,
}

impl MemberOrigin {
    /// The origin of a part as a whole.
    ///
    /// # Example
    /// ```
    /// use sealform_formats::document::MemberOrigin;
    /// assert_eq!(MemberOrigin::whole("/elements/0").member, "");
    /// ```
    pub fn whole(origin: impl Into<String>) -> Self {
        Self { member: String::new(), origin: origin.into() }
    }

    /// The origin of the member of that name.
    ///
    /// # Example
    /// ```
    /// use sealform_formats::document::MemberOrigin;
    /// assert_eq!(MemberOrigin::of("label", "survey!C2").member, "/label");
    /// ```
    pub fn of(name: &str, origin: impl Into<String>) -> Self {
        Self { member: sealform_types::pointer("", name), origin: origin.into() }
    }
}

/// Where the parts of a document came from, by JSON pointer into the document.
///
/// # Example
/// ```
/// use sealform_formats::document::Origins;
/// let mut origins = Origins::default();
/// origins.add("/survey/0", "survey!A2");
/// origins.add("/survey/0/relevant", "survey!F2");
/// assert_eq!(origins.nearest("/survey/0/relevant"), Some("survey!F2"));
/// assert_eq!(origins.nearest("/survey/0/label/en"), Some("survey!A2"));
/// assert_eq!(origins.nearest("/title"), None);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origins {
    by_pointer: BTreeMap<String, Vec<String>>,
}

impl Origins {
    /// Notes where the member at a JSON pointer came from. A member may have several origins; the first one noted is
    /// the one that findings name.
    ///
    /// # Example
    /// ```
    /// use sealform_formats::document::Origins;
    /// let mut origins = Origins::default();
    /// origins.add("/survey/0", "/elements/0");
    /// origins.add("/survey/0", "/elements/4");
    /// assert_eq!(origins.nearest("/survey/0"), Some("/elements/0"));
    /// ```
    pub fn add(&mut self, pointer: impl Into<String>, origin: impl Into<String>) {
        self.by_pointer.entry(pointer.into()).or_default().push(origin.into());
    }

    /// The origin of the member at a JSON pointer, or of the nearest member around it that has one.
    ///
    /// # Example
    /// ```
    /// use sealform_formats::document::Origins;
    /// let mut origins = Origins::default();
    /// origins.add("/survey/0", "survey!A2");
    /// assert_eq!(origins.nearest("/survey/0/hint"), Some("survey!A2"));
    /// assert_eq!(origins.nearest("/survey/1"), None);
    /// ```
    pub fn nearest(&self, pointer: &str) -> Option<&str> {
        let mut pointer = pointer;
        loop {
            if let Some(origin) = self.by_pointer.get(pointer).and_then(|all| all.first()) {
                return Some(origin);
            }
            pointer = pointer.rsplit_once('/')?.0;
        }
    }

    /// All origins as pairs of JSON pointer and origin, in the order of the pointers.
    ///
    /// # Example
    /// ```
    /// use sealform_formats::document::Origins;
    /// let mut origins = Origins::default();
    /// origins.add("/survey/0", "/elements/0");
    /// assert_eq!(origins.iter().collect::<Vec<_>>(), [("/survey/0", "/elements/0")]);
    /// ```
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let pairs = self.by_pointer.iter();
        pairs.flat_map(|(pointer, all)| all.iter().map(move |origin| (pointer.as_str(), origin.as_str())))
    }
}
