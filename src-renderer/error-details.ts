// A failure as a text to send to whoever helps: all that is known of it. Pure.
import type { ErrorCode, ErrorData } from '../src-shared/peer-error.ts';
import { errorTexts } from './texts/error-texts.ts';

/** `about` is what failed, where the sentence does not say. */
export function errorDetails(error: ErrorData, about: string | null, appVersion: string | null): string {
  const { what, next, code, cause, output } = errorTexts.detailsOf;
  return [
    appVersion === null ? 'Lanspread' : `Lanspread ${appVersion}`,
    about,
    `${what}: ${error.message}`,
    error.hint === undefined ? null : `${next}: ${error.hint}`,
    `${code}: ${error.code}`,
    error.cause === undefined ? null : `${cause}: ${error.cause}`,
    error.output === undefined ? null : `${output}:\n${error.output}`,
  ]
    .filter((line) => line !== null)
    .join('\n');
}

/** What was typed wrong is to be corrected, not to be asked about. */
const ofInput: ReadonlySet<ErrorCode> = new Set(['invalid-command', 'bad-settings', 'no-game-dir']);

export const hasDetails = ({ code }: Pick<ErrorData, 'code'>): boolean => !ofInput.has(code);
