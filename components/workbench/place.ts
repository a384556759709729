import type { MessageKey } from '../i18n';
import type { IconName } from '../ui/Icon';

// Places of the workbench, as its address says them: `#documents/<id>`.

export type PageId = 'documents' | 'models' | 'settings';

export const pages: readonly { readonly id: PageId; readonly name: MessageKey; readonly icon: IconName }[] = [
  { id: 'documents', name: 'nav_documents', icon: 'document' },
  { id: 'models', name: 'nav_models', icon: 'model' },
  { id: 'settings', name: 'nav_settings', icon: 'settings' },
];

export interface Place {
  readonly page: PageId;
  /** What of the page is open; '': nothing. */
  readonly part: string;
}

/** Anything that is no place leads to the documents. */
export function placeOf(hash: string): Place {
  const [name = '', ...rest] = hash.replace(/^#/, '').split('/');
  const page = pages.find(({ id }) => id === name)?.id;
  return page ? { page, part: rest.join('/') } : { page: 'documents', part: '' };
}

export function hashOf({ page, part }: Place): string {
  return part === '' ? `#${page}` : `#${page}/${part}`;
}
