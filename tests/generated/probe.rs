//! `probe PROBES NOT_APPLICABLE`: prints what becomes of every member of a format, as a table of Markdown; fails where one
//! is dropped in silence.

use std::error::Error;
use std::fs;
use std::io::{self, Write};

use sealform_tests::conformance::probe::{NotApplicable, lost, probe, table};

fn main() -> Result<(), Box<dyn Error>> {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let [probes, excused] = given.as_slice() else { return Err("usage: probe PROBES NOT_APPLICABLE".into()) };
    let all = probe(&fs::read_to_string(probes)?)?;
    let excused = NotApplicable::read(&fs::read(excused)?)?;
    let (lost, idle) = (lost(&all, &excused), excused.idle(&all));
    let told = &mut io::stderr();
    lost.iter().try_for_each(|one| writeln!(told, "`{}` of `{}` is dropped in silence", one.member, one.class))?;
    idle.iter().try_for_each(|pattern| writeln!(told, "`{pattern}` excuses nothing: take it off the list"))?;
    io::stdout().write_all(table(&all, &excused).as_bytes())?;
    match (all.is_empty(), lost.is_empty() && idle.is_empty()) {
        (false, true) => Ok(()),
        (true, _) => Err("nothing was probed".into()),
        (false, false) => Err("members are lost, or excused without need".into()),
    }
}
