export { clean, type RenderProfile } from './clean';
export { toMarkdown } from './markdown';
export type { CleanContext } from './render';
