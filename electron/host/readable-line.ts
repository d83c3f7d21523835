/** A line of the log as a person at a terminal wants it: time, level, sentence, then the fields. */
import { z } from 'zod';

const LogLine = z.looseObject({ level: z.string(), time: z.string(), message: z.string().default('') });

/** `2026-11-24T14:20:00.000Z INFO  Pool connected. pool=main`; a line that is not of the log stays as it is. */
export function readableLine(line: string): string {
  const parsed = LogLine.safeParse(jsonOf(line));
  if (!parsed.success) return line.trimEnd();
  const { level, time, message, ...fields } = parsed.data;
  const { error, ...others } = fields;
  const words = Object.entries(others).map(([key, value]) => `${key}=${wordOf(value)}`);
  return [time, level.toUpperCase().padEnd(5), message, ...words, ...errorWords(error)].join(' ').trimEnd();
}

const ErrorField = z.looseObject({ type: z.string(), message: z.string(), stack: z.string().optional() });

/** An error in the log: pino's serializer made an object of it. */
function errorWords(error: unknown): string[] {
  if (error === undefined) return [];
  const parsed = ErrorField.safeParse(error);
  return [`error=${wordOf(parsed.success ? `${parsed.data.type}: ${parsed.data.message}` : error)}`];
}

/** Bare when it is one plain word, else as JSON, which also keeps line breaks and escapes out of the terminal. */
function wordOf(value: unknown): string {
  if (typeof value === 'string' && /^[\w.:/@+-]+$/.test(value)) return value;
  return JSON.stringify(value);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
