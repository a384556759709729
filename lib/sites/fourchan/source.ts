import type { SourceForm } from '../adapter';
import { asFields, asList, asText, asWords, parseJson } from '../fields';
import { unexpected } from './failure';
import { apiBase, boardsTarget, isBoard, yotsubaBase } from './place';
import { plainText } from './text';

// Starting without a page: boards are picked from the site's own list, or from the names known here when it cannot be
// asked.

/** The boards there were when this was written. */
const boards =
  '3 a aco adv an b bant biz c cgl ck cm co d diy e f fa fit g gd gif h hc his hm hr i ic int jp k lgbt lit m mlp mu n ' +
  'news o out p po pol pw qa qst r r9k s s4s sci soc sp t tg toy trash trv tv u v vg vip vm vmg vp vr vrpg vst vt w wg wsg ' +
  'wsr x xs y';

export const source: SourceForm = {
  fields: [{ id: 'boards', kind: 'many', default: null, choices: boards.split(' ') }],
  locate(values) {
    const chosen = typeof values['boards'] === 'string' ? values['boards'].split(',').map((name) => name.trim()) : [];
    const names = [...new Set(chosen.map((name) => name.replace(/^\/|\/$/g, '')).filter(isBoard))];
    if (names.length === 0) return null;
    return { target: boardsTarget({ base: yotsubaBase, dialect: 'yotsuba' }, names), siteName: '4chan' };
  },
  choices: {
    field: 'boards',
    url: `${apiBase}/boards.json`,
    parse(reply) {
      const found = asList(asFields(parseJson(reply.body))?.['boards']).flatMap((value) => {
        const board = asFields(value);
        const name = asText(board?.['board']) ?? '';
        const title = plainText(asWords(board?.['title']) ?? '');
        return isBoard(name) ? [{ value: name, label: `/${name}/${title ? ` – ${title}` : ''}` }] : [];
      });
      if (reply.status !== 200 || found.length === 0) throw unexpected(reply.body);
      return found;
    },
  },
};
