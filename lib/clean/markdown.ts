import { clean } from './clean';

/** Post HTML → Markdown, addresses as they stand in the post. */
export function toMarkdown(html: string): string {
  return clean(html, 'faithful', { baseUrl: '' });
}
