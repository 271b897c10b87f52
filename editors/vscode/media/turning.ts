/** Where a knob stands between its ends, and which numbers it may stop at. It knows no page. */

import type { Knob } from "../src/protocol";

/** Places of a slider from one end to the other. */
export const STEPS = 1000;

/** The place of a value on the slider, 0 to STEPS; even ratios are even distances on a `log` knob. */
export function placeOf({ low, high, curve }: Knob, value: number): number {
  const share = curve === "log" ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
  return Math.round(Math.min(1, Math.max(0, share)) * STEPS);
}

/** The value at a place of the slider, with no more digits than can be told apart. */
export function valueAt({ low, high, curve }: Knob, place: number): number {
  const share = place / STEPS;
  if (share <= 0) return low;
  if (share >= 1) return high;
  if (curve === "toggle") return share < 0.5 ? low : high;
  if (curve === "int") return Math.round(low + (high - low) * share);
  const value = curve === "log" ? low * (high / low) ** share : low + (high - low) * share;
  const size = curve === "log" ? value : high - low;
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(size))));
  return Math.min(high, Math.max(low, Number(value.toFixed(digits))));
}

/** A value as it is written. */
export function written(value: number): string {
  return String(Number(value.toPrecision(6)));
}

/** Where in a statement the number stands that a knob has at first: `param name = 900`; undefined if it is no plain number. */
export function numberOf(statement: string, name: string): { begin: number; length: number } | undefined {
  const found = /^param\s+([\p{L}_][\p{L}\p{N}_]*)\s*=\s*/u.exec(statement);
  if (found?.[1] !== name) return undefined;
  const number = /^-?\d+(\.\d+)?(?![\w./])/.exec(statement.slice(found[0].length));
  return number ? { begin: found[0].length, length: number[0].length } : undefined;
}
