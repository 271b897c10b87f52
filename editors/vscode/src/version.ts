/** Versions of the server, as `pattern-lsp --version` says them. */

/** The oldest server that this extension speaks with. */
export const MINIMUM = "0.1.0";

/** The version in what `--version` wrote; undefined if that is another program. */
export function versionIn(output: string): string | undefined {
  return /^pattern-lsp (\d+(?:\.\d+)*\S*)\s*$/m.exec(output)?.[1];
}

/** Whether a version is older than another; what follows the numbers (`rc1`, `.dev2`) is not compared. */
export function older(version: string, than: string): boolean {
  const [left, right] = [numbers(version), numbers(than)];
  for (let place = 0; place < Math.max(left.length, right.length); place++) {
    const [a, b] = [left[place] ?? 0, right[place] ?? 0];
    if (a !== b) return a < b;
  }
  return false;
}

function numbers(version: string): number[] {
  return (/^\d+(?:\.\d+)*/.exec(version)?.[0] ?? "0").split(".").map(Number);
}
