//! How an XLSForm is written down.

use super::tables::is_markdown;

/// How an XLSForm is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Office Open XML.
    Xlsx,
    /// Excel 97–2003.
    Xls,
    /// Comma-separated values, the sheet's name in the first column.
    Csv,
    /// Markdown tables, the sheet's name in the first column.
    Markdown,
}

impl Format {
    /// The format of a file, by its first bytes; text is Markdown where a line begins with a bar.
    ///
    /// # Example
    /// ```
    /// use sealform_formats::xlsform::Format;
    /// assert_eq!(Format::of(b"| survey |"), Format::Markdown);
    /// assert_eq!(Format::of(b"survey,type,name"), Format::Csv);
    /// ```
    pub fn of(bytes: &[u8]) -> Self {
        let start = bytes.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(0);
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        match bytes {
            [b'P', b'K', ..] => Self::Xlsx,
            [0xd0, 0xcf, 0x11, 0xe0, ..] => Self::Xls,
            _ if text.get(start..).is_some_and(|text| text.starts_with(b"|")) => Self::Markdown,
            _ if is_markdown(text) => Self::Markdown,
            _ => Self::Csv,
        }
    }
}
