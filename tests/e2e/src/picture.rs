//! Pictures of a form beside those that are kept in `tests/golden`.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use base64ct::{Base64, Encoding};
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::imageops::crop_imm;
use image::{ExtendedColorType, ImageEncoder, RgbImage};
use image_compare::{Algorithm, rgb_similarity_structure};
use serde_json::json;

use crate::repository::{repo_file, target};
use crate::respondent::Respondent;

/// How large a picture is beside the page: words can still be told apart, and all of them are small together.
const SCALE: f64 = 0.5;
/// So many shades of each colour are kept. The eye sees no difference, and files are a third as large.
const SHADE: u8 = 16;
/// The side of the tiles that are compared, in pixels: about one control.
const TILE: u32 = 48;
/// How alike a tile has to be by the root mean square of its differences, where 1 is the same. Letters that another version of
/// the browser draws a little otherwise are above it; a control that is gone, or stands elsewhere, is below.
const ALIKE: f64 = 0.85;

/// What browsers draw differently every time is left out: the hour of the last save, and the caret.
const STILL: &str = r#"
const sheet = new CSSStyleSheet();
sheet.replaceSync(`.saved { visibility: hidden !important } * { caret-color: transparent !important; animation: none !important; transition: none !important }`);
const form = document.querySelector('sealform-form');
const roots = [form.shadowRoot, ...[...form.shadowRoot.querySelectorAll('sealform-widget')].map((widget) => widget.shadowRoot).filter(Boolean)];
for (const root of roots) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
// A face that every machine with the browser's package has.
form.style.setProperty('--sealform-font', '"DejaVu Sans", sans-serif');
const done = arguments[arguments.length - 1];
document.fonts.ready.then(() => requestAnimationFrame(() => requestAnimationFrame(() => {
  const box = form.getBoundingClientRect();
  done([box.x + scrollX, box.y + scrollY, box.width, Math.max(box.height, form.scrollHeight)]);
})));
"#;

impl Respondent {
    /// Compares the form as it is now with its picture in `tests/golden`; with `SEALFORM_BLESS` set it becomes that picture.
    /// Only Chromium takes pictures of what is below the window.
    ///
    /// # Errors
    /// If they differ: the message says where, and both lie in `target/shots`.
    pub async fn looks_as_before(&self, name: &str) -> Result<()> {
        let taken = self.photographs().await.with_context(|| format!("no picture of {name}"))?;
        let golden = repo_file("tests/golden").join(format!("{name}.png"));
        if std::env::var_os("SEALFORM_BLESS").is_some() {
            return keep(&taken, golden);
        }
        let now = target().join("shots").join(format!("golden-{name}.png"));
        keep(&taken, now.clone())?;
        let before = image::open(&golden)
            .with_context(|| format!("{} cannot be read; SEALFORM_BLESS=1 makes it", golden.display()))?
            .into_rgb8();
        let differs = differing(&before, &taken)?;
        let [golden, now] = [golden, now].map(|path| path.display().to_string());
        ensure!(
            differs.is_empty(),
            "{name} looks otherwise than in {golden}, see {now}: {differs}; SEALFORM_BLESS=1 keeps it as it is now"
        );
        Ok(())
    }

    async fn photographs(&self) -> Result<RgbImage> {
        let place = self.driver().execute_async(STILL, vec![]).await?.json().clone();
        let [x, y, width, height]: [f64; 4] = serde_json::from_value(place).context("the form has no place")?;
        let clip = json!({ "x": x, "y": y, "width": width, "height": height, "scale": SCALE });
        let asked = json!({ "format": "png", "captureBeyondViewport": true, "clip": clip });
        let taken = self.driver().cdp().send_raw("Page.captureScreenshot", asked).await?;
        let data = taken["data"].as_str().context("the browser takes no picture")?;
        let bytes = Base64::decode_vec(data).map_err(|error| anyhow::anyhow!("the picture is damaged: {error}"))?;
        let mut picture = image::load_from_memory(&bytes)?.into_rgb8();
        // The middle of each step, so that neither white nor black is lost to a grey.
        picture.iter_mut().for_each(|shade| *shade = (*shade / SHADE) * (255 / (255 / SHADE)));
        Ok(picture)
    }
}

fn keep(picture: &RgbImage, path: PathBuf) -> Result<()> {
    let folder = path.parent().context("a picture lies in a folder")?;
    std::fs::create_dir_all(folder)?;
    let file = std::io::BufWriter::new(std::fs::File::create(&path)?);
    let encoder = PngEncoder::new_with_quality(file, CompressionType::Best, FilterType::Adaptive);
    encoder.write_image(picture.as_raw(), picture.width(), picture.height(), ExtendedColorType::Rgb8)?;
    Ok(())
}

/// Where two pictures differ, in words; nothing where they are alike.
fn differing(before: &RgbImage, now: &RgbImage) -> Result<String> {
    let sizes = [before.dimensions(), now.dimensions()];
    let [(width, height), (now_width, now_height)] = sizes;
    // A line of text that another version of the browser sets a pixel higher adds up over a long page.
    let near = |one: u32, other: u32| one.abs_diff(other) * 100 <= one;
    if width != now_width || !near(height, now_height) {
        return Ok(format!("{width} × {height} pixels before, {now_width} × {now_height} now"));
    }
    let height = height.min(now_height);
    let mut places = Vec::new();
    for y in (0..height).step_by(TILE as usize) {
        for x in (0..width).step_by(TILE as usize) {
            let (wide, high) = (TILE.min(width - x), TILE.min(height - y));
            let cut = |picture| crop_imm(picture, x, y, wide, high).to_image();
            let score = rgb_similarity_structure(&Algorithm::RootMeanSquared, &cut(before), &cut(now))?.score;
            if score < ALIKE {
                places.push(format!("at {x}, {y} ({score:.2})"));
            }
        }
    }
    Ok(places.join(", "))
}

#[cfg(test)]
mod tests {
    use image::Rgb;

    use super::*;

    fn card(at: u32, colour: [u8; 3]) -> RgbImage {
        RgbImage::from_fn(160, 240, |x, y| {
            let inside = (20..140).contains(&x) && (at..at + 30).contains(&y);
            if inside { Rgb(colour) } else { Rgb([255; 3]) }
        })
    }

    #[test]
    fn a_card_that_has_moved_lost_its_colour_or_is_gone_is_seen() {
        let before = card(60, [20, 90, 60]);
        assert_eq!(differing(&before, &before).expect("compared"), "");
        for other in [card(90, [20, 90, 60]), card(60, [200, 30, 30]), card(300, [0; 3])] {
            assert!(differing(&before, &other).expect("compared").starts_with("at "));
        }
        assert_eq!(
            differing(&before, &RgbImage::new(160, 300)).expect("compared"),
            "160 × 240 pixels before, 160 × 300 now"
        );
    }

    #[test]
    fn a_little_noise_is_not() {
        let before = card(60, [20, 90, 60]);
        let mut now = before.clone();
        now.pixels_mut().step_by(7).for_each(|pixel| pixel.0 = pixel.0.map(|shade| shade.saturating_sub(12)));
        assert_eq!(differing(&before, &now).expect("compared"), "");
    }
}
