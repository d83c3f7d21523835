/** USB devices as the computer names them, folded away. */
import type { UsbDevice } from '../../electron/contract/systems.ts';
import { useText } from '../text/use-text.tsx';
import css from './UsbList.module.css';

export function UsbList({ devices }: { readonly devices: readonly UsbDevice[] }) {
  const t = useText();
  const summary = t('settings.computer.usb', { count: devices.length });
  if (devices.length === 0) return <p>{summary}</p>;
  return (
    <details className={css.usb}>
      <summary>{summary}</summary>
      <ul>
        {devices.map(({ bus, id, name, manufacturer, serialNumber }) => (
          <li key={`${bus} ${id} ${name} ${serialNumber}`}>
            <b>{name}</b> {[manufacturer, serialNumber].filter(Boolean).join(', ')}
          </li>
        ))}
      </ul>
    </details>
  );
}
