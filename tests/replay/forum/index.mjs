export { boardHost } from './board.mjs';
export { plainHost } from './plain.mjs';
export { createWorld } from './world.mjs';
