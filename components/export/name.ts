/** A file name that every system takes. */
export function isFileName(name: string): boolean {
  const clean = name.trim();
  if (clean === '' || clean.length > 100 || clean.startsWith('.') || clean.endsWith('.')) return false;
  return !Array.from(clean).some((char) => '/\\:*?"<>|'.includes(char) || char < ' ' || char === '\u007f');
}

/** A name for an export of a job: its own, with what file systems refuse replaced. */
export function defaultName(jobName: string): string {
  const safe = Array.from(jobName)
    .map((char) => (/[\p{L}\p{N}._-]/u.test(char) ? char : '-'))
    .join('')
    .replace(/-{2,}/g, '-')
    .slice(0, 60)
    .replace(/^[-.]+/, '')
    .replace(/[-.]+$/, '');
  return safe === '' ? 'heddle' : safe;
}
