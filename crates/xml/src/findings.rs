//! Refusals with a single finding.

use sealform_types::{Finding, Findings};

/// One finding as all there are.
pub(crate) fn one(finding: Finding) -> Findings {
    let mut findings = Findings::default();
    findings.push(finding);
    findings
}
