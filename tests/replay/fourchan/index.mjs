import { apiHost, imageHost } from './api.mjs';
import { boardsHost } from './pages.mjs';

export { catalogJson, pagesOf, threadJson } from './api.mjs';
export { catalogPage, indexPage, threadPage } from './pages.mjs';
export { createBoards, quote } from './world.mjs';

/**
 * The hosts of the made-up boards.
 * @param {import('./world.mjs').Boards} world
 * @param {Parameters<typeof boardsHost>[1]} [options]
 */
export function boardHosts(world, options) {
  return {
    'boards.4chan.org': boardsHost(world, options),
    'a.4cdn.org': apiHost(world),
    'i.4cdn.org': imageHost(world),
  };
}
