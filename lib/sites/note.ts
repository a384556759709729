import type { FetchRequest } from '../model/thread';

// Checked reading of what an adapter wrote into a request for the reading of its reply: the store may hold the note of
// an older version.

export function noteText(request: FetchRequest, name: string): string | null {
  const value = request.note?.[name];
  return typeof value === 'string' ? value : null;
}

export function noteNumber(request: FetchRequest, name: string): number | null {
  const value = request.note?.[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

export function noteList(request: FetchRequest, name: string): readonly string[] | null {
  const value = request.note?.[name];
  return typeof value === 'object' ? value.map(String) : null;
}
