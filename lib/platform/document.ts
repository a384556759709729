/**
 * The open page as HTML. With `platform/page-reader` the only code that touches a page's document, and it only reads:
 * serialising leaves the page untouched, and one HTML parser serves pages, replies and files.
 */
export function serialisePage(): { readonly url: string; readonly html: string } {
  return { url: location.href, html: document.documentElement.outerHTML };
}
