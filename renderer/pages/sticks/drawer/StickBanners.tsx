/** What is wrong with one stick and what to do: its faults, or what it stands still for. */
import type { StickState } from '../../../../electron/contract/frame.ts';
import { Banner } from '../../../parts/Banner.tsx';
import { useFrame } from '../../../state/use-miner.tsx';
import { faultBanners } from '../../../text/fault-text.ts';
import { useText } from '../../../text/use-text.tsx';

export function StickBanners({ stick }: { readonly stick: StickState }) {
  const t = useText();
  const frame = useFrame((newest) => newest);
  if (frame === null) return null;
  const own = frame.faults.filter(({ subject }) => subject.kind === 'stick' && subject.id === stick.id);
  const { cause, health, healthSinceMs, id, path } = stick;
  // A cause that is no fault of the frame is told in the same words.
  const missing =
    own.length === 0 && health === 'needsHelp' && cause !== null
      ? [
          {
            code: cause.code,
            severity: 'fault' as const,
            subject: { kind: 'stick' as const, id },
            params: { path, ...cause.params },
            sinceMs: healthSinceMs,
          },
        ]
      : [];
  return faultBanners({ ...frame, faults: [...own, ...missing] }, t).map(({ key, tone, title, body }) => (
    <Banner key={key} tone={tone} title={title} body={body} />
  ));
}
