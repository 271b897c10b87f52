import { existsSync } from 'node:fs';

// Sends imports of the peer's packages to the parts of them that load in node.
const places = {
  '@strudel/core': new URL('./core.mjs', import.meta.url).href,
  '@strudel/mini': new URL('./node_modules/@strudel/mini/mini.mjs', import.meta.url).href,
  '@strudel/tonal': new URL('./node_modules/@strudel/tonal/tonal.mjs', import.meta.url).href,
};

// Of tonal's packages some ship only their ES module, though they name another file.
const inside = (name, parent) => {
  for (let folder = new URL('.', parent); folder.pathname.includes('node_modules') || folder.href === new URL('.', import.meta.url).href; folder = new URL('..', folder)) {
    const found = new URL(`./node_modules/${name}/dist/index.mjs`, folder);
    if (existsSync(found)) return found.href;
  }
  return undefined;
};

export const resolve = (name, context, next) => {
  const url = places[name] ?? (name.startsWith('@tonaljs/') ? inside(name, context.parentURL) : undefined);
  return url ? { url, shortCircuit: true } : next(name, context);
};
