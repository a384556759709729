import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import type { PageReading } from '../lib/model/job';
import { serialisePage } from '../lib/platform/document';
import { detect, glimpses, siteById } from '../lib/sites';

// Injected on click; detects, reads once, returns a value, is gone.
export default defineUnlistedScript((): PageReading => {
  const { url, html } = serialisePage();
  const page = { url: new URL(url), html };
  const sighting = detect(page);
  if (!sighting) return { url, sighting, harvest: null };
  const site = siteById(sighting.site);
  const harvest = site.read(page);
  return {
    url,
    sighting,
    harvest,
    ...(site.defaults ? { defaults: site.defaults } : {}),
    ...(sighting.guess ? { glimpses: glimpses(harvest.posts ?? []) } : {}),
  };
});
