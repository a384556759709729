import { decodeHTML } from 'entities';
import { Parser } from 'htmlparser2';
import { defaultTreeAdapter as nodes, html as names } from 'parse5';
import type { Parent } from './html';

// The only door to XML, beside `html.ts`, and with the same tree: what walks HTML walks this. Forgiving, since
// documents of many makers come here; declarations of entities are not followed, so nothing can be blown up by them.

/** Named entities that XML itself does not know, as older XHTML uses them: `&nbsp;`. */
const namedEntity = /&(?!(?:amp|lt|gt|quot|apos);)[A-Za-z][A-Za-z\d]{0,30};/g;

/** No document needs a tenth of it, and each level makes every element below it dearer. */
const maxDepth = 5_000;

/**
 * Parses XML. Elements are named without their prefix (`w:p` is `p`), attributes with it (`r:id`); the case of both is
 * kept. Neither this nor the functions of `html.ts` recurse.
 * @throws RangeError where elements nest deeper than 5,000
 */
export function parseXml(xml: string): Parent {
  const root = nodes.createDocumentFragment();
  let open: Parent = root;
  const parents: Parent[] = [];
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        const attrs = Object.entries(attributes).map(([key, value]) => ({ name: key, value }));
        const element = nodes.createElement(name.slice(name.indexOf(':') + 1), names.NS.HTML, attrs);
        nodes.appendChild(open, element);
        parents.push(open);
        if (parents.length > maxDepth) throw new RangeError('elements nest too deep');
        open = element;
      },
      onclosetag() {
        open = parents.pop() ?? root;
      },
      ontext(text) {
        nodes.insertText(open, text);
      },
    },
    { xmlMode: true },
  );
  parser.end(xml.replace(namedEntity, (entity) => decodeHTML(entity)));
  return root;
}
