// Text that tells when it is damaged: its first line is the SHA-256 of the rest.
import { createHash } from 'node:crypto';

const seal = (body: string) => createHash('sha256').update(body).digest('hex');

export const sealText = (body: string): string => `${seal(body)}\n${body}`;

/** The text as it was sealed; null when a single bit of it differs. */
export function unsealText(text: string): string | null {
  const end = text.indexOf('\n');
  const body = text.slice(end + 1);
  return end >= 0 && text.slice(0, end) === seal(body) ? body : null;
}
