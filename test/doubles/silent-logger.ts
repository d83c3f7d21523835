/** A logger that keeps what it was told, for tests that look at it or want quiet. */
import type { LogFields, Logger } from '../../electron/contract/ports.ts';

export interface LoggedLine {
  readonly level: 'error' | 'warn' | 'info' | 'debug' | 'trace';
  readonly message: string;
  readonly fields: LogFields;
}

export function silentLogger(lines: LoggedLine[] = [], base: LogFields = {}): Logger {
  const at =
    (level: LoggedLine['level']) =>
    (message: string, fields: LogFields = {}): void => {
      lines.push({ level, message, fields: { ...base, ...fields } });
    };
  return {
    error: at('error'),
    warn: at('warn'),
    info: at('info'),
    debug: at('debug'),
    trace: at('trace'),
    traces: false,
    child: (fields) => silentLogger(lines, { ...base, ...fields }),
  };
}
