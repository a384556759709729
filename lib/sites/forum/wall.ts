import { attr } from '../../base/html';
import type { Sighting } from '../../model/thread';
import type { Look } from './found';
import { elementAt, wordsIn } from './outline';

// Pages that stand in the way of what was asked for.

const challengeTitles =
  /<title>\s{0,20}(?:just a moment|attention required! \| cloudflare|ddos-guard|making sure you|checking your browser|access denied|one moment, please|verifying you are human|bot verification)/i;
const challengeMarks =
  /\b_cf_chl_opt\b|id="anubis_challenge"|\/cdn-cgi\/challenge-platform\/h\/|id="cf-wrapper"|sucuri_cloudproxy_js/;

/** A page that guards the forum instead of being of it. */
export function isChallenge(body: string, headers: Readonly<Record<string, string>> = {}): boolean {
  if (headers['cf-mitigated'] !== undefined) return true;
  const start = body.slice(0, 60_000);
  if (challengeTitles.test(start)) return true;
  // Normal pages load parts of these scripts too, but have much more to say.
  return body.length < 40_000 && challengeMarks.test(start);
}

const loginAddress =
  /(?:^|[/?&=._-])(?:login|log_in|log-in|signin|sign_in|sign-in|anmelden|connexion|mode=login)(?:[/?&=._-]|$)/i;
const logoutAddress =
  /(?:^|[/?&=._;-])(?:logout|log_out|log-out|signout|sign_out|sign-out|logoff|abmelden|deconnexion|mode=logout)(?:[/?&=._;-]|$)/i;

/** Whether somebody is signed in: who can sign out is. null: the page does not tell. */
export function signedInOn({ outline }: Look): boolean | null {
  let anonymous = false;
  for (const tag of ['a', 'form', 'button']) {
    for (const place of outline.byTag.get(tag) ?? []) {
      const element = elementAt(outline, place);
      const target = element && (attr(element, 'href') ?? attr(element, 'action') ?? attr(element, 'formaction'));
      if (!target || target.length > 400) continue;
      if (logoutAddress.test(target)) return true;
      anonymous ||= loginAddress.test(target);
    }
  }
  return anonymous || hasPassword(outline) ? false : null;
}

function hasPassword(outline: Look['outline']): boolean {
  return (outline.byTag.get('input') ?? []).some((place) => {
    const element = elementAt(outline, place);
    return element !== null && (attr(element, 'type') ?? '').toLowerCase() === 'password';
  });
}

const mustSignIn =
  /\b(?:must|need to|have to|please|required to|not authori[sz]ed|permission|registered users|logged in|log in to|sign in to)\b|angemeldet|anmelden|einloggen|berechtigung|connect(?:é|er)|identifi|iniciar sesi|identific|permiso|accedi|effettua|inloggen|aangemeld|zaloguj|войти|войдите|авториз/i;
const notThere =
  /(?:(?:topic|thread|discussion|post|message|page|forum|board|question)\b[^.]{0,40}\b(?:(?:does|do|could|can|was|has) ?(?:not|n[’']t|been)|no longer|is missing|deleted|removed|unavailable)|(?:invalid|no) (?:thread|topic|post|discussion)s? (?:specified|found|id)|nicht (?:gefunden|mehr vorhanden|vorhanden|existiert)|existiert nicht|gelöscht|n[’']existe (?:pas|plus)|introuvable|supprimé|no existe|no se (?:ha )?encontr|eliminado|non esiste|non (?:è stat[oa] )?trovat|bestaat niet|niet gevonden|verwijderd|não (?:existe|encontrad)|nie istnieje|usunięt|не существует|не найден|удален|could not be found|not found)/i;

/** Longer pages without posts are other pages, not messages. */
const longestMessage = 6000;

/** What a page without posts says: that one must sign in, or that there is nothing. null: neither. */
export function messageOn(look: Look): 'login' | 'gone' | null {
  const { outline } = look;
  const text = wordsIn(outline, bodyRange(look), longestMessage * 2);
  const title = titleText(look);
  const password = hasPassword(outline);
  if (text.length > longestMessage) return password && loginAddress.test(look.url.pathname) ? 'login' : null;
  if (notThere.test(title) || notThere.test(text)) {
    // Many say both: "not found, or you must sign in". Where a password is asked for, signing in may help.
    return password && mustSignIn.test(text) && !/(?:delete|removed|gelöscht|supprim|eliminad)/i.test(text)
      ? 'login'
      : 'gone';
  }
  if (password || loginAddress.test(`${look.url.pathname}${look.url.search}`)) return 'login';
  return mustSignIn.test(text) && /\b(?:log|sign)[ -]?(?:in|on)\b|anmelde|einlogg|connex|sesi|login/i.test(text)
    ? 'login'
    : null;
}

function bodyRange({ outline }: Look): { readonly start: number; readonly end: number } {
  const start = outline.byTag.get('body')?.[0] ?? 0;
  return { start, end: outline.nodes.length };
}

export function titleText({ outline }: Look): string {
  const place = outline.byTag.get('title')?.[0];
  return place === undefined ? '' : wordsIn(outline, { start: place, end: outline.ends[place] ?? place + 1 }, 400);
}

export type Wall = Sighting['wall'];
