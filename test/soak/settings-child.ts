/**
 * A process that saves settings as fast as it can and prints the number of each once it is saved. Its
 * parent kills it. Arguments: settings file, first number (stored as the price).
 */
import { DEFAULT_SETTINGS, type Settings } from '../../electron/contract/settings.ts';
import { confSettingsPort } from '../../electron/host/conf-settings-port.ts';

const [, , file = '', first = '1'] = process.argv;
const port = confSettingsPort(file);
/** Settings of some size, so that a write has a middle to be cut in. */
const pools = Array.from({ length: 20 }, (_, n) => ({
  id: `pool-${n}`,
  url: `stratum+tcp://pool${n}.example:3333`,
  user: 'x'.repeat(180),
  hasPassword: false,
}));

for (let n = Number(first); ; n += 1) {
  const settings: Settings = { ...DEFAULT_SETTINGS, pools, pricePerKwh: String(n) };
  await port.save(settings);
  process.stdout.write(`${n}\n`);
  // Lets the line out before the next write begins.
  await new Promise((resolve) => setImmediate(resolve));
}
