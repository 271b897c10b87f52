// The peer's core without its browser parts, which do not load in node.
export * from './node_modules/@strudel/core/pattern.mjs';
export * from './node_modules/@strudel/core/signal.mjs';
export * from './node_modules/@strudel/core/euclid.mjs';
export * from './node_modules/@strudel/core/controls.mjs';
export * from './node_modules/@strudel/core/pick.mjs';
export * from './node_modules/@strudel/core/util.mjs';
export * from './node_modules/@strudel/core/logger.mjs';
export { default as Fraction } from './node_modules/@strudel/core/fraction.mjs';
export { default as TimeSpan } from './node_modules/@strudel/core/timespan.mjs';
export { default as Hap } from './node_modules/@strudel/core/hap.mjs';
