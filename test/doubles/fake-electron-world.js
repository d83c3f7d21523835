// The isolated world of the Electron double, before the page's scripts: what a sandboxed preload sees.
globalThis.sandboxedWorld = (preload) => {
  if (window !== window.top) return;
  const send = globalThis.toMain;
  const listeners = new Map();
  const ports = new Map();
  const refuse = (what) => {
    send(JSON.stringify({ violation: what }));
    throw new Error(what);
  };
  const strict = (name, members) =>
    new Proxy(members, {
      get: (target, key) => (key in target ? target[key] : refuse(`no ${name}.${String(key)}`)),
    });
  const ipcRenderer = strict('ipcRenderer', {
    on: (channel, listener) => listeners.set(channel, [...(listeners.get(channel) ?? []), listener]),
  });
  const electron = strict('electron', { ipcRenderer });
  const pagePort = (id) => {
    const { port1, port2 } = new MessageChannel();
    port2.onmessage = ({ data }) => send(JSON.stringify({ port: id, data }));
    port2.addEventListener('close', () => send(JSON.stringify({ closed: id })));
    ports.set(id, port2);
    return port1;
  };
  globalThis.deliver = (json) => {
    const { channel, message, ids, port, data, closed } = JSON.parse(json);
    if (closed !== undefined) ports.get(closed)?.close();
    else if (port !== undefined) ports.get(port)?.postMessage(data);
    else {
      if (!listeners.has(channel)) refuse(`no listener for the channel ${channel}`);
      const event = { ports: ids.map(pagePort) };
      for (const listener of listeners.get(channel)) listener(event, message);
    }
  };
  const require = (name) => (name === 'electron' ? electron : refuse(`a sandboxed preload has no ${name}`));
  preload(require, {}, { exports: {} }, strict('process', { sandboxed: true, contextIsolated: true }));
};
