/** How the server is installed with pip. It runs nothing. */

import { join } from "node:path";

/** A program to run, with its arguments. */
export interface Step {
  readonly command: string;
  readonly args: readonly string[];
}

/** Where to install: an interpreter that the user has chosen, or one that can make a `.venv` in a folder. */
export interface Site {
  readonly chosen?: string | undefined;
  readonly python?: string | undefined;
  readonly folder?: string | undefined;
}

/** The steps that install or upgrade the server; none if there is no Python to do it with. */
export function steps({ chosen, python, folder }: Site, windows: boolean): Step[] {
  const pip = ["-m", "pip", "install", "--upgrade", "pattern-studio"];
  if (chosen) return [{ command: chosen, args: pip }];
  if (!python || !folder) return [];
  const inside = join(folder, ".venv", ...(windows ? ["Scripts", "python.exe"] : ["bin", "python"]));
  // Many systems guard their own Python against pip, so that packages go into an environment of the folder.
  return [
    { command: python, args: ["-m", "venv", join(folder, ".venv")] },
    { command: inside, args: pip },
  ];
}
