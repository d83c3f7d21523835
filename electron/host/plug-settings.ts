/** Rules for plugs that go beyond the shape of one: refuses a patch that could not be measured by. */
import { CallError } from '../contract/call-error.ts';
import type { PlugSetting, SettingsPatch } from '../contract/settings.ts';
import { plugPlaceProblem } from '../meter/plugs/registry.ts';

/** Throws a CallError `badInput` with the reason and the field. */
export function checkPlugs(
  plugs: NonNullable<SettingsPatch['plugs']>,
  before: readonly PlugSetting[],
  isKnownStick: (id: string) => boolean,
): void {
  const known = new Set(before.flatMap(({ stickIds }) => stickIds));
  for (const [index, plug] of plugs.entries()) {
    const earlier = plugs.slice(0, index);
    const refuse = (reason: string, field: string): never => {
      throw new CallError('badInput', { reason, field: `patch.plugs.${index}.${field}` });
    };
    const problem = plugPlaceProblem(plug);
    if (problem === 'address') refuse('badPlugAddress', 'address');
    if (problem === 'channel') refuse('badPlugChannel', 'channel');
    if (earlier.some(({ id }) => id === plug.id)) refuse('plugIdTwice', 'id');
    if (plug.includesHost && earlier.some(({ includesHost }) => includesHost)) {
      refuse('hostOnTwoPlugs', 'includesHost');
    }
    for (const [place, stickId] of plug.stickIds.entries()) {
      if (!known.has(stickId) && !isKnownStick(stickId)) refuse('unknownStick', `stickIds.${place}`);
      const isTaken = plug.stickIds.indexOf(stickId) < place;
      if (isTaken || earlier.some(({ stickIds }) => stickIds.includes(stickId))) {
        refuse('stickOnTwoPlugs', `stickIds.${place}`);
      }
    }
  }
}
