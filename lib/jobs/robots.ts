// robots.txt by RFC 9309 (https://www.rfc-editor.org/rfc/rfc9309): the group of our own name, else of `*`; the longest
// matching rule wins, `allow` on a tie; an absent file allows everything.

const agent = 'heddle';

interface Rule {
  readonly allow: boolean;
  readonly path: string;
}

/**
 * Whether the file lets us fetch a path.
 * @param path path with query, as in the request
 */
export function robotsAllow(text: string, path: string): boolean {
  const rules = rulesFor(text);
  let best: Rule | null = null;
  for (const rule of rules) {
    if (!matches(rule.path, path)) continue;
    if (!best || rule.path.length > best.path.length || (rule.path.length === best.path.length && rule.allow))
      best = rule;
  }
  return best?.allow ?? true;
}

function rulesFor(text: string): readonly Rule[] {
  const own: Rule[] = [];
  const any: Rule[] = [];
  let named = false;
  let agents: string[] = [];
  let inRules = false;
  // RFC 9309, section 2.5: at least 500 KiB must be read; more need not.
  for (const line of text.slice(0, 512_000).split(/\r\n|\r|\n/)) {
    const match = /^\s*([A-Za-z-]+)\s*:\s*(.*)$/.exec(line.replace(/#.*$/, ''));
    if (!match) continue;
    const field = (match[1] ?? '').toLowerCase();
    const value = (match[2] ?? '').trim();
    if (field === 'user-agent') {
      if (inRules) agents = [];
      inRules = false;
      agents.push(value.toLowerCase());
      named ||= isUs(value);
    } else if (field === 'allow' || field === 'disallow') {
      inRules = true;
      if (value === '') continue;
      const rule = { allow: field === 'allow', path: value };
      if (agents.some(isUs)) own.push(rule);
      else if (agents.includes('*')) any.push(rule);
    }
  }
  return named ? own : any;
}

function isUs(name: string): boolean {
  return name.toLowerCase().split(/[/\s]/)[0] === agent;
}

/** `*` matches any run, `$` at the end anchors; linear in pattern × path without backtracking over pieces. */
function matches(pattern: string, path: string): boolean {
  const anchored = pattern.endsWith('$');
  const pieces = (anchored ? pattern.slice(0, -1) : pattern).split('*').map(decoded);
  const text = decoded(path);
  const first = pieces[0] ?? '';
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const [i, piece] of pieces.entries()) {
    if (i === 0) continue;
    const last = i === pieces.length - 1;
    if (last && anchored) return text.length - piece.length >= at && text.endsWith(piece);
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return !anchored || pieces.length > 1 || at === text.length;
}

// Both sides in one form, so that %7E and ~ are the same (RFC 9309, section 2.2.2).
function decoded(path: string): string {
  return path.replace(/%([0-9a-f]{2})/gi, (whole, hex: string) => {
    const code = Number.parseInt(hex, 16);
    const char = String.fromCharCode(code);
    return /[A-Za-z0-9._~-]/.test(char) ? char : whole.toUpperCase();
  });
}
