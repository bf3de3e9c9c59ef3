//! Functions that are not built in: whoever evaluates has them computed.

use sealform_types::{Decoder, Encoder, Wire};

use crate::context::{EvalError, Frame};
use crate::dates;
use crate::kinds::RareArguments;
use crate::value::Val;

/// Has a rare function computed.
pub(crate) fn ask(function: &str, takes: RareArguments, arguments: &[Val], frame: &Frame<'_>) -> Val {
    // What a day or a moment is as a number depends on the zone, which is known here.
    let arguments: Vec<Val> =
        (0..).zip(arguments).map(|(index, argument)| plain(argument, index, takes, frame)).collect();
    let mut encoder = Encoder::default();
    arguments.write(&mut encoder);
    match frame.context.rare_function(function, &encoder.into_bytes()) {
        Some(answer) => Val::read(&mut Decoder::new(&answer)),
        None => {
            frame.fail(EvalError::NoAnswer);
            Val::Blank
        }
    }
}

fn plain(argument: &Val, index: u32, takes: RareArguments, frame: &Frame<'_>) -> Val {
    match (argument, takes) {
        (Val::Many(values), RareArguments::Texts) => {
            Val::Many(values.iter().map(|value| plain(value, index, takes, frame)).collect())
        }
        (argument, RareArguments::Moments(count)) if index < count => {
            dates::local_text(argument, &|local| frame.context.seconds_east(local))
        }
        (argument, RareArguments::Texts | RareArguments::Moments(_)) => Val::text(&argument.to_text()),
        (argument, RareArguments::Numbers) => Val::Number(frame.number(argument)),
    }
}
