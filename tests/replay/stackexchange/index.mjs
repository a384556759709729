export { answerApi } from './api.mjs';
export { answerPage, challengePage, frame, listPage, questionPage } from './pages.mjs';
export { answerBody, ask, createSite, edit, person, questionBody, touch } from './site.mjs';
