/** Places on earth as numbers: where they are on a map, how far apart, and how a form writes them. */

export interface Place {
  readonly lat: number;
  readonly lon: number;
}

/** A map of the world is a square: both coordinates go from 0 to 1, north is up. */
export interface Spot {
  readonly x: number;
  readonly y: number;
}

/** Maps of this kind end here: the poles are infinitely far. */
const LAST_LAT = 85.0511;
const RADIUS_METRES = 6_371_008.8;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Where a place is on a map that keeps angles (Mercator). */
export function spotOf({ lat, lon }: Place): Spot {
  const sine = Math.sin(radians(Math.min(LAST_LAT, Math.max(-LAST_LAT, lat))));
  return { x: lon / 360 + 0.5, y: 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI) };
}

/** The place at a spot. */
export function placeAt({ x, y }: Spot): Place {
  const lat = (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI;
  // East of the last meridian is west again.
  const lon = ((((x % 1) + 1) % 1) - 0.5) * 360;
  return { lat, lon };
}

/** How far two places are apart, along the ground. */
export function metresBetween(one: Place, other: Place): number {
  const half = (a: number, b: number): number => Math.sin((radians(b) - radians(a)) / 2) ** 2;
  const chord =
    half(one.lat, other.lat) + Math.cos(radians(one.lat)) * Math.cos(radians(other.lat)) * half(one.lon, other.lon);
  return 2 * RADIUS_METRES * Math.asin(Math.min(1, Math.sqrt(chord)));
}

/** The metres of the whole width of the map, at a latitude. */
export function metresAround(lat: number): number {
  return 2 * Math.PI * RADIUS_METRES * Math.cos(radians(lat));
}

/** The places of a geometry as ODK writes it: `lat lon alt acc`, with semicolons between; what is no place is left out. */
export function placesOf(geometry: string): Place[] {
  return geometry.split(";").flatMap((text) => {
    const [lat = Number.NaN, lon = Number.NaN] = text.trim().split(/\s+/).map(Number);
    const isPlace = Math.abs(lat) <= 90 && Math.abs(lon) <= 180;
    return isPlace ? [{ lat, lon }] : [];
  });
}

/** A distance as people write it in a language: metres up to a kilometre, then kilometres. */
export function distanceText(metres: number, language: string): string {
  const [unit, value, digits] =
    metres < 995 ? (["meter", metres, 0] as const) : (["kilometer", metres / 1000, metres < 9950 ? 1 : 0] as const);
  const rounded = unit === "meter" && value > 20 ? Math.round(value / 10) * 10 : value;
  return rounded.toLocaleString(language, { style: "unit", unit, maximumFractionDigits: digits });
}

/** The largest round number that is not above a number: 1, 2 or 5 and zeros. */
export function roundBelow(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most));
  return ([5, 2, 1].find((digit) => digit * power <= most) ?? 1) * power;
}

/** Degrees between the lines of a graticule that shows about `wide` degrees. */
export function graticuleStep(wide: number): number {
  const steps = [90, 45, 30, 15, 10, 5, 2, 1];
  return wide > 4 ? (steps.find((step) => wide / step >= 3) ?? 1) : roundBelow(wide / 3);
}
