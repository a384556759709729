import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A self-signed certificate, made for this run and kept in memory only.
 * @returns {{key: Buffer, cert: Buffer}}
 */
export function makeCertificate() {
  const folder = mkdtempSync(join(tmpdir(), 'heddle-tls-'));
  try {
    const key = join(folder, 'key');
    const cert = join(folder, 'cert');
    const args = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '30'];
    execFileSync('openssl', [...args, '-subj', '/CN=replay', '-keyout', key, '-out', cert], { stdio: 'pipe' });
    return { key: readFileSync(key), cert: readFileSync(cert) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
