// The peer's English failures as a window shows them beside a title: with it, where the peer knows only the game's id. Pure.
import { messages, phrases, waits, wrappers, type Sentences } from './german-sentences.ts';
import type { ErrorCode, ErrorData } from './peer-error.ts';
import { reword } from './reword.ts';

/** `title` of the game that it is about; null when it is about none. */
export function titledError(error: ErrorData, title: string | null): ErrorData {
  return title === null ? error : { ...error, message: titledMessage(error.code, error.message, title) };
}

function titledMessage(code: ErrorCode, english: string, title: string): string {
  return lookUp(wrappers, english, code, title) ?? lookUp(messages[code] ?? [], english, code, title) ?? english;
}

/** What is being waited for. */
export function titledWait(waitingFor: string, title: string | null): string {
  return title === null
    ? waitingFor
    : (reword(waits, waitingFor, { to: 'english', title, message: same, fact: same }) ?? waitingFor);
}

const same = (text: string) => text;

const lookUp = (sentences: Sentences, text: string, code: ErrorCode, title: string): string | null =>
  reword(sentences, text, {
    to: 'english',
    title,
    message: (message) => titledMessage(code, message, title),
    fact: (fact) => lookUp(phrases, fact, code, title) ?? fact,
  });
