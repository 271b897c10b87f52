/** Where the music is, in words. It knows no editor. */

import type { Transport } from "./protocol";

const SIGNS = { idle: "$(circle-outline)", playing: "$(play)", stopped: "$(debug-pause)", hushed: "$(mute)" };

/** The line of the status bar: state, bar and beat, tempo, section, what was late. */
export function line(music: Transport): string {
  const sign = SIGNS[music.state];
  if (music.state === "idle") return `${sign} Pattern`;
  const found = [`${sign} ${music.bar}·${Math.floor(music.beat)}`, `${rounded(music.bpm)} bpm`];
  if (music.section) found.push(music.section);
  if (music.late > 0) found.push(`$(warning) ${music.late} late`);
  return found.join("  ");
}

/** The same for a person who wants to know more, as Markdown. */
export function details(music: Transport): string {
  const rows = [`**${music.state}**`];
  if (music.state !== "idle") rows.push(`bar ${music.bar}, beat ${Math.floor(music.beat)} of ${music.beats}, ${rounded(music.bpm)} bpm`);
  if (music.sent > 0) rows.push(`${music.sent} notes sent, ${music.late} late`);
  for (const [number, { key, muted, solo, kept }] of music.parts.entries()) {
    const said = [muted ? "muted" : "", solo ? "solo" : "", kept ? "plays its last good version" : ""].filter((word) => word !== "");
    rows.push(`${number + 1} \`${key}\`${said.length > 0 ? `: ${said.join(", ")}` : ""}`);
  }
  return rows.join("  \n");
}

function rounded(bpm: number): string {
  return String(Math.round(bpm * 10) / 10);
}
