/** What became of something that was asked of the host: nothing while it goes well, else why not. */
import { Banner } from '../../parts/Banner.tsx';
import type { SendState } from '../../state/use-send.ts';
import { useText } from '../../text/use-text.tsx';

export function SendNote({ state }: { readonly state: SendState }) {
  const t = useText();
  return state.kind === 'failed' ? <Banner tone="warn" title="" body={t(state.why)} isAlert /> : null;
}
