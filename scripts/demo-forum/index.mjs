export { createForum } from './forum.mjs';
export { handle } from './handle.mjs';
export { truth } from './truth.mjs';
export { sessionToken } from './viewer.mjs';
export { startDemoForum } from './server.mjs';
export * as edit from './edit.mjs';
