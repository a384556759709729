import { expect, it } from 'vitest';
import { readSitemap } from '../../../lib/sites/sitemap';

it('reads addresses with their dates', () => {
  const xml = `<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
    <url><loc> https://a.example/t/x/1?a=1&amp;b=&#50; </loc><lastmod>2024-05-01</lastmod></url>
    <url><lastmod>soon</lastmod><loc><![CDATA[https://a.example/t/y/2?a=1&b=2]]></loc></url><url></url></urlset>`;
  expect(readSitemap(xml)).toEqual({
    addresses: [
      { url: 'https://a.example/t/x/1?a=1&b=2', modifiedAt: Date.UTC(2024, 4, 1) },
      { url: 'https://a.example/t/y/2?a=1&b=2', modifiedAt: null },
    ],
    nested: [],
  });
});

it('reads an index, with names in a namespace', () => {
  const xml = '<s:sitemapindex><s:sitemap><s:loc>https://a.example/1.xml</s:loc></s:sitemap></s:sitemapindex>';
  expect(readSitemap(xml)).toEqual({ addresses: [], nested: ['https://a.example/1.xml'] });
});

it('knows what is none', () => {
  expect(readSitemap('<html><body>Hello')).toBeNull();
  expect(readSitemap('')).toBeNull();
});

it('stands broken and huge ones', () => {
  expect(readSitemap('<urlset><url><loc>https://a.example/1')).toEqual({ addresses: [], nested: [] });
  const start = performance.now();
  expect(readSitemap(`<urlset>${'<url><loc>https://a.example/</loc></url>'.repeat(200_000)}`)?.addresses).toHaveLength(
    50_000,
  );
  readSitemap(`<urlset>${'<loc '.repeat(1_000_000)}`);
  readSitemap(`<urlset><url>${'<loc>'.repeat(1_000_000)}`);
  expect(performance.now() - start).toBeLessThan(5000);
});
