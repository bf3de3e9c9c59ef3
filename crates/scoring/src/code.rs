//! The encoding of a compiled key, as a part of a compiled program.
//!
//! The source of the conditions is not written: the engine that compiled the key made slots of them.

use sealform_types::{Coded, Decoder, Encoder, coded};

use crate::exact::Exact;
use crate::key::{Instances, Show, Unanswered};
use crate::number::Points;
use crate::program::{
    BandRule, BandWorth, Cap, Choices, Condition, KnockOutRule, Line, Meaning, Measure, PartRule, Role, ScoringProgram,
};

coded! {
    struct ScoringProgram {
        show, places, capped, lines, conditions, readers, sections, fixed_sections, categories, knock_outs, bands, target,
    }
    struct Condition { ; without source, pointer }
    struct Line {
        path, measure, role, weight, counts_as, unanswered, instances, when, section, categories,
    }
    struct Choices { points, meanings }
    struct BandWorth { up_to, points, when }
    struct PartRule { name, label, weight, fixed, cap }
    struct KnockOutRule { when, section, value, reason }
    struct BandRule { name, label, from }
    enum Cap { 0 = Free, 1 = AtPossible }
    enum Role { 0 = Counted, 1 = Bonus, 2 = Unscored }
    enum Measure {
        0 = Nothing,
        1 = One { choices, best },
        2 = Several { choices, min, max, best },
        3 = Bands(bands),
        4 = Linear { from, to },
    }
    enum Meaning { 0 = Plain, 1 = NotApplicable, 2 = NotObserved }
    enum Show { 0 = Never, 1 = AtEnd, 2 = Live }
    enum Unanswered { 0 = Leave, 1 = Zero }
    enum Instances { 0 = Sum, 1 = Mean, 2 = Worst, 3 = Best }
}

impl Coded for Points {
    fn write(&self, to: &mut Encoder) {
        self.exact().write(to);
    }

    fn read(from: &mut Decoder<'_>) -> Self {
        Self::from(Exact::read(from))
    }
}
