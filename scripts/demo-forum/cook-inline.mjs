/** @typedef {import('./cook.mjs').State} State */
/** @typedef {import('./cook.mjs').CookContext} CookContext */

/** @param {string} text */
export function escapeHtml(text) {
  return text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c] ?? c);
}

const INLINE =
  /`([^`]+)`|!\[([^\]]*)\]\(img:([^)]+)\)|\[([^\]]+)\|attachment\]\(([^)]+)\)|\[([^\]]+)\]\(([^)\s]+)\)|\*\*([^*]+)\*\*|\*([^*]+)\*|~~([^~]+)~~|\$([^$\s][^$]*)\$|\[spoiler\](.+?)\[\/spoiler\]|\^\[([^\]]+)\]|\[date=(\d{4}-\d\d-\d\d) time=(\d\d:\d\d):00 timezone="([^"]+)"\]|:([a-z_]+):|@([A-Za-z][A-Za-z0-9_]*)|#([a-z][a-z-]+)|(https?:\/\/[^\s<)]+)/g;

/**
 * Emphasis, links, pictures and the rest of what stands within a line.
 * @param {string} text
 * @param {State} state
 * @returns {string}
 */
export function inline(text, state) {
  const { context, out, footnotes } = state;
  let html = '';
  let at = 0;
  for (const match of text.matchAll(INLINE)) {
    html += escapeHtml(text.slice(at, match.index));
    at = match.index + match[0].length;
    const [
      ,
      code,
      alt,
      image,
      file,
      filePath,
      label,
      href,
      bold,
      em,
      struck,
      math,
      spoiler,
      note,
      date,
      time,
      zone,
      emoji,
      user,
      tag,
      bare,
    ] = match;
    if (code !== undefined) html += `<code>${escapeHtml(code)}</code>`;
    else if (image !== undefined) html += picture(context.image(image), alt ?? '', state);
    else if (file !== undefined)
      html += `<a class="attachment" href="${context.base}${filePath ?? ''}">${escapeHtml(file)}</a> (3.5 KB)`;
    else if (label !== undefined && href !== undefined) {
      out.links.push({ url: href, title: label });
      html += `<a href="${escapeHtml(href.startsWith('/') ? context.base + href : href)}"${/^https?:/.test(href) ? ' rel="noopener nofollow ugc"' : ''}>${inline(label, state)}</a>`;
    } else if (bold !== undefined) html += `<strong>${inline(bold, state)}</strong>`;
    else if (em !== undefined) html += `<em>${inline(em, state)}</em>`;
    else if (struck !== undefined) html += `<s>${inline(struck, state)}</s>`;
    else if (math !== undefined) html += `<span class="math">${escapeHtml(math)}</span>`;
    else if (spoiler !== undefined) html += `<span class="spoiler">${inline(spoiler, state)}</span>`;
    else if (note !== undefined) {
      footnotes.push(inline(note, state));
      const ref = `${String(context.postId)}-${String(footnotes.length)}`;
      html += `<sup class="footnote-ref"><a href="#footnote-${ref}" id="footnote-ref-${ref}">[${String(footnotes.length)}]</a></sup>`;
    } else if (date !== undefined)
      html += `<span data-date="${date}" data-time="${time ?? ''}:00" data-timezone="${zone ?? ''}" class="discourse-local-date" data-email-preview="${date}T${time ?? ''}:00Z UTC">${date}T${time ?? ''}:00Z</span>`;
    else if (emoji !== undefined)
      html += `<img src="${context.base}/images/emoji/twitter/${emoji}.png?v=12" title=":${emoji}:" class="emoji${text.trim() === match[0] ? ' only-emoji' : ''}" alt=":${emoji}:" loading="lazy" width="20" height="20">`;
    else if (user !== undefined)
      html += context.isUser(user)
        ? `<a class="mention" href="${context.base}/u/${user.toLowerCase()}">@${user}</a>`
        : `<span class="mention">@${user}</span>`;
    else if (bare !== undefined) {
      out.links.push({ url: bare, title: bare });
      html += `<a href="${escapeHtml(bare)}" rel="noopener nofollow ugc">${escapeHtml(bare)}</a>`;
    } else html += hashtag(tag ?? '', context);
  }
  return html + escapeHtml(text.slice(at));
}

/**
 * @param {string} name
 * @param {CookContext} context
 */
function hashtag(name, context) {
  const category = context.category(name);
  if (!category) return `<span class="hashtag-raw">#${name}</span>`;
  return `<a class="hashtag-cooked" href="${context.base}/c/${category.slug}/${String(category.id)}" data-type="category" data-slug="${category.slug}" data-id="${String(category.id)}"><span class="hashtag-icon-placeholder"></span><span>${name}</span></a>`;
}

/**
 * @param {import('./images.mjs').ForumImage} image
 * @param {string} alt
 * @param {State} state
 */
function picture(image, alt, state) {
  state.out.images.push(image);
  const text = escapeHtml(alt);
  if (!image.thumb)
    return `<img src="${image.src}" alt="${text}" width="${String(image.width)}" height="${String(image.height)}" data-base62-sha1="${image.base62}">`;
  const { width, height, src } = image.thumb;
  return `<div class="lightbox-wrapper"><a class="lightbox" href="${image.src}" data-download-href="${state.context.base}/uploads/short-url/${image.base62}.png?dl=1" title="${text}" rel="noopener nofollow ugc"><img src="${src}" alt="${text}" data-base62-sha1="${image.base62}" width="${String(width)}" height="${String(height)}" srcset="${src}, ${image.src} 1.5x"><div class="meta"><svg class="fa d-icon d-icon-far-image svg-icon" aria-hidden="true"><use href="#far-image"></use></svg><span class="filename">${text}</span><span class="informations">${String(image.width)}×${String(image.height)} 48.2 KB</span><svg class="fa d-icon d-icon-discourse-expand svg-icon" aria-hidden="true"><use href="#discourse-expand"></use></svg></div></a></div>`;
}
