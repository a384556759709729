import { wholeForum } from './whole-forum.mjs';

/** @type {{name: string, run: (place: import('../steps.mjs').Place) => Promise<void>, browsers?: string[]}[]} */
export const scenarios = [wholeForum];
