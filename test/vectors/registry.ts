/** Every adapter there is. Several may serve one format: the first with code for a case runs it. */
import type { Adapter } from './adapter.ts';
import { bm13xxAdapter } from './adapters/bm13xx.ts';
import { bm13xxCoreAdapter } from './adapters/bm13xx-core.ts';
import { boardPartAdapter } from './adapters/board-parts.ts';
import { captureAdapter } from './adapters/captures.ts';
import { earningsAdapter } from './adapters/earnings.ts';
import { gekkoAdapter } from './adapters/gekko.ts';
import { gekkoHeaderAdapter } from './adapters/gekko-header.ts';
import { headerChipAdapter } from './adapters/header-chips.ts';
import { icarusAdapter } from './adapters/icarus.ts';
import { replayBlocksAdapter } from './adapters/replay-blocks.ts';
import { stratumAdapter } from './adapters/stratum.ts';
import { stratumSessionAdapter } from './adapters/stratum-session.ts';

export const ADAPTERS: readonly Adapter[] = [
  stratumAdapter,
  stratumSessionAdapter,
  captureAdapter,
  replayBlocksAdapter,
  earningsAdapter,
  icarusAdapter,
  gekkoAdapter,
  bm13xxCoreAdapter,
  bm13xxAdapter,
  headerChipAdapter,
  boardPartAdapter,
  gekkoHeaderAdapter,
];
