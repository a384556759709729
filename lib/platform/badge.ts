import browser from 'webextension-polyfill';

/** The toolbar button says when something is done, or needs the person. */
export type Badge =
  { readonly kind: 'none' } | { readonly kind: 'done'; readonly jobs: number } | { readonly kind: 'asks' };

export async function showBadge(badge: Badge): Promise<void> {
  const text = badge.kind === 'none' ? '' : badge.kind === 'asks' ? '!' : String(badge.jobs);
  await browser.action.setBadgeText({ text });
  if (text !== '')
    await browser.action.setBadgeBackgroundColor({ color: badge.kind === 'asks' ? '#b45309' : '#15803d' });
}
