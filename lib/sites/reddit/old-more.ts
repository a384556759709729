import { parsePiece } from '../../base/html';
import { asFields, asText } from '../fields';
import { oldBranches } from './old-page';
import { inTreeOrder, type Branch } from './thing';
import { unescape } from './things-json';

// What the old pages' own script gets for "load more comments": a list of calls with pieces of the page in it, escaped.
// Where in the list they stand has changed with the years, so they are looked for.

/** Nodes looked at in one answer; a hundred comments need some thousands. */
const most = 1_000_000;

/** @returns null when there is no such piece and the answer is not of this kind */
export function oldMoreChildren(data: unknown): readonly Branch[] | null {
  const known = asFields(data);
  if (!known || !('jquery' in known || 'json' in known)) return null;
  const branches: Branch[] = [];
  const stack: unknown[] = [data];
  for (let seen = 0; stack.length > 0 && seen < most; seen++) {
    const value = stack.pop();
    if (Array.isArray(value)) for (let i = value.length - 1; i >= 0; i--) stack.push(value[i]);
    const fields = asFields(value);
    if (!fields) continue;
    const piece = asText(fields['content']) ?? asText(fields['contentHTML']);
    const parent = asText(fields['parent']);
    if (piece !== null && asText(fields['id']) !== null && piece.includes('thing')) {
      branches.push(...oldBranches(parsePiece(whole(piece))).map((branch) => under(branch, parent)));
      continue;
    }
    for (const inner of Object.values(fields).reverse()) stack.push(inner);
  }
  return inTreeOrder(branches);
}

function whole(piece: string): string {
  if (!/^\s{0,100}&lt;/.test(piece)) return piece;
  return unescape(
    piece.replace(/&(?:quot|#39|#32);/g, (sign) => (sign === '&quot;' ? '"' : sign === '&#39;' ? "'" : ' ')),
  );
}

/** A piece does not show what it hangs below; the answer says it. */
function under(branch: Branch, parent: string | null): Branch {
  if (parent === null || !/^t[13]_[0-9a-z]{1,13}$/.test(parent)) return branch;
  if (branch.kind === 'message') {
    return branch.message.parent === null ? { kind: 'message', message: { ...branch.message, parent } } : branch;
  }
  return branch.stub.parent === null ? { kind: 'stub', stub: { ...branch.stub, parent } } : branch;
}
