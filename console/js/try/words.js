/**
 * What is measured of a note, in words.
 * @module try/words
 * @import { NoteVibrato } from "openapi"
 */
import { S } from "../strings.js";

/** A note further than this from the take's own semitones is shown as off, in cents. */
export const OFF_CENTS = 25;

/** Say how far a note is off. @param {number} deviation cents. @returns {string} in words. */
export function tuning(deviation) {
  const cents = Math.round(Math.abs(deviation));
  if (cents < 5) return S.plot.exact;
  return deviation > 0 ? S.plot.sharp(cents) : S.plot.flat(cents);
}

/** Say how a note swings. @param {?NoteVibrato} vibrato @returns {string} in words; empty for none. */
export function swing(vibrato) {
  return vibrato?.regular ? S.plot.vibrato(vibrato.rate.toFixed(1), Math.round(vibrato.extent)) : "";
}
