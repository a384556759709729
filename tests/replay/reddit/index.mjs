export { addComment, createReddit, rank, textOf } from './community.mjs';
export { permalink } from './data.mjs';
export { pictureSite, redditSite, refusal } from './site.mjs';
