/** The stick in numbers: what it does, what it costs, which step of its recovery it is at, and chip by chip. */
import type { StickState } from '../../../../electron/contract/frame.ts';
import { Badge } from '../../../parts/Badge.tsx';
import { useFrame } from '../../../state/use-miner.tsx';
import { useFormat } from '../../../text/use-format.ts';
import { useText } from '../../../text/use-text.tsx';
import { ChipsPart } from './ChipsPart.tsx';
import { LadderPart } from './LadderPart.tsx';
import { Fact, Facts, Part } from './Part.tsx';
import { RatesPart } from './RatesPart.tsx';
import { ReadingFact } from './ReadingFact.tsx';
import { StickBanners } from './StickBanners.tsx';

export function OverviewTab({ stick }: { readonly stick: StickState }) {
  const t = useText();
  const format = useFormat();
  const nowMs = useFrame((frame) => frame.nowMs) ?? 0;
  const { shares, resets, hashingSinceMs, note, path } = stick;
  const sats = stick.expectedSatsPerDay.value;
  return (
    <>
      <StickBanners stick={stick} />
      <RatesPart stick={stick} />
      <Part title={t('overview.numbers')}>
        <Facts>
          <ReadingFact word={t('overview.power')} reading={stick.powerW} unit="W" show={format.threeDigits} />
          <ReadingFact
            word={t('overview.efficiency')}
            reading={stick.efficiencyJth}
            unit="J/TH"
            show={format.threeDigits}
          />
          <ReadingFact word={t('overview.temp')} reading={stick.tempC} unit="°C" show={format.whole} />
          <ReadingFact
            word={t('overview.clock')}
            reading={stick.frequencyMhz}
            unit="MHz"
            show={format.exact}
          />
          <ReadingFact word={t('overview.core')} reading={stick.coreMv} unit="mV" show={format.whole} />
          {stick.abilities.fan && (
            <ReadingFact word={t('overview.fan')} reading={stick.fanRpm} unit="rpm" show={format.whole} />
          )}
          <ReadingFact
            word={t('overview.errors')}
            reading={stick.hardwareErrorShare}
            unit=""
            show={format.percent}
          />
          <Fact word={t('overview.sats')}>
            {sats === null ? t('unknown') : t('overview.satsPerDay', { sats: format.sats(sats) })}
            <Badge origin={stick.expectedSatsPerDay.origin} isBrief />
          </Fact>
          <Fact word={t('overview.up')}>
            {hashingSinceMs === null ? t('unknown') : format.duration(nowMs - hashingSinceMs)}
          </Fact>
          <Fact word={t('overview.shares')}>
            {t('overview.sharesValue', {
              accepted: format.whole(shares.accepted),
              rejected: format.whole(shares.rejected),
              stale: format.whole(shares.stale),
            })}
          </Fact>
          <Fact word={t('overview.resets')}>{format.whole(resets)}</Fact>
          <Fact word={t('overview.port')}>{path}</Fact>
          {note !== null && <Fact word={t('overview.note')}>{note}</Fact>}
        </Facts>
      </Part>
      <LadderPart stick={stick} />
      <ChipsPart stick={stick} />
    </>
  );
}
