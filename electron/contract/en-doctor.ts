/**
 * Sentences of the device doctor: `device.<code>` says what stands in the way of one device, `cure.<code>` what to do or
 * what holds for the whole computer, and `deviceState.<state>` is the state in a
 * word. Plain places only, so that a terminal can fill them in.
 */
export const doctorText = {
  'deviceState.notAStick': 'No Bitcoin stick',
  'deviceState.notDriven': 'Not supported',
  'deviceState.otherDriver': 'Wrong driver',
  'deviceState.noDriver': 'No driver',
  'deviceState.noPermission': 'No permission',
  'deviceState.busy': 'In use',
  'deviceState.noChipAnswers': 'No answer',
  'deviceState.wrongChipCount': 'Chips missing',
  'deviceState.lowVoltage': 'Low voltage',
  'deviceState.needsResetControl': 'Needs a reset',
  'deviceState.chargeOnly': 'Not there',
  'deviceState.unknownAdapter': 'Unknown adapter',
  'deviceState.starting': 'Starting',
  'deviceState.ok': 'Fine',

  'device.unknown': 'Something stands in the way of this device.',
  'device.ok': '{name} is found and runs.',
  'device.okTwin':
    '{name} is found and runs. Another stick has its serial number, so Hashwatt knows it by its USB port.',
  'device.starting': '{name} is found. Hashwatt starts it by itself.',
  'device.attachKnown': '{name} is plugged in. On this system it has to be attached by hand, once.',
  'device.notDriven': '{name} mines Bitcoin, but Hashwatt cannot drive it yet. It stays untouched.',
  'device.rawDriver':
    'Windows gave {name} the driver {driver}, which other miners want. It has no serial port that way.',
  'device.brltty': 'The program brltty takes {name} for a Braille display and keeps its serial port.',
  'device.claimed': 'Another program took {name} from its driver, so it has no serial port.',
  'device.claimedBy': '{program} took {name} from its driver, so it has no serial port.',
  'device.heldBy': 'The driver {driver} holds {name}. It needs {wanted} to have a serial port.',
  'device.unbound': 'The driver {driver} is there, but does not hold {name}. It has no serial port that way.',
  'device.noDriver': 'The driver {driver} is not loaded, so {name} has no serial port.',
  'device.noDriverPlain': '{name} is plugged in, but has no serial port. Its driver is missing.',
  'device.noPermission': 'You may not open {path}. It belongs to the group {group}.',
  'device.noPermissionYet':
    'You are in the group {group} that may open {path}, but only from your next login on.',
  'device.noPermissionPlain': 'The system does not let you open {path}.',
  'device.busy': 'Another program has {path} open.',
  'device.busyBy': '{program} has {path} open.',
  'device.busyMaybe': 'Another program has {path} open, probably {program}.',
  'device.portMissing': '{name} was attached at {path}, and nothing is there.',
  'device.notAPort': 'What {name} was attached to, {path}, is no serial port.',
  'device.noChips': '{name} is plugged in, but no chip answers.',
  'device.silent': '{name} stopped answering.',
  'device.portFailed': 'The port of {name} fails.',
  'device.portTimeout': 'The port of {name} does not answer.',
  'device.needsSecondPort': '{name} has two serial ports, and only one of them is seen.',
  'device.stickTrouble': '{name} is found, but does not mine. Its tile says why.',
  'device.chipsMissing': '{chips} of {expected} chips of {name} answer.',
  'device.chipsDiffer': 'Not all chips of {name} answer.',
  'device.needsReset':
    '{name} needs a reset that goes over USB beside its serial port, and this user may not send it.',
  'device.lowVoltage': '{name} gets {volts} V. It needs 4.6 V or more.',
  'device.lowVoltagePlain': '{name} gets too little voltage.',
  'device.wrongModel': '{name} answers as another model does.',
  'device.unknownAdapter':
    '{name} is a USB serial adapter. It may be a stick that does not say so, or something else.',
  'device.unknownAdapterUsed':
    '{name} is a USB serial adapter that {program} uses, so it is probably no stick.',
  'device.scryptStick': '{name} mines scrypt coins such as Litecoin. It cannot mine Bitcoin.',
  'device.scryptStickMaybe':
    'This may be a {name}, which mines scrypt coins, or any other device with an STM32. Hashwatt leaves it alone.',
  'device.hidBridgeStick':
    '{name} mines Bitcoin, but has no serial port: its MCP2210 chip speaks in another way, which Hashwatt cannot.',
  'device.hidBridgeMaybe':
    '{name} is an MCP2210 adapter. If it is a NanoFury or a GSK, Hashwatt cannot drive it: it has no serial port.',
  'device.mpsseMaybe':
    '{name} is an FT232H adapter. If it is a BFx2, Hashwatt cannot drive it: its chips are not on a serial port.',
  'device.i2cConverter': '{name} has no serial port. Hashwatt cannot drive what hangs behind it.',
  'device.otherProtocol': '{name} mines Bitcoin, but speaks in a way that Hashwatt does not know yet.',
  'device.networkMiner':
    '{name} is an ESP32 board. If it is a miner with its own network, it mines by itself; USB only powers it.',
  'device.boardOtherChip': '{name} mines Bitcoin, but has chips that Hashwatt cannot drive yet.',

  'cure.unknown': 'Look into the log in the data folder.',
  'cure.replug': 'Unplug it for five seconds and plug it in again.',
  'cure.retry': 'Try again now.',
  'cure.lookAgain': 'Look again.',
  'cure.attach': 'If you know what it is, attach it with its model.',
  'cure.report': 'Make a report of what it says about itself. Nothing is sent.',
  'cure.checkCable': 'Try another cable and another USB port. Some cables only charge.',
  'cure.strongerPort': 'Plug it into a hub with its own power supply, or into another port.',
  'cure.lowerClock': 'Lower its frequency.',
  'cure.closeOther': 'Close the other miner or serial program.',
  'cure.closeProgram': 'Close {program}.',
  'cure.installRule':
    'Paste this into a terminal. It asks for your password, writes one udev rule that lets you use USB miners, and applies it.',
  'cure.joinGroup':
    'Or paste this into a terminal. It asks for your password and adds you to the group {group}. Then log out and in again.',
  'cure.logInAgain': 'Log out and in again, or restart the computer.',
  'cure.ignoreModem':
    'ModemManager takes it for a modem. Paste this into a terminal: it asks for your password and writes a udev rule that keeps ModemManager away from USB miners. Then plug it in again.',
  'cure.stopBrltty':
    'Paste this into a terminal. It asks for your password and switches brltty off. Do not do this if someone here reads with a Braille display.',
  'cure.loadDriver':
    'Paste this into a terminal. It asks for your password and loads the driver {driver}. If it is not found, install the extra modules of your kernel.',
  'cure.bindDriver':
    'If that does not help, paste this into a terminal. It asks for your password and gives the device to {driver}.',
  'cure.installDriver': 'Install the driver of its maker for a serial port.',
  'cure.installSiliconLabs': 'Install the CP210x VCP driver from silabs.com, then plug the stick in again.',
  'cure.installFtdi': 'Install the VCP driver from ftdichip.com, then plug the stick in again.',
  'cure.restoreDriver':
    'Open the Device Manager, uninstall the device and tick the box that removes its driver. With a command in an administrator’s terminal it is the same.',
  'cure.nothingFound':
    'No stick is seen. Plug one in. If one is plugged in, try another cable, since some only charge, and a port of the computer itself.',
  'cure.cannotLook': 'This system does not show its USB devices to Hashwatt. Sticks can be attached by path.',
  'cure.otherMiner':
    '{program} is running. Two miners cannot share a stick: close it if it uses one of these.',
  'cure.modemManager':
    'ModemManager talks to new serial ports for some seconds. Paste this into a terminal to keep it away from sticks: it asks for your password and writes one udev rule.',
  'cure.latencyTimer':
    'The FTDI driver holds answers back for up to {ms} ms. Paste this into a terminal to have them at once; it asks for your password and holds until the next plug-in.',
} as const;
