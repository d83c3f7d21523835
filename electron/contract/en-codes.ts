import { boardText } from './en-boards.ts';
import { healthText } from './en-health.ts';
import { powerCodeText } from './en-power.ts';
import { powerSideText } from './en-power-side.ts';
import { tuningText } from './en-tuning.ts';

/**
 * Words for codes that come from the host, in English, for each face of the miner: `fault.<code>` says what happened and
 * `fault.<code>.body` what Hashwatt does and what you can do; `cause.<code>` fits on a tile; `reason.<code>` says why a
 * value is missing; `lamp.<code>` how it stands with the pool; `origin.<code>` where a number comes from. A code without
 * a sentence here gets the general one, so an older face never shows nothing.
 */
export const codeText = {
  ...boardText,
  ...healthText,
  ...powerCodeText,
  ...powerSideText,
  ...tuningText,

  'fault.unknown': 'Something needs a look ({code}).',
  'fault.unknown.body': 'Hashwatt goes on with the rest. The log in the data folder says more.',

  'fault.portMissing': '{name} is not at {path}.',
  'fault.portMissing.body': 'Plug it in again, or correct its path where you attached it.',
  'fault.portBusy': 'Another program uses {name}.',
  'fault.portBusy.body': 'Close the other miner or serial program. Hashwatt tries again by itself.',
  'fault.portForbidden': 'This user may not open {name}.',
  'fault.portForbidden.body':
    'On Linux install the udev rule that comes with Hashwatt (99-usb-miner.rules), or join the group dialout, then plug the stick in again.',
  'fault.notAPort': 'What {name} was attached to is not a serial port.',
  'fault.notAPort.body': 'Attach it with the path of its port instead, such as /dev/ttyUSB0.',
  'fault.portFailed': 'The port of {name} failed.',
  'fault.portFailed.body': 'Hashwatt tries again by itself. If it stays, try another USB port or cable.',
  'fault.portTimeout': 'The port of {name} does not answer.',
  'fault.portTimeout.body':
    'Hashwatt tries again by itself. Unplugging the stick for five seconds often helps.',
  'fault.unplugged': '{name} was unplugged.',
  'fault.unplugged.body': 'Plug it in again and it goes on by itself.',
  'fault.noChips': '{name} has power, but no chip answers.',
  'fault.noChips.body': 'Unplug it for five seconds. If it stays so, try a USB port with more current.',
  'fault.wrongChipCount': 'Not all chips of {name} answer.',
  'fault.wrongChipCount.body': 'Unplug it for five seconds. A weak USB port or hub is the usual cause.',
  'fault.chipsMissing': '{chips} of {expected} chips of {name} answer.',
  'fault.chipsMissing.body':
    'It mines with those. Unplug it for five seconds; a weak USB port or hub is the usual cause.',
  'fault.needsResetLine': '{name} needs a reset that this computer cannot give.',
  'fault.needsResetLine.body': 'Unplug it for five seconds and plug it in again: that resets the chips too.',
  'fault.silent': '{name} stopped answering.',
  'fault.silent.body':
    'Hashwatt restarts it by itself. If it stays so, unplug it for five seconds and try again.',
  'fault.unknownModel': 'Hashwatt does not know what {name} is.',
  'fault.unknownModel.body': 'Attach it by hand with its model and path.',
  'fault.wrongModel': '{name} answers as another model does.',
  'fault.wrongModel.body': 'Remove it and attach it again as the model it is.',
  'fault.modelNotDriven': 'Hashwatt knows {name}, but cannot drive this model yet.',
  'fault.modelNotDriven.body': 'It stays untouched.',

  'fault.badUrl': 'The address of the pool cannot be read.',
  'fault.badUrl.body': 'Correct it in Settings. Nothing is mined until then.',
  'fault.dnsFailed': 'The pool’s name was not found.',
  'fault.dnsFailed.body':
    'Check the internet connection and the spelling of {endpoint}. Hashwatt keeps trying.',
  'fault.connectionRefused': 'The pool refused the connection.',
  'fault.connectionRefused.body':
    'The port may be wrong, or the pool is down. Hashwatt keeps trying {endpoint}.',
  'fault.connectTimeout': 'The pool does not answer.',
  'fault.connectTimeout.body': 'Check the internet connection. Hashwatt keeps trying {endpoint}.',
  'fault.connectionLost': 'The connection to the pool broke.',
  'fault.connectionLost.body': 'Hashwatt is connecting again to {endpoint}.',
  'fault.silent.pool': 'The pool fell silent.',
  'fault.silent.pool.body': 'Hashwatt hung up and is connecting again to {endpoint}.',
  'fault.tlsFailed': 'The encrypted connection to the pool failed.',
  'fault.tlsFailed.body':
    'The pool’s certificate is not valid for {endpoint}. Check the address in Settings.',
  'fault.wantsTls': 'This port of the pool wants encryption.',
  'fault.wantsTls.body': 'Write the address with stratum+ssl:// in Settings.',
  'fault.lineTooLong': 'The pool sent more than a message can be.',
  'fault.lineTooLong.body': 'Hashwatt hung up and tries again. This may not be a pool: check {endpoint}.',
  'fault.badHandshake': 'The pool’s greeting makes no sense.',
  'fault.badHandshake.body': 'This may not be a Stratum port: check {endpoint} in Settings.',
  'fault.handshakeTimeout': 'The pool takes connections but gives no work.',
  'fault.handshakeTimeout.body': 'Hashwatt keeps trying {endpoint}.',
  'fault.authorizeRefused': 'The pool refused your user.',
  'fault.authorizeRefused.body': 'Nothing is mined for you until this is fixed. Check the user in Settings.',
  'fault.onlyRejects': 'The pool rejects every share.',
  'fault.onlyRejects.body': 'Mining goes on. If it stays so, check the user in Settings or try another pool.',
  'fault.badJobs': 'The pool sends work that cannot be mined.',
  'fault.badJobs.body':
    'Hashwatt waits for better from {endpoint}. If none comes, choose another pool in Settings.',
  'fault.reconnectRefused': 'The pool asked to move to another owner’s address.',
  'fault.reconnectRefused.body': 'Hashwatt did not follow and stays at {endpoint}.',
  'fault.noPool': 'No pool is set.',
  'fault.noPool.body': 'Choose one in Settings. The sticks are ready.',

  'fault.diskFull': 'The disk is full.',
  'fault.diskFull.body': 'Mining goes on and the history waits in memory. Free some space.',
  'fault.ioError': 'The history cannot be written.',
  'fault.ioError.body': 'Mining goes on. Hashwatt tries the disk again by itself.',
  'fault.ledgerReplaced': 'The history file was damaged.',
  'fault.ledgerReplaced.body': 'Hashwatt moved it aside, to {movedTo}, and began a new one.',
  'fault.ledgerRestored': 'The history file was damaged.',
  'fault.ledgerRestored.body': 'Hashwatt moved it aside, to {movedTo}, and goes on with its newest copy.',
  'fault.fileGone': 'The history file was taken away and cannot be written again.',
  'fault.fileGone.body':
    'Mining goes on and Hashwatt keeps trying. Put its data folder back, writable and used by no other program, and quit only after that.',
  'fault.ledgerRewritten': 'Something deleted the history file.',
  'fault.ledgerRewritten.body':
    'Hashwatt has written it again and nothing is lost. Keep clean-up and sync programs away from its data folder.',
  'fault.ledgerExchanged': 'Something put another file in the place of the history.',
  'fault.ledgerExchanged.body':
    'Hashwatt moved it to {movedTo} and wrote its own again. To use that one, quit first, then put it in the place of ledger.db.',
  'fault.ledgerLogDamaged': 'Something wrote into the log of the history.',
  'fault.ledgerLogDamaged.body':
    'Hashwatt moved it to {movedTo} and wrote what it held again: nothing is lost. Keep clean-up and sync programs away from its data folder.',
  'fault.ledgerLogRewritten': 'Something wrote into the log of the history.',
  'fault.ledgerLogRewritten.body':
    'Hashwatt wrote what it held again and nothing is lost. Keep clean-up and sync programs away from its data folder.',
  'fault.settingsRestored': 'The settings file was damaged.',
  'fault.settingsRestored.body':
    'Hashwatt moved it aside and uses the last good copy. Check the pool and the user, then save.',
  'fault.settingsLost': 'The settings file was damaged and there is no copy.',
  'fault.settingsLost.body': 'Hashwatt moved it aside. Nothing is mined until you set pool and user anew.',
  'fault.settingsNotSaved': 'The settings cannot be written to the disk.',
  'fault.settingsNotSaved.body':
    'They are in use now and Hashwatt keeps trying. Check that {file} is a file and its folder can be written.',
  'fault.choicesNotSaved': 'What you chose cannot be written to the disk.',
  'fault.choicesNotSaved.body':
    'Demo, pause and theme hold now, but the next start may not know them. Hashwatt keeps trying. Check that {file} is a file and its folder can be written.',
  'fault.secretNotSaved': 'A password could not be deleted from the disk.',
  'fault.secretNotSaved.body':
    'Hashwatt does not use it any more. Check that the data folder can be written.',
  'fault.secretsLost': 'The saved passwords could not be read.',
  'fault.secretsLost.body':
    'Hashwatt moved their file aside. Enter the password of your pool again if it needs one.',

  'cause.unknown': 'Open the message above',
  'cause.portMissing': 'Its port is not there',
  'cause.portBusy': 'Another program uses it',
  'cause.portForbidden': 'No permission to open it',
  'cause.notAPort': 'Its path is no serial port',
  'cause.portFailed': 'Its port failed',
  'cause.portTimeout': 'Its port does not answer',
  'cause.unplugged': 'Unplugged',
  'cause.noChips': 'No chip answers',
  'cause.wrongChipCount': 'Not all chips answer',
  'cause.chipsMissing': 'Not all chips answer',
  'cause.needsResetLine': 'Unplug it for five seconds',
  'cause.silent': 'It stopped answering',
  'cause.unknownModel': 'Model not known',
  'cause.wrongModel': 'It is another model',
  'cause.modelNotDriven': 'Model not supported yet',
  'cause.noPool': 'Waiting for work from the pool',

  'reason.unknown': 'not known yet',
  'reason.cpuOnly': 'processor only',
  'reason.firstReading': 'told with the next reading',
  'reason.measuring': 'measuring…',
  'reason.noAnswerYet': 'no answer yet',
  'reason.noBtcPrice': 'no bitcoin price',
  'reason.noHashrate': 'not hashing',
  'reason.noHeight': 'height not known',
  'reason.noJob': 'no work yet',
  'reason.noPower': 'watts not known',
  'reason.noPowerModel': 'watts not known',
  'reason.noPowerSensor': 'no sensor tells',
  'reason.noSensor': 'no sensor',
  'reason.noStick': 'no stick',
  'reason.noSticks': 'no stick',
  'reason.noTariff': 'no price set',
  'reason.notReadYet': 'not read yet',
  'reason.noTempSensor': 'no sensor',
  'reason.onMains': 'known only on battery',
  'reason.partUnknown': 'a part is not known',
  'reason.readFailed': 'could not be read',
  'reason.timedOut': 'no answer in time',

  'lamp.connecting': 'connecting',
  'lamp.waitingForJob': 'waiting for work',
  'lamp.live': 'connected',
  'lamp.retrying': 'no answer, trying again',
  'lamp.refused': 'refused',
  'lamp.stopped': 'stopped',

  'origin.measured': 'measured',
  'origin.partModelled': 'part modelled',
  'origin.modelled': 'modelled',
  'origin.reported': 'reported',
  'origin.typed': 'typed',
} as const;

export type CodeTextId = keyof typeof codeText;
