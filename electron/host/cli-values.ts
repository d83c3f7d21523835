/** How the text behind a flag becomes a value. Each reader throws a FlagError with one sentence for a bad one. */
import { AttachedStick } from '../contract/settings.ts';
import { Chain, DecimalText } from '../contract/units.ts';
import { parsePoolUrl } from '../pool/pool-url.ts';
import { type ListenAddress, parseListen } from './listen-address.ts';
import { LOG_LEVELS, type LogLevel } from './log.ts';

/** What a user typed is wrong; the message is the sentence to print. */
export class FlagError extends Error {
  override readonly name = 'FlagError';
}

/** Readers in commander's shape; `models` are the ids of the stick models there are. */
export function readers(models: readonly string[]) {
  return {
    stick: (text: string, previous: readonly AttachedStick[] = []): readonly AttachedStick[] => {
      const colon = text.indexOf(':');
      const model = text.slice(0, Math.max(colon, 0));
      const stick = AttachedStick.safeParse({ model, path: text.slice(colon + 1) });
      if (colon < 0 || !stick.success) {
        throw new FlagError(
          `--stick must be <model>:<serial path> such as compac-f:/dev/ttyUSB0, not "${text}".`,
        );
      }
      if (!models.includes(model)) {
        throw new FlagError(`--stick: there is no model "${model}"; the models are ${models.join(', ')}.`);
      }
      return [...previous, stick.data];
    },
    pool: (text: string, previous: readonly string[] = []): readonly string[] => {
      const parsed = parsePoolUrl(text);
      if (!parsed.ok) throw new FlagError(`--pool: ${parsed.reason}`);
      if (parsed.url.protocol !== 'sv1') {
        throw new FlagError(
          `--pool: ${text} is a Stratum V2 address, which is not spoken yet; use the pool's stratum+tcp:// address.`,
        );
      }
      if (text.length > MAX_URL) throw new FlagError(`--pool must be at most ${MAX_URL} characters long.`);
      return [...previous, text];
    },
    user: (text: string): string => {
      if (!/^[^\s\p{Cc}]{1,190}$/u.test(text) || text.startsWith('--')) {
        throw new FlagError(`--user must be 1 to 190 characters without spaces, not "${text}".`);
      }
      return text;
    },
    passwordFile: pathReader('--password-file'),
    dataDir: pathReader('--data-dir'),
    listen: (text: string): ListenAddress => {
      const result = parseListen(text);
      if (!result.ok) throw new FlagError(`--listen ${result.reason}`);
      return result.listen;
    },
    chain: (text: string): Chain => {
      if (text === 'mainnet') return { kind: 'mainnet' };
      const bits = /^practice:([1-9]\d?)$/.exec(text)?.[1];
      const chain = Chain.safeParse({ kind: 'practice', bits: Number(bits) });
      if (bits === undefined || !chain.success) {
        throw new FlagError(
          `--chain must be mainnet or practice:<bits> with 1 to 31 bits, such as practice:26, not "${text}".`,
        );
      }
      return chain.data;
    },
    tariff: priceReader('--tariff', '0.30', (price) => !price.startsWith('-')),
    btcPrice: priceReader('--btc-price', '60000', (price) => !price.startsWith('-') && /[1-9]/.test(price)),
    currency: (text: string): string => {
      if (!Intl.supportedValuesOf('currency').includes(text)) {
        throw new FlagError(`--currency must be an ISO 4217 code in capitals such as EUR, not "${text}".`);
      }
      return text;
    },
    logLevel: (text: string): LogLevel => {
      const level = LOG_LEVELS.find((known) => known === text);
      if (level === undefined) {
        throw new FlagError(`--log-level must be one of ${LOG_LEVELS.join(', ')}, not "${text}".`);
      }
      return level;
    },
  };
}

/** The contract's limit for a pool's address. */
const MAX_URL = 300;

function pathReader(flag: string): (text: string) => string {
  return (text) => {
    if (text === '' || text.startsWith('--') || text.includes('\0')) {
      throw new FlagError(`${flag} needs a path, not "${text}".`);
    }
    return text;
  };
}

function priceReader(
  flag: string,
  example: string,
  isAllowed: (text: string) => boolean,
): (text: string) => string {
  return (text) => {
    const price = DecimalText.safeParse(text);
    if (!price.success || !isAllowed(text)) {
      throw new FlagError(`${flag} must be a price with a decimal point such as ${example}, not "${text}".`);
    }
    return price.data;
  };
}
