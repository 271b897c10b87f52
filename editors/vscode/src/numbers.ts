/** Where in a line the number stands that a key can step. */

/** Whether the caret touches a number, also one at the end of a name (`bd:3`, `c4`). */
export function onNumber(line: string, character: number): boolean {
  return /\d/.test(line[character] ?? "") || /\d/.test(line[character - 1] ?? "");
}
