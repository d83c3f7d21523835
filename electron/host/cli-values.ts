/** How the text behind a flag becomes a value. Each reader throws a FlagError with one sentence for a bad one. */
import { AttachedStick, ResetLineSetting } from '../contract/settings.ts';
import { hasThousandsSign, parseTypedDecimal } from '../contract/typed-decimal.ts';
import { Chain } from '../contract/units.ts';
import { parsePoolUrl } from '../pool/pool-url.ts';
import { type ListenAddress, parseListen } from './listen-address.ts';
import { LOG_LEVELS, type LogLevel } from './log.ts';

/** What a user typed is wrong; the message is the sentence to print. */
export class FlagError extends Error {
  override readonly name = 'FlagError';
}

/** Readers in commander's shape; `models` are the ids of the stick models that can be driven. */
export function readers(models: readonly string[]) {
  return {
    stick: (text: string, previous: readonly AttachedStick[] = []): readonly AttachedStick[] => {
      const { place, resetLine } = stickPlace(text);
      // The first one: serial paths may have more (`/dev/serial/by-path/pci-0000:00:14.0-...`).
      const colon = place.indexOf(':');
      const model = place.slice(0, Math.max(colon, 0));
      const stick = AttachedStick.safeParse({ model, path: place.slice(colon + 1), ...resetLine });
      if (colon < 0 || !stick.success) {
        throw new FlagError(
          `--stick must be <model>:<serial path> such as compac-f:/dev/ttyUSB0, not "${text}".`,
        );
      }
      if (!models.includes(model)) {
        throw new FlagError(`--stick: Hashwatt cannot drive a "${model}"; it drives ${models.join(', ')}.`);
      }
      return [...previous, stick.data];
    },
    pool: (text: string, previous: readonly string[] = []): readonly string[] => {
      if (/[\s\p{Cc}\p{Cf}]/u.test(text)) {
        throw new FlagError('--pool must be an address without spaces and invisible characters.');
      }
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
    tariff: priceReader('--tariff', '0.30', () => true),
    btcPrice: priceReader(
      '--btc-price',
      '60000',
      (price, typed) => /[1-9]/.test(price) && !hasThousandsSign(typed),
    ),
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

/**
 * Takes `,reset=...` off the end of a --stick. Only an end that looks like an option is one: a path may have commas,
 * and an option has no slash.
 */
function stickPlace(text: string): {
  readonly place: string;
  readonly resetLine: Pick<AttachedStick, 'resetLine'>;
} {
  const option = /,([a-z-]+)=([^,/\\]*)$/.exec(text);
  if (option === null) return { place: text, resetLine: {} };
  const [end, name, word] = option;
  if (name !== 'reset') {
    throw new FlagError(`--stick has no option "${name}" in "${text}"; the only one is reset.`);
  }
  const resetLine = ResetLineSetting.safeParse(word);
  if (!resetLine.success) {
    throw new FlagError(
      `--stick: reset must be one of ${ResetLineSetting.options.join(', ')}, not "${word}" in "${text}".`,
    );
  }
  return { place: text.slice(0, -end.length), resetLine: { resetLine: resetLine.data } };
}

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
  isAllowed: (price: string, typed: string) => boolean,
): (text: string) => string {
  return (text) => {
    const price = parseTypedDecimal(text);
    if (!price.ok || !isAllowed(price.value, text)) {
      throw new FlagError(`${flag} must be a price such as ${example}, not "${text}".`);
    }
    return price.value;
  };
}
