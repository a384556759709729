import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import type { PageReading } from '../lib/model/job';
import { serialisePage } from '../lib/platform/document';
import { detect, siteById } from '../lib/sites';

// Injected on click; detects, reads once, returns a value, is gone.
export default defineUnlistedScript((): PageReading => {
  const { url, html } = serialisePage();
  const page = { url: new URL(url), html };
  const sighting = detect(page);
  return { url, sighting, harvest: sighting ? siteById(sighting.site).read(page) : null };
});
