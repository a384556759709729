import type { Sighting } from '../../lib/model/thread';
import { label, siteText, t, tn } from '../i18n';
import { hostOf } from './spec';
import './crawl.css';

/** What Heddle sees on the page. */
export function Sighted({ sighting }: { readonly sighting: Sighting }) {
  const { target } = sighting;
  const name = sighting.siteName || hostOf(sighting.base);
  const facts: string[] = [];
  if (target?.kind === 'thread') {
    facts.push(tn('count_posts', sighting.postsTotal ?? sighting.postsShown));
    if (sighting.imagesShown > 0) facts.push(tn('count_images', sighting.imagesShown));
  } else if (sighting.postsTotal !== null || sighting.threadsShown > 0) {
    facts.push(tn('count_threads', sighting.postsTotal ?? sighting.threadsShown));
  }
  if (sighting.userName !== null) facts.push(t('popup_signedInAs', sighting.userName));
  else if (sighting.signedIn !== null) facts.push(t(sighting.signedIn ? 'popup_signedIn' : 'popup_signedOut'));
  return (
    <section class="sighted" data-testid="sighted">
      <SiteBadge name={name} />
      <div class="sighted-text">
        <p class="clip muted" title={sighting.base}>
          {label('site', sighting.site)} · <bdi>{hostOf(sighting.base)}</bdi>
        </p>
        {target && (
          <p class="sighted-title" title={target.title}>
            {siteText(target.kind === 'thread' ? 'popup_topic' : 'popup_listing', sighting.site, target.title || name)}
          </p>
        )}
        {facts.length > 0 && <p class="muted numeric break">{facts.join(' · ')}</p>}
      </div>
    </section>
  );
}

/** The first letter of the forum: its own icon would be fetched from it, and Heddle's pages load nothing. */
function SiteBadge({ name }: { readonly name: string }) {
  const letter = Array.from(name.trim())[0] ?? '?';
  return (
    <span class="site-badge" aria-hidden="true">
      {letter.toLocaleUpperCase()}
    </span>
  );
}
