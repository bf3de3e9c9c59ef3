//! Steps on a scale, with words at both ends.

use sealform_protocol::{QuestionView, ScaleView};
use sealform_types::Json;
use yew::prelude::*;

use super::Bonds;
use crate::face::Face;

/// Longer scales are drawn up to this many steps.
const MOST_STEPS: usize = 21;

pub(super) fn draw(face: &Face, view: &QuestionView, scale: &ScaleView, bonds: &Bonds) -> Html {
    let taken = view.value.as_integer();
    let steps = (scale.start..=scale.end).take(MOST_STEPS).map(|step| {
        let (face, path) = (face.clone(), view.path.clone());
        let onchange = Callback::from(move |_: Event| face.answer(&path, Json::Integer(step)));
        let end = if step == scale.start {
            &scale.start_label
        } else if step == scale.end {
            &scale.end_label
        } else {
            ""
        };
        html! {
            <label class="step" part="choice" key={step.to_string()}>
                <input type="radio" name={bonds.group.clone()} value={step.to_string()} checked={taken == Some(step)} {onchange}
                    disabled={view.readonly}
                    aria-describedby={bonds.described_by.clone().filter(|_| bonds.invalid)} />
                <span>{ step }</span>
                if !end.is_empty() {
                    <span class="hidden">{ " " }{ end }</span>
                }
            </label>
        }
    });
    html! {
        <div class="scale">
            <div class="steps">{ for steps }</div>
            <div class="ends" aria-hidden="true"><span>{ &scale.start_label }</span><span>{ &scale.end_label }</span></div>
        </div>
    }
}
